/* The frame of records and their protection: what must open, and all that must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/control.h"
#include "record/record.h"

#define BIG (RECORD_HEADER_LEN + 65535)

static const uint8_t key[AEAD_MAX_KEY_LEN] = "0123456789abcdef0123456789abcde";
static const uint8_t iv[AEAD_NONCE_LEN] = "nonce-nonce";

/* Every protection there is, with both ends of a direction. */
static const struct form {
    const struct protection_kind *kind, *becomes;
    const struct aead_alg *alg; /* NULL: none */
} forms[] = {
    {&protection_none, &protection_none, NULL},
    {&protection_aead12, &protection_aead12, &aead_aes_128_gcm},
    {&protection_aead12, &protection_aead12, &aead_aes_256_gcm},
    {&protection_aead12, &protection_aead12_xor, &aead_chacha20_poly1305},
    {&protection_aead13, &protection_aead13, &aead_aes_128_gcm},
    {&protection_aead13, &protection_aead13, &aead_aes_256_gcm},
    {&protection_aead13, &protection_aead13, &aead_chacha20_poly1305},
};

struct ends {
    tl_crypto *crypto;
    struct protection seal, open;
    uint8_t *wire; /* BIG octets */
};

static void begin(struct ends *e, const struct form *form) {
    *e = (struct ends){.crypto = tl_crypto_new(NULL, NULL, NULL), .wire = malloc(BIG)};
    assert_non_null(e->crypto);
    assert_non_null(e->wire);
    memset(e->wire, 0xee, BIG);
    protection_init_none(&e->seal);
    protection_init_none(&e->open);
    if (form->alg != NULL) {
        assert_true(protection_install(&e->seal, form->kind, form->alg, e->crypto, AEAD_SEAL, key, iv));
        assert_true(protection_install(&e->open, form->kind, form->alg, e->crypto, AEAD_OPEN, key, iv));
    }
    assert_ptr_equal(e->seal.kind, form->becomes);
}

static void end(struct ends *e) {
    protection_clear(&e->seal);
    protection_clear(&e->open);
    tl_crypto_free(e->crypto);
    free(e->wire);
}

static const struct form *form_of(const struct protection_kind *kind) {
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (forms[i].becomes == kind) {
            return &forms[i];
        }
    }
    fail_msg("no such form");
    return NULL;
}

static enum record_result open_some(struct ends *e, size_t len, struct record *record) {
    size_t need;
    memset(record, 0, sizeof *record);
    enum record_result result = record_open(&e->open, e->wire, len, record, &need);
    if (result != RECORD_OK) {
        assert_null(record->content.data);
        assert_int_equal(record->len, 0);
    }
    return result;
}

/* Seals content to e->wire and says how long that is. */
static size_t seal(struct ends *e, uint8_t type, const void *content, size_t len, size_t padding) {
    size_t sealed_len = record_len(&e->seal, len, padding);
    assert_true(sealed_len < BIG);
    e->wire[sealed_len] = 0xee;
    assert_true(record_seal(&e->seal, type, 0x0303, bytes_of(content, len), padding, e->wire));
    assert_int_equal(e->wire[sealed_len], 0xee);
    return sealed_len;
}

/* ---- what must open ---- */

static void expect_same(struct ends *e, uint8_t type, const uint8_t *content, size_t len, size_t padding) {
    struct record record;
    size_t sealed_len = seal(e, type, content, len, padding);
    bool hidden = e->seal.kind->hides_type;
    assert_int_equal(open_some(e, sealed_len + 7, &record), RECORD_OK);
    assert_int_equal(record.type, type);
    assert_int_equal(record.outer_type, hidden ? CONTENT_APPLICATION_DATA : type);
    assert_int_equal(record.legacy_version, 0x0303);
    assert_int_equal(record.len, sealed_len);
    assert_int_equal(record.content.len, len);
    assert_memory_equal(record.content.data, content, len);
    assert_true(record.content.data > e->wire && record.content.data <= e->wire + sealed_len); /* in place */
}

static void fill(uint8_t *content, size_t len) {
    for (size_t i = 0; i < len; i++) {
        content[i] = (uint8_t)(i * 7 >> (i & 3));
    }
}

static void test_round_trip(void **state) {
    (void)state;
    static const size_t lens[] = {0, 1, 2, 15, 16, 17, 100, 1023, RECORD_MAX_CONTENT - 1, RECORD_MAX_CONTENT};
    static uint8_t content[RECORD_MAX_CONTENT];
    fill(content, sizeof content);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct ends e;
        begin(&e, &forms[i]);
        for (size_t j = 0; j < COUNT_OF(lens); j++) {
            expect_same(&e, (uint8_t)(CONTENT_ALERT + j % 3), content, lens[j], 0);
        }
        assert_int_equal(e.open.sequence, forms[i].alg != NULL ? COUNT_OF(lens) : 0);
        assert_int_equal(e.seal.sequence, e.open.sequence);
        end(&e);
    }
}

/* Content that ends in zeros keeps them, however much padding follows. */
static void test_padding(void **state) {
    (void)state;
    static const size_t paddings[] = {0, 1, 62, 63, 64, 65, 1000, 5000};
    static uint8_t content[RECORD_MAX_CONTENT];
    struct ends e;
    begin(&e, form_of(&protection_aead13));
    memset(content, 'x', 40);
    for (size_t i = 0; i < COUNT_OF(paddings); i++) {
        for (size_t len = 0; len < 80; len++) {
            expect_same(&e, CONTENT_APPLICATION_DATA, content, len, paddings[i]);
        }
    }
    expect_same(&e, CONTENT_ALERT, content, 2, RECORD_MAX_CONTENT - 2);
    assert_int_equal(seal(&e, CONTENT_ALERT, content, 2, RECORD_MAX_CONTENT - 2),
                     RECORD_HEADER_LEN + RECORD_MAX_CONTENT + 1 + AEAD_TAG_LEN);
    end(&e);
}

/* The content may stand where it is sealed to; the record is the same. */
static void test_seal_in_place(void **state) {
    (void)state;
    static const size_t paddings[] = {0, 10, 500};
    uint8_t content[300];
    fill(content, sizeof content);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        for (size_t j = 0; j < (forms[i].kind->hides_type ? COUNT_OF(paddings) : 1); j++) {
            static uint8_t expected[2000];
            struct ends e;
            begin(&e, &forms[i]);
            size_t len = seal(&e, CONTENT_HANDSHAKE, content, sizeof content, paddings[j]);
            memcpy(expected, e.wire, len);
            e.seal.sequence = 0;
            uint8_t *place = e.wire + RECORD_HEADER_LEN + e.seal.kind->explicit_nonce_len;
            memcpy(place, content, sizeof content);
            assert_int_equal(seal(&e, CONTENT_HANDSHAKE, place, sizeof content, paddings[j]), len);
            assert_memory_equal(e.wire, expected, len);
            end(&e);
        }
    }
}

static void test_header(void **state) {
    (void)state;
    struct ends e;
    begin(&e, form_of(&protection_none));
    assert_true(record_seal(&e.seal, CONTENT_HANDSHAKE, 0x0301, bytes_of("abc", 3), 0, e.wire));
    assert_memory_equal(e.wire,
                        "\x16\x03\x01\x00\x03"
                        "abc",
                        8);
    end(&e);
    begin(&e, form_of(&protection_aead12));
    seal(&e, CONTENT_ALERT, "\1", 2, 0);
    assert_memory_equal(e.wire, "\x15\x03\x03\x00\x1a\0\0\0\0\0\0\0\0", 13); /* the explicit nonce counts from 0 */
    seal(&e, CONTENT_ALERT, "\1", 2, 0);
    assert_memory_equal(e.wire, "\x15\x03\x03\x00\x1a\0\0\0\0\0\0\0\1", 13);
    end(&e);
    begin(&e, form_of(&protection_aead12_xor));
    seal(&e, CONTENT_ALERT, "\1", 2, 0);
    assert_memory_equal(e.wire, "\x15\x03\x03\x00\x12", 5);
    end(&e);
    begin(&e, form_of(&protection_aead13));
    seal(&e, CONTENT_ALERT, "\1", 2, 3);
    assert_memory_equal(e.wire, "\x17\x03\x03\x00\x16", 5);
    end(&e);
}

/* ---- what must not ---- */

/* Every bit of a small record, header too. Length and type of the header give results of their own. */
static enum record_result flipped_result(const struct form *form, size_t octet, unsigned bit, size_t body_len) {
    uint8_t type = form->kind->hides_type ? CONTENT_APPLICATION_DATA : CONTENT_HANDSHAKE;
    size_t min = form->alg == NULL ? 0 : AEAD_TAG_LEN + (size_t)form->becomes->explicit_nonce_len;
    if (octet == 0) {
        uint8_t other = (uint8_t)(type ^ 1U << bit);
        bool known = form->kind->hides_type ? other == CONTENT_CHANGE_CIPHER_SPEC && body_len == 1
                                            : other >= CONTENT_CHANGE_CIPHER_SPEC && other <= CONTENT_APPLICATION_DATA;
        return !known ? RECORD_BAD_TYPE : form->alg == NULL ? RECORD_OK : RECORD_BAD_MAC;
    }
    if (octet == 1) {
        return RECORD_BAD_VERSION;
    }
    if (octet == 3 || octet == 4) {
        size_t len = body_len ^ (size_t)1 << (octet == 3 ? bit + 8 : bit);
        enum record_result cut = form->alg == NULL ? RECORD_OK : len < min ? RECORD_TOO_SHORT : RECORD_BAD_MAC;
        return len > form->kind->max_body ? RECORD_TOO_LONG : len > body_len ? RECORD_INCOMPLETE : cut;
    }
    return form->alg == NULL ? RECORD_OK : RECORD_BAD_MAC;
}

static void test_flipped_bits(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct ends e;
        struct record record;
        uint8_t sealed[100];
        begin(&e, &forms[i]);
        size_t len = seal(&e, CONTENT_HANDSHAKE, "a small record", 14, forms[i].kind->hides_type ? 3 : 0);
        memcpy(sealed, e.wire, len);
        for (size_t bit = 0; bit < 8 * len; bit++) {
            memcpy(e.wire, sealed, len);
            e.wire[bit / 8] ^= (uint8_t)(1U << bit % 8);
            assert_int_equal(open_some(&e, len, &record),
                             flipped_result(&forms[i], bit / 8, bit % 8, len - RECORD_HEADER_LEN));
            assert_int_equal(e.open.sequence, 0);
        }
        memcpy(e.wire, sealed, len);
        assert_int_equal(open_some(&e, len, &record), RECORD_OK); /* nothing of that did any harm */
        end(&e);
    }
}

/* Octets that did not come yet: what is needed is said, and nothing is touched. */
static void test_incomplete(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct ends e;
        struct record record;
        uint8_t sealed[100];
        size_t need;
        begin(&e, &forms[i]);
        size_t len = seal(&e, CONTENT_HANDSHAKE, "a small record", 14, 0);
        memcpy(sealed, e.wire, len);
        for (size_t got = 0; got < len; got++) {
            assert_int_equal(record_open(&e.open, e.wire, got, &record, &need), RECORD_INCOMPLETE);
            assert_int_equal(need, got < RECORD_HEADER_LEN ? RECORD_HEADER_LEN : len);
            assert_memory_equal(e.wire, sealed, len);
        }
        assert_int_equal(record_open(&e.open, e.wire, len, &record, &need), RECORD_OK);
        end(&e);
    }
}

/* A record whose header admits fewer octets than were sealed. */
static void test_truncated(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct ends e;
        struct record record;
        uint8_t sealed[100];
        begin(&e, &forms[i]);
        size_t len = seal(&e, CONTENT_HANDSHAKE, "a small record", 14, 0);
        size_t min = forms[i].alg == NULL ? 0 : AEAD_TAG_LEN + (size_t)forms[i].becomes->explicit_nonce_len;
        memcpy(sealed, e.wire, len);
        for (size_t body = 0; body < len - RECORD_HEADER_LEN; body++) {
            memcpy(e.wire, sealed, len);
            e.wire[4] = (uint8_t)body;
            assert_int_equal(open_some(&e, len, &record), forms[i].alg == NULL ? RECORD_OK
                                                          : body < min         ? RECORD_TOO_SHORT
                                                                               : RECORD_BAD_MAC);
        }
        end(&e);
    }
}

static void test_sequence(void **state) {
    (void)state;
    for (size_t i = 1; i < COUNT_OF(forms); i++) {
        struct ends e;
        struct record record;
        begin(&e, &forms[i]);
        size_t len = seal(&e, CONTENT_HANDSHAKE, "first", 5, 0);
        uint8_t first[100];
        memcpy(first, e.wire, len);
        len = seal(&e, CONTENT_HANDSHAKE, "other", 5, 0);
        assert_int_equal(open_some(&e, len, &record), RECORD_BAD_MAC); /* the first is missing */
        memcpy(e.wire, first, len);
        assert_int_equal(open_some(&e, len, &record), RECORD_OK);
        memcpy(e.wire, first, len);
        assert_int_equal(open_some(&e, len, &record), RECORD_BAD_MAC); /* the first once more */
        end(&e);
    }
}

/* The last sequence number there is is not used (RFC 8446 §5.3). */
static void test_sequence_ends(void **state) {
    (void)state;
    for (size_t i = 1; i < COUNT_OF(forms); i++) {
        struct ends e;
        struct record record;
        begin(&e, &forms[i]);
        e.seal.sequence = e.open.sequence = UINT64_MAX - 1;
        size_t len = seal(&e, CONTENT_HANDSHAKE, "last", 4, 0);
        assert_int_equal(open_some(&e, len, &record), RECORD_OK);
        assert_false(record_seal(&e.seal, CONTENT_HANDSHAKE, 0x0303, bytes_of("more", 4), 0, e.wire));
        assert_true(e.seal.kind->seal(&e.seal, CONTENT_HANDSHAKE, bytes_of("more", 4), 0, e.wire)); /* all the same */
        assert_int_equal(open_some(&e, len, &record), RECORD_BAD_MAC);
        end(&e);
    }
}

static enum record_result open_header(struct ends *e, uint8_t type, uint16_t version, size_t body_len) {
    const uint8_t header[] = {type, (uint8_t)(version >> 8), (uint8_t)version, (uint8_t)(body_len >> 8),
                              (uint8_t)body_len};
    struct record record;
    memcpy(e->wire, header, sizeof header);
    return open_some(e, sizeof header, &record);
}

static void test_lengths(void **state) {
    (void)state;
    static const size_t max[] = {16384, 18432, 18432, 18432, 16640, 16640, 16640};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct ends e;
        uint8_t type = forms[i].kind->hides_type ? CONTENT_APPLICATION_DATA : CONTENT_HANDSHAKE;
        begin(&e, &forms[i]);
        assert_int_equal(open_header(&e, type, 0x0303, max[i]), RECORD_INCOMPLETE);
        assert_int_equal(open_header(&e, type, 0x0303, max[i] + 1), RECORD_TOO_LONG);
        assert_int_equal(open_header(&e, type, 0x0303, 65535), RECORD_TOO_LONG);
        end(&e);
    }
}

/* A server without the keys of early data passes over it (RFC 8446 §4.2.10), and learns how much that is. */
static void test_early_data(void **state) {
    (void)state;
    struct ends e;
    struct record record;
    size_t need;
    begin(&e, form_of(&protection_none));
    memcpy(e.wire, "\x17\x03\x03\x41\x00", 5);
    assert_int_equal(open_some(&e, 5 + 16640, &record), RECORD_OK);
    assert_int_equal(record.len, 5 + 16640);
    assert_int_equal(open_header(&e, CONTENT_APPLICATION_DATA, 0x0303, 16641), RECORD_TOO_LONG);
    end(&e);
    begin(&e, form_of(&protection_aead13));
    memcpy(e.wire, "\x17\x03\x03\x41\x00", 5);
    assert_int_equal(record_open(&e.open, e.wire, BIG, &record, &need), RECORD_BAD_MAC);
    assert_int_equal(need, 5 + 16640);
    assert_int_equal(e.open.sequence, 0);
    end(&e);
}

static void test_types_and_versions(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct ends e;
        begin(&e, &forms[i]);
        for (unsigned type = 0; type < 256; type++) {
            bool known = forms[i].kind->hides_type ? type == CONTENT_APPLICATION_DATA
                                                   : type >= CONTENT_CHANGE_CIPHER_SPEC && type <= 23;
            assert_int_equal(open_header(&e, (uint8_t)type, 0x0303, 100), known ? RECORD_INCOMPLETE : RECORD_BAD_TYPE);
        }
        for (unsigned major = 0; major < 256; major++) {
            assert_int_equal(open_header(&e, CONTENT_APPLICATION_DATA, (uint16_t)(major << 8 | 0xff), 100),
                             major == 3 ? RECORD_INCOMPLETE : RECORD_BAD_VERSION);
        }
        end(&e);
    }
}

static void test_other_protocols(void **state) {
    (void)state;
    static const char *const others[] = {
        "HTTP/1.1 400 Bad Request", "GET / HTTP/1.1", "POST / HTTP/1.1", "SSH-2.0-OpenSSH_9.2", "220 mail ESMTP",
        "220-mail ESMTP",           "EHLO client",    "+OK ready",       "* OK IMAP4rev1"};
    struct ends e;
    struct record record;
    begin(&e, form_of(&protection_none));
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        memcpy(e.wire, others[i], strlen(others[i]));
        for (size_t len = 0; len <= strlen(others[i]); len++) {
            assert_int_equal(open_some(&e, len, &record), len < 5 ? RECORD_INCOMPLETE : RECORD_NOT_TLS);
        }
    }
    memcpy(e.wire, "\x80\x2e\x01\x00\x02\x00", 6); /* the hello of SSL 2.0 */
    assert_int_equal(open_some(&e, 6, &record), RECORD_BAD_TYPE);
    end(&e);
    begin(&e, form_of(&protection_aead12)); /* not as the first octets, so it is just wrong */
    memcpy(e.wire, others[0], strlen(others[0]));
    assert_int_equal(open_some(&e, strlen(others[0]), &record), RECORD_BAD_TYPE);
    end(&e);
}

/* ---- the inside of TLS 1.3 ---- */

/* Seals inner as a whole TLSInnerPlaintext, as a peer may that record_seal does not play along with. */
static enum record_result open_inner(struct ends *e, const uint8_t *inner, size_t len, struct record *record) {
    uint8_t nonce[AEAD_NONCE_LEN];
    size_t body_len = len + AEAD_TAG_LEN;
    const uint8_t header[] = {23, 3, 3, (uint8_t)(body_len >> 8), (uint8_t)body_len};
    memcpy(nonce, iv, sizeof nonce);
    nonce[11] ^= (uint8_t)e->open.sequence;
    memcpy(e->wire, header, sizeof header);
    assert_true(aead_seal(&e->seal.aead, nonce, bytes_of(header, sizeof header), bytes_of(inner, len), (tl_bytes){0},
                          e->wire + sizeof header));
    return open_some(e, sizeof header + body_len, record);
}

static void test_inner_types(void **state) {
    (void)state;
    static uint8_t zeros[RECORD_MAX_CONTENT + 1];
    static const size_t lens[] = {0, 1, 2, 100, RECORD_MAX_CONTENT + 1};
    struct ends e;
    struct record record;
    begin(&e, form_of(&protection_aead13));
    for (size_t i = 0; i < COUNT_OF(lens); i++) {
        assert_int_equal(open_inner(&e, zeros, lens[i], &record), RECORD_NO_TYPE);
    }
    for (unsigned type = 1; type < 256; type++) {
        const uint8_t inner[] = {'a', 0, (uint8_t)type, 0, 0};
        e.open.sequence = 0;
        bool known = type == CONTENT_ALERT || type == CONTENT_HANDSHAKE || type == CONTENT_APPLICATION_DATA;
        assert_int_equal(open_inner(&e, inner, sizeof inner, &record), known ? RECORD_OK : RECORD_BAD_TYPE);
        if (known) {
            assert_int_equal(record.type, type);
            assert_int_equal(record.content.len, 2);
        }
    }
    end(&e);
}

/* Content and padding together have 2^14 octets at most (RFC 8446 §5.4). */
static void test_inner_lengths(void **state) {
    (void)state;
    static uint8_t inner[RECORD_MAX_CONTENT + 200];
    struct ends e;
    struct record record;
    begin(&e, form_of(&protection_aead13));
    inner[RECORD_MAX_CONTENT] = CONTENT_APPLICATION_DATA;
    assert_int_equal(open_inner(&e, inner, RECORD_MAX_CONTENT + 1, &record), RECORD_OK);
    assert_int_equal(record.content.len, RECORD_MAX_CONTENT);
    assert_int_equal(open_inner(&e, inner, RECORD_MAX_CONTENT + 2, &record), RECORD_TOO_LONG);
    inner[RECORD_MAX_CONTENT] = 0;
    inner[0] = CONTENT_APPLICATION_DATA;
    assert_int_equal(open_inner(&e, inner, RECORD_MAX_CONTENT + 1, &record), RECORD_OK);
    assert_int_equal(record.content.len, 0);
    assert_int_equal(open_inner(&e, inner, sizeof inner, &record), RECORD_TOO_LONG);
    end(&e);
}

static void test_length12(void **state) {
    (void)state;
    static uint8_t content[RECORD_MAX_CONTENT + 1];
    struct ends e;
    struct record record;
    begin(&e, form_of(&protection_aead12_xor));
    const uint8_t ad[] = {0, 0, 0, 0, 0, 0, 0, 0, 23, 3, 3, 0x40, 0x01};
    memcpy(e.wire, "\x17\x03\x03\x40\x11", 5);
    assert_true(aead_seal(&e.seal.aead, iv, bytes_of(ad, sizeof ad), bytes_of(content, sizeof content), (tl_bytes){0},
                          e.wire + 5));
    assert_int_equal(open_some(&e, 5 + sizeof content + AEAD_TAG_LEN, &record), RECORD_TOO_LONG);
    end(&e);
}

/* ---- what must not be sealed, and keys ---- */

static void test_seal_refuses(void **state) {
    (void)state;
    static uint8_t content[RECORD_MAX_CONTENT + 1];
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct ends e;
        begin(&e, &forms[i]);
        bool hides = forms[i].kind->hides_type;
        tl_bytes most = {content, RECORD_MAX_CONTENT}, more = {content, RECORD_MAX_CONTENT + 1};
        assert_false(record_seal(&e.seal, 23, 0x0303, more, 0, e.wire));
        assert_false(record_seal(&e.seal, 23, 0x0303, most, 1, e.wire));
        assert_false(record_seal(&e.seal, 23, 0x0303, (tl_bytes){0}, RECORD_MAX_CONTENT + 1, e.wire));
        assert_int_equal(record_seal(&e.seal, 23, 0x0303, bytes_of(content, 10), 1, e.wire), hides);
        assert_int_equal(record_seal(&e.seal, 20, 0x0303, bytes_of("\1", 1), 0, e.wire), !hides);
        end(&e);
    }
}

/* New keys begin at 0; keys that could not be installed leave the old ones at work. */
static bool init_fails(struct aead *aead, const tl_crypto *crypto, const uint8_t *with, enum aead_use use) {
    (void)aead, (void)crypto, (void)with, (void)use;
    return false;
}

static void clear_nothing(struct aead *aead) {
    (void)aead;
}

static void test_install(void **state) {
    (void)state;
    static const struct aead_alg broken = {"broken", 16, init_fails, NULL, NULL, clear_nothing};
    struct ends e;
    struct record record;
    begin(&e, form_of(&protection_aead13));
    size_t len = seal(&e, CONTENT_HANDSHAKE, "one", 3, 0);
    assert_int_equal(open_some(&e, len, &record), RECORD_OK);
    assert_false(protection_install(&e.seal, &protection_aead13, &broken, e.crypto, AEAD_SEAL, key, iv));
    len = seal(&e, CONTENT_HANDSHAKE, "two", 3, 0);
    assert_int_equal(open_some(&e, len, &record), RECORD_OK);

    assert_true(protection_install(&e.seal, &protection_aead13, &aead_aes_128_gcm, e.crypto, AEAD_SEAL, key + 1, iv));
    assert_int_equal(e.seal.sequence, 0);
    len = seal(&e, CONTENT_HANDSHAKE, "three", 5, 0);
    assert_int_equal(open_some(&e, len, &record), RECORD_BAD_MAC);
    assert_true(protection_install(&e.open, &protection_aead13, &aead_aes_128_gcm, e.crypto, AEAD_OPEN, key + 1, iv));
    e.seal.sequence = 0;
    len = seal(&e, CONTENT_HANDSHAKE, "three", 5, 0);
    assert_int_equal(open_some(&e, len, &record), RECORD_OK);
    end(&e);
}

/* A record that the crypto library could not seal counts for nothing. */
static bool init_works(struct aead *aead, const tl_crypto *crypto, const uint8_t *with, enum aead_use use) {
    (void)aead, (void)crypto, (void)with, (void)use;
    return true;
}

static bool seal_fails(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in, tl_bytes tail, uint8_t *out) {
    (void)aead, (void)nonce, (void)ad, (void)in, (void)tail, (void)out;
    return false;
}

static void test_seal_fails(void **state) {
    (void)state;
    static const struct aead_alg broken = {"broken", 16, init_works, seal_fails, NULL, clear_nothing};
    static const struct protection_kind *const kinds[] = {&protection_aead12, &protection_aead12_xor,
                                                          &protection_aead13};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        uint8_t wire[100];
        struct protection p;
        protection_init_none(&p);
        assert_true(protection_install(&p, kinds[i], &broken, NULL, AEAD_SEAL, key, iv));
        assert_false(record_seal(&p, CONTENT_ALERT, 0x0303, bytes_of("\1", 2), 0, wire));
        assert_int_equal(p.sequence, 0);
        protection_clear(&p);
    }
}

static void test_clear_wipes(void **state) {
    (void)state;
    static const struct protection cleared;
    struct ends e;
    begin(&e, form_of(&protection_aead12));
    seal(&e, CONTENT_HANDSHAKE, "one", 3, 0);
    protection_clear(&e.seal);
    assert_memory_equal(&e.seal, &cleared, sizeof cleared);
    protection_clear(&e.seal);
    end(&e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),      cmocka_unit_test(test_padding),
        cmocka_unit_test(test_seal_in_place),   cmocka_unit_test(test_header),
        cmocka_unit_test(test_flipped_bits),    cmocka_unit_test(test_incomplete),
        cmocka_unit_test(test_truncated),       cmocka_unit_test(test_sequence),
        cmocka_unit_test(test_sequence_ends),   cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_early_data),      cmocka_unit_test(test_types_and_versions),
        cmocka_unit_test(test_other_protocols), cmocka_unit_test(test_inner_types),
        cmocka_unit_test(test_inner_lengths),   cmocka_unit_test(test_length12),
        cmocka_unit_test(test_seal_refuses),    cmocka_unit_test(test_install),
        cmocka_unit_test(test_seal_fails),      cmocka_unit_test(test_clear_wipes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
