/* tl_describe over any octets: PEM or DER of certificates, requests, lists and keys. */
#include <stdint.h>
#include <string.h>

#include <tlslite/x509.h>

#include "fuzz/describe_helper.h"
#include "fuzz/expect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct described described = {0};
    tl_error error = {0};
    bool good = tl_describe((tl_bytes){data, size}, check_described_field, &described, &error);
    EXPECT(described.depth == 0);
    EXPECT(!good || size == 0 || described.num_fields > 0);
    if (!good) {
        size_t len = strnlen(error.message, sizeof error.message);
        EXPECT(error.kind != 0 && error.reason != TL_REASON_NONE && len > 20 && len < sizeof error.message);
    }
    tl_cert *cert = tl_cert_parse((tl_bytes){data, size}, NULL);
    EXPECT(cert == NULL || described.num_fields > 0); /* what parses is described */
    tl_cert_free(cert);
    return 0;
}
