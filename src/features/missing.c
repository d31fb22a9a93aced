/* What is not built in, and why. */
#include "base/control.h"
#include "features/features.h"

#define NOT_WRITTEN "not written yet"

static const struct {
    const char *name, *why;
} missing[] = {
    {"resumption", NOT_WRITTEN},
    {"early data", NOT_WRITTEN},
    {"TLS 1.1 and older", NOT_WRITTEN},
    {"passwords (SRP)", NOT_WRITTEN},
    {"pre-shared keys", NOT_WRITTEN},
#ifdef TLSLITE_NO_LOW_LEVEL
    {"low-level calls of libcrypto", "built with TLSLITE_LOW_LEVEL=OFF"},
#endif
};

bool feature_missing(size_t index, tl_feature *feature) {
    if (index >= COUNT_OF(missing)) {
        return false;
    }
    feature->name = missing[index].name;
    feature->use = TL_FEATURE_ABSENT;
    feature->about = missing[index].why;
    return true;
}
