#include "crypto/kdf.h"

#include "base/control.h"
#include "base/secret.h"

bool cbc_decrypt(const struct cbc_alg *alg, const uint8_t *key, const uint8_t *iv, tl_bytes in, uint8_t *out,
                 size_t *len) {
    TRY(in.len > 0 && in.len % alg->block_len == 0);
    if (!alg->crypt(alg, key, iv, in, false, out, len)) {
        secret_wipe(out, in.len);
        return false;
    }
    return true;
}

bool cbc_encrypt(const struct cbc_alg *alg, const uint8_t *key, const uint8_t *iv, tl_bytes in, uint8_t *out,
                 size_t *len) {
    return alg->crypt(alg, key, iv, in, true, out, len);
}
