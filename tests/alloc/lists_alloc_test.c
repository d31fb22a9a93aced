/* Each allocation of reading revocation lists and of verifying with them fails once, and what is revoked is never
 * accepted for want of memory. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "alloc/each_allocation.h"
#include "base/control.h"
#include "base/pem.h"
#include "support/forge_crl.h"
#include "x509/der/oid.h"
#include "x509/revocation/crl_set.h"

static const uint8_t serial_of_leaf[] = {0x01, 0x23, 0x45}, other_serial[] = {0x01, 0x23, 0x46};

/* What the operations work on, made before any allocation fails. */
static struct forged root, leaf;
static struct buffer list_der, revoking_der, lists_pem;
static tl_trust *trust;
static tl_crl *list, *delta;
static tl_crls *lists, *revoking;
static char folder[] = "/tmp/tlslite-lists-XXXXXX", file[64], second_file[64];

static bool end_list(tl_crl *crl) {
    bool ok = crl != NULL;
    tl_crl_free(crl);
    return ok;
}

static bool end_lists(tl_crls *crls, size_t count) {
    bool ok = crls != NULL && tl_crls_count(crls) == count;
    tl_crls_free(crls);
    return ok;
}

static bool parse_list(tl_error *error) {
    return end_list(tl_crl_parse(buffer_bytes(&list_der), error));
}

static bool load_list(tl_error *error) {
    return end_list(tl_crl_load(file, error));
}

static bool parse_lists(tl_error *error) {
    return end_lists(tl_crls_parse(buffer_bytes(&lists_pem), error), 2);
}

static bool load_lists(tl_error *error) {
    return end_lists(tl_crls_load(second_file, error), 2);
}

static bool load_folder(tl_error *error) {
    return end_lists(tl_crls_load_dir(folder, error), 3);
}

static bool new_set(tl_error *error) {
    const tl_crl *const both[] = {list, delta};
    return end_lists(tl_crls_new(both, 2, error), 2);
}

static tl_verify_options options_with(const tl_crls *crls, tl_revocation_status *status) {
    return (tl_verify_options){.trust = trust,
                               .time = FORGE_NOW,
                               .crypto = forge_crypto(),
                               .revocation = TL_REVOCATION_REQUIRED,
                               .crls = crls,
                               .revocation_status = status};
}

static bool verify_good(tl_error *error) {
    tl_revocation_status status;
    tl_verify_options options = options_with(lists, &status);
    return tl_verify(forged_der(&leaf), &options, error) == TL_OK && status.state == TL_REVOCATION_GOOD;
}

static bool verify_good_path(tl_error *error) {
    tl_revocation_status status;
    tl_verify_options options = options_with(lists, &status);
    tl_path *path;
    bool ok = tl_verify_path(forged_der(&leaf), &options, &path, error) == TL_OK;
    ok = ok && tl_path_length(path) == 2 && status.state == TL_REVOCATION_GOOD;
    tl_path_free(path);
    return ok;
}

/* True where it is refused for the right reason. */
static bool verify_revoked(tl_error *error) {
    tl_revocation_status status;
    tl_verify_options options = options_with(revoking, &status);
    tl_path *path;
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, error), TL_FAILED);
    tl_path_free(path);
    return error->reason == TL_REASON_CERTIFICATE_REVOKED && status.state == TL_REVOCATION_REVOKED;
}

static void each_allocation_fails_once(void **state) {
    static const struct operation operations[] = {
        {"parse_list", parse_list, 0},         {"load_list", load_list, 0},
        {"parse_lists", parse_lists, 0},       {"load_lists", load_lists, 0},
        {"load_folder", load_folder, 0},       {"new_set", new_set, 0},
        {"verify_good", verify_good, 0},       {"verify_good_path", verify_good_path, 0},
        {"verify_revoked", verify_revoked, 0},
    };
    (void)state;
    each_allocation_fails(operations, COUNT_OF(operations));
}

/* ---- files ---- */

static void write_file(char path[64], const char *name, tl_bytes octets) {
    snprintf(path, 64, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(octets.data, 1, octets.len, out), octets.len);
    assert_int_equal(fclose(out), 0);
}

static int set_up(void **state) {
    (void)state;
    root = forge(&(struct forgery){
        .name = "root", .is_ca = true, .no_path_limit = true, .key_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN});
    leaf = forge(&(struct forgery){.issuer = &root, .name = "leaf", .key_usage = KEY_USAGE_DIGITAL_SIGNATURE});
    const struct forged_entry other = {.serial = {other_serial, 3}},
                              this = {.serial = {serial_of_leaf, 3}, .reason = 1};
    const struct crl_forgery good = {
        .issuer = forged_subject(&root), .key = root.key, .entries = &other, .num_entries = 1, .number = 1};
    struct crl_forgery change = good, bad = good;
    change.number = 2;
    change.base_number = 1;
    bad.entries = &this;
    list = forge_crl_object(&good);
    delta = forge_crl_object(&change);
    lists = forge_crls((const struct crl_forgery[]){good, change}, 2);
    revoking = forge_crls(&bad, 1);
    list_der = forge_crl(&good);
    revoking_der = forge_crl(&bad);
    struct writer w = writer_to(&lists_pem);
    pem_write(&w, "X509 CRL", buffer_bytes(&list_der));
    pem_write(&w, "X509 CRL", buffer_bytes(&revoking_der));
    assert_false(w.failed);
    trust = tl_trust_parse(forged_der(&root), NULL);
    assert_non_null(trust);
    assert_non_null(mkdtemp(folder));
    write_file(file, "one.crl", buffer_bytes(&list_der));
    write_file(second_file, "two.pem", buffer_bytes(&lists_pem));
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    unlink(file);
    unlink(second_file);
    rmdir(folder);
    tl_trust_free(trust);
    tl_crl_free(list);
    tl_crl_free(delta);
    tl_crls_free(lists);
    tl_crls_free(revoking);
    buffer_clear(&list_der);
    buffer_clear(&revoking_der);
    buffer_clear(&lists_pem);
    forged_clear(&leaf);
    forged_clear(&root);
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_fails_once)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
