#include "fuzz/path_question.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/control.h"
#include "base/pem.h"
#include "fuzz/expect.h"
#include "fuzz/memo.h"
#include "fuzz/plan_keys.h"
#include "x509/path/path.h"

struct question question_of(const struct plan *plan) {
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

X509_CRL *decoded_list(tl_bytes der) {
    const unsigned char *cursor = der.data;
    X509_CRL *theirs = d2i_X509_CRL(NULL, &cursor, (long)der.len);
    tl_crl *ours = tl_crl_parse(der, NULL);
    if (ours == NULL) {
        X509_CRL_free(theirs);
        theirs = NULL;
    }
    tl_crl_free(ours);
    return theirs;
}

static tl_crls *lists_of(const struct plan *plan) {
    tl_crl *lists[PLAN_MAX_LISTS];
    size_t count = 0;
    for (size_t i = 0; i < plan->num_lists; i++) {
        X509_CRL *theirs = decoded_list(buffer_bytes(&plan->lists[i]));
        if (theirs != NULL) {
            lists[count++] = tl_crl_parse(buffer_bytes(&plan->lists[i]), NULL);
            X509_CRL_free(theirs);
        }
    }
    tl_crls *set = tl_crls_new((const tl_crl *const *)lists, count, NULL);
    EXPECT(set != NULL);
    for (size_t i = 0; i < count; i++) {
        tl_crl_free(lists[i]);
    }
    return set;
}

/* What is said of the leaf goes with the verdict. */
static void check_status(const struct question *q, const tl_path *path, const tl_revocation_status *status) {
    bool is_judged = q->plan->revocation != TL_REVOCATION_OFF && tl_path_length(path) > 1;
    EXPECT(is_judged || status->state == TL_REVOCATION_NOT_CHECKED);
    EXPECT(!is_judged || status->state == TL_REVOCATION_GOOD ||
           (status->state == TL_REVOCATION_UNKNOWN && q->plan->revocation == TL_REVOCATION_IF_KNOWN));
    EXPECT(status->state != TL_REVOCATION_GOOD ||
           (status->source == TL_REVOCATION_FROM_CRL && status->next_update >= q->plan->time));
}

bool ask_us(const struct question *q, tl_path **path, tl_error *error) {
    tl_revocation_status status;
    tl_trust *trust = trust_in(q);
    tl_crls *crls = lists_of(q->plan);
    tl_verify_options options = {.trust = trust,
                                 .intermediates = q->sent,
                                 .num_intermediates = q->num_sent,
                                 .host = q->plan->host,
                                 .purpose = q->plan->purpose,
                                 .time = q->plan->time,
                                 .max_depth = q->plan->max_depth,
                                 .crypto = plan_crypto(),
                                 .email = q->plan->mailbox,
                                 .revocation = q->plan->revocation,
                                 .crls = crls,
                                 .revocation_status = &status,
                                 .policies = q->plan->policies,
                                 .num_policies = q->plan->num_policies,
                                 .require_policy = q->plan->require_policy,
                                 .inhibit_policy_mapping = q->plan->inhibit_mapping,
                                 .inhibit_any_policy = q->plan->inhibit_any};
    bool ok = tl_verify_path(q->leaf, &options, path, error) == TL_OK;
    if (ok) {
        check_status(q, *path, &status);
    }
    tl_crls_free(crls);
    tl_trust_free(trust);
    return ok;
}

/* ---- libcrypto's verdict ---- */

static void free_decoded(void *value) {
    X509_free(value);
}

/* libcrypto takes long to decode a key, and most certificates come again. */
X509 *decoded(tl_bytes der) {
    static struct memo memo;
    void **kept = memo_find(&memo, der, free_decoded);
    if (*kept == NULL) {
        const unsigned char *cursor = der.data;
        X509 *x = d2i_X509(NULL, &cursor, (long)der.len);
        EXPECT(x != NULL);
        X509_check_purpose(x, -1, 0); /* decodes the extensions */
        *kept = x;
    }
    return *kept;
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

static STACK_OF(X509_CRL) * stack_of_lists(const struct plan *plan) {
    STACK_OF(X509_CRL) *stack = sk_X509_CRL_new_null();
    for (size_t i = 0; i < plan->num_lists; i++) {
        X509_CRL *list = decoded_list(buffer_bytes(&plan->lists[i]));
        EXPECT(list == NULL || sk_X509_CRL_push(stack, list) > 0);
    }
    return stack;
}

static void set_name(X509_VERIFY_PARAM *param, const char *host, const char *mailbox) {
    EXPECT(mailbox == NULL || X509_VERIFY_PARAM_set1_email(param, mailbox, 0) == 1);
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

static void set_options(X509_VERIFY_PARAM *param, const struct plan *plan, unsigned long flags) {
    static const int purposes[] = {[TL_PURPOSE_SERVER] = X509_PURPOSE_SSL_SERVER,
                                   [TL_PURPOSE_CLIENT] = X509_PURPOSE_SSL_CLIENT,
                                   [TL_PURPOSE_ANY] = X509_PURPOSE_ANY,
                                   [TL_PURPOSE_EMAIL] = X509_PURPOSE_SMIME_SIGN};
    enum { SECURITY_LEVEL = 2 }; /* as Debian's libssl has it: no SHA-1, no RSA below 2048 bits or so */
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN | flags);
    X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
    EXPECT(X509_VERIFY_PARAM_set_purpose(param, purposes[plan->purpose]) == 1);
    X509_VERIFY_PARAM_set_time(param, plan->time);
    X509_VERIFY_PARAM_set_depth(param, plan->max_depth != 0 ? (int)plan->max_depth : PATH_DEFAULT_DEPTH);
    set_name(param, plan->host, plan->mailbox);
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

bool error_is_about_list(int error) {
    switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
    case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
        return true;
    default:
        return false;
    }
}

/* A list that does not count says nothing of a certificate: also not that it was revoked. */
static int unknown_depth;

static int pass_over_unknown(int ok, X509_STORE_CTX *context) {
    int error = X509_STORE_CTX_get_error(context), depth = X509_STORE_CTX_get_error_depth(context);
    if (ok == 1 || X509_STORE_CTX_get0_parent_ctx(context) != NULL) {
        return ok;
    }
    if (error_is_about_list(error)) {
        unknown_depth = depth;
    } else if (error != X509_V_ERR_CERT_REVOKED || depth != unknown_depth) {
        return 0;
    }
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
}

struct verdict ask_them(const struct question *q, bool strict, STACK_OF(X509) * *chain) {
    const unsigned long by_lists =
        X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_USE_DELTAS;
    unsigned long flags =
        (strict ? X509_V_FLAG_X509_STRICT : 0) | (q->plan->revocation != TL_REVOCATION_OFF ? by_lists : 0);
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    STACK_OF(X509) *trusted = stack_of(q->trusted, q->num_trusted), *sent = stack_of(q->sent, q->num_sent);
    STACK_OF(X509_CRL) *lists = stack_of_lists(q->plan);
    X509 *leaf = decoded_ref(q->leaf);
    for (int i = 0; i < sk_X509_num(trusted); i++) {
        EXPECT(X509_STORE_add_cert(store, sk_X509_value(trusted, i)) == 1);
    }
    EXPECT(X509_STORE_CTX_init(context, store, leaf, sent) == 1);
    X509_STORE_CTX_set0_crls(context, lists); /* in the store, it finds only those of the certificate's issuer */
    set_options(X509_STORE_CTX_get0_param(context), q->plan, flags);
    if (q->plan->revocation == TL_REVOCATION_IF_KNOWN) {
        unknown_depth = -1;
        X509_STORE_CTX_set_verify_cb(context, pass_over_unknown);
    }
    int ok = verify_cert(context);
    struct verdict verdict = {X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context)};
    EXPECT(ok >= 0 && (ok == 1) == (verdict.error == X509_V_OK));
    if (chain != NULL) {
        *chain = X509_STORE_CTX_get1_chain(context);
    }
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    sk_X509_pop_free(trusted, X509_free);
    sk_X509_pop_free(sent, X509_free);
    sk_X509_CRL_pop_free(lists, X509_CRL_free);
    X509_free(leaf);
    return verdict;
}
