/* tl_verify: path verification for programs. */
#include <tlslite/x509.h>

#include "base/clock.h"
#include "base/control.h"
#include "x509/path.h"
#include "x509/sentences.h"

static bool check_options(const tl_verify_options *options, tl_error *error) {
    REQUIRE(options->max_depth <= PATH_MAX_DEPTH, error_set(error, VERIFY_OPTION, "max_depth", "at most 16"));
    REQUIRE(options->num_intermediates == 0 || options->intermediates != NULL,
            error_set(error, VERIFY_OPTION, "intermediates", "there where num_intermediates is not 0"));
    REQUIRE(options->purpose == TL_PURPOSE_SERVER || options->purpose == TL_PURPOSE_CLIENT ||
                options->purpose == TL_PURPOSE_ANY,
            error_set(error, VERIFY_OPTION, "purpose", "one of the TL_PURPOSE_ constants"));
    REQUIRE((unsigned)options->revocation <= TL_REVOCATION_REQUIRED,
            error_set(error, VERIFY_OPTION, "revocation", "one of the TL_REVOCATION_ constants"));
    return true;
}

static unsigned or_default(unsigned value, unsigned otherwise) {
    return value != 0 ? value : otherwise;
}

static bool verify_with(const tl_verify_options *options, const struct certificate *leaf, const tl_trust *trust,
                        const tl_crypto *crypto, tl_error *error) {
    struct path_request request = {
        .crypto = crypto,
        .trust = trust,
        .leaf = leaf,
        .intermediates = options->intermediates,
        .num_intermediates = options->num_intermediates,
        .host = options->host,
        .purpose = options->purpose,
        .time = options->time != 0 ? (int64_t)options->time : clock_now(),
        .min_key_bits = or_default(options->min_key_bits, PATH_DEFAULT_MIN_KEY_BITS),
        .max_key_bits = or_default(options->max_key_bits, PATH_DEFAULT_MAX_KEY_BITS),
        .max_depth = or_default(options->max_depth, PATH_DEFAULT_DEPTH),
        .revocation =
            {
                .policy = options->revocation,
                .crls = options->crls,
                .short_lived_days = options->short_lived_days,
                .status = options->revocation_status,
            },
    };
    return path_verify(&request, error);
}

tl_result tl_verify_sized(tl_bytes leaf, const tl_verify_options *options, size_t size, tl_error *error) {
    tl_verify_options all = {0};
    memcpy(&all, options, size < sizeof all ? size : sizeof all);
    error_clear(error);
    if (all.revocation_status != NULL) {
        *all.revocation_status = (tl_revocation_status){.state = TL_REVOCATION_NOT_CHECKED};
    }
    struct certificate certificate;
    if (!check_options(&all, error) || !certificate_parse(leaf, &certificate, error)) {
        return TL_FAILED;
    }
    tl_trust *trust = all.trust != NULL ? tl_trust_ref(all.trust) : tl_trust_system(error);
    tl_crypto *crypto = trust == NULL        ? NULL
                        : all.crypto != NULL ? tl_crypto_ref(all.crypto)
                                             : tl_crypto_new(NULL, NULL, error);
    bool ok = crypto != NULL && verify_with(&all, &certificate, trust, crypto, error);
    tl_crypto_free(crypto);
    tl_trust_free(trust);
    return ok ? TL_OK : TL_FAILED;
}
