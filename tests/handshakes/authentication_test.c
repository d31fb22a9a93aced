/* Certificates, requests for them, signatures, key exchanges and Finished that are refused, each beside one that is
 * accepted. What is wrong inside of a certificate is the business of other tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <tlslite/x509.h>

#include "base/control.h"
#include "support/refusals.h"
#include "x509/identity/identity.h"

/* ---- configurations ---- */

static void with_client(struct encounter *e, struct world *world) {
    encounter_with_client_certificate(e, world);
}

static void with_rsa(struct encounter *e, struct world *world) {
    peers_only_identity(&e->peers, pki_identity(&world->pki, PKI_SERVER_RSA));
}

static void with_optional_client(struct encounter *e, struct world *world) {
    encounter_with_client_certificate(e, world);
    e->peers.server_options.client_cert = TL_CLIENT_CERT_OPTIONAL;
}

static void with_rsa_client(struct encounter *e, struct world *world) {
    encounter_with_client_certificate(e, world);
    e->peers.client_options.identity = pki_identity(&world->pki, PKI_CLIENT_RSA);
}

static void with_few_schemes(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.settings.signatures = "ecdsa_secp256r1_sha256";
}

/* ---- edits of this program's own ---- */

/* The same certificates over and over, with more than we look at. */
static void repeat_certificates(struct script_body *body, const void *arg) {
    bool is_tls13 = body->h->conn->version == TL_TLS1_3;
    struct buffer *buffer = body->buffer;
    tl_bytes leaf = body->h->identity->chain[0];
    struct writer w = writer_to(buffer);
    buffer->len = body->start;
    if (is_tls13) {
        write_u8(&w, 0);
    }
    struct vector list = write_begin(&w, 3);
    for (unsigned i = 0; i < *(const unsigned *)arg; i++) {
        write_vector(&w, 3, leaf);
        write_bytes(&w, bytes_of("\0", is_tls13 ? 2 : 0));
    }
    write_close(&w, list);
    assert_false(w.failed);
}

/* The first certificate, with its lengths as they are, is no DER. */
static void spoil_certificate(struct script_body *body, const void *arg) {
    bool is_tls13 = body->h->conn->version == TL_TLS1_3;
    size_t at = body->start + (is_tls13 ? 1 : 0) + 3 + 3;
    (void)arg;
    assert_int_equal(body->buffer->data[at], 0x30); /* SEQUENCE */
    body->buffer->data[at] = 0x31;
}

/* A key share that is no point, signed as it is. */
static void spoil_own_share(struct script_body *body, const void *arg) {
    struct handshake *h = body->h;
    (void)arg;
    assert_true(key_share_generate(h, &h->key_shares[0], h->group));
    h->num_key_shares = 1;
    memset(h->key_shares[0].share.data, 0, h->key_shares[0].share.len);
}

/* A point beside the curve. */
static void miss_curve(struct script_body *body, const void *arg) {
    struct handshake *h = body->h;
    (void)arg;
    assert_true(key_share_generate(h, &h->key_shares[0], h->group));
    h->num_key_shares = 1;
    h->key_shares[0].share.data[h->key_shares[0].share.len - 1] ^= 1;
}

static void shorten_own_share(struct script_body *body, const void *arg) {
    struct handshake *h = body->h;
    (void)arg;
    assert_true(key_share_generate(h, &h->key_shares[0], h->group));
    h->num_key_shares = 1;
    h->key_shares[0].share.len--;
}

/* A server that has come to another group than the client offered, and signs that. */
static void take_other_group(struct script_body *body, const void *arg) {
    struct handshake *h = body->h;
    (void)arg;
    h->group = group_by_id(24);
    assert_non_null(h->group);
}

static void with_group(struct encounter *e, const char *client_groups, const char *group) {
    e->peers.client_options.common.settings.groups = client_groups;
    e->peers.server_options.common.settings.groups = group;
}

/* The curve of the server's key is named too. */
static void with_p521(struct encounter *e, struct world *world) {
    (void)world;
    with_group(e, "secp521r1,secp256r1", "secp521r1");
}

static void with_x448(struct encounter *e, struct world *world) {
    (void)world;
    with_group(e, "x448,secp256r1", "x448");
}

static void with_x25519(struct encounter *e, struct world *world) {
    e->peers.client_options.common.settings.groups = "x25519";
    peers_only_identity(&e->peers, pki_identity(&world->pki, PKI_SERVER_ED25519));
}

static void without_revocation(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.revocation = TL_REVOCATION_OFF;
    e->peers.server_options.client_revocation = TL_REVOCATION_OFF;
}

static void forget_identity(struct script_body *body, const void *arg) {
    (void)arg;
    body->h->identity = NULL;
}

static void zero_share(struct script_body *body, const void *arg) {
    (void)arg;
    size_t len = body->buffer->len - body->start;
    memset(body->buffer->data + body->start + 1, 0, len - 1);
}

/* clang-format off */

static const unsigned none = 0, some = 10, most = 32, too_many = 33, two_hundred = 200;
#define CERTIFICATES(count)   {repeat_certificates, &count, NULL}
#define SCHEME(high, low)     {set_scheme, &(const uint16_t){high << 8 | low}, NULL}

static void set_scheme(struct script_body *body, const void *arg) {
    uint16_t scheme = *(const uint16_t *)arg;
    body->buffer->data[body->start] = (uint8_t)(scheme >> 8);
    body->buffer->data[body->start + 1] = (uint8_t)scheme;
}

/* ---- Certificate ---- */

static const struct subject certificate13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_CERTIFICATE, 0, NULL};
static const struct subject certificate12 = {TL_TLS1_2, ROLE_SERVER, MESSAGE_CERTIFICATE, 0, NULL};
static const struct subject client_certificate13 = {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CERTIFICATE, 0, with_client};
static const struct subject client_certificate12 = {TL_TLS1_2, ROLE_CLIENT, MESSAGE_CERTIFICATE, 0, with_client};

static const struct refusal server_certificates[] = {
    {"no certificate", NULL, CERTIFICATES(none), ALERT(DECODE_ERROR, NO_SERVER_CERTIFICATE), AS_IT_IS},
    {"200 certificates", NULL, CERTIFICATES(two_hundred), ALERT(BAD_CERTIFICATE, CHAIN_TOO_LONG), AS_IT_IS},
    {"33 certificates", NULL, CERTIFICATES(too_many), ALERT(BAD_CERTIFICATE, CHAIN_TOO_LONG), AS_IT_IS},
    {"32 of the same, with no issuer among them", NULL, CERTIFICATES(most), ALERT(UNKNOWN_CA, UNKNOWN_ISSUER), AS_IT_IS},
    {"ten of the same", NULL, CERTIFICATES(some), ALERT(UNKNOWN_CA, UNKNOWN_ISSUER), AS_IT_IS},
    {"a certificate that is none", NULL, {spoil_certificate, NULL, NULL}, ALERT(BAD_CERTIFICATE, MALFORMED_CERTIFICATE), AS_IT_IS},
};

static const struct refusal server_certificates13[] = {
    {"a request context", NULL, REPLACE_BY(1, 'x', 0, 0, 0), ALERT(ILLEGAL_PARAMETER, REQUEST_CONTEXT), AS_IT_IS},
    {"an empty entry", NULL, REPLACE_BY(0, 0, 0, 5, 0, 0, 0, 0, 0), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"an entry that ends early", NULL, REPLACE_BY(0, 0, 0, 4, 0, 0, 9, 1), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"a status that was not asked for", without_revocation, SET_EXTENSION(5, 1, 0, 0, 1, 9), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"an unknown extension", NULL, SET_EXTENSION(0x7a7a, 1), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"an extension of another message", NULL, SET_EXTENSION(EXTENSION_SERVER_NAME, 1), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
};

static const struct refusal server_certificates12[] = {
    {"an empty entry", NULL, REPLACE_BY(0, 0, 3, 0, 0, 0), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"an entry that ends early", NULL, REPLACE_BY(0, 0, 4, 0, 0, 9, 1), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
};

static const struct refusal client_certificates[] = {
    {"200 certificates", NULL, CERTIFICATES(two_hundred), ALERT(BAD_CERTIFICATE, CHAIN_TOO_LONG), AS_IT_IS},
    {"ten of the same", NULL, CERTIFICATES(some), ALERT(UNKNOWN_CA, UNKNOWN_ISSUER), AS_IT_IS},
    {"a certificate that is none", NULL, {spoil_certificate, NULL, NULL}, ALERT(BAD_CERTIFICATE, MALFORMED_CERTIFICATE), AS_IT_IS},
    {"one that cannot be had where it is optional", with_optional_client, {spoil_certificate, NULL, NULL}, ALERT(BAD_CERTIFICATE, MALFORMED_CERTIFICATE),
     {NULL, NULL, forget_identity}},
};

static const struct refusal client_certificates13[] = {
    {"no certificate", NULL, {NULL, NULL, forget_identity}, ALERT(CERTIFICATE_REQUIRED, NO_PEER_CERTIFICATE), AS_IT_IS},
    {"a request context", NULL, REPLACE_BY(1, 'x', 0, 0, 0), ALERT(ILLEGAL_PARAMETER, REQUEST_CONTEXT), AS_IT_IS},
    {"a status that was not asked for", without_revocation, SET_EXTENSION(5, 1, 0, 0, 1, 9), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
};

static const struct refusal client_certificates12[] = {
    {"no certificate", NULL, {NULL, NULL, forget_identity}, ALERT(HANDSHAKE_FAILURE, NO_PEER_CERTIFICATE), AS_IT_IS},
};

static void test_certificate(void **state) {
    refusals_run(*state, &certificate13, server_certificates, COUNT_OF(server_certificates));
    refusals_run(*state, &certificate12, server_certificates, COUNT_OF(server_certificates));
    refusals_run(*state, &certificate13, server_certificates13, COUNT_OF(server_certificates13));
    refusals_run(*state, &certificate12, server_certificates12, COUNT_OF(server_certificates12));
}

static void test_client_certificate(void **state) {
    refusals_run(*state, &client_certificate13, client_certificates, COUNT_OF(client_certificates));
    refusals_run(*state, &client_certificate12, client_certificates, COUNT_OF(client_certificates));
    refusals_run(*state, &client_certificate13, client_certificates13, COUNT_OF(client_certificates13));
    refusals_run(*state, &client_certificate12, client_certificates12, COUNT_OF(client_certificates12));
}

/* ---- CertificateRequest ---- */

#define AUTHORITIES EXTENSION_CERTIFICATE_AUTHORITIES

static const struct subject request13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST, 0, with_client};

static const struct refusal requests13[] = {
    {"a request context", NULL, REPLACE_BY(1, 'x', 0, 8, 0, 13, 0, 4, 0, 2, 4, 3), ALERT(ILLEGAL_PARAMETER, REQUEST_CONTEXT),
     REPLACE_BY(0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3)},
    {"no extensions", NULL, REPLACE_BY(0, 0, 0), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"no signature_algorithms", NULL, REPLACE_BY(0, 0, 4, 0x7a, 0x7a, 0, 0), ALERT(MISSING_EXTENSION, MISSING_EXTENSION),
     SET_EXTENSION(0x7a7a, 1, 2, 3)},
    {"no authority in the list of them", NULL, SET_EXTENSION(AUTHORITIES, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), REMOVE_EXTENSION(AUTHORITIES)},
    {"an authority without a name", NULL, SET_EXTENSION(AUTHORITIES, 0, 5, 0, 0, 0, 1, 9), ALERT(DECODE_ERROR, BAD_EXTENSION),
     SET_EXTENSION(AUTHORITIES, 0, 6, 0, 1, 8, 0, 1, 9)},
    {"authorities and more", NULL, SET_EXTENSION(AUTHORITIES, 0, 3, 0, 1, 8, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"an extension twice", NULL, REPEAT_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS), ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), AS_IT_IS},
    {"an extension of another message", NULL, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 29), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
};

static const struct subject request12 = {TL_TLS1_2, ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST, 0, with_client};

static const struct refusal requests12[] = {
    {"no type of certificate", NULL, REPLACE_BY(0, 0, 2, 4, 3, 0, 0), ALERT(DECODE_ERROR, BAD_MESSAGE), REPLACE_BY(1, 64, 0, 2, 4, 3, 0, 0)},
    {"no scheme", NULL, REPLACE_BY(1, 64, 0, 0, 0, 0), ALERT(DECODE_ERROR, BAD_MESSAGE), REPLACE_BY(1, 64, 0, 4, 1, 1, 4, 3, 0, 0)},
    {"half a scheme", NULL, REPLACE_BY(1, 64, 0, 3, 4, 3, 4, 0, 0), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
};

static void test_request(void **state) {
    refusals_run(*state, &request13, requests13, COUNT_OF(requests13));
    refusals_run(*state, &request12, requests12, COUNT_OF(requests12));
}

/* ---- CertificateVerify ---- */

static const struct subject proof13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_CERTIFICATE_VERIFY, 0, NULL};
static const struct subject client_proof13 = {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY, 0, with_client};
static const struct subject client_proof12 = {TL_TLS1_2, ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY, 0, with_client};

static const struct refusal proofs[] = {
    {"a wrong signature", NULL, FLIP_LAST, ALERT(DECRYPT_ERROR, WRONG_SIGNATURE), AS_IT_IS},
    {"no signature", NULL, REPLACE_BY(4, 3, 0, 0), ALERT(DECRYPT_ERROR, WRONG_SIGNATURE), AS_IT_IS},
    {"an unknown scheme", NULL, SCHEME(0x02, 0x03), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SCHEME), AS_IT_IS},
    {"a scheme for another key", NULL, SCHEME(0x08, 0x04), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SCHEME), AS_IT_IS},
};

static const struct refusal proofs13[] = {
    {"a scheme for another curve", NULL, SCHEME(0x05, 0x03), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SCHEME), AS_IT_IS},
};

static const struct refusal server_proofs13[] = {
    {"PKCS #1, which is for certificates only", with_rsa, SCHEME(0x04, 0x01), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SCHEME), AS_IT_IS},
    {"RSASSA-PSS by a key of rsaEncryption", with_rsa, SCHEME(0x08, 0x09), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SCHEME), AS_IT_IS},
    {"RSA with another hash", with_rsa, SCHEME(0x08, 0x05), ALERT(DECRYPT_ERROR, WRONG_SIGNATURE), AS_IT_IS},
    {"a wrong signature of RSA", with_rsa, FLIP_LAST, ALERT(DECRYPT_ERROR, WRONG_SIGNATURE), AS_IT_IS},
    {"a scheme that was not offered", with_few_schemes, SCHEME(0x05, 0x03), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SCHEME), AS_IT_IS},
};

static const struct refusal client_proofs12[] = {
    {"RSA with another hash", with_rsa_client, SCHEME(0x08, 0x05), ALERT(DECRYPT_ERROR, WRONG_SIGNATURE), AS_IT_IS},
    {"ECDSA with another hash", NULL, SCHEME(0x05, 0x03), ALERT(DECRYPT_ERROR, WRONG_SIGNATURE), AS_IT_IS},
};

static void test_proof(void **state) {
    refusals_run(*state, &proof13, proofs, COUNT_OF(proofs));
    refusals_run(*state, &client_proof13, proofs, COUNT_OF(proofs));
    refusals_run(*state, &client_proof12, proofs, COUNT_OF(proofs));
    refusals_run(*state, &proof13, proofs13, COUNT_OF(proofs13));
    refusals_run(*state, &client_proof13, proofs13, COUNT_OF(proofs13));
    refusals_run(*state, &proof13, server_proofs13, COUNT_OF(server_proofs13));
    refusals_run(*state, &client_proof12, client_proofs12, COUNT_OF(client_proofs12));
}

/* ---- key exchange in TLS 1.2 ---- */

static const struct subject server_exchange = {TL_TLS1_2, ROLE_SERVER, MESSAGE_SERVER_KEY_EXCHANGE, 0, NULL};

static const struct refusal server_exchanges[] = {
    {"a wrong signature", NULL, FLIP_LAST, ALERT(DECRYPT_ERROR, WRONG_SIGNATURE), AS_IT_IS},
    {"a curve by its parameters", NULL, FLIP(0, 3 ^ 1), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"a group that is not offered by default", NULL, FLIP(2, 29 ^ 30), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"an unknown group", NULL, FLIP(2, 29 ^ 31), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"another group than was signed", NULL, FLIP(2, 29 ^ 23), ALERT(DECRYPT_ERROR, WRONG_SIGNATURE), AS_IT_IS},
    {"another share than was signed", NULL, FLIP(4, 1), ALERT(DECRYPT_ERROR, WRONG_SIGNATURE), AS_IT_IS},
    {"an unknown scheme", NULL, FLIP(36, 4 ^ 2), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SCHEME), AS_IT_IS},
    {"a scheme for another key", NULL, FLIP(36, 4 ^ 8), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SCHEME), AS_IT_IS},
    {"a signed group that was not offered", with_x25519, {NULL, NULL, take_other_group}, ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"no share", NULL, REPLACE_BY(3, 0, 29, 0, 4, 3, 0, 0), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"zero, signed", NULL, {NULL, NULL, spoil_own_share}, ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"zero for X448, signed", with_x448, {NULL, NULL, spoil_own_share}, ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a point beside P-521, signed", with_p521, {NULL, NULL, miss_curve}, ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a share that is too short, signed", NULL, {NULL, NULL, shorten_own_share}, ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
};

static const struct subject client_exchange = {TL_TLS1_2, ROLE_CLIENT, MESSAGE_CLIENT_KEY_EXCHANGE, 0, NULL};

static const struct refusal client_exchanges[] = {
    {"zero", NULL, {zero_share, NULL, NULL}, ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"zero for X448", with_x448, {zero_share, NULL, NULL}, ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a point beside P-521", with_p521, FLIP_LAST, ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a share that is too short", NULL, REPLACE_BY(2, 9, 9), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"no share", NULL, REPLACE_BY(0), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
};

static void test_key_exchange(void **state) {
    refusals_run(*state, &server_exchange, server_exchanges, COUNT_OF(server_exchanges));
    refusals_run(*state, &client_exchange, client_exchanges, COUNT_OF(client_exchanges));
}

/* ---- Finished ---- */

static const struct refusal finisheds[] = {
    {"a wrong Finished", NULL, FLIP_LAST, ALERT(DECRYPT_ERROR, WRONG_FINISHED), AS_IT_IS},
    {"a Finished that is wrong at its start", NULL, FLIP(0, 0x80), ALERT(DECRYPT_ERROR, WRONG_FINISHED), AS_IT_IS},
};

static void test_finished(void **state) {
    static const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};
    for (unsigned i = 0; i < 4; i++) {
        struct subject finished = {versions[i / 2], i % 2 == 0 ? ROLE_CLIENT : ROLE_SERVER, MESSAGE_FINISHED, 0, NULL};
        refusals_run(*state, &finished, finisheds, COUNT_OF(finisheds));
    }
}
/* clang-format on */

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificate), cmocka_unit_test(test_client_certificate), cmocka_unit_test(test_request),
        cmocka_unit_test(test_proof),       cmocka_unit_test(test_key_exchange),       cmocka_unit_test(test_finished),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
