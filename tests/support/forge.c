#include "support/forge.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "x509/key_files/key_writer.h"

static tl_crypto *shared_crypto;

const tl_crypto *forge_crypto(void) {
    if (shared_crypto == NULL) {
        shared_crypto = tl_crypto_new(NULL, NULL, NULL);
        assert_non_null(shared_crypto);
    }
    return shared_crypto;
}

void forge_clear_crypto(void) {
    tl_crypto_free(shared_crypto);
    shared_crypto = NULL;
}

static struct private_key *make_key(const struct forgery *forgery) {
    if (forgery->same_key != NULL) {
        struct private_key_parts parts;
        tl_bytes memory;
        assert_true(private_key_export(forgery->same_key->key, &parts, &memory));
        struct private_key *copy = private_key_new(&parts);
        mem_free((void *)(uintptr_t)memory.data);
        return copy;
    }
    bool default_kind = forgery->key_kind == KEY_NONE;
    return private_key_generate(forge_crypto(), default_kind ? KEY_ECDSA : forgery->key_kind,
                                default_kind ? CURVE_P256 : forgery->curve, forgery->rsa_bits);
}

static void write_key_id(struct writer *w, const struct private_key *key, bool authority) {
    const struct public_key *public = private_key_public(key);
    tl_bytes octets = public->point.len > 0 ? public->point : public->modulus;
    tl_bytes id = bytes_of(octets.data + 1, 16);
    if (authority) {
        extension_write_authority_key_id(w, id);
    } else {
        extension_write_subject_key_id(w, id);
    }
}

static void write_names(struct writer *w, const char *const *names) {
    size_t count = 0;
    while (names[count] != NULL) {
        count++;
    }
    extension_write_subject_alt_name(w, names, count);
}

static void write_extensions(struct writer *w, const struct forgery *forgery, const struct private_key *own,
                             const struct private_key *signer) {
    if (forgery->is_ca) {
        extension_write_basic_constraints(w, true, forgery->no_path_limit ? -1 : (int)forgery->path_len);
    }
    if (forgery->key_usage != 0) {
        extension_write_key_usage(w, forgery->key_usage);
    }
    if (forgery->extended_key_usage.len > 0) {
        extension_write_extended_key_usage(w, forgery->extended_key_usage);
    }
    if (forgery->names != NULL) {
        write_names(w, forgery->names);
    }
    if (forgery->key_ids) {
        write_key_id(w, own, false);
        write_key_id(w, signer, true);
    }
    if (forgery->extend != NULL) {
        forgery->extend(w);
    }
    write_bytes(w, forgery->extensions);
}

static void write_issuer(struct writer *w, const struct forgery *forgery, tl_bytes subject) {
    tl_bytes issuers_issuer, issuers_subject;
    if (forgery->issuer_name != NULL) {
        name_write_common(w, forgery->issuer_name);
    } else if (forgery->issuer == NULL) {
        write_bytes(w, subject);
    } else {
        assert_true(certificate_peek_names(forged_der(forgery->issuer), &issuers_issuer, &issuers_subject));
        write_bytes(w, issuers_subject);
    }
}

static void write_subject(struct writer *w, const struct forgery *forgery) {
    if (forgery->subject.len > 0) {
        write_bytes(w, forgery->subject);
    } else {
        name_write_common(w, forgery->name != NULL ? forgery->name : "");
    }
}

/* The four pieces that the fields show. */
struct pieces {
    struct buffer subject, issuer, spki, extensions;
};

static struct pieces make_pieces(const struct forgery *forgery, const struct private_key *own,
                                 const struct private_key *signer) {
    struct pieces pieces = {0};
    struct writer subject = writer_to(&pieces.subject), issuer = writer_to(&pieces.issuer);
    struct writer spki = writer_to(&pieces.spki), extensions = writer_to(&pieces.extensions);
    write_subject(&subject, forgery);
    write_issuer(&issuer, forgery, buffer_bytes(&pieces.subject));
    if (forgery->spki.len > 0) {
        write_bytes(&spki, forgery->spki);
    } else {
        public_key_info_write(&spki, private_key_public(own));
    }
    write_extensions(&extensions, forgery, own, signer);
    assert_false(subject.failed || issuer.failed || spki.failed || extensions.failed);
    return pieces;
}

static void clear_pieces(struct pieces *pieces) {
    buffer_clear(&pieces->subject);
    buffer_clear(&pieces->issuer);
    buffer_clear(&pieces->spki);
    buffer_clear(&pieces->extensions);
}

/* ---- what no writer of certificates writes ---- */

/* Copies an element with all that is in it, but one element of it that is equal to `replace` as `by`. */
static bool copy_replaced(struct writer *w, tl_bytes element, tl_bytes replace, tl_bytes by) {
    bool done = bytes_equal(element, replace);
    struct reader r = reader_of(element);
    unsigned tag;
    tl_bytes content = der_read_any(&r, &tag);
    if (done || (tag & 0x20) == 0) {
        write_bytes(w, done ? by : element);
        return done;
    }
    size_t begun = der_begin(w, tag);
    struct reader inner = reader_of(content);
    while (read_more(&inner)) {
        tl_bytes child = der_read_any_element(&inner);
        if (done) {
            write_bytes(w, child);
        } else {
            done = copy_replaced(w, child, replace, by);
        }
    }
    der_end(w, begun);
    return done;
}

static void replace_element(struct buffer *tbs, tl_bytes replace, tl_bytes by) {
    struct buffer replaced = {0};
    struct writer w = writer_to(&replaced);
    assert_true(copy_replaced(&w, buffer_bytes(tbs), replace, by));
    assert_false(w.failed);
    buffer_clear(tbs);
    *tbs = replaced;
}

static void sign(const struct forgery *forgery, const struct private_key *key, const struct signature_alg *alg,
                 tl_bytes tbs, struct buffer *signature) {
    uint8_t octets[SIGNATURE_MAX_LEN];
    size_t len = 0;
    if (forgery->sign != NULL) {
        forgery->sign(key, tbs, signature);
        return;
    }
    assert_true(private_key_sign(forge_crypto(), key, alg, tbs, octets, &len));
    assert_true(buffer_append(signature, bytes_of(octets, len)));
}

static bool is_odd(const struct forgery *forgery) {
    return forgery->replace.len > 0 || forgery->algorithm.len > 0 || forgery->sign != NULL;
}

/* Signs anew what the fields change. */
static void make_odd(struct forged *forged, const struct forgery *forgery, const struct private_key *signer,
                     const struct signature_alg *alg) {
    struct reader outer = reader_of(forged_der(forged));
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    tl_bytes written = der_read_element(&r, DER_SEQUENCE), algorithm = der_read_element(&r, DER_SEQUENCE);
    struct buffer tbs = {0}, signature = {0}, der = {0};
    assert_true(buffer_append(&tbs, written));
    if (forgery->algorithm.len > 0) {
        replace_element(&tbs, algorithm, forgery->algorithm);
        algorithm = forgery->algorithm;
    }
    if (forgery->replace.len > 0) {
        replace_element(&tbs, forgery->replace, forgery->by);
    }
    sign(forgery, signer, alg, buffer_bytes(&tbs), &signature);
    struct writer w = writer_to(&der);
    size_t certificate = der_begin(&w, DER_SEQUENCE);
    write_bytes(&w, buffer_bytes(&tbs));
    write_bytes(&w, algorithm);
    der_write_bit_string(&w, buffer_bytes(&signature));
    der_end(&w, certificate);
    assert_false(w.failed);
    buffer_clear(&tbs);
    buffer_clear(&signature);
    buffer_clear(&forged->der);
    forged->der = der;
}

struct forged forge(const struct forgery *forgery) {
    static const uint8_t serial[] = {0x01, 0x23, 0x45};
    struct forged forged = {.key = make_key(forgery)};
    assert_non_null(forged.key);
    const struct private_key *signer = forgery->issuer != NULL ? forgery->issuer->key : forged.key;
    struct pieces pieces = make_pieces(forgery, forged.key, signer);
    struct certificate_fields fields = {
        .version = forgery->version,
        .serial = forgery->serial.len > 0 ? forgery->serial : bytes_of(serial, sizeof serial),
        .issuer = buffer_bytes(&pieces.issuer),
        .subject = buffer_bytes(&pieces.subject),
        .not_before = forgery->not_before != 0 ? forgery->not_before : FORGE_NOW - FORGE_DAY,
        .not_after = forgery->not_after != 0 ? forgery->not_after : FORGE_NOW + FORGE_DAY,
        .spki = buffer_bytes(&pieces.spki),
        .extensions = buffer_bytes(&pieces.extensions),
    };
    const struct signature_alg *alg =
        forgery->alg != NULL ? forgery->alg : signature_alg_for_key(private_key_public(signer));
    struct writer w = writer_to(&forged.der);
    assert_true(certificate_write(&w, &fields, forge_crypto(), signer, alg));
    if (is_odd(forgery)) {
        make_odd(&forged, forgery, signer, alg);
    }
    if (forgery->wrong_signature) { /* its last octet belongs to s, or to the RSA number */
        forged.der.data[forged.der.len - 1] ^= 1;
    }
    clear_pieces(&pieces);
    return forged;
}

void forged_clear(struct forged *forged) {
    buffer_clear(&forged->der);
    private_key_free(forged->key);
    *forged = (struct forged){0};
}
