/* Private keys: which kind one is of and what its public half is. No octet that is secret leaves this file. */
#include "x509/key_files/private_key_file.h"

#include "base/control.h"
#include "x509/der/oid.h"
#include "x509/describe/objects.h"
#include "x509/describe/parts.h"
#include "x509/key_files/key_writer.h"
#include "x509/sentences.h"

static const char source[] = "the key";

/* What follows the version tells the forms apart (x509/key_files/private_key_file.c). */
static const char *form_of(tl_bytes der) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    der_read_integer(&r);
    return der_next_is(&r, DER_SEQUENCE) ? "PKCS #8" : der_next_is(&r, DER_OCTET_STRING) ? "SEC 1" : "PKCS #1";
}

static void describe_public_half(struct description *d, const struct private_key *key) {
    struct buffer spki = {0};
    struct writer w = writer_to(&spki);
    public_key_info_write(&w, private_key_public(key));
    if (w.failed) {
        d->out_of_memory = true;
    } else {
        describe_public_key(d, buffer_bytes(&spki));
    }
    buffer_clear(&spki);
}

static bool describe_plain(struct description *d, tl_bytes der, tl_error *error) {
    struct private_key_parts parts;
    TRY(private_key_parse(der, &parts, source, error));
    struct private_key *key = private_key_new(&parts);
    secret_wipe(&parts, sizeof parts);
    REQUIRE(key != NULL, error_set(error, REFUSED_PRIVATE_KEY, source));
    describe_group(d, "privateKey");
    describe_text(d, "form", form_of(der));
    describe_bool(d, "encrypted", false);
    describe_public_half(d, key);
    describe_end(d);
    private_key_free(key);
    return true;
}

/* PBES2-params (RFC 8018 A.4): the derivation's and the cipher's names, and what the derivation costs. */
static void describe_pbes2(struct description *d, struct reader *algorithm) {
    struct reader r = der_enter(algorithm, DER_SEQUENCE);
    struct reader kdf = der_enter(&r, DER_SEQUENCE), cipher = der_enter(&r, DER_SEQUENCE);
    describe_oid(d, "keyDerivation", der_read_oid(&kdf));
    struct reader parameters = der_enter(&kdf, DER_SEQUENCE);
    der_read(&parameters, DER_OCTET_STRING);
    describe_integer(d, "cost", der_read_integer(&parameters));
    describe_oid(d, "cipher", der_read_oid(&cipher));
    der_leave(algorithm, &r);
}

static bool describe_encrypted(struct description *d, tl_bytes der) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    struct reader algorithm = der_enter(&r, DER_SEQUENCE);
    tl_bytes oid = der_read_oid(&algorithm);
    describe_group(d, "privateKey");
    describe_text(d, "form", "PKCS #8");
    describe_bool(d, "encrypted", true);
    describe_oid(d, "encryption", oid);
    if (oid_is(oid, OID_PBES2)) {
        describe_if_good(d, read_rest(&algorithm), describe_pbes2);
    }
    describe_end(d);
    return true;
}

bool describe_private_key(struct description *d, tl_bytes der, tl_error *error) {
    return encrypted_key_is(der) ? describe_encrypted(d, der) : describe_plain(d, der, error);
}
