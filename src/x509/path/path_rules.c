#include "x509/path/path_rules.h"

#include "base/clock.h"
#include "base/control.h"
#include "x509/certificate/algorithm.h"
#include "x509/certificate/public_key_info.h"
#include "x509/der/oid.h"
#include "x509/names/host_name.h"
#include "x509/names/name.h"
#include "x509/path/name_constraints.h"
#include "x509/sentences.h"

const char *path_role(tl_purpose purpose) {
    switch (purpose) {
    case TL_PURPOSE_SERVER:
        return "server";
    case TL_PURPOSE_CLIENT:
        return "client";
    case TL_PURPOSE_EMAIL:
        return "sender";
    case TL_PURPOSE_ANY:
        break;
    }
    return "peer";
}

void path_name_text(tl_bytes name, char out[NAME_TEXT_SIZE]) {
    struct text text = text_into(out, NAME_TEXT_SIZE);
    name_write(name, &text);
    if (text.len == 0) {
        text_add(&text, "(empty name)");
    }
    text_mark_cut(&text);
}

void path_describe(const struct path *path, const struct certificate *certificate, char out[DESCRIPTION_SIZE]) {
    struct text text = text_into(out, DESCRIPTION_SIZE);
    char name[NAME_TEXT_SIZE];
    if (certificate == path->request->leaf || certificate == path->certificates) {
        text_add(&text, "the ");
        text_add(&text, path_role(path->request->purpose));
        text_add(&text, "'s certificate");
        return;
    }
    path_name_text(certificate->subject, name);
    text_add(&text, "the CA certificate \"");
    text_add(&text, name);
    text_add(&text, "\"");
}

static bool check_dates(const struct path *path, const struct certificate *certificate, tl_error *error) {
    int64_t now = path->request->time;
    if (now >= certificate->not_before && now <= certificate->not_after) {
        return true;
    }
    char who[DESCRIPTION_SIZE], bound[TIME_TEXT_SIZE], present[TIME_TEXT_SIZE];
    bool expired = now > certificate->not_after;
    path_describe(path, certificate, who);
    time_text(expired ? certificate->not_after : certificate->not_before, bound);
    time_text(now, present);
    return expired ? error_set(error, CERTIFICATE_EXPIRED, who, bound, present)
                   : error_set(error, CERTIFICATE_NOT_YET_VALID, who, bound, present);
}

static bool check_critical_extensions(const struct path *path, const struct certificate *certificate, tl_error *error) {
    if (certificate->unknown_critical.len == 0) {
        return true;
    }
    char who[DESCRIPTION_SIZE], extension[OID_TEXT_SIZE];
    path_describe(path, certificate, who);
    oid_text(certificate->unknown_critical, extension);
    return error_set(error, UNKNOWN_CRITICAL_EXTENSION, who, extension);
}

enum { KEY_TEXT_SIZE = 2 * OID_TEXT_SIZE };

static void add_oid(struct text *text, tl_bytes oid) {
    char name[OID_TEXT_SIZE];
    oid_text(oid, name);
    text_add(text, name);
}

/* What kind of key it is that we do not know: "DSA", "ECDSA on secp256k1", "ECDSA on secp256r1, compressed". */
static void key_text(const struct certificate *certificate, char out[KEY_TEXT_SIZE]) {
    struct text text = text_into(out, KEY_TEXT_SIZE);
    struct reader r = reader_of(certificate->spki);
    struct reader spki = der_enter(&r, DER_SEQUENCE);
    struct reader algorithm = der_enter(&spki, DER_SEQUENCE);
    tl_bytes oid = der_read_oid(&algorithm);
    if (!oid_is(oid, OID_EC_PUBLIC_KEY)) {
        add_oid(&text, oid);
        return;
    }
    tl_bytes curve = der_read_oid(&algorithm);
    text_add(&text, "ECDSA on ");
    add_oid(&text, curve);
    text_add(&text, curve_by_oid(curve) != CURVE_NONE ? ", compressed" : "");
}

static bool key_size_fits(const struct path_request *request, const struct public_key *key) {
    if (key->kind != KEY_RSA && key->kind != KEY_RSA_PSS) {
        return key->kind != KEY_NONE;
    }
    unsigned bits = public_key_bits(key);
    return bits >= request->min_key_bits && bits <= request->max_key_bits;
}

static bool check_key(const struct path *path, const struct certificate *certificate, tl_error *error) {
    const struct path_request *request = path->request;
    if (key_size_fits(request, &certificate->key)) {
        return true;
    }
    char who[DESCRIPTION_SIZE], kind[KEY_TEXT_SIZE];
    unsigned bits = public_key_bits(&certificate->key);
    path_describe(path, certificate, who);
    key_text(certificate, kind);
    REQUIRE(certificate->key.kind != KEY_NONE, error_set(error, UNSUPPORTED_KEY, who, kind));
    REQUIRE(bits >= request->min_key_bits, error_set(error, WEAK_KEY, who, bits, request->min_key_bits));
    return error_set(error, KEY_TOO_LARGE, who, bits, request->max_key_bits);
}

/* RFC 5280 §4.2.1.12 names the key usages that go with TLS and mail. Which of them the key exchange at hand needs, only
 * the handshake knows. */
static bool check_leaf_key_usage(const struct path *path, const struct certificate *leaf, tl_error *error) {
    tl_purpose purpose = path->request->purpose;
    const unsigned usable = KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_KEY_AGREEMENT |
                            (purpose != TL_PURPOSE_CLIENT ? KEY_USAGE_KEY_ENCIPHERMENT : 0) |
                            (purpose == TL_PURPOSE_EMAIL ? KEY_USAGE_NON_REPUDIATION : 0);
    if (purpose == TL_PURPOSE_ANY || !leaf->has_key_usage || (leaf->key_usage & usable) != 0) {
        return true;
    }
    char who[DESCRIPTION_SIZE];
    path_describe(path, leaf, who);
    REQUIRE(purpose != TL_PURPOSE_EMAIL, error_set(error, WRONG_KEY_USAGE_FOR_MAIL, who));
    REQUIRE(purpose != TL_PURPOSE_CLIENT, error_set(error, WRONG_KEY_USAGE_OF_CLIENT, who));
    return error_set(error, WRONG_KEY_USAGE, who);
}

/* On a CA, extendedKeyUsage limits what it may issue for: not in RFC 5280, but what everybody does. */
static bool check_extended_key_usage(const struct path *path, const struct certificate *certificate, tl_error *error) {
    static const struct {
        unsigned bit;
        const char *used_for, *name;
    } usages[] = {[TL_PURPOSE_SERVER] = {EXTENDED_KEY_USAGE_SERVER, "a TLS server", "serverAuth"},
                  [TL_PURPOSE_CLIENT] = {EXTENDED_KEY_USAGE_CLIENT, "a TLS client", "clientAuth"},
                  [TL_PURPOSE_ANY] = {0, NULL, NULL},
                  [TL_PURPOSE_EMAIL] = {EXTENDED_KEY_USAGE_EMAIL, "mail", "emailProtection"}};
    tl_purpose purpose = path->request->purpose;
    unsigned wanted = usages[purpose].bit | EXTENDED_KEY_USAGE_ANY;
    if (purpose == TL_PURPOSE_ANY || !certificate->has_extended_key_usage ||
        (certificate->extended_key_usage & wanted) != 0) {
        return true;
    }
    char who[DESCRIPTION_SIZE];
    path_describe(path, certificate, who);
    return error_set(error, WRONG_EXTENDED_KEY_USAGE, who, usages[purpose].used_for, usages[purpose].name);
}

bool path_check_leaf(const struct path *path, const struct certificate *leaf, tl_error *error) {
    TRY(check_dates(path, leaf, error));
    TRY(check_key(path, leaf, error));
    TRY(check_critical_extensions(path, leaf, error));
    TRY(check_leaf_key_usage(path, leaf, error));
    return check_extended_key_usage(path, leaf, error);
}

/* RSASSA-PSS with SHA-1, which is its default. */
static bool is_pss_with_sha1(tl_bytes oid, tl_bytes parameters) {
    struct pss_params params;
    return oid_is(oid, OID_RSASSA_PSS) && pss_params_parse(parameters, &params) && params.hash == &hash_sha1;
}

bool path_check_signature_alg(const struct path *path, const struct certificate *certificate, tl_error *error) {
    const struct signature_alg *alg = certificate->signature_alg;
    if (alg != NULL && alg->hash != &hash_sha1) {
        return true;
    }
    struct reader r = reader_of(certificate->signature_algorithm);
    tl_bytes oid = der_read_oid(&r);
    char who[DESCRIPTION_SIZE], name[OID_TEXT_SIZE];
    path_describe(path, certificate, who);
    oid_text(oid, name);
    REQUIRE(!is_pss_with_sha1(oid, read_rest(&r)), error_set(error, WEAK_SIGNATURE, who, "RSASSA-PSS with SHA-1"));
    bool weak = alg != NULL || oid_is(oid, OID_ECDSA_WITH_SHA1) || oid_is(oid, OID_MD5_WITH_RSA) ||
                oid_is(oid, OID_MD2_WITH_RSA) || oid_is(oid, OID_DSA_WITH_SHA1);
    return weak ? error_set(error, WEAK_SIGNATURE, who, name) : error_set(error, UNSUPPORTED_SIGNATURE, who, name);
}

/* ---- issuers ---- */

/* RFC 5280 §6.1.4 (k), (n) */
static bool check_is_ca(const struct path *path, const struct certificate *issuer, tl_error *error) {
    bool may_sign = !issuer->has_key_usage || (issuer->key_usage & KEY_USAGE_CERT_SIGN) != 0;
    if (issuer->is_ca && may_sign) {
        return true;
    }
    char who[DESCRIPTION_SIZE], name[NAME_TEXT_SIZE];
    path_describe(path, &path->certificates[path->len - 1], who);
    path_name_text(issuer->subject, name);
    return error_set(error, NOT_A_CA, who, name,
                     issuer->is_ca ? "lacks keyCertSign in its keyUsage" : "is no CA (basicConstraints)");
}

/* RFC 5280 §4.2.1.9: the CA certificates between this one and the leaf, self-issued ones not counted. */
static bool check_path_len(const struct path *path, const struct certificate *issuer, tl_error *error) {
    unsigned below = 0;
    for (unsigned i = 1; i < path->len; i++) {
        below += certificate_is_self_issued(&path->certificates[i]) ? 0 : 1;
    }
    if (issuer->path_len < 0 || below <= (unsigned)issuer->path_len) {
        return true;
    }
    char who[DESCRIPTION_SIZE], name[NAME_TEXT_SIZE];
    path_describe(path, path->certificates, who);
    path_name_text(issuer->subject, name);
    return error_set(error, PATH_TOO_LONG, name, issuer->path_len, below, below == 1 ? "leads" : "lead", who);
}

static void general_name_text(const struct general_name *name, char out[NAME_TEXT_SIZE]) {
    struct text text = text_into(out, NAME_TEXT_SIZE);
    switch (name->kind) {
    case GENERAL_NAME_IP:
        ip_address_write(name->value, &text);
        break;
    case GENERAL_NAME_DIRECTORY:
        name_write(name->value, &text);
        break;
    default:
        dns_name_write(name->value, &text);
        break;
    }
    text_mark_cut(&text);
}

static bool constraint_fails(const struct path *path, const struct certificate *issuer,
                             const struct certificate *certificate, enum constraint_result result,
                             const struct general_name *found, tl_error *error) {
    char who[DESCRIPTION_SIZE], issuer_name[NAME_TEXT_SIZE], name[NAME_TEXT_SIZE];
    path_describe(path, certificate, who);
    path_name_text(issuer->subject, issuer_name);
    general_name_text(found, name);
    switch (result) {
    case CONSTRAINT_BROKEN:
        return error_set(error, NAME_NOT_PERMITTED, who, name, issuer_name);
    case CONSTRAINT_UNSUPPORTED:
        return error_set(error, UNSUPPORTED_NAME_CONSTRAINT, issuer_name, general_name_kind_text(found->kind), who);
    case CONSTRAINT_MALFORMED:
        return error_set(error, MALFORMED_NAME_CONSTRAINT, issuer_name, general_name_kind_text(found->kind), who);
    case CONSTRAINT_TOO_MANY:
        return error_set(error, TOO_MANY_CONSTRAINED_NAMES, who, issuer_name);
    case CONSTRAINT_KEPT:
        break;
    }
    return true;
}

/* RFC 5280 §6.1.3 (b), (c): every certificate below, save self-issued ones that are not the leaf. */
static bool check_constraints_of(struct path *path, unsigned issuer_at, tl_error *error) {
    const struct certificate *issuer = &path->certificates[issuer_at];
    for (unsigned i = 0; issuer->has_name_constraints && i < issuer_at; i++) {
        const struct certificate *certificate = &path->certificates[i];
        if (i > 0 && certificate_is_self_issued(certificate)) {
            continue;
        }
        struct general_name name;
        enum constraint_result result =
            name_constraints_check(issuer->name_constraints, certificate, &path->num_comparisons, &name);
        if (result != CONSTRAINT_KEPT) {
            return constraint_fails(path, issuer, certificate, result, &name, error);
        }
    }
    return true;
}

/* A common name that is taken as a DNS name must be one that the CA may certify. */
static bool check_legacy_host(struct path *path, const struct certificate *issuer, tl_error *error) {
    struct general_name name = {.kind = GENERAL_NAME_DNS};
    if (!path->request->legacy_common_name || !issuer->has_name_constraints ||
        !certificate_legacy_host(path->certificates, &name.value)) {
        return true;
    }
    enum constraint_result result =
        name_constraints_check_name(issuer->name_constraints, &path->num_comparisons, &name);
    return result == CONSTRAINT_KEPT || constraint_fails(path, issuer, path->certificates, result, &name, error);
}

bool path_check_name_constraints(struct path *path, tl_error *error) {
    for (unsigned i = 1; i <= path->len; i++) {
        TRY(check_constraints_of(path, i, error));
        TRY(check_legacy_host(path, &path->certificates[i], error));
    }
    return true;
}

static bool policies_fail(const struct path *path, enum policy_result result, const struct policy_finding *finding,
                          tl_error *error) {
    char who[DESCRIPTION_SIZE], demander[DESCRIPTION_SIZE] = "our own configuration";
    path_describe(path, &path->certificates[finding->at], who);
    if (finding->demanded_by < path->len) {
        path_describe(path, &path->certificates[finding->demanded_by], demander);
    }
    switch (result) {
    case POLICIES_NONE:
        return path->request->policies.num_policies == 0 ? error_set(error, NO_VALID_POLICY, who, demander)
                                                         : error_set(error, NO_ACCEPTED_POLICY, who, demander);
    case POLICIES_MALFORMED:
        return error_set(error, INVALID_POLICIES, who);
    case POLICIES_TOO_MANY:
        return error_set(error, TOO_MANY_POLICIES, who);
    case POLICIES_OUT_OF_MEMORY:
        return error_set(error, OUT_OF_MEMORY);
    case POLICIES_VALID:
        break;
    }
    return true;
}

bool path_check_policies(struct path *path, tl_error *error) {
    struct policy_finding finding;
    enum policy_result result = policies_check(path->certificates, path->len, &path->request->policies,
                                               &path->num_policy_comparisons, &finding);
    return result == POLICIES_VALID || policies_fail(path, result, &finding, error);
}

bool path_check_issuer(const struct path *path, const struct certificate *issuer, tl_error *error) {
    TRY(check_dates(path, issuer, error));
    TRY(check_is_ca(path, issuer, error));
    TRY(check_path_len(path, issuer, error));
    TRY(check_key(path, issuer, error));
    TRY(check_critical_extensions(path, issuer, error));
    TRY(check_extended_key_usage(path, issuer, error));
    return path_check_signature_alg(path, issuer, error);
}

bool path_check_responder(const struct path *path, const struct certificate *responder, tl_error *error) {
    TRY(check_dates(path, responder, error));
    TRY(check_key(path, responder, error));
    TRY(check_critical_extensions(path, responder, error));
    const unsigned usable = KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_NON_REPUDIATION; /* RFC 5280 §4.2.1.12 */
    REQUIRE(!responder->has_key_usage || (responder->key_usage & usable) != 0,
            error_set(error, WRONG_KEY_USAGE, "the OCSP responder"));
    return path_check_signature_alg(path, responder, error);
}

bool path_check_anchor(const struct path *path, const struct certificate *anchor, tl_error *error) {
    if (anchor->version == 3) { /* earlier versions cannot say that they are a CA */
        TRY(check_is_ca(path, anchor, error));
    }
    return check_key(path, anchor, error);
}
