/* PKCS #12 (RFC 7292 §4): what protects it, and what is in it as far as it can be opened. Of keys and secrets no octet
 * that is secret is told. */
#include "x509/key_files/pkcs12.h"

#include "base/control.h"
#include "x509/der/oid.h"
#include "x509/describe/objects.h"
#include "x509/describe/parts.h"
#include "x509/sentences.h"

static const char source[] = "the given octets";

static void describe_malformed(struct description *d, const char *why) {
    tl_error problem;
    error_set(&problem, BAD_PKCS12, source, why);
    describe_text(d, "malformed", why);
    describe_note(d, &problem);
}

static void describe_mac(struct description *d, const struct pkcs12_mac *mac) {
    describe_group(d, "macData");
    describe_oid(d, "digestAlgorithm", mac->algorithm);
    describe_number(d, "saltLength", (int64_t)mac->salt.len);
    describe_number(d, "iterations", mac->iterations);
    describe_end(d);
}

/* ---- bags ---- */

static void describe_certificate_in(struct description *d, const struct pkcs12_bag *bag) {
    tl_bytes der;
    tl_error problem;
    const char *why = pkcs12_read_certificate(bag, &der);
    if (why != NULL) {
        describe_malformed(d, why);
    } else if (der.len > 0 && !describe_certificate(d, der, &problem)) {
        describe_unreadable(d, &problem);
    }
}

static void describe_key_in(struct description *d, const struct pkcs12_bag *bag) {
    tl_error problem;
    if (!describe_private_key(d, bag->value, &problem)) {
        describe_unreadable(d, &problem);
    }
}

static void describe_bag_attributes(struct description *d, struct reader *r) {
    describe_attributes(d, "bagAttributes", r);
}

/* Of CRLs, secrets and nested bags only that they are there. */
static void describe_bag(struct description *d, const struct pkcs12_bag *bag) {
    describe_oid(d, "bagId", bag->type);
    if (bag->attributes.len > 0) {
        describe_or_show(d, bag->attributes, describe_bag_attributes);
    }
    if (oid_is(bag->type, OID_CERT_BAG)) {
        describe_certificate_in(d, bag);
    } else if (oid_is(bag->type, OID_KEY_BAG) || oid_is(bag->type, OID_SHROUDED_KEY_BAG)) {
        describe_key_in(d, bag);
    }
}

static void describe_bags(struct description *d, tl_bytes safe_contents) {
    struct reader r = pkcs12_elements(safe_contents);
    if (r.failed) {
        describe_malformed(d, "one of its parts is not DER");
        return;
    }
    describe_list(d, "safeContents");
    while (read_more(&r)) {
        struct pkcs12_bag bag;
        const char *why = pkcs12_read_bag(&r, &bag);
        describe_group(d, NULL);
        if (why != NULL) {
            describe_malformed(d, why);
        } else {
            describe_bag(d, &bag);
        }
        describe_end(d);
    }
    describe_end(d);
}

/* ---- parts ---- */

static void describe_encrypted_part(struct description *d, const struct pkcs12_part *part) {
    struct buffer plain = {0};
    describe_encryption(d, part->algorithm);
    if (d->unlocking != NULL &&
        describe_opened(d, unlocking_decrypt(d->unlocking, part->algorithm, part->octets, &plain))) {
        describe_bags(d, buffer_bytes(&plain));
    }
    buffer_clear(&plain);
}

static void describe_part(struct description *d, struct reader *parts) {
    struct pkcs12_part part;
    const char *why = pkcs12_read_part(parts, &part);
    describe_group(d, NULL);
    if (why != NULL) {
        describe_malformed(d, why);
    } else {
        describe_bool(d, "encrypted", part.encrypted);
        if (part.encrypted) {
            describe_encrypted_part(d, &part);
        } else {
            describe_bags(d, part.octets);
        }
    }
    describe_end(d);
}

static void describe_safe(struct description *d, tl_bytes safe) {
    struct reader r = pkcs12_elements(safe);
    if (r.failed) {
        describe_malformed(d, "what its MAC protects is not DER");
        return;
    }
    describe_list(d, "authSafe");
    while (read_more(&r)) {
        describe_part(d, &r);
    }
    describe_end(d);
}

/* The password is asked for before the fields are told. Where it is wrong, nothing is tried with it. */
static void describe_file(struct description *d, const struct pkcs12_file *file) {
    struct unlocking *unlocking = d->unlocking;
    if (unlocking != NULL && file->has_mac && !describe_opened(d, pkcs12_check_mac(unlocking, file))) {
        d->unlocking = NULL;
    }
    describe_number(d, "version", 3);
    if (file->has_mac) {
        describe_mac(d, &file->mac);
    }
    describe_safe(d, file->safe);
    d->unlocking = unlocking;
}

bool describe_pkcs12(struct description *d, tl_bytes der, tl_error *error) {
    struct pkcs12_file file;
    const char *why = pkcs12_read(der, &file);
    REQUIRE(why == NULL, error_set(error, BAD_PKCS12, source, why));
    describe_group(d, "pkcs12");
    describe_file(d, &file);
    describe_end(d);
    return true;
}
