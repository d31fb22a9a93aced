/* Heap and allocations: counted, not timed, so once is enough. */
#include <stdio.h>

#include "bench.h"

enum { NUM_IDLE = 200, NUM_HANDSHAKES = 50, NUM_RECORDS = 1000 };

static struct scenario scenario_of(const struct bench *bench) {
    return (struct scenario){VERSION_TLS13, SUITE_AES_128_GCM, &bench->credentials[CREDENTIALS_ECDSA_P256]};
}

/* Twice around fills whatever a library keeps for all its connections. */
static void warm_up(struct pair *pair) {
    for (int n = 0; n < 2; n++) {
        pair_connect(pair);
        pair_ping(pair);
        pair_disconnect(pair);
    }
    heap_reset();
}

/* ---- heap of an idle connection ---- */

static void measure_idle(const struct backend *backend, const struct scenario *scenario, double kilobytes[NUM_SIDES]) {
    struct pair shared, *pairs = uncounted_new(NUM_IDLE * sizeof *pairs);
    pair_init(&shared, backend, scenario);
    warm_up(&shared);
    for (size_t n = 0; n < NUM_IDLE; n++) {
        pairs[n] = shared;
        pairs[n].to[CLIENT] = pairs[n].to[SERVER] = (struct wire){0};
        pair_connect(&pairs[n]);
        pair_ping(&pairs[n]);
    }
    for (enum side side = CLIENT; side < NUM_SIDES; side++) {
        kilobytes[side] = (double)heap_count_of(side).live / NUM_IDLE / 1000;
    }
    for (size_t n = 0; n < NUM_IDLE; n++) {
        pair_disconnect(&pairs[n]);
        uncounted_free(pairs[n].to[CLIENT].data);
        uncounted_free(pairs[n].to[SERVER].data);
    }
    pair_clear(&shared);
    uncounted_free(pairs);
}

static void measure_idle_rows(struct bench *bench, const char *suffix, const struct backend *reference) {
    struct scenario scenario = scenario_of(bench);
    struct row *rows[NUM_SIDES];
    char name[80];
    snprintf(name, sizeof name, "heap of an idle connection, client%s", suffix);
    rows[CLIENT] = bench_row(bench, UNIT_KILOBYTES, name);
    snprintf(name, sizeof name, "heap of an idle connection, server%s", suffix);
    rows[SERVER] = bench_row(bench, UNIT_KILOBYTES, name);
    for (size_t i = 0; i < bench->num_backends; i++) {
        double kilobytes[NUM_SIDES];
        measure_idle(i == REFERENCE ? reference : bench->backends[i], &scenario, kilobytes);
        row_set(rows[CLIENT], i, kilobytes[CLIENT]);
        row_set(rows[SERVER], i, kilobytes[SERVER]);
    }
    row_compare(rows[CLIENT]);
    row_compare(rows[SERVER]);
}

/* ---- allocations of a handshake ---- */

static void measure_allocations(struct bench *bench) {
    struct scenario scenario = scenario_of(bench);
    struct row *rows[] = {bench_row(bench, UNIT_COUNT, "allocations in a full handshake, client"),
                          bench_row(bench, UNIT_COUNT, "allocations in a full handshake, server")};
    for (size_t i = 0; i < bench->num_backends; i++) {
        struct pair pair;
        pair_init(&pair, bench->backends[i], &scenario);
        warm_up(&pair);
        for (int n = 0; n < NUM_HANDSHAKES; n++) {
            pair_connect(&pair);
            pair_disconnect(&pair);
        }
        for (enum side side = CLIENT; side < NUM_SIDES; side++) {
            struct heap_count count = heap_count_of(side);
            row_set(rows[side], i, (double)count.calls / NUM_HANDSHAKES);
            if (i == OURS) {
                snprintf(rows[side]->note, sizeof rows[side]->note,
                         "of ours %.1f are libtlslite's, the rest libcrypto's",
                         (double)count.calls_of_ours / NUM_HANDSHAKES);
            }
        }
        pair_clear(&pair);
    }
    row_compare(rows[CLIENT]);
    row_compare(rows[SERVER]);
}

/* ---- allocations of a record ---- */

static void send_records(struct pair *pair, size_t size, size_t num) {
    static const uint8_t content[16384];
    for (size_t n = 0; n < num; n++) {
        heap_begin(CLIENT);
        bool written = pair->backend->write(pair->conn[CLIENT], content, size);
        heap_begin(SERVER);
        size_t read = written ? pair->backend->read(pair->conn[SERVER]) : 0;
        heap_end();
        if (read != size) {
            bench_die("%s: a record did not arrive", pair->backend->name);
        }
    }
}

static void measure_records(struct bench *bench) {
    struct scenario scenario = scenario_of(bench);
    struct row *rows[] = {bench_row(bench, UNIT_COUNT, "allocations in 1000 records of 16384 octets, sealing"),
                          bench_row(bench, UNIT_COUNT, "allocations in 1000 records of 16384 octets, opening")};
    for (size_t i = 0; i < bench->num_backends; i++) {
        struct pair pair;
        pair_init(&pair, bench->backends[i], &scenario);
        pair_connect(&pair);
        send_records(&pair, 16384, 10);
        heap_reset();
        send_records(&pair, 16384, NUM_RECORDS);
        row_set(rows[CLIENT], i, (double)heap_count_of(CLIENT).calls);
        row_set(rows[SERVER], i, (double)heap_count_of(SERVER).calls);
        pair_disconnect(&pair);
        pair_clear(&pair);
    }
}

void measure_memory(struct bench *bench) {
    heap_count_allocations(true);
    measure_idle_rows(bench, "", &backend_openssl);
    measure_idle_rows(bench, " (OpenSSL: buffers released)", &backend_openssl_lean);
    measure_allocations(bench);
    measure_records(bench);
    heap_count_allocations(false);
}
