/* Name constraints of CA certificates (RFC 5280 §4.2.1.10). */
#ifndef X509_NAME_CONSTRAINTS_H
#define X509_NAME_CONSTRAINTS_H

#include "x509/certificate/certificate.h"
#include "x509/names/general_names.h"

/* The content of the NameConstraints SEQUENCE. */
bool name_constraints_are_well_formed(tl_bytes content);

enum constraint_result {
    CONSTRAINT_KEPT,
    CONSTRAINT_BROKEN,      /* a name that is excluded, or not within what is permitted */
    CONSTRAINT_UNSUPPORTED, /* a name of a type that is restricted and that we cannot compare */
    CONSTRAINT_MALFORMED,   /* a restriction on its type that says nothing that could be compared */
    CONSTRAINT_TOO_MANY     /* more comparisons than anybody needs */
};

#define NAME_CONSTRAINTS_MAX_COMPARISONS (1u << 20)

/* May the constrained CA stand above this certificate? Every name in subjectAltName and the subject is looked at. *name
 * is the one that failed. *comparisons counts up to the maximum above, over as many calls as share it. */
enum constraint_result name_constraints_check(tl_bytes constraints, const struct certificate *certificate,
                                              unsigned *comparisons, struct general_name *name);

/* The same of one name, which stands elsewhere than in subjectAltName. */
enum constraint_result name_constraints_check_name(tl_bytes constraints, unsigned *comparisons,
                                                   struct general_name *name);

const char *general_name_kind_text(enum general_name_kind kind);

#endif
