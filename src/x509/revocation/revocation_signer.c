#include "x509/revocation/revocation_signer.h"

#include "base/control.h"
#include "x509/names/name.h"
#include "x509/trust/trust.h"

static bool may_sign_lists(const struct certificate *certificate) {
    return !certificate->has_key_usage || (certificate->key_usage & KEY_USAGE_CRL_SIGN) != 0;
}

bool revocation_signed_list(const struct revocation_case *judged, const struct certificate *signer, const tl_crl *crl) {
    struct path *path = judged->path;
    bool may_verify = path->num_list_signatures_left > 0;
    TRY(may_sign_lists(signer));
    bool is_signed = crl_is_signed_by(crl, signer, path->request->crypto, &path->num_list_signatures_left);
    path->revocation_gave_up = path->revocation_gave_up || (!is_signed && !may_verify);
    return is_signed;
}

/* The certificates above the one that is judged, whose place on the path vouches for them. A certificate that signs
 * lists may itself be covered by the list that it signs. */
static bool find_on_path(const struct revocation_case *judged, const tl_crl *crl, struct certificate *signer) {
    const struct path *path = judged->path;
    unsigned first = judged->index + (path->request->revocation.of_signer ? 0 : 1);
    for (unsigned i = first; i <= path->len; i++) {
        const struct certificate *candidate = i < path->len ? &path->certificates[i] : judged->anchor;
        if (name_equal(candidate->subject, crl_view(crl)->issuer) && revocation_signed_list(judged, candidate, crl)) {
            *signer = *candidate;
            return true;
        }
    }
    return false;
}

/* The path of the list's signer must end at the same anchor (§6.3.3 (f)), and none of it may be revoked either. */
static bool leads_to_anchor(const struct revocation_case *judged, const struct certificate *candidate) {
    tl_trust *trust = tl_trust_parse(judged->anchor->der, NULL);
    if (trust == NULL) {
        judged->path->revocation_gave_up = true;
        return false;
    }
    struct path_request request = *judged->path->request;
    trust->distrusted = request.trust->distrusted; /* lent */
    request.trust = trust;
    request.leaf = candidate;
    request.host = NULL;
    request.email = NULL;
    request.policies = (struct policy_inputs){0};
    request.report = NULL;
    request.purpose = TL_PURPOSE_ANY;
    request.revocation.of_signer = true;
    request.revocation.status = NULL;
    tl_error error;
    bool ok = path_verify(&request, &error);
    trust->distrusted = (tl_bytes){0};
    tl_trust_free(trust);
    if (!ok && (error.reason == TL_REASON_PATH_SEARCH_TOO_LONG || error.reason == TL_REASON_OUT_OF_MEMORY)) {
        judged->path->revocation_gave_up = true;
    }
    return ok;
}

/* One level is enough: whoever vouches for a list's signer stands above it. */
static bool find_elsewhere(const struct revocation_case *judged, const tl_crl *crl, struct certificate *signer) {
    const struct path_request *request = judged->path->request;
    for (size_t i = 0; !request->revocation.of_signer && i < request->num_intermediates; i++) {
        tl_bytes der = request->intermediates[i], issuer, subject;
        if (certificate_peek_names(der, &issuer, &subject) && name_equal(subject, crl_view(crl)->issuer) &&
            certificate_parse(der, signer, NULL) && revocation_signed_list(judged, signer, crl) &&
            leads_to_anchor(judged, signer)) {
            return true;
        }
    }
    return false;
}

bool revocation_find_signer(const struct revocation_case *judged, const tl_crl *crl, struct certificate *signer) {
    return find_on_path(judged, crl, signer) || find_elsewhere(judged, crl, signer);
}
