/* What GnuTLS says, asked for a chain with purpose, name and time, under its profile "medium": keys worth 2048 bits of
 * RSA. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "refusals/gnutls_ocsp.h"
#include "x509/path/path.h"

#define MEDIUM GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM)

struct question {
    gnutls_x509_trust_list_t trust;
    gnutls_x509_crt_t chain[1 + SCENE_MAX_SENT];
    unsigned num_certificates;
    gnutls_typed_vdata_st data[2];
    unsigned num_data;
    uint8_t address[16];
    struct answer *answer;
};

static time_t time_asked_for;

static time_t time_of_scene(time_t *out) {
    if (out != NULL) {
        *out = time_asked_for;
    }
    return time_asked_for;
}

static gnutls_datum_t datum(tl_bytes bytes) {
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)bytes.data, (unsigned)bytes.len};
}

static bool refuse(struct answer *answer, const char *what, int result) {
    snprintf(answer->text, sizeof answer->text, "cannot read %s: %s", what, gnutls_strerror(result));
    answer->accepted = false;
    return false;
}

static bool read_certificate(struct answer *answer, gnutls_x509_crt_t *certificate, tl_bytes der, const char *what) {
    gnutls_datum_t data = datum(der);
    assert_int_equal(gnutls_x509_crt_init(certificate), 0);
    int result = gnutls_x509_crt_import(*certificate, &data, GNUTLS_X509_FMT_DER);
    if (result == 0) {
        return true;
    }
    gnutls_x509_crt_deinit(*certificate);
    return refuse(answer, what, result);
}

static bool read_chain(struct question *q, const struct stage *stage) {
    if (!read_certificate(q->answer, &q->chain[0], forged_der(&stage->leaf), "the certificate")) {
        return false;
    }
    q->num_certificates = 1;
    for (size_t i = 0; i < stage->num_sent; i++) {
        if (!read_certificate(q->answer, &q->chain[q->num_certificates], stage->sent[i], "a CA's certificate")) {
            return false;
        }
        q->num_certificates++;
    }
    return true;
}

/* Its sentences, without the one that says no more than that there are some. */
static void put_status(struct answer *answer, unsigned status) {
    static const char lead[] = "The certificate is NOT trusted. ";
    gnutls_datum_t text;
    assert_int_equal(gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0), 0);
    const char *said = (const char *)text.data;
    if (strncmp(said, lead, strlen(lead)) == 0 && said[strlen(lead)] != '\0') {
        said += strlen(lead);
    }
    size_t len = strlen(said);
    while (len > 0 && said[len - 1] == ' ') {
        len--;
    }
    snprintf(answer->text, sizeof answer->text, "%.*s", (int)len, said);
    gnutls_free(text.data);
}

/* The one whose name the list bears. */
static tl_bytes list_issuer(const struct stage *stage, size_t index) {
    return forged_der(stage->scene->lists[index].of_root ? &stage->root : &stage->ca);
}

/* A program that cannot tell whether something was revoked has to check its lists itself: signature and dates. */
static bool list_is_good(struct question *q, const struct stage *stage, gnutls_x509_crl_t list, size_t index) {
    gnutls_x509_crt_t issuer;
    unsigned status = 0;
    if (!read_certificate(q->answer, &issuer, list_issuer(stage, index), "the list's issuer")) {
        return false;
    }
    int result = gnutls_x509_crl_verify(list, &issuer, 1, MEDIUM, &status);
    gnutls_x509_crt_deinit(issuer);
    if (result != 0 || status == 0) {
        return result == 0 || refuse(q->answer, "the list", result);
    }
    put_status(q->answer, status);
    return false;
}

/* What the trust takes, it frees. */
static bool add_list(struct question *q, const struct stage *stage, size_t index) {
    gnutls_x509_crl_t list;
    gnutls_datum_t data = datum(buffer_bytes(&stage->lists[index]));
    assert_int_equal(gnutls_x509_crl_init(&list), 0);
    int result = gnutls_x509_crl_import(list, &data, GNUTLS_X509_FMT_DER);
    if ((result != 0 && !refuse(q->answer, "the list", result)) || !list_is_good(q, stage, list, index)) {
        gnutls_x509_crl_deinit(list);
        return false;
    }
    gnutls_x509_trust_list_add_crls(q->trust, &list, 1, 0, 0);
    return true;
}

/* Taken from the trust, which did not have it: so it gets onto the list of those that are never trusted. */
static void add_distrust(struct question *q, const struct stage *stage) {
    gnutls_x509_crt_t certificate;
    const struct forged *distrusted = stage->scene->distrust == LEAF_DISTRUSTED ? &stage->leaf : &stage->ca;
    assert_true(read_certificate(q->answer, &certificate, forged_der(distrusted), "the certificate"));
    gnutls_x509_trust_list_remove_cas(q->trust, &certificate, 1);
    gnutls_x509_crt_deinit(certificate);
}

static bool fill_trust(struct question *q, const struct stage *stage) {
    const struct scene *scene = stage->scene;
    gnutls_x509_crt_t root;
    if (!read_certificate(q->answer, &root, forged_der(scene->leaf_is_trusted ? &stage->leaf : &stage->root),
                          "the root")) {
        return false;
    }
    assert_int_equal(gnutls_x509_trust_list_add_cas(q->trust, &root, 1, 0), 1);
    if (scene->distrust == LEAF_DISTRUSTED || scene->distrust == CA_DISTRUSTED) {
        add_distrust(q, stage);
    }
    for (size_t i = 0; i < scene->num_lists; i++) {
        if (!add_list(q, stage, i)) {
            return false;
        }
    }
    return true;
}

static void add_data(struct question *q, gnutls_vdata_types_t type, const void *data, size_t len) {
    q->data[q->num_data++] =
        (gnutls_typed_vdata_st){.type = type, .data = (unsigned char *)(uintptr_t)data, .size = (unsigned)len};
}

static void set_data(struct question *q, const struct scene *scene) {
    static const char *const purposes[] = {[TL_PURPOSE_SERVER] = GNUTLS_KP_TLS_WWW_SERVER,
                                           [TL_PURPOSE_CLIENT] = GNUTLS_KP_TLS_WWW_CLIENT,
                                           [TL_PURPOSE_ANY] = NULL,
                                           [TL_PURPOSE_EMAIL] = GNUTLS_KP_EMAIL_PROTECTION};
    size_t len;
    if (scene->email != NULL) {
        add_data(q, GNUTLS_DT_RFC822NAME, scene->email, strlen(scene->email));
    } else if (scene->host != NULL && host_is_ip_address(scene->host, q->address, &len)) {
        add_data(q, GNUTLS_DT_IP_ADDRESS, q->address, len);
    } else if (scene->host != NULL) {
        add_data(q, GNUTLS_DT_DNS_HOSTNAME, scene->host, strlen(scene->host));
    }
    if (purposes[scene->purpose] != NULL) {
        add_data(q, GNUTLS_DT_KEY_PURPOSE_OID, purposes[scene->purpose], 0);
    }
}

static void ask(struct question *q, const struct scene *scene) {
    unsigned status = 0;
    set_data(q, scene);
    int result = gnutls_x509_trust_list_verify_crt2(q->trust, q->chain, q->num_certificates, q->data, q->num_data,
                                                    MEDIUM, &status, NULL);
    q->answer->accepted = result == 0 && status == 0;
    if (result != 0) {
        snprintf(q->answer->text, sizeof q->answer->text, "%s", gnutls_strerror(result));
    } else if (status != 0) {
        put_status(q->answer, status);
    } else {
        snprintf(q->answer->text, sizeof q->answer->text, "accepted");
    }
}

void gnutls_answers(const struct stage *stage, struct answer *answer) {
    struct question q = {.answer = answer};
    time_asked_for = (time_t)stage->scene->time;
    gnutls_global_set_time_function(time_of_scene);
    assert_int_equal(gnutls_x509_trust_list_init(&q.trust, 0), 0);
    if (fill_trust(&q, stage) && read_chain(&q, stage)) {
        ask(&q, stage->scene);
        if (answer->accepted && stage->scene->response.is_there) {
            gnutls_asks_response(stage, q.chain[0], q.chain[1], answer);
        }
    }
    for (unsigned i = 0; i < q.num_certificates; i++) {
        gnutls_x509_crt_deinit(q.chain[i]);
    }
    gnutls_x509_trust_list_deinit(q.trust, 1);
    gnutls_global_set_time_function(time);
}
