#include "fuzz/path_plan.h"

#include <string.h>

#include "base/control.h"
#include "fuzz/expect.h"
#include "fuzz/memo.h"
#include "fuzz/plan_keys.h"
#include "fuzz/plan_lists.h"
#include "fuzz/plan_words.h"
#include "x509/der/oid.h"
#include "x509/issue/certificate_writer.h"

enum { MAX_STATEMENTS = 64, MAX_ITEMS = 8 };

static const struct {
    uint8_t octets[8];
    size_t len;
} usages[] = {{{0x2b, 6, 1, 5, 5, 7, 3, 1}, 8}, {{0x2b, 6, 1, 5, 5, 7, 3, 2}, 8}, {{0x55, 0x1d, 0x25, 0}, 4},
              {{0x2b, 6, 1, 5, 5, 7, 3, 4}, 8}, {{0x2b, 6, 1, 5, 5, 7, 3, 9}, 8}, {{0x2b, 6, 1, 4, 1, 1, 1, 1}, 8}};

/* ---- reading a plan ---- */

struct list {
    uint8_t items[MAX_ITEMS];
    unsigned count;
};

struct description {
    unsigned number; /* in the chain, the leaf is 0 */
    uint8_t say[LIST_ADD];
    struct list alternative, permitted, excluded, policies, mappings;
};

struct reading {
    struct reader input;
    struct description certificates[PLAN_MAX_CERTIFICATES];
    size_t num_certificates;
    struct list_description lists[PLAN_MAX_LISTS];
    size_t num_lists;
};

static uint8_t next_octet(struct reader *r) {
    return read_more(r) ? read_u8(r) : 0;
}

static void add_item(struct list *list, uint8_t item) {
    if (list->count < MAX_ITEMS) {
        list->items[list->count++] = item;
    }
}

static void set_defaults(struct description *d, unsigned number, bool last, unsigned first_key) {
    memset(d, 0, sizeof *d);
    d->number = number;
    uint8_t above = (uint8_t)(last ? number : number + 1);
    d->say[SAY_SUBJECT] = (uint8_t)number;
    d->say[SAY_ISSUER] = above;
    d->say[SAY_KEY] = (uint8_t)((number + first_key) % PLAN_NUM_KEYS);
    d->say[SAY_SIGNER] = (uint8_t)((above + first_key) % PLAN_NUM_KEYS);
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

static void add_list(struct reading *reading, size_t certificate) {
    if (reading->num_lists < PLAN_MAX_LISTS) {
        list_description_init(&reading->lists[reading->num_lists++], (unsigned)certificate);
    }
}

static void tell_certificate(struct description *d, unsigned what, uint8_t argument) {
    d->say[what] = argument;
    struct list *const lists[LIST_ADD] = {[SAY_NAME] = &d->alternative,
                                          [SAY_PERMITTED] = &d->permitted,
                                          [SAY_EXCLUDED] = &d->excluded,
                                          [SAY_POLICY] = &d->policies,
                                          [SAY_MAPPING] = &d->mappings};
    if (lists[what] != NULL) {
        add_item(lists[what], argument);
    }
}

static void read_statement(struct reading *reading) {
    unsigned who = next_octet(&reading->input), what = next_octet(&reading->input) % NUM_STATEMENTS;
    uint8_t argument = next_octet(&reading->input);
    if (what < LIST_ADD) {
        tell_certificate(&reading->certificates[who % reading->num_certificates], what, argument);
    } else if (what == LIST_ADD) {
        add_list(reading, who % reading->num_certificates);
    } else if (reading->num_lists > 0) {
        list_description_tell(&reading->lists[who % reading->num_lists], what, argument);
    }
}

static void read_flags(struct plan *plan, unsigned flags) {
    plan->require_policy = (flags & 1) != 0;
    plan->inhibit_mapping = (flags & 2) != 0;
    plan->inhibit_any = (flags & 4) != 0;
}

static void read_policies(struct plan *plan, unsigned accepted) {
    for (unsigned i = 0; i < PLAN_MAX_POLICIES; i++) {
        if ((accepted >> i & 1) != 0) {
            plan->policies[plan->num_policies++] = plan_policy(i);
        }
    }
}

static void read_options(struct reading *reading, struct plan *plan) {
    static const tl_revocation revocations[] = {[PLAN_REVOCATION_OFF] = TL_REVOCATION_OFF,
                                                [PLAN_REVOCATION_IF_KNOWN] = TL_REVOCATION_IF_KNOWN,
                                                [PLAN_REVOCATION_REQUIRED] = TL_REVOCATION_REQUIRED};
    struct reader *r = &reading->input;
    plan->count = 1 + (next_octet(r) + 2u) % PLAN_MAX_CERTIFICATES;
    plan->purpose = (tl_purpose)(next_octet(r) % 4);
    plan->host = plan_host(next_octet(r));
    plan->time = plan_time(next_octet(r));
    read_flags(plan, next_octet(r));
    read_policies(plan, next_octet(r));
    plan->max_depth = next_octet(r) % 5u;
    plan->mailbox = plan_mailbox(next_octet(r));
    plan->host = plan->mailbox != NULL ? NULL : plan->host;
    unsigned revocation = next_octet(r), first_key = next_octet(r);
    plan->revocation = revocations[revocation % NUM_PLAN_REVOCATIONS];
    reading->num_certificates = plan->count;
    for (unsigned i = 0; i < plan->count; i++) {
        set_defaults(&reading->certificates[i], i, i + 1 == plan->count, first_key);
        if (i > 0 && revocation / NUM_PLAN_REVOCATIONS % 2 == 1) {
            add_list(reading, i);
        }
    }
}

/* ---- writing ---- */

static void write_word(struct writer *w, const struct general_name *word) {
    bool constructed = word->kind == GENERAL_NAME_OTHER || word->kind == GENERAL_NAME_DIRECTORY;
    der_write(w, (constructed ? 0xa0u : 0x80u) | (unsigned)word->kind, word->value);
}

static void write_policy(struct writer *w, unsigned number) {
    uint8_t oid[OID_MAX_LEN];
    size_t len;
    EXPECT(oid_parse(plan_policy(number), oid, &len));
    der_write(w, DER_OID, bytes_of(oid, len));
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
        write_word(w, plan_alternative_name(d->alternative.items[i]));
    }
    der_end(w, list);
}

static void write_subtrees(struct writer *w, unsigned tag, const struct list *list) {
    size_t subtrees = list->count > 0 ? der_begin(w, tag) : 0;
    for (unsigned i = 0; i < list->count; i++) {
        size_t subtree = der_begin(w, DER_SEQUENCE);
        write_word(w, plan_constraint(list->items[i]));
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
    uint8_t id[PLAN_KEY_ID_LEN];
    plan_key_id(d->say[SAY_KEY] + (d->say[SAY_SUBJECT_ID] == 1 ? 0u : 1u), id);
    der_write(w, DER_OCTET_STRING, bytes_of(id, sizeof id));
}

/* Serial numbers of issuers are one more than those below, unless somebody says otherwise. */
static void write_issuer_id(struct writer *w, const struct description *d) {
    unsigned how = d->say[SAY_ISSUER_ID];
    uint8_t id[PLAN_KEY_ID_LEN], serial = (uint8_t)(d->number + (how == 3 ? 2 : 90));
    plan_key_id(d->say[SAY_SIGNER] + (how == 2 ? 1u : 0u), id);
    size_t value = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_CONTEXT(0), bytes_of(id, sizeof id));
    if (how >= 3) {
        size_t issuer = der_begin(w, DER_CONTEXT_CONSTRUCTED(1)), name = der_begin(w, DER_CONTEXT_CONSTRUCTED(4));
        plan_name_write(w, d->say[SAY_ISSUER] + 1u);
        der_end(w, name);
        der_end(w, issuer);
        der_write(w, DER_CONTEXT(2), bytes_of(&serial, 1));
    }
    der_end(w, value);
}

static void write_points(struct writer *w, const struct description *d) {
    plan_points_write(w, d->say[SAY_POINT]);
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
    case SAY_POINT:
        return d->say[SAY_POINT] % 8 != POINT_NONE;
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
        {SAY_POINT, 0, OID_VIEW(OID_CRL_POINTS), write_points},
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

static void write_certificate(struct buffer *der, const struct description *d) {
    struct buffer subject = {0}, issuer = {0}, spki = {0}, extensions = {0};
    struct writer w_subject = writer_to(&subject), w_issuer = writer_to(&issuer), w_spki = writer_to(&spki),
                  w_extensions = writer_to(&extensions), w = writer_to(der);
    unsigned version = d->say[SAY_VERSION] % 3 + 1, signer = d->say[SAY_SIGNER];
    plan_name_write(&w_subject, d->say[SAY_SUBJECT]);
    plan_name_write(&w_issuer, d->say[SAY_ISSUER]);
    plan_key_info_write(&w_spki, d->say[SAY_KEY]);
    if (version == 3) {
        write_extensions(&w_extensions, d);
    }
    struct certificate_fields fields = {.version = version,
                                        .serial = bytes_of(&d->say[SAY_SERIAL], 1),
                                        .issuer = buffer_bytes(&issuer),
                                        .subject = buffer_bytes(&subject),
                                        .not_before = plan_time(d->say[SAY_NOT_BEFORE]),
                                        .not_after = plan_time(d->say[SAY_NOT_AFTER]),
                                        .spki = buffer_bytes(&spki),
                                        .extensions = buffer_bytes(&extensions)};
    EXPECT(certificate_write(&w, &fields, plan_crypto(), plan_key(signer),
                             plan_signature_alg(signer, d->say[SAY_ALGORITHM])));
    der->data[der->len - 1] ^= d->say[SAY_BROKEN] % 2;
    buffer_clear(&subject);
    buffer_clear(&issuer);
    buffer_clear(&spki);
    buffer_clear(&extensions);
}

/* ---- making it ---- */

static void free_made(void *value) {
    buffer_clear(value);
    free(value);
}

/* Signing takes long, and most of a plan is as it was in another. */
static void made_once(struct buffer *der, tl_bytes octets, const void *description,
                      void (*write)(struct buffer *der, const void *description)) {
    static struct memo memo;
    void **kept = memo_find(&memo, octets, free_made);
    if (*kept == NULL) {
        *kept = calloc(1, sizeof(struct buffer));
        EXPECT(*kept != NULL);
        write(*kept, description);
    }
    EXPECT(buffer_append(der, buffer_bytes(*kept)));
}

static void write_described(struct buffer *der, const void *description) {
    write_certificate(der, description);
}

static void make_lists(struct plan *plan, struct reading *reading) {
    for (size_t i = 0; i < reading->num_lists; i++) {
        struct list_description *list = &reading->lists[i];
        const uint8_t *issuer = reading->certificates[list->certificate].say;
        list_description_set_issuer(list, issuer[SAY_SUBJECT], issuer[SAY_KEY]);
        for (unsigned k = 0; k < list->num_entries; k++) {
            list->serials[k] = reading->certificates[list->revoked[k] % plan->count].say[SAY_SERIAL];
        }
        made_once(&plan->lists[plan->num_lists++], bytes_of((const uint8_t *)list, sizeof *list), list,
                  list_description_write);
    }
}

void plan_make(struct plan *plan, const uint8_t *data, size_t size) {
    struct reading reading = {.input = reader_of(bytes_of(data, size))};
    *plan = (struct plan){0};
    read_options(&reading, plan);
    for (unsigned num_statements = 0; read_more(&reading.input) && num_statements < MAX_STATEMENTS; num_statements++) {
        read_statement(&reading);
    }
    for (unsigned i = 0; i < plan->count; i++) {
        const struct description *d = &reading.certificates[i];
        made_once(&plan->certificates[i].der, bytes_of((const uint8_t *)d, sizeof *d), d, write_described);
        plan->certificates[i].trusted = d->say[SAY_TRUSTED] % 2 != 0;
    }
    make_lists(plan, &reading);
}

void plan_clear(struct plan *plan) {
    for (size_t i = 0; i < plan->count; i++) {
        buffer_clear(&plan->certificates[i].der);
    }
    for (size_t i = 0; i < plan->num_lists; i++) {
        buffer_clear(&plan->lists[i]);
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
