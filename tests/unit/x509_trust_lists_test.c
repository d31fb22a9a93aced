/* ctest: labels threads
 *
 * Trust from folders and from certdata.txt: what is taken, what is taken back, and that one may be exchanged for
 * another while threads verify with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/forge_certdata.h"
#include "support/forge_crl.h"
#include "support/forge_ocsp.h"
#include "support/vectors.h"
#include "x509/der/oid.h"
#include "x509/path/path.h"
#include "x509/trust/trust_digest.h"

static const char *const names[] = {"www.example.org", NULL};

struct chain {
    struct forged root, intermediate, leaf;
};

static struct chain chain_new(void) {
    struct chain chain;
    chain.root = forge(&(struct forgery){
        .name = "root", .is_ca = true, .no_path_limit = true, .key_usage = KEY_USAGE_CERT_SIGN, .key_ids = true});
    chain.intermediate = forge(&(struct forgery){.name = "intermediate",
                                                 .issuer = &chain.root,
                                                 .is_ca = true,
                                                 .no_path_limit = true,
                                                 .key_usage = KEY_USAGE_CERT_SIGN});
    chain.leaf = forge(&(struct forgery){.name = "leaf",
                                         .issuer = &chain.intermediate,
                                         .names = names,
                                         .key_usage = KEY_USAGE_DIGITAL_SIGNATURE,
                                         .extended_key_usage = OID_VIEW(OID_SERVER_AUTH)});
    return chain;
}

static void chain_clear(struct chain *chain) {
    forged_clear(&chain->leaf);
    forged_clear(&chain->intermediate);
    forged_clear(&chain->root);
}

static tl_result verify(const struct chain *chain, const tl_trust *trust, tl_error *error) {
    tl_bytes sent = forged_der(&chain->intermediate);
    *error = (tl_error){0};
    return tl_verify(forged_der(&chain->leaf),
                     &(tl_verify_options){.trust = trust,
                                          .intermediates = &sent,
                                          .num_intermediates = 1,
                                          .host = names[0],
                                          .time = FORGE_NOW,
                                          .crypto = forge_crypto()},
                     error);
}

static tl_trust *parse(struct buffer *text, tl_trust_use use, tl_error *error) {
    *error = (tl_error){0};
    tl_trust *trust = tl_trust_parse_certdata(buffer_bytes(text), use, error);
    return trust;
}

/* ---- certdata ---- */

static void trust_bits_decide_what_is_taken(void **state) {
    struct chain chain = chain_new();
    struct buffer text = {0};
    tl_error error;
    (void)state;
    certdata_add_text(&text, "# licence\nBEGINDATA\n");
    certdata_add_certificate(&text, &chain.root, NULL);
    certdata_add_trust(&text, &chain.root, CERTDATA_TRUSTED, CERTDATA_MUST_VERIFY);
    tl_trust *servers = parse(&text, TL_TRUST_SERVERS, &error);
    assert_non_null(servers);
    assert_int_equal(tl_trust_count(servers), 1);
    assert_int_equal(tl_trust_distrust_after(servers, 0), 0);
    assert_int_equal(verify(&chain, servers, &error), TL_OK);
    assert_null(parse(&text, TL_TRUST_EMAIL, &error));
    assert_int_equal(error.reason, TL_REASON_NO_CERTIFICATE);
    tl_trust_free(servers);
    buffer_clear(&text);
    chain_clear(&chain);
}

/* The forged leaf is valid from one day before FORGE_NOW, 2026-05-27 20:26:40 UTC. */
static void dates_of_distrust_hold(void **state) {
    static const struct {
        const char *date;
        bool good;
    } rows[] = {{"260527202640Z", true},    {"20260527202640Z", true}, {"260527202639Z", false},
                {"20260101000000Z", false}, {"991231235959Z", false},  {"20991231235959Z", true}};
    struct chain chain = chain_new();
    tl_error error;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer text = {0};
        certdata_add_text(&text, "BEGINDATA\n");
        certdata_add_certificate(&text, &chain.root, rows[i].date);
        certdata_add_trust(&text, &chain.root, CERTDATA_TRUSTED, CERTDATA_TRUSTED);
        tl_trust *trust = parse(&text, TL_TRUST_SERVERS, &error), *email = parse(&text, TL_TRUST_EMAIL, &error);
        assert_non_null(trust);
        assert_int_not_equal(tl_trust_distrust_after(trust, 0), 0);
        tl_result result = verify(&chain, trust, &error);
        assert_int_equal(result, rows[i].good ? TL_OK : TL_FAILED);
        if (!rows[i].good) {
            assert_int_equal(error.reason, TL_REASON_DISTRUSTED);
            assert_non_null(strstr(error.message, "the server's certificate was issued at 2026-05-27 20:26:40 UTC by "
                                                  "\"CN=root\""));
        }
        uint8_t with[TRUST_DIGEST_LEN], without[TRUST_DIGEST_LEN];
        assert_non_null(email);
        assert_true(trust_digest(trust, with) && trust_digest(email, without));
        assert_memory_not_equal(with, without, sizeof with);
        assert_int_equal(verify(&chain, email, &error), TL_OK);
        tl_trust_free(email);
        tl_trust_free(trust);
        buffer_clear(&text);
    }
    chain_clear(&chain);
}

/* Known by issuer and serial number, or by name and key: the leaf, an intermediate, or another certificate of its key.
 */
static void what_must_not_be_trusted_is_not(void **state) {
    struct chain chain = chain_new();
    struct forged other = forge(&(struct forgery){.name = "intermediate",
                                                  .issuer = &chain.root,
                                                  .issuer_name = "elsewhere",
                                                  .same_key = &chain.intermediate,
                                                  .is_ca = true,
                                                  .no_path_limit = true});
    struct forged namesake = forge(
        &(struct forgery){.name = "intermediate", .issuer = &chain.root, .issuer_name = "elsewhere", .is_ca = true});
    const struct {
        const struct forged *distrusted;
        bool with_certificate, good;
    } rows[] = {{&chain.leaf, true, false},          {&chain.leaf, false, false}, {&chain.intermediate, true, false},
                {&chain.intermediate, false, false}, {&other, true, false},       {&namesake, true, true}};
    tl_error error;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer text = {0};
        certdata_add_text(&text, "BEGINDATA\n");
        certdata_add_certificate(&text, &chain.root, NULL);
        certdata_add_trust(&text, &chain.root, CERTDATA_TRUSTED, CERTDATA_TRUSTED);
        if (rows[i].with_certificate) {
            certdata_add_certificate(&text, rows[i].distrusted, NULL);
        }
        certdata_add_trust(&text, rows[i].distrusted, CERTDATA_NOT_TRUSTED, CERTDATA_TRUSTED);
        tl_trust *trust = parse(&text, TL_TRUST_SERVERS, &error);
        assert_non_null(trust);
        assert_int_equal(tl_trust_count(trust), 1);
        tl_result result = verify(&chain, trust, &error);
        if (result != (rows[i].good ? TL_OK : TL_FAILED)) {
            fail_msg("row %zu: %s", i, error.message);
        }
        if (!rows[i].good) {
            assert_int_equal(error.reason, TL_REASON_DISTRUSTED);
        }
        tl_trust_free(trust);
        buffer_clear(&text);
    }
    forged_clear(&namesake);
    forged_clear(&other);
    chain_clear(&chain);
}

/* What an asked-for statement on the leaf comes to where its signer is distrusted and where nobody is. */
static unsigned reason_with(const struct chain *chain, const struct forged *signer, const struct forged *distrusted,
                            const tl_crls *crls, const struct buffer *response) {
    struct buffer text = {0};
    tl_error error = {0};
    certdata_add_text(&text, "BEGINDATA\n");
    certdata_add_certificate(&text, &chain->root, NULL);
    certdata_add_trust(&text, &chain->root, CERTDATA_TRUSTED, CERTDATA_TRUSTED);
    if (distrusted != NULL) {
        certdata_add_trust(&text, distrusted, CERTDATA_NOT_TRUSTED, CERTDATA_TRUSTED);
    }
    tl_trust *trust = parse(&text, TL_TRUST_SERVERS, &error);
    assert_non_null(trust);
    const tl_bytes sent[] = {forged_der(&chain->intermediate), forged_der(signer)};
    const tl_bytes responses[] = {response != NULL ? buffer_bytes(response) : (tl_bytes){0}};
    tl_revocation_status status;
    tl_result result = tl_verify(forged_der(&chain->leaf),
                                 &(tl_verify_options){.trust = trust,
                                                      .intermediates = sent,
                                                      .num_intermediates = COUNT_OF(sent),
                                                      .host = names[0],
                                                      .time = FORGE_NOW,
                                                      .crypto = forge_crypto(),
                                                      .crls = crls,
                                                      .ocsp_responses = responses,
                                                      .num_ocsp_responses = response != NULL ? 1 : 0,
                                                      .revocation_status = &status},
                                 &error);
    tl_trust_free(trust);
    buffer_clear(&text);
    return result == TL_OK ? TL_REASON_NONE : error.reason;
}

/* Whoever must not be trusted does not speak of revocation either. */
static void who_is_distrusted_revokes_nothing(void **state) {
    struct chain chain = chain_new();
    struct forged signer = forge(&(struct forgery){
        .name = "intermediate", .issuer = &chain.root, .serial = bytes_of("\x07", 1), .key_usage = KEY_USAGE_CRL_SIGN});
    struct forged responder = forge(&(struct forgery){.name = "responder",
                                                      .issuer = &chain.intermediate,
                                                      .serial = bytes_of("\x08", 1),
                                                      .extended_key_usage = OID_VIEW(OID_OCSP_SIGNING)});
    const struct crl_forgery list = {
        .issuer = forged_subject(&chain.intermediate), .key = signer.key, .entries = &forged_revoked, .num_entries = 1};
    const struct forged_single single = {.of = &chain.leaf, .issuer = &chain.intermediate, .status = OCSP_REVOKED};
    const struct ocsp_forgery answer = {
        .signer = &responder, .sent = {&responder}, .singles = &single, .num_singles = 1};
    tl_crls *crls = forge_crls(&list, 1);
    struct buffer response = forge_ocsp(&answer);
    (void)state;
    assert_int_equal(reason_with(&chain, &signer, NULL, crls, NULL), TL_REASON_CERTIFICATE_REVOKED);
    assert_int_equal(reason_with(&chain, &signer, &signer, crls, NULL), TL_REASON_NONE);
    assert_int_equal(reason_with(&chain, &signer, NULL, NULL, &response), TL_REASON_CERTIFICATE_REVOKED);
    assert_int_equal(reason_with(&chain, &signer, &responder, NULL, &response), TL_REASON_NONE);
    tl_crls_free(crls);
    buffer_clear(&response);
    forged_clear(&signer);
    forged_clear(&responder);
    chain_clear(&chain);
}

/* An anchor by itself, where the list distrusts another certificate of its name and key. */
static void distrust_of_a_key_holds_for_an_anchor_that_is_the_leaf(void **state) {
    struct chain chain = chain_new();
    struct forged other = forge(&(struct forgery){.name = "root", .issuer = &chain.leaf, .same_key = &chain.root});
    struct buffer text = {0};
    tl_error error = {0};
    (void)state;
    certdata_add_text(&text, "BEGINDATA\n");
    certdata_add_certificate(&text, &chain.root, NULL);
    certdata_add_trust(&text, &chain.root, CERTDATA_TRUSTED, CERTDATA_TRUSTED);
    certdata_add_certificate(&text, &other, NULL);
    certdata_add_trust(&text, &other, CERTDATA_NOT_TRUSTED, CERTDATA_TRUSTED);
    tl_trust *trust = parse(&text, TL_TRUST_SERVERS, &error), *email = parse(&text, TL_TRUST_EMAIL, &error);
    tl_verify_options options = {
        .trust = trust, .purpose = TL_PURPOSE_ANY, .time = FORGE_NOW, .crypto = forge_crypto()};
    assert_int_equal(tl_verify(forged_der(&chain.root), &options, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_DISTRUSTED);
    options.trust = email;
    assert_int_equal(tl_verify(forged_der(&chain.root), &options, &error), TL_OK);
    tl_trust_free(trust);
    tl_trust_free(email);
    buffer_clear(&text);
    forged_clear(&other);
    chain_clear(&chain);
}

static void malformed_lists_are_refused_with_their_line(void **state) {
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "line 0"},
        {"CKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n", "BEGINDATA"},
        {"BEGINDATA\nCKA_VALUE MULTILINE_OCTAL\n\\060\nEND\n", "line 2: an object begins with CKA_CLASS"},
        {"BEGINDATA\nCKA_CLASS X CKO_CERTIFICATE\nCKA_VALUE MULTILINE_OCTAL\n\\060\n", "no END"},
        {"BEGINDATA\nCKA_CLASS X CKO_CERTIFICATE\nCKA_VALUE MULTILINE_OCTAL\n\\068\nEND\n", "line 4"},
        {"BEGINDATA\nCKA_CLASS X CKO_CERTIFICATE\nCKA_VALUE MULTILINE_OCTAL\n\\400\nEND\n", "no octal octet"},
        {"BEGINDATA\nCKA_CLASS X CKO_CERTIFICATE\nCKA_VALUE MULTILINE_OCTAL\n\\06\nEND\n", "cut off"},
        {"BEGINDATA\nCKA_CLASS X CKO_CERTIFICATE\nCKA_NSS_SERVER_DISTRUST_AFTER MULTILINE_OCTAL\n\\060\nEND\n",
         "no date"},
    };
    tl_error error;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_null(tl_trust_parse_certdata(bytes_of_string(rows[i].text), TL_TRUST_SERVERS, &error));
        assert_int_equal(error.reason, TL_REASON_BAD_CERTDATA);
        if (strstr(error.message, rows[i].says) == NULL) {
            fail_msg("row %zu: %s", i, error.message);
        }
    }
}

static size_t position(const tl_trust *trust, const char *fingerprint) {
    for (size_t i = 0; i < tl_trust_count(trust); i++) {
        tl_cert *cert = tl_trust_cert(trust, i, NULL);
        assert_non_null(cert);
        bool found = strcmp(tl_cert_fingerprint(cert), fingerprint) == 0;
        tl_cert_free(cert);
        if (found) {
            return i;
        }
    }
    return tl_trust_count(trust);
}

static tl_trust *mozilla(tl_trust_use use) {
    char path[4096];
    const char *folder = getenv("TLSLITE_VECTORS");
    tl_error error;
    if (folder == NULL) {
        print_message("skipped: TLSLITE_VECTORS does not say where certdata.txt is\n");
        skip();
    }
    snprintf(path, sizeof path, "%s/mozilla/certdata.txt", folder);
    tl_trust *trust = tl_trust_load_certdata(path, use, &error);
    if (trust == NULL) {
        fail_msg("%s", error.message);
    }
    return trust;
}

static void mozillas_list_is_read(void **state) {
    tl_trust *servers = mozilla(TL_TRUST_SERVERS), *email = mozilla(TL_TRUST_EMAIL);
    size_t dates = 0;
    (void)state;
    assert_int_equal(tl_trust_count(servers), 140);
    assert_int_equal(tl_trust_count(email), 108);
    assert_int_equal(tl_trust_num_skipped(servers), 0);
    for (size_t i = 0; i < tl_trust_count(servers); i++) {
        dates += tl_trust_distrust_after(servers, i) != 0;
    }
    assert_int_equal(dates, 3);
    size_t dated = position(servers, "d40e9c86cd8fe468c1776959f49ea774fa548684b6c406f3909261f4dce2575c");
    assert_int_equal(tl_trust_distrust_after(servers, dated), 1669766400); /* 2022-11-30 00:00:00 UTC */
    tl_trust_free(email);
    tl_trust_free(servers);
}

/* Debian makes its bundle from the same list: what we take and it lacks can only have been removed since, by a date. */
static void debians_bundle_has_what_mozillas_list_trusts(void **state) {
    static const char bundle_file[] = "/etc/ssl/certs/ca-certificates.crt";
    tl_error error;
    (void)state;
    tl_trust *servers = mozilla(TL_TRUST_SERVERS);
    if (access("/etc/debian_version", F_OK) != 0 || access(bundle_file, F_OK) != 0) {
        print_message("skipped: this is no Debian with ca-certificates\n");
        tl_trust_free(servers);
        skip();
    }
    tl_trust *bundle = tl_trust_load(bundle_file, &error);
    assert_non_null(bundle);
    size_t common = 0;
    for (size_t i = 0; i < tl_trust_count(servers); i++) {
        tl_cert *cert = tl_trust_cert(servers, i, &error);
        bool found = position(bundle, tl_cert_fingerprint(cert)) < tl_trust_count(bundle);
        if (!found && tl_trust_distrust_after(servers, i) == 0) {
            fail_msg("Debian's bundle lacks %s", tl_cert_subject(cert));
        }
        common += found;
        tl_cert_free(cert);
    }
    assert_in_range(common, 100, tl_trust_count(servers));
    tl_trust_free(bundle);
    tl_trust_free(servers);
}

/* ---- folders ---- */

static void write_file(const char *folder, const char *name, tl_bytes octets) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(octets.data, 1, octets.len, file), octets.len);
    assert_int_equal(fclose(file), 0);
}

static void folders_are_read(void **state) {
    char folder[] = "/tmp/tlslite-trust-XXXXXX", command[128], path[256];
    struct chain chain = chain_new();
    tl_error error;
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_null(tl_trust_load_dir(folder, &error));
    assert_int_equal(error.reason, TL_REASON_NO_CERTIFICATE);
    write_file(folder, "root.crt", forged_der(&chain.root));
    write_file(folder, "5ed36f99.0", forged_der(&chain.root));
    write_file(folder, "leaf.txt", forged_der(&chain.leaf));
    write_file(folder, "README.pem", bytes_of_string("no certificate\n"));
    snprintf(path, sizeof path, "%s/dangling.pem", folder);
    assert_int_equal(symlink("nowhere", path), 0);
    tl_trust *trust = tl_trust_load_dir(folder, &error);
    assert_non_null(trust);
    assert_int_equal(tl_trust_count(trust), 1);
    assert_int_equal(tl_trust_num_skipped(trust), 1);
    assert_int_equal(verify(&chain, trust, &error), TL_OK);
    assert_null(tl_trust_cert(trust, 1, &error));
    assert_int_equal(error.reason, TL_REASON_USAGE);
    tl_trust_free(trust);
    snprintf(path, sizeof path, "%s/folder.pem", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_null(tl_trust_load_dir(folder, &error)); /* it cannot be read as a file */
    assert_int_equal(error.kind, TL_ERR_IO);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    assert_null(tl_trust_load_dir(folder, &error));
    assert_int_equal(error.kind, TL_ERR_IO);
    chain_clear(&chain);
}

/* ---- reloading while in use ---- */

struct reloading {
    pthread_mutex_t lock;
    const tl_trust *present; /* under the lock */
    const struct chain *chain;
    atomic_uint num_good, num_unknown, num_other;
    atomic_bool over;
};

static void *verify_again_and_again(void *arg) {
    struct reloading *reloading = arg;
    while (!atomic_load(&reloading->over)) {
        tl_error error;
        pthread_mutex_lock(&reloading->lock);
        tl_trust *trust = tl_trust_ref(reloading->present);
        pthread_mutex_unlock(&reloading->lock);
        if (verify(reloading->chain, trust, &error) == TL_OK) {
            atomic_fetch_add(&reloading->num_good, 1);
        } else if (error.reason == TL_REASON_UNKNOWN_ISSUER) {
            atomic_fetch_add(&reloading->num_unknown, 1);
        } else {
            atomic_fetch_add(&reloading->num_other, 1);
        }
        tl_trust_free(trust);
    }
    return NULL;
}

static void trust_is_exchanged_while_in_use(void **state) {
    struct chain chain = chain_new();
    struct reloading reloading = {.lock = PTHREAD_MUTEX_INITIALIZER, .chain = &chain};
    tl_bytes anchors[] = {forged_der(&chain.root), forged_der(&chain.leaf)};
    struct forged stranger = forge(&(struct forgery){.name = "stranger", .is_ca = true, .no_path_limit = true});
    pthread_t threads[2];
    (void)state;
    anchors[1] = forged_der(&stranger);
    reloading.present = tl_trust_parse(anchors[0], NULL);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, verify_again_and_again, &reloading), 0);
    }
    for (unsigned i = 0; i < 2000 || atomic_load(&reloading.num_good) < 20 || atomic_load(&reloading.num_unknown) < 20;
         i++) {
        tl_trust *next = tl_trust_parse(anchors[(i + 1) % 2], NULL);
        pthread_mutex_lock(&reloading.lock);
        tl_trust *last = (tl_trust *)(uintptr_t)reloading.present;
        reloading.present = next;
        pthread_mutex_unlock(&reloading.lock);
        tl_trust_free(last);
        if (i > 1000) {
            usleep(100);
        }
        assert_true(i < 200000);
    }
    atomic_store(&reloading.over, true);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(atomic_load(&reloading.num_other), 0);
    tl_trust_free((tl_trust *)(uintptr_t)reloading.present);
    forged_clear(&stranger);
    chain_clear(&chain);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trust_bits_decide_what_is_taken),
        cmocka_unit_test(dates_of_distrust_hold),
        cmocka_unit_test(what_must_not_be_trusted_is_not),
        cmocka_unit_test(who_is_distrusted_revokes_nothing),
        cmocka_unit_test(distrust_of_a_key_holds_for_an_anchor_that_is_the_leaf),
        cmocka_unit_test(malformed_lists_are_refused_with_their_line),
        cmocka_unit_test(mozillas_list_is_read),
        cmocka_unit_test(debians_bundle_has_what_mozillas_list_trusts),
        cmocka_unit_test(folders_are_read),
        cmocka_unit_test(trust_is_exchanged_while_in_use),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    forge_clear_crypto();
    return failed;
}
