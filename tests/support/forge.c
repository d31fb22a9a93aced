#include "support/forge.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "x509/key_writer.h"

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
}

static void write_issuer(struct writer *w, const struct forgery *forgery, tl_bytes subject) {
    struct certificate issuer;
    if (forgery->issuer_name != NULL) {
        name_write_common(w, forgery->issuer_name);
    } else if (forgery->issuer == NULL) {
        write_bytes(w, subject);
    } else {
        assert_true(certificate_parse(forged_der(forgery->issuer), &issuer, NULL));
        write_bytes(w, issuer.subject);
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
    public_key_info_write(&spki, private_key_public(own));
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
