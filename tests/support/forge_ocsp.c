#include "support/forge_ocsp.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <time.h>

#include "base/control.h"
#include "x509/certificate/algorithm.h"
#include "x509/certificate/public_key_info.h"
#include "x509/der/oid.h"

static struct certificate parsed(const struct forged *forged) {
    struct certificate certificate;
    tl_error error;
    if (!certificate_parse(forged_der(forged), &certificate, &error)) {
        fail_msg("%s", error.message);
    }
    return certificate;
}

/* GeneralizedTime for every year, as OCSP has it. */
static void write_time(struct writer *w, int64_t seconds) {
    char text[32];
    struct tm tm;
    time_t time = (time_t)seconds;
    assert_non_null(gmtime_r(&time, &tm));
    strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &tm);
    der_write(w, DER_GENERALIZED_TIME, bytes_of_string(text));
}

static int64_t or_default(int64_t time, int64_t otherwise) {
    return time != 0 ? time : otherwise;
}

/* ---- a status ---- */

static void write_hash(struct writer *w, const struct hash_alg *alg, tl_bytes data) {
    uint8_t digest[HASH_MAX_LEN];
    assert_true(hash_once(alg, data, digest));
    der_write(w, DER_OCTET_STRING, bytes_of(digest, alg->len));
}

static void write_id(struct writer *w, const struct forged_single *single) {
    struct certificate certificate = parsed(single->of), issuer = parsed(single->issuer);
    const struct hash_alg *alg = single->hash != NULL ? single->hash : &hash_sha1;
    size_t id = der_begin(w, DER_SEQUENCE), algorithm = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, hash_oid(alg));
    der_end(w, algorithm);
    write_hash(w, alg, certificate.issuer);
    write_hash(w, alg, public_key_info_key(issuer.spki));
    der_write(w, DER_INTEGER, single->serial.len > 0 ? single->serial : certificate.serial);
    der_end(w, id);
}

static void write_status(struct writer *w, const struct forged_single *single) {
    if (single->status != OCSP_REVOKED) {
        der_write(w, DER_CONTEXT(single->status == OCSP_GOOD ? 0 : 2), (tl_bytes){0});
        return;
    }
    size_t revoked = der_begin(w, DER_CONTEXT_CONSTRUCTED(1));
    write_time(w, or_default(single->revoked_at, FORGE_NOW - 3600));
    if (single->reason != 0) {
        const uint8_t reason = (uint8_t)single->reason;
        size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(0));
        der_write(w, DER_ENUMERATED, bytes_of(&reason, 1));
        der_end(w, field);
    }
    der_end(w, revoked);
}

static void write_single(struct writer *w, const struct forged_single *single) {
    size_t begun = der_begin(w, DER_SEQUENCE);
    write_id(w, single);
    write_status(w, single);
    write_time(w, or_default(single->this_update, FORGE_NOW - 3600));
    if (!single->no_next_update) {
        size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(0));
        write_time(w, or_default(single->next_update, FORGE_NOW + FORGE_DAY));
        der_end(w, field);
    }
    if (single->extend != NULL) {
        size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(1)), list = der_begin(w, DER_SEQUENCE);
        single->extend(w);
        der_end(w, list);
        der_end(w, field);
    }
    der_end(w, begun);
}

/* ---- the response ---- */

static void write_responder(struct writer *w, const struct ocsp_forgery *forgery) {
    struct certificate responder = parsed(forgery->responder != NULL ? forgery->responder : forgery->signer);
    size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(forgery->by_key ? 2u : 1u));
    if (forgery->by_key) {
        write_hash(w, &hash_sha1, public_key_info_key(responder.spki));
    } else {
        write_bytes(w, responder.subject);
    }
    der_end(w, field);
}

static void write_nonce(struct writer *w, tl_bytes nonce) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    der_write(&v, DER_OCTET_STRING, nonce);
    extension_write(w, (tl_bytes)OID_VIEW(OID_OCSP_NONCE), false, buffer_bytes(&value));
    buffer_clear(&value);
}

static void write_tbs(struct writer *w, const struct ocsp_forgery *forgery) {
    size_t tbs = der_begin(w, DER_SEQUENCE);
    write_responder(w, forgery);
    write_time(w, or_default(forgery->produced_at, FORGE_NOW - 3600));
    size_t singles = der_begin(w, DER_SEQUENCE);
    for (size_t i = 0; i < forgery->num_singles; i++) {
        write_single(w, &forgery->singles[i]);
    }
    der_end(w, singles);
    if (forgery->nonce.len > 0 || forgery->extend != NULL) {
        size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(1)), list = der_begin(w, DER_SEQUENCE);
        if (forgery->nonce.len > 0) {
            write_nonce(w, forgery->nonce);
        }
        if (forgery->extend != NULL) {
            forgery->extend(w);
        }
        der_end(w, list);
        der_end(w, field);
    }
    der_end(w, tbs);
}

static void write_sent(struct writer *w, const struct ocsp_forgery *forgery) {
    if (forgery->sent[0] == NULL) {
        return;
    }
    size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(0)), list = der_begin(w, DER_SEQUENCE);
    for (size_t i = 0; i < COUNT_OF(forgery->sent) && forgery->sent[i] != NULL; i++) {
        write_bytes(w, forged_der(forgery->sent[i]));
    }
    der_end(w, list);
    der_end(w, field);
}

static void write_basic(struct writer *w, const struct ocsp_forgery *forgery) {
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t signature_len = 0;
    struct buffer tbs = {0};
    struct writer t = writer_to(&tbs);
    const struct private_key *key = forgery->signer->key;
    const struct signature_alg *alg =
        forgery->alg != NULL ? forgery->alg : signature_alg_for_key(private_key_public(key));
    write_tbs(&t, forgery);
    assert_false(t.failed);
    assert_true(private_key_sign(forge_crypto(), key, alg, buffer_bytes(&tbs), signature, &signature_len));
    signature[signature_len - 1] ^= forgery->wrong_signature ? 1 : 0;
    size_t basic = der_begin(w, DER_SEQUENCE);
    write_bytes(w, buffer_bytes(&tbs));
    signature_algorithm_write(w, alg);
    der_write_bit_string(w, bytes_of(signature, signature_len));
    write_sent(w, forgery);
    der_end(w, basic);
    buffer_clear(&tbs);
}

struct buffer forge_ocsp(const struct ocsp_forgery *forgery) {
    struct buffer der = {0};
    struct writer w = writer_to(&der);
    const uint8_t status = (uint8_t)forgery->status;
    size_t response = der_begin(&w, DER_SEQUENCE);
    der_write(&w, DER_ENUMERATED, bytes_of(&status, 1));
    if (forgery->status == OCSP_SUCCESSFUL) {
        size_t field = der_begin(&w, DER_CONTEXT_CONSTRUCTED(0)), bytes = der_begin(&w, DER_SEQUENCE);
        der_write(&w, DER_OID, (tl_bytes)OID_VIEW(OID_OCSP_BASIC));
        size_t octets = der_begin(&w, DER_OCTET_STRING);
        write_basic(&w, forgery);
        der_end(&w, octets);
        der_end(&w, bytes);
        der_end(&w, field);
    }
    der_end(&w, response);
    assert_false(w.failed);
    return der;
}
