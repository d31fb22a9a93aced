/* Who vouches, when, and whether he may. */
#include "refusals/rows.h"

#include "x509/der/oid.h"

/* ---- chains ---- */

static void issuer_not_sent(struct scene *s) {
    s->ca_is_not_sent = true;
}
static void issuer_of_another_name(struct scene *s) {
    s->leaf.issuer_name = "somebody else";
    s->leaf.key_ids = false;
}
static void no_key_ids(struct scene *s) {
    s->leaf.key_ids = false;
}
static void other_root(struct scene *s) {
    s->leaf_is_of_also = true;
    s->also[s->num_also++] = (struct forgery){
        .name = "other root", .is_ca = true, .no_path_limit = true, .key_usage = KEY_USAGE_CERT_SIGN, .key_ids = true};
}
static void other_root_and_ca(struct scene *s) {
    other_root(s);
    s->also[s->num_also] = s->also[0];
    s->also[s->num_also++].name = "other ca";
}
static void self_signed(struct scene *s) {
    s->leaf_is_self_signed = true;
}
static void self_signed_and_trusted(struct scene *s) {
    s->leaf_is_self_signed = s->leaf_is_trusted = true;
}
static void namesake_of_root(struct scene *s) {
    other_root(s);
    s->also[0].name = "root";
}
static void nameless_key_of_namesake(struct scene *s) {
    namesake_of_root(s);
    s->also[0].key_ids = s->leaf.key_ids = false;
}
static void leaf_altered(struct scene *s) {
    s->leaf.wrong_signature = true;
}
static void ca_altered(struct scene *s) {
    s->ca.wrong_signature = true;
}
static void root_altered(struct scene *s) {
    s->root.wrong_signature = true;
}
static void empty_issuer(struct scene *s) {
    s->ca.name = NULL;
}
static void empty_subject(struct scene *s) {
    s->leaf.name = NULL;
}

static const struct row rows[] = {
    {"the issuer is not known", "RFC 5280 §6.1", BECAUSE(UNKNOWN_ISSUER), issuer_not_sent, NULL},
    {"nobody has the issuer's name", "RFC 5280 §6.1.3 (a) (4)", BECAUSE(UNKNOWN_ISSUER), issuer_of_another_name,
     no_key_ids},
    {"the root that is sent is not trusted", "RFC 5280 §6.1.1 (d)", BECAUSE(UNKNOWN_ISSUER), other_root_and_ca, NULL},
    {"an unknown root has the name of ours", "RFC 5280 §6.1.3 (a) (1)", BECAUSE(UNKNOWN_ISSUER), namesake_of_root,
     NULL},
    {"an unknown root has the name of ours, and no key identifiers tell them apart", "RFC 5280 §6.1.3 (a) (1)",
     BECAUSE(BAD_CERTIFICATE_SIGNATURE), nameless_key_of_namesake, NULL},
    {"the certificate is self-signed", "RFC 5280 §6.1", BECAUSE(SELF_SIGNED), self_signed, self_signed_and_trusted},
    {"the leaf was altered", "RFC 5280 §6.1.3 (a) (1)", BECAUSE(BAD_CERTIFICATE_SIGNATURE), leaf_altered, NULL},
    {"the CA's certificate was altered", "RFC 5280 §6.1.3 (a) (1)", BECAUSE(BAD_CERTIFICATE_SIGNATURE), ca_altered,
     NULL},
    {"the issuer's name is empty", "RFC 5280 §4.1.2.4", BECAUSE(UNKNOWN_ISSUER), empty_issuer, NULL},
    {"a leaf's subject may be empty", "RFC 5280 §4.1.2.6", BECAUSE(NONE), empty_subject, NULL},
    {"nobody asks for an anchor's own signature", "RFC 5280 §6.1.1 (d)", BECAUSE(NONE), root_altered, NULL},
};

TABLE(table_chains, "Chains", NULL, NULL);
