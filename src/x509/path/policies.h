/* Certificate policies of a path (RFC 5280 §6.1), in the graph of RFC 9618: its size is bounded by what the
 * certificates themselves say, where RFC 5280's tree grows exponentially. */
#ifndef X509_POLICIES_H
#define X509_POLICIES_H

#include "x509/certificate/certificate.h"

/* The contents of the extensions' values. */
bool policies_are_well_formed(tl_bytes content, bool *known_qualifiers);
bool policy_mappings_are_well_formed(tl_bytes content);

/* RFC 5280 §6.1.1 (c), (e) to (g); zeroed: any policy, and none is needed. */
struct policy_inputs {
    const tl_bytes *policies; /* OIDs: user-initial-policy-set */
    size_t num_policies;      /* 0: any policy */
    bool explicit_policy, inhibit_mapping, inhibit_any;
};

enum policy_result {
    POLICIES_VALID,
    POLICIES_NONE,      /* none holds for the whole path, or none that was asked for, but one must */
    POLICIES_MALFORMED, /* the same policy twice, or a mapping of anyPolicy */
    POLICIES_TOO_MANY,  /* more comparisons than anybody needs */
    POLICIES_OUT_OF_MEMORY
};

#define POLICIES_MAX_COMPARISONS (1u << 18)

/* Where a check ended, and who had demanded that there be a policy: an index into the path, or its length for us. */
struct policy_finding {
    unsigned at, demanded_by;
};

/* path[0] is the leaf, path[len - 1] the certificate that the anchor issued. *comparisons counts up to the maximum
 * above, over as many calls as share it. */
enum policy_result policies_check(const struct certificate *path, unsigned len, const struct policy_inputs *inputs,
                                  unsigned *comparisons, struct policy_finding *finding);

#endif
