/* Long revocation lists: making one ready to be asked, asking it, and what it takes of the heap meanwhile. */
#include <stdio.h>

#include "x509.h"

struct list {
    const struct x509_backend *x509;
    tl_bytes der;
    uint32_t num, asked;
    unsigned questions; /* in a sample */
    void *ready;
};

static double load(void *pointer) {
    const struct list *list = pointer;
    double begin = now_ns();
    void *crl = list->x509->crl_new(list->der);
    double time = now_ns() - begin;
    if (crl == NULL) {
        bench_die("a revocation list was refused");
    }
    list->x509->crl_free(crl);
    return time;
}

/* In turn one that is on the list and one that is not. */
static double ask(void *pointer) {
    struct list *list = pointer;
    uint8_t serial[CRL_SERIAL_LEN];
    double begin = now_ns();
    for (unsigned n = 0; n < list->questions; n++) {
        uint32_t index = list->asked++ * 7919 % (2 * list->num);
        crl_serial(index, serial);
        if (list->x509->crl_has(list->ready, bytes_of(serial, sizeof serial)) != (index < list->num)) {
            bench_die("a revocation list gave the wrong answer");
        }
    }
    return (now_ns() - begin) / list->questions;
}

/* Of loading the list, which then is ready. */
static double peak_megabytes(struct list *list) {
    heap_count_allocations(true);
    heap_reset();
    heap_begin(CLIENT);
    list->ready = list->x509->crl_new(list->der);
    heap_end();
    heap_count_allocations(false);
    return (double)heap_count_of(CLIENT).peak / 1e6;
}

static struct row *row_of(struct bench *bench, enum unit unit, const char *format, uint32_t num) {
    char name[100];
    snprintf(name, sizeof name, format, num);
    return bench_row(bench, unit, name);
}

static void measure(struct bench *bench, const struct made *ca, uint32_t num, size_t num_backends) {
    struct buffer der = make_crl(ca, num);
    struct list lists[MAX_BACKENDS];
    struct trial loading[MAX_BACKENDS], asking[MAX_BACKENDS];
    for (size_t i = 0; i < num_backends; i++) {
        const struct x509_backend *x509 = bench->backends[i]->x509;
        lists[i] = (struct list){
            .x509 = x509, .der = buffer_bytes(&der), .num = num, .questions = x509->crl_is_walked ? 1 : 1000};
        loading[i] = (struct trial){.run = load, .arg = &lists[i]};
        asking[i] = (struct trial){.run = ask, .arg = &lists[i]};
    }
    size_t rounds = bench->rounds < 5 ? bench->rounds : 5;
    trials_run(loading, num_backends, &(struct effort){rounds, 1, 0});
    row_fill(row_of(bench, UNIT_MILLISECONDS, "loading a revocation list of %u", num), num_backends, loading, 1);
    struct row *heap = row_of(bench, UNIT_MEGABYTES, "loading a revocation list of %u, peak heap", num);
    snprintf(heap->note, sizeof heap->note, "the list has %.1f MB", (double)der.len / 1e6);
    for (size_t i = 0; i < num_backends; i++) {
        row_set(heap, i, peak_megabytes(&lists[i]));
    }
    row_compare(heap);
    trials_run(asking, num_backends, &(struct effort){rounds, 3, 1});
    row_fill(row_of(bench, UNIT_NANOSECONDS, "asking a revocation list of %u", num), num_backends, asking, 1);
    trials_clear(loading, num_backends);
    trials_clear(asking, num_backends);
    for (size_t i = 0; i < num_backends; i++) {
        lists[i].x509->crl_free(lists[i].ready);
    }
    buffer_clear(&der);
}

/* Of a million, GnuTLS would take 0.8 GB of memory, which not every machine that tests has to spare. */
void measure_crls(struct bench *bench) {
    struct made ca = make(&(struct recipe){.name = "CA", .is_ca = true});
    measure(bench, &ca, 100000, bench->num_backends);
    measure(bench, &ca, 1000000, REFERENCE + 1);
    made_clear(&ca);
}
