/* Distribution points: how CRLs are partitioned (RFC 5280 §4.2.1.13, §5.2.5). */
#ifndef X509_CRL_POINTS_H
#define X509_CRL_POINTS_H

#include "x509/der/der.h"

/* ReasonFlags: bit 0 is unused, 1 to 8 are the reasons. */
#define CRL_ALL_REASONS 0x1feu

/* DistributionPointName: one of the two, or neither where there is no name. */
struct crl_point_name {
    tl_bytes full;     /* content of GeneralNames */
    tl_bytes relative; /* content of the RelativeDistinguishedName */
};

/* DistributionPoint, of a certificate. */
struct crl_point {
    struct crl_point_name name;
    unsigned reasons;    /* CRL_ALL_REASONS where it does not say */
    tl_bytes crl_issuer; /* content of GeneralNames; empty: the certificate's issuer */
};

/* IssuingDistributionPoint, of a CRL. */
struct crl_scope {
    struct crl_point_name name;
    unsigned reasons;
    bool only_user, only_ca, only_attribute, indirect;
};

bool crl_points_are_well_formed(tl_bytes content);

/* The next of the points, which were found well-formed before; *cursor starts at 0. */
bool crl_points_next(tl_bytes content, size_t *cursor, struct crl_point *point);

/* The value of the extension issuingDistributionPoint. */
bool crl_scope_parse(tl_bytes value, struct crl_scope *scope);

static inline bool crl_point_has_name(const struct crl_point_name *name) {
    return name->full.len > 0 || name->relative.len > 0;
}

/* Is this Name among the GeneralNames? *budget counts comparisons down; at 0 nothing matches any more. */
bool crl_names_have(tl_bytes general_names, tl_bytes name, unsigned *budget);

/* Have the two a name in common (§6.3.3 (b) (2) (i))? Names relative to an issuer count from the given one. */
bool crl_point_names_meet(const struct crl_point_name *a, tl_bytes issuer_a, const struct crl_point_name *b,
                          tl_bytes issuer_b, unsigned *budget);

#endif
