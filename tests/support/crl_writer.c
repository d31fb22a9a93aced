#include "support/crl_writer.h"

#include "base/control.h"
#include "x509/certificate/algorithm.h"
#include "x509/der/oid.h"

static void write_number(struct writer *w, tl_bytes oid, bool critical, uint32_t number) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    der_write_small(&v, number);
    extension_write(w, oid, critical, buffer_bytes(&value));
    buffer_clear(&value);
}

static void write_entry(struct writer *w, const struct forged_entry *entry) {
    size_t begun = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_INTEGER, entry->serial);
    der_write_time(w, entry->revoked_at);
    if (entry->reason != 0 || entry->extend != NULL || entry->extensions.len > 0) {
        const uint8_t reason[] = {0x0a, 1, (uint8_t)entry->reason};
        size_t extensions = der_begin(w, DER_SEQUENCE);
        if (entry->reason != 0) {
            extension_write(w, (tl_bytes)OID_VIEW(OID_CRL_REASON), false, bytes_of(reason, sizeof reason));
        }
        if (entry->extend != NULL) {
            entry->extend(w);
        }
        write_bytes(w, entry->extensions);
        der_end(w, extensions);
    }
    der_end(w, begun);
}

static bool has_extensions(const struct crl_forgery *forgery) {
    return forgery->number != 0 || forgery->base_number != 0 || forgery->extend != NULL || forgery->extensions.len > 0;
}

static void write_extensions(struct writer *w, const struct crl_forgery *forgery) {
    size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(0)), list = der_begin(w, DER_SEQUENCE);
    if (forgery->number != 0) {
        write_number(w, (tl_bytes)OID_VIEW(OID_CRL_NUMBER), false, forgery->number);
    }
    if (forgery->base_number != 0) {
        write_number(w, (tl_bytes)OID_VIEW(OID_DELTA_CRL_INDICATOR), true, forgery->base_number);
    }
    if (forgery->extend != NULL) {
        forgery->extend(w);
    }
    write_bytes(w, forgery->extensions);
    der_end(w, list);
    der_end(w, field);
}

static void write_tbs(struct writer *w, const struct crl_forgery *forgery, const struct signature_alg *alg) {
    size_t tbs = der_begin(w, DER_SEQUENCE);
    if (!forgery->version_1) {
        der_write_small(w, 1);
    }
    signature_algorithm_write(w, alg);
    write_bytes(w, forgery->issuer);
    der_write_time(w, forgery->this_update);
    if (!forgery->no_next_update) {
        der_write_time(w, forgery->next_update);
    }
    if (forgery->num_entries > 0) {
        size_t entries = der_begin(w, DER_SEQUENCE);
        for (size_t i = 0; i < forgery->num_entries; i++) {
            write_entry(w, &forgery->entries[i]);
        }
        der_end(w, entries);
    }
    if (has_extensions(forgery)) {
        write_extensions(w, forgery);
    }
    der_end(w, tbs);
}

bool crl_write(struct writer *w, const struct crl_forgery *forgery, const tl_crypto *crypto) {
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t signature_len = 0;
    const struct signature_alg *alg =
        forgery->alg != NULL ? forgery->alg : signature_alg_for_key(private_key_public(forgery->key));
    size_t list = der_begin(w, DER_SEQUENCE);
    write_tbs(w, forgery, alg);
    TRY(!w->failed);
    tl_bytes tbs = bytes_from(buffer_bytes(w->buffer), list);
    TRY(private_key_sign(crypto, forgery->key, alg, tbs, signature, &signature_len));
    signature[signature_len - 1] ^= forgery->wrong_signature ? 1 : 0;
    signature_algorithm_write(w, alg);
    der_write_bit_string(w, bytes_of(signature, signature_len));
    der_end(w, list);
    return !w->failed;
}

/* ---- extensions ---- */

static void write_value(struct writer *w, const char *oid, bool critical, const char *value, size_t len) {
    extension_write(w, bytes_of_string(oid), critical, bytes_of(value, len));
}

void crl_extend_unknown_critical(struct writer *w) {
    write_value(w, "\x2a\x03\x04", true, "\x05\x00", 2);
}

void crl_extend_unknown(struct writer *w) {
    write_value(w, "\x2a\x03\x04", false, "\x05\x00", 2);
}

/* DistributionPointName: http://a/, and a letter or digit. */
#define POINT(letter) "\xa0\x0e\xa0\x0c\x86\x0ahttp://a/" letter

#define SCOPE(name, value)                                                                                             \
    void crl_scope_##name(struct writer *w) {                                                                          \
        write_value(w, OID_ISSUING_DISTRIBUTION_POINT, true, value, sizeof(value) - 1);                                \
    }
SCOPE(only_users, "\x30\x03\x81\x01\xff")
SCOPE(only_cas, "\x30\x03\x82\x01\xff")
SCOPE(only_attributes, "\x30\x03\x85\x01\xff")
SCOPE(indirect, "\x30\x03\x84\x01\xff")
SCOPE(point_1, "\x30\x10" POINT("1"))
SCOPE(point_2, "\x30\x10" POINT("2"))
SCOPE(key_compromise, "\x30\x04\x83\x02\x06\x40")
SCOPE(all_but_key_compromise, "\x30\x05\x83\x03\x07\x3f\x80")

void crl_extend_freshest(struct writer *w) {
    write_value(w, OID_FRESHEST_CRL, false, "\x30\x12\x30\x10" POINT("d"), 20);
}

void certificate_extend_point_1(struct writer *w) {
    write_value(w, OID_CRL_POINTS, false, "\x30\x12\x30\x10" POINT("1"), 20);
}
