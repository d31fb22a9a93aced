/* Certificate policies (RFC 5280 §6.1, RFC 9618): each rule by itself on parsed extensions, without signatures. PKITS
 * has the long list (tests/vectors/pkits_test.c). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/control.h"
#include "support/forge.h"
#include "x509/der/oid.h"
#include "x509/path/path.h"
#include "x509/path/policies.h"
#include "x509/trust/trust.h"

enum { MAX_LEN = 6 };

/* Policies have letters here, '*' is anyPolicy; a mapping is two letters. One letter is one octet of an OID. */
struct sample {
    const char *policies;                               /* "AB*"; NULL: no extension */
    const char *mappings;                               /* "AX BY"; NULL: no extension */
    int require_explicit, inhibit_mapping, inhibit_any; /* one more than SkipCerts; 0: no extension */
    bool self_issued;
};

#define P(letters)                                                                                                     \
    { .policies = letters }
#define M(letters, pairs)                                                                                              \
    { .policies = letters, .mappings = pairs }

struct sample_path {
    struct certificate certificates[MAX_LEN];
    struct buffer memory[2 * MAX_LEN];
    unsigned len;
};

static void write_oid(struct writer *w, char letter) {
    uint8_t oid[2] = {0x2a, (uint8_t)(letter - 'A' + 1)};
    der_write(w, DER_OID, letter == '*' ? (tl_bytes)OID_VIEW(OID_ANY_POLICY) : bytes_of(oid, sizeof oid));
}

static tl_bytes write_policies(struct buffer *memory, const char *letters) {
    struct writer w = writer_to(memory);
    for (; *letters != '\0'; letters++) {
        size_t policy = der_begin(&w, DER_SEQUENCE);
        write_oid(&w, *letters);
        der_end(&w, policy);
    }
    return buffer_bytes(memory);
}

static tl_bytes write_mappings(struct buffer *memory, const char *letters) {
    struct writer w = writer_to(memory);
    for (; *letters != '\0'; letters += letters[2] == ' ' ? 3 : 2) {
        size_t pair = der_begin(&w, DER_SEQUENCE);
        write_oid(&w, letters[0]);
        write_oid(&w, letters[1]);
        der_end(&w, pair);
    }
    return buffer_bytes(memory);
}

static const uint8_t name_a[] = {0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01, 'a'};
static const uint8_t name_b[] = {0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01, 'b'};

/* The samples stand as on the path's way down: the leaf comes last. */
static struct sample_path make_path(const struct sample *samples, unsigned len) {
    struct sample_path path = {.len = len};
    for (unsigned i = 0; i < len; i++) {
        const struct sample *sample = &samples[len - 1 - i];
        struct certificate *certificate = &path.certificates[i];
        certificate->subject = bytes_of(name_a, sizeof name_a);
        certificate->issuer = sample->self_issued ? certificate->subject : bytes_of(name_b, sizeof name_b);
        certificate->require_explicit_policy = sample->require_explicit - 1;
        certificate->inhibit_policy_mapping = sample->inhibit_mapping - 1;
        certificate->inhibit_any_policy = sample->inhibit_any - 1;
        if (sample->policies != NULL) {
            certificate->policies = write_policies(&path.memory[2 * i], sample->policies);
        }
        if (sample->mappings != NULL) {
            certificate->policy_mappings = write_mappings(&path.memory[2 * i + 1], sample->mappings);
        }
    }
    return path;
}

static void clear_path(struct sample_path *path) {
    for (size_t i = 0; i < COUNT_OF(path->memory); i++) {
        buffer_clear(&path->memory[i]);
    }
}

struct question {
    const char *accepted; /* letters; NULL: any */
    bool not_explicit, inhibit_mapping, inhibit_any;
};

static enum policy_result check(const struct sample_path *path, const struct question *question,
                                struct policy_finding *finding) {
    uint8_t memory[8][2];
    tl_bytes policies[8];
    struct policy_inputs inputs = {.policies = policies,
                                   .explicit_policy = !question->not_explicit,
                                   .inhibit_mapping = question->inhibit_mapping,
                                   .inhibit_any = question->inhibit_any};
    for (const char *letter = question->accepted; letter != NULL && *letter != '\0'; letter++) {
        memory[inputs.num_policies][0] = 0x2a;
        memory[inputs.num_policies][1] = (uint8_t)(*letter - 'A' + 1);
        policies[inputs.num_policies] = bytes_of(memory[inputs.num_policies], 2);
        inputs.num_policies++;
    }
    unsigned comparisons = 0;
    return policies_check(path->certificates, path->len, &inputs, &comparisons, finding);
}

struct policy_case {
    const char *what;
    struct sample samples[MAX_LEN];
    unsigned len;
    struct question question;
    enum policy_result result;
};

static const struct policy_case cases[] = {
    {"the same all the way", {P("A"), P("AB"), P("A")}, 3, {.accepted = "A"}, POLICIES_VALID},
    {"it is not the one that is asked for", {P("A"), P("AB"), P("A")}, 3, {.accepted = "B"}, POLICIES_NONE},
    {"any will do", {P("A"), P("AB"), P("A")}, 3, {0}, POLICIES_VALID},
    {"none in common", {P("A"), P("B"), P("A")}, 3, {0}, POLICIES_NONE},
    {"none in common, none needed", {P("A"), P("B"), P("A")}, 3, {.not_explicit = true}, POLICIES_VALID},
    {"one without", {P("A"), P(NULL), P("A")}, 3, {0}, POLICIES_NONE},
    {"anyPolicy of CAs", {P("*"), P("*"), P("A")}, 3, {.accepted = "A"}, POLICIES_VALID},
    {"anyPolicy of the leaf", {P("A"), P("A"), P("*")}, 3, {.accepted = "A"}, POLICIES_VALID},
    {"anyPolicy of the leaf, another asked for", {P("A"), P("A"), P("*")}, 3, {.accepted = "B"}, POLICIES_NONE},
    {"anyPolicy of all", {P("*"), P("*"), P("*")}, 3, {.accepted = "B"}, POLICIES_VALID},
    {"we inhibit anyPolicy", {P("*"), P("A")}, 2, {.inhibit_any = true}, POLICIES_NONE},
    {"we inhibit anyPolicy that is not needed", {P("A*"), P("A")}, 2, {.inhibit_any = true}, POLICIES_VALID},
    {"a CA inhibits anyPolicy at once", {{.policies = "*", .inhibit_any = 1}, P("*"), P("A")}, 3, {0}, POLICIES_NONE},
    {"a CA inhibits it later", {{.policies = "*", .inhibit_any = 2}, P("*"), P("A")}, 3, {0}, POLICIES_VALID},
    {"self-issued ones may say anyPolicy all the same",
     {{.policies = "*", .inhibit_any = 1}, {.policies = "*", .self_issued = true}, P("A")},
     3,
     {0},
     POLICIES_VALID},
    {"but not the leaf",
     {{.policies = "*", .inhibit_any = 1}, {.policies = "*", .self_issued = true}},
     2,
     {0},
     POLICIES_NONE},
    {"mapped", {M("A", "AX"), P("X")}, 2, {.accepted = "A"}, POLICIES_VALID},
    {"mapped: asked for by the subject's name", {M("A", "AX"), P("X")}, 2, {.accepted = "X"}, POLICIES_NONE},
    {"mapped: the old name no longer", {M("A", "AX"), P("A")}, 2, {0}, POLICIES_NONE},
    {"mapped twice", {M("A", "AX"), M("X", "XY"), P("Y")}, 3, {.accepted = "A"}, POLICIES_VALID},
    {"mapped to two", {M("A", "AX AY"), P("Y")}, 2, {.accepted = "A"}, POLICIES_VALID},
    {"two mapped to one", {M("AB", "AX BX"), P("X")}, 2, {.accepted = "B"}, POLICIES_VALID},
    {"anyPolicy below a mapping", {M("A", "AX"), P("*"), P("X")}, 3, {.accepted = "A"}, POLICIES_VALID},
    {"mapped from anyPolicy", {M("*", "AX"), P("X")}, 2, {.accepted = "A"}, POLICIES_VALID},
    {"mapped from anyPolicy, another asked for", {M("*", "AX"), P("X")}, 2, {.accepted = "B"}, POLICIES_NONE},
    {"what leads nowhere is pruned", {P("AB"), P("A")}, 2, {.accepted = "B"}, POLICIES_NONE},
    {"we inhibit mappings", {M("A", "AX"), P("X")}, 2, {.inhibit_mapping = true}, POLICIES_NONE},
    {"inhibited mappings take the policy away", {M("A", "AX"), P("A")}, 2, {.inhibit_mapping = true}, POLICIES_NONE},
    {"a CA inhibits mappings below",
     {{.policies = "A", .inhibit_mapping = 1}, M("A", "AX"), P("X")},
     3,
     {0},
     POLICIES_NONE},
    {"a CA inhibits mappings later",
     {{.policies = "A", .inhibit_mapping = 2}, M("A", "AX"), P("X")},
     3,
     {0},
     POLICIES_VALID},
    {"a CA demands a policy",
     {{.policies = "A", .require_explicit = 1}, P(NULL)},
     2,
     {.not_explicit = true},
     POLICIES_NONE},
    {"a CA demands one, and there is",
     {{.policies = "A", .require_explicit = 1}, P("A")},
     2,
     {.not_explicit = true},
     POLICIES_VALID},
    {"a CA demands one, but not the one asked for",
     {{.policies = "A", .require_explicit = 1}, P("A")},
     2,
     {.accepted = "B", .not_explicit = true},
     POLICIES_NONE},
    {"the leaf demands one itself", {P(NULL), {.require_explicit = 1}}, 2, {.not_explicit = true}, POLICIES_NONE},
    {"the demand begins below the leaf", {{.require_explicit = 5}, P(NULL)}, 2, {.not_explicit = true}, POLICIES_VALID},
    {"a later one cannot put it off",
     {{.require_explicit = 1}, {.require_explicit = 6}, P(NULL)},
     3,
     {.not_explicit = true},
     POLICIES_NONE},
    {"the same policy twice", {P("AA"), P("A")}, 2, {.not_explicit = true}, POLICIES_MALFORMED},
    {"anyPolicy twice", {P("**"), P("A")}, 2, {.not_explicit = true}, POLICIES_MALFORMED},
    {"anyPolicy mapped", {M("A", "*X"), P("X")}, 2, {.not_explicit = true}, POLICIES_MALFORMED},
    {"mapped to anyPolicy", {M("A", "A*"), P("X")}, 2, {.not_explicit = true}, POLICIES_MALFORMED},
};

static void rules(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample_path path = make_path(cases[i].samples, cases[i].len);
        struct policy_finding finding;
        enum policy_result result = check(&path, &cases[i].question, &finding);
        if (result != cases[i].result) {
            fail_msg("%s: %d", cases[i].what, result);
        }
        clear_path(&path);
    }
}

/* Who demanded that there be a policy. */
static void demands(void **state) {
    (void)state;
    static const struct sample samples[] = {P("A"), {.require_explicit = 1}, P("A")};
    struct sample_path path = make_path(samples, 3);
    struct policy_finding finding;
    assert_int_equal(check(&path, &(struct question){.not_explicit = true}, &finding), POLICIES_NONE);
    assert_int_equal(finding.demanded_by, 1);
    assert_int_equal(finding.at, 0);
    assert_int_equal(check(&path, &(struct question){0}, &finding), POLICIES_NONE);
    assert_int_equal(finding.demanded_by, 3);
    assert_int_equal(finding.at, 1);
    clear_path(&path);
}

/* RFC 9618 §3: CAs that each map every policy to every other make RFC 5280's tree grow by that factor at every depth.
 * The graph's work is a sum of products over depths, well under the maximum. */
static void no_exponential_growth(void **state) {
    (void)state;
    static const char letters[] = "ABCDEFGH";
    enum { NUM = sizeof letters - 1 };
    char mappings[3 * NUM * NUM + 1];
    for (size_t i = 0; i < NUM * NUM; i++) {
        mappings[3 * i] = letters[i / NUM];
        mappings[3 * i + 1] = letters[i % NUM];
        mappings[3 * i + 2] = i + 1 < NUM * NUM ? ' ' : '\0';
    }
    const struct sample ca = M(letters, mappings), leaf = P("A");
    const struct sample samples[MAX_LEN] = {ca, ca, ca, ca, ca, leaf};
    struct sample_path path = make_path(samples, MAX_LEN);
    struct policy_finding finding;
    const uint8_t none[] = {0x2a, 0x7f};
    tl_bytes never = bytes_of(none, 2);
    unsigned comparisons = 0;
    struct policy_inputs inputs = {.policies = &never, .num_policies = 1, .explicit_policy = true};
    assert_int_equal(policies_check(path.certificates, path.len, &inputs, &comparisons, &finding), POLICIES_NONE);
    assert_in_range(comparisons, 1, MAX_LEN * NUM * NUM * NUM * 2 * 4);
    inputs.num_policies = 0;
    assert_int_equal(policies_check(path.certificates, path.len, &inputs, &comparisons, &finding), POLICIES_VALID);
    clear_path(&path);
}

/* As many policies as a certificate has room for: the work ends at the maximum. */
static void comparisons_have_a_limit(void **state) {
    (void)state;
    struct buffer policies = {0};
    struct writer w = writer_to(&policies);
    for (unsigned i = 0; i < 10000; i++) {
        uint8_t oid[] = {0x2a, (uint8_t)(i / 100 + 1), (uint8_t)(i % 100 + 1)};
        size_t policy = der_begin(&w, DER_SEQUENCE);
        der_write(&w, DER_OID, bytes_of(oid, sizeof oid));
        der_end(&w, policy);
    }
    struct sample_path path = make_path((const struct sample[2]){0}, 2);
    path.certificates[0].policies = path.certificates[1].policies = buffer_bytes(&policies);
    struct policy_finding finding;
    struct policy_inputs inputs = {.explicit_policy = true};
    unsigned comparisons = 0;
    assert_int_equal(policies_check(path.certificates, 2, &inputs, &comparisons, &finding), POLICIES_TOO_MANY);
    assert_int_equal(comparisons, POLICIES_MAX_COMPARISONS + 1);
    assert_int_equal(finding.at, 1);
    path.certificates[0].policies.len = path.certificates[1].policies.len = (size_t)200 * 7;
    comparisons = 0;
    assert_int_equal(policies_check(path.certificates, 2, &inputs, &comparisons, &finding), POLICIES_VALID);
    buffer_clear(&policies);
    clear_path(&path);
}

/* ---- in certificates ---- */

static void write_extension(struct writer *w, tl_bytes oid, const char *value, size_t len) {
    extension_write(w, oid, true, bytes_of(value, len));
}
#define EXTENSION(w, oid, value) write_extension(w, (tl_bytes)OID_VIEW(oid), value, sizeof(value) - 1)

static void require_policy(struct writer *w) {
    EXTENSION(w, OID_POLICY_CONSTRAINTS, "\x30\x03\x80\x01\x00");
    EXTENSION(w, OID_POLICIES, "\x30\x06\x30\x04\x06\x02\x2a\x01");
}

static void name_policy(struct writer *w) {
    EXTENSION(w, OID_POLICIES, "\x30\x06\x30\x04\x06\x02\x2a\x01");
}

static void all_extensions(struct writer *w) {
    name_policy(w);
    EXTENSION(w, OID_POLICY_CONSTRAINTS, "\x30\x06\x80\x01\x03\x81\x01\x02");
    EXTENSION(w, OID_POLICY_MAPPINGS, "\x30\x0a\x30\x08\x06\x02\x2a\x01\x06\x02\x2a\x02");
    EXTENSION(w, OID_INHIBIT_ANY_POLICY, "\x02\x01\x04");
}

static void empty_constraints(struct writer *w) {
    EXTENSION(w, OID_POLICY_CONSTRAINTS, "\x30\x00");
}

static void negative_skip(struct writer *w) {
    EXTENSION(w, OID_INHIBIT_ANY_POLICY, "\x02\x01\xff");
}

static void long_skip(struct writer *w) {
    EXTENSION(w, OID_POLICY_CONSTRAINTS, "\x30\x04\x80\x02\x00\x01");
}

static void no_mappings(struct writer *w) {
    EXTENSION(w, OID_POLICY_MAPPINGS, "\x30\x00");
}

static void parsing(void **state) {
    (void)state;
    struct certificate certificate;
    struct forged forged = forge(&(struct forgery){.name = "leaf", .extend = all_extensions});
    assert_true(certificate_parse(forged_der(&forged), &certificate, NULL));
    assert_int_equal(certificate.policies.len, 6);
    assert_int_equal(certificate.policy_mappings.len, 10);
    assert_int_equal(certificate.require_explicit_policy, 3);
    assert_int_equal(certificate.inhibit_policy_mapping, 2);
    assert_int_equal(certificate.inhibit_any_policy, 4);
    assert_int_equal(certificate.unknown_critical.len, 0);
    forged_clear(&forged);
    void (*const malformed[])(struct writer *) = {empty_constraints, negative_skip, long_skip, no_mappings};
    for (size_t i = 0; i < COUNT_OF(malformed); i++) {
        forged = forge(&(struct forgery){.name = "leaf", .extend = malformed[i]});
        assert_false(certificate_parse(forged_der(&forged), &certificate, NULL));
        forged_clear(&forged);
    }
}

static bool verify(const struct forgery *leaf_forgery, const struct policy_inputs *policies, tl_error *error) {
    struct forged root = forge(&(struct forgery){.name = "root", .is_ca = true, .no_path_limit = true});
    struct forged ca = forge(&(struct forgery){
        .name = "ca", .is_ca = true, .no_path_limit = true, .issuer = &root, .extend = require_policy});
    struct forgery forgery = *leaf_forgery;
    forgery.issuer = &ca;
    struct forged leaf = forge(&forgery);
    tl_trust *trust = tl_trust_parse(forged_der(&root), NULL);
    tl_bytes sent = forged_der(&ca);
    struct certificate certificate;
    assert_true(certificate_parse(forged_der(&leaf), &certificate, NULL));
    struct path_request request = {.crypto = forge_crypto(),
                                   .trust = trust,
                                   .leaf = &certificate,
                                   .intermediates = &sent,
                                   .num_intermediates = 1,
                                   .time = FORGE_NOW,
                                   .min_key_bits = 2048,
                                   .max_key_bits = 8192,
                                   .max_depth = 8,
                                   .policies = *policies};
    bool ok = path_verify(&request, error);
    tl_trust_free(trust);
    forged_clear(&root);
    forged_clear(&ca);
    forged_clear(&leaf);
    return ok;
}

static void paths(void **state) {
    (void)state;
    tl_error error;
    const tl_bytes other = OID_VIEW("\x2a\x02");
    const struct forgery good = {.name = "leaf", .extend = name_policy}, bad = {.name = "leaf"};
    assert_true(verify(&good, &(struct policy_inputs){0}, &error));
    assert_false(verify(&bad, &(struct policy_inputs){0}, &error));
    assert_int_equal(error.reason, TL_REASON_NO_VALID_POLICY);
    assert_int_equal(error.kind, TL_ERR_AUTH_INVALID);
    assert_non_null(strstr(error.message, "no certificate policy holds for the whole path down to the server's "
                                          "certificate, and the CA certificate \"CN=ca\" demands one"));
    assert_false(verify(&good, &(struct policy_inputs){.policies = &other, .num_policies = 1}, &error));
    assert_non_null(strstr(error.message, "none of the certificate policies that we accept"));
}

static void oids(void **state) {
    (void)state;
    static const struct {
        const char *dotted, *encoded; /* NULL: none */
    } texts[] = {
        {"2.5.29.32.0", OID_ANY_POLICY},
        {"1.3.6.1.5.5.7.2.1", OID_POLICY_CPS},
        {"1.2.840.113549.1.1.1", OID_RSA_ENCRYPTION},
        {"2.999", "\x88\x37"},
        {"", NULL},
        {"1", NULL},
        {"1.", NULL},
        {"3.1", NULL},
        {"1.40", NULL},
        {"1.2.", NULL},
        {"1..2", NULL},
        {"1.2.03", NULL},
        {"1.2.x", NULL},
        {"1.2.3 ", NULL},
        {"1.2.4294967296", NULL},
        {"-1.2", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        uint8_t oid[OID_MAX_LEN];
        size_t len;
        bool parsed = oid_parse(texts[i].dotted, oid, &len);
        if (parsed != (texts[i].encoded != NULL)) {
            fail_msg("%s", texts[i].dotted);
        }
        if (parsed && len == strlen(texts[i].encoded)) {
            assert_memory_equal(oid, texts[i].encoded, len);
        }
    }
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules),
        cmocka_unit_test(demands),
        cmocka_unit_test(no_exponential_growth),
        cmocka_unit_test(comparisons_have_a_limit),
        cmocka_unit_test(parsing),
        cmocka_unit_test(paths),
        cmocka_unit_test(oids),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
