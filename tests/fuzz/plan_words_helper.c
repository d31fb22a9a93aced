#include "base/control.h"
#include "fuzz/expect.h"
#include "fuzz/plan_words.h"
#include "x509/der/oid.h"

enum { NOW = 1780000000, A_DAY = 86400 };

static const int64_t times[] = {NOW,     NOW - A_DAY,        NOW + A_DAY, NOW - 1,
                                NOW + 1, NOW - 1000 * A_DAY, 2524607999,  2524608000};

struct rdn {
    const char *value;
    unsigned tag;
    bool is_email;
};

/* Names of up to two relative names. */
static const struct rdn names[][2] = {
    {{"leaf", DER_UTF8_STRING, false}},
    {{"first", DER_UTF8_STRING, false}},
    {{"second", DER_UTF8_STRING, false}},
    {{"third", DER_UTF8_STRING, false}},
    {{"fourth", DER_UTF8_STRING, false}},
    {{"root", DER_UTF8_STRING, false}},
    {{NULL, 0, false}},
    {{"FIRST", DER_PRINTABLE_STRING, false}},
    {{" first ", DER_UTF8_STRING, false}},
    {{"first", DER_UTF8_STRING, false}, {"below", DER_UTF8_STRING, false}},
    {{"first", DER_UTF8_STRING, false}, {"u@a.example", DER_IA5_STRING, true}},
    {{"first", 0x14, false}},
    {{"\0f\0i\0r\0s\0t", 0x1e, false}},
    {{"caf\xc3\xa9", DER_UTF8_STRING, false}},
    {{"CAF\xc3\x89", DER_UTF8_STRING, false}},
    {{"two  words", DER_UTF8_STRING, false}},
};

#define WORD(kind, text)                                                                                               \
    {                                                                                                                  \
        GENERAL_NAME_##kind, {                                                                                         \
            (const uint8_t *)(text), sizeof(text) - 1                                                                  \
        }                                                                                                              \
    }

static const struct general_name alternative_names[] = {
    WORD(DNS, "a.example"),
    WORD(DNS, "b.a.example"),
    WORD(DNS, "*.a.example"),
    WORD(DNS, "A.Example"),
    WORD(DNS, "*.example"),
    WORD(DNS, "a.example."),
    WORD(DNS, "c*.a.example"),
    WORD(DNS, "c_d.a.example"),
    WORD(DNS, "*.xn--a.example"),
    WORD(DNS, "*"),
    WORD(DNS, ""),
    WORD(DNS, "a example"),
    WORD(IP, "\xc0\0\2\1"),
    WORD(IP, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"),
    WORD(EMAIL, "u@a.example"),
    WORD(EMAIL, "U@A.example"),
    WORD(EMAIL, "u@b.a.example"),
    WORD(EMAIL, "no host"),
    WORD(EMAIL, "\"q@r\"@a.example"),
    WORD(URI, "http://a.example/x"),
    WORD(URI, "http://b.a.example:8/"),
    WORD(URI, "http://192.0.2.1/"),
    WORD(URI, "urn:x"),
    WORD(URI, "http://u@a.example"),
    WORD(DIRECTORY, "\x30\x10\x31\x0e\x30\x0c\x06\x03\x55\x04\x03\x0c\x05"
                    "first"),
    WORD(REGISTERED_ID, "\x2a\x03"),
    WORD(OTHER, "\x06\x01\x2a\xa0\x03\x0c\x01"
                "x"),
};

static const struct general_name bases[] = {
    WORD(DNS, "a.example"),
    WORD(DNS, ".a.example"),
    WORD(DNS, "example"),
    WORD(DNS, ""),
    WORD(DNS, "b.a.example"),
    WORD(DNS, "A.EXAMPLE"),
    WORD(DNS, "*.a.example"),
    WORD(DNS, "z.example"),
    WORD(IP, "\xc0\0\2\0\xff\xff\xff\0"),
    WORD(IP, "\xa\0\0\0\xff\0\0\0"),
    WORD(IP, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0"),
    WORD(EMAIL, "a.example"),
    WORD(EMAIL, ".a.example"),
    WORD(EMAIL, "u@a.example"),
    WORD(EMAIL, "z.example"),
    WORD(EMAIL, ""),
    WORD(EMAIL, "@a.example"),
    WORD(URI, "a.example"),
    WORD(URI, ".a.example"),
    WORD(URI, "z.example"),
    WORD(URI, ""),
    WORD(DIRECTORY, "\x30\x10\x31\x0e\x30\x0c\x06\x03\x55\x04\x03\x0c\x05"
                    "first"),
    WORD(DIRECTORY, "\x30\x10\x31\x0e\x30\x0c\x06\x03\x55\x04\x03\x13\x05"
                    "FIRST"),
    WORD(DIRECTORY, "\x30\x0f\x31\x0d\x30\x0b\x06\x03\x55\x04\x03\x0c\x04"
                    "leaf"),
    WORD(DIRECTORY, "\x30\0"),
    WORD(REGISTERED_ID, "\x2a\x03"),
    WORD(OTHER, "\x06\x01\x2a\xa0\x03\x0c\x01"
                "x"),
};

static const char *const hosts[] = {NULL,          "a.example", "b.a.example",     "c.b.a.example", "192.0.2.1",
                                    "2001:db8::1", "A.EXAMPLE", "a.example.",      "cx.a.example",  "c_d.a.example",
                                    "example",     "192.0.2.2", "b.xn--a.example", "leaf"};

static const char *const mailboxes[] = {
    NULL,          "u@a.example",       "U@a.example", "u@A.EXAMPLE", "u@b.a.example",
    "u@z.example", "\"q@r\"@a.example", "U@A.example"};

static const char *const policies[] = {"2.5.29.32.0", "1.2.3.1", "1.2.3.2", "1.2.3.3", "1.2.3.4"};

#define PICK(table, argument) ((table)[(argument) % COUNT_OF(table)])

int64_t plan_time(unsigned number) {
    return PICK(times, number);
}

const char *plan_host(unsigned number) {
    return PICK(hosts, number);
}

const char *plan_mailbox(unsigned number) {
    return PICK(mailboxes, number);
}

const char *plan_policy(unsigned number) {
    return PICK(policies, number);
}

const struct general_name *plan_alternative_name(unsigned number) {
    return &PICK(alternative_names, number);
}

const struct general_name *plan_constraint(unsigned number) {
    return &PICK(bases, number);
}

void plan_name_write(struct writer *w, unsigned number) {
    const struct rdn *rdns = PICK(names, number);
    size_t name = der_begin(w, DER_SEQUENCE);
    for (unsigned i = 0; i < 2 && rdns[i].value != NULL; i++) {
        bool wide = rdns[i].tag == 0x1e;
        size_t rdn = der_begin(w, DER_SET), attribute = der_begin(w, DER_SEQUENCE);
        der_write(w, DER_OID,
                  rdns[i].is_email ? (tl_bytes)OID_VIEW(OID_EMAIL_ADDRESS) : (tl_bytes)OID_VIEW(OID_COMMON_NAME));
        der_write(w, rdns[i].tag, wide ? bytes_of(rdns[i].value, 10) : bytes_of_string(rdns[i].value));
        der_end(w, attribute);
        der_end(w, rdn);
    }
    der_end(w, name);
}
