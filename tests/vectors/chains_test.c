/* 197 chains of BoringSSL's path tests, each with the kind of trust in its last certificate, a time and a purpose.
 * Where we judge otherwise, chains.md says why, and the list here holds both verdicts fast. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include <tlslite/crypto.h>
#include <tlslite/x509.h>

#include "base/control.h"
#include "support/vectors.h"

enum { MAX_CHAIN = 64, NUM_CHAINS = 197 };
#define DEFAULT_TIME 1633435200 /* 2021-10-05 12:00:00 UTC */

/* Where our verdict is the other one. */
static const char *const differences[] = {
    /* anchors say nothing but name and key */
    "expired-root/not-after-ta-with-expiration-and-constraints.test",
    "expired-root/not-after-ta-with-expiration.test",
    "expired-root/not-before-ta-with-expiration.test",
    "policies-inhibit-anypolicy-by-root-fail/ta-with-constraints.test",
    "policies-inhibit-mapping-by-root-fail/ta-with-constraints.test",
    "policies-on-root-wrong/ta-with-constraints.test",
    "policies-required-by-root-fail/ta-with-constraints.test",
    "policy-mappings-on-root-fail/ta-with-constraints.test",
    "root-eku-clientauth/serverauth-ta-with-constraints-strict.test",
    "root-eku-clientauth/serverauth-ta-with-constraints.test",
    "root-eku-clientauth/serverauth-ta-with-expiration-and-constraints.test",
    "violates-pathlen-1-from-root/ta-with-constraints.test",
    /* an anchor that is no ca */
    "root-basic-constraints-ca-false/main.test",
    "root-lacks-basic-constraints/main.test",
    "root-lacks-basic-constraints/ta-with-constraints.test",
    "root-lacks-basic-constraints/ta-with-require-basic-constraints.test",
    "root-lacks-keycertsign-key-usage/main.test",
    /* kinds of trust in a leaf or an anchor */
    "target-and-intermediate/trusted_leaf-root.test",
    "target-only/trusted_anchor.test",
    "target-only/trusted_leaf_require_self_signed.test",
    "target-selfissued/trusted_anchor.test",
    "target-selfissued/trusted_leaf_require_self_signed.test",
    /* strict purposes */
    "intermediate-eku-any-and-clientauth/serverauth-strict.test",
    "target-eku-any/clientauth-strict-leaf.test",
    "target-eku-any/clientauth-strict.test",
    "target-eku-any/serverauth-strict-leaf.test",
    "target-eku-any/serverauth-strict.test",
    "target-eku-clientauth/clientauth-strict.test",
    "target-eku-many/clientauth-strict-leaf.test",
    "target-eku-many/clientauth-strict.test",
    "target-eku-many/serverauth-strict-leaf.test",
    "target-eku-many/serverauth-strict.test",
    "target-eku-none/clientauth-strict-leaf.test",
    "target-eku-none/clientauth-strict.test",
    "target-eku-none/serverauth-strict.test",
    "target-has-ca-basic-constraints/strict.test",
    /* purposes that are not tls's */
    "intermediate-eku-c2pamanifest/c2patimestamp.test",
    "intermediate-eku-c2patimestamping/c2pamanifest.test",
    "intermediate-eku-mlsclientauth/mlsclientauth.test",
    "target-eku-any/mlsclientauth.test",
    "target-eku-many/mlsclientauth.test",
    "target-eku-none/mlsclientauth.test",
    /* sha-1 */
    "intermediate-eku-server-gated-crypto/sha1-eku-any.test",
    "issuer-and-subject-not-byte-for-byte-equal/anchor.test",
    "issuer-and-subject-not-byte-for-byte-equal/target.test",
    /* key usage of the leaf */
    "target-not-end-entity/main.test",
    "target-serverauth-various-keyusages/ec-decipherOnly.test",
    "target-serverauth-various-keyusages/rsa-decipherOnly.test",
    /* a critical extension of microsoft's */
    "target-msapplicationpolicies-and-eku/main.test",
    /* many names */
    "many-names/ok-all-types.test",
};

struct chain {
    tl_cert *certs[MAX_CHAIN]; /* the leaf first, the trusted one last */
    tl_bytes ders[MAX_CHAIN];
    size_t len;
};

/* False: one of the certificates cannot be read, which refuses the chain. */
static bool read_chain(const json_t *json, struct chain *chain, tl_error *error) {
    json_t *pems = vectors_array(json, "chain");
    assert_in_range(json_array_size(pems), 1, MAX_CHAIN);
    for (; chain->len < json_array_size(pems); chain->len++) {
        const char *pem = json_string_value(json_array_get(pems, chain->len));
        tl_cert *cert = tl_cert_parse((tl_bytes){(const uint8_t *)pem, strlen(pem)}, error);
        if (cert == NULL) {
            return false;
        }
        chain->certs[chain->len] = cert;
        chain->ders[chain->len] = tl_cert_der(cert);
    }
    return true;
}

static void clear_chain(struct chain *chain) {
    for (size_t i = 0; i < chain->len; i++) {
        tl_cert_free(chain->certs[i]);
    }
}

/* "151102120000Z" */
static time_t time_of(const char *text) {
    unsigned n[6];
    if (strcmp(text, "DEFAULT") == 0) {
        return DEFAULT_TIME;
    }
    assert_int_equal(sscanf(text, "%2u%2u%2u%2u%2u%2uZ", &n[0], &n[1], &n[2], &n[3], &n[4], &n[5]), 6);
    struct tm parts = {.tm_year = 100 + (int)n[0],
                       .tm_mon = (int)n[1] - 1,
                       .tm_mday = (int)n[2],
                       .tm_hour = (int)n[3],
                       .tm_min = (int)n[4],
                       .tm_sec = (int)n[5]};
    return timegm(&parts);
}

/* The strict purposes ask for more than any verifier in use; they are taken as the plain ones. MLS has none here. */
static tl_purpose purpose_of(const char *text) {
    return strncmp(text, "SERVER_AUTH", 11) == 0   ? TL_PURPOSE_SERVER
           : strncmp(text, "CLIENT_AUTH", 11) == 0 ? TL_PURPOSE_CLIENT
                                                   : TL_PURPOSE_ANY;
}

/* We have one kind of trust; what is trusted in none of their ways is not among the anchors. */
static bool is_trusted(const char *kind) {
    return strcmp(kind, "DISTRUSTED") != 0 && strcmp(kind, "UNSPECIFIED") != 0;
}

static bool verify(const json_t *json, tl_bytes stranger, const tl_crypto *crypto, tl_error *error) {
    struct chain chain = {0};
    bool ok = false;
    if (read_chain(json, &chain, error)) {
        /* Where there is only one certificate, it is leaf and trust. */
        size_t num_between = chain.len > 2 ? chain.len - 2 : 0;
        bool trusted = is_trusted(vectors_string(json, "last_cert_trust"));
        tl_trust *trust = tl_trust_parse(trusted ? chain.ders[chain.len - 1] : stranger, error);
        assert_non_null(trust);
        tl_verify_options options = {.trust = trust,
                                     .intermediates = chain.ders + 1,
                                     .num_intermediates = num_between,
                                     .purpose = purpose_of(vectors_string(json, "key_purpose")),
                                     .time = time_of(vectors_string(json, "utc_time")),
                                     .min_key_bits = 1024,
                                     .max_depth = 16,
                                     .crypto = crypto};
        ok = tl_verify(chain.ders[0], &options, error) == TL_OK;
        tl_trust_free(trust);
    }
    clear_chain(&chain);
    return ok;
}

static bool is_difference(const char *id) {
    for (size_t i = 0; i < COUNT_OF(differences); i++) {
        if (strcmp(differences[i], id) == 0) {
            return true;
        }
    }
    return false;
}

static void chains(void **state) {
    (void)state;
    struct vectors vectors = vectors_open("chains/chains.json");
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
    tl_identity *stranger =
        tl_cert_make(&(tl_cert_options){.common_name = "stranger", .is_ca = true, .crypto = crypto}, NULL);
    assert_non_null(stranger);
    size_t index, num_wrong = 0, num_differences = 0;
    json_t *json;
    assert_int_equal(json_array_size(vectors.root), NUM_CHAINS);
    json_array_foreach(vectors.root, index, json) {
        tl_error error = {0};
        const char *id = vectors_string(json, "id");
        bool valid = verify(json, tl_cert_der(tl_identity_cert(stranger)), crypto, &error);
        bool differs = valid != json_is_true(json_object_get(json, "valid"));
        assert_true(valid || error.kind == TL_ERR_AUTH_INVALID);
        num_differences += differs ? 1 : 0;
        if (differs != is_difference(id)) {
            num_wrong++;
            print_error("%s: %s\n", id, valid ? "accepted" : error.message);
        }
    }
    assert_int_equal(num_wrong, 0);
    assert_int_equal(num_differences, COUNT_OF(differences));
    tl_identity_free(stranger);
    tl_crypto_free(crypto);
    vectors_close(&vectors);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(chains)};
    return vectors_available() ? cmocka_run_group_tests(tests, NULL, NULL) : VECTORS_SKIPPED;
}
