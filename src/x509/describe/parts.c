#include "x509/describe/parts.h"

#include "crypto/hash.h"
#include "x509/der/times.h"

bool describe_if_good(struct description *d, tl_bytes octets, describe_value_fn *describe) {
    struct description mute = {.mute = true};
    struct reader trial = reader_of(octets), r = reader_of(octets);
    describe(&mute, &trial);
    if (!read_end(&trial)) {
        return false;
    }
    describe(d, &r);
    return true;
}

void describe_or_show(struct description *d, tl_bytes octets, describe_value_fn *describe) {
    if (!describe_if_good(d, octets, describe)) {
        describe_bool(d, "malformed", true);
        describe_hex(d, "octets", octets);
    }
}

void describe_version(struct description *d, tl_bytes content) {
    struct reader r = reader_of(content);
    if (content.len == 0) {
        describe_number(d, "version", 1);
    } else if (content.len == 1 && *content.data < 0x7f) {
        describe_number(d, "version", 1 + read_u8(&r));
    } else {
        describe_magnitude(d, "versionInteger", content);
    }
}

void describe_bit_string(struct description *d, const char *name, tl_bytes content) {
    struct reader r = reader_of(content);
    unsigned unused = read_u8(&r);
    describe_hex(d, name, read_rest(&r));
    if (unused != 0) {
        describe_number(d, "unusedBits", unused);
    }
}

void describe_next_time(struct description *d, const char *name, struct reader *r) {
    struct reader trial = *r;
    int64_t seconds = der_read_time(&trial);
    if (!trial.failed) {
        *r = trial;
        describe_time(d, name, seconds);
        return;
    }
    unsigned tag;
    tl_bytes content = der_read_any(r, &tag);
    describe_string(d, name, tag, content);
}

static void describe_fingerprint(struct description *d, const char *name, const struct hash_alg *alg, tl_bytes der) {
    uint8_t digest[HASH_MAX_LEN];
    if (hash_once(alg, der, digest)) {
        describe_hex(d, name, bytes_of(digest, alg->len));
    } else {
        describe_text(d, name, "the crypto library does not give it");
    }
}

void describe_fingerprints(struct description *d, tl_bytes der) {
    describe_group(d, "fingerprints");
    describe_fingerprint(d, "sha256", &hash_sha256, der);
    describe_fingerprint(d, "sha1", &hash_sha1, der);
    describe_end(d);
}

void describe_signature(struct description *d, tl_bytes signed_algorithm, tl_bytes algorithm, tl_bytes signature) {
    if (!bytes_equal(algorithm, signed_algorithm)) {
        describe_signature_algorithm(d, "signatureAlgorithm", algorithm);
    }
    describe_bit_string(d, "signatureValue", signature);
}
