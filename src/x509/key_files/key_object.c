#include "x509/key_files/key_object.h"

#include "base/control.h"
#include "base/file.h"
#include "base/pem.h"
#include "crypto/provider.h"
#include "x509/key_files/key_encryption.h"
#include "x509/key_files/private_key_file.h"
#include "x509/sentences.h"

enum { MAX_KEY_FILE = 1 << 20, DEFAULT_RSA_BITS = 2048, MAX_RSA_BITS = 8192 };

/* ---- making ---- */

static const struct {
    enum key_kind kind;
    enum key_curve curve;
} kinds[] = {
    [TL_KEY_ECDSA_P256] = {KEY_ECDSA, CURVE_P256}, [TL_KEY_ECDSA_P384] = {KEY_ECDSA, CURVE_P384},
    [TL_KEY_ED25519] = {KEY_ED25519, CURVE_NONE},  [TL_KEY_RSA] = {KEY_RSA, CURVE_NONE},
    [TL_KEY_ECDSA_P521] = {KEY_ECDSA, CURVE_P521}, [TL_KEY_ED448] = {KEY_ED448, CURVE_NONE},
};

static bool options_make_sense(tl_key_kind kind, unsigned rsa_bits, tl_error *error) {
    REQUIRE((unsigned)kind < COUNT_OF(kinds),
            error_set(error, USELESS_CERTIFICATE_OPTIONS, "key_kind is not one of the TL_KEY_ constants"));
    REQUIRE(rsa_bits == 0 || (rsa_bits >= DEFAULT_RSA_BITS && rsa_bits <= MAX_RSA_BITS),
            error_set(error, USELESS_CERTIFICATE_OPTIONS, "rsa_bits is not between 2048 and 8192"));
    return true;
}

struct private_key *key_generate(const tl_crypto *crypto, tl_key_kind kind, unsigned rsa_bits, tl_error *error) {
    if (!options_make_sense(kind, rsa_bits, error)) {
        return NULL;
    }
    struct private_key *key =
        private_key_generate(crypto, kinds[kind].kind, kinds[kind].curve, rsa_bits != 0 ? rsa_bits : DEFAULT_RSA_BITS);
    if (key == NULL) {
        error_set(error, CRYPTO_FAILED, "generate a key");
    }
    return key;
}

struct private_key *key_copy(const struct private_key *key) {
    struct private_key_parts parts;
    tl_bytes memory;
    if (!private_key_export(key, &parts, &memory)) {
        return NULL;
    }
    struct private_key *copy = private_key_new(&parts);
    mem_free_wiped((void *)(uintptr_t)memory.data, memory.len);
    secret_wipe(&parts, sizeof parts);
    return copy;
}

/* Takes over the key, also where it fails; NULL stays NULL. */
static tl_key *key_object(struct private_key *key, tl_error *error) {
    tl_key *object = key != NULL ? mem_new(sizeof *object) : NULL;
    if (object == NULL) {
        if (key != NULL) {
            error_set(error, OUT_OF_MEMORY);
        }
        private_key_free(key);
        return NULL;
    }
    ref_init(&object->refs);
    object->key = key;
    return object;
}

tl_key *tl_key_make(tl_key_kind kind, unsigned rsa_bits, const tl_crypto *crypto, tl_error *error) {
    tl_crypto *provider = crypto_or_new(crypto, error);
    if (provider == NULL) {
        return NULL;
    }
    tl_key *key = key_object(key_generate(provider, kind, rsa_bits, error), error);
    tl_crypto_free(provider);
    return key;
}

/* ---- reading ---- */

static struct private_key *read_key(tl_bytes octets, struct unlocking *unlocking) {
    struct buffer der = {0};
    struct private_key_parts parts = {.kind = KEY_NONE};
    struct private_key *key = NULL;
    if (private_key_find(octets, unlocking, &der) &&
        private_key_parse(buffer_bytes(&der), &parts, unlocking->source, unlocking->error)) {
        key = private_key_usable(&parts, unlocking->source, unlocking->error);
    }
    secret_wipe(&parts, sizeof parts);
    buffer_clear(&der);
    return key;
}

static tl_key *key_from_octets(tl_bytes octets, const char *source, tl_password_fn *password, void *arg,
                               tl_error *error) {
    struct unlocking unlocking;
    unlocking_init(&unlocking, password, arg, source, error);
    tl_key *key = key_object(read_key(octets, &unlocking), error);
    unlocking_clear(&unlocking);
    return key;
}

tl_key *tl_key_parse(tl_bytes key, tl_password_fn *password, void *arg, tl_error *error) {
    return key_from_octets(key, "the given octets", password, arg, error);
}

tl_key *tl_key_load(const char *file, tl_password_fn *password, void *arg, tl_error *error) {
    struct buffer content = {0};
    tl_key *key = NULL;
    if (file_read(file, MAX_KEY_FILE, &content, error)) {
        key = key_from_octets(buffer_bytes(&content), file, password, arg, error);
    }
    buffer_clear(&content);
    return key;
}

tl_key *tl_key_ref(const tl_key *key) {
    tl_key *shared = (tl_key *)(uintptr_t)key;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

void tl_key_free(tl_key *key) {
    if (key != NULL && ref_drop(&key->refs)) {
        private_key_free(key->key);
        mem_free(key);
    }
}

/* ---- writing ---- */

char *tl_key_pem(const tl_key *key, const tl_key_encryption *encryption, tl_error *error) {
    struct buffer text = {0};
    struct writer w = writer_to(&text);
    char *pem = NULL;
    if (private_key_write_pem(&w, key->key, encryption, error)) {
        pem = mem_copy_bytes_as_string(buffer_bytes(&text));
        if (pem == NULL) {
            error_set(error, OUT_OF_MEMORY);
        }
    }
    buffer_clear(&text);
    return pem;
}
