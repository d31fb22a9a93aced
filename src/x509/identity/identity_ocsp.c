/* An identity that staples OCSP responses to its certificates. */
#include "base/clock.h"
#include "base/control.h"
#include "x509/identity/identity.h"
#include "x509/path/path_rules.h"
#include "x509/revocation/ocsp.h"
#include "x509/revocation/ocsp_check.h"
#include "x509/revocation/revocation_sentences.h"

enum { STAPLE_MAX_LEN = 65000 }; /* what an extension has room for, and a little less */

void identity_staples_free(struct staple *staples, size_t count) {
    for (size_t i = 0; staples != NULL && i < count; i++) {
        buffer_clear(&staples[i].der);
    }
    mem_free(staples);
}

tl_bytes identity_staple(const tl_identity *identity, size_t index, int64_t now) {
    const struct staple *staple = identity->staples != NULL ? &identity->staples[index] : NULL;
    bool valid = staple != NULL && now >= staple->this_update && now <= staple->valid_until;
    return valid ? buffer_bytes(&staple->der) : (tl_bytes){0};
}

/* At the time when it was made: whether it still holds, each handshake looks. */
static bool check(const struct certificate *certificate, const struct certificate *issuer, tl_bytes response,
                  int64_t time, tl_error *error) {
    tl_revocation_status status;
    return ocsp_check(&(struct ocsp_question){.certificate = certificate, .issuer = issuer, .time = time}, response,
                      &status, error);
}

/* One that is not good would have peers refuse the certificate, or tell them nothing. */
static bool is_good(const struct certificate *certificate, const struct ocsp_single *single, tl_error *error) {
    char name[NAME_TEXT_SIZE], when[TIME_TEXT_SIZE];
    path_name_text(certificate->subject, name);
    time_text(single->revoked_at, when);
    REQUIRE(single->status != OCSP_REVOKED, error_set(error, STAPLE_SAYS_REVOKED, name, when,
                                                      tl_revocation_reason_name((tl_revocation_reason)single->reason)));
    return single->status == OCSP_GOOD || error_set(error, STAPLE_DOES_NOT_KNOW, name);
}

/* Responders may give out later what they found at thisUpdate, signed with a certificate of then, or before what is to
 * hold later: a time at which the response holds, the nearest to when it was made. */
static int64_t made_at(const struct ocsp_response *response, const struct ocsp_single *single) {
    int64_t until = ocsp_single_valid_until(single);
    int64_t time = response->produced_at > single->this_update ? response->produced_at : single->this_update;
    return time < until ? time : until;
}

/* Looks whether the response is for a certificate of the chain, and whether its signature is right where the chain has
 * the issuer. *found: it is for this one. False: it is, and cannot be used. */
static bool attach(tl_identity *identity, size_t index, const struct ocsp_response *parsed, tl_bytes response,
                   bool *found, tl_error *error) {
    struct certificate certificate, issuer;
    struct ocsp_single single;
    struct staple *staple = &identity->staples[index];
    bool has_issuer = index + 1 < identity->num_chain;
    TRY(certificate_parse(identity->chain[index], &certificate, error));
    TRY(!has_issuer || certificate_parse(identity->chain[index + 1], &issuer, error));
    *found = ocsp_find_single(parsed, &certificate, has_issuer ? &issuer : NULL, &single);
    if (!*found) {
        return true;
    }
    bool tells = single.status != OCSP_UNKNOWN;
    TRY(!has_issuer || !tells || check(&certificate, &issuer, response, made_at(parsed, &single), error));
    TRY(is_good(&certificate, &single, error));
    buffer_clear(&staple->der);
    REQUIRE(buffer_append(&staple->der, response), error_set(error, OUT_OF_MEMORY));
    staple->this_update = single.this_update;
    staple->valid_until = ocsp_single_valid_until(&single);
    return true;
}

static bool add(tl_identity *identity, size_t number, tl_bytes response, tl_error *error) {
    struct ocsp_response parsed;
    REQUIRE(response.len <= STAPLE_MAX_LEN, error_set(error, STAPLE_TOO_LARGE, number, response.len, STAPLE_MAX_LEN));
    TRY(ocsp_parse(response, &parsed, error));
    REQUIRE(parsed.status == OCSP_SUCCESSFUL, error_set(error, STAPLE_NOT_SUCCESSFUL, number));
    bool found_any = false;
    for (size_t i = 0; i < identity->num_chain; i++) {
        bool found;
        TRY(attach(identity, i, &parsed, response, &found, error));
        found_any = found_any || found;
    }
    REQUIRE(found_any, error_set(error, STAPLE_OF_OTHERS, number, tl_cert_subject(identity->leaf_object)));
    return true;
}

/* ---- the identity ---- */

bool tl_identity_ocsp_validity(const tl_identity *identity, time_t *from, time_t *until) {
    bool any = false;
    for (size_t i = 0; identity->staples != NULL && i < identity->num_chain; i++) {
        const struct staple *staple = &identity->staples[i];
        if (staple->der.len == 0) {
            continue;
        }
        *from = any && *from > staple->this_update ? *from : (time_t)staple->this_update;
        *until = any && *until < staple->valid_until ? *until : (time_t)staple->valid_until;
        any = true;
    }
    return any;
}

static tl_identity *new_like(const tl_identity *identity, tl_error *error) {
    tl_identity *like = mem_new(sizeof *like);
    if (like == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    /* Field by field: the count of references may be changing. */
    ref_init(&like->refs);
    like->of = tl_identity_ref(identity->of != NULL ? identity->of : identity);
    like->chain = identity->chain;
    like->num_chain = identity->num_chain;
    like->leaf = identity->leaf;
    like->key = identity->key;
    like->leaf_object = identity->leaf_object;
    like->staples = mem_new_array(identity->num_chain, sizeof *like->staples);
    if (like->staples == NULL) {
        error_set(error, OUT_OF_MEMORY);
        tl_identity_free(like);
        return NULL;
    }
    return like;
}

tl_identity *tl_identity_with_ocsp(const tl_identity *identity, const tl_bytes *responses, size_t num_responses,
                                   tl_error *error) {
    error_clear(error);
    tl_identity *stapling = new_like(identity, error);
    bool ok = stapling != NULL;
    for (size_t i = 0; ok && i < num_responses; i++) {
        ok = add(stapling, i + 1, responses[i], error);
    }
    if (!ok) {
        tl_identity_free(stapling);
        return NULL;
    }
    return stapling;
}
