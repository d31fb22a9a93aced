/* Making keys and certificates: tl_cert_make. */
#include <tlslite/x509.h>

#include "base/clock.h"
#include "base/control.h"
#include "x509/certificate_writer.h"
#include "x509/host_name.h"
#include "x509/identity.h"
#include "x509/key_writer.h"
#include "x509/oid.h"
#include "x509/path.h"
#include "x509/sentences.h"

enum {
    AN_HOUR = 3600,
    DEFAULT_LIFETIME = 90 * 86400,
    MAX_COMMON_NAME = 64, /* ub-common-name (RFC 5280 A.1) */
    MAX_NAMES = 1000,
    SERIAL_LEN = 16,
    KEY_ID_LEN = 20,
    DEFAULT_RSA_BITS = 2048,
    MAX_RSA_BITS = 8192
};

/* What goes into the certificate, resolved from the options. */
struct issue {
    const tl_cert_options *options;
    const tl_crypto *crypto;
    const char *common_name;
    int64_t not_before, not_after;
    struct private_key *key;          /* the new one */
    const struct private_key *signer; /* the issuer's, or the new one */
    struct buffer subject, spki, extensions;
    uint8_t serial[SERIAL_LEN];
    uint8_t key_id[HASH_MAX_LEN]; /* KEY_ID_LEN octets of it */
    tl_error *error;
};

/* ---- options ---- */

static bool useless(struct issue *issue, const char *why) {
    return error_set(issue->error, USELESS_CERTIFICATE_OPTIONS, why);
}

static bool is_host(const char *name) {
    uint8_t address[16];
    size_t len;
    if (host_is_ip_address(name, address, &len)) {
        return true;
    }
    bool wildcard = name[0] == '*' && name[1] == '.';
    return host_name_is_well_formed(bytes_of_string(wildcard ? name + 2 : name));
}

static bool check_names(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    REQUIRE(options->num_names <= MAX_NAMES, useless(issue, "there are more than 1000 names"));
    REQUIRE(options->num_names == 0 || options->names != NULL, useless(issue, "num_names is not 0, but names is NULL"));
    for (size_t i = 0; i < options->num_names; i++) {
        REQUIRE(is_host(options->names[i]), useless(issue, "one of the names is neither a DNS name (A-labels, perhaps "
                                                           "with a wildcard as its first label) nor an IP address"));
    }
    return true;
}

static bool choose_common_name(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    issue->common_name = options->common_name;
    for (size_t i = 0; i < options->num_names && issue->common_name == NULL; i++) {
        issue->common_name = strlen(options->names[i]) <= MAX_COMMON_NAME ? options->names[i] : NULL;
    }
    REQUIRE(issue->common_name != NULL && *issue->common_name != '\0',
            useless(issue, "it has no name of at most 64 octets; give a common_name"));
    REQUIRE(strlen(issue->common_name) <= MAX_COMMON_NAME, useless(issue, "its common_name has more than 64 octets"));
    return true;
}

static bool choose_dates(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    issue->not_before = options->not_before != 0 ? (int64_t)options->not_before : clock_now() - AN_HOUR;
    issue->not_after = options->not_after != 0 ? (int64_t)options->not_after : issue->not_before + DEFAULT_LIFETIME;
    REQUIRE(issue->not_after > issue->not_before, useless(issue, "not_after is not after not_before"));
    return true;
}

static bool check_issuer(struct issue *issue) {
    const tl_identity *issuer = issue->options->issuer;
    if (issuer == NULL) {
        return true;
    }
    REQUIRE(issuer->key != NULL, useless(issue, "the issuer's private key is elsewhere"));
    REQUIRE(issuer->leaf.is_ca, useless(issue, "the issuer is no CA; make it with is_ca"));
    REQUIRE(!issuer->leaf.has_key_usage || (issuer->leaf.key_usage & KEY_USAGE_CERT_SIGN) != 0,
            useless(issue, "the issuer lacks keyCertSign in its keyUsage"));
    return true;
}

static bool check_key_options(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    REQUIRE((unsigned)options->key_kind <= TL_KEY_RSA, useless(issue, "key_kind is not one of the TL_KEY_ constants"));
    REQUIRE(options->rsa_bits == 0 || (options->rsa_bits >= DEFAULT_RSA_BITS && options->rsa_bits <= MAX_RSA_BITS),
            useless(issue, "rsa_bits is not between 2048 and 8192"));
    return true;
}

/* ---- the pieces ---- */

static struct private_key *generate_key(const struct issue *issue) {
    const tl_cert_options *options = issue->options;
    switch (options->key_kind) {
    case TL_KEY_ECDSA_P256:
        return private_key_generate(issue->crypto, KEY_ECDSA, CURVE_P256, 0);
    case TL_KEY_ECDSA_P384:
        return private_key_generate(issue->crypto, KEY_ECDSA, CURVE_P384, 0);
    case TL_KEY_ED25519:
        return private_key_generate(issue->crypto, KEY_ED25519, CURVE_NONE, 0);
    case TL_KEY_RSA:
        return private_key_generate(issue->crypto, KEY_RSA, CURVE_NONE,
                                    options->rsa_bits != 0 ? options->rsa_bits : DEFAULT_RSA_BITS);
    }
    return NULL;
}

/* Method 1 of RFC 7093 §2, over the whole SubjectPublicKeyInfo's key octets. */
static bool compute_key_id(struct issue *issue) {
    struct reader r = reader_of(buffer_bytes(&issue->spki));
    struct reader info = der_enter(&r, DER_SEQUENCE);
    der_read(&info, DER_SEQUENCE);
    return hash_once(&hash_sha256, der_read_bit_string(&info), issue->key_id);
}

static bool make_key(struct issue *issue) {
    issue->key = generate_key(issue);
    REQUIRE(issue->key != NULL, error_set(issue->error, CRYPTO_FAILED, "generate a key"));
    issue->signer = issue->options->issuer != NULL ? issue->options->issuer->key : issue->key;
    struct writer w = writer_to(&issue->spki);
    public_key_info_write(&w, private_key_public(issue->key));
    REQUIRE(!w.failed, error_set(issue->error, OUT_OF_MEMORY));
    REQUIRE(compute_key_id(issue), error_set(issue->error, CRYPTO_FAILED, "hash a key"));
    REQUIRE(crypto_random(issue->crypto, issue->serial, sizeof issue->serial),
            error_set(issue->error, CRYPTO_FAILED, "give random octets"));
    issue->serial[0] = (uint8_t)((issue->serial[0] & 0x7f) | 0x40); /* positive, and never shorter */
    return true;
}

/* The issuer's subjectKeyIdentifier, or that of the new key itself. */
static tl_bytes authority_key_id(const struct issue *issue) {
    const tl_identity *issuer = issue->options->issuer;
    return issuer != NULL ? issuer->leaf.subject_key_id : bytes_of(issue->key_id, KEY_ID_LEN);
}

static void write_purpose(struct writer *w, const tl_cert_options *options) {
    static const tl_bytes server = OID_VIEW(OID_SERVER_AUTH), client = OID_VIEW(OID_CLIENT_AUTH);
    if (options->is_ca) {
        extension_write_basic_constraints(w, true, -1);
        extension_write_key_usage(w, KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN);
        return;
    }
    extension_write_key_usage(w, KEY_USAGE_DIGITAL_SIGNATURE);
    extension_write_extended_key_usage(w, options->for_client ? client : server);
}

static bool write_extensions(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    struct writer w = writer_to(&issue->extensions);
    write_purpose(&w, options);
    extension_write_subject_key_id(&w, bytes_of(issue->key_id, KEY_ID_LEN));
    if (authority_key_id(issue).len > 0) {
        extension_write_authority_key_id(&w, authority_key_id(issue));
    }
    if (options->num_names > 0) {
        extension_write_subject_alt_name(&w, options->names, options->num_names);
    }
    struct writer subject = writer_to(&issue->subject);
    name_write_common(&subject, issue->common_name);
    REQUIRE(!w.failed && !subject.failed, error_set(issue->error, OUT_OF_MEMORY));
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

/* The new certificate and the issuer's chain, in one block (x509/identity.h). */
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

static tl_identity *run(struct issue *issue) {
    struct buffer der = {0};
    tl_identity *identity = NULL;
    if (check_names(issue) && choose_common_name(issue) && choose_dates(issue) && check_issuer(issue) &&
        check_key_options(issue) && make_key(issue) && write_extensions(issue) && write_certificate(issue, &der)) {
        identity = make_identity(issue, buffer_bytes(&der));
    }
    buffer_clear(&der);
    buffer_clear(&issue->subject);
    buffer_clear(&issue->spki);
    buffer_clear(&issue->extensions);
    private_key_free(issue->key);
    return identity;
}

tl_identity *tl_cert_make_sized(const tl_cert_options *options, size_t size, tl_error *error) {
    tl_cert_options all = {0};
    memcpy(&all, options, size < sizeof all ? size : sizeof all);
    tl_crypto *crypto = all.crypto != NULL ? tl_crypto_ref(all.crypto) : tl_crypto_new(NULL, NULL, error);
    if (crypto == NULL) {
        return NULL;
    }
    struct issue issue = {.options = &all, .crypto = crypto, .error = error};
    tl_identity *identity = run(&issue);
    tl_crypto_free(crypto);
    return identity;
}
