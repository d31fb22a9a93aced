/* CPU time of both sides together, from making the two connections to freeing them. */
#include "bench.h"

static double handshake(void *pointer) {
    struct pair *pair = pointer;
    double begin = now_ns();
    pair_connect(pair);
    pair_disconnect(pair);
    return now_ns() - begin;
}

static void measure(struct bench *bench, const char *name, const struct scenario *scenario) {
    struct pair pairs[MAX_BACKENDS];
    struct trial trials[MAX_BACKENDS];
    for (size_t i = 0; i < bench->num_backends; i++) {
        pair_init(&pairs[i], bench->backends[i], scenario);
        trials[i] = (struct trial){.run = handshake, .arg = &pairs[i]};
    }
    trials_run(trials, bench->num_backends, &(struct effort){.rounds = bench->rounds, .in_round = 24, .warm_up = 4});
    row_fill(bench_row(bench, UNIT_MICROSECONDS, name), bench->num_backends, trials, 1);
    trials_clear(trials, bench->num_backends);
    for (size_t i = 0; i < bench->num_backends; i++) {
        pair_clear(&pairs[i]);
    }
}

void measure_handshakes(struct bench *bench) {
    const struct credentials *ecdsa = &bench->credentials[CREDENTIALS_ECDSA_P256],
                             *rsa = &bench->credentials[CREDENTIALS_RSA_2048];
    measure(bench, "TLS 1.3 handshake, full, ECDSA P-256", &(struct scenario){VERSION_TLS13, SUITE_AES_128_GCM, ecdsa});
    measure(bench, "TLS 1.3 handshake, full, RSA-2048", &(struct scenario){VERSION_TLS13, SUITE_AES_128_GCM, rsa});
    measure(bench, "TLS 1.2 handshake, full, ECDSA P-256", &(struct scenario){VERSION_TLS12, SUITE_AES_128_GCM, ecdsa});
}
