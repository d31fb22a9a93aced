#include "refusals/odd_signatures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "support/data.h"
#include "x509/key_files/key_writer.h"

EVP_PKEY *evp_key(const struct private_key *key) {
    struct buffer der = {0};
    struct writer w = writer_to(&der);
    assert_true(private_key_write(&w, key));
    const unsigned char *at = der.data;
    EVP_PKEY *evp = d2i_AutoPrivateKey(NULL, &at, (long)der.len);
    assert_non_null(evp);
    buffer_clear(&der);
    return evp;
}

static EVP_PKEY *dsa_key(void) {
    struct buffer pem = data_read("other-dsa.pem");
    BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.len);
    EVP_PKEY *evp = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    assert_non_null(evp);
    BIO_free(bio);
    buffer_clear(&pem);
    return evp;
}

/* Takes the key over. salt_len 0: not PSS. */
static void sign_by(EVP_PKEY *evp, tl_bytes tbs, const EVP_MD *hash, const EVP_MD *mask_hash, int salt_len,
                    struct buffer *signature) {
    uint8_t octets[SIGNATURE_MAX_LEN];
    size_t len = sizeof octets;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *parameters;
    assert_int_equal(EVP_DigestSignInit(ctx, &parameters, hash, NULL, evp), 1);
    if (salt_len > 0) {
        assert_true(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) > 0);
        assert_true(EVP_PKEY_CTX_set_rsa_mgf1_md(parameters, mask_hash) > 0);
        assert_true(EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, salt_len) > 0);
    }
    assert_int_equal(EVP_DigestSign(ctx, octets, &len, tbs.data, tbs.len), 1);
    assert_true(buffer_append(signature, bytes_of(octets, len)));
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(evp);
}

static void sign_as(const struct private_key *key, tl_bytes tbs, const EVP_MD *hash, const EVP_MD *mask_hash,
                    int salt_len, struct buffer *signature) {
    sign_by(evp_key(key), tbs, hash, mask_hash, salt_len, signature);
}

void sign_with_md5(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    sign_as(key, tbs, EVP_md5(), NULL, 0, signature);
}

void sign_with_sha1(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    sign_as(key, tbs, EVP_sha1(), NULL, 0, signature);
}

void sign_with_sha224(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    sign_as(key, tbs, EVP_sha224(), NULL, 0, signature);
}

void sign_pss_with_short_salt(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    sign_as(key, tbs, EVP_sha256(), EVP_sha256(), 20, signature);
}

void sign_pss_with_other_mask(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    sign_as(key, tbs, EVP_sha256(), EVP_sha1(), 32, signature);
}

void sign_pss_with_sha1(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    sign_as(key, tbs, EVP_sha1(), EVP_sha1(), 20, signature);
}

void sign_pss_with_sha256(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    sign_as(key, tbs, EVP_sha256(), EVP_sha256(), 32, signature);
}

void sign_ed448_wrongly(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    uint8_t octets[SIGNATURE_MAX_LEN];
    size_t len = 0;
    assert_true(private_key_sign(forge_crypto(), key, &signature_ed448, tbs, octets, &len));
    octets[0] ^= 1;
    assert_true(buffer_append(signature, bytes_of(octets, len)));
}

void sign_with_dsa_sha1(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    (void)key;
    sign_by(dsa_key(), tbs, EVP_sha1(), NULL, 0, signature);
}

void sign_with_dsa_sha256(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    (void)key;
    sign_by(dsa_key(), tbs, EVP_sha256(), NULL, 0, signature);
}

/* Takes the key over. */
static void write_info(struct writer *w, EVP_PKEY *key) {
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(key, &der);
    assert_true(len > 0);
    write_bytes(w, bytes_of(der, (size_t)len));
    OPENSSL_free(der);
    EVP_PKEY_free(key);
}

static void write_key(struct writer *w, const char *curve, const char *encoding) {
    EVP_PKEY *key = EVP_EC_gen(curve);
    assert_non_null(key);
    assert_int_equal(EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, encoding), 1);
    write_info(w, key);
}

void write_dsa_key(struct writer *w) {
    write_info(w, dsa_key());
}

void write_explicit_p256(struct writer *w) {
    write_key(w, "P-256", OSSL_PKEY_EC_ENCODING_EXPLICIT);
}

void write_key_on_curve(struct writer *w, const char *curve) {
    write_key(w, curve, OSSL_PKEY_EC_ENCODING_GROUP);
}
