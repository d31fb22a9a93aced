#include "x509/revocation/crl.h"

#include "base/control.h"
#include "x509/certificate/algorithm.h"
#include "x509/certificate/extensions.h"
#include "x509/der/oid.h"
#include "x509/der/times.h"
#include "x509/names/general_names.h"
#include "x509/names/name.h"
#include "x509/revocation/revocation_sentences.h"

enum { MAX_LIST_EXTENSIONS = 32, MAX_ENTRY_EXTENSIONS = 8, NUMBER_MAX_LEN = 21, SERIAL_MAX_LEN = 20 };

/* ---- extensions ---- */

static tl_bytes number_of(tl_bytes value) {
    struct reader r = reader_of(value);
    tl_bytes number = der_read_integer(&r);
    bool fits = read_end(&r) && number.len <= NUMBER_MAX_LEN && number.data[0] < 0x80;
    return fits ? number : (tl_bytes){0};
}

static bool parse_number(tl_bytes value, struct crl *crl) {
    crl->number = number_of(value);
    return crl->number.len > 0;
}

static bool parse_base_number(tl_bytes value, struct crl *crl) {
    crl->base_number = number_of(value);
    return crl->base_number.len > 0;
}

static bool parse_scope(tl_bytes value, struct crl *crl) {
    crl->scope_value = value;
    return crl_scope_parse(value, &crl->scope);
}

static bool parse_authority_key_id(tl_bytes value, struct crl *crl) {
    crl->authority_key_id = value;
    return der_is_element(value, DER_SEQUENCE);
}

static const struct {
    tl_bytes oid;
    bool (*parse)(tl_bytes value, struct crl *crl);
} known[] = {
    {OID_VIEW(OID_AUTHORITY_KEY_ID), parse_authority_key_id},
    {OID_VIEW(OID_CRL_NUMBER), parse_number},
    {OID_VIEW(OID_DELTA_CRL_INDICATOR), parse_base_number},
    {OID_VIEW(OID_ISSUING_DISTRIBUTION_POINT), parse_scope},
};

static bool apply_extension(const struct extension *extension, void *to) {
    struct crl *crl = to;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (bytes_equal(known[i].oid, extension->oid)) {
            return known[i].parse(extension->value, crl);
        }
    }
    extension_note_unknown(extension, &crl->unknown_critical);
    return true;
}

/* ---- entries ---- */

static const char bad_entry[] = "one of its entries is not such as RFC 5280 §5.3 prescribes";

/* §5.3.1: 7 is not used. */
unsigned crl_read_reason(struct reader *r) {
    enum { LAST_REASON = 10, UNUSED_REASON = 7 };
    unsigned reason = der_read_small_as(r, DER_ENUMERATED, LAST_REASON);
    if (reason == UNUSED_REASON) {
        read_fail(r);
    }
    return reason;
}

static bool parse_reason(tl_bytes value, struct crl_entry *entry) {
    struct reader r = reader_of(value);
    entry->reason = crl_read_reason(&r);
    return read_end(&r);
}

static bool parse_certificate_issuer(tl_bytes value, struct crl_entry *entry) {
    struct reader r = reader_of(value);
    entry->certificate_issuer = der_read(&r, DER_SEQUENCE);
    return read_end(&r) && general_names_are_well_formed(entry->certificate_issuer);
}

static bool apply_entry_extension(const struct extension *extension, void *to) {
    struct crl_entry *entry = to;
    if (oid_is(extension->oid, OID_CRL_REASON)) {
        return parse_reason(extension->value, entry);
    }
    if (oid_is(extension->oid, OID_CERTIFICATE_ISSUER)) {
        return parse_certificate_issuer(extension->value, entry);
    }
    extension_note_unknown(extension, &entry->unknown_critical);
    return true;
}

void crl_read_entry(struct reader *entries, struct crl_entry *entry) {
    *entry = (struct crl_entry){0};
    struct reader r = der_enter(entries, DER_SEQUENCE);
    entry->serial = der_read_integer(&r);
    entry->revoked_at = der_read_time(&r);
    entry->extended = read_more(&r);
    tl_bytes extensions = entry->extended ? der_read(&r, DER_SEQUENCE) : (tl_bytes){0};
    der_leave(entries, &r);
    if (entry->serial.len > SERIAL_MAX_LEN ||
        (entry->extended && !extensions_apply(extensions, MAX_ENTRY_EXTENSIONS, apply_entry_extension, entry))) {
        read_fail(entries);
    }
}

/* A serial number of one octet, and a UTCTime: no list has more entries than its length allows. */
enum { ENTRY_MIN_LEN = 3 + 15 };

static bool count_entries(struct crl *crl) {
    struct reader r = reader_of(crl->entries);
    for (; read_more(&r); crl->num_entries++) {
        if (der_read(&r, DER_SEQUENCE).len < ENTRY_MIN_LEN) {
            read_fail(&r);
        }
    }
    return read_end(&r);
}

bool crl_read_entries(struct crl *crl, crl_entry_fn *take, void *arg, tl_error *error) {
    struct reader r = reader_of(crl->entries);
    while (read_more(&r)) {
        size_t offset = (size_t)(r.at - crl->entries.data);
        struct crl_entry entry;
        crl_read_entry(&r, &entry);
        if (entry.extended && crl->version == 1) { /* §5.1: extensions need version 2 */
            read_fail(&r);
        }
        if (crl->unknown_critical.len == 0) {
            crl->unknown_critical = entry.unknown_critical;
        }
        if (!r.failed && take != NULL) {
            take(arg, offset, &entry);
        }
    }
    REQUIRE(read_end(&r), error_set(error, MALFORMED_CRL, bad_entry));
    return true;
}

/* ---- the list ---- */

static bool read_frame(tl_bytes der, struct crl *crl, tl_bytes *algorithm) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    crl->der = der;
    crl->tbs = der_read_element(&r, DER_SEQUENCE);
    *algorithm = der_read(&r, DER_SEQUENCE);
    crl->signature = der_read_bit_string(&r);
    der_leave(&outer, &r);
    return read_end(&outer);
}

/* Version is there in version 2 alone (§5.1.2.1). */
static unsigned read_version(struct reader *r) {
    if (!der_next_is(r, DER_INTEGER)) {
        return 1;
    }
    if (der_read_small(r, 1) != 1) {
        read_fail(r);
    }
    return 2;
}

static void read_dates(struct reader *r, struct crl *crl) {
    crl->this_update = der_read_time(r);
    crl->has_next_update = der_next_is(r, DER_UTC_TIME) || der_next_is(r, DER_GENERALIZED_TIME);
    crl->next_update = crl->has_next_update ? der_read_time(r) : 0;
}

static bool read_extensions(struct reader *r, struct crl *crl, tl_error *error) {
    if (!der_next_is(r, DER_CONTEXT_CONSTRUCTED(0))) {
        return true;
    }
    struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(0));
    tl_bytes extensions = der_read(&field, DER_SEQUENCE);
    der_leave(r, &field);
    REQUIRE(!r->failed && crl->version == 2 && extensions_apply(extensions, MAX_LIST_EXTENSIONS, apply_extension, crl),
            error_set(error, MALFORMED_CRL, "its extensions are not such as RFC 5280 §5.2 prescribes"));
    return true;
}

static bool read_tbs(struct crl *crl, tl_bytes outer_algorithm, tl_error *error) {
    struct reader outer = reader_of(crl->tbs);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    crl->version = read_version(&r);
    tl_bytes algorithm = der_read(&r, DER_SEQUENCE);
    crl->issuer = der_read_element(&r, DER_SEQUENCE);
    REQUIRE(!r.failed && bytes_equal(algorithm, outer_algorithm),
            error_set(error, MALFORMED_CRL, "its version or signature algorithm is not such as RFC 5280 §5.1 says"));
    REQUIRE(name_is_well_formed(crl->issuer) && !name_is_empty(crl->issuer),
            error_set(error, MALFORMED_CRL, "its issuer is not a name (RFC 5280 §5.1.2.3)"));
    read_dates(&r, crl);
    if (der_next_is(&r, DER_SEQUENCE)) {
        crl->entries = der_read(&r, DER_SEQUENCE);
    }
    REQUIRE(!r.failed, error_set(error, MALFORMED_CRL, "its dates or entries are not DER (RFC 5280 §5.1.2)"));
    TRY(read_extensions(&r, crl, error));
    REQUIRE(count_entries(crl), error_set(error, MALFORMED_CRL, bad_entry));
    der_leave(&outer, &r);
    REQUIRE(read_end(&outer),
            error_set(error, MALFORMED_CRL, "there is something at its end that does not belong there"));
    return true;
}

bool crl_parse(tl_bytes der, struct crl *crl, tl_error *error) {
    tl_bytes algorithm;
    *crl = (struct crl){.scope.reasons = CRL_ALL_REASONS};
    REQUIRE(read_frame(der, crl, &algorithm),
            error_set(error, MALFORMED_CRL, "it is not one DER structure with three parts (RFC 5280 §5.1)"));
    REQUIRE(signature_algorithm_parse(algorithm, &crl->signature_alg),
            error_set(error, MALFORMED_CRL, "the parameters of its signatureAlgorithm are wrong"));
    return read_tbs(crl, algorithm, error);
}

int crl_numbers_compare(tl_bytes a, tl_bytes b) {
    if (a.len != b.len) { /* minimal, so that the longer one is the larger, but for the zero octet before a high bit */
        return a.len < b.len ? -1 : 1;
    }
    return a.len == 0 ? 0 : memcmp(a.data, b.data, a.len);
}
