/* Loading the system's certificate authorities. */
#include <stdio.h>
#include <unistd.h>

#include "bench.h"

#define BUNDLE "/etc/ssl/certs/ca-certificates.crt"

enum { IN_ROUND = 3 };

static double load(const struct backend *backend, double *kilobytes, size_t *count) {
    heap_count_allocations(true);
    heap_reset();
    heap_begin(CLIENT);
    void *bundle = backend->bundle_load(BUNDLE, count);
    heap_end();
    heap_count_allocations(false);
    *kilobytes = (double)heap_count_of(CLIENT).live / 1000;
    backend->bundle_free(bundle);
    double begin = now_ns();
    bundle = backend->bundle_load(BUNDLE, count);
    double time = now_ns() - begin;
    backend->bundle_free(bundle);
    return time;
}

void measure_bundle(struct bench *bench) {
    if (access(BUNDLE, R_OK) != 0) {
        fprintf(stderr, "not measured: loading the CA bundle, because there is no %s (package ca-certificates)\n",
                BUNDLE);
        return;
    }
    struct samples samples[MAX_BACKENDS];
    double kilobytes[MAX_BACKENDS];
    size_t count = 0;
    for (size_t i = 0; i < bench->num_backends; i++) {
        samples_init(&samples[i], bench->rounds, IN_ROUND);
    }
    for (size_t round = 0; round < bench->rounds; round++) {
        for (size_t i = 0; i < bench->num_backends; i++) {
            for (int n = 0; n < IN_ROUND; n++) {
                samples_add(&samples[i], load(bench->backends[i], &kilobytes[i], &count));
            }
        }
    }
    struct row *time = bench_row(bench, UNIT_MILLISECONDS, "loading the system's CA bundle, time");
    struct row *heap = bench_row(bench, UNIT_KILOBYTES, "loading the system's CA bundle, heap");
    snprintf(time->note, sizeof time->note, "%zu certificates", count);
    row_fill(time, bench->num_backends, samples, 1);
    for (size_t i = 0; i < bench->num_backends; i++) {
        row_set(heap, i, kilobytes[i]);
        samples_clear(&samples[i]);
    }
    row_compare(heap);
}
