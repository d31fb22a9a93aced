/* The rules that a certificate on a path must keep (RFC 5280 §6.1), one function each, and the sentences where it does
 * not. */
#ifndef X509_PATH_RULES_H
#define X509_PATH_RULES_H

#include "x509/path/path.h"

/* A path under construction: the leaf first, then each issuer. */
struct path {
    const struct path_request *request;
    struct certificate certificates[PATH_MAX_DEPTH + 2];
    unsigned len;
    unsigned num_comparisons;          /* of names with constraints, over all paths tried */
    unsigned num_policy_comparisons;   /* the same of policies */
    unsigned num_list_signatures_left; /* of lists and responses, that revocation may verify, over all paths tried */
    bool revocation_gave_up;           /* for want of memory, or of these signatures */
};

/* May a key make signatures of this kind? */
bool path_key_may_sign(const struct public_key *key, const struct signature_alg *alg);

#define DESCRIPTION_SIZE 160
#define NAME_TEXT_SIZE   128

/* "the server's certificate", "the CA certificate "CN=Example CA"" */
void path_describe(const struct path *path, const struct certificate *certificate, char out[DESCRIPTION_SIZE]);
void path_name_text(tl_bytes name, char out[NAME_TEXT_SIZE]);
const char *path_role(tl_purpose purpose); /* "server", "client", "peer" */

/* The leaf by itself, whoever vouches for it. */
bool path_check_leaf(const struct path *path, const struct certificate *leaf, tl_error *error);

/* The way in which a certificate is signed, before its signature is looked at. */
bool path_check_signature_alg(const struct path *path, const struct certificate *certificate, tl_error *error);

/* May this certificate issue the path's last one? It is to be the next on the path. */
bool path_check_issuer(const struct path *path, const struct certificate *issuer, tl_error *error);

/* The same for a trust anchor, which is a name and a key (§6.1.1 (d)): its dates, its path length and its purposes are
 * not checked, for it is trusted by decision. Two things that it says of itself are heeded all the same: that it is no
 * CA (a server's own certificate, loaded as trust, must not vouch for every other name), and name constraints. */
bool path_check_anchor(const struct path *path, const struct certificate *anchor, tl_error *error);

/* A certificate that signs OCSP responses by itself, in whatever it has in common with any other. */
bool path_check_responder(const struct path *path, const struct certificate *responder, tl_error *error);

/* The name constraints of all issuers, with the anchor behind the path's last certificate. It is the last check, once
 * every signature was verified: comparing many names with many constraints is work that only a trusted CA may ask for.
 */
bool path_check_name_constraints(struct path *path, tl_error *error);

/* The certificate policies of the whole path, for the same reason at the end. */
bool path_check_policies(struct path *path, tl_error *error);
/* What the list of anchors takes back (trust/trust_distrust.c): no certificate of the path to this anchor is
 * distrusted, and the leaf was not issued after the anchor's last date. */
bool path_check_distrust(const struct path *path, const struct certificate *anchor, tl_error *error);

#endif
