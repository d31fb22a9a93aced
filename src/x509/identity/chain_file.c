#include "x509/identity/chain_file.h"

#include "base/alloc.h"
#include "base/control.h"
#include "base/pem.h"
#include "x509/der/der.h"
#include "x509/sentences.h"

struct loading {
    tl_bytes certificates[CHAIN_MAX_CERTIFICATES]; /* in `der` */
    size_t count;
    struct buffer der; /* with room for all from the start, so that it never moves */
    const char *source;
    tl_error *error;
};

static bool add_certificate(struct loading *loading, tl_bytes der) {
    struct certificate certificate;
    tl_error problem;
    REQUIRE(loading->count < CHAIN_MAX_CERTIFICATES,
            error_set(loading->error, TOO_MANY_CERTIFICATES, loading->source, CHAIN_MAX_CERTIFICATES));
    REQUIRE(certificate_parse(der, &certificate, &problem),
            error_set(loading->error, BAD_CERTIFICATE_IN_FILE, loading->source, loading->count + 1, problem.message));
    loading->certificates[loading->count++] = der;
    return true;
}

static bool add_block(struct loading *loading, const struct pem_block *block, size_t number) {
    uint8_t *place = loading->der.data + loading->der.len;
    size_t len = 0;
    REQUIRE(base64_decode(block->base64, place, &len), error_set(loading->error, BROKEN_PEM, loading->source, number));
    loading->der.len += len;
    return add_certificate(loading, bytes_of(place, len));
}

static bool read_pem(struct loading *loading, tl_bytes text) {
    struct pem_block block;
    enum pem_result result;
    for (size_t number = 1; (result = pem_next(&text, &block)) != PEM_END; number++) {
        REQUIRE(result == PEM_BLOCK, error_set(loading->error, BROKEN_PEM, loading->source, number));
        if (pem_label_is(&block, PEM_CERTIFICATE)) {
            TRY(add_block(loading, &block, number));
        }
    }
    return true;
}

static bool read_der(struct loading *loading, tl_bytes octets) {
    buffer_append(&loading->der, octets);
    struct reader r = reader_of(buffer_bytes(&loading->der));
    while (read_more(&r)) {
        tl_bytes element = der_read_any_element(&r);
        TRY(add_certificate(loading, r.failed ? octets : element));
    }
    return true;
}

/* The views and behind them the octets, in one block. */
static bool give_chain(const struct loading *loading, tl_bytes **chain, size_t *num_chain) {
    size_t views = loading->count * sizeof **chain, len = 0;
    for (size_t i = 0; i < loading->count; i++) {
        len += loading->certificates[i].len;
    }
    tl_bytes *block = mem_new(views + len);
    TRY(block != NULL);
    uint8_t *at = (uint8_t *)block + views;
    for (size_t i = 0; i < loading->count; i++) {
        tl_bytes certificate = loading->certificates[i];
        memcpy(at, certificate.data, certificate.len);
        block[i] = bytes_of(at, certificate.len);
        at += certificate.len;
    }
    *chain = block;
    *num_chain = loading->count;
    return true;
}

static bool is_der(tl_bytes octets) {
    struct reader r = reader_of(octets);
    return der_read(&r, DER_SEQUENCE).len > 0;
}

static bool read_chain(struct loading *loading, tl_bytes octets, tl_bytes **chain, size_t *num_chain) {
    REQUIRE(buffer_reserve(&loading->der, octets.len + 4), error_set(loading->error, OUT_OF_MEMORY));
    TRY(is_der(octets) ? read_der(loading, octets) : read_pem(loading, octets));
    REQUIRE(loading->count > 0, error_set(loading->error, NO_CERTIFICATE, loading->source));
    REQUIRE(give_chain(loading, chain, num_chain), error_set(loading->error, OUT_OF_MEMORY));
    return true;
}

bool chain_parse(tl_bytes octets, tl_bytes **chain, size_t *num_chain, const char *source, tl_error *error) {
    struct loading loading = {.source = source, .error = error};
    bool ok = read_chain(&loading, octets, chain, num_chain);
    buffer_clear(&loading.der);
    return ok;
}
