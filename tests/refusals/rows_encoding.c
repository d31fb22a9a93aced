/* Strict DER, and the fields that every certificate has (RFC 5280 §4.1). */
#include "refusals/rows.h"

#include "x509/der/oid.h"

/* What the forger writes. */
#define SERIAL  "\x02\x03\x01\x23\x45"
#define VERSION "\xa0\x03\x02\x01\x02"
#define NOT_BEFORE                                                                                                     \
    "\x17\x0d"                                                                                                         \
    "260527202640Z"
#define COMMON_NAME "\x06\x03\x55\x04\x03"
#define ECDSA       "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"
#define ECDSA_384   "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"
#define CURVE       "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"

#define REPLACE(s, old, new)                                                                                           \
    do {                                                                                                               \
        (s)->leaf.replace = (tl_bytes)TEXT_OF(old);                                                                    \
        (s)->leaf.by = (tl_bytes)TEXT_OF(new);                                                                         \
    } while (0)

static void trailing_octets(struct scene *s) {
    s->last = (tl_bytes)TEXT_OF("\x00");
}
static void long_outer_length(struct scene *s) {
    s->long_outer_length = true;
}
static void long_length(struct scene *s) {
    REPLACE(s, SERIAL, "\x02\x81\x03\x01\x23\x45");
}
static void indefinite_length(struct scene *s) {
    REPLACE(s, VERSION, "\xa0\x80\x02\x01\x02\x00\x00");
}
static void long_integer(struct scene *s) {
    REPLACE(s, SERIAL, "\x02\x04\x00\x01\x23\x45");
}
static void long_serial(struct scene *s) {
    REPLACE(s, SERIAL, "\x02\x15\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15");
}
static void serial_of_20(struct scene *s) {
    REPLACE(s, SERIAL, "\x02\x14\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14");
}
static void empty_serial(struct scene *s) {
    REPLACE(s, SERIAL, "\x02\x00");
}
static void negative_serial(struct scene *s) {
    REPLACE(s, SERIAL, "\x02\x03\x81\x23\x45");
}
static void serial_0(struct scene *s) {
    REPLACE(s, SERIAL, "\x02\x01\x00");
}
static void version_1_written_out(struct scene *s) {
    s->leaf = (struct forgery){.name = "leaf"};
    s->host = NULL;
    REPLACE(s, VERSION, "\xa0\x03\x02\x01\x00");
}
static void version_1(struct scene *s) {
    s->leaf = (struct forgery){.name = "leaf", .version = 1};
    s->host = NULL;
}
static void version_4(struct scene *s) {
    REPLACE(s, VERSION, "\xa0\x03\x02\x01\x03");
}
static void extensions_in_version_1(struct scene *s) {
    s->leaf.version = 1;
}
static void extensions_in_version_2(struct scene *s) {
    s->leaf.version = 2;
}
static void no_seconds(struct scene *s) {
    REPLACE(s, NOT_BEFORE,
            "\x17\x0b"
            "2605272026Z");
}
static void offset_of_time(struct scene *s) {
    REPLACE(s, NOT_BEFORE,
            "\x17\x11"
            "260527202640+0000");
}
static void fraction_of_second(struct scene *s) {
    REPLACE(s, NOT_BEFORE,
            "\x18\x11"
            "20260527202640.5Z");
}
static void no_such_day(struct scene *s) {
    REPLACE(s, NOT_BEFORE,
            "\x17\x0d"
            "260230202640Z");
}
static void generalized_before_2050(struct scene *s) {
    REPLACE(s, NOT_BEFORE,
            "\x18\x0f"
            "20260527202640Z");
}
static void long_oid(struct scene *s) {
    REPLACE(s, COMMON_NAME, "\x06\x04\x55\x04\x80\x03");
}
static void other_algorithm_inside(struct scene *s) {
    REPLACE(s, ECDSA, ECDSA_384);
}
static void other_algorithm_outside(struct scene *s) {
    s->outer_algorithm = (tl_bytes)TEXT_OF(ECDSA_384);
}
static void null_with_content(struct scene *s) {
    s->ca.same_key = scene_rsa();
    s->leaf.algorithm = (tl_bytes)TEXT_OF("\x30\x0e\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x01\x00");
}
static void null_without(struct scene *s) {
    s->ca.same_key = scene_rsa();
}
static void ber_boolean(struct scene *s) {
    s->ca.is_ca = false;
    EXTEND(s, &s->ca, OID_BASIC_CONSTRAINTS, true, 0x30, 0x03, 0x01, 0x01, 0x01);
}
static void der_boolean(struct scene *s) {
    s->ca.is_ca = false;
    EXTEND(s, &s->ca, OID_BASIC_CONSTRAINTS, true, 0x30, 0x03, 0x01, 0x01, 0xff);
}
static void false_written_out(struct scene *s) {
    EXTEND(s, &s->leaf, OID_BASIC_CONSTRAINTS, true, 0x30, 0x03, 0x01, 0x01, 0x00);
}
static void key_usage(struct scene *s, tl_bytes value) {
    s->leaf.key_usage = 0;
    scene_extend(s, &s->leaf, OID_KEY_USAGE, sizeof OID_KEY_USAGE - 1, true, value);
}
static void unused_bits_set(struct scene *s) {
    key_usage(s, (tl_bytes)TEXT_OF("\x03\x02\x07\x81"));
}
static void unused_bits_clear(struct scene *s) {
    key_usage(s, (tl_bytes)TEXT_OF("\x03\x02\x07\x80"));
}
static void trailing_zero_bits(struct scene *s) {
    key_usage(s, (tl_bytes)TEXT_OF("\x03\x02\x00\x80"));
}
static void unused_bits_of_signature(struct scene *s) {
    s->unused_bits_of_signature = 1;
}
static void high_tag(struct scene *s) {
    REPLACE(s, SERIAL, "\x1f\x02\x03\x01\x23\x45");
}
static void empty_oid(struct scene *s) {
    REPLACE(s, COMMON_NAME, "\x06\x00");
}
static void empty_part_of_name(struct scene *s) {
    s->leaf.subject = (tl_bytes)TEXT_OF("\x30\x02\x31\x00");
}
static void parts_of_name(struct scene *s, unsigned count) {
    struct writer w = scene_writer(s);
    size_t name = der_begin(&w, DER_SEQUENCE);
    for (unsigned i = 0; i < count; i++) {
        write_bytes(&w, (tl_bytes)TEXT_OF("\x31\x0a\x30\x08" COMMON_NAME "\x0c\x01"
                                          "a"));
    }
    der_end(&w, name);
    s->leaf.subject = buffer_bytes(w.buffer);
}
static void name_of_33(struct scene *s) {
    parts_of_name(s, 33);
}
static void name_of_32(struct scene *s) {
    parts_of_name(s, 32);
}
static void large(struct scene *s, size_t len) {
    struct writer w = scene_writer(s);
    uint8_t *value = write_room(&w, len);
    memset(value, 0, len);
    scene_extend(s, &s->leaf, "\x2a\x03\x04", 3, false, buffer_bytes(w.buffer));
}
static void more_than_128_kib(struct scene *s) {
    large(s, 128 << 10);
}
static void less_than_128_kib(struct scene *s) {
    large(s, 127 << 10);
}
/* Of the base point of P-256, and with a subjectUniqueID behind it. */
#define KEY                                                                                                            \
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01" CURVE "\x03\x42\x00\x04"                                    \
    "\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45" \
    "\xd8\x98\xc2\x96\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\x2b\xce\x33\x57\x6b\x31\x5e"     \
    "\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5"
static void unique_id(struct scene *s, unsigned version) {
    s->leaf = (struct forgery){.name = "leaf", .version = version, .spki = (tl_bytes)TEXT_OF(KEY)};
    s->host = NULL;
    REPLACE(s, KEY, KEY "\x82\x02\x00\xff");
}
static void unique_id_in_version_1(struct scene *s) {
    unique_id(s, 1);
}
static void unique_id_in_version_2(struct scene *s) {
    unique_id(s, 2);
}

static const struct row rows[] = {
    {"octets behind the end", "X.690 §8.1", BECAUSE(MALFORMED_CERTIFICATE), trailing_octets, NULL},
    {"the first length has an octet too many", "X.690 §10.1", BECAUSE(MALFORMED_CERTIFICATE), long_outer_length, NULL},
    {"a length within has an octet too many", "X.690 §10.1", BECAUSE(MALFORMED_CERTIFICATE), long_length, NULL},
    {"a tag of two octets", "X.690 §8.1.2.4", BECAUSE(MALFORMED_CERTIFICATE), high_tag, NULL},
    {"an indefinite length", "X.690 §10.1", BECAUSE(MALFORMED_CERTIFICATE), indefinite_length, NULL},
    {"an INTEGER has an octet too many", "X.690 §8.3.2", BECAUSE(MALFORMED_CERTIFICATE), long_integer, NULL},
    {"an OBJECT IDENTIFIER has an octet too many", "X.690 §8.19.2", BECAUSE(MALFORMED_CERTIFICATE), long_oid, NULL},
    {"an empty OBJECT IDENTIFIER", "X.690 §8.19.1", BECAUSE(MALFORMED_CERTIFICATE), empty_oid, NULL},
    {"a NULL has content", "X.690 §8.8.2", BECAUSE(MALFORMED_CERTIFICATE), null_with_content, null_without},
    {"a BOOLEAN is 01", "X.690 §11.1", BECAUSE(MALFORMED_CERTIFICATE), ber_boolean, der_boolean},
    {"unused bits are set", "X.690 §11.2.1", BECAUSE(MALFORMED_CERTIFICATE), unused_bits_set, unused_bits_clear},
    {"the signature does not end with an octet", "RFC 5280 §4.1.1.3", BECAUSE(MALFORMED_CERTIFICATE),
     unused_bits_of_signature, NULL},
    {"zero bits at the end of a keyUsage", "X.690 §11.2.2", BECAUSE(NONE), trailing_zero_bits, NULL},
    {"a default is written out", "X.690 §11.5", BECAUSE(NONE), false_written_out, NULL},
    {"the serial number has 21 octets", "RFC 5280 §4.1.2.2", BECAUSE(MALFORMED_CERTIFICATE), long_serial, serial_of_20},
    {"the serial number has no octet", "X.690 §8.3.1", BECAUSE(MALFORMED_CERTIFICATE), empty_serial, NULL},
    {"the serial number is negative", "RFC 5280 §4.1.2.2", BECAUSE(NONE), negative_serial, NULL},
    {"the serial number is 0", "RFC 5280 §4.1.2.2", BECAUSE(NONE), serial_0, NULL},
    {"version 1 is written out", "X.690 §11.5; RFC 5280 §4.1", BECAUSE(MALFORMED_CERTIFICATE), version_1_written_out,
     version_1},
    {"version 4", "RFC 5280 §4.1.2.1", BECAUSE(MALFORMED_CERTIFICATE), version_4, NULL},
    {"extensions in version 1", "RFC 5280 §4.1.2.9", BECAUSE(MALFORMED_CERTIFICATE), extensions_in_version_1, NULL},
    {"extensions in version 2", "RFC 5280 §4.1.2.9", BECAUSE(MALFORMED_CERTIFICATE), extensions_in_version_2, NULL},
    {"a unique identifier in version 1", "RFC 5280 §4.1.2.8", BECAUSE(MALFORMED_CERTIFICATE), unique_id_in_version_1,
     unique_id_in_version_2},
    {"an empty part of a name", "RFC 5280 §4.1.2.4", BECAUSE(MALFORMED_CERTIFICATE), empty_part_of_name, NULL},
    {"a name of 33 parts", "a limit of ours", BECAUSE(MALFORMED_CERTIFICATE), name_of_33, name_of_32},
    {"more than 128 KiB", "a limit of ours", BECAUSE(MALFORMED_CERTIFICATE), more_than_128_kib, less_than_128_kib},
    {"a UTCTime without seconds", "RFC 5280 §4.1.2.5.1", BECAUSE(MALFORMED_CERTIFICATE), no_seconds, NULL},
    {"a UTCTime of another zone than Z", "RFC 5280 §4.1.2.5.1", BECAUSE(MALFORMED_CERTIFICATE), offset_of_time, NULL},
    {"a GeneralizedTime with a fraction", "RFC 5280 §4.1.2.5.2", BECAUSE(MALFORMED_CERTIFICATE), fraction_of_second,
     NULL},
    {"the 30th of February", "RFC 5280 §4.1.2.5", BECAUSE(MALFORMED_CERTIFICATE), no_such_day, NULL},
    {"a GeneralizedTime before 2050", "RFC 5280 §4.1.2.5", BECAUSE(NONE), generalized_before_2050, NULL},
    {"another algorithm inside than outside", "RFC 5280 §4.1.2.3", BECAUSE(MALFORMED_CERTIFICATE),
     other_algorithm_inside, NULL},
    {"another algorithm outside than inside", "RFC 5280 §4.1.1.2", BECAUSE(MALFORMED_CERTIFICATE),
     other_algorithm_outside, NULL},
};

TABLE(table_encoding, "Encoding", NULL, NULL);
