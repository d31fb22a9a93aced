/* An identity that staples OCSP responses. */
#include "x509/identity.h"

void identity_staples_free(struct staple *staples, size_t count) {
    for (size_t i = 0; staples != NULL && i < count; i++) {
        buffer_clear(&staples[i].der);
    }
    mem_free(staples);
}

tl_bytes identity_staple(const tl_identity *identity, size_t index, int64_t now) {
    const struct staple *staple = identity->staples != NULL ? &identity->staples[index] : NULL;
    bool valid = staple != NULL && now >= staple->this_update && now <= staple->next_update;
    return valid ? buffer_bytes(&staple->der) : (tl_bytes){0};
}
