/* Each allocation of opening keys with a password, PKCS #12, certdata.txt and folders of trust anchors fails once; and
 * pins, which take no memory. The files are those that the fuzzers start from; their password is x. */
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
#include "support/data.h"
#include "x509/certificate/spki_pin.h"
#include "x509/key_files/private_key_file.h"

/* What the operations work on, read before any allocation fails. */
static struct buffer pkcs12_new, pkcs12_old, pkcs12_plain, pbes2_key, scrypt_key, certdata, anchor_pem;
static char folder[] = "/tmp/tlslite-anchors-XXXXXX", anchor_path[64], other_path[64];
static char password[] = "x";

static bool end_identity(tl_identity *identity) {
    bool ok = identity != NULL;
    tl_identity_free(identity);
    return ok;
}

/* The first octet is the fuzzer's own. */
static bool open_pkcs12(const struct buffer *file, tl_error *error) {
    return end_identity(tl_identity_parse_with_password(bytes_from(buffer_bytes(file), 1), (tl_bytes){0},
                                                        tl_password_text, password, error));
}

static bool open_new(tl_error *error) {
    return open_pkcs12(&pkcs12_new, error);
}

static bool open_old(tl_error *error) {
    return open_pkcs12(&pkcs12_old, error);
}

static bool open_plain(tl_error *error) {
    return open_pkcs12(&pkcs12_plain, error);
}

static void ignore_field(void *arg, const tl_field *field) {
    (void)arg;
    (void)field;
}

static bool tell_pkcs12(tl_error *error) {
    return tl_describe_with_password(bytes_from(buffer_bytes(&pkcs12_new), 1), tl_password_text, password, ignore_field,
                                     NULL, error);
}

static bool open_key(const struct buffer *file, tl_error *error) {
    struct unlocking unlocking;
    struct private_key_parts parts;
    struct buffer der = {0};
    struct private_key *key = NULL;
    unlocking_init(&unlocking, tl_password_text, password, "the key", error);
    if (private_key_find(buffer_bytes(file), &unlocking, &der) &&
        private_key_parse(buffer_bytes(&der), &parts, "the key", error)) {
        key = private_key_new(&parts);
        if (key == NULL) {
            *error = (tl_error){.reason = TL_REASON_BAD_PRIVATE_KEY};
        }
    }
    bool ok = key != NULL;
    private_key_free(key);
    buffer_clear(&der);
    unlocking_clear(&unlocking);
    return ok;
}

static bool open_pbes2(tl_error *error) {
    return open_key(&pbes2_key, error);
}

static bool open_scrypt(tl_error *error) {
    return open_key(&scrypt_key, error);
}

static bool end_trust(tl_trust *trust, size_t count) {
    bool ok = trust != NULL && tl_trust_count(trust) == count;
    tl_trust_free(trust);
    return ok;
}

/* With a certificate that must not be trusted. */
static bool parse_for_servers(tl_error *error) {
    return end_trust(tl_trust_parse_certdata(buffer_bytes(&certdata), TL_TRUST_SERVERS, error), 1);
}

/* With a date. */
static bool parse_for_mail(tl_error *error) {
    return end_trust(tl_trust_parse_certdata(buffer_bytes(&certdata), TL_TRUST_EMAIL, error), 2);
}

static bool load_anchors(tl_error *error) {
    return end_trust(tl_trust_load_dir(folder, error), 1);
}

static void each_allocation_fails_once(void **state) {
    static const struct operation operations[] = {
        {"open_new", open_new, 0},
        {"tell_pkcs12", tell_pkcs12, 0},
        {"open_old", open_old, 0},
        {"open_plain", open_plain, 0},
        {"open_pbes2", open_pbes2, 0},
        {"open_scrypt", open_scrypt, 0},
        {"parse_for_servers", parse_for_servers, 0},
        {"parse_for_mail", parse_for_mail, 0},
        {"load_anchors", load_anchors, 2},
    };
    (void)state;
    each_allocation_fails(operations, COUNT_OF(operations));
}

/* A pin is written and compared with nothing but what the certificate is in. */
static void pins_take_no_memory(void **state) {
    (void)state;
    tl_error error = {0};
    char pin[TL_SPKI_PIN_SIZE], other[TL_SPKI_PIN_SIZE];
    tl_cert *cert = tl_cert_parse(buffer_bytes(&anchor_pem), &error);
    assert_non_null(cert);
    allocations_fail(1, true);
    assert_true(tl_cert_spki_pin(cert, pin));
    assert_true(spki_pins_match(pin, tl_cert_der(cert)));
    memcpy(other, pin, sizeof other);
    other[10] = other[10] == 'A' ? 'B' : 'A';
    assert_false(spki_pins_match(other, tl_cert_der(cert)));
    assert_false(allocations_recover());
    tl_cert_free(cert);
}

static void write_file(char path[64], const char *name, tl_bytes octets) {
    snprintf(path, 64, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(octets.data, 1, octets.len, out), octets.len);
    assert_int_equal(fclose(out), 0);
}

static void add_data(struct buffer *all, const char *name) {
    struct buffer one = data_read(name);
    assert_true(buffer_append(all, buffer_bytes(&one)));
    buffer_clear(&one);
}

#define CORPUS "../../fuzz/corpus/"

static int set_up(void **state) {
    (void)state;
    pkcs12_new = data_read(CORPUS "pkcs12/file_n");
    pkcs12_old = data_read(CORPUS "pkcs12/file_l");
    pkcs12_plain = data_read(CORPUS "pkcs12/file_p");
    pbes2_key = data_read(CORPUS "private_key/pbes2_pem");
    scrypt_key = data_read(CORPUS "private_key/scrypt_der");
    add_data(&certdata, CORPUS "certdata/small_root");
    add_data(&certdata, CORPUS "certdata/distrusted");
    add_data(&certdata, CORPUS "certdata/dated");
    anchor_pem = data_read("p256.pem");
    assert_non_null(mkdtemp(folder));
    write_file(anchor_path, "anchor.pem", buffer_bytes(&anchor_pem));
    write_file(other_path, "empty.crt", bytes_of_string("nothing\n"));
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    struct buffer *const all[] = {&pkcs12_new, &pkcs12_old, &pkcs12_plain, &pbes2_key,
                                  &scrypt_key, &certdata,   &anchor_pem};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        buffer_clear(all[i]);
    }
    unlink(anchor_path);
    unlink(other_path);
    rmdir(folder);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_fails_once),
                                       cmocka_unit_test(pins_take_no_memory)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
