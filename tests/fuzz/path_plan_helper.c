#include "fuzz/path_plan.h"

#include <string.h>

#include <tlslite/crypto.h>

#include "base/control.h"
#include "fuzz/expect.h"
#include "x509/der/oid.h"
#include "x509/issue/certificate_writer.h"
#include "x509/key_files/key_writer.h"
#include "x509/names/general_names.h"

enum { MAX_STATEMENTS = 64, NUM_KEYS = 8, KEY_ID_LEN = 8, MAX_LIST = 8, NOW = 1780000000, A_DAY = 86400 };

/* ---- the words ---- */

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

struct word {
    enum general_name_kind kind;
    const char *text;
    size_t len;
};

#define WORD(kind, text)                                                                                               \
    { GENERAL_NAME_##kind, text, sizeof(text) - 1 }

static const struct word alternative_names[] = {
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

static const struct word bases[] = {
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

static const char *const policies[] = {"2.5.29.32.0", "1.2.3.1", "1.2.3.2", "1.2.3.3", "1.2.3.4"};

static const struct {
    uint8_t octets[8];
    size_t len;
} usages[] = {{{0x2b, 6, 1, 5, 5, 7, 3, 1}, 8}, {{0x2b, 6, 1, 5, 5, 7, 3, 2}, 8}, {{0x55, 0x1d, 0x25, 0}, 4},
              {{0x2b, 6, 1, 5, 5, 7, 3, 4}, 8}, {{0x2b, 6, 1, 5, 5, 7, 3, 9}, 8}, {{0x2b, 6, 1, 4, 1, 1, 1, 1}, 8}};

#define PICK(table, argument) ((table)[(argument) % COUNT_OF(table)])

/* ---- keys, made once ---- */

static const tl_crypto *provider(void) {
    static tl_crypto *crypto;
    if (crypto == NULL) {
        crypto = tl_crypto_new(NULL, NULL, NULL);
        EXPECT(crypto != NULL);
    }
    return crypto;
}

static const struct private_key *key_number(unsigned number) {
    static struct private_key *keys[NUM_KEYS];
    struct private_key **key = &keys[number % NUM_KEYS];
    if (*key == NULL) {
        uint8_t seed[32];
        memset(seed, 1 + (int)(number % NUM_KEYS), sizeof seed);
        *key = private_key_new(&(struct private_key_parts){.kind = KEY_ED25519, .scalar = bytes_of(seed, sizeof seed)});
        EXPECT(*key != NULL);
    }
    return *key;
}

/* ---- reading a plan ---- */

struct list {
    uint8_t items[MAX_LIST];
    unsigned count;
};

struct description {
    unsigned number; /* in the chain, the leaf is 0 */
    uint8_t say[NUM_STATEMENTS];
    struct list alternative, permitted, excluded, policies, mappings;
};

static uint8_t next_octet(struct reader *r) {
    return read_more(r) ? read_u8(r) : 0;
}

static void add_item(struct list *list, uint8_t item) {
    if (list->count < MAX_LIST) {
        list->items[list->count++] = item;
    }
}

static void set_defaults(struct description *d, unsigned number, bool last) {
    *d = (struct description){.number = number};
    uint8_t above = (uint8_t)(last ? number : number + 1);
    d->say[SAY_SUBJECT] = (uint8_t)number;
    d->say[SAY_ISSUER] = above;
    d->say[SAY_KEY] = (uint8_t)number;
    d->say[SAY_SIGNER] = above;
    d->say[SAY_VERSION] = 2;
    d->say[SAY_NOT_BEFORE] = 1;
    d->say[SAY_NOT_AFTER] = 2;
    d->say[SAY_BASIC] = number > 0 ? 1 : 0;
    d->say[SAY_KEY_USAGE] = number > 0 ? 0x60 : 0x01;
    d->say[SAY_SUBJECT_ID] = 1;
    d->say[SAY_ISSUER_ID] = last ? 0 : 1;
    d->say[SAY_TRUSTED] = last ? 1 : 0;
    d->say[SAY_SERIAL] = (uint8_t)(number + 1);
    d->say[SAY_CRITICAL] = CRITICAL_BASIC | CRITICAL_USAGE | CRITICAL_CONSTRAINTS;
    if (number == 0) {
        add_item(&d->alternative, 0);
    }
}

static void read_statement(struct reader *r, struct description *descriptions, size_t count) {
    struct description *d = &descriptions[next_octet(r) % count];
    unsigned what = next_octet(r) % NUM_STATEMENTS;
    uint8_t argument = next_octet(r);
    d->say[what] = argument;
    struct list *const lists[NUM_STATEMENTS] = {[SAY_NAME] = &d->alternative,
                                                [SAY_PERMITTED] = &d->permitted,
                                                [SAY_EXCLUDED] = &d->excluded,
                                                [SAY_POLICY] = &d->policies,
                                                [SAY_MAPPING] = &d->mappings};
    if (lists[what] != NULL) {
        add_item(lists[what], argument);
    }
}

static void read_options(struct reader *r, struct plan *plan) {
    plan->count = 1 + (next_octet(r) + 2u) % PLAN_MAX_CERTIFICATES;
    plan->purpose = (tl_purpose)(next_octet(r) % 3);
    plan->host = PICK(hosts, next_octet(r));
    plan->time = PICK(times, next_octet(r));
    unsigned flags = next_octet(r), accepted = next_octet(r), depth = next_octet(r);
    plan->require_policy = (flags & 1) != 0;
    plan->inhibit_mapping = (flags & 2) != 0;
    plan->inhibit_any = (flags & 4) != 0;
    for (unsigned i = 0; i < PLAN_MAX_POLICIES; i++) {
        if ((accepted >> i & 1) != 0) {
            plan->policies[plan->num_policies++] = policies[i];
        }
    }
    plan->max_depth = depth % 5;
}

/* ---- writing ---- */

static void write_name(struct writer *w, unsigned number) {
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

static void write_word(struct writer *w, const struct word *word) {
    bool constructed = word->kind == GENERAL_NAME_OTHER || word->kind == GENERAL_NAME_DIRECTORY;
    der_write(w, (constructed ? 0xa0u : 0x80u) | (unsigned)word->kind, bytes_of(word->text, word->len));
}

static void write_policy(struct writer *w, unsigned number) {
    uint8_t oid[OID_MAX_LEN];
    size_t len;
    EXPECT(oid_parse(PICK(policies, number), oid, &len));
    der_write(w, DER_OID, bytes_of(oid, len));
}

static void key_id(const struct private_key *key, uint8_t out[KEY_ID_LEN]) {
    memcpy(out, private_key_public(key)->point.data, KEY_ID_LEN);
}

/* Each writes the value of one extension. */

static void write_basic(struct writer *w, const struct description *d) {
    unsigned how = d->say[SAY_BASIC];
    size_t basic = der_begin(w, DER_SEQUENCE);
    if (how == 1 || how >= 4) {
        der_write_boolean(w, true);
    }
    if (how >= 3) {
        der_write_small(w, how == 3 ? 0 : (how - 4u) % 5);
    }
    der_end(w, basic);
}

static void write_usage(struct writer *w, const struct description *d) {
    der_write_named_bits(w, d->say[SAY_KEY_USAGE]);
}

static void write_extended(struct writer *w, const struct description *d) {
    size_t list = der_begin(w, DER_SEQUENCE);
    for (unsigned i = 0; i < COUNT_OF(usages); i++) {
        if ((d->say[SAY_EXTENDED] >> i & 1) != 0) {
            der_write(w, DER_OID, bytes_of(usages[i].octets, usages[i].len));
        }
    }
    der_end(w, list);
}

static void write_alternative(struct writer *w, const struct description *d) {
    size_t list = der_begin(w, DER_SEQUENCE);
    for (unsigned i = 0; i < d->alternative.count; i++) {
        write_word(w, &PICK(alternative_names, d->alternative.items[i]));
    }
    der_end(w, list);
}

static void write_subtrees(struct writer *w, unsigned tag, const struct list *list) {
    size_t subtrees = list->count > 0 ? der_begin(w, tag) : 0;
    for (unsigned i = 0; i < list->count; i++) {
        size_t subtree = der_begin(w, DER_SEQUENCE);
        write_word(w, &PICK(bases, list->items[i]));
        der_end(w, subtree);
    }
    if (list->count > 0) {
        der_end(w, subtrees);
    }
}

static void write_constraints(struct writer *w, const struct description *d) {
    size_t constraints = der_begin(w, DER_SEQUENCE);
    write_subtrees(w, DER_CONTEXT_CONSTRUCTED(0), &d->permitted);
    write_subtrees(w, DER_CONTEXT_CONSTRUCTED(1), &d->excluded);
    der_end(w, constraints);
}

static void write_policies(struct writer *w, const struct description *d) {
    size_t list = der_begin(w, DER_SEQUENCE);
    for (unsigned i = 0; i < d->policies.count; i++) {
        size_t information = der_begin(w, DER_SEQUENCE);
        write_policy(w, d->policies.items[i]);
        der_end(w, information);
    }
    der_end(w, list);
}

static void write_mappings(struct writer *w, const struct description *d) {
    size_t list = der_begin(w, DER_SEQUENCE);
    for (unsigned i = 0; i < d->mappings.count; i++) {
        size_t pair = der_begin(w, DER_SEQUENCE);
        write_policy(w, d->mappings.items[i] >> 4);
        write_policy(w, d->mappings.items[i] & 15);
        der_end(w, pair);
    }
    der_end(w, list);
}

static void write_skip(struct writer *w, unsigned tag, unsigned counted_from_1) {
    uint8_t octet = (uint8_t)((counted_from_1 - 1) % 4);
    if (counted_from_1 > 0) {
        der_write(w, tag, bytes_of(&octet, 1));
    }
}

static void write_policy_constraints(struct writer *w, const struct description *d) {
    size_t constraints = der_begin(w, DER_SEQUENCE);
    write_skip(w, DER_CONTEXT(0), d->say[SAY_REQUIRE]);
    write_skip(w, DER_CONTEXT(1), d->say[SAY_NO_MAPPING]);
    der_end(w, constraints);
}

static void write_inhibit_any(struct writer *w, const struct description *d) {
    write_skip(w, DER_INTEGER, d->say[SAY_NO_ANY]);
}

static void write_subject_id(struct writer *w, const struct description *d) {
    uint8_t id[KEY_ID_LEN];
    key_id(key_number(d->say[SAY_KEY] + (d->say[SAY_SUBJECT_ID] == 1 ? 0u : 1u)), id);
    der_write(w, DER_OCTET_STRING, bytes_of(id, sizeof id));
}

/* Serial numbers of issuers are one more than those below, unless somebody says otherwise. */
static void write_issuer_id(struct writer *w, const struct description *d) {
    unsigned how = d->say[SAY_ISSUER_ID];
    uint8_t id[KEY_ID_LEN], serial = (uint8_t)(d->number + (how == 3 ? 2 : 90));
    key_id(key_number(d->say[SAY_SIGNER] + (how == 2 ? 1u : 0u)), id);
    size_t value = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_CONTEXT(0), bytes_of(id, sizeof id));
    if (how >= 3) {
        size_t issuer = der_begin(w, DER_CONTEXT_CONSTRUCTED(1)), name = der_begin(w, DER_CONTEXT_CONSTRUCTED(4));
        write_name(w, d->say[SAY_ISSUER] + 1u);
        der_end(w, name);
        der_end(w, issuer);
        der_write(w, DER_CONTEXT(2), bytes_of(&serial, 1));
    }
    der_end(w, value);
}

static void write_unknown(struct writer *w, const struct description *d) {
    der_write_small(w, d->say[SAY_UNKNOWN]);
}

static bool is_said(const struct description *d, unsigned what) {
    switch (what) {
    case SAY_NAME:
        return d->alternative.count > 0;
    case SAY_PERMITTED:
        return d->permitted.count + d->excluded.count > 0;
    case SAY_POLICY:
        return d->policies.count > 0;
    case SAY_MAPPING:
        return d->mappings.count > 0;
    case SAY_REQUIRE:
        return d->say[SAY_REQUIRE] + d->say[SAY_NO_MAPPING] > 0;
    case SAY_EXTENDED:
        return d->say[SAY_EXTENDED] % 64 > 0;
    default:
        return d->say[what] != 0;
    }
}

static void write_extensions(struct writer *w, const struct description *d) {
    static const struct {
        unsigned what, critical;
        tl_bytes oid;
        void (*write)(struct writer *w, const struct description *d);
    } rows[] = {
        {SAY_BASIC, CRITICAL_BASIC, OID_VIEW(OID_BASIC_CONSTRAINTS), write_basic},
        {SAY_KEY_USAGE, CRITICAL_USAGE, OID_VIEW(OID_KEY_USAGE), write_usage},
        {SAY_EXTENDED, CRITICAL_EXTENDED, OID_VIEW(OID_EXTENDED_KEY_USAGE), write_extended},
        {SAY_NAME, CRITICAL_NAMES, OID_VIEW(OID_SUBJECT_ALT_NAME), write_alternative},
        {SAY_PERMITTED, CRITICAL_CONSTRAINTS, OID_VIEW(OID_NAME_CONSTRAINTS), write_constraints},
        {SAY_POLICY, CRITICAL_POLICIES, OID_VIEW(OID_POLICIES), write_policies},
        {SAY_MAPPING, CRITICAL_POLICIES, OID_VIEW(OID_POLICY_MAPPINGS), write_mappings},
        {SAY_REQUIRE, CRITICAL_POLICIES, OID_VIEW(OID_POLICY_CONSTRAINTS), write_policy_constraints},
        {SAY_NO_ANY, CRITICAL_POLICIES, OID_VIEW(OID_INHIBIT_ANY_POLICY), write_inhibit_any},
        {SAY_SUBJECT_ID, 0, OID_VIEW(OID_SUBJECT_KEY_ID), write_subject_id},
        {SAY_ISSUER_ID, 0, OID_VIEW(OID_AUTHORITY_KEY_ID), write_issuer_id},
        {SAY_UNKNOWN, 0, OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x55"), write_unknown},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer value = {0};
        struct writer inner = writer_to(&value);
        if (is_said(d, rows[i].what)) {
            bool unknown = rows[i].what == SAY_UNKNOWN && d->say[SAY_UNKNOWN] == 1;
            rows[i].write(&inner, d);
            EXPECT(!inner.failed);
            extension_write(w, rows[i].oid, unknown || (d->say[SAY_CRITICAL] & rows[i].critical) != 0,
                            buffer_bytes(&value));
        }
        buffer_clear(&value);
    }
}

static void write_certificate(struct planned *planned, const struct description *d) {
    struct buffer subject = {0}, issuer = {0}, spki = {0}, extensions = {0};
    struct writer w_subject = writer_to(&subject), w_issuer = writer_to(&issuer), w_spki = writer_to(&spki),
                  w_extensions = writer_to(&extensions), w = writer_to(&planned->der);
    unsigned version = d->say[SAY_VERSION] % 3 + 1;
    write_name(&w_subject, d->say[SAY_SUBJECT]);
    write_name(&w_issuer, d->say[SAY_ISSUER]);
    public_key_info_write(&w_spki, private_key_public(key_number(d->say[SAY_KEY])));
    if (version == 3) {
        write_extensions(&w_extensions, d);
    }
    struct certificate_fields fields = {.version = version,
                                        .serial = bytes_of(&d->say[SAY_SERIAL], 1),
                                        .issuer = buffer_bytes(&issuer),
                                        .subject = buffer_bytes(&subject),
                                        .not_before = PICK(times, d->say[SAY_NOT_BEFORE]),
                                        .not_after = PICK(times, d->say[SAY_NOT_AFTER]),
                                        .spki = buffer_bytes(&spki),
                                        .extensions = buffer_bytes(&extensions)};
    const struct private_key *signer = key_number(d->say[SAY_SIGNER]);
    EXPECT(certificate_write(&w, &fields, provider(), signer, signature_alg_for_key(private_key_public(signer))));
    planned->der.data[planned->der.len - 1] ^= d->say[SAY_BROKEN] % 2;
    planned->trusted = d->say[SAY_TRUSTED] % 2 != 0;
    buffer_clear(&subject);
    buffer_clear(&issuer);
    buffer_clear(&spki);
    buffer_clear(&extensions);
}

void plan_make(struct plan *plan, const uint8_t *data, size_t size) {
    struct reader r = reader_of(bytes_of(data, size));
    struct description descriptions[PLAN_MAX_CERTIFICATES];
    *plan = (struct plan){0};
    read_options(&r, plan);
    for (unsigned i = 0; i < plan->count; i++) {
        set_defaults(&descriptions[i], i, i + 1 == plan->count);
    }
    for (unsigned num_statements = 0; read_more(&r) && num_statements < MAX_STATEMENTS; num_statements++) {
        read_statement(&r, descriptions, plan->count);
    }
    for (unsigned i = 0; i < plan->count; i++) {
        write_certificate(&plan->certificates[i], &descriptions[i]);
    }
}

void plan_clear(struct plan *plan) {
    for (size_t i = 0; i < plan->count; i++) {
        buffer_clear(&plan->certificates[i].der);
    }
}

/* ---- mutating ---- */

/* The fuzzer's own; not there where a corpus is replayed, and not called then. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

static uint32_t next_random(uint32_t *state, uint32_t below) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state % below;
}

size_t plan_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    uint32_t random = seed * 2654435761u | 1;
    unsigned choice = next_random(&random, 8);
    size_t count = size > PLAN_OPTIONS_LEN ? (size - PLAN_OPTIONS_LEN) / PLAN_STATEMENT_LEN : 0;
    size_t end = PLAN_OPTIONS_LEN + count * PLAN_STATEMENT_LEN;
    if (choice == 0 || size < PLAN_OPTIONS_LEN) {
        return LLVMFuzzerMutate != NULL ? LLVMFuzzerMutate(data, size, max_size) : size;
    }
    if (choice == 1) {
        data[next_random(&random, PLAN_OPTIONS_LEN)] = (uint8_t)next_random(&random, 32);
        return size;
    }
    uint8_t *statement =
        &data[PLAN_OPTIONS_LEN + PLAN_STATEMENT_LEN * (count > 0 ? next_random(&random, (uint32_t)count) : 0)];
    if (choice == 2 && count > 0) { /* drops one */
        memmove(statement, statement + PLAN_STATEMENT_LEN, (size_t)(&data[end] - statement) - PLAN_STATEMENT_LEN);
        return end - PLAN_STATEMENT_LEN;
    }
    if (choice == 3 && count > 0) {
        statement[next_random(&random, PLAN_STATEMENT_LEN)] = (uint8_t)next_random(&random, 256);
        return size;
    }
    for (unsigned i = 0; i < choice % 3 + 1 && end + PLAN_STATEMENT_LEN <= max_size && count < MAX_STATEMENTS; i++) {
        data[end++] = (uint8_t)next_random(&random, PLAN_MAX_CERTIFICATES);
        data[end++] = (uint8_t)next_random(&random, NUM_STATEMENTS);
        data[end++] = (uint8_t)(next_random(&random, 2) != 0 ? next_random(&random, 8) : next_random(&random, 256));
    }
    return end;
}
