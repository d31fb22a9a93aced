/* Signed certificate timestamps (RFC 6962 §3.2, §3.3). */
#include "x509/describe/extension_values.h"

#include "base/control.h"

enum { LOG_ID_LEN = 32, VERSION_1 = 0 };

static uint64_t read_u64(struct reader *r) {
    uint64_t high = read_u32(r);
    return high << 32 | read_u32(r);
}

/* HashAlgorithm and SignatureAlgorithm of RFC 5246 §7.4.1.4.1. */
static void describe_named(struct description *d, const char *field, unsigned number, const char *const *names,
                           size_t num_names) {
    if (number < num_names) {
        describe_text(d, field, names[number]);
    } else {
        describe_number(d, field, number);
    }
}

static void describe_signature(struct description *d, struct reader *r) {
    static const char *const hashes[] = {"none", "md5", "sha1", "sha224", "sha256", "sha384", "sha512"};
    static const char *const signatures[] = {"anonymous", "rsa", "dsa", "ecdsa"};
    describe_named(d, "hash", read_u8(r), hashes, COUNT_OF(hashes));
    describe_named(d, "signature", read_u8(r), signatures, COUNT_OF(signatures));
    describe_hex(d, "signatureOctets", read_vector(r, 2, 0, UINT16_MAX));
}

/* The clocks of logs count milliseconds. */
static void describe_timestamp(struct description *d, uint64_t milliseconds) {
    uint64_t seconds = milliseconds / 1000;
    static const uint64_t year_10000 = 253402300800;
    if (seconds < year_10000) {
        describe_time(d, "timestamp", (int64_t)seconds);
        describe_number(d, "milliseconds", (int64_t)(milliseconds % 1000));
    } else {
        describe_number(d, "timestampSeconds", (int64_t)seconds);
    }
}

static void describe_sct(struct description *d, struct reader *list) {
    struct reader r = reader_of(read_vector(list, 2, 1, UINT16_MAX));
    unsigned version = read_u8(&r);
    describe_group(d, NULL);
    describe_number(d, "version", version + 1);
    if (version == VERSION_1) {
        describe_hex(d, "logID", read_bytes(&r, LOG_ID_LEN));
        describe_timestamp(d, read_u64(&r));
        describe_hex(d, "extensions", read_vector(&r, 2, 0, UINT16_MAX));
        describe_signature(d, &r);
    } else {
        describe_hex(d, "octets", read_rest(&r));
    }
    describe_end(d);
    if (!read_end(&r)) {
        read_fail(list);
    }
}

void describe_sct_list(struct description *d, struct reader *outer) {
    struct reader content = der_enter(outer, DER_OCTET_STRING);
    struct reader list = reader_of(read_vector(&content, 2, 1, UINT16_MAX));
    describe_list(d, "value");
    do { /* SIZE (1..MAX) */
        describe_sct(d, &list);
    } while (read_more(&list));
    describe_end(d);
    if (!read_end(&list)) {
        read_fail(outer);
    }
    der_leave(outer, &content);
}
