/* certdata.txt, for both uses. */
#include <tlslite/x509.h>

#include "base/control.h"
#include "fuzz/expect.h"
#include "x509/trust/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const tl_trust_use uses[] = {TL_TRUST_SERVERS, TL_TRUST_EMAIL};
    for (size_t i = 0; i < COUNT_OF(uses); i++) {
        tl_error error = {0};
        tl_trust *trust = tl_trust_parse_certdata(bytes_of(data, size), uses[i], &error);
        EXPECT(trust != NULL ? tl_trust_count(trust) > 0 : error.reason != TL_REASON_NONE && error.message[0] != '\0');
        for (size_t k = 0; trust != NULL && k < tl_trust_count(trust); k++) {
            tl_cert_free(tl_trust_cert(trust, k, NULL));
        }
        tl_trust_free(trust);
    }
    return 0;
}
