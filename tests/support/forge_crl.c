#include "support/forge_crl.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

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
    der_write_time(w, entry->revoked_at != 0 ? entry->revoked_at : FORGE_NOW - 3600);
    if (entry->reason != 0 || entry->extend != NULL) {
        const uint8_t reason[] = {0x0a, 1, (uint8_t)entry->reason};
        size_t extensions = der_begin(w, DER_SEQUENCE);
        if (entry->reason != 0) {
            extension_write(w, (tl_bytes)OID_VIEW(OID_CRL_REASON), false, bytes_of(reason, sizeof reason));
        }
        if (entry->extend != NULL) {
            entry->extend(w);
        }
        der_end(w, extensions);
    }
    der_end(w, begun);
}

static void write_extensions(struct writer *w, const struct crl_forgery *forgery) {
    if (forgery->number == 0 && forgery->base_number == 0 && forgery->extend == NULL) {
        return;
    }
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
    der_write_time(w, forgery->this_update != 0 ? forgery->this_update : FORGE_NOW - FORGE_DAY);
    if (!forgery->no_next_update) {
        der_write_time(w, forgery->next_update != 0 ? forgery->next_update : FORGE_NOW + FORGE_DAY);
    }
    if (forgery->num_entries > 0) {
        size_t entries = der_begin(w, DER_SEQUENCE);
        for (size_t i = 0; i < forgery->num_entries; i++) {
            write_entry(w, &forgery->entries[i]);
        }
        der_end(w, entries);
    }
    write_extensions(w, forgery);
    der_end(w, tbs);
}

struct buffer forge_crl(const struct crl_forgery *forgery) {
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t signature_len = 0;
    struct buffer tbs = {0}, der = {0};
    struct writer w = writer_to(&tbs);
    const struct signature_alg *alg =
        forgery->alg != NULL ? forgery->alg : signature_alg_for_key(private_key_public(forgery->key));
    write_tbs(&w, forgery, alg);
    assert_false(w.failed);
    assert_true(private_key_sign(forge_crypto(), forgery->key, alg, buffer_bytes(&tbs), signature, &signature_len));
    signature[signature_len - 1] ^= forgery->wrong_signature ? 1 : 0;
    w = writer_to(&der);
    size_t list = der_begin(&w, DER_SEQUENCE);
    write_bytes(&w, buffer_bytes(&tbs));
    signature_algorithm_write(&w, alg);
    der_write_bit_string(&w, bytes_of(signature, signature_len));
    der_end(&w, list);
    assert_false(w.failed);
    buffer_clear(&tbs);
    return der;
}

tl_crl *forge_crl_object(const struct crl_forgery *forgery) {
    struct buffer der = forge_crl(forgery);
    tl_error error;
    tl_crl *crl = tl_crl_parse(buffer_bytes(&der), &error);
    if (crl == NULL) {
        fail_msg("the test's revocation list cannot be read: %s", error.message);
    }
    buffer_clear(&der);
    return crl;
}

tl_crls *forge_crls(const struct crl_forgery *forgeries, size_t num_forgeries) {
    tl_crl *crls[16];
    assert_true(num_forgeries <= sizeof crls / sizeof *crls);
    for (size_t i = 0; i < num_forgeries; i++) {
        crls[i] = forge_crl_object(&forgeries[i]);
    }
    tl_crls *set = tl_crls_new((const tl_crl *const *)crls, num_forgeries, NULL);
    assert_non_null(set);
    for (size_t i = 0; i < num_forgeries; i++) {
        tl_crl_free(crls[i]);
    }
    return set;
}

tl_bytes forged_subject(const struct forged *forged) {
    tl_bytes issuer, subject;
    assert_true(certificate_peek_names(forged_der(forged), &issuer, &subject));
    return subject;
}
