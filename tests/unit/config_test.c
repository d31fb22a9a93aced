/* Configurations: every setting that makes no sense is refused with a sentence that names it, everything else is
 * accepted, and what decides who may be a peer goes into the digest of the policy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/control.h"
#include "config/config.h"
#include "support/forge_crl.h"
#include "support/pki.h"
#include "x509/revocation/crl_set.h"

static struct pki pki;

static tl_client_options client_options(const tl_settings *settings) {
    return (tl_client_options){.common.settings = *settings, .trust = pki_trust(&pki)};
}

static const tl_identity *identities[2];

static tl_server_options server_options(const tl_settings *settings) {
    return (tl_server_options){.common.settings = *settings, .identities = identities, .num_identities = 1};
}

static bool client_accepts(const tl_client_options *options, tl_error *error) {
    tl_client_config *config = tl_client_config_new(options, error);
    tl_client_config_free(config);
    return config != NULL;
}

static bool server_accepts(const tl_server_options *options, tl_error *error) {
    tl_server_config *config = tl_server_config_new(options, error);
    tl_server_config_free(config);
    return config != NULL;
}

static void assert_refused(bool accepted, const tl_error *error, unsigned reason, const char *named) {
    assert_false(accepted);
    if (error->reason != reason || strstr(error->message, named) == NULL) {
        fail_msg("reason %u and a sentence on %s were expected, not %u: \"%s\"", reason, named, error->reason,
                 error->message);
    }
    assert_int_equal(error->kind, TL_ERR_USAGE);
    assert_int_equal(error->alert, TL_ALERT_NONE);
}

/* ---- settings ---- */

#define WRONG(reason, named, ...)                                                                                      \
    { {__VA_ARGS__}, TL_REASON_##reason, named }

static const struct {
    tl_settings settings;
    unsigned reason;
    const char *named;
} wrong_settings[] = {
    WRONG(BAD_VERSION, "settings.min_version", .min_version = 0x0302),
    WRONG(BAD_VERSION, "settings.min_version", .min_version = 1),
    WRONG(BAD_VERSION, "settings.max_version", .max_version = 0x0305),
    WRONG(BAD_VERSION, "settings.max_version", .max_version = 0x0301),
    WRONG(VERSIONS_CROSSED, "settings.min_version", .min_version = TL_TLS1_3, .max_version = TL_TLS1_2),
    WRONG(UNKNOWN_NAME, "settings.ciphers", .ciphers = "rc4"),
    WRONG(UNKNOWN_NAME, "\"rc4\"", .ciphers = "aes128gcm, rc4"),
    WRONG(UNKNOWN_NAME, "settings.ciphers", .ciphers = "aes128gcm:aes256gcm"),
    WRONG(EMPTY_LIST, "settings.ciphers", .ciphers = ""),
    WRONG(EMPTY_LIST, "settings.ciphers", .ciphers = " , "),
    WRONG(EMPTY_LIST, "settings.ciphers", .ciphers = "TLS_AES_128_GCM_SHA256", .max_version = TL_TLS1_2),
    WRONG(NO_SUITE_FOR_VERSION, "settings.ciphers", .ciphers = "TLS_AES_128_GCM_SHA256"),
    WRONG(NO_SUITE_FOR_VERSION, "TLS 1.3", .ciphers = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    WRONG(UNKNOWN_NAME, "settings.groups", .groups = "sect163k1"),
    WRONG(EMPTY_LIST, "settings.groups", .groups = ""),
    WRONG(UNKNOWN_NAME, "settings.key_shares", .key_shares = "x"),
    WRONG(SHARE_NOT_A_GROUP, "settings.key_shares", .groups = "x25519", .key_shares = "secp256r1"),
    WRONG(SHARE_NOT_A_GROUP, "settings.key_shares", .key_shares = "x448"), /* not among the default groups */
    WRONG(UNKNOWN_NAME, "settings.signatures", .signatures = "rsa_pkcs1_md5"),
    WRONG(EMPTY_LIST, "settings.signatures", .signatures = ""),
    WRONG(NO_SCHEME_FOR_TLS13, "settings.signatures", .signatures = "rsa_pkcs1_sha256"),
    WRONG(BAD_LIMIT, "settings.max_record", .max_record = 63),
    WRONG(BAD_LIMIT, "settings.max_record", .max_record = 16385),
    WRONG(BAD_LIMIT, "settings.record_padding", .record_padding = 16385),
    WRONG(BAD_LIMIT, "settings.record_padding", .record_padding = 513, .max_record = 512),
    WRONG(BAD_LIMIT, "settings.max_handshake", .max_handshake = 4095),
    WRONG(BAD_LIMIT, "settings.max_handshake", .max_handshake = 0x1000000),
    WRONG(KEY_BITS_WEAK, "settings.min_key_bits", .min_key_bits = 2047),
    WRONG(KEY_BITS_WEAK, "settings.min_key_bits", .min_key_bits = 1023, .legacy = true),
    WRONG(KEY_BITS_CROSSED, "settings.min_key_bits", .min_key_bits = 4096, .max_key_bits = 4095),
    WRONG(KEY_BITS_CROSSED, "settings.max_key_bits", .max_key_bits = 16385),
    WRONG(KEY_BITS_CROSSED, "settings.max_key_bits", .max_key_bits = 2047),
};

static void wrong_settings_are_refused_by_name(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof wrong_settings / sizeof *wrong_settings; i++) {
        tl_error error;
        tl_client_options client = client_options(&wrong_settings[i].settings);
        bool accepted = client_accepts(&client, &error);
        assert_refused(accepted, &error, wrong_settings[i].reason, wrong_settings[i].named);
        tl_server_options server = server_options(&wrong_settings[i].settings);
        accepted = server_accepts(&server, &error);
        assert_refused(accepted, &error, wrong_settings[i].reason, wrong_settings[i].named);
        assert_false(server_accepts(&server, NULL));
    }
}

static const tl_settings right_settings[] = {
    {0},
    {.min_version = TL_TLS1_2, .max_version = TL_TLS1_2},
    {.min_version = TL_TLS1_3},
    {.max_version = TL_TLS1_3},
    {.ciphers = "aes128gcm"},
    {.ciphers = "AES128GCM , chacha20-poly1305,,aes128gcm"},
    {.ciphers = "TLS_AES_128_GCM_SHA256", .min_version = TL_TLS1_3},
    {.ciphers = "TLS_AES_128_GCM_SHA256,tls_ecdhe_ecdsa_with_aes_128_gcm_sha256"},
    {.ciphers = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", .max_version = TL_TLS1_2},
    {.groups = "secp384r1", .key_shares = "secp384r1"},
    {.groups = "secp384r1,x25519", .key_shares = ""},
    {.key_shares = "secp521r1"},
    {.groups = "x25519,x448", .key_shares = "x448"},
    {.signatures = "ecdsa_secp256r1_sha256"},
    {.signatures = "rsa_pkcs1_sha256,ecdsa_secp256r1_sha256"},
    {.max_record = 64, .record_padding = 64},
    {.max_record = 16384, .record_padding = 16384},
    {.max_handshake = 4096},
    {.max_handshake = 0xffffff},
    {.min_key_bits = 2048, .max_key_bits = 2048},
    {.min_key_bits = 16384, .max_key_bits = 16384},
    {.min_key_bits = 1024, .legacy = true},
    {.records_per_key = 1},
    {.records_per_key = UINT64_MAX},
};

static void settings_up_to_their_bounds_are_accepted(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof right_settings / sizeof *right_settings; i++) {
        tl_error error = {0};
        tl_client_options client = client_options(&right_settings[i]);
        tl_server_options server = server_options(&right_settings[i]);
        if (!client_accepts(&client, &error) || !server_accepts(&server, &error)) {
            fail_msg("settings %zu were refused: %s", i, error.message);
        }
    }
}

/* ---- other options ---- */

static void assert_alpn(const char *alpn, bool right) {
    tl_error error;
    tl_client_options client = client_options(&(tl_settings){0});
    client.common.alpn = alpn;
    if (right) {
        assert_true(client_accepts(&client, &error));
    } else {
        bool accepted = client_accepts(&client, &error);
        assert_refused(accepted, &error, TL_REASON_BAD_ALPN, "options.alpn");
    }
}

static void application_protocols_have_names(void **state) {
    (void)state;
    char longest[258];
    memset(longest, 'x', sizeof longest);
    longest[255] = '\0';
    assert_alpn(longest, true);
    longest[255] = 'x', longest[256] = '\0';
    assert_alpn(longest, false);
    longest[1] = ',', longest[257] = '\0';
    assert_alpn(longest, true);
    assert_alpn("h2", true);
    assert_alpn("", false);
    assert_alpn(",", false);
    assert_alpn("h2,", false);
    assert_alpn(",h2", false);
    assert_alpn("h2,,http/1.1", false);

    enum { TOO_LONG = 70000 };
    char *list = malloc(TOO_LONG + 1);
    memset(list, 'x', TOO_LONG);
    for (size_t i = 255; i < TOO_LONG; i += 256) {
        list[i] = ',';
    }
    list[TOO_LONG] = '\0';
    assert_alpn(list, false);
    free(list);
}

#define SHA1   "0123456789abcdef0123456789abcdef01234567"
#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void wrong_client_options_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      "12",
                                      "zz",
                                      "0123456789abcdef0123456789abcdef0123456",
                                      "0123456789abcdef0123456789abcdef012345678",
                                      SHA1 ",12",
                                      "," SHA1 ",,zz"};
    tl_error error;
    tl_client_options client = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        client.trusted_fingerprint = bad[i];
        bool accepted = client_accepts(&client, &error);
        assert_refused(accepted, &error, TL_REASON_BAD_FINGERPRINT, "options.trusted_fingerprint");
    }
    client.trusted_fingerprint = "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67";
    assert_true(client_accepts(&client, &error));
    client.trusted_fingerprint = SHA1 "," SHA256;
    assert_true(client_accepts(&client, &error));
    client.trust = pki_trust(&pki);
    bool accepted = client_accepts(&client, &error);
    assert_refused(accepted, &error, TL_REASON_TRUST_UNUSED, "options.trust ");
    client.trusted_fingerprint = NULL;

    client.identity = pki_identity(&pki, PKI_CLIENT);
    assert_true(client_accepts(&client, &error));
    client.common.settings.signatures = "ed25519";
    accepted = client_accepts(&client, &error);
    assert_refused(accepted, &error, TL_REASON_IDENTITY_UNUSABLE, "settings.signatures");
}

static void wrong_server_options_are_refused(void **state) {
    (void)state;
    tl_error error;
    tl_server_options server = server_options(&(tl_settings){0});
    server.num_identities = 0;
    bool accepted = server_accepts(&server, &error);
    assert_refused(accepted, &error, TL_REASON_NO_IDENTITY, "options.identities");
    server.num_identities = 1;
    server.identities = NULL;
    accepted = server_accepts(&server, &error);
    assert_refused(accepted, &error, TL_REASON_NO_IDENTITY, "options.identities");
    server.identities = (const tl_identity *[]){identities[0], NULL};
    server.num_identities = 2;
    accepted = server_accepts(&server, &error);
    assert_refused(accepted, &error, TL_REASON_NO_IDENTITY, "options.identities");

    server = server_options(&(tl_settings){.signatures = "ed25519"});
    accepted = server_accepts(&server, &error);
    assert_refused(accepted, &error, TL_REASON_IDENTITY_UNUSABLE, "settings.signatures");

    server = server_options(&(tl_settings){0});
    server.client_cert = TL_CLIENT_CERT_OPTIONAL;
    accepted = server_accepts(&server, &error);
    assert_refused(accepted, &error, TL_REASON_NO_CLIENT_TRUST, "options.client_trust");
    server.client_trust = pki_trust(&pki);
    assert_true(server_accepts(&server, &error));
    server.client_cert = (tl_client_cert)3;
    accepted = server_accepts(&server, &error);
    assert_refused(accepted, &error, TL_REASON_USAGE, "options.client_cert");
}

/* What asks for revocation must be able to check it, and what is set must count. */
static void revocation_is_refused_where_it_means_nothing(void **state) {
    (void)state;
    tl_error error;
    tl_client_options client = client_options(&(tl_settings){0});
    client.revocation = (tl_revocation)4;
    bool accepted = client_accepts(&client, &error);
    assert_refused(accepted, &error, TL_REASON_BAD_REVOCATION, "revocation");
    client.revocation = TL_REVOCATION_OFF;
    client.short_lived_days = 7;
    accepted = client_accepts(&client, &error);
    assert_refused(accepted, &error, TL_REASON_BAD_REVOCATION, "short_lived_days");
    client.revocation = TL_REVOCATION_IF_KNOWN;
    assert_true(client_accepts(&client, &error));
    client.insecure_no_chain_check = true;
    accepted = client_accepts(&client, &error);
    assert_refused(accepted, &error, TL_REASON_BAD_REVOCATION, "chain");
    client.short_lived_days = 0; /* what is left is the default, which looks at what is there: nothing */
    assert_true(client_accepts(&client, &error));
    const tl_revocation insisting[] = {TL_REVOCATION_REQUIRED, TL_REVOCATION_LEAF_REQUIRED};
    for (size_t i = 0; i < sizeof insisting / sizeof *insisting; i++) {
        client.revocation = insisting[i];
        accepted = client_accepts(&client, &error);
        assert_refused(accepted, &error, TL_REASON_BAD_REVOCATION, "chain");
    }

    tl_server_options server = server_options(&(tl_settings){0});
    server.client_revocation = TL_REVOCATION_REQUIRED;
    accepted = server_accepts(&server, &error);
    assert_refused(accepted, &error, TL_REASON_BAD_REVOCATION, "client certificates");
    server.client_cert = TL_CLIENT_CERT_OPTIONAL;
    server.client_trust = pki_trust(&pki);
    assert_true(server_accepts(&server, &error));
}

static void options_may_be_missing_or_short(void **state) {
    (void)state;
    tl_error error;
    assert_null(tl_client_config_new_sized(NULL, 0, &error));
    assert_int_equal(error.reason, TL_REASON_USAGE);
    assert_null(tl_server_config_new_sized(NULL, 0, &error));
    assert_int_equal(error.reason, TL_REASON_USAGE);

    /* A program of an earlier version knows fewer fields: what it did not set counts as zero. */
    tl_client_options client = client_options(&(tl_settings){0});
    client.insecure_no_name_check = true;
    size_t before = offsetof(tl_client_options, insecure_no_name_check);
    tl_client_config *config = tl_client_config_new_sized(&client, before, &error);
    assert_non_null(config);
    assert_true(config->check_name);
    tl_client_config_free(config);

    /* One of a later version knows more, of which we know nothing. */
    struct {
        tl_client_options known;
        char unknown[64];
    } later = {client_options(&(tl_settings){0}), "x"};
    config = tl_client_config_new_sized(&later.known, sizeof later, &error);
    assert_non_null(config);
    tl_client_config_free(config);
}

static void deadlines_have_defaults(void **state) {
    (void)state;
    tl_client_options client = client_options(&(tl_settings){0});
    tl_server_options server = server_options(&(tl_settings){0});
    for (int set = 0; set < 2; set++) {
        tl_client_config *client_config = tl_client_config_new(&client, NULL);
        tl_server_config *server_config = tl_server_config_new(&server, NULL);
        assert_int_equal(tl_client_config_connect_timeout(client_config), set ? 1 : 30000);
        assert_int_equal(tl_client_config_handshake_timeout(client_config), set ? 2 : 30000);
        assert_int_equal(tl_server_config_handshake_timeout(server_config), set ? 3 : 30000);
        tl_client_config_free(client_config);
        tl_server_config_free(server_config);
        client.connect_timeout_ms = 1;
        client.common.handshake_timeout_ms = 2;
        server.common.handshake_timeout_ms = 3;
    }
}

/* What the options pointed to may go away. */
static void configurations_keep_what_they_need(void **state) {
    (void)state;
    char alpn[] = "h2", fingerprint[] = "0123456789abcdef0123456789abcdef01234567";
    tl_identity *identity = tl_cert_make(&(tl_cert_options){.common_name = "x", .for_client = true}, NULL);
    tl_trust *trust = pki_trust_in(identity);
    tl_client_options options = {.common.alpn = alpn, .identity = identity, .trusted_fingerprint = fingerprint};
    tl_client_config *config = tl_client_config_new(&options, NULL);
    options.trusted_fingerprint = NULL;
    options.trust = trust;
    tl_client_config *other = tl_client_config_new(&options, NULL);
    memset(alpn, 'x', sizeof alpn);
    memset(fingerprint, 'x', sizeof fingerprint);
    tl_identity_free(identity);
    tl_trust_free(trust);
    assert_memory_equal(config->common.alpn.data, "\x02h2", 3);
    assert_string_equal(config->trusted_fingerprint, "0123456789abcdef0123456789abcdef01234567");
    assert_string_equal(tl_cert_subject(tl_identity_cert(config->identity)), "CN=x");
    assert_int_equal(tl_trust_count(other->trust), 1);
    tl_client_config *shared = tl_client_config_ref(config);
    tl_client_config_free(config);
    assert_int_equal(tl_client_config_handshake_timeout(shared), 30000);
    tl_client_config_free(shared);
    tl_client_config_free(other);
    tl_client_config_free(NULL);
    tl_server_config_free(NULL);
    assert_null(tl_client_config_ref(NULL));
    assert_null(tl_server_config_ref(NULL));
}

/* ---- the digest of the policy ---- */

struct digest {
    uint8_t octets[POLICY_DIGEST_LEN];
};

static struct digest client_digest(const tl_client_options *options) {
    struct digest digest;
    tl_client_config *config = tl_client_config_new(options, NULL);
    assert_non_null(config);
    memcpy(digest.octets, config->common.policy_digest, sizeof digest.octets);
    tl_client_config_free(config);
    return digest;
}

static struct digest server_digest(const tl_server_options *options) {
    struct digest digest;
    tl_server_config *config = tl_server_config_new(options, NULL);
    assert_non_null(config);
    memcpy(digest.octets, config->common.policy_digest, sizeof digest.octets);
    tl_server_config_free(config);
    return digest;
}

static void assert_all_differ(const struct digest *digests, size_t num) {
    for (size_t i = 0; i < num; i++) {
        for (size_t j = 0; j < i; j++) {
            if (memcmp(&digests[i], &digests[j], sizeof *digests) == 0) {
                fail_msg("policies %zu and %zu have the same digest", j, i);
            }
        }
    }
}

/* Lists of one CA; the caller frees each. */
enum { NO_ENTRY_LIST, ONE_ENTRY_LIST, RENEWED_LIST, NUM_LISTS };

static void make_lists(tl_crl *lists[NUM_LISTS]) {
    static const uint8_t serial[] = {7};
    const struct forged_entry entry = {.serial = {serial, sizeof serial}};
    struct forged ca = forge(&(struct forgery){.name = "CA", .is_ca = true, .no_path_limit = true});
    const struct crl_forgery forgeries[NUM_LISTS] = {
        [NO_ENTRY_LIST] = {.issuer = forged_subject(&ca), .key = ca.key},
        [ONE_ENTRY_LIST] = {.issuer = forged_subject(&ca), .key = ca.key, .entries = &entry, .num_entries = 1},
        [RENEWED_LIST] = {.issuer = forged_subject(&ca),
                          .key = ca.key,
                          .entries = &entry,
                          .num_entries = 1,
                          .this_update = FORGE_NOW},
    };
    for (size_t i = 0; i < NUM_LISTS; i++) {
        lists[i] = forge_crl_object(&forgeries[i]);
    }
    forged_clear(&ca);
}

static void free_lists(tl_crl *lists[NUM_LISTS]) {
    for (size_t i = 0; i < NUM_LISTS; i++) {
        tl_crl_free(lists[i]);
    }
}

/* Of a client, or of a server that checks clients, with these lists. */
static struct digest digest_with_lists(enum role role, const tl_crl *const *lists, size_t num) {
    tl_crls *crls = num > 0 ? tl_crls_new(lists, num, NULL) : NULL;
    tl_client_options client = client_options(&(tl_settings){0});
    tl_server_options server = server_options(&(tl_settings){0});
    client.crls = crls;
    server.client_cert = TL_CLIENT_CERT_REQUIRED;
    server.client_trust = pki_trust(&pki);
    server.client_crls = crls;
    struct digest digest = role == ROLE_CLIENT ? client_digest(&client) : server_digest(&server);
    tl_crls_free(crls);
    return digest;
}

/* Who has been revoked since must not resume, so whatever lists are there: another one more, or one that is newer. */
static void every_other_set_of_lists_changes_the_digest(void **state) {
    (void)state;
    tl_crl *lists[NUM_LISTS];
    make_lists(lists);
    for (enum role role = ROLE_CLIENT; role <= ROLE_SERVER; role++) {
        const tl_crl *both[] = {lists[0], lists[1]}, *all[] = {lists[0], lists[1], lists[2]};
        struct digest digests[] = {
            digest_with_lists(role, NULL, 0),    digest_with_lists(role, &all[0], 1),
            digest_with_lists(role, &all[1], 1), digest_with_lists(role, &all[2], 1),
            digest_with_lists(role, both, 2),    digest_with_lists(role, &all[1], 2),
            digest_with_lists(role, all, 3),
        };
        assert_all_differ(digests, COUNT_OF(digests));
    }
    free_lists(lists);
}

/* The negative twin: the same lists, read again from files in another order, and one of them twice. */
static void the_same_lists_leave_the_digest_alone(void **state) {
    (void)state;
    tl_crl *lists[NUM_LISTS], *again[NUM_LISTS];
    make_lists(lists);
    for (size_t i = 0; i < NUM_LISTS; i++) {
        again[i] = tl_crl_parse(crl_view(lists[i])->der, NULL);
        assert_non_null(again[i]);
    }
    const tl_crl *in_order[] = {lists[0], lists[1], lists[2]};
    const tl_crl *otherwise[] = {again[2], again[1], lists[2], again[0]};
    struct digest one = digest_with_lists(ROLE_SERVER, in_order, 3),
                  other = digest_with_lists(ROLE_SERVER, otherwise, 4);
    assert_memory_equal(&one, &other, sizeof one);
    free_lists(lists);
    free_lists(again);
}

static void whatever_decides_on_peers_changes_the_digest(void **state) {
    (void)state;
    struct digest digests[32];
    size_t num = 0;
    tl_client_options base = client_options(&(tl_settings){0}), c;
    digests[num++] = client_digest(&base);
    c = base, c.trust = pki_other_trust(&pki), digests[num++] = client_digest(&c);
    c = base, c.insecure_no_chain_check = true, digests[num++] = client_digest(&c);
    c = base, c.insecure_no_name_check = true, digests[num++] = client_digest(&c);
    c.insecure_no_chain_check = true, digests[num++] = client_digest(&c);
    c = base, c.trust = NULL, c.trusted_fingerprint = SHA1, digests[num++] = client_digest(&c);
    c.trusted_fingerprint = "0123456789abcdef0123456789abcdef01234568", digests[num++] = client_digest(&c);
    c.trusted_fingerprint = SHA256, digests[num++] = client_digest(&c);
    c.trusted_fingerprint = SHA256 "," SHA1, digests[num++] = client_digest(&c);
    c = base, c.common.settings.min_version = TL_TLS1_3, digests[num++] = client_digest(&c);
    c = base, c.common.settings.min_key_bits = 3072, digests[num++] = client_digest(&c);
    c = base, c.common.settings.legacy = true, digests[num++] = client_digest(&c);
    c = base, c.revocation = TL_REVOCATION_OFF, digests[num++] = client_digest(&c);
    c = base, c.revocation = TL_REVOCATION_REQUIRED, digests[num++] = client_digest(&c);
    c = base, c.revocation = TL_REVOCATION_LEAF_REQUIRED, digests[num++] = client_digest(&c);
    c.short_lived_days = 7, digests[num++] = client_digest(&c);
    c = base, c.common.application = "", digests[num++] = client_digest(&c);
    c = base, c.common.application = "mail", digests[num++] = client_digest(&c);

    tl_server_options server = server_options(&(tl_settings){0});
    digests[num++] = server_digest(&server);
    server.common.application = "mail", digests[num++] = server_digest(&server);
    server.common.application = NULL;
    server.client_trust = pki_trust(&pki);
    server.client_cert = TL_CLIENT_CERT_OPTIONAL, digests[num++] = server_digest(&server);
    server.client_cert = TL_CLIENT_CERT_REQUIRED, digests[num++] = server_digest(&server);
    server.client_revocation = TL_REVOCATION_REQUIRED, digests[num++] = server_digest(&server);
    server.client_trust = pki_other_trust(&pki), digests[num++] = server_digest(&server);
    assert_all_differ(digests, num);
}

/* The negative twin. */
static void what_does_not_decide_leaves_the_digest_alone(void **state) {
    (void)state;
    tl_client_options base = client_options(&(tl_settings){0}), c;
    struct digest expected = client_digest(&base), digest;
    tl_trust *same = pki_trust_in(pki_identity(&pki, PKI_ROOT));
    c = base, c.trust = same, digest = client_digest(&c);
    assert_memory_equal(&digest, &expected, sizeof digest);
    c = base, c.common.alpn = "h2", digest = client_digest(&c);
    assert_memory_equal(&digest, &expected, sizeof digest);
    c = base, c.common.settings.min_version = TL_TLS1_2, digest = client_digest(&c);
    assert_memory_equal(&digest, &expected, sizeof digest);
    c = base, c.common.settings.max_record = 100, c.connect_timeout_ms = 1, digest = client_digest(&c);
    assert_memory_equal(&digest, &expected, sizeof digest);
    c = base, c.trust = NULL, c.trusted_fingerprint = SHA1, expected = client_digest(&c);
    c.trusted_fingerprint = "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67", digest = client_digest(&c);
    assert_memory_equal(&digest, &expected, sizeof digest);
    c.trusted_fingerprint = SHA1 "," SHA1, digest = client_digest(&c);
    assert_memory_equal(&digest, &expected, sizeof digest);
    c.trusted_fingerprint = SHA256 "," SHA1, expected = client_digest(&c);
    c.trusted_fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567 , " SHA256, digest = client_digest(&c);
    assert_memory_equal(&digest, &expected, sizeof digest);
    tl_trust_free(same);
}

static int setup(void **state) {
    (void)state;
    identities[0] = pki_identity(&pki, PKI_SERVER);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_settings_are_refused_by_name),
        cmocka_unit_test(settings_up_to_their_bounds_are_accepted),
        cmocka_unit_test(application_protocols_have_names),
        cmocka_unit_test(wrong_client_options_are_refused),
        cmocka_unit_test(wrong_server_options_are_refused),
        cmocka_unit_test(revocation_is_refused_where_it_means_nothing),
        cmocka_unit_test(options_may_be_missing_or_short),
        cmocka_unit_test(deadlines_have_defaults),
        cmocka_unit_test(configurations_keep_what_they_need),
        cmocka_unit_test(whatever_decides_on_peers_changes_the_digest),
        cmocka_unit_test(what_does_not_decide_leaves_the_digest_alone),
        cmocka_unit_test(every_other_set_of_lists_changes_the_digest),
        cmocka_unit_test(the_same_lists_leave_the_digest_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
