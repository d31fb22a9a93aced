/* Records: any octets under any protection, what a peer with the keys may have sealed, and round trips.
 *
 * Input: one octet chooses what is done and under which protection, the next two give a number (padding, a bit to flip,
 * where to cut); the rest is the record, the inside of one, or content. Keys are fixed. */
#include <tlslite/crypto.h>

#include "base/control.h"
#include "fuzz/expect.h"
#include "record/record.h"

#define MAX_WIRE (RECORD_HEADER_LEN + RECORD_MAX_BODY_12)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct form {
    const struct protection_kind *kind;
    const struct aead_alg *alg;
} forms[] = {
    {&protection_none, NULL},
    {&protection_aead12, &aead_aes_128_gcm},
    {&protection_aead12, &aead_chacha20_poly1305},
    {&protection_aead13, &aead_aes_128_gcm},
    {&protection_aead13, &aead_chacha20_poly1305},
};

static void install(struct protection *p, const struct form *form, const tl_crypto *crypto, enum aead_use use) {
    static const uint8_t key[AEAD_MAX_KEY_LEN] = {1, 2, 3}, iv[AEAD_NONCE_LEN] = {4, 5, 6};
    protection_init_none(p);
    if (form->alg != NULL) {
        EXPECT(protection_install(p, form->kind, form->alg, crypto, use, key, iv));
    }
}

static void expect_sane(const struct protection *p, const uint8_t *wire, size_t len, const struct record *record) {
    EXPECT(record->len >= RECORD_HEADER_LEN && record->len <= len);
    EXPECT(record->content.data >= wire + RECORD_HEADER_LEN);
    EXPECT(record->content.data + record->content.len <= wire + record->len);
    EXPECT(record->type >= CONTENT_CHANGE_CIPHER_SPEC && record->type <= CONTENT_APPLICATION_DATA);
    EXPECT(record->legacy_version >> 8 == 3);
    if (p->kind != &protection_none) {
        EXPECT(record->content.len <= RECORD_MAX_CONTENT);
    }
    if (p->kind->hides_type) {
        EXPECT(record->outer_type == CONTENT_APPLICATION_DATA ||
               (record->outer_type == CONTENT_CHANGE_CIPHER_SPEC && record->type == CONTENT_CHANGE_CIPHER_SPEC &&
                record->content.len == 1 && record->content.data[0] == 1));
    }
}

/* A row of records. A whole record is asked for exactly: with one octet less it is incomplete or wrong in the same way.
 */
static void open_anything(struct protection *p, uint8_t *wire, size_t len) {
    struct record record;
    size_t need, had = 0;
    for (;;) {
        if (len > 0 && record_open(p, wire, len - 1, &record, &need) == RECORD_OK) {
            had = record.len; /* opened in place, so it cannot be opened again */
        } else {
            enum record_result result = record_open(p, wire, len, &record, &need);
            EXPECT(result != RECORD_INCOMPLETE || need > len);
            if (result != RECORD_OK) {
                return;
            }
            had = record.len;
            EXPECT(had == len);
        }
        EXPECT(had == need);
        expect_sane(p, wire, len, &record);
        wire += had;
        len -= had;
    }
}

/* Inner is what a peer sealed as TLSInnerPlaintext, of whatever length: type and content are what a search from the
 * front finds. */
static void open_inner(struct protection *seal, struct protection *open, tl_bytes inner, uint8_t *wire) {
    size_t body_len = inner.len + AEAD_TAG_LEN, end = 0, need;
    const uint8_t header[] = {CONTENT_APPLICATION_DATA, 3, 3, (uint8_t)(body_len >> 8), (uint8_t)body_len};
    struct record record;
    memcpy(wire, header, sizeof header);
    EXPECT(aead_seal(&seal->aead, open->iv, bytes_of(header, sizeof header), inner, (tl_bytes){0},
                     wire + RECORD_HEADER_LEN));
    enum record_result result = record_open(open, wire, sizeof header + body_len, &record, &need);
    for (size_t i = 0; i < inner.len; i++) {
        end = inner.data[i] != 0 ? i + 1 : end;
    }
    if (inner.len > RECORD_MAX_CONTENT + 1) {
        EXPECT(result == RECORD_TOO_LONG);
    } else if (end == 0) {
        EXPECT(result == RECORD_NO_TYPE);
    } else if (inner.data[end - 1] < CONTENT_ALERT || inner.data[end - 1] > CONTENT_APPLICATION_DATA) {
        EXPECT(result == RECORD_BAD_TYPE);
    } else {
        EXPECT(result == RECORD_OK && record.type == inner.data[end - 1]);
        EXPECT(bytes_equal(record.content, bytes_of(inner.data, end - 1)));
    }
}

/* What is sealed opens to the same; with a bit flipped behind the header it does not open at all. */
static void round_trip(struct protection *seal, struct protection *open, tl_bytes content, size_t number,
                       uint8_t *wire) {
    size_t padding = seal->kind->hides_type ? number : 0, need, len;
    uint8_t type = (uint8_t)(CONTENT_ALERT + number % 3);
    struct record record;
    if (!record_seal(seal, type, 0x0303, content, padding, wire)) {
        EXPECT(content.len + padding > RECORD_MAX_CONTENT);
        return;
    }
    len = record_len(seal, content.len, padding);
    if (seal->kind != &protection_none && content.len % 2 == 1) {
        wire[RECORD_HEADER_LEN + number % (len - RECORD_HEADER_LEN)] ^= (uint8_t)(1U << number % 8);
        EXPECT(record_open(open, wire, len, &record, &need) == RECORD_BAD_MAC);
        EXPECT(need == len && open->sequence == 0);
        return;
    }
    EXPECT(record_open(open, wire, len, &record, &need) == RECORD_OK);
    EXPECT(record.len == len && record.type == type && bytes_equal(record.content, content));
}

/* Messages from records that are cut every `cut` octets are the messages of the uncut stream. */
static void assemble(tl_bytes stream, size_t cut) {
    struct assembler whole = {0}, parts = {0};
    tl_bytes rest = stream, content = {0}, expected, message;
    enum assemble_result result = ASSEMBLE_MORE, wanted;
    do {
        wanted = assembler_next(&whole, &rest, 1000, &expected);
        while ((result = assembler_next(&parts, &content, 1000, &message)) == ASSEMBLE_MORE && stream.len > 0) {
            content = bytes_of(stream.data, cut < stream.len ? cut : stream.len);
            stream = bytes_from(stream, content.len);
        }
        EXPECT(result == wanted);
        EXPECT(result != ASSEMBLED || bytes_equal(message, expected));
        assembler_done(&parts);
    } while (wanted == ASSEMBLED);
    assembler_clear(&whole);
    assembler_clear(&parts);
}

static void run(const struct form *form, unsigned action, size_t number, tl_bytes rest, const tl_crypto *crypto,
                uint8_t *wire) {
    struct protection seal, open;
    install(&seal, form, crypto, AEAD_SEAL);
    install(&open, form, crypto, AEAD_OPEN);
    if (action == 0) {
        memcpy(wire, rest.data, rest.len);
        open_anything(&open, wire, rest.len);
    } else if (action == 1 && form->kind->hides_type && rest.len <= RECORD_MAX_BODY_13 - AEAD_TAG_LEN) {
        open_inner(&seal, &open, rest, wire);
    } else if (action == 2) {
        assemble(rest, 1 + number % 300);
    } else {
        round_trip(&seal, &open, rest, number, wire);
    }
    protection_clear(&seal);
    protection_clear(&open);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static tl_crypto *crypto; /* made once, since fetching algorithms is slow */
    if (crypto == NULL) {
        crypto = tl_crypto_new(NULL, NULL, NULL);
        EXPECT(crypto != NULL);
    }
    if (size < 3 || size - 3 > MAX_WIRE) {
        return 0;
    }
    uint8_t *wire = malloc(MAX_WIRE + RECORD_HEADER_LEN);
    EXPECT(wire != NULL);
    size_t number = (size_t)data[1] << 8 | data[2];
    run(&forms[data[0] % COUNT_OF(forms)], data[0] / COUNT_OF(forms) % 4, number, bytes_of(data + 3, size - 3), crypto,
        wire);
    free(wire);
    return 0;
}
