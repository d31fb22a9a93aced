/* Certificates without connections: libraries behind one interface (x509_*.c), and a maker of such as tl_cert_make does
 * not make. */
#ifndef BENCH_X509_H
#define BENCH_X509_H

#include "bench.h"
#include "x509/issue/certificate_writer.h"

/* What a peer sends: the leaf and, in any order, whatever is to help to find a path. */
struct chain {
    tl_bytes leaf;
    const tl_bytes *intermediates; /* all DER */
    size_t num_intermediates;
    bool require_policy; /* one that holds for the whole path: 1.2.840.1 */
};

/* One library. False and NULL are refusals, not failures of the benchmark. */
struct x509_backend {
    /* Parses a certificate so far that it could be verified with, and frees it. */
    bool (*parse)(tl_bytes der);
    bool (*parse_views)(tl_bytes der); /* the same into views of the DER; NULL: there is no such way */

    /* Trust in certificates, PEM; made once, as a program does. */
    void *(*trust_new)(tl_bytes pem);
    void (*trust_free)(void *trust);

    /* Verifying for BENCH_HOST as a TLS server, now. What comes from DER (chain_new) is apart, so that both can be
     * timed. */
    void *(*chain_new)(const struct chain *chain);
    bool (*verify)(void *trust, void *chain);
    void (*chain_free)(void *chain); /* takes NULL */
    bool knows_policies;

    /* The signatures of a path alone, the leaf first, the root last: hash and public key operation, with keys as the
     * library has them of parsed certificates. */
    void *(*signatures_new)(const tl_bytes *path, size_t len);
    void (*signatures_prepare)(void *signatures); /* the root's key, as trust keeps it; NULL: all keys are prepared */
    bool (*signatures_verify)(void *signatures);
    void (*signatures_free)(void *signatures);

    /* A revocation list, ready to be asked for serial numbers. */
    void *(*crl_new)(tl_bytes der);
    bool (*crl_has)(void *crl, tl_bytes serial); /* big-endian, positive */
    bool crl_is_walked;                          /* entry by entry, at every question */
    void (*crl_free)(void *crl);
};

extern const struct x509_backend x509_tlslite, x509_openssl, x509_gnutls;

enum { MAX_PATH = 16 };

/* ---- maker.c: dies where it fails ---- */

struct made {
    struct buffer der;
    struct private_key *key; /* NULL: there is none, see recipe.spki */
};

/* What is not said is as for a leaf that is good for BENCH_HOST, or for a CA that is good. */
struct recipe {
    const struct made *issuer; /* NULL: self-signed */
    const char *name;          /* commonName */
    tl_bytes subject;          /* Name, instead of name, where there is one */
    bool is_ca;
    enum key_kind key_kind; /* KEY_NONE: KEY_ECDSA, on P-256; KEY_RSA: 2048 bits */
    const struct made *same_key;
    tl_bytes spki;                    /* instead of a key */
    void (*extend)(struct writer *w); /* writes further extensions; a leaf's subjectAltName too, if has_names */
    bool has_names;
};

const tl_crypto *maker_crypto(void);
struct made make(const struct recipe *recipe);
void made_clear(struct made *made);

static inline tl_bytes made_der(const struct made *made) {
    return buffer_bytes(&made->der);
}

/* PEM of the certificate, appended. */
void append_pem(struct buffer *text, tl_bytes der);

/* The certificate's issuer and a list that it signed, with num entries: crl_serial tells their serial numbers. */
struct buffer make_crl(const struct made *issuer, uint32_t num);
enum { CRL_SERIAL_LEN = 5 };
void crl_serial(uint32_t index, uint8_t serial[CRL_SERIAL_LEN]);

#endif
