#include "x509/certificate/extensions.h"

#include "base/control.h"
#include "x509/certificate/authority_info.h"
#include "x509/der/der.h"
#include "x509/der/oid.h"
#include "x509/der/text.h"
#include "x509/names/general_names.h"
#include "x509/path/name_constraints.h"
#include "x509/path/policies.h"
#include "x509/revocation/crl_points.h"
#include "x509/sentences.h"

/* Each function below reads one extnValue. */

static bool parse_subject_key_id(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    certificate->subject_key_id = der_read(&r, DER_OCTET_STRING);
    return read_end(&r);
}

static bool parse_key_usage(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    certificate->has_key_usage = true;
    certificate->key_usage = der_read_named_bits(&r, DER_BIT_STRING);
    return read_end(&r) && certificate->key_usage != 0; /* §4.2.1.3: at least one bit */
}

static bool parse_subject_alt_name(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    certificate->subject_alt_name = der_read(&r, DER_SEQUENCE);
    return read_end(&r) && general_names_are_well_formed(certificate->subject_alt_name);
}

/* DER leaves out cA where it is false; enough certificates do not that refusing them would serve nobody. */
static bool parse_basic_constraints(const struct extension *extension, struct certificate *certificate) {
    struct reader outer = reader_of(extension->value);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    certificate->has_basic_constraints = true;
    certificate->is_ca = der_next_is(&r, DER_BOOLEAN) && der_read_boolean(&r);
    certificate->path_len = read_more(&r) ? (int)der_read_small(&r, INT32_MAX) : -1;
    der_leave(&outer, &r);
    return read_end(&outer);
}

static bool parse_name_constraints(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    certificate->has_name_constraints = true;
    certificate->name_constraints = der_read(&r, DER_SEQUENCE);
    return read_end(&r) && name_constraints_are_well_formed(certificate->name_constraints);
}

/* Qualifiers in a critical extension must be understood (§4.2.1.4). */
static bool parse_policies(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    bool known_qualifiers = false;
    certificate->policies = der_read(&r, DER_SEQUENCE);
    if (!read_end(&r) || !policies_are_well_formed(certificate->policies, &known_qualifiers)) {
        return false;
    }
    if (!known_qualifiers) {
        extension_note_unknown(extension, &certificate->unknown_critical);
    }
    return true;
}

static bool parse_policy_mappings(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    certificate->policy_mappings = der_read(&r, DER_SEQUENCE);
    return read_end(&r) && policy_mappings_are_well_formed(certificate->policy_mappings);
}

/* PolicyConstraints: one of the two must be there (§4.2.1.11). */
static bool parse_policy_constraints(const struct extension *extension, struct certificate *certificate) {
    struct reader outer = reader_of(extension->value);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    int *const fields[] = {&certificate->require_explicit_policy, &certificate->inhibit_policy_mapping};
    for (unsigned i = 0; i < COUNT_OF(fields); i++) {
        if (der_next_is(&r, DER_CONTEXT(i))) {
            *fields[i] = (int)der_read_small_as(&r, DER_CONTEXT(i), INT32_MAX);
        }
    }
    der_leave(&outer, &r);
    return read_end(&outer) && (certificate->require_explicit_policy >= 0 || certificate->inhibit_policy_mapping >= 0);
}

static bool parse_inhibit_any_policy(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    certificate->inhibit_any_policy = (int)der_read_small(&r, INT32_MAX);
    return read_end(&r);
}

static bool parse_crl_points(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    certificate->crl_points = der_read(&r, DER_SEQUENCE);
    return read_end(&r) && crl_points_are_well_formed(certificate->crl_points);
}

static bool parse_authority_key_id(const struct extension *extension, struct certificate *certificate) {
    struct reader outer = reader_of(extension->value);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    if (der_next_is(&r, DER_CONTEXT(0))) {
        certificate->authority_key_id = der_read(&r, DER_CONTEXT(0));
    }
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(1))) {
        der_read(&r, DER_CONTEXT_CONSTRUCTED(1));
    }
    if (der_next_is(&r, DER_CONTEXT(2))) {
        der_read(&r, DER_CONTEXT(2));
    }
    der_leave(&outer, &r);
    return read_end(&outer);
}

static unsigned extended_key_usage_bit(tl_bytes oid) {
    static const struct {
        tl_bytes oid;
        unsigned bit;
    } usages[] = {
        {OID_VIEW(OID_SERVER_AUTH), EXTENDED_KEY_USAGE_SERVER},
        {OID_VIEW(OID_CLIENT_AUTH), EXTENDED_KEY_USAGE_CLIENT},
        {OID_VIEW(OID_ANY_EXTENDED_KEY_USAGE), EXTENDED_KEY_USAGE_ANY},
        {OID_VIEW(OID_CODE_SIGNING), EXTENDED_KEY_USAGE_CODE},
        {OID_VIEW(OID_EMAIL_PROTECTION), EXTENDED_KEY_USAGE_EMAIL},
        {OID_VIEW(OID_TIME_STAMPING), EXTENDED_KEY_USAGE_TIME},
        {OID_VIEW(OID_OCSP_SIGNING), EXTENDED_KEY_USAGE_OCSP},
    };
    for (size_t i = 0; i < COUNT_OF(usages); i++) {
        if (bytes_equal(usages[i].oid, oid)) {
            return usages[i].bit;
        }
    }
    return 0;
}

static bool parse_extended_key_usage(const struct extension *extension, struct certificate *certificate) {
    struct reader outer = reader_of(extension->value);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    certificate->has_extended_key_usage = true;
    do { /* SIZE (1..MAX) */
        certificate->extended_key_usage |= extended_key_usage_bit(der_read_oid(&r));
    } while (read_more(&r));
    der_leave(&outer, &r);
    return read_end(&outer);
}

static bool parse_authority_info(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    certificate->authority_info = der_read(&r, DER_SEQUENCE);
    return read_end(&r) && authority_info_is_well_formed(certificate->authority_info);
}

/* Features ::= SEQUENCE OF INTEGER: numbers of TLS extensions (RFC 7633 §4.1). What others promise we cannot check. */
static bool parse_tls_feature(const struct extension *extension, struct certificate *certificate) {
    enum { STATUS_REQUEST = 5 };
    struct reader outer = reader_of(extension->value);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    while (read_more(&r)) {
        if (der_read_small(&r, 0xffff) == STATUS_REQUEST) {
            certificate->must_staple = true;
        } else {
            extension_note_unknown(extension, &certificate->unknown_critical);
        }
    }
    der_leave(&outer, &r);
    return read_end(&outer);
}

static bool parse_ocsp_no_check(const struct extension *extension, struct certificate *certificate) {
    struct reader r = reader_of(extension->value);
    der_read_null(&r);
    certificate->ocsp_no_check = read_end(&r);
    return certificate->ocsp_no_check;
}

static const struct {
    tl_bytes oid;
    bool (*parse)(const struct extension *extension, struct certificate *certificate);
} known[] = {
    {OID_VIEW(OID_SUBJECT_KEY_ID), parse_subject_key_id},
    {OID_VIEW(OID_AUTHORITY_KEY_ID), parse_authority_key_id},
    {OID_VIEW(OID_BASIC_CONSTRAINTS), parse_basic_constraints},
    {OID_VIEW(OID_KEY_USAGE), parse_key_usage},
    {OID_VIEW(OID_EXTENDED_KEY_USAGE), parse_extended_key_usage},
    {OID_VIEW(OID_SUBJECT_ALT_NAME), parse_subject_alt_name},
    {OID_VIEW(OID_POLICIES), parse_policies},
    {OID_VIEW(OID_NAME_CONSTRAINTS), parse_name_constraints},
    {OID_VIEW(OID_POLICY_MAPPINGS), parse_policy_mappings},
    {OID_VIEW(OID_POLICY_CONSTRAINTS), parse_policy_constraints},
    {OID_VIEW(OID_INHIBIT_ANY_POLICY), parse_inhibit_any_policy},
    {OID_VIEW(OID_CRL_POINTS), parse_crl_points},
    {OID_VIEW(OID_AUTHORITY_INFO), parse_authority_info},
    {OID_VIEW(OID_TLS_FEATURE), parse_tls_feature},
    {OID_VIEW(OID_OCSP_NO_CHECK), parse_ocsp_no_check},
};

/* DER leaves out critical where it is false, but see cA above. */
void extension_read(struct reader *list, struct extension *extension) {
    struct reader r = der_enter(list, DER_SEQUENCE);
    extension->oid = der_read_oid(&r);
    extension->critical = der_next_is(&r, DER_BOOLEAN) && der_read_boolean(&r);
    extension->value = der_read(&r, DER_OCTET_STRING);
    der_leave(list, &r);
}

static bool apply_extension(const struct extension *extension, void *to) {
    struct certificate *certificate = to;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (bytes_equal(known[i].oid, extension->oid)) {
            return known[i].parse(extension, certificate);
        }
    }
    extension_note_unknown(extension, &certificate->unknown_critical);
    return true;
}

static bool is_repeated(tl_bytes oid, const tl_bytes *seen, size_t num_seen) {
    for (size_t i = 0; i < num_seen; i++) {
        if (bytes_equal(seen[i], oid)) {
            return true;
        }
    }
    return false;
}

/* What ends a walk over a list of extensions. */
enum walk { WALK_WELL, WALK_NOT_DER, WALK_TOO_MANY, WALK_TWICE, WALK_WRONG_CONTENT };

/* *extension is the one at which it ended. */
static enum walk walk(tl_bytes content, size_t max, extension_fn *apply, void *to, struct extension *extension) {
    struct reader r = reader_of(content);
    tl_bytes seen[CERTIFICATE_MAX_EXTENSIONS];
    size_t count = 0;
    do { /* SIZE (1..MAX) */
        extension_read(&r, extension);
        REQUIRE(!r.failed, WALK_NOT_DER);
        REQUIRE(count < max && count < COUNT_OF(seen), WALK_TOO_MANY);
        REQUIRE(!is_repeated(extension->oid, seen, count), WALK_TWICE);
        seen[count++] = extension->oid;
        REQUIRE(apply(extension, to), WALK_WRONG_CONTENT);
    } while (read_more(&r));
    return WALK_WELL;
}

bool extensions_apply(tl_bytes content, size_t max, extension_fn *apply, void *to) {
    struct extension extension;
    return walk(content, max, apply, to, &extension) == WALK_WELL;
}

static bool extension_fails(tl_error *error, const char *what, tl_bytes oid) {
    char name[OID_TEXT_SIZE], problem[2 * OID_TEXT_SIZE];
    oid_text(oid, name);
    struct text text = text_into(problem, sizeof problem);
    text_add(&text, what);
    text_add(&text, name);
    return error_set(error, MALFORMED_CERTIFICATE, problem);
}

bool extensions_parse(tl_bytes content, struct certificate *certificate, tl_error *error) {
    struct extension extension;
    switch (walk(content, CERTIFICATE_MAX_EXTENSIONS, apply_extension, certificate, &extension)) {
    case WALK_WELL:
        break;
    case WALK_NOT_DER:
        return error_set(error, MALFORMED_CERTIFICATE, "its extensions are not DER (RFC 5280 §4.2)");
    case WALK_TOO_MANY:
        return error_set(error, MALFORMED_CERTIFICATE, "it has more than 64 extensions");
    case WALK_TWICE:
        return extension_fails(error, "it has the same extension twice (RFC 5280 §4.2): ", extension.oid);
    case WALK_WRONG_CONTENT:
        return extension_fails(error, "this extension of it has a wrong content: ", extension.oid);
    }
    return true;
}
