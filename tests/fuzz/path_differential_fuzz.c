/* tl_verify against X509_verify_cert on chains that are made and signed here (path_plan.h): the verdicts agree, with
 * and without libcrypto's strict rules, or the difference falls into a class below, each with its row in
 * DIFFERENCES.md. */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/control.h"
#include "base/pem.h"
#include "fuzz/differences.h"
#include "fuzz/expect.h"
#include "fuzz/path_plan.h"
#include "x509/names/name.h"
#include "x509/path/path_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static struct difference classes[] = {
    {.name = "path-search"},
    {.name = "anchor-dates"},
    {.name = "last-second"},
    {.name = "absolute-host"},
    {.name = "any-extended-usage"},
    {.name = "issuer-named-otherwise"},
    {.name = "strict-authority-key-id"},
    {.name = "strict-path-length-usage"},
    {.name = "strict-path-length-no-ca"},
    {.name = "no-basic-constraints"},
    {.name = "name-strings"},
    {.name = "anchor-version-1"},
    {.name = "strict-leaf-cert-sign"},
    {.name = "anchor-path-length"},
    {.name = "anchor-purpose"},
    {.name = "self-issued"},
    {.name = "wildcard-underscore"},
    {.name = "leaf-mappings"},
    {.name = "strict-ca-key-usage"},
    {.name = "mapping-without-policies"},
    {.name = "policies-moot"},
    {.name = "anchor-critical"},
    {.name = "constraint-form"},
    {.name = "strict-ca-critical"},
    {.name = "strict-empty-subject"},
    {.name = "strict-ca-subject"},
    {.name = "strict-issuer"},
    {.name = "strict-subject-key-id"},
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    return plan_mutate(data, size, max_size, seed);
}

/* libcrypto is not built for the fuzzer, which sees here what it answered. */
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t verdicts[1 << 14];

/* ---- a question: a leaf, what was sent, what is trusted ---- */

struct question {
    const struct plan *plan;
    tl_bytes leaf, sent[PLAN_MAX_CERTIFICATES + 2], trusted[PLAN_MAX_CERTIFICATES + 2];
    size_t num_sent, num_trusted;
};

static struct question question_of(const struct plan *plan) {
    struct question q = {.plan = plan, .leaf = buffer_bytes(&plan->certificates[0].der)};
    for (size_t i = 0; i < plan->count; i++) {
        tl_bytes der = buffer_bytes(&plan->certificates[i].der);
        if (plan->certificates[i].trusted) {
            q.trusted[q.num_trusted++] = der;
        } else if (i > 0) {
            q.sent[q.num_sent++] = der;
        }
    }
    return q;
}

/* ---- our verdict ---- */

static tl_trust *trust_in(const struct question *q) {
    struct buffer text = {0};
    struct writer w = writer_to(&text);
    for (size_t i = 0; i < q->num_trusted; i++) {
        pem_write(&w, "CERTIFICATE", q->trusted[i]);
    }
    EXPECT(!w.failed);
    tl_trust *trust = tl_trust_parse(buffer_bytes(&text), NULL);
    buffer_clear(&text);
    EXPECT(trust != NULL);
    return trust;
}

/* The path found goes to *path, for the caller to free; NULL: none. */
static bool ask_us(const struct question *q, tl_path **path, tl_error *error) {
    static tl_crypto *crypto;
    crypto = crypto != NULL ? crypto : tl_crypto_new(NULL, NULL, NULL);
    tl_trust *trust = trust_in(q);
    tl_verify_options options = {.trust = trust,
                                 .intermediates = q->sent,
                                 .num_intermediates = q->num_sent,
                                 .host = q->plan->host,
                                 .purpose = q->plan->purpose,
                                 .time = q->plan->time,
                                 .max_depth = q->plan->max_depth,
                                 .crypto = crypto,
                                 .policies = q->plan->policies,
                                 .num_policies = q->plan->num_policies,
                                 .require_policy = q->plan->require_policy,
                                 .inhibit_policy_mapping = q->plan->inhibit_mapping,
                                 .inhibit_any_policy = q->plan->inhibit_any};
    bool ok = tl_verify_path(q->leaf, &options, path, error) == TL_OK;
    tl_trust_free(trust);
    return ok;
}

/* ---- libcrypto's verdict ---- */

/* libcrypto takes long to decode a key, and most certificates come again. Borrowed, until the next call. */
static X509 *decoded(tl_bytes der) {
    enum { KEPT = 512 };
    static struct {
        struct buffer der;
        X509 *x;
    } kept[KEPT];
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < der.len; i++) {
        hash = (hash ^ der.data[i]) * 16777619u;
    }
    size_t at = hash % KEPT;
    if (!bytes_equal(buffer_bytes(&kept[at].der), der)) {
        const unsigned char *cursor = der.data;
        buffer_reset(&kept[at].der);
        EXPECT(buffer_append(&kept[at].der, der));
        X509_free(kept[at].x);
        kept[at].x = d2i_X509(NULL, &cursor, (long)der.len);
        EXPECT(kept[at].x != NULL);
        X509_check_purpose(kept[at].x, -1, 0); /* decodes the extensions */
    }
    return kept[at].x;
}

static X509 *decoded_ref(tl_bytes der) {
    X509 *x = decoded(der);
    EXPECT(X509_up_ref(x) == 1);
    return x;
}

static STACK_OF(X509) * stack_of(const tl_bytes *ders, size_t count) {
    STACK_OF(X509) *stack = sk_X509_new_null();
    for (size_t i = 0; i < count; i++) {
        EXPECT(sk_X509_push(stack, decoded_ref(ders[i])) > 0);
    }
    return stack;
}

static void set_name(X509_VERIFY_PARAM *param, const char *host) {
    if (host != NULL && X509_VERIFY_PARAM_set1_ip_asc(param, host) != 1) {
        X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        EXPECT(X509_VERIFY_PARAM_set1_host(param, host, 0) == 1);
    }
}

static void set_policies(X509_VERIFY_PARAM *param, const struct plan *plan) {
    unsigned long flags = X509_V_FLAG_POLICY_CHECK;
    flags |= plan->require_policy ? X509_V_FLAG_EXPLICIT_POLICY : 0;
    flags |= plan->inhibit_mapping ? X509_V_FLAG_INHIBIT_MAP : 0;
    flags |= plan->inhibit_any ? X509_V_FLAG_INHIBIT_ANY : 0;
    EXPECT(X509_VERIFY_PARAM_set_flags(param, flags) == 1);
    for (size_t i = 0; i < plan->num_policies; i++) {
        EXPECT(X509_VERIFY_PARAM_add0_policy(param, OBJ_txt2obj(plan->policies[i], 1)) == 1);
    }
    if (plan->num_policies == 0) { /* without any it finds none where one is demanded */
        EXPECT(X509_VERIFY_PARAM_add0_policy(param, OBJ_nid2obj(NID_any_policy)) == 1);
    }
}

static void set_options(X509_VERIFY_PARAM *param, const struct plan *plan, bool strict) {
    static const int purposes[] = {[TL_PURPOSE_SERVER] = X509_PURPOSE_SSL_SERVER,
                                   [TL_PURPOSE_CLIENT] = X509_PURPOSE_SSL_CLIENT,
                                   [TL_PURPOSE_ANY] = X509_PURPOSE_ANY};
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN | (strict ? X509_V_FLAG_X509_STRICT : 0));
    EXPECT(X509_VERIFY_PARAM_set_purpose(param, purposes[plan->purpose]) == 1);
    X509_VERIFY_PARAM_set_time(param, plan->time);
    X509_VERIFY_PARAM_set_depth(param, plan->max_depth != 0 ? (int)plan->max_depth : PATH_DEFAULT_DEPTH);
    set_name(param, plan->host);
    set_policies(param, plan);
}

/* OpenSSL 3.0 loses the policyConstraints of a certificate without policies (crypto/x509/pcy_cache.c): what is
 * allocated in the call is none of the leak sanitizer's business, where there is one. */
__attribute__((weak)) void __lsan_disable(void);
__attribute__((weak)) void __lsan_enable(void);

static int verify_cert(X509_STORE_CTX *context) {
    if (__lsan_disable != NULL) {
        __lsan_disable();
    }
    int ok = X509_verify_cert(context);
    if (__lsan_enable != NULL) {
        __lsan_enable();
    }
    return ok;
}

/* X509_V_OK, or the first error; *chain, where it is wanted, is what it built, for the caller to free. */
static int ask_them(const struct question *q, bool strict, STACK_OF(X509) * *chain) {
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    STACK_OF(X509) *trusted = stack_of(q->trusted, q->num_trusted), *sent = stack_of(q->sent, q->num_sent);
    X509 *leaf = decoded_ref(q->leaf);
    for (int i = 0; i < sk_X509_num(trusted); i++) {
        EXPECT(X509_STORE_add_cert(store, sk_X509_value(trusted, i)) == 1);
    }
    EXPECT(X509_STORE_CTX_init(context, store, leaf, sent) == 1);
    set_options(X509_STORE_CTX_get0_param(context), q->plan, strict);
    int ok = verify_cert(context), error = X509_STORE_CTX_get_error(context);
    EXPECT(ok >= 0 && (ok == 1) == (error == X509_V_OK));
    if (chain != NULL) {
        *chain = X509_STORE_CTX_get1_chain(context);
    }
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    sk_X509_pop_free(trusted, X509_free);
    sk_X509_pop_free(sent, X509_free);
    X509_free(leaf);
    return error;
}

/* ---- differences ---- */

/* A path, the leaf first, the anchor last, and the verdict on it that is to be explained. */
struct view {
    const struct plan *plan;
    struct certificate path[PLAN_MAX_CERTIFICATES + 2];
    size_t len;
    int theirs; /* X509_V_ERR_ */
    tl_error ours;
};

static void add_to_view(struct view *view, tl_bytes der) {
    EXPECT(view->len < COUNT_OF(view->path));
    EXPECT(certificate_parse(der, &view->path[view->len++], NULL));
}

static const struct certificate *anchor_of(const struct view *view) {
    return &view->path[view->len - 1];
}

/* The same question about nothing but the path. */
static struct question exact_question(const struct view *view) {
    struct question q = {.plan = view->plan, .leaf = view->path[0].der};
    q.trusted[q.num_trusted++] = anchor_of(view)->der;
    for (size_t i = 1; i + 1 < view->len; i++) {
        q.sent[q.num_sent++] = view->path[i].der;
    }
    return q;
}

/* ---- predicates on the path ---- */

/* What strict libcrypto says is the rule itself. */
static bool any_view(const struct view *view) {
    return view->len > 0;
}

static bool anchor_is_out_of_date(const struct view *view) {
    return view->len > 1 &&
           (view->plan->time < anchor_of(view)->not_before || view->plan->time >= anchor_of(view)->not_after);
}

static bool is_last_second(const struct view *view) {
    for (size_t i = 0; i < view->len; i++) {
        if (view->path[i].not_after == view->plan->time) {
            return true;
        }
    }
    return false;
}

static bool host_is_absolute(const struct view *view) {
    return view->plan->host != NULL && view->plan->host[strlen(view->plan->host) - 1] == '.';
}

static unsigned usage_for(tl_purpose purpose) {
    return purpose == TL_PURPOSE_SERVER ? EXTENDED_KEY_USAGE_SERVER : EXTENDED_KEY_USAGE_CLIENT;
}

static bool any_usage_stands_for_purpose(const struct view *view) {
    unsigned wanted = usage_for(view->plan->purpose);
    for (size_t i = 0; i < view->len; i++) {
        unsigned usage = view->path[i].extended_key_usage;
        if ((usage & EXTENDED_KEY_USAGE_ANY) != 0 && (usage & wanted) == 0) {
            return true;
        }
    }
    return false;
}

/* The authorityKeyIdentifier of one says that its issuer is another certificate than the one that signed it. */
static bool issuer_is_named_otherwise(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        AUTHORITY_KEYID *id = X509_get_ext_d2i(decoded(view->path[i].der), NID_authority_key_identifier, NULL, NULL);
        bool otherwise = id != NULL && X509_check_akid(decoded(view->path[i + 1].der), id) != X509_V_OK;
        AUTHORITY_KEYID_free(id);
        if (otherwise) {
            return true;
        }
    }
    return false;
}

static bool ca_has_no_basic_constraints(const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        if (!view->path[i].has_basic_constraints) {
            return true;
        }
    }
    return false;
}

/* A name of one is the name of the next only after conversion of strings. */
static bool names_need_conversion(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        if (!name_equal(view->path[i].issuer, view->path[i + 1].subject)) {
            return true;
        }
    }
    return false;
}

static bool anchor_is_of_version_1(const struct view *view) {
    return anchor_of(view)->version < 3;
}

static bool anchor_limits_length(const struct view *view) {
    int below = 0;
    for (size_t i = 1; i + 1 < view->len; i++) {
        below += certificate_is_self_issued(&view->path[i]) ? 0 : 1;
    }
    return anchor_of(view)->path_len >= 0 && below > anchor_of(view)->path_len;
}

static bool anchor_has_unknown_critical(const struct view *view) {
    return anchor_of(view)->unknown_critical.len > 0;
}

static bool anchor_is_for_other_purpose(const struct view *view) {
    return anchor_of(view)->has_extended_key_usage &&
           (anchor_of(view)->extended_key_usage & usage_for(view->plan->purpose)) == 0;
}

static bool has_self_issued(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        if (certificate_is_self_issued(&view->path[i])) {
            return true;
        }
    }
    return false;
}

static bool wildcard_covers_underscore(const struct view *view) {
    const char *dot = view->plan->host != NULL ? strchr(view->plan->host, '.') : NULL;
    return dot != NULL && memchr(view->plan->host, '_', (size_t)(dot - view->plan->host)) != NULL;
}

static bool leaf_maps_policies(const struct view *view) {
    return view->path[0].policy_mappings.data != NULL;
}

static bool leaf_may_sign_certificates(const struct view *view) {
    return !view->path[0].is_ca && (view->path[0].key_usage & KEY_USAGE_CERT_SIGN) != 0;
}

static bool has_constraints(const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        if (view->path[i].has_name_constraints) {
            return true;
        }
    }
    return false;
}

static bool mappings_without_policies(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        if (view->path[i].policy_mappings.data != NULL && view->path[i].policies.data == NULL) {
            return true;
        }
    }
    return false;
}

/* Self-issued for libcrypto, which converts strings before it compares them. */
static bool leaf_is_self_issued_to_them(const struct view *view) {
    X509 *leaf = decoded(view->path[0].der);
    return X509_NAME_cmp(X509_get_subject_name(leaf), X509_get_issuer_name(leaf)) == 0 &&
           !certificate_is_self_issued(&view->path[0]);
}

/* Two issuers by one name: libcrypto takes the first that fits and does not come back. */
static bool issuers_share_name(const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        for (size_t k = i + 1; k < view->len; k++) {
            if (name_equal(view->path[i].subject, view->path[k].subject)) {
                return true;
            }
        }
    }
    return false;
}

/* No policy is left on the way, so that those further down are not looked at. */
static bool some_ca_has_no_policies(const struct view *view) {
    for (size_t i = 1; i + 1 < view->len; i++) {
        if (view->path[i].policies.data == NULL) {
            return true;
        }
    }
    return false;
}

/* ---- what explains which verdict ---- */

struct explanation {
    int verdict; /* X509_V_ERR_ of what we accept, TL_REASON_ of what we refuse */
    const char *name;
    bool (*explains)(const struct view *view);
};

static const struct explanation acceptances[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, "anchor-dates", anchor_is_out_of_date},
    {X509_V_ERR_CERT_NOT_YET_VALID, "anchor-dates", anchor_is_out_of_date},
    {X509_V_ERR_CERT_HAS_EXPIRED, "last-second", is_last_second},
    {X509_V_ERR_HOSTNAME_MISMATCH, "absolute-host", host_is_absolute},
    {X509_V_ERR_INVALID_PURPOSE, "any-extended-usage", any_usage_stands_for_purpose},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "issuer-named-otherwise", issuer_is_named_otherwise},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, "path-search", issuers_share_name},
    {X509_V_ERR_INVALID_CA, "anchor-version-1", anchor_is_of_version_1},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, "anchor-path-length", anchor_limits_length},
    {X509_V_ERR_INVALID_PURPOSE, "anchor-purpose", anchor_is_for_other_purpose},
    {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, "anchor-critical", anchor_has_unknown_critical},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "self-issued", has_self_issued},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "name-strings", leaf_is_self_issued_to_them},
    {X509_V_ERR_INVALID_POLICY_EXTENSION, "policies-moot", some_ca_has_no_policies},
    {X509_V_ERR_HOSTNAME_MISMATCH, "wildcard-underscore", wildcard_covers_underscore},
    {X509_V_ERR_INVALID_POLICY_EXTENSION, "leaf-mappings", leaf_maps_policies},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "self-issued", has_self_issued},
    /* strict */
    {X509_V_ERR_INVALID_CA, "strict-leaf-cert-sign", leaf_may_sign_certificates},
    {X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA, "strict-leaf-cert-sign", leaf_may_sign_certificates},
    {X509_V_ERR_CA_CERT_MISSING_KEY_USAGE, "strict-ca-key-usage", any_view},
    {X509_V_ERR_CA_BCONS_NOT_CRITICAL, "strict-ca-critical", any_view},
    {X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL, "strict-empty-subject", any_view},
    {X509_V_ERR_SUBJECT_NAME_EMPTY, "strict-ca-subject", any_view},
    {X509_V_ERR_ISSUER_NAME_EMPTY, "strict-issuer", any_view},
    {X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER, "strict-subject-key-id", any_view},
    {X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER, "strict-authority-key-id", any_view},
    {X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN, "strict-path-length-usage", any_view},
    {X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA, "strict-path-length-no-ca", any_view},
};

static const struct explanation refusals[] = {
    {TL_REASON_NOT_A_CA, "no-basic-constraints", ca_has_no_basic_constraints},
    {TL_REASON_INVALID_POLICIES, "mapping-without-policies", mappings_without_policies},
    {TL_REASON_UNSUPPORTED_NAME_CONSTRAINT, "constraint-form", has_constraints},
    {TL_REASON_UNKNOWN_ISSUER, "name-strings", names_need_conversion},
};

static bool explain(const struct explanation *table, size_t count, int verdict, const struct view *view) {
    for (size_t i = 0; i < count; i++) {
        if (table[i].verdict == verdict && table[i].explains(view)) {
            difference_met(table[i].name);
            return true;
        }
    }
    return false;
}

static void explain_our_acceptance(const struct plan *plan, const tl_path *path, bool strict) {
    struct view view = {.plan = plan};
    for (size_t i = 0; i < tl_path_length(path); i++) {
        add_to_view(&view, tl_cert_der(tl_path_cert(path, i)));
    }
    struct question exact = exact_question(&view);
    view.theirs = ask_them(&exact, strict, NULL);
    if (view.theirs == X509_V_OK) {
        difference_met("path-search");
    } else if (!explain(acceptances, COUNT_OF(acceptances), view.theirs, &view)) {
        difference_found("we accept, %s refuses: %s", strict ? "strict libcrypto" : "libcrypto",
                         X509_verify_cert_error_string(view.theirs));
    }
}

/* Of more certificates we never make less, so our reason must be one against the path that libcrypto found. */
static void explain_our_refusal(const struct plan *plan, STACK_OF(X509) * chain) {
    struct view view = {.plan = plan};
    unsigned char *ders[PLAN_MAX_CERTIFICATES + 2] = {NULL};
    for (int i = 0; i < sk_X509_num(chain); i++) {
        int len = i2d_X509(sk_X509_value(chain, i), &ders[i]);
        add_to_view(&view, bytes_of(ders[i], len > 0 ? (size_t)len : 0));
    }
    struct question exact = exact_question(&view);
    tl_path *path = NULL;
    EXPECT(!ask_us(&exact, &path, &view.ours));
    tl_path_free(path);
    if (!explain(refusals, COUNT_OF(refusals), (int)view.ours.reason, &view)) {
        difference_found("libcrypto accepts, we refuse (%d): %s", (int)view.ours.reason, view.ours.message);
    }
    for (size_t i = 0; i < view.len; i++) {
        OPENSSL_free(ders[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct plan plan;
    tl_error error = {0};
    tl_path *path = NULL;
    STACK_OF(X509) *chain = NULL;
    differences_use(classes, COUNT_OF(classes));
    plan_make(&plan, data, size);
    struct question q = question_of(&plan);
    if (q.num_trusted > 0) {
        bool we_accept = ask_us(&q, &path, &error);
        int lax = ask_them(&q, false, &chain);
        int strict = we_accept && lax == X509_V_OK ? ask_them(&q, true, NULL) : lax;
        verdicts[((unsigned)error.reason * 131 + (unsigned)strict) % sizeof verdicts]++;
        if (we_accept && strict != X509_V_OK) {
            explain_our_acceptance(&plan, path, lax == X509_V_OK);
        } else if (!we_accept && lax == X509_V_OK) {
            explain_our_refusal(&plan, chain);
        }
        sk_X509_pop_free(chain, X509_free);
        tl_path_free(path);
    }
    plan_clear(&plan);
    ERR_clear_error();
    return 0;
}
