/* tl_describe: what is in PEM text or DER, told field by field. */
#include "base/control.h"
#include "base/pem.h"
#include "x509/certificate/public_key_info.h"
#include "x509/describe/objects.h"
#include "x509/describe/parts.h"
#include "x509/key_files/pkcs12.h"
#include "x509/sentences.h"

/* A SubjectPublicKeyInfo on its own (RFC 7468 §13). */
static bool describe_bare_public_key(struct description *d, tl_bytes der, tl_error *error) {
    struct public_key key;
    REQUIRE(public_key_info_parse(der, &key), error_set(error, BAD_PUBLIC_KEY));
    describe_group(d, "publicKey");
    describe_public_key(d, der);
    describe_end(d);
    return true;
}

typedef bool describe_object_fn(struct description *d, tl_bytes der, tl_error *error);

static const struct {
    const char *label;
    describe_object_fn *describe;
} labels[] = {
    {PEM_CERTIFICATE, describe_certificate},
    {PEM_CRL, describe_crl},
    {PEM_REQUEST, describe_request},
    {PEM_NEW_REQUEST, describe_request},
    {PEM_PRIVATE_KEY, describe_private_key},
    {PEM_ENCRYPTED_KEY, describe_private_key},
    {PEM_RSA_PRIVATE_KEY, describe_private_key},
    {PEM_EC_PRIVATE_KEY, describe_private_key},
    {PEM_PUBLIC_KEY, describe_bare_public_key},
    {PEM_PKCS12, describe_pkcs12},
};

static describe_object_fn *object_of(const struct pem_block *block) {
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        if (pem_label_is(block, labels[i].label)) {
            return labels[i].describe;
        }
    }
    return NULL;
}

/* What could not be read in it is the error once all of it is told. */
static bool describe_object(struct description *d, describe_object_fn *describe, tl_bytes der, tl_error *error) {
    d->problem = (tl_error){.reason = TL_REASON_NONE};
    TRY(describe(d, der, error));
    if (d->problem.reason != TL_REASON_NONE && error != NULL) {
        *error = d->problem;
    }
    return d->problem.reason == TL_REASON_NONE;
}

/* ---- PEM ---- */

/* What we do not know, and keys encrypted in the old way: that it is there. */
static bool describe_label(struct description *d, const struct pem_block *block) {
    describe_group(d, "pemBlock");
    describe_string(d, "label", DER_UTF8_STRING, block->label);
    describe_bool(d, "encrypted", block->encrypted);
    describe_end(d);
    return true;
}

static bool describe_block(struct description *d, const struct pem_block *block, struct buffer *der, tl_error *error) {
    describe_object_fn *describe = block->encrypted ? NULL : object_of(block);
    if (describe == NULL) {
        return describe_label(d, block);
    }
    REQUIRE(buffer_reserve(der, base64_decoded_max(block->base64.len)), error_set(error, OUT_OF_MEMORY));
    REQUIRE(base64_decode(block->base64, der->data, &der->len), error_set(error, NOT_BASE64));
    return describe_object(d, describe, buffer_bytes(der), error);
}

/* The first block that is bad makes the error; those behind it are told all the same. */
static bool describe_pem(struct description *d, tl_bytes text, tl_error *error) {
    struct pem_block block;
    enum pem_result result;
    size_t number = 0, num_bad = 0;
    while ((result = pem_next(&text, &block)) != PEM_END) {
        struct buffer der = {0};
        tl_error problem;
        number++;
        bool good = result == PEM_BLOCK ? describe_block(d, &block, &der, &problem) : error_set(&problem, NOT_BASE64);
        buffer_clear(&der);
        if (!good && num_bad++ == 0) {
            error_set(error, BAD_PEM_BLOCK(problem), number, problem.message);
        }
    }
    REQUIRE(number > 0, error_set(error, NOTHING_TO_DESCRIBE));
    return num_bad == 0;
}

/* ---- DER ---- */

/* Whether what is one is told; mute, it only says whether it is one. */
static describe_object_fn *object_of_der(tl_bytes der) {
    static describe_object_fn *const objects[] = {describe_certificate, describe_crl, describe_request,
                                                  describe_private_key, describe_bare_public_key};
    struct description mute = {.mute = true};
    if (pkcs12_is(der)) { /* it may be malformed: then this is said */
        return describe_pkcs12;
    }
    for (size_t i = 0; i < COUNT_OF(objects); i++) {
        if (objects[i](&mute, der, NULL)) {
            return objects[i];
        }
    }
    return NULL;
}

static bool describe_der(struct description *d, tl_bytes octets, tl_error *error) {
    struct reader r = reader_of(octets);
    while (read_more(&r)) {
        tl_bytes element = der_read_any_element(&r);
        describe_object_fn *describe = r.failed ? NULL : object_of_der(element);
        REQUIRE(describe != NULL, error_set(error, NOTHING_TO_DESCRIBE));
        TRY(describe_object(d, describe, element, error));
    }
    return true;
}

static bool is_der(tl_bytes octets) {
    struct reader r = reader_of(octets);
    return der_read(&r, DER_SEQUENCE).len > 0;
}

static bool describe_all(struct description *d, tl_bytes octets, tl_error *error) {
    bool good = is_der(octets) ? describe_der(d, octets, error) : describe_pem(d, octets, error);
    if (d->out_of_memory) {
        good = error_set(error, OUT_OF_MEMORY);
    }
    buffer_clear(&d->text);
    return good;
}

bool tl_describe(tl_bytes octets, tl_field_fn *field, void *arg, tl_error *error) {
    struct description d = {.field = field, .arg = arg};
    return describe_all(&d, octets, error);
}

bool tl_describe_with_password(tl_bytes octets, tl_password_fn *password, void *password_arg, tl_field_fn *field,
                               void *arg, tl_error *error) {
    struct unlocking unlocking;
    tl_error attempt;
    unlocking_init(&unlocking, password, password_arg, "the given octets", &attempt);
    struct description d = {.field = field, .arg = arg, .unlocking = &unlocking};
    bool good = describe_all(&d, octets, error);
    unlocking_clear(&unlocking);
    return good;
}

bool tl_cert_describe(const tl_cert *cert, tl_field_fn *field, void *arg, tl_error *error) {
    return tl_describe(tl_cert_der(cert), field, arg, error);
}
