#include <tlslite.h>

const char *tl_version_string(void) {
    return TLSLITE_VERSION;
}
