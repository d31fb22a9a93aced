/* Records: sealing into a wire that discards them, opening from a wire that holds them. */
#include <stdio.h>

#include "bench.h"

enum { IN_ROUND = 24 };

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

static double seal(struct pair *pair, const struct load *load) {
    pair->to[SERVER].discard = true;
    double begin = now_ns();
    write_records(pair, load);
    return now_ns() - begin;
}

static double open_records(struct pair *pair, const struct load *load) {
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

typedef double measure_fn(struct pair *pair, const struct load *load);

static void measure(struct bench *bench, struct pair *pairs, const struct load *load, const char *what,
                    measure_fn *run) {
    struct samples samples[MAX_BACKENDS];
    bool is_rate = load->size == sizeof content;
    char name[80];
    for (size_t i = 0; i < bench->num_backends; i++) {
        samples_init(&samples[i], bench->rounds, IN_ROUND);
        pair_connect(&pairs[i]);
    }
    for (size_t round = 0; round < bench->rounds; round++) {
        for (size_t turn = 0; turn < bench->num_backends; turn++) {
            size_t i = (round + turn) % bench->num_backends;
            run(&pairs[i], load); /* warms up */
            for (int n = 0; n < IN_ROUND; n++) {
                samples_add(&samples[i], run(&pairs[i], load));
            }
        }
    }
    snprintf(name, sizeof name, "%s, records of %zu octets", what, load->size);
    double things = (double)load->num_records * (is_rate ? (double)load->size : 1);
    row_fill(bench_row(bench, is_rate ? UNIT_GIGABYTES : UNIT_NANOSECONDS, name), bench->num_backends, samples, things);
    for (size_t i = 0; i < bench->num_backends; i++) {
        pair_disconnect(&pairs[i]);
        samples_clear(&samples[i]);
    }
}

static void measure_suite(struct bench *bench, enum suite suite, const char *sealing, const char *opening) {
    static const struct load loads[] = {{16384, 16}, {1024, 64}, {100, 128}};
    struct scenario scenario = {VERSION_TLS13, suite, &bench->credentials[KEY_ECDSA_P256]};
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
