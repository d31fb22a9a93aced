/* What OpenSSL says, asked as its TLS asks: purpose, name, time, and the security level that Debian's libssl has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "refusals/openssl_ocsp.h"
#include "x509/path/path.h"

enum { SECURITY_LEVEL = 2 };

struct question {
    X509_STORE *store;
    X509_STORE_CTX *ctx;
    X509 *leaf;
    STACK_OF(X509) * sent;
    STACK_OF(X509_CRL) * lists;
    struct answer *answer;
};

static void cannot_read(struct answer *answer, const char *what) {
    unsigned long code = 0, next;
    while ((next = ERR_get_error()) != 0) { /* the last one is the outermost */
        code = code == 0 ? next : code;
    }
    const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;
    snprintf(answer->text, sizeof answer->text, "cannot read %s: %s", what,
             reason != NULL ? reason : "no reason given");
    answer->accepted = false;
}

static X509 *read_certificate(tl_bytes der, struct answer *answer, const char *what) {
    const unsigned char *at = der.data;
    X509 *certificate = d2i_X509(NULL, &at, (long)der.len);
    if (certificate == NULL) {
        cannot_read(answer, what);
    } else if (at != der.data + der.len) { /* which is for the caller to see, as libssl does */
        snprintf(answer->text, sizeof answer->text, "cannot read %s: there is something behind its end", what);
        X509_free(certificate);
        certificate = NULL;
    }
    return certificate;
}

static bool add_list(struct question *q, tl_bytes der) {
    const unsigned char *at = der.data;
    X509_CRL *list = d2i_X509_CRL(NULL, &at, (long)der.len);
    if (list == NULL) {
        cannot_read(q->answer, "the list");
        return false;
    }
    assert_true(sk_X509_CRL_push(q->lists, list) > 0);
    return true;
}

/* The CA in the store, with the mark that it is not for servers. A leaf in the store is not looked at. */
static void add_distrust(struct question *q, const struct stage *stage) {
    X509 *ca = read_certificate(forged_der(&stage->ca), q->answer, "a CA's certificate");
    assert_int_equal(X509_add1_reject_object(ca, OBJ_nid2obj(NID_server_auth)), 1);
    assert_int_equal(X509_STORE_add_cert(q->store, ca), 1);
    X509_free(ca);
}

static bool read_all(struct question *q, const struct stage *stage) {
    const struct scene *scene = stage->scene;
    q->leaf = read_certificate(forged_der(&stage->leaf), q->answer, "the certificate");
    X509 *root =
        read_certificate(forged_der(scene->leaf_is_trusted ? &stage->leaf : &stage->root), q->answer, "the root");
    bool ok = q->leaf != NULL && root != NULL;
    if (ok) {
        assert_int_equal(X509_STORE_add_cert(q->store, root), 1);
    }
    X509_free(root);
    if (ok && scene->distrust == CA_DISTRUSTED) {
        add_distrust(q, stage);
    }
    for (size_t i = 0; ok && i < stage->num_sent; i++) {
        X509 *certificate = read_certificate(stage->sent[i], q->answer, "a CA's certificate");
        ok = certificate != NULL;
        assert_true(!ok || sk_X509_push(q->sent, certificate) > 0);
    }
    for (size_t i = 0; ok && i < scene->num_lists; i++) {
        ok = add_list(q, buffer_bytes(&stage->lists[i]));
    }
    return ok;
}

static const char *purpose_name(tl_purpose purpose) {
    static const char *const names[] = {[TL_PURPOSE_SERVER] = "ssl_server",
                                        [TL_PURPOSE_CLIENT] = "ssl_client",
                                        [TL_PURPOSE_ANY] = "default",
                                        [TL_PURPOSE_EMAIL] = "smime_sign"};
    return names[purpose];
}

static void set_name(X509_VERIFY_PARAM *param, const struct scene *scene) {
    uint8_t address[16];
    size_t len;
    if (scene->email != NULL) {
        assert_int_equal(X509_VERIFY_PARAM_set1_email(param, scene->email, 0), 1);
    } else if (scene->host != NULL && host_is_ip_address(scene->host, address, &len)) {
        assert_int_equal(X509_VERIFY_PARAM_set1_ip(param, address, len), 1);
    } else if (scene->host != NULL) {
        assert_int_equal(X509_VERIFY_PARAM_set1_host(param, scene->host, 0), 1);
    }
}

/* Lists are asked where they are in question; where a response is, that of the CA's certificate is not. */
static unsigned long flags_of(const struct scene *scene) {
    unsigned long flags = 0;
    if (scene->revocation == TL_REVOCATION_REQUIRED && !scene->response.is_there) {
        flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_EXTENDED_CRL_SUPPORT |
                 X509_V_FLAG_USE_DELTAS;
    }
    flags |= scene->about_policies ? X509_V_FLAG_POLICY_CHECK : 0;
    flags |= scene->require_policy ? X509_V_FLAG_EXPLICIT_POLICY : 0;
    flags |= scene->inhibit_policy_mapping ? X509_V_FLAG_INHIBIT_MAP : 0;
    flags |= scene->inhibit_any_policy ? X509_V_FLAG_INHIBIT_ANY : 0;
    return flags;
}

static void set_param(X509_VERIFY_PARAM *param, const struct scene *scene) {
    X509_VERIFY_PARAM_set_time(param, (time_t)scene->time);
    X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
    X509_VERIFY_PARAM_set_flags(param, flags_of(scene));
    if (scene->max_depth != 0) {
        X509_VERIFY_PARAM_set_depth(param, (int)scene->max_depth);
    }
    for (size_t i = 0; i < scene->num_policies; i++) {
        ASN1_OBJECT *policy = OBJ_txt2obj(scene->policies[i], 1);
        assert_non_null(policy);
        assert_int_equal(X509_VERIFY_PARAM_add0_policy(param, policy), 1);
    }
    if (scene->about_policies && scene->num_policies == 0) { /* that any will do, it must be told */
        assert_int_equal(X509_VERIFY_PARAM_add0_policy(param, OBJ_nid2obj(NID_any_policy)), 1);
    }
    set_name(param, scene);
}

static void ask(struct question *q, const struct scene *scene) {
    struct answer *answer = q->answer;
    assert_int_equal(X509_STORE_CTX_init(q->ctx, q->store, q->leaf, q->sent), 1);
    assert_int_equal(X509_STORE_CTX_set_default(q->ctx, purpose_name(scene->purpose)), 1);
    set_param(X509_STORE_CTX_get0_param(q->ctx), scene);
    X509_STORE_CTX_set0_crls(q->ctx, q->lists); /* in the store, it finds only those of the certificate's issuer */
    answer->accepted = X509_verify_cert(q->ctx) == 1;
    int code = X509_STORE_CTX_get_error(q->ctx);
    if (answer->accepted) {
        snprintf(answer->text, sizeof answer->text, "accepted");
    } else {
        snprintf(answer->text, sizeof answer->text, "%d at depth %d: %s", code, X509_STORE_CTX_get_error_depth(q->ctx),
                 X509_verify_cert_error_string(code));
    }
}

void openssl_answers(const struct stage *stage, struct answer *answer) {
    struct question q = {.store = X509_STORE_new(),
                         .ctx = X509_STORE_CTX_new(),
                         .sent = sk_X509_new_null(),
                         .lists = sk_X509_CRL_new_null(),
                         .answer = answer};
    assert_true(q.store != NULL && q.ctx != NULL && q.sent != NULL && q.lists != NULL);
    ERR_clear_error();
    if (read_all(&q, stage)) {
        ask(&q, stage->scene);
        if (answer->accepted && stage->scene->response.is_there) {
            openssl_asks_response(stage, q.store, q.leaf, q.sent, answer);
        }
    }
    ERR_clear_error();
    X509_STORE_CTX_free(q.ctx);
    sk_X509_pop_free(q.sent, X509_free);
    sk_X509_CRL_pop_free(q.lists, X509_CRL_free);
    X509_free(q.leaf);
    X509_STORE_free(q.store);
}
