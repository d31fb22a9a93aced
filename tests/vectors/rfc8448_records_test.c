/* RFC 8448: every record of its five traces seals to the octets printed there, and opens to the payload. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/control.h"
#include "record/record.h"
#include "support/vectors.h"

#define MAX_RECORD (RECORD_HEADER_LEN + RECORD_MAX_BODY_13)

/* Both ends of one direction: a party that seals, and one that opens. */
struct direction {
    struct protection seal, open;
    const char *epoch;
};

struct counts {
    size_t plain, protected;
};

static uint8_t content_type(const char *name) {
    static const char *const names[] = {"change_cipher_spec", "alert", "handshake", "application_data"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(names[i], name) == 0) {
            return (uint8_t)(CONTENT_CHANGE_CIPHER_SPEC + i);
        }
    }
    fail_msg("\"%s\" is not a content type", name);
    return 0;
}

static void install(struct protection *p, const tl_crypto *crypto, enum aead_use use, tl_bytes key, tl_bytes iv) {
    assert_int_equal(key.len, aead_aes_128_gcm.key_len);
    assert_int_equal(iv.len, AEAD_NONCE_LEN);
    assert_true(protection_install(p, &protection_aead13, &aead_aes_128_gcm, crypto, use, key.data, iv.data));
}

/* The keys go in with the first record of an epoch, so that the sequence numbers must come out by themselves. */
static void change_epoch(struct vectors *v, const tl_crypto *crypto, struct direction *d, const json_t *record) {
    const char *epoch = vectors_string(record, "epoch");
    if (strcmp(epoch, d->epoch) == 0 || strcmp(epoch, "plaintext") == 0) {
        return;
    }
    tl_bytes key = vectors_hex(v, record, "key"), iv = vectors_hex(v, record, "iv");
    install(&d->seal, crypto, AEAD_SEAL, key, iv);
    install(&d->open, crypto, AEAD_OPEN, key, iv);
    d->epoch = epoch;
}

static void expect_sealed(struct protection *p, uint8_t type, uint16_t version, tl_bytes payload, tl_bytes expected) {
    uint8_t out[MAX_RECORD];
    assert_int_equal(record_len(p, payload.len, 0), expected.len);
    assert_true(record_seal(p, type, version, payload, 0, out));
    assert_memory_equal(out, expected.data, expected.len);
}

static void expect_opened(struct protection *p, uint8_t type, tl_bytes payload, tl_bytes sealed) {
    uint8_t in[MAX_RECORD];
    struct record record;
    size_t need;
    memcpy(in, sealed.data, sealed.len);
    assert_int_equal(record_open(p, in, sealed.len, &record, &need), RECORD_OK);
    assert_int_equal(record.type, type);
    assert_int_equal(record.outer_type, sealed.data[0]);
    assert_int_equal(record.len, sealed.len);
    assert_true(bytes_equal(record.content, payload));
}

/* A flipped bit at either end, and the sequence numbers before and behind. The protection is left as it was. */
static void expect_refused(struct protection *p, tl_bytes sealed) {
    static const int8_t off[] = {0, 0, 1, -1};
    const size_t bad_octet[] = {RECORD_HEADER_LEN, sealed.len - 1, 0, 0};
    uint64_t sequence = p->sequence;
    for (size_t i = 0; i < COUNT_OF(off); i++) {
        uint8_t in[MAX_RECORD];
        struct record record;
        size_t need;
        memcpy(in, sealed.data, sealed.len);
        in[bad_octet[i]] ^= bad_octet[i] > 0;
        p->sequence = sequence + (uint64_t)(int64_t)off[i];
        assert_int_equal(record_open(p, in, sealed.len, &record, &need), RECORD_BAD_MAC);
    }
    p->sequence = sequence;
}

static void check_plain(const json_t *record, tl_bytes payload, tl_bytes sealed) {
    struct protection none;
    uint8_t type = content_type(vectors_string(record, "content_type"));
    uint16_t version = (uint16_t)(sealed.data[1] << 8 | sealed.data[2]);
    protection_init_none(&none);
    expect_sealed(&none, type, version, payload, sealed);
    expect_opened(&none, type, payload, sealed);
}

static void check_protected(struct direction *d, const json_t *record, tl_bytes payload, tl_bytes sealed) {
    uint8_t type = content_type(vectors_string(record, "content_type"));
    size_t sequence = vectors_number(record, "seq");
    assert_int_equal(d->seal.sequence, sequence);
    assert_int_equal(d->open.sequence, sequence);
    expect_sealed(&d->seal, type, 0x0303, payload, sealed);
    expect_refused(&d->open, sealed);
    expect_opened(&d->open, type, payload, sealed);
}

/* Early data has keys of its own while the client already has those of the handshake, so each epoch of each side is a
 * direction. */
static struct direction *direction_of(struct direction *all, const json_t *record) {
    static const char *const epochs[] = {"plaintext", "early application data", "handshake data", "application data"};
    const char *epoch = vectors_string(record, "epoch");
    bool client = strcmp(vectors_string(record, "who"), "client") == 0;
    for (size_t i = 0; i < COUNT_OF(epochs); i++) {
        if (strcmp(epochs[i], epoch) == 0) {
            return &all[2 * i + client];
        }
    }
    fail_msg("\"%s\" is not an epoch", epoch);
    return NULL;
}

static void check_records(struct vectors *v, const json_t *trace, const tl_crypto *crypto, struct counts *counts) {
    struct direction directions[8];
    json_t *record;
    size_t i;
    for (i = 0; i < COUNT_OF(directions); i++) {
        directions[i].epoch = "";
        protection_init_none(&directions[i].seal);
        protection_init_none(&directions[i].open);
    }
    json_array_foreach(vectors_array(trace, "records"), i, record) {
        struct direction *d = direction_of(directions, record);
        tl_bytes payload = vectors_hex(v, record, "payload"), sealed = vectors_hex(v, record, "record");
        change_epoch(v, crypto, d, record);
        if (strcmp(vectors_string(record, "epoch"), "plaintext") == 0) {
            check_plain(record, payload, sealed);
            counts->plain++;
        } else {
            check_protected(d, record, payload, sealed);
            counts->protected ++;
        }
    }
    for (i = 0; i < COUNT_OF(directions); i++) {
        protection_clear(&directions[i].seal);
        protection_clear(&directions[i].open);
    }
}

static void check_file(struct vectors *v, const struct counts *expected, size_t num_traces) {
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
    json_t *traces = vectors_array(v->root, "traces"), *trace;
    size_t i;
    assert_non_null(crypto);
    assert_int_equal(json_array_size(traces), num_traces);
    json_array_foreach(traces, i, trace) {
        struct counts counts = {0};
        check_records(v, trace, crypto, &counts);
        assert_int_equal(counts.plain, expected[i].plain);
        assert_int_equal(counts.protected, expected[i].protected);
    }
    tl_crypto_free(crypto);
    vectors_close(v);
}

static const struct counts counts[] = {{2, 7}, {2, 8}, {4, 4}, {2, 4}, {4, 4}}; /* 27 protected records */

static void test_section_3(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("rfc8448_section3.json");
    check_file(&v, counts, 1);
}

static void test_all_traces(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/rfc8448.json");
    check_file(&v, counts, COUNT_OF(counts));
}

/* The ChangeCipherSpec of section 7's compatibility mode among protected records, and what is not quite one. */
static void test_change_cipher_spec(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("rfc8448_section3.json");
    const json_t *trace = json_array_get(vectors_array(v.root, "traces"), 0);
    const json_t *sealed = json_array_get(vectors_array(trace, "records"), 2);
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
    struct protection p;
    protection_init_none(&p);
    install(&p, crypto, AEAD_OPEN, vectors_hex(&v, sealed, "key"), vectors_hex(&v, sealed, "iv"));
    static const uint8_t one = 1;
    expect_opened(&p, CONTENT_CHANGE_CIPHER_SPEC, bytes_of(&one, 1), bytes_of("\x14\x03\x03\x00\x01\x01", 6));
    assert_int_equal(p.sequence, 0);

    static const char *const bad[] = {"\x14\x03\x03\x00\x01\x02", "\x14\x03\x03\x00\x02\x01\x01",
                                      "\x14\x03\x03\x00\x00\x01", "\x15\x03\x03\x00\x02\x01\x00"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        uint8_t in[7];
        struct record record;
        size_t need;
        memcpy(in, bad[i], 6 + i % 2);
        assert_int_equal(record_open(&p, in, 6 + i % 2, &record, &need), RECORD_BAD_TYPE);
    }
    protection_clear(&p);
    tl_crypto_free(crypto);
    vectors_close(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_section_3),
        cmocka_unit_test(test_all_traces),
        cmocka_unit_test(test_change_cipher_spec),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
