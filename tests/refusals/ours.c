#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "refusals/scene.h"
#include "support/forge_certdata.h"

static tl_trust *trust_in_octets(const struct stage *stage) {
    tl_error error;
    const struct forged *anchor = stage->scene->leaf_is_trusted ? &stage->leaf : &stage->root;
    tl_trust *trust = tl_trust_parse(forged_der(anchor), &error);
    if (trust == NULL) {
        fail_msg("the row's trust cannot be made: %s", error.message);
    }
    return trust;
}

/* Mozilla's list, which knows dates and distrust. */
static tl_trust *trust_in_list(const struct stage *stage) {
    const struct scene *scene = stage->scene;
    struct buffer text = {0};
    certdata_add_text(&text, "BEGINDATA\n");
    certdata_add_certificate(&text, &stage->root,
                             scene->distrust == DISTRUSTED_AFTER_DATE ? scene->distrust_date : NULL);
    certdata_add_trust(&text, &stage->root, CERTDATA_TRUSTED, CERTDATA_TRUSTED);
    if (scene->distrust != DISTRUSTED_AFTER_DATE) {
        certdata_add_trust(&text, scene->distrust == LEAF_DISTRUSTED ? &stage->leaf : &stage->ca, CERTDATA_NOT_TRUSTED,
                           CERTDATA_NOT_TRUSTED);
    }
    tl_error error;
    tl_trust *trust = tl_trust_parse_certdata(buffer_bytes(&text), TL_TRUST_SERVERS, &error);
    if (trust == NULL) {
        fail_msg("the row's list of anchors cannot be read: %s", error.message);
    }
    buffer_clear(&text);
    return trust;
}

static tl_crls *lists_of(const struct stage *stage) {
    tl_crl *lists[SCENE_MAX_LISTS];
    tl_error error;
    for (size_t i = 0; i < stage->scene->num_lists; i++) {
        lists[i] = tl_crl_parse(buffer_bytes(&stage->lists[i]), &error);
        if (lists[i] == NULL) {
            fail_msg("the row's revocation list cannot be read: %s", error.message);
        }
    }
    tl_crls *set = tl_crls_new((const tl_crl *const *)lists, stage->scene->num_lists, &error);
    assert_non_null(set);
    for (size_t i = 0; i < stage->scene->num_lists; i++) {
        tl_crl_free(lists[i]);
    }
    return set;
}

void ours_answers(const struct stage *stage, struct answer *answer) {
    const struct scene *scene = stage->scene;
    tl_trust *trust = scene->distrust == TRUSTED ? trust_in_octets(stage) : trust_in_list(stage);
    tl_crls *crls = lists_of(stage);
    const tl_bytes response = buffer_bytes(&stage->response);
    tl_verify_options options = {
        .trust = trust,
        .intermediates = stage->sent,
        .num_intermediates = stage->num_sent,
        .host = scene->host,
        .email = scene->email,
        .legacy_common_name = scene->legacy_common_name,
        .purpose = scene->purpose,
        .time = (time_t)scene->time,
        .max_depth = scene->max_depth,
        .crypto = forge_crypto(),
        .revocation = scene->revocation,
        .crls = crls,
        .ocsp_responses = &response,
        .num_ocsp_responses = scene->response.is_there ? 1 : 0,
        .policies = scene->policies,
        .num_policies = scene->num_policies,
        .require_policy = scene->require_policy,
        .inhibit_policy_mapping = scene->inhibit_policy_mapping,
        .inhibit_any_policy = scene->inhibit_any_policy,
    };
    tl_error error;
    answer->accepted = tl_verify(forged_der(&stage->leaf), &options, &error) == TL_OK;
    answer->reason = answer->accepted ? TL_REASON_NONE : error.reason;
    snprintf(answer->text, sizeof answer->text, "%s", answer->accepted ? "accepted" : error.message);
    assert_true(answer->accepted || error.kind == TL_ERR_AUTH_INVALID);
    tl_crls_free(crls);
    tl_trust_free(trust);
}
