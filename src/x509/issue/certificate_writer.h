/* Writing and signing certificates (RFC 5280 §4.1). It writes what it is told, also what no verifier would accept. */
#ifndef X509_CERTIFICATE_WRITER_H
#define X509_CERTIFICATE_WRITER_H

#include "x509/certificate/certificate.h"
#include "x509/der/der_writer.h"

struct certificate_fields {
    unsigned version;         /* 0: 3 */
    tl_bytes serial;          /* magnitude */
    tl_bytes issuer, subject; /* Names with tag and length */
    int64_t not_before, not_after;
    tl_bytes spki;
    tl_bytes extensions; /* content of the Extensions SEQUENCE; empty: none */
};

/* Appends the certificate, signed with the key. False: no memory, or the key cannot sign so. */
bool certificate_write(struct writer *w, const struct certificate_fields *fields, const tl_crypto *crypto,
                       const struct private_key *key, const struct signature_alg *alg);

/* A Name with this commonName alone; empty for "". */
void name_write_common(struct writer *w, const char *common_name);

/* A Name with those of these attributes that are there, the country first. */
struct subject_fields {
    const char *country, *organization, *common_name; /* NULL: none */
};
void name_write_subject(struct writer *w, const struct subject_fields *fields);

/* Each appends one extension. */
void extension_write(struct writer *w, tl_bytes oid, bool critical, tl_bytes value);
void extension_write_basic_constraints(struct writer *w, bool is_ca, int path_len); /* -1: no limit */
void extension_write_key_usage(struct writer *w, unsigned bits);
void extension_write_extended_key_usage(struct writer *w, tl_bytes oid);
void extension_write_extended_key_usages(struct writer *w, const tl_bytes *oids, size_t num_oids);
void extension_write_subject_key_id(struct writer *w, tl_bytes id);
void extension_write_authority_key_id(struct writer *w, tl_bytes id);

/* DNS names and, where they read as such, IP addresses, URIs (with ://) and mail addresses (with @). */
void extension_write_subject_alt_name(struct writer *w, const char *const *names, size_t num_names);

/* The same, and behind them GeneralNames as they stand. */
struct alt_names {
    const char *const *names;
    size_t num_names;
    tl_bytes more;
    bool critical; /* RFC 5280 §4.2.1.6: where the subject is empty */
};
void extension_write_alt_names(struct writer *w, const struct alt_names *names);

/* Where things are to be had, each a list of URLs. */
struct url_list {
    const char *const *urls;
    size_t num_urls;
};
void extension_write_crl_points(struct writer *w, struct url_list urls);
void extension_write_authority_info(struct writer *w, struct url_list ocsp, struct url_list ca_issuers);

void extension_write_must_staple(struct writer *w);   /* TLS feature status_request (RFC 7633) */
void extension_write_ocsp_no_check(struct writer *w); /* RFC 6960 §4.2.2.2.1 */

#endif
