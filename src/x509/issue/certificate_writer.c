#include "x509/issue/certificate_writer.h"

#include "base/control.h"
#include "x509/certificate/algorithm.h"

static void write_version(struct writer *w, unsigned version) {
    if (version == 1) {
        return;
    }
    size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(0));
    der_write_small(w, version == 0 ? 2 : version - 1);
    der_end(w, field);
}

static void write_validity(struct writer *w, const struct certificate_fields *fields) {
    size_t validity = der_begin(w, DER_SEQUENCE);
    der_write_time(w, fields->not_before);
    der_write_time(w, fields->not_after);
    der_end(w, validity);
}

static void write_extensions(struct writer *w, tl_bytes extensions) {
    if (extensions.len == 0) {
        return;
    }
    size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(3));
    der_write(w, DER_SEQUENCE, extensions);
    der_end(w, field);
}

static void write_tbs(struct writer *w, const struct certificate_fields *fields, const struct signature_alg *alg) {
    size_t tbs = der_begin(w, DER_SEQUENCE);
    write_version(w, fields->version);
    der_write_positive(w, fields->serial);
    signature_algorithm_write(w, alg);
    write_bytes(w, fields->issuer);
    write_validity(w, fields);
    write_bytes(w, fields->subject);
    write_bytes(w, fields->spki);
    write_extensions(w, fields->extensions);
    der_end(w, tbs);
}

bool certificate_write(struct writer *w, const struct certificate_fields *fields, const tl_crypto *crypto,
                       const struct private_key *key, const struct signature_alg *alg) {
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t signature_len = 0;
    size_t certificate = der_begin(w, DER_SEQUENCE);
    write_tbs(w, fields, alg);
    TRY(!w->failed);
    tl_bytes tbs = bytes_from(buffer_bytes(w->buffer), certificate);
    TRY(private_key_sign(crypto, key, alg, tbs, signature, &signature_len));
    signature_algorithm_write(w, alg);
    der_write_bit_string(w, bytes_of(signature, signature_len));
    der_end(w, certificate);
    return !w->failed;
}
