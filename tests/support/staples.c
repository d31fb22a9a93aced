#include "support/staples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/forge_ocsp.h"
#include "x509/der/oid.h"
#include "x509/identity/identity.h"

/* What forge wants of a certificate: a view, with the identity's key. */
static struct forged view_of(const tl_identity *identity, size_t index) {
    tl_bytes der = identity->chain[index];
    return (struct forged){.der = {.data = (uint8_t *)(uintptr_t)der.data, .len = der.len}, .key = identity->key};
}

/* ---- responses ---- */

static struct buffer make(const struct forged *of, const struct forged *issuer, enum staple_kind kind) {
    static const uint8_t other_serial[] = {0x7f, 0x01};
    int64_t now = time(NULL), from = now - 3600;
    from = kind == STAPLE_OUT_OF_DATE ? now - 10 * FORGE_DAY : from;
    from = kind == STAPLE_OF_FUTURE ? now + FORGE_DAY : from;
    struct forged_single single = {
        .of = of,
        .issuer = issuer,
        .status = kind == STAPLE_REVOKED ? OCSP_REVOKED : OCSP_GOOD,
        .this_update = from,
        .next_update = from + 7 * FORGE_DAY,
    };
    if (kind == STAPLE_SAYS_UNKNOWN) {
        single.status = OCSP_UNKNOWN;
    } else if (kind == STAPLE_OF_OTHERS) {
        single.serial = bytes_of(other_serial, sizeof other_serial);
    }
    return forge_ocsp(&(struct ocsp_forgery){
        .status = kind == STAPLE_NOT_SUCCESSFUL ? OCSP_TRY_LATER : OCSP_SUCCESSFUL,
        .signer = issuer,
        .singles = &single,
        .num_singles = 1,
        .produced_at = single.this_update,
        .wrong_signature = kind == STAPLE_WRONGLY_SIGNED,
    });
}

struct buffer staple_make(const tl_identity *of, const tl_identity *issuer, enum staple_kind kind) {
    struct forged leaf = view_of(of, 0), signer = view_of(issuer, 0);
    return make(&leaf, &signer, kind);
}

tl_identity *staple_attach(const tl_identity *identity, const tl_identity *const *issuers, size_t num_issuers) {
    struct buffer responses[4] = {0};
    tl_bytes views[COUNT_OF(responses)];
    tl_error error;
    assert_in_range(num_issuers, 1, COUNT_OF(responses));
    for (size_t i = 0; i < num_issuers; i++) {
        struct forged of = view_of(identity, i), signer = view_of(issuers[i], 0);
        responses[i] = make(&of, &signer, STAPLE_GOOD);
        views[i] = buffer_bytes(&responses[i]);
    }
    tl_identity *stapled = tl_identity_with_ocsp(identity, views, num_issuers, &error);
    if (stapled == NULL) {
        fail_msg("the test's responses cannot be stapled: %s", error.message);
    }
    for (size_t i = 0; i < num_issuers; i++) {
        buffer_clear(&responses[i]);
    }
    return stapled;
}

/* ---- who must staple ---- */

static void write_feature(struct writer *w) {
    static const uint8_t status_request[] = {0x30, 3, 0x02, 1, 5};
    extension_write(w, (tl_bytes)OID_VIEW(OID_TLS_FEATURE), false, bytes_of(status_request, sizeof status_request));
}

/* Takes the key over. */
static tl_identity *identity_of(const struct forged *leaf, const tl_identity *issuer) {
    tl_bytes issuer_der = issuer->chain[0];
    tl_bytes *chain = mem_new(2 * sizeof *chain + leaf->der.len + issuer_der.len);
    tl_error error;
    assert_non_null(chain);
    uint8_t *at = (uint8_t *)(chain + 2);
    chain[0] = bytes_of(memcpy(at, leaf->der.data, leaf->der.len), leaf->der.len);
    chain[1] = bytes_of(memcpy(at + leaf->der.len, issuer_der.data, issuer_der.len), issuer_der.len);
    tl_identity *identity = identity_new(chain, 2, leaf->key, &error);
    if (identity == NULL) {
        fail_msg("the test's identity cannot be made: %s", error.message);
    }
    return identity;
}

tl_identity *staple_must_have(const tl_identity *issuer, bool for_client) {
    static const char *const names[] = {"www.example.org", NULL};
    int64_t now = time(NULL);
    struct forged signer = view_of(issuer, 0);
    struct forged leaf = forge(&(struct forgery){
        .issuer = &signer,
        .name = "must staple",
        .not_before = now - FORGE_DAY,
        .not_after = now + FORGE_DAY,
        .names = names,
        .key_usage = KEY_USAGE_DIGITAL_SIGNATURE,
        .extended_key_usage = for_client ? (tl_bytes)OID_VIEW(OID_CLIENT_AUTH) : (tl_bytes)OID_VIEW(OID_SERVER_AUTH),
        .extend = write_feature,
    });
    tl_identity *identity = identity_of(&leaf, issuer);
    buffer_clear(&leaf.der);
    return identity;
}
