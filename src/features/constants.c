/* Constants of the public headers, and what the command calls them. */
#include <tlslite/x509.h>

#include "base/control.h"
#include "features/features.h"

struct constant {
    unsigned value;
    const char *name, *short_name, *about;
};

#define CONSTANT(name, ...)                                                                                            \
    { name, #name, __VA_ARGS__ }

static const struct constant purposes[] = {
    CONSTANT(TL_PURPOSE_SERVER, "server", "a TLS server"),
    CONSTANT(TL_PURPOSE_CLIENT, "client", "a TLS client"),
    CONSTANT(TL_PURPOSE_ANY, "any", "no use is asked for"),
    CONSTANT(TL_PURPOSE_EMAIL, "email", "protected mail"),
};

static const struct constant revocations[] = {
    CONSTANT(TL_REVOCATION_IF_KNOWN, "if-known", "what is known to be revoked is refused"),
    CONSTANT(TL_REVOCATION_REQUIRED, "required", "what is not known is refused too"),
    CONSTANT(TL_REVOCATION_OFF, "off", "nobody is asked"),
    CONSTANT(TL_REVOCATION_LEAF_REQUIRED, "leaf-required", "the same, of the peer's own certificate alone"),
};

static const struct constant client_certs[] = {
    CONSTANT(TL_CLIENT_CERT_NONE, NULL, "clients are not asked for certificates"),
    CONSTANT(TL_CLIENT_CERT_OPTIONAL, NULL, "clients are asked, and may have none"),
    CONSTANT(TL_CLIENT_CERT_REQUIRED, NULL, "clients without a certificate are refused"),
};

/* A zeroed option has the constant that is zero. */
static bool row_of(const struct constant *table, size_t count, size_t index, tl_feature *feature) {
    if (index >= count) {
        return false;
    }
    const struct constant *constant = &table[index];
    feature->name = constant->name;
    feature->short_name = constant->short_name;
    feature->use = constant->value == 0 ? TL_FEATURE_DEFAULT : TL_FEATURE_BY_NAME;
    feature->has_code = true;
    feature->code = constant->value;
    feature->about = constant->about;
    return true;
}

bool feature_purpose(size_t index, tl_feature *feature) {
    return row_of(purposes, COUNT_OF(purposes), index, feature);
}

bool feature_revocation(size_t index, tl_feature *feature) {
    return row_of(revocations, COUNT_OF(revocations), index, feature);
}

bool feature_client_cert(size_t index, tl_feature *feature) {
    return row_of(client_certs, COUNT_OF(client_certs), index, feature);
}
