/* Loading the system's certificate authorities. */
#include <stdio.h>
#include <unistd.h>

#include "bench.h"

struct loading {
    const struct backend *backend;
    size_t count;
};

static double load(void *pointer) {
    struct loading *loading = pointer;
    double begin = now_ns();
    void *bundle = loading->backend->bundle_load(BENCH_BUNDLE, &loading->count);
    double time = now_ns() - begin;
    loading->backend->bundle_free(bundle);
    return time;
}

static double kilobytes_of(const struct backend *backend) {
    size_t count;
    heap_count_allocations(true);
    heap_reset();
    heap_begin(CLIENT);
    void *bundle = backend->bundle_load(BENCH_BUNDLE, &count);
    heap_end();
    heap_count_allocations(false);
    backend->bundle_free(bundle);
    return (double)heap_count_of(CLIENT).live / 1000;
}

void measure_bundle(struct bench *bench) {
    if (access(BENCH_BUNDLE, R_OK) != 0) {
        fprintf(stderr, "not measured: loading the CA bundle, because there is no %s (package ca-certificates)\n",
                BENCH_BUNDLE);
        return;
    }
    struct trial trials[MAX_BACKENDS];
    struct loading loadings[MAX_BACKENDS];
    for (size_t i = 0; i < bench->num_backends; i++) {
        loadings[i] = (struct loading){.backend = bench->backends[i]};
        trials[i] = (struct trial){.run = load, .arg = &loadings[i]};
    }
    trials_run(trials, bench->num_backends, &(struct effort){.rounds = bench->rounds, .in_round = 3, .warm_up = 1});
    struct row *time = bench_row(bench, UNIT_MILLISECONDS, "loading the system's CA bundle, time");
    struct row *heap = bench_row(bench, UNIT_KILOBYTES, "loading the system's CA bundle, heap");
    snprintf(time->note, sizeof time->note, "%zu certificates", loadings[OURS].count);
    row_fill(time, bench->num_backends, trials, 1);
    trials_clear(trials, bench->num_backends);
    for (size_t i = 0; i < bench->num_backends; i++) {
        row_set(heap, i, kilobytes_of(bench->backends[i]));
    }
    row_compare(heap);
}
