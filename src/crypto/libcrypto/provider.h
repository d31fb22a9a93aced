/* What the provider holds: everything of libcrypto's that is worth fetching or making once. Immutable after
 * tl_crypto_new but for the count of references, so threads share it.
 *
 * libcrypto puts its failures into a queue of the thread, which a program that uses libssl beside us reads after its
 * own calls. So whatever may fail in this folder stands between ERR_set_mark and ERR_pop_to_mark, and leaves none
 * there. */
#ifndef CRYPTO_LIBCRYPTO_PROVIDER_H
#define CRYPTO_LIBCRYPTO_PROVIDER_H

#include <openssl/ec.h>
#include <openssl/evp.h>

#include "base/alloc.h"
#include "crypto/provider.h"

struct tl_crypto {
    struct ref_count refs;
    tl_random_fn *random; /* NULL: libcrypto's */
    void *random_arg;
    EVP_CIPHER *aes_128_gcm, *aes_256_gcm, *chacha20_poly1305;
    EC_GROUP *p256, *p384, *p521;
};

#endif
