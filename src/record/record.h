/* Records (RFC 8446 §5, RFC 5246 §6.2): their frame, and their protection under one key in one direction. */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/buffer.h"
#include "crypto/aead.h"

#define RECORD_HEADER_LEN  5
#define RECORD_MAX_CONTENT 16384 /* octets of plaintext */
#define RECORD_MAX_BODY_12 (RECORD_MAX_CONTENT + 2048)
#define RECORD_MAX_BODY_13 (RECORD_MAX_CONTENT + 256)

enum content_type {
    CONTENT_CHANGE_CIPHER_SPEC = 20,
    CONTENT_ALERT = 21,
    CONTENT_HANDSHAKE = 22,
    CONTENT_APPLICATION_DATA = 23
};

/* ---- protection: one constant struct a kind ---- */

struct protection;

struct protection_kind {
    const char *name;
    uint8_t explicit_nonce_len; /* octets between header and ciphertext */
    uint8_t overhead;           /* octets behind the content: tag, and the inner type of TLS 1.3 */
    uint16_t max_body;          /* of a record that comes in */
    bool hides_type;            /* the header says application_data, the type is inside, padding is possible */
    bool (*seal)(struct protection *p, uint8_t type, tl_bytes content, size_t padding, uint8_t *record);
    bool (*open)(struct protection *p, uint8_t *record, size_t body_len, uint8_t *type, tl_bytes *content);
};

/* aead12: TLS 1.2 with RFC 5288's nonces; aead12_xor: with RFC 7905's, which are not in the record. */
extern const struct protection_kind protection_none, protection_aead12, protection_aead12_xor, protection_aead13;

/* The key, implicit nonce and sequence number of one direction. A zeroed one is not usable: begin with
 * protection_init_none. */
struct protection {
    const struct protection_kind *kind;
    struct aead aead;
    uint8_t iv[AEAD_NONCE_LEN];
    uint64_t sequence;
};

void protection_init_none(struct protection *p);

/* Replaces the keys (the old ones are cleared) and starts at sequence number 0. protection_aead12 with
 * ChaCha20-Poly1305 becomes protection_aead12_xor. iv has 12 octets, with protection_aead12 4. On failure the old keys
 * stay. */
bool protection_install(struct protection *p, const struct protection_kind *kind, const struct aead_alg *alg,
                        const tl_crypto *crypto, enum aead_use use, const uint8_t *key, const uint8_t *iv);
void protection_clear(struct protection *p);

/* How many octets a record with so much content takes. padding is 0 unless the kind hides the type. */
size_t record_len(const struct protection *p, size_t content_len, size_t padding);

/* Writes a whole record at record: header, explicit nonce, ciphertext. The content may already stand at
 * record + RECORD_HEADER_LEN + explicit_nonce_len, else it must not overlap. legacy_version is 0x0303 but for a first
 * ClientHello (0x0301, RFC 8446 §5.1). False: the crypto library failed, 2^64-1 records were sealed, the content (with
 * its padding) is over RECORD_MAX_CONTENT, padding is wanted of a kind that has none, or a ChangeCipherSpec of one that
 * hides it. */
bool record_seal(struct protection *p, uint8_t type, uint16_t legacy_version, tl_bytes content, size_t padding,
                 uint8_t *record);

enum record_result {
    RECORD_OK,
    RECORD_INCOMPLETE,  /* more octets must come; *need says how many a whole record has (5 while that is unknown) */
    RECORD_BAD_TYPE,    /* no such content type, or it is not allowed in this epoch */
    RECORD_BAD_VERSION, /* the major version is not 3 */
    RECORD_TOO_LONG,    /* record_overflow */
    RECORD_TOO_SHORT,   /* no room for nonce and tag */
    RECORD_BAD_MAC,
    RECORD_NO_TYPE, /* TLS 1.3: nothing but padding inside: unexpected_message */
    RECORD_NOT_TLS  /* the first octets are those of another protocol (HTTP, SSH, …) */
};

struct record {
    uint8_t outer_type, type; /* as in the header, and as it counts */
    uint16_t legacy_version;
    tl_bytes content; /* within the input, opened in place */
    size_t len;       /* octets of input that the record took */
};

/* Opens the record at the start of input, in place; *record is filled on RECORD_OK only. The sequence number goes on
 * where the tag was right, and once the header is there *need is the length of the record, whatever comes of it: early
 * data under keys that a server has not got can be passed over. Content may be empty. Under protection_none application
 * data may have the length of a protected record, as such early data has (RFC 8446 §4.2.10). In the TLS 1.3 kind a
 * ChangeCipherSpec record of exactly one octet 0x01 comes through unprotected (RFC 8446 §5); whether it is welcome is
 * the caller's to say. */
enum record_result record_open(struct protection *p, uint8_t *input, size_t len, struct record *record, size_t *need);

/* ---- assembling handshake messages from records ---- */

#define MESSAGE_HEADER_LEN 4

struct assembler {
    struct buffer
        message; /* one that goes over records, so far: memory grows with what came, not with what was announced */
    size_t need; /* of the whole message; 0 while its header is not all there */
};

enum assemble_result { ASSEMBLED, ASSEMBLE_MORE, ASSEMBLE_TOO_LONG, ASSEMBLE_NO_MEMORY };

/* Takes the next message (header and body) from *content, which is moved on behind it. A message that lies whole within
 * the record is a view of it; one across records is copied under the cap max (octets of body), and stays valid until
 * assembler_done. ASSEMBLE_MORE: everything was taken, and no message is complete. */
enum assemble_result assembler_next(struct assembler *a, tl_bytes *content, size_t max, tl_bytes *message);
void assembler_done(struct assembler *a);           /* the message was dealt with: its copy is freed */
bool assembler_is_empty(const struct assembler *a); /* no part of a message is held */
void assembler_clear(struct assembler *a);

#endif
