/* The benchmark's parts: libraries behind one interface (backend_*.c), what is measured (measure_*.c), how it is told.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_HOST   "www.example.org"
#define BENCH_BUNDLE "/etc/ssl/certs/ca-certificates.crt"

/* ---- the wire: one direction in memory ---- */

struct wire {
    uint8_t *data;
    size_t at, len, capacity;
    bool discard; /* what is sent vanishes, as far as the sender can tell in no time */
};

void wire_push(struct wire *wire, const void *data, size_t len);
size_t wire_pull(struct wire *wire, void *data, size_t size);

/* ---- what is measured ---- */

enum side { CLIENT, SERVER, NUM_SIDES };
enum version { VERSION_TLS12, VERSION_TLS13 };
enum suite { SUITE_AES_128_GCM, SUITE_CHACHA20_POLY1305 };

/* PEM. The chain is the leaf and one intermediate; the client trusts the root. */
struct credentials {
    char *root, *chain, *key;
};

/* The group is always X25519 (P-256 is offered too, as the curve of keys in TLS 1.2); no tickets, no session cache, no
 * OCSP. */
struct scenario {
    enum version version;
    enum suite suite;
    const struct credentials *credentials;
};

/* ---- a library ---- */

enum progress { PROGRESS_DONE, PROGRESS_WAITING, PROGRESS_FAILED };

/* Contexts are what connections share (a configuration, a credential store). Memory that belongs to the benchmark and
 * not to the library comes from uncounted_new. */
struct backend {
    const char *name;
    const char *(*version)(void);
    void *(*context_new)(enum side side, const struct scenario *scenario);
    void (*context_free)(void *context);
    void *(*conn_new)(void *context, struct wire *in, struct wire *out);
    void (*conn_free)(void *conn);
    enum progress (*handshake)(void *conn);
    bool (*write)(void *conn, const void *data, size_t len); /* at most one record */
    size_t (*read)(void *conn);                              /* octets of the next record's content; 0: none */
    void *(*bundle_load)(const char *file, size_t *count);
    void (*bundle_free)(void *bundle);
    const struct x509_backend *x509; /* certificates without connections: x509.h */
};

/* For the file of a library whose functions have the names of the fields; all but context_new. */
#define BACKEND_FUNCTIONS(its_name, its_x509)                                                                          \
    .name = (its_name), .version = version, .context_free = context_free, .conn_new = conn_new,                        \
    .conn_free = conn_free, .handshake = handshake, .write = write, .read = read, .bundle_load = bundle_load,          \
    .bundle_free = bundle_free, .x509 = &(its_x509)

extern const struct backend backend_tlslite, backend_openssl, backend_openssl_lean, backend_gnutls;

enum { MAX_BACKENDS = 3 };

/* ---- credentials.c ---- */

enum credentials_kind { CREDENTIALS_ECDSA_P256, CREDENTIALS_RSA_2048, NUM_CREDENTIALS };
void credentials_make(struct credentials credentials[NUM_CREDENTIALS]);
void credentials_free(struct credentials credentials[NUM_CREDENTIALS]);

/* ---- pair.c: a client and a server of one library ---- */

struct pair {
    const struct backend *backend;
    void *context[NUM_SIDES], *conn[NUM_SIDES];
    struct wire to[NUM_SIDES]; /* what goes to that side */
};

void pair_init(struct pair *pair, const struct backend *backend, const struct scenario *scenario);
void pair_connect(struct pair *pair);    /* makes the connections and runs the handshake */
void pair_ping(struct pair *pair);       /* 100 octets each way */
void pair_disconnect(struct pair *pair); /* frees the connections, the contexts stay */
void pair_clear(struct pair *pair);

/* ---- heap.c: what is allocated, counted if that was asked for while heap_begin says for which side ---- */

struct heap_count {
    size_t calls;         /* malloc, calloc, realloc and their like */
    size_t calls_of_ours; /* ... from code that is linked statically: libtlslite, not libcrypto */
    long long live, peak; /* octets, with the allocator's own eight for each piece */
};
void heap_count_allocations(bool on); /* off where time is measured: counting takes some */
void heap_reset(void);
void heap_begin(enum side side);
void heap_end(void);
struct heap_count heap_count_of(enum side side);
void *uncounted_new(size_t size); /* zeroed */
void uncounted_free(void *memory);

/* ---- results ---- */

enum unit {
    UNIT_MICROSECONDS,
    UNIT_NANOSECONDS,
    UNIT_GIGABYTES,
    UNIT_MILLISECONDS,
    UNIT_KILOBYTES,
    UNIT_MEGABYTES,
    UNIT_COUNT,
    UNIT_TIMES
};

/* One library's figure in a row. Ratios against OpenSSL are larger than 1 where the library is better. */
struct figure {
    bool measured;
    double value;
    double ratio, ratio_low, ratio_high; /* 0: none */
};

struct row {
    char name[100];
    enum unit unit;
    struct figure figures[MAX_BACKENDS];
    char note[160];
};

struct bench {
    const struct backend *backends[MAX_BACKENDS]; /* ours first, the reference (OpenSSL) second */
    size_t num_backends;
    unsigned rounds;
    struct credentials credentials[NUM_CREDENTIALS];
    struct row rows[80];
    size_t num_rows;
};

enum { OURS, REFERENCE };

struct row *bench_row(struct bench *bench, enum unit unit, const char *name);
void report_table(const struct bench *bench);
void report_json(const struct bench *bench);

/* ---- samples.c: timed samples of one row, in interleaved rounds ---- */

struct samples {
    double *values; /* nanoseconds of CPU time of this thread */
    size_t num, in_round, rounds;
};

/* What is timed of one library: run gives the nanoseconds of one sample. */
struct trial {
    double (*run)(void *arg); /* NULL: this library cannot do it */
    void *arg;
    struct samples samples;
};

struct effort {
    size_t rounds, in_round, warm_up;
};

double now_ns(void);

/* Every round gives each trial its turn, and each round another one the first. */
void trials_run(struct trial *trials, size_t num_trials, const struct effort *effort);
void trials_clear(struct trial *trials, size_t num_trials);

/* Fills the figures of a row from one trial a backend. A sample stands for so many things: octets where the unit is a
 * rate, else records, handshakes, certificates. */
void row_fill(struct row *row, size_t num_backends, const struct trial *trials, double things);

/* The figure of a UNIT_TIMES row: how many times as long as under over takes, by rounds that ran together. */
struct figure figure_of_times(const struct trial *over, const struct trial *under);

/* The figure of a row that needs no samples. */
void row_set(struct row *row, size_t backend, double value);
void row_compare(struct row *row); /* ratios of the figures that row_set set: less is better */

void measure_handshakes(struct bench *bench);
void measure_bulk(struct bench *bench);
void measure_memory(struct bench *bench);
void measure_bundle(struct bench *bench);
void measure_certificates(struct bench *bench);
void measure_crls(struct bench *bench);
void measure_ocsp(struct bench *bench);
void measure_attacks(struct bench *bench);

_Noreturn void bench_die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
