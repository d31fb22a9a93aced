/* Anchors that chains led to. The first thread that needs one makes it, and of two that do at once one gives way. */
#include "x509/trust/trust.h"

static void anchor_free(struct certificate *anchor) {
    if (anchor != NULL) {
        public_key_release(&anchor->key);
        mem_free(anchor);
    }
}

static struct certificate *anchor_new(tl_bytes der, const tl_crypto *crypto) {
    struct certificate *anchor = mem_new(sizeof *anchor);
    if (anchor != NULL && !certificate_parse(der, anchor, NULL)) {
        mem_free(anchor);
        return NULL;
    }
    if (anchor != NULL) {
        public_key_prepare(crypto, &anchor->key);
    }
    return anchor;
}

const struct certificate *trust_anchor(const tl_trust *trust, size_t index, const tl_crypto *crypto) {
    struct certificate **place = &trust->parsed[index];
    struct certificate *kept = __atomic_load_n(place, __ATOMIC_ACQUIRE);
    if (kept != NULL) {
        return kept;
    }
    struct certificate *made = anchor_new(trust_certificate(trust, index), crypto);
    if (made != NULL && !__atomic_compare_exchange_n(place, &kept, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        anchor_free(made);
        return kept;
    }
    return made;
}

void trust_forget_anchors(tl_trust *trust) {
    for (size_t i = 0; trust->parsed != NULL && i < trust->count; i++) {
        anchor_free(trust->parsed[i]);
    }
    mem_free(trust->parsed);
}
