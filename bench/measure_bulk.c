/* Records: sealing into a wire that discards them, opening from a wire that holds them. */
#include <stdio.h>

#include "bench.h"

struct load {
    size_t size;        /* of a record's content */
    size_t num_records; /* in a sample: long enough for the clock, short enough for the cache */
};

static const uint8_t content[16384];

static void write_records(struct pair *pair, const struct load *load) {
    for (size_t n = 0; n < load->num_records; n++) {
        if (!pair->backend->write(pair->conn[CLIENT], content, load->size)) {
            bench_die("%s: a record could not be written", pair->backend->name);
        }
    }
}

struct sending {
    struct pair *pair;
    const struct load *load;
};

static double seal(void *pointer) {
    struct pair *pair = ((struct sending *)pointer)->pair;
    const struct load *load = ((struct sending *)pointer)->load;
    pair->to[SERVER].discard = true;
    double begin = now_ns();
    write_records(pair, load);
    return now_ns() - begin;
}

static double open_records(void *pointer) {
    struct pair *pair = ((struct sending *)pointer)->pair;
    const struct load *load = ((struct sending *)pointer)->load;
    size_t left = load->size * load->num_records;
    write_records(pair, load);
    double begin = now_ns();
    while (left > 0) {
        size_t len = pair->backend->read(pair->conn[SERVER]);
        if (len == 0 || len > left) {
            bench_die("%s: a record did not arrive", pair->backend->name);
        }
        left -= len;
    }
    return now_ns() - begin;
}

static void measure(struct bench *bench, struct pair *pairs, const struct load *load, const char *what,
                    double (*run)(void *sending)) {
    struct trial trials[MAX_BACKENDS];
    struct sending sendings[MAX_BACKENDS];
    bool is_rate = load->size == sizeof content;
    char name[80];
    for (size_t i = 0; i < bench->num_backends; i++) {
        sendings[i] = (struct sending){&pairs[i], load};
        trials[i] = (struct trial){.run = run, .arg = &sendings[i]};
        pair_connect(&pairs[i]);
    }
    trials_run(trials, bench->num_backends, &(struct effort){.rounds = bench->rounds, .in_round = 24, .warm_up = 1});
    snprintf(name, sizeof name, "%s, records of %zu octets", what, load->size);
    double things = (double)load->num_records * (is_rate ? (double)load->size : 1);
    row_fill(bench_row(bench, is_rate ? UNIT_GIGABYTES : UNIT_NANOSECONDS, name), bench->num_backends, trials, things);
    trials_clear(trials, bench->num_backends);
    for (size_t i = 0; i < bench->num_backends; i++) {
        pair_disconnect(&pairs[i]);
    }
}

static void measure_suite(struct bench *bench, enum suite suite, const char *sealing, const char *opening) {
    static const struct load loads[] = {{16384, 16}, {1024, 64}, {100, 128}};
    struct scenario scenario = {VERSION_TLS13, suite, &bench->credentials[CREDENTIALS_ECDSA_P256]};
    struct pair pairs[MAX_BACKENDS];
    for (size_t i = 0; i < bench->num_backends; i++) {
        pair_init(&pairs[i], bench->backends[i], &scenario);
    }
    for (size_t n = 0; n < sizeof loads / sizeof *loads; n++) {
        measure(bench, pairs, &loads[n], sealing, seal);
        measure(bench, pairs, &loads[n], opening, open_records);
    }
    for (size_t i = 0; i < bench->num_backends; i++) {
        pair_clear(&pairs[i]);
    }
}

void measure_bulk(struct bench *bench) {
    measure_suite(bench, SUITE_AES_128_GCM, "AES-128-GCM sealing", "AES-128-GCM opening");
    measure_suite(bench, SUITE_CHACHA20_POLY1305, "ChaCha20-Poly1305 sealing", "ChaCha20-Poly1305 opening");
}
