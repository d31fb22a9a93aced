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

static struct private_key *read_key(tl_bytes der, tl_error *error) {
    struct private_key_parts parts;
    struct private_key *key = NULL;
    if (private_key_parse(der, &parts, source, error)) {
        key = private_key_of(&parts, source, error);
    }
    secret_wipe(&parts, sizeof parts);
    return key;
}

static bool describe_plain(struct description *d, tl_bytes der, tl_error *error) {
    struct private_key *key = read_key(der, error);
    TRY(key != NULL);
    describe_group(d, "privateKey");
    describe_text(d, "form", form_of(der));
    describe_bool(d, "encrypted", false);
    describe_public_half(d, key);
    describe_end(d);
    private_key_free(key);
    return true;
}

/* Where there is a password: what is in it. */
static void describe_locked(struct description *d, tl_bytes der) {
    struct buffer plain = {0};
    if (d->unlocking != NULL && describe_opened(d, encrypted_key_open(d->unlocking, der, &plain))) {
        tl_error problem;
        struct private_key *key = read_key(buffer_bytes(&plain), &problem);
        if (key != NULL) {
            describe_public_half(d, key);
        } else {
            describe_unreadable(d, &problem);
        }
        private_key_free(key);
    }
    buffer_clear(&plain);
}

static void describe_encrypted(struct description *d, tl_bytes der) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    describe_group(d, "privateKey");
    describe_text(d, "form", "PKCS #8");
    describe_bool(d, "encrypted", true);
    describe_encryption(d, der_read(&r, DER_SEQUENCE));
    describe_locked(d, der);
    describe_end(d);
}

bool describe_private_key(struct description *d, tl_bytes der, tl_error *error) {
    if (encrypted_key_is(der)) {
        describe_encrypted(d, der);
        return true;
    }
    return describe_plain(d, der, error);
}
