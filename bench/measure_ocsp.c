/* OCSP responses about a leaf: from DER to the verdict. */
#include <stdio.h>

#include "x509.h"

struct answering {
    const struct x509_backend *x509;
    void *question;
    tl_bytes response;
};

static double answer(void *pointer) {
    const struct answering *answering = pointer;
    double begin = now_ns();
    bool good = answering->x509->ocsp_is_good(answering->question, answering->response);
    double time = now_ns() - begin;
    if (!good) {
        bench_die("a good OCSP response was refused");
    }
    return time;
}

/* What is measured is more than parsing: another status, and another signature, are noticed. */
static void refuse(const struct answering *answering, struct buffer response, const char *what) {
    if (answering->x509->ocsp_is_good(answering->question, buffer_bytes(&response))) {
        bench_die("an OCSP response %s was taken for a good one", what);
    }
    buffer_clear(&response);
}

static void measure(struct bench *bench, const char *name, const struct made *leaf, const struct made *issuer,
                    const struct made *signer) {
    struct trial trials[MAX_BACKENDS];
    struct answering answerings[MAX_BACKENDS];
    struct made stranger = make(&(struct recipe){.name = "Root", .is_ca = true});
    struct buffer response = make_ocsp(leaf, issuer, signer, true);
    for (size_t i = 0; i < bench->num_backends; i++) {
        const struct x509_backend *x509 = bench->backends[i]->x509;
        answerings[i] =
            (struct answering){x509, x509->ocsp_new(made_der(leaf), made_der(issuer)), buffer_bytes(&response)};
        trials[i] = (struct trial){.run = answer, .arg = &answerings[i]};
        refuse(&answerings[i], make_ocsp(leaf, issuer, signer, false), "that says revoked");
        refuse(&answerings[i], make_ocsp(leaf, issuer, &stranger, true), "of a stranger");
    }
    trials_run(trials, bench->num_backends, &(struct effort){bench->rounds, 12, 2});
    row_fill(bench_row(bench, UNIT_MICROSECONDS, name), bench->num_backends, trials, 1);
    trials_clear(trials, bench->num_backends);
    for (size_t i = 0; i < bench->num_backends; i++) {
        answerings[i].x509->ocsp_free(answerings[i].question);
    }
    buffer_clear(&response);
    made_clear(&stranger);
}

static void measure_kind(struct bench *bench, const char *what, enum key_kind kind) {
    struct made root = make(&(struct recipe){.name = "Root", .is_ca = true, .key_kind = kind});
    struct made leaf = make(&(struct recipe){.issuer = &root, .key_kind = kind});
    struct made responder =
        make(&(struct recipe){.issuer = &root, .name = "Responder", .is_responder = true, .key_kind = kind});
    char name[100];
    snprintf(name, sizeof name, "checking an OCSP response by the CA, %s", what);
    measure(bench, name, &leaf, &root, &root);
    snprintf(name, sizeof name, "checking an OCSP response by its responder, %s", what);
    measure(bench, name, &leaf, &root, &responder);
    made_clear(&responder);
    made_clear(&leaf);
    made_clear(&root);
}

void measure_ocsp(struct bench *bench) {
    measure_kind(bench, "ECDSA P-256", KEY_ECDSA);
    measure_kind(bench, "RSA-2048", KEY_RSA);
}
