/* tl_describe over any octets, PEM or DER of certificates, requests, lists and keys; and the parser of requests, which
 * takes only those that are signed by their keys. */
#include <stdint.h>
#include <string.h>

#include <tlslite/x509.h>

#include "fuzz/describe_helper.h"
#include "fuzz/expect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_request(tl_bytes octets, size_t num_described) {
    tl_error error = {0};
    char name[300];
    size_t cursor = 0;
    tl_csr *csr = tl_csr_parse(octets, &error);
    if (csr == NULL) {
        EXPECT(error.kind != 0 && error.reason != TL_REASON_NONE && error.message[0] != '\0');
        return;
    }
    EXPECT(num_described > 0 && tl_csr_subject(csr) != NULL && tl_csr_der(csr).len > 0);
    while (tl_csr_next_name(csr, &cursor, name, sizeof name)) {
        EXPECT(strlen(name) < sizeof name);
    }
    tl_csr_free(csr);
}

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
    check_request((tl_bytes){data, size}, described.num_fields);
    return 0;
}
