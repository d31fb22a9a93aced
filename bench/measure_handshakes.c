/* CPU time of both sides together, from making the two connections to freeing them. */
#include "bench.h"

enum { IN_ROUND = 24, WARM_UP = 4 };

static double handshake(struct pair *pair) {
    double begin = now_ns();
    pair_connect(pair);
    pair_disconnect(pair);
    return now_ns() - begin;
}

static void measure(struct bench *bench, const char *name, const struct scenario *scenario) {
    struct pair pairs[MAX_BACKENDS];
    struct samples samples[MAX_BACKENDS];
    for (size_t i = 0; i < bench->num_backends; i++) {
        pair_init(&pairs[i], bench->backends[i], scenario);
        samples_init(&samples[i], bench->rounds, IN_ROUND);
    }
    for (size_t round = 0; round < bench->rounds; round++) {
        for (size_t turn = 0; turn < bench->num_backends; turn++) {
            size_t i = (round + turn) % bench->num_backends;
            for (int n = 0; n < WARM_UP + IN_ROUND; n++) {
                double time = handshake(&pairs[i]);
                if (n >= WARM_UP) {
                    samples_add(&samples[i], time);
                }
            }
        }
    }
    row_fill(bench_row(bench, UNIT_MICROSECONDS, name), bench->num_backends, samples, 1);
    for (size_t i = 0; i < bench->num_backends; i++) {
        pair_clear(&pairs[i]);
        samples_clear(&samples[i]);
    }
}

void measure_handshakes(struct bench *bench) {
    const struct credentials *ecdsa = &bench->credentials[KEY_ECDSA_P256], *rsa = &bench->credentials[KEY_RSA_2048];
    measure(bench, "TLS 1.3 handshake, full, ECDSA P-256", &(struct scenario){VERSION_TLS13, SUITE_AES_128_GCM, ecdsa});
    measure(bench, "TLS 1.3 handshake, full, RSA-2048", &(struct scenario){VERSION_TLS13, SUITE_AES_128_GCM, rsa});
    measure(bench, "TLS 1.2 handshake, full, ECDSA P-256", &(struct scenario){VERSION_TLS12, SUITE_AES_128_GCM, ecdsa});
}
