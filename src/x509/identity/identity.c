#include "x509/identity/identity.h"

#include "base/control.h"
#include "base/file.h"
#include "x509/certificate/algorithm.h"
#include "x509/der/oid.h"
#include "x509/identity/chain_file.h"
#include "x509/key_files/pkcs12.h"
#include "x509/key_files/private_key_file.h"
#include "x509/path/path_rules.h"
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

const struct public_key *identity_signing_key(const tl_identity *identity) {
    return identity->key != NULL ? private_key_public(identity->key) : &identity->leaf.key;
}

/* A chain and a key as they are read; taken apart into an identity, or freed. */
struct reading {
    tl_bytes *chain;
    size_t num_chain;
    struct private_key *key;
};

/* An RSA key in a file often does not say whether it is for RSASSA-PSS alone, or under which parameters: then its
 * certificate decides, which may be any of the chain. What either of them restricts holds. */
static bool take_restrictions(const struct reading *reading, struct private_key_parts *parts, const char *source,
                              tl_error *error) {
    struct certificate certificate;
    const struct public_key *key = &certificate.key;
    for (size_t i = 0; i < reading->num_chain; i++) {
        if (!certificate_parse(reading->chain[i], &certificate, NULL) || key->kind != KEY_RSA_PSS ||
            !bytes_equal(key->modulus, parts->n)) {
            continue;
        }
        parts->kind = KEY_RSA_PSS;
        if (key->pss_hash == NULL) {
            continue;
        }
        REQUIRE(parts->pss_hash == NULL || parts->pss_hash == key->pss_hash,
                error_set(error, KEY_OF_OTHER_PARAMETERS, source, oid_name(hash_oid(parts->pss_hash)),
                          oid_name(hash_oid(key->pss_hash))));
        parts->pss_hash = key->pss_hash;
        parts->pss_salt_len = key->pss_salt_len > parts->pss_salt_len ? key->pss_salt_len : parts->pss_salt_len;
    }
    return true;
}

static bool read_key(struct reading *reading, tl_bytes octets, struct unlocking *unlocking) {
    struct buffer der = {0};
    struct private_key_parts parts = {.kind = KEY_NONE};
    if (private_key_find(octets, unlocking, &der) &&
        private_key_parse(buffer_bytes(&der), &parts, unlocking->source, unlocking->error) &&
        take_restrictions(reading, &parts, unlocking->source, unlocking->error)) {
        reading->key = private_key_usable(&parts, unlocking->source, unlocking->error);
    }
    secret_wipe(&parts, sizeof parts);
    buffer_clear(&der);
    return reading->key != NULL;
}

/* Whether the first certificate's key is of a kind that can be used: of the leaf, where they are in order. */
static bool read_chain(struct reading *reading, tl_bytes certs, const char *source, tl_error *error) {
    struct certificate first;
    TRY(chain_parse(certs, &reading->chain, &reading->num_chain, source, error));
    TRY(certificate_parse(reading->chain[0], &first, error));
    REQUIRE(first.key.kind != KEY_NONE, error_set(error, UNSUPPORTED_LEAF_KEY, source));
    return true;
}

/* Puts the certificate of the key first, and behind it the others, each before its issuer. */
static bool order_chain(const struct reading *reading, const char *source, tl_error *error) {
    struct certificate certificate;
    char name[NAME_TEXT_SIZE];
    size_t place;
    enum chain_order order = chain_order(reading->chain, reading->num_chain, private_key_public(reading->key), &place);
    if (order == CHAIN_ORDERED) {
        return true;
    }
    bool of_issuer = order == CHAIN_KEY_OF_ISSUER;
    TRY(certificate_parse(reading->chain[of_issuer ? place : 0], &certificate, error));
    path_name_text(certificate.subject, name);
    REQUIRE(!of_issuer, error_set(error, KEY_OF_ISSUER, source, place + 1, name));
    return error_set(error, KEY_MISMATCH, source, name, reading->num_chain > 1 ? " nor to any other one there" : "");
}

static tl_identity *finish_reading(struct reading *reading, bool ok, tl_error *error) {
    if (!ok) {
        private_key_free(reading->key);
        mem_free(reading->chain);
        return NULL;
    }
    return identity_new(reading->chain, reading->num_chain, reading->key, error);
}

static tl_identity *identity_from(tl_bytes certs, const char *cert_source, tl_bytes key, struct unlocking *unlocking) {
    struct reading reading = {0};
    bool ok = read_chain(&reading, certs, cert_source, unlocking->error) && read_key(&reading, key, unlocking) &&
              order_chain(&reading, unlocking->source, unlocking->error);
    return finish_reading(&reading, ok, unlocking->error);
}

static tl_identity *identity_from_pkcs12(tl_bytes der, struct unlocking *unlocking) {
    struct pkcs12 content;
    tl_identity *identity = NULL;
    if (pkcs12_open(unlocking, der, &content)) {
        if (content.certificates.len == 0) {
            error_set(unlocking->error, BAD_PKCS12, unlocking->source, "there is no certificate in it");
        } else if (content.key.len == 0) {
            error_set(unlocking->error, BAD_PKCS12, unlocking->source, "there is no private key in it");
        } else {
            identity = identity_from(buffer_bytes(&content.certificates), unlocking->source, buffer_bytes(&content.key),
                                     unlocking);
        }
    }
    pkcs12_clear(&content);
    return identity;
}

/* key empty: it is with the certificates. */
static tl_identity *identity_from_octets(tl_bytes certs, const char *cert_source, tl_bytes key,
                                         struct unlocking *unlocking) {
    if (key.len == 0 && pkcs12_is(certs)) {
        return identity_from_pkcs12(certs, unlocking);
    }
    return identity_from(certs, cert_source, key.len > 0 ? key : certs, unlocking);
}

tl_identity *tl_identity_parse_with_password(tl_bytes certs, tl_bytes key, tl_password_fn *password, void *arg,
                                             tl_error *error) {
    struct unlocking unlocking;
    unlocking_init(&unlocking, password, arg, given_octets, error);
    tl_identity *identity = identity_from_octets(certs, given_octets, key, &unlocking);
    unlocking_clear(&unlocking);
    return identity;
}

tl_identity *tl_identity_parse(tl_bytes certs, tl_bytes key, tl_error *error) {
    return tl_identity_parse_with_password(certs, key, NULL, NULL, error);
}

tl_identity *tl_identity_parse_external(tl_bytes certs, tl_error *error) {
    struct reading reading = {0};
    bool ok = read_chain(&reading, certs, given_octets, error);
    return finish_reading(&reading, ok, error);
}

static bool read_files(const char *cert_file, const char *key_file, struct buffer *certs, struct buffer *key,
                       tl_error *error) {
    TRY(file_read(cert_file, MAX_IDENTITY_FILE, certs, error));
    if (key_file == NULL) {
        return true;
    }
    TRY(file_read(key_file, MAX_IDENTITY_FILE, key, error));
    REQUIRE(key->len > 0, error_set(error, NO_PRIVATE_KEY, key_file));
    return true;
}

tl_identity *tl_identity_load_with_password(const char *cert_file, const char *key_file, tl_password_fn *password,
                                            void *arg, tl_error *error) {
    struct buffer certs = {0}, key = {0};
    struct unlocking unlocking;
    tl_identity *identity = NULL;
    unlocking_init(&unlocking, password, arg, key_file != NULL ? key_file : cert_file, error);
    if (read_files(cert_file, key_file, &certs, &key, error)) {
        identity = identity_from_octets(buffer_bytes(&certs), cert_file, buffer_bytes(&key), &unlocking);
    }
    unlocking_clear(&unlocking);
    buffer_clear(&key);
    buffer_clear(&certs);
    return identity;
}

tl_identity *tl_identity_load(const char *cert_file, const char *key_file, tl_error *error) {
    return tl_identity_load_with_password(cert_file, key_file, NULL, NULL, error);
}

bool tl_password_text(void *arg, const char *source, char *password, size_t size, size_t *len) {
    (void)source;
    size_t needed = strlen(arg);
    if (needed <= size) {
        memcpy(password, arg, needed);
        *len = needed;
    }
    return needed <= size;
}

tl_identity *tl_identity_ref(const tl_identity *identity) {
    tl_identity *shared = (tl_identity *)(uintptr_t)identity;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

void tl_identity_free(tl_identity *identity) {
    if (identity == NULL || !ref_drop(&identity->refs)) {
        return;
    }
    identity_staples_free(identity->staples, identity->num_chain);
    if (identity->of != NULL) {
        tl_identity_free(identity->of);
    } else {
        tl_cert_free(identity->leaf_object);
        private_key_free(identity->key);
        mem_free(identity->chain);
    }
    mem_free(identity);
}

const tl_cert *tl_identity_cert(const tl_identity *identity) {
    return identity->leaf_object;
}
