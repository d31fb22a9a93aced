/* The library, what it calls, and the extensions that it knows. */
#include <tlslite/crypto.h>

#include "base/control.h"
#include "crypto/provider.h"
#include "features/features.h"
#include "handshake/extensions/extension.h"

bool feature_library(size_t index, tl_feature *feature) {
    const struct {
        const char *name, *text, *about;
    } rows[] = {
        {"tlslite", tl_version_string(), NULL},
        {"libcrypto", tl_crypto_name(NULL), "the crypto provider"},
        {"libcrypto calls", crypto_calls(), "of hashes, RSA and ECDSA"},
    };
    if (index >= COUNT_OF(rows)) {
        return false;
    }
    feature->name = rows[index].name;
    feature->text = rows[index].text;
    feature->about = rows[index].about;
    return true;
}

bool feature_extension(size_t index, tl_feature *feature) {
    const struct extension *extension = extension_at(index);
    if (extension == NULL) {
        return false;
    }
    feature->name = extension->name;
    feature->has_code = true;
    feature->code = extension->type;
    return true;
}
