/* tl_verify: path verification for programs. */
#include <tlslite/x509.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/control.h"
#include "crypto/provider.h"
#include "x509/der/oid.h"
#include "x509/names/mailbox.h"
#include "x509/path/path_report.h"
#include "x509/path/verify_settings.h"
#include "x509/sentences.h"

static bool check_options(const tl_verify_options *options, tl_error *error) {
    REQUIRE(options->max_depth <= verify_settings[VERIFY_MAX_DEPTH].largest,
            error_set(error, VERIFY_OPTION, "max_depth", "at most 16"));
    REQUIRE(options->num_intermediates == 0 || options->intermediates != NULL,
            error_set(error, VERIFY_OPTION, "intermediates", "there where num_intermediates is not 0"));
    REQUIRE(options->purpose == TL_PURPOSE_SERVER || options->purpose == TL_PURPOSE_CLIENT ||
                options->purpose == TL_PURPOSE_ANY || options->purpose == TL_PURPOSE_EMAIL,
            error_set(error, VERIFY_OPTION, "purpose", "one of the TL_PURPOSE_ constants"));
    struct mailbox mailbox;
    REQUIRE(options->email == NULL || mailbox_parse(bytes_of_string(options->email), &mailbox),
            error_set(error, VERIFY_OPTION, "email", "a mail address, such as someone@example.org"));
    REQUIRE(options->email == NULL || options->host == NULL,
            error_set(error, VERIFY_OPTION, "email", "given without host: one name is verified at a time"));
    REQUIRE(options->num_ocsp_responses == 0 || options->ocsp_responses != NULL,
            error_set(error, VERIFY_OPTION, "ocsp_responses", "there where num_ocsp_responses is not 0"));
    REQUIRE((unsigned)options->revocation <= TL_REVOCATION_LEAF_REQUIRED,
            error_set(error, VERIFY_OPTION, "revocation", "one of the TL_REVOCATION_ constants"));
    return true;
}

static unsigned or_initial(enum verify_setting id, unsigned given) {
    return (unsigned)setting_or_initial(&verify_settings[id], given);
}

enum { MAX_POLICIES = 32 };

/* The policies that will do, as they are encoded. */
struct policy_set {
    uint8_t memory[MAX_POLICIES][OID_MAX_LEN];
    tl_bytes policies[MAX_POLICIES];
};

/* anyPolicy among them makes the rest moot. */
static bool read_policies(const tl_verify_options *options, struct policy_set *set, struct policy_inputs *inputs,
                          tl_error *error) {
    bool any = false;
    REQUIRE(options->num_policies == 0 || options->policies != NULL,
            error_set(error, VERIFY_OPTION, "policies", "there where num_policies is not 0"));
    REQUIRE(options->num_policies <= MAX_POLICIES, error_set(error, VERIFY_OPTION, "num_policies", "at most 32"));
    for (size_t i = 0; i < options->num_policies; i++) {
        size_t len;
        REQUIRE(oid_parse(options->policies[i], set->memory[i], &len),
                error_set(error, VERIFY_OPTION, "policies", "object identifiers, such as 2.23.140.1.2.1"));
        set->policies[i] = bytes_of(set->memory[i], len);
        any = any || oid_is(set->policies[i], OID_ANY_POLICY);
    }
    *inputs = (struct policy_inputs){.policies = set->policies,
                                     .num_policies = any ? 0 : options->num_policies,
                                     .explicit_policy = options->require_policy,
                                     .inhibit_mapping = options->inhibit_policy_mapping,
                                     .inhibit_any = options->inhibit_any_policy};
    return true;
}

static bool verify_with(const tl_verify_options *options, const struct certificate *leaf, const tl_trust *trust,
                        const tl_crypto *crypto, struct tl_path *report, tl_error *error) {
    struct policy_set policies;
    struct path_request request = {
        .crypto = crypto,
        .trust = trust,
        .leaf = leaf,
        .intermediates = options->intermediates,
        .num_intermediates = options->num_intermediates,
        .host = options->host,
        .email = options->email,
        .legacy_common_name = options->legacy_common_name,
        .purpose = options->purpose,
        .time = options->time != 0 ? (int64_t)options->time : clock_now(),
        .min_key_bits = or_initial(VERIFY_MIN_KEY_BITS, options->min_key_bits),
        .max_key_bits = or_initial(VERIFY_MAX_KEY_BITS, options->max_key_bits),
        .max_depth = or_initial(VERIFY_MAX_DEPTH, options->max_depth),
        .report = report,
        .revocation =
            {
                .policy = options->revocation,
                .crls = options->crls,
                .responses = options->ocsp_responses,
                .num_responses = options->num_ocsp_responses,
                .short_lived_days = options->short_lived_days,
                .status = options->revocation_status,
            },
    };
    TRY(read_policies(options, &policies, &request.policies, error));
    return path_verify(&request, error);
}

static bool verify(tl_bytes leaf, const tl_verify_options *options, struct tl_path *report, tl_error *error) {
    if (options->revocation_status != NULL) {
        *options->revocation_status = (tl_revocation_status){.state = TL_REVOCATION_NOT_CHECKED};
    }
    struct certificate certificate;
    if (!check_options(options, error) || !certificate_parse(leaf, &certificate, error)) {
        return false;
    }
    tl_trust *trust = options->trust != NULL ? tl_trust_ref(options->trust) : tl_trust_system(error);
    tl_crypto *crypto = trust != NULL ? crypto_or_new(options->crypto, error) : NULL;
    bool ok = crypto != NULL && verify_with(options, &certificate, trust, crypto, report, error);
    tl_crypto_free(crypto);
    tl_trust_free(trust);
    return ok;
}

/* As many of the options as the caller knows. */
static tl_verify_options all_options(const tl_verify_options *options, size_t size) {
    tl_verify_options all = {0};
    memcpy(&all, options, size < sizeof all ? size : sizeof all);
    return all;
}

tl_result tl_verify_sized(tl_bytes leaf, const tl_verify_options *options, size_t size, tl_error *error) {
    tl_verify_options all = all_options(options, size);
    error_clear(error);
    return verify(leaf, &all, NULL, error) ? TL_OK : TL_FAILED;
}

/* A report without an attempt and without a path is one of a verification that never began. */
tl_result tl_verify_path_sized(tl_bytes leaf, const tl_verify_options *options, size_t size, tl_path **path,
                               tl_error *error) {
    tl_verify_options all = all_options(options, size);
    error_clear(error);
    *path = NULL;
    struct tl_path *report = mem_new(sizeof *report);
    if (report == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return TL_FAILED;
    }
    bool ok = verify(leaf, &all, report, error);
    if (report->incomplete) {
        ok = error_set(error, OUT_OF_MEMORY);
    }
    if (report->incomplete || (report->len == 0 && report->num_attempts == 0)) {
        tl_path_free(report);
        return TL_FAILED;
    }
    *path = report;
    return ok ? TL_OK : TL_FAILED;
}
