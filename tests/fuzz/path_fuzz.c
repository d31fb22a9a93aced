/* Building a path, and the rules of policies and names on certificates as if they were one: a mutated certificate has
 * no good signature, so a search alone would never get that far.
 *
 * Input: certificates, each behind two octets with its length: the leaf, then its issuer and so on; the last one is the
 * trust anchor. */
#include <tlslite/crypto.h>

#include "base/control.h"
#include "base/reader.h"
#include "fuzz/expect.h"
#include "x509/path/path_report.h"

enum { MAX_CERTIFICATES = 10, TIME = 1700000000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One for the whole run. */
static const tl_crypto *provider(void) {
    static tl_crypto *crypto;
    if (crypto == NULL) {
        crypto = tl_crypto_new(NULL, NULL, NULL);
        EXPECT(crypto != NULL);
    }
    return crypto;
}

static void check_policies(struct path *path) {
    static const uint8_t oid[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x02, 0x01, 0x30, 0x01}; /* PKITS's first */
    const tl_bytes accepted = {oid, sizeof oid};
    struct policy_finding finding;
    for (unsigned i = 0; i < 16; i++) {
        struct policy_inputs inputs = {.policies = &accepted,
                                       .num_policies = i & 1,
                                       .explicit_policy = (i & 2) != 0,
                                       .inhibit_mapping = (i & 4) != 0,
                                       .inhibit_any = (i & 8) != 0};
        unsigned comparisons = 0;
        enum policy_result result = policies_check(path->certificates, path->len, &inputs, &comparisons, &finding);
        EXPECT(comparisons <= POLICIES_MAX_COMPARISONS + 1);
        EXPECT(finding.at < path->len && finding.demanded_by <= path->len);
        EXPECT(result != POLICIES_OUT_OF_MEMORY);
        /* what holds for one policy holds for any */
        if (result == POLICIES_VALID && (i & 1) != 0) {
            inputs.num_policies = 0;
            comparisons = 0;
            EXPECT(policies_check(path->certificates, path->len, &inputs, &comparisons, &finding) == POLICIES_VALID);
        }
    }
}

static void check_rules(const tl_bytes *ders, unsigned count, tl_error *error) {
    static struct path path; /* large */
    struct certificate leaf;
    struct path_request request = {.leaf = &leaf, .purpose = TL_PURPOSE_ANY, .time = TIME};
    path = (struct path){.request = &request};
    for (; path.len < count; path.len++) {
        if (!certificate_parse(ders[path.len], &path.certificates[path.len], error)) {
            return;
        }
    }
    leaf = path.certificates[0];
    check_policies(&path);
    path.len--; /* the last one stands behind the path, as an anchor does */
    if (path.len > 0) {
        (void)!path_check_name_constraints(&path, error);
        (void)!path_check_issuer(&path, &path.certificates[path.len], error);
    }
}

static void check_search(const tl_bytes *ders, unsigned count, tl_error *error) {
    tl_trust *trust = tl_trust_parse(ders[count - 1], NULL);
    if (trust == NULL) {
        return;
    }
    tl_verify_options options = {.trust = trust,
                                 .intermediates = ders,
                                 .num_intermediates = count - 1,
                                 .purpose = TL_PURPOSE_ANY,
                                 .time = TIME,
                                 .crypto = provider()};
    tl_path *path = NULL;
    tl_result result = tl_verify_path(ders[0], &options, &path, error);
    EXPECT((result == TL_OK) == (path != NULL && tl_path_length(path) > 0));
    if (path != NULL) {
        EXPECT(path->work.signature_checks <= 100 && path->work.candidates <= 5000);
    }
    tl_path_free(path);
    tl_trust_free(trust);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct reader r = reader_of(bytes_of(data, size));
    tl_bytes ders[MAX_CERTIFICATES];
    unsigned count = 0;
    tl_error error;
    while (read_more(&r) && count < MAX_CERTIFICATES) {
        ders[count++] = read_vector(&r, 2, 0, 65535);
    }
    if (r.failed || count == 0) {
        return 0;
    }
    check_rules(ders, count, &error);
    check_search(ders, count, &error);
    return 0;
}
