/* Limits of depth and work. */
#include "refusals/rows.h"

#include <stdio.h>

#include "refusals/names.h"
#include "x509/der/oid.h"

static void ca_certificates(struct scene *s, size_t count) {
    static const char *const names[] = {"ca 2", "ca 3", "ca 4", "ca 5", "ca 6", "ca 7", "ca 8", "ca 9"};
    for (size_t i = 1; i < count; i++) {
        scene_add_ca(s, names[i - 1]);
    }
}
static void nine_cas(struct scene *s) {
    ca_certificates(s, 9);
}
static void eight_cas(struct scene *s) {
    ca_certificates(s, 8);
}
static void two_cas_and_one_allowed(struct scene *s) {
    ca_certificates(s, 2);
    s->max_depth = 1;
}
static void one_ca_and_one_allowed(struct scene *s) {
    s->max_depth = 1;
}

/* CAs by one name and many keys, each issued by the one before. */
static void alike(struct scene *s, size_t count) {
    for (size_t i = 0; i < count; i++) {
        s->also[s->num_also++] =
            (struct forgery){.name = "alike", .is_ca = true, .no_path_limit = true, .key_usage = KEY_USAGE_CERT_SIGN};
    }
    s->max_depth = 16;
}
static void eighteen_alike(struct scene *s) {
    alike(s, 18);
    s->leaf_is_of_also = true;
    s->leaf.key_ids = false;
}
static void eighteen_alike_beside(struct scene *s) {
    alike(s, 18);
}

/* Others by the CA's name, each with a key of its own, which all come before it. */
static void false_issuers(struct scene *s, size_t count) {
    for (size_t i = 0; i < count; i++) {
        s->also[s->num_also++] = (struct forgery){
            .name = "ca", .is_ca = true, .no_path_limit = true, .key_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN};
    }
    s->ca.not_before = FORGE_NOW - 2 * FORGE_DAY; /* newer ones are tried first */
    s->leaf.key_ids = false;
}
static void ninety_nine_false_issuers(struct scene *s) { /* then the signatures of leaf and CA */
    false_issuers(s, 99);
}
static void ninety_eight_false_issuers(struct scene *s) {
    false_issuers(s, 98);
}
static void many_copies(struct scene *s) { /* with the CA itself, and the root */
    s->num_ca_copies = 4999;
}
static void fewer_copies(struct scene *s) {
    s->num_ca_copies = 4998;
}

/* A list that none of many who could have signed it has signed. */
static void many_could_have_signed(struct scene *s) {
    false_issuers(s, 40);
    s->leaf.key_ids = true;
    s->revocation = TL_REVOCATION_REQUIRED;
    s->lists[0] = (struct scene_list){.of_root = true};
    s->lists[1] = (struct scene_list){.signer = BY_A_STRANGER};
    s->num_lists = 2;
}
static void one_has_signed(struct scene *s) {
    many_could_have_signed(s);
    s->lists[1].signer = BY_ITS_ISSUER;
}

/* Names in the leaf, and subtrees in the CA, of which none fits. */
static void write_names(struct writer *w, unsigned count, bool subtrees) {
    for (unsigned i = 0; i < count; i++) {
        char name[40];
        snprintf(name, sizeof name, subtrees ? "%u.example.net" : "%u.example.org", i);
        size_t subtree = subtrees ? der_begin(w, DER_SEQUENCE) : 0;
        der_write(w, DER_CONTEXT(GENERAL_NAME_DNS), bytes_of_string(name));
        if (subtrees) {
            der_end(w, subtree);
        }
    }
}
static void names_and_subtrees(struct scene *s, unsigned count) {
    struct writer names = scene_writer(s), constraints = scene_writer(s);
    size_t list = der_begin(&names, DER_SEQUENCE);
    write_names(&names, count, false);
    der_end(&names, list);
    size_t outer = der_begin(&constraints, DER_SEQUENCE),
           excluded = der_begin(&constraints, DER_CONTEXT_CONSTRUCTED(1));
    write_names(&constraints, count, true);
    der_end(&constraints, excluded);
    der_end(&constraints, outer);
    s->leaf.names = NULL;
    s->host = NULL;
    scene_extend(s, &s->leaf, OID_SUBJECT_ALT_NAME, 3, false, buffer_bytes(names.buffer));
    scene_extend(s, &s->ca, OID_NAME_CONSTRAINTS, 3, true, buffer_bytes(constraints.buffer));
}
static void many_names(struct scene *s) { /* 1100 times 1100 is more than 2^20 */
    names_and_subtrees(s, 1100);
}
static void fewer_names(struct scene *s) {
    names_and_subtrees(s, 900);
}

/* As many policies in CA and leaf. */
static void many_policies_in(struct scene *s, struct forgery *forgery, unsigned count) {
    struct writer w = scene_writer(s);
    size_t list = der_begin(&w, DER_SEQUENCE);
    for (unsigned i = 0; i < count; i++) {
        const uint8_t oid[] = {0x2a, 0x03, 0x81, (uint8_t)(i >> 7 | 0x80), (uint8_t)(i & 0x7f)};
        size_t information = der_begin(&w, DER_SEQUENCE);
        der_write(&w, DER_OID, bytes_of(oid, sizeof oid));
        der_end(&w, information);
    }
    der_end(&w, list);
    scene_extend(s, forgery, OID_POLICIES, 3, false, buffer_bytes(w.buffer));
}
static void policies(struct scene *s, unsigned count) {
    s->about_policies = true;
    many_policies_in(s, &s->ca, count);
    many_policies_in(s, &s->leaf, count);
}
static void many_policies(struct scene *s) {
    policies(s, 600);
}
static void fewer_policies(struct scene *s) {
    policies(s, 300);
}

static const struct row rows[] = {
    {"nine CAs in the chain", "a limit of ours", BECAUSE(PATH_TOO_LONG), nine_cas, eight_cas},
    {"two CAs, and one is allowed", "a limit that was asked for", BECAUSE(PATH_TOO_LONG), two_cas_and_one_allowed,
     one_ca_and_one_allowed},
    {"too many ways to look for a path", "RFC 4158 §5.2", BECAUSE(PATH_SEARCH_TOO_LONG), eighteen_alike,
     eighteen_alike_beside},
    {"more than 100 signatures to verify", "a limit of ours", BECAUSE(PATH_SEARCH_TOO_LONG), ninety_nine_false_issuers,
     ninety_eight_false_issuers},
    {"more than 5000 certificates that could be issuers", "a limit of ours", BECAUSE(PATH_SEARCH_TOO_LONG), many_copies,
     fewer_copies},
    {"more than 32 signatures of revocation lists to verify", "a limit of ours", BECAUSE(PATH_SEARCH_TOO_LONG),
     many_could_have_signed, one_has_signed},
    {"too many names for too many constraints", "a limit of ours", BECAUSE(NAME_NOT_PERMITTED), many_names,
     fewer_names},
    {"too many policies", "RFC 9618 §1", BECAUSE(INVALID_POLICIES), many_policies, fewer_policies},
};

TABLE(table_work, "Depth and work", NULL, NULL);
