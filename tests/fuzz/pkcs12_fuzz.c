/* PKCS #12 with the password "x". The first octet says whether the MAC is to be mended, so that what stands behind it
 * is reached: then the input is not a file but what the MAC protects, and a file is written around it. */
#include "crypto/hmac.h"
#include "crypto/kdf.h"
#include "fuzz/der_mutator.h"
#include "fuzz/describe_helper.h"
#include "fuzz/expect.h"
#include "x509/der/der_writer.h"
#include "x509/der/oid.h"
#include "x509/describe/objects.h"
#include "x509/key_files/pkcs12.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

/* Behind the first octet. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    size_t head = size > 1 ? 1 : 0;
    return head + der_mutate(data + head, size - head, max_size - head, seed);
}

static void write_oid(struct writer *w, tl_bytes oid) {
    der_write(w, DER_OID, oid);
}

static void write_mac(struct writer *w, tl_bytes safe) {
    static const uint8_t password[] = {0, 'x', 0, 0};
    uint8_t key[32], digest[32];
    EXPECT(kdf_pkcs12(&hash_sha256, KDF_PKCS12_MAC, bytes_of(password, sizeof password), bytes_of_string("salt"), 1,
                      key, sizeof key));
    EXPECT(hmac_once(&hash_sha256, bytes_of(key, sizeof key), safe, digest));
    size_t mac = der_begin(w, DER_SEQUENCE), info = der_begin(w, DER_SEQUENCE), algorithm = der_begin(w, DER_SEQUENCE);
    write_oid(w, (tl_bytes)OID_VIEW(OID_SHA256));
    der_end(w, algorithm);
    der_write(w, DER_OCTET_STRING, bytes_of(digest, sizeof digest));
    der_end(w, info);
    der_write(w, DER_OCTET_STRING, bytes_of_string("salt"));
    der_end(w, mac);
}

static void write_file(struct writer *w, tl_bytes safe) {
    size_t pfx = der_begin(w, DER_SEQUENCE);
    der_write_small(w, 3);
    size_t info = der_begin(w, DER_SEQUENCE);
    write_oid(w, (tl_bytes)OID_VIEW(OID_PKCS7_DATA));
    size_t content = der_begin(w, DER_CONTEXT_CONSTRUCTED(0));
    der_write(w, DER_OCTET_STRING, safe);
    der_end(w, content);
    der_end(w, info);
    write_mac(w, safe);
    der_end(w, pfx);
}

static void open_file(tl_bytes der) {
    struct unlocking unlocking;
    struct pkcs12 content;
    tl_error error = {0};
    unlocking_init(&unlocking, tl_password_text, (char[]){"x"}, "input", &error);
    unlocking.work_left = 20000;
    if (!pkcs12_open(&unlocking, der, &content)) {
        EXPECT(error.reason != TL_REASON_NONE && error.message[0] != '\0');
    }
    pkcs12_clear(&content);
    unlocking_clear(&unlocking);
}

/* As tl_describe_with_password does it, with less work. */
static void tell_file(tl_bytes der) {
    struct unlocking unlocking;
    struct described described = {0};
    tl_error attempt, error = {0};
    unlocking_init(&unlocking, tl_password_text, (char[]){"x"}, "input", &attempt);
    unlocking.work_left = 20000;
    struct description d = {.field = check_described_field, .arg = &described, .unlocking = &unlocking};
    if (!describe_pkcs12(&d, der, &error)) {
        EXPECT(error.reason != TL_REASON_NONE && error.message[0] != '\0' && described.num_fields == 0);
    }
    EXPECT(described.depth == 0);
    buffer_clear(&d.text);
    unlocking_clear(&unlocking);
}

static void check_file(tl_bytes der) {
    open_file(der);
    tell_file(der);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    tl_bytes rest = bytes_of(data + 1, size - 1);
    if (data[0] == 0) {
        check_file(rest);
        return 0;
    }
    struct buffer file = {0};
    struct writer w = writer_to(&file);
    write_file(&w, rest);
    EXPECT(!w.failed);
    check_file(buffer_bytes(&file));
    buffer_clear(&file);
    return 0;
}
