/* The parser of OCSP responses, and the judgement of what it accepted. The input is a certificate and its issuer's,
 * each behind its length in two octets, then the response. */
#include <string.h>

#include "base/control.h"
#include "fuzz/expect.h"
#include "x509/revocation/ocsp.h"
#include "x509/revocation/ocsp_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_within(tl_bytes der, tl_bytes view) {
    if (view.len > 0) {
        EXPECT(view.data >= der.data && view.len <= der.len && view.data <= der.data + der.len - view.len);
    }
}

static void expect_views(tl_bytes der, const struct ocsp_response *response) {
    const tl_bytes views[] = {response->tbs,          response->responder_name,  response->responder_key,
                              response->singles,      response->nonce,           response->signature,
                              response->certificates, response->unknown_critical};
    for (size_t i = 0; i < COUNT_OF(views); i++) {
        expect_within(der, views[i]);
    }
    bool is_basic = response->status == OCSP_SUCCESSFUL;
    EXPECT(is_basic == (response->tbs.len > 0));
    EXPECT(!is_basic || (response->responder_name.len > 0) != (response->responder_key.len > 0));
}

static void expect_singles(tl_bytes der, const struct ocsp_response *response) {
    struct reader r = reader_of(response->singles);
    while (read_more(&r)) {
        struct ocsp_single single;
        ocsp_read_single(&r, &single);
        expect_within(der, single.id.serial);
        EXPECT(single.id.serial.len > 0);
        EXPECT(!single.has_next_update || ocsp_single_valid_until(&single) == single.next_update);
    }
    EXPECT(read_end(&r));
}

/* As of the time from which the first of them holds. */
static int64_t time_of(const struct ocsp_response *response) {
    struct reader r = reader_of(response->singles);
    struct ocsp_single single;
    ocsp_read_single(&r, &single);
    return single.this_update;
}

static void judge(tl_bytes leaf, tl_bytes ca, tl_bytes der, const struct ocsp_response *response) {
    struct certificate certificate, issuer;
    tl_revocation_status status = {.state = TL_REVOCATION_UNKNOWN};
    tl_error error = {0};
    if (!certificate_parse(leaf, &certificate, NULL) || !certificate_parse(ca, &issuer, NULL)) {
        return;
    }
    const struct ocsp_question question = {.certificate = &certificate, .issuer = &issuer, .time = time_of(response)};
    if (ocsp_check(&question, der, &status, &error)) {
        EXPECT(status.state == TL_REVOCATION_GOOD || status.state == TL_REVOCATION_REVOKED);
        EXPECT(status.source == TL_REVOCATION_FROM_OCSP);
    } else {
        EXPECT(error.reason != TL_REASON_NONE && error.message[0] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct reader r = reader_of(bytes_of(data, size));
    tl_bytes leaf = read_vector(&r, 2, 0, 0xffff), ca = read_vector(&r, 2, 0, 0xffff), der = read_rest(&r);
    struct ocsp_response response;
    tl_error error = {0};
    if (!ocsp_parse(der, &response, &error)) {
        EXPECT(error.reason == TL_REASON_MALFORMED_OCSP);
        return 0;
    }
    expect_views(der, &response);
    expect_singles(der, &response);
    judge(leaf, ca, der, &response);
    return 0;
}
