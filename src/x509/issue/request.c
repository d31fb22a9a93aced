#include "x509/issue/request.h"

#include "base/control.h"
#include "x509/certificate/algorithm.h"
#include "x509/certificate/extensions.h"
#include "x509/certificate/public_key_info.h"
#include "x509/der/oid.h"
#include "x509/names/general_names.h"
#include "x509/names/name.h"
#include "x509/sentences.h"

enum { REQUEST_MAX_LEN = 1 << 17 };

/* CertificationRequestInfo ::= SEQUENCE { version, subject, subjectPKInfo, attributes [0] }; some who ask leave the
 * attributes out where there are none. */
static void read_info(struct reader *outer, struct request *request) {
    struct reader start = *outer;
    request->info = der_read_element(outer, DER_SEQUENCE);
    struct reader r = der_enter(&start, DER_SEQUENCE);
    request->version = der_read_integer(&r);
    request->subject = der_read_element(&r, DER_SEQUENCE);
    request->spki = der_read_element(&r, DER_SEQUENCE);
    if (read_more(&r)) {
        request->attributes = der_read(&r, DER_CONTEXT_CONSTRUCTED(0));
    }
    der_leave(outer, &r);
}

bool request_read(tl_bytes der, struct request *request) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    *request = (struct request){.der = der};
    read_info(&r, request);
    request->algorithm = der_read(&r, DER_SEQUENCE);
    request->signature = der_read(&r, DER_BIT_STRING);
    der_leave(&outer, &r);
    return read_end(&outer) && request->signature.len > 0;
}

void request_read_attribute(struct reader *attributes, tl_bytes *type, tl_bytes *values) {
    struct reader r = der_enter(attributes, DER_SEQUENCE);
    *type = der_read_oid(&r);
    *values = der_read(&r, DER_SET);
    der_leave(attributes, &r);
}

static bool attributes_are_well_formed(tl_bytes attributes) {
    struct reader r = reader_of(attributes);
    tl_bytes type, values;
    while (read_more(&r)) {
        request_read_attribute(&r, &type, &values);
    }
    return read_end(&r);
}

bool request_parse(tl_bytes der, struct request *request, tl_error *error) {
    REQUIRE(der.len <= REQUEST_MAX_LEN && request_read(der, request),
            error_set(error, MALFORMED_REQUEST, "it is not one DER structure with the fields of RFC 2986 §4"));
    REQUIRE(request->version.len == 1 && *request->version.data == 0,
            error_set(error, MALFORMED_REQUEST, "its version is not 1 (RFC 2986 §4.1)"));
    REQUIRE(name_is_well_formed(request->subject),
            error_set(error, MALFORMED_REQUEST, "its subject is not a name (RFC 5280 §4.1.2.6)"));
    REQUIRE(public_key_info_parse(request->spki, &request->key),
            error_set(error, MALFORMED_REQUEST, "its public key does not fit the key's algorithm"));
    REQUIRE(attributes_are_well_formed(request->attributes),
            error_set(error, MALFORMED_REQUEST, "its attributes are not such as RFC 2986 §4.1 prescribes"));
    REQUIRE(signature_algorithm_parse(request->algorithm, &request->signature_alg),
            error_set(error, MALFORMED_REQUEST, "the parameters of its signatureAlgorithm are wrong"));
    return true;
}

bool request_verify(const struct request *request, const tl_crypto *crypto, tl_error *error) {
    REQUIRE(request->key.kind != KEY_NONE && request->signature_alg != NULL, error_set(error, UNSUPPORTED_REQUEST));
    struct reader signature = reader_of(request->signature);
    bool whole_octets = read_u8(&signature) == 0;
    REQUIRE(whole_octets &&
                signature_verify(crypto, request->signature_alg, &request->key, request->info, read_rest(&signature)),
            error_set(error, BAD_REQUEST_SIGNATURE));
    return true;
}

/* The content of the Extensions, of which there may be one value; empty: nothing is asked for. */
static bool find_extensions(const struct request *request, tl_bytes *extensions) {
    struct reader r = reader_of(request->attributes);
    tl_bytes type, values;
    *extensions = (tl_bytes){0};
    while (read_more(&r)) {
        request_read_attribute(&r, &type, &values);
        if (oid_is(type, OID_EXTENSION_REQUEST)) {
            struct reader value = reader_of(values);
            TRY(extensions->data == NULL);
            *extensions = der_read(&value, DER_SEQUENCE);
            TRY(read_end(&value));
        }
    }
    return true;
}

bool request_alt_names(const struct request *request, tl_bytes *names) {
    tl_bytes extensions, found = {0};
    *names = found;
    TRY(find_extensions(request, &extensions));
    struct reader r = reader_of(extensions);
    while (read_more(&r)) {
        struct extension extension;
        extension_read(&r, &extension);
        if (oid_is(extension.oid, OID_SUBJECT_ALT_NAME)) {
            struct reader value = reader_of(extension.value);
            TRY(found.data == NULL);
            found = der_read(&value, DER_SEQUENCE);
            TRY(read_end(&value) && general_names_are_well_formed(found));
        }
    }
    TRY(read_end(&r));
    *names = found;
    return true;
}
