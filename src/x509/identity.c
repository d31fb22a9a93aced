#include "x509/identity.h"

#include "base/control.h"
#include "base/file.h"
#include "x509/chain_file.h"
#include "x509/path_rules.h"
#include "x509/private_key_file.h"
#include "x509/sentences.h"

enum { MAX_IDENTITY_FILE = 1 << 20 };

static const char given_octets[] = "the given octets";

tl_identity *identity_new(tl_bytes *chain, size_t num_chain, struct private_key *key, tl_error *error) {
    tl_identity *identity = mem_new(sizeof *identity);
    if (identity == NULL) {
        mem_free(chain);
        private_key_free(key);
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    ref_init(&identity->refs);
    identity->chain = chain;
    identity->num_chain = num_chain;
    identity->key = key;
    if (certificate_parse(chain[0], &identity->leaf, error)) {
        identity->leaf_object = certificate_object(chain[0], error);
    }
    if (identity->leaf_object == NULL) {
        tl_identity_free(identity);
        return NULL;
    }
    return identity;
}

/* Looks for the certificate that the key does belong to, to say so. */
static bool key_mismatch(tl_bytes const *chain, size_t num_chain, const struct public_key *key, const char *source,
                         tl_error *error) {
    struct certificate certificate;
    char name[NAME_TEXT_SIZE];
    for (size_t i = 1; i < num_chain; i++) {
        if (certificate_parse(chain[i], &certificate, NULL) && public_key_equal(&certificate.key, key)) {
            path_name_text(certificate.subject, name);
            return error_set(error, LEAF_NOT_FIRST, source, i + 1, name);
        }
    }
    if (certificate_parse(chain[0], &certificate, error)) {
        path_name_text(certificate.subject, name);
        error_set(error, KEY_MISMATCH, source, name);
    }
    return false;
}

/* An RSA key in a file often does not say whether it is for RSASSA-PSS alone; then the certificate decides. */
static void adapt_kind(struct private_key_parts *parts, const struct public_key *wanted) {
    if (parts->kind == KEY_RSA && wanted->kind == KEY_RSA_PSS) {
        parts->kind = KEY_RSA_PSS;
    }
}

static struct private_key *read_key(tl_bytes octets, const struct public_key *wanted, const char *source,
                                    tl_error *error) {
    struct buffer der = {0};
    struct private_key_parts parts;
    struct private_key *key = NULL;
    if (private_key_find(octets, &der, source, error) && private_key_parse(buffer_bytes(&der), &parts, source, error)) {
        adapt_kind(&parts, wanted);
        key = private_key_new(&parts);
        if (key == NULL) {
            error_set(error, REFUSED_PRIVATE_KEY, source);
        }
    }
    secret_wipe(&parts, sizeof parts);
    buffer_clear(&der);
    return key;
}

static bool read_chain(tl_bytes certs, tl_bytes **chain, size_t *num_chain, struct certificate *leaf,
                       const char *source, tl_error *error) {
    TRY(chain_parse(certs, chain, num_chain, source, error));
    TRY(certificate_parse((*chain)[0], leaf, error));
    REQUIRE(leaf->key.kind != KEY_NONE, error_set(error, UNSUPPORTED_LEAF_KEY, source));
    return true;
}

/* key_octets NULL: the key is elsewhere. */
static tl_identity *identity_from(tl_bytes certs, const char *cert_source, const tl_bytes *key_octets,
                                  const char *key_source, tl_error *error) {
    tl_bytes *chain = NULL;
    size_t num_chain = 0;
    struct certificate leaf;
    struct private_key *key = NULL;
    bool ok = read_chain(certs, &chain, &num_chain, &leaf, cert_source, error);
    if (ok && key_octets != NULL) {
        key = read_key(*key_octets, &leaf.key, key_source, error);
        ok = key != NULL;
    }
    if (ok && key != NULL && !public_key_equal(private_key_public(key), &leaf.key)) {
        ok = key_mismatch(chain, num_chain, private_key_public(key), key_source, error);
    }
    if (!ok) {
        private_key_free(key);
        mem_free(chain);
        return NULL;
    }
    return identity_new(chain, num_chain, key, error);
}

tl_identity *tl_identity_parse(tl_bytes certs, tl_bytes key, tl_error *error) {
    const tl_bytes *octets = key.len > 0 ? &key : &certs;
    return identity_from(certs, given_octets, octets, given_octets, error);
}

tl_identity *tl_identity_parse_external(tl_bytes certs, tl_error *error) {
    return identity_from(certs, given_octets, NULL, NULL, error);
}

tl_identity *tl_identity_load(const char *cert_file, const char *key_file, tl_error *error) {
    struct buffer certs = {0}, key = {0};
    tl_identity *identity = NULL;
    if (file_read(cert_file, MAX_IDENTITY_FILE, &certs, error) &&
        (key_file == NULL || file_read(key_file, MAX_IDENTITY_FILE, &key, error))) {
        tl_bytes key_octets = buffer_bytes(key_file != NULL ? &key : &certs);
        identity =
            identity_from(buffer_bytes(&certs), cert_file, &key_octets, key_file != NULL ? key_file : cert_file, error);
    }
    buffer_clear(&key);
    buffer_clear(&certs);
    return identity;
}

tl_identity *tl_identity_ref(const tl_identity *identity) {
    tl_identity *shared = (tl_identity *)(uintptr_t)identity;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

void tl_identity_free(tl_identity *identity) {
    if (identity != NULL && ref_drop(&identity->refs)) {
        tl_cert_free(identity->leaf_object);
        private_key_free(identity->key);
        mem_free(identity->chain);
        mem_free(identity);
    }
}

const tl_cert *tl_identity_cert(const tl_identity *identity) {
    return identity->leaf_object;
}
