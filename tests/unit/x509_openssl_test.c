/* The same chains to us and to `openssl verify`: both must say the same. And what we write, OpenSSL reads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/control.h"
#include "base/pem.h"
#include "support/forge.h"
#include "support/pki.h"
#include "x509/der/oid.h"
#include "x509/path/path.h"

enum { COMMAND_SIZE = 1024 };

static char folder[] = "/tmp/tlslite-openssl-XXXXXX";

static bool run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static bool run(const char *format, ...) {
    char arguments[COMMAND_SIZE], command[COMMAND_SIZE + 128];
    va_list list;
    va_start(list, format);
    vsnprintf(arguments, sizeof arguments, format, list);
    va_end(list);
    snprintf(command, sizeof command, "cd %s && openssl %s >output 2>&1 </dev/null", folder, arguments);
    return system(command) == 0;
}

static bool output_has(const char *text) {
    char path[64], content[4096];
    snprintf(path, sizeof path, "%s/output", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t len = fread(content, 1, sizeof content - 1, file);
    content[len] = '\0';
    fclose(file);
    return strstr(content, text) != NULL;
}

static void write_text(const char *name, tl_bytes text) {
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text.data, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static void write_certificate(const char *name, tl_bytes der) {
    struct buffer text = {0};
    struct writer w = writer_to(&text);
    pem_write(&w, "CERTIFICATE", der);
    write_text(name, buffer_bytes(&text));
    buffer_clear(&text);
}

/* ---- verdicts on paths ---- */

static void permit_org(struct writer *w) {
    static const uint8_t value[] = {0x30, 0x09, 0xa0, 0x07, 0x30, 0x05, 0x82, 0x03, 'o', 'r', 'g'};
    extension_write(w, (tl_bytes)OID_VIEW(OID_NAME_CONSTRAINTS), true, bytes_of(value, sizeof value));
}

static void permit_com(struct writer *w) {
    static const uint8_t value[] = {0x30, 0x09, 0xa0, 0x07, 0x30, 0x05, 0x82, 0x03, 'c', 'o', 'm'};
    extension_write(w, (tl_bytes)OID_VIEW(OID_NAME_CONSTRAINTS), true, bytes_of(value, sizeof value));
}

static void exclude_www(struct writer *w) {
    static const uint8_t value[] = {0x30, 0x15, 0xa1, 0x13, 0x30, 0x11, 0x82, 0x0f, 'w', 'w', 'w', '.',
                                    'e',  'x',  'a',  'm',  'p',  'l',  'e',  '.',  'o', 'r', 'g'};
    extension_write(w, (tl_bytes)OID_VIEW(OID_NAME_CONSTRAINTS), true, bytes_of(value, sizeof value));
}

static void unknown_critical(struct writer *w) {
    extension_write(w, bytes_of("\x2a\x03\x04", 3), true, (tl_bytes){0});
}

static const char *const www[] = {"www.example.org", NULL}, *const star[] = {"*.example.org", NULL};
static const char *const ip[] = {"192.0.2.1", NULL};

#define LEAF   .name = "leaf", .key_usage = KEY_USAGE_DIGITAL_SIGNATURE
#define CA     .name = "ca", .is_ca = true, .key_usage = KEY_USAGE_CERT_SIGN
#define SERVER .extended_key_usage = OID_VIEW(OID_SERVER_AUTH)

static const struct {
    const char *what;
    struct forgery root, ca, leaf;
    const char *host;
    int64_t time; /* 0: FORGE_NOW */
    bool good;
} cases[] = {
    {"all good", {CA}, {CA, .no_path_limit = true}, {LEAF, SERVER, .names = www}, "www.example.org", 0, true},
    {"wildcard", {CA}, {CA}, {LEAF, SERVER, .names = star}, "www.example.org", 0, true},
    {"address", {CA}, {CA}, {LEAF, SERVER, .names = ip}, "192.0.2.1", 0, true},
    {"wrong address", {CA}, {CA}, {LEAF, SERVER, .names = ip}, "192.0.2.2", 0, false},
    {"wildcard for two labels", {CA}, {CA}, {LEAF, SERVER, .names = star}, "a.b.example.org", 0, false},
    {"wildcard for none", {CA}, {CA}, {LEAF, SERVER, .names = star}, "example.org", 0, false},
    {"wrong name", {CA}, {CA}, {LEAF, SERVER, .names = www}, "example.org", 0, false},
    {"expired", {CA}, {CA}, {LEAF, SERVER, .names = www}, "www.example.org", FORGE_NOW + 2 * FORGE_DAY, false},
    {"too early", {CA}, {CA}, {LEAF, SERVER, .names = www}, "www.example.org", FORGE_NOW - 2 * FORGE_DAY, false},
    {"CA expired", {CA}, {CA, .not_after = FORGE_NOW - 1}, {LEAF, SERVER, .names = www}, "www.example.org", 0, false},
    {"wrong signature", {CA}, {CA}, {LEAF, .names = www, .wrong_signature = true}, "www.example.org", 0, false},
    {"wrong signature of a CA", {CA}, {CA, .wrong_signature = true}, {LEAF, .names = www}, "www.example.org", 0, false},
    {"no CA", {CA}, {.name = "ca"}, {LEAF, SERVER, .names = www}, "www.example.org", 0, false},
    {"CA of version 1", {CA}, {.name = "ca", .version = 1}, {LEAF, .names = www}, "www.example.org", 0, false},
    {"no keyCertSign",
     {CA},
     {.name = "ca", .is_ca = true, .key_usage = KEY_USAGE_CRL_SIGN},
     {LEAF, .names = www},
     "www.example.org",
     0,
     false},
    {"for clients",
     {CA},
     {CA},
     {LEAF, .names = www, .extended_key_usage = OID_VIEW(OID_CLIENT_AUTH)},
     "www.example.org",
     0,
     false},
    {"CA for clients",
     {CA},
     {CA, .extended_key_usage = OID_VIEW(OID_CLIENT_AUTH)},
     {LEAF, SERVER, .names = www},
     "www.example.org",
     0,
     false},
    {"CA for servers", {CA}, {CA, SERVER}, {LEAF, SERVER, .names = www}, "www.example.org", 0, true},
    {"permitted name", {CA}, {CA, .extend = permit_org}, {LEAF, SERVER, .names = www}, "www.example.org", 0, true},
    {"name not permitted", {CA}, {CA, .extend = permit_com}, {LEAF, .names = www}, "www.example.org", 0, false},
    {"excluded name", {CA}, {CA, .extend = exclude_www}, {LEAF, .names = www}, "www.example.org", 0, false},
    {"root permits",
     {CA, .extend = permit_com, .no_path_limit = true},
     {CA},
     {LEAF, .names = www},
     "www.example.org",
     0,
     false},
    {"unknown critical extension",
     {CA},
     {CA},
     {LEAF, .names = www, .extend = unknown_critical},
     "www.example.org",
     0,
     false},
    {"unknown critical extension in a CA",
     {CA},
     {CA, .extend = unknown_critical},
     {LEAF, .names = www},
     "www.example.org",
     0,
     false},
    {"another key by the issuer's name",
     {CA},
     {CA, .issuer_name = "stranger"},
     {LEAF, .names = www},
     "www.example.org",
     0,
     false},
    {"P-384",
     {CA},
     {CA, .key_kind = KEY_ECDSA, .curve = CURVE_P384},
     {LEAF, SERVER, .names = www},
     "www.example.org",
     0,
     true},
    {"P-521",
     {CA},
     {CA, .key_kind = KEY_ECDSA, .curve = CURVE_P521},
     {LEAF, SERVER, .names = www},
     "www.example.org",
     0,
     true},
    {"Ed25519", {CA}, {CA, .key_kind = KEY_ED25519}, {LEAF, SERVER, .names = www}, "www.example.org", 0, true},
    {"Ed448", {CA}, {CA, .key_kind = KEY_ED448}, {LEAF, SERVER, .names = www}, "www.example.org", 0, true},
    {"RSA",
     {CA},
     {CA, .key_kind = KEY_RSA, .rsa_bits = 2048},
     {LEAF, SERVER, .names = www},
     "www.example.org",
     0,
     true},
    {"RSA signing with PSS",
     {CA},
     {CA, .key_kind = KEY_RSA, .rsa_bits = 2048},
     {LEAF, SERVER, .names = www, .alg = &signature_rsa_pss_sha384},
     "www.example.org",
     0,
     true},
    {"RSASSA-PSS",
     {CA},
     {CA, .key_kind = KEY_RSA_PSS, .rsa_bits = 2048},
     {LEAF, SERVER, .names = www},
     "www.example.org",
     0,
     true},
};

static bool we_say(const struct forged *root, const struct forged *ca, const struct forged *leaf, const char *host,
                   int64_t at) {
    tl_trust *trust = tl_trust_parse(forged_der(root), NULL);
    tl_bytes sent = forged_der(ca);
    tl_verify_options options = {.trust = trust,
                                 .intermediates = &sent,
                                 .num_intermediates = 1,
                                 .host = host,
                                 .time = (time_t)at,
                                 .crypto = forge_crypto()};
    tl_result result = tl_verify(forged_der(leaf), &options, NULL);
    tl_trust_free(trust);
    return result == TL_OK;
}

static bool openssl_says(const struct forged *root, const struct forged *ca, const struct forged *leaf,
                         const char *host, int64_t at) {
    uint8_t address[16];
    size_t len;
    write_certificate("root", forged_der(root));
    write_certificate("ca", forged_der(ca));
    write_certificate("leaf", forged_der(leaf));
    return run("verify -x509_strict -purpose sslserver -attime %lld -%s %s -CAfile root -untrusted ca leaf",
               (long long)at, host_is_ip_address(host, address, &len) ? "verify_ip" : "verify_hostname", host);
}

static void verdicts(void **state) {
    (void)state;
    unsigned num_good = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct forgery root_forgery = cases[i].root, ca_forgery = cases[i].ca, leaf_forgery = cases[i].leaf;
        root_forgery.name = "root";
        root_forgery.no_path_limit = true;
        root_forgery.key_ids = ca_forgery.key_ids = leaf_forgery.key_ids = ca_forgery.version != 1;
        struct forged root = forge(&root_forgery);
        ca_forgery.issuer = &root;
        struct forged ca = forge(&ca_forgery);
        leaf_forgery.issuer = &ca;
        struct forged leaf = forge(&leaf_forgery);
        int64_t at = cases[i].time != 0 ? cases[i].time : FORGE_NOW;
        bool ours = we_say(&root, &ca, &leaf, cases[i].host, at);
        bool theirs = openssl_says(&root, &ca, &leaf, cases[i].host, at);
        if (ours != cases[i].good || theirs != cases[i].good) {
            run("verify -x509_strict -purpose sslserver -attime %lld -CAfile root -untrusted ca leaf", (long long)at);
            fail_msg("%s: we say %d, OpenSSL %d (see %s/output)", cases[i].what, ours, theirs, folder);
        }
        num_good += ours ? 1 : 0;
        forged_clear(&root);
        forged_clear(&ca);
        forged_clear(&leaf);
    }
    assert_in_range(num_good, 10, COUNT_OF(cases) - 10);
}

/* ---- what we write ---- */

static void openssl_reads_what_we_make(void **state) {
    (void)state;
    static const enum pki_member members[] = {PKI_SERVER, PKI_SERVER_P384, PKI_SERVER_ED25519, PKI_SERVER_RSA,
                                              PKI_CLIENT};
    struct pki pki = {0};
    char *root = tl_identity_pem(pki_identity(&pki, PKI_ROOT), false, false, NULL);
    assert_non_null(root);
    write_text("root", bytes_of_string(root));
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const tl_identity *identity = pki_identity(&pki, members[i]);
        char *pem = tl_identity_pem(identity, true, true, NULL);
        assert_non_null(pem);
        write_text("all", bytes_of_string(pem));
        assert_true(run("verify -x509_strict -purpose %s -CAfile root -untrusted all all",
                        members[i] == PKI_CLIENT ? "sslclient" : "sslserver"));
        assert_false(run("verify -purpose %s -CAfile root -untrusted all all",
                         members[i] == PKI_CLIENT ? "sslserver" : "sslclient"));
        assert_true(run("pkey -in all -check -noout"));
        assert_true(run("pkey -in all -pubout -out public") && run("x509 -in all -pubkey -noout -out public2"));
        char command[128];
        snprintf(command, sizeof command, "cmp -s %s/public %s/public2", folder, folder);
        assert_int_equal(system(command), 0);
        assert_true(run("x509 -in all -noout -fingerprint -sha256 -nameopt RFC2253 -subject"));
        assert_true(output_has(members[i] == PKI_CLIENT ? "subject=CN=client" : "subject=CN=localhost"));
        tl_pem_free(pem);
    }
    tl_pem_free(root);
    pki_clear(&pki);
}

static int clear(void **state) {
    (void)state;
    char command[64];
    forge_clear_crypto();
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) == 0 ? 0 : -1;
}

int main(void) {
    if (system("openssl version >/dev/null 2>&1") != 0) {
        fprintf(stderr, "skipped: there is no openssl command here\n");
        return 77;
    }
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts),
        cmocka_unit_test(openssl_reads_what_we_make),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
