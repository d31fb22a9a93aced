#include "fuzz/plan_lists.h"

#include <string.h>

#include "base/control.h"
#include "fuzz/expect.h"
#include "fuzz/plan_keys.h"
#include "fuzz/plan_words.h"
#include "support/crl_writer.h"
#include "x509/der/oid.h"

enum { NUM_TIMES = 8, NUM_REASONS = 11, REASON_SHIFT = 4 };

static uint8_t said(const struct list_description *list, unsigned what) {
    return list->say[what - LIST_ADD];
}

void list_description_init(struct list_description *list, unsigned certificate) {
    memset(list, 0, sizeof *list);
    list->certificate = (uint8_t)certificate;
    list->say[LIST_THIS - LIST_ADD] = 1;
    list->say[LIST_NEXT - LIST_ADD] = 2;
}

void list_description_tell(struct list_description *list, unsigned what, uint8_t argument) {
    list->say[what - LIST_ADD] = argument;
    if (what == LIST_REVOKES && list->num_entries < PLAN_MAX_ENTRIES) {
        list->revoked[list->num_entries] = argument % (1 << REASON_SHIFT);
        list->reasons[list->num_entries++] = (uint8_t)((argument >> REASON_SHIFT) % NUM_REASONS);
    }
}

static uint8_t told_or(uint8_t counted_from_1, unsigned otherwise) {
    return (uint8_t)(counted_from_1 > 0 ? counted_from_1 - 1u : otherwise);
}

void list_description_set_issuer(struct list_description *list, unsigned name, unsigned key) {
    list->name = told_or(said(list, LIST_ISSUER), name);
    list->key = told_or(said(list, LIST_KEY), key);
}

/* ---- points ---- */

static void write_url(struct writer *w, char digit) {
    char url[] = "http://a/0";
    url[sizeof url - 2] = digit;
    der_write(w, DER_CONTEXT(GENERAL_NAME_URI), bytes_of_string(url));
}

static void write_directory(struct writer *w, unsigned name) {
    size_t directory = der_begin(w, DER_CONTEXT_CONSTRUCTED(GENERAL_NAME_DIRECTORY));
    plan_name_write(w, name);
    der_end(w, directory);
}

/* DistributionPointName with a full name: an URL, or where there is no digit a directory name. */
static void write_full_name(struct writer *w, char digit, unsigned name) {
    size_t point = der_begin(w, DER_CONTEXT_CONSTRUCTED(0)), full = der_begin(w, DER_CONTEXT_CONSTRUCTED(0));
    if (digit != 0) {
        write_url(w, digit);
    } else {
        write_directory(w, name);
    }
    der_end(w, full);
    der_end(w, point);
}

static void write_relative_name(struct writer *w, const char *common_name) {
    size_t point = der_begin(w, DER_CONTEXT_CONSTRUCTED(0)), relative = der_begin(w, DER_CONTEXT_CONSTRUCTED(1)),
           attribute = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_COMMON_NAME));
    der_write(w, DER_UTF8_STRING, bytes_of_string(common_name));
    der_end(w, attribute);
    der_end(w, relative);
    der_end(w, point);
}

static void write_point(struct writer *w, enum point form, char digit, unsigned name) {
    static const uint8_t key_compromise[] = {6, 0x40};
    size_t point = der_begin(w, DER_SEQUENCE);
    if (form != POINT_OF_ISSUER) {
        write_full_name(w, digit, name);
    }
    if (form == POINT_1_KEYS) {
        der_write(w, DER_CONTEXT(1), bytes_of(key_compromise, sizeof key_compromise));
    }
    if (form == POINT_1_OF_ISSUER || form == POINT_OF_ISSUER) {
        size_t issuer = der_begin(w, DER_CONTEXT_CONSTRUCTED(2));
        write_directory(w, name);
        der_end(w, issuer);
    }
    der_end(w, point);
}

void plan_points_write(struct writer *w, unsigned argument) {
    enum point form = (enum point)(argument % 8);
    size_t points = der_begin(w, DER_SEQUENCE);
    write_point(w, form, form == POINT_DIRECTORY ? 0 : form == POINT_2 ? '2' : '1', argument / 8);
    if (form == POINT_1_AND_2) {
        write_point(w, form, '2', 0);
    }
    der_end(w, points);
}

static void write_scope(struct writer *w, unsigned argument) {
    static void (*const plain[NUM_SCOPES])(struct writer *) = {[SCOPE_USERS] = crl_scope_only_users,
                                                               [SCOPE_CAS] = crl_scope_only_cas,
                                                               [SCOPE_ATTRIBUTES] = crl_scope_only_attributes,
                                                               [SCOPE_INDIRECT] = crl_scope_indirect,
                                                               [SCOPE_1] = crl_scope_point_1,
                                                               [SCOPE_2] = crl_scope_point_2,
                                                               [SCOPE_KEYS] = crl_scope_key_compromise,
                                                               [SCOPE_OTHER_REASONS] =
                                                                   crl_scope_all_but_key_compromise};
    unsigned form = argument % 16, name = argument / 16;
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    if (form == SCOPE_NONE || form >= NUM_SCOPES) {
        return;
    }
    if (plain[form] != NULL) {
        plain[form](w);
        return;
    }
    size_t scope = der_begin(&v, DER_SEQUENCE);
    if (form == SCOPE_RELATIVE) {
        write_relative_name(&v, "below");
    } else {
        write_full_name(&v, form == SCOPE_DIRECTORY ? 0 : '1', name);
    }
    if (form == SCOPE_1_INDIRECT || form == SCOPE_USERS_1) {
        der_write(&v, DER_CONTEXT(form == SCOPE_USERS_1 ? 1 : 4), bytes_of("\xff", 1));
    }
    der_end(&v, scope);
    extension_write(w, (tl_bytes)OID_VIEW(OID_ISSUING_DISTRIBUTION_POINT), true, buffer_bytes(&value));
    buffer_clear(&value);
}

/* ---- the list ---- */

static void write_extensions(struct writer *w, const struct list_description *list) {
    uint8_t id[PLAN_KEY_ID_LEN];
    if (said(list, LIST_ISSUER_ID) > 0) {
        plan_key_id(list->key + (said(list, LIST_ISSUER_ID) == 1 ? 0u : 1u), id);
        extension_write_authority_key_id(w, bytes_of(id, sizeof id));
    }
    write_scope(w, said(list, LIST_SCOPE));
    if (said(list, LIST_UNKNOWN) > 0) {
        (said(list, LIST_UNKNOWN) == 1 ? crl_extend_unknown_critical : crl_extend_unknown)(w);
    }
    if (said(list, LIST_FRESHEST) == 1) {
        crl_extend_freshest(w);
    }
}

static void write_of_entries(struct writer *w, unsigned how) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    if (how == 1 || how == 2) {
        (how == 1 ? crl_extend_unknown_critical : crl_extend_unknown)(w);
    } else if (how > 2) {
        size_t names = der_begin(&v, DER_SEQUENCE);
        write_directory(&v, how - 3);
        der_end(&v, names);
        extension_write(w, (tl_bytes)OID_VIEW(OID_CERTIFICATE_ISSUER), true, buffer_bytes(&value));
    }
    buffer_clear(&value);
}

void list_description_write(struct buffer *der, const void *description) {
    const struct list_description *list = description;
    struct forged_entry entries[PLAN_MAX_ENTRIES] = {0};
    struct buffer issuer = {0}, extensions = {0}, of_entries = {0};
    struct writer w_issuer = writer_to(&issuer), w_extensions = writer_to(&extensions),
                  w_entries = writer_to(&of_entries), w = writer_to(der);
    plan_name_write(&w_issuer, list->name);
    write_extensions(&w_extensions, list);
    write_of_entries(&w_entries, said(list, LIST_ENTRIES));
    for (unsigned i = 0; i < list->num_entries; i++) {
        entries[i] = (struct forged_entry){.serial = bytes_of(&list->serials[i], 1),
                                           .revoked_at = plan_time(1),
                                           .reason = list->reasons[i],
                                           .extensions = buffer_bytes(&of_entries)};
    }
    const struct crl_forgery forgery = {.issuer = buffer_bytes(&issuer),
                                        .key = plan_key(list->key),
                                        .version_1 = said(list, LIST_VERSION_1) == 1,
                                        .this_update = plan_time(said(list, LIST_THIS)),
                                        .next_update = plan_time(said(list, LIST_NEXT)),
                                        .no_next_update = said(list, LIST_NEXT) >= NUM_TIMES,
                                        .entries = entries,
                                        .num_entries = list->num_entries,
                                        .number = said(list, LIST_NUMBER),
                                        .base_number = said(list, LIST_BASE),
                                        .extensions = buffer_bytes(&extensions),
                                        .alg = plan_signature_alg(list->key, said(list, LIST_ALGORITHM)),
                                        .wrong_signature = said(list, LIST_BROKEN) % 2 != 0};
    EXPECT(!w_issuer.failed && !w_extensions.failed && !w_entries.failed);
    EXPECT(crl_write(&w, &forgery, plan_crypto()));
    buffer_clear(&issuer);
    buffer_clear(&extensions);
    buffer_clear(&of_entries);
}
