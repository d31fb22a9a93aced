/* Making keys and certificates: tl_cert_make. */
#include "x509/issue/issue.h"

#include "base/control.h"
#include "crypto/provider.h"
#include "x509/certificate/public_key_info.h"
#include "x509/identity/identity.h"
#include "x509/issue/certificate_writer.h"
#include "x509/issue/csr_object.h"
#include "x509/key_files/key_object.h"
#include "x509/key_files/key_writer.h"
#include "x509/path/path.h"
#include "x509/sentences.h"

/* Method 1 of RFC 7093 §2, over the whole SubjectPublicKeyInfo's key octets. */
static bool compute_key_id(struct issue *issue) {
    return hash_once(&hash_sha256, public_key_info_key(buffer_bytes(&issue->spki)), issue->key_id);
}

static bool choose_key(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    if (options->key == NULL) {
        issue->key = key_generate(issue->crypto, options->key_kind, options->rsa_bits, issue->error);
        return issue->key != NULL;
    }
    REQUIRE(options->key_kind == 0 && options->rsa_bits == 0,
            error_set(issue->error, USELESS_CERTIFICATE_OPTIONS, "both a key and a kind for a new one are given"));
    issue->key = key_copy(options->key->key);
    REQUIRE(issue->key != NULL, error_set(issue->error, OUT_OF_MEMORY));
    return true;
}

static bool write_public_key(struct issue *issue) {
    if (issue->request != NULL) {
        return buffer_append(&issue->spki, issue->request->spki);
    }
    struct writer w = writer_to(&issue->spki);
    public_key_info_write(&w, private_key_public(issue->key));
    return !w.failed;
}

/* A given key may be of any size. */
static bool check_strength(const struct issue *issue) {
    const struct public_key *key = issue->request != NULL ? &issue->request->key : private_key_public(issue->key);
    bool is_rsa = key->kind == KEY_RSA || key->kind == KEY_RSA_PSS;
    REQUIRE(!is_rsa || public_key_bits(key) >= PATH_DEFAULT_MIN_KEY_BITS,
            error_set(issue->error, USELESS_CERTIFICATE_OPTIONS,
                      "its RSA key has fewer than 2048 bits, which verifiers refuse; take a new key"));
    return true;
}

bool issue_make_key(struct issue *issue) {
    TRY(issue->request != NULL || choose_key(issue));
    TRY(check_strength(issue));
    issue->signer = issue->options->issuer != NULL ? issue->options->issuer->key : issue->key;
    REQUIRE(write_public_key(issue), error_set(issue->error, OUT_OF_MEMORY));
    REQUIRE(compute_key_id(issue), error_set(issue->error, CRYPTO_FAILED, "hash a key"));
    return true;
}

static bool draw_serial(struct issue *issue) {
    REQUIRE(crypto_random(issue->crypto, issue->serial, sizeof issue->serial),
            error_set(issue->error, CRYPTO_FAILED, "give random octets"));
    issue->serial[0] = (uint8_t)((issue->serial[0] & 0x7f) | 0x40); /* positive, and never shorter */
    return true;
}

static bool write_certificate(const struct issue *issue, struct buffer *der) {
    const tl_identity *issuer = issue->options->issuer;
    struct certificate_fields fields = {
        .serial = bytes_of(issue->serial, sizeof issue->serial),
        .issuer = issuer != NULL ? issuer->leaf.subject : buffer_bytes(&issue->subject),
        .subject = buffer_bytes(&issue->subject),
        .not_before = issue->not_before,
        .not_after = issue->not_after,
        .spki = buffer_bytes(&issue->spki),
        .extensions = buffer_bytes(&issue->extensions),
    };
    struct writer w = writer_to(der);
    REQUIRE(certificate_write(&w, &fields, issue->crypto, issue->signer,
                              signature_alg_for_key(private_key_public(issue->signer))),
            error_set(issue->error, CRYPTO_FAILED, "sign a certificate"));
    return true;
}

/* ---- the identity ---- */

/* The new certificate and the issuer's chain, in one block (x509/identity/identity.h). */
static tl_bytes *join_chain(tl_bytes leaf, const tl_identity *issuer, size_t *num_chain) {
    size_t count = 1 + (issuer != NULL ? issuer->num_chain : 0);
    size_t len = leaf.len;
    for (size_t i = 1; i < count; i++) {
        len += issuer->chain[i - 1].len;
    }
    tl_bytes *chain = mem_new(count * sizeof *chain + len);
    if (chain == NULL) {
        return NULL;
    }
    uint8_t *at = (uint8_t *)(chain + count);
    for (size_t i = 0; i < count; i++) {
        tl_bytes certificate = i == 0 ? leaf : issuer->chain[i - 1];
        memcpy(at, certificate.data, certificate.len);
        chain[i] = bytes_of(at, certificate.len);
        at += certificate.len;
    }
    *num_chain = count;
    return chain;
}

static tl_identity *make_identity(struct issue *issue, tl_bytes leaf) {
    size_t num_chain;
    tl_bytes *chain = join_chain(leaf, issue->options->issuer, &num_chain);
    if (chain == NULL) {
        error_set(issue->error, OUT_OF_MEMORY);
        return NULL;
    }
    struct private_key *key = issue->key;
    issue->key = NULL;
    return identity_new(chain, num_chain, key, issue->error);
}

void issue_clear(struct issue *issue) {
    buffer_clear(&issue->subject);
    buffer_clear(&issue->spki);
    buffer_clear(&issue->extensions);
    private_key_free(issue->key);
    issue->key = NULL;
}

static tl_identity *run(struct issue *issue) {
    struct buffer der = {0};
    tl_identity *identity = NULL;
    if (issue_options_check(issue) && issue_make_key(issue) && draw_serial(issue) && issue_write_extensions(issue) &&
        write_certificate(issue, &der)) {
        identity = make_identity(issue, buffer_bytes(&der));
    }
    buffer_clear(&der);
    issue_clear(issue);
    return identity;
}

tl_identity *tl_cert_make_sized(const tl_cert_options *options, size_t size, tl_error *error) {
    tl_cert_options all = {0};
    memcpy(&all, options, size < sizeof all ? size : sizeof all);
    tl_crypto *crypto = crypto_or_new(all.crypto, error);
    if (crypto == NULL) {
        return NULL;
    }
    const struct request *request = all.request != NULL ? &all.request->request : NULL;
    struct issue issue = {.options = &all, .crypto = crypto, .request = request, .error = error};
    tl_identity *identity = run(&issue);
    tl_crypto_free(crypto);
    return identity;
}
