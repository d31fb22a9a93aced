/* Certificates: parsing one, and verifying a chain beside the bare signatures of it. */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pem.h"
#include "x509.h"
#include "x509/der/oid.h"
#include "x509/names/general_names.h"

enum { MAX_BUNDLE = 1 << 24 };

/* ---- what a leaf of a public CA has beside what every leaf has ---- */

static void add_key_ids(struct writer *w) {
    static const uint8_t id[20] = {1, 2, 3, 4, 5};
    extension_write_subject_key_id(w, bytes_of(id, sizeof id));
    extension_write_authority_key_id(w, bytes_of(id, sizeof id));
}

static void write_access(struct writer *w, const char *method, const char *url) {
    size_t description = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, bytes_of(method, 8));
    der_write(w, DER_CONTEXT(GENERAL_NAME_URI), bytes_of_string(url));
    der_end(w, description);
}

static void add_authority_info(struct writer *w) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    size_t list = der_begin(&v, DER_SEQUENCE);
    write_access(&v, "\x2b\x06\x01\x05\x05\x07\x30\x01", "http://ocsp.example.org");
    write_access(&v, "\x2b\x06\x01\x05\x05\x07\x30\x02", "http://certificates.example.org/intermediate.der");
    der_end(&v, list);
    extension_write(w, (tl_bytes)OID_VIEW(OID_AUTHORITY_INFO), false, buffer_bytes(&value));
    buffer_clear(&value);
}

static void add_policy(struct writer *w) {
    static const uint8_t domain_validated[] = {0x30, 0x0a, 0x30, 0x08, 0x06, 0x06, 0x67, 0x81, 0x0c, 0x01, 0x02, 0x01};
    extension_write(w, (tl_bytes)OID_VIEW(OID_POLICIES), false, bytes_of(domain_validated, sizeof domain_validated));
}

static void add_crl_point(struct writer *w) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    static const unsigned tags[] = {DER_SEQUENCE, DER_SEQUENCE, DER_CONTEXT_CONSTRUCTED(0), DER_CONTEXT_CONSTRUCTED(0)};
    size_t open[4];
    for (size_t i = 0; i < 4; i++) {
        open[i] = der_begin(&v, tags[i]);
    }
    der_write(&v, DER_CONTEXT(GENERAL_NAME_URI), bytes_of_string("http://lists.example.org/12.crl"));
    for (size_t i = 4; i-- > 0;) {
        der_end(&v, open[i]);
    }
    extension_write(w, (tl_bytes)OID_VIEW(OID_CRL_POINTS), false, buffer_bytes(&value));
    buffer_clear(&value);
}

/* Two timestamps of certificate transparency logs are an OCTET STRING of some 240 octets. */
static void add_timestamps(struct writer *w) {
    static const uint8_t oid[] = {0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04, 0x02};
    static const uint8_t value[4 + 242] = {0x04, 0x81, 242};
    extension_write(w, bytes_of(oid, sizeof oid), false, bytes_of(value, 3 + 242));
}

static void add_all(struct writer *w) {
    add_key_ids(w);
    add_authority_info(w);
    add_policy(w);
    add_crl_point(w);
    add_timestamps(w);
}

/* ---- parsing ---- */

struct parsing {
    bool (*parse)(tl_bytes der);
    const tl_bytes *certs;
    size_t num_certs, times;
};

static double parse(void *pointer) {
    const struct parsing *parsing = pointer;
    double begin = now_ns();
    for (size_t n = 0; n < parsing->times; n++) {
        for (size_t i = 0; i < parsing->num_certs; i++) {
            if (!parsing->parse(parsing->certs[i])) {
                bench_die("a certificate could not be parsed");
            }
        }
    }
    return now_ns() - begin;
}

/* Of one library with two ways to parse, the second stands beside the others' only one. */
static void measure_parsing(struct bench *bench, const char *what, const tl_bytes *certs, size_t num_certs,
                            bool views) {
    struct trial trials[MAX_BACKENDS];
    struct parsing parsings[MAX_BACKENDS];
    char name[100];
    struct effort effort = {.rounds = bench->rounds, .in_round = 12, .warm_up = 1};
    size_t times = 20;
    if (num_certs > 1) {
        effort = (struct effort){.rounds = bench->rounds < 10 ? bench->rounds : 10, .in_round = 3};
        times = 1;
    }
    for (size_t i = 0; i < bench->num_backends; i++) {
        const struct x509_backend *x509 = bench->backends[i]->x509;
        parsings[i] = (struct parsing){views && x509->parse_views != NULL ? x509->parse_views : x509->parse, certs,
                                       num_certs, times};
        trials[i] = (struct trial){.run = parse, .arg = &parsings[i]};
    }
    trials_run(trials, bench->num_backends, &effort);
    snprintf(name, sizeof name, "parsing %s%s", what, views ? " (tlslite: into views, as verifying does)" : "");
    row_fill(bench_row(bench, UNIT_NANOSECONDS, name), bench->num_backends, trials, (double)(times * num_certs));
    trials_clear(trials, bench->num_backends);
}

static void measure_leaf(struct bench *bench, const char *what, enum key_kind kind) {
    struct made root = make(&(struct recipe){.name = "Root", .is_ca = true, .key_kind = kind});
    struct made leaf = make(&(struct recipe){.issuer = &root, .key_kind = kind, .extend = add_all});
    tl_bytes der = made_der(&leaf);
    measure_parsing(bench, what, &der, 1, false);
    measure_parsing(bench, what, &der, 1, true);
    made_clear(&leaf);
    made_clear(&root);
}

/* The certificates of a bundle, one after the other in der. */
static size_t read_bundle(tl_bytes text, struct buffer *der, tl_bytes *certs, size_t max) {
    struct pem_block block;
    size_t count = 0, len;
    if (!buffer_reserve(der, text.len)) {
        bench_die("out of memory");
    }
    while (count < max && pem_next(&text, &block) == PEM_BLOCK) {
        uint8_t *at = der->data + der->len;
        if (base64_decode(block.base64, at, &len)) {
            certs[count++] = bytes_of(at, len);
            der->len += len;
        }
    }
    return count;
}

static void measure_all_of(struct bench *bench, tl_bytes bundle) {
    enum { MAX_CERTS = 1000 };
    tl_bytes *certs = uncounted_new(MAX_CERTS * sizeof *certs);
    struct buffer der = {0};
    size_t count = read_bundle(bundle, &der, certs, MAX_CERTS);
    if (count > 0) {
        measure_parsing(bench, "a certificate of the system's bundle", certs, count, false);
    }
    buffer_clear(&der);
    uncounted_free(certs);
}

/* ---- verifying ---- */

struct verifying {
    const struct x509_backend *x509;
    const struct chain *chain;
    void *trust, *prepared, *signatures;
};

static bool verify_der(const struct verifying *verifying) {
    void *chain = verifying->x509->chain_new(verifying->chain);
    bool good = chain != NULL && verifying->x509->verify(verifying->trust, chain);
    verifying->x509->chain_free(chain);
    return good;
}

static double from_der(void *pointer) {
    double begin = now_ns();
    bool good = verify_der(pointer);
    double time = now_ns() - begin;
    if (!good) {
        bench_die("a good chain was refused");
    }
    return time;
}

static double from_prepared(void *pointer) {
    const struct verifying *verifying = pointer;
    double begin = now_ns();
    if (!verifying->x509->verify(verifying->trust, verifying->prepared)) {
        bench_die("a good chain was refused");
    }
    return now_ns() - begin;
}

static double bare(void *pointer) {
    const struct verifying *verifying = pointer;
    double begin = now_ns();
    if (!verifying->x509->signatures_verify(verifying->signatures)) {
        bench_die("a good signature was refused");
    }
    return now_ns() - begin;
}

enum { FROM_DER, FROM_PREPARED, BARE, NUM_WAYS };

static void fill_verifying_rows(struct bench *bench, const char *what, const struct trial *trials) {
    static const char *const names[] = {"verifying a chain, %s",
                                        "verifying a chain, %s (the others' are parsed before)",
                                        "the bare signatures of that chain, %s"};
    char name[100];
    for (size_t way = 0; way < NUM_WAYS; way++) {
        snprintf(name, sizeof name, names[way], what);
        row_fill(bench_row(bench, UNIT_MICROSECONDS, name), bench->num_backends, &trials[way * bench->num_backends], 1);
    }
}

/* A few percent are asked for: so a library's two follow upon each other, and no other library comes between them. */
static void measure_times(struct bench *bench, const char *what, const char *how, struct verifying *verifyings) {
    struct effort effort = {.rounds = 12 * (size_t)bench->rounds, .in_round = 1};
    char name[100];
    snprintf(name, sizeof name, "verifying over its bare signatures, %s%s", what, how);
    struct row *row = bench_row(bench, UNIT_TIMES, name);
    for (size_t i = 0; i < bench->num_backends; i++) {
        struct trial trials[] = {{.run = from_der, .arg = &verifyings[i]}, {.run = bare, .arg = &verifyings[i]}};
        trials_run(trials, 2, &effort);
        row->figures[i] = figure_of_times(&trials[0], &trials[1]);
        trials_clear(trials, 2);
    }
}

static void measure_verifying(struct bench *bench, const char *what, tl_bytes trusted, const struct chain *chain,
                              tl_bytes root) {
    struct trial trials[NUM_WAYS * MAX_BACKENDS];
    struct verifying verifyings[MAX_BACKENDS];
    static double (*const ways[])(void *) = {from_der, from_prepared, bare};
    const tl_bytes path[] = {chain->leaf, chain->intermediates[0], root};
    size_t num = bench->num_backends;
    for (size_t i = 0; i < num; i++) {
        const struct x509_backend *x509 = bench->backends[i]->x509;
        verifyings[i] = (struct verifying){x509, chain, x509->trust_new(trusted), x509->chain_new(chain),
                                           x509->signatures_new(path, 3)};
    }
    for (size_t n = 0; n < NUM_WAYS * num; n++) {
        trials[n] = (struct trial){.run = ways[n / num], .arg = &verifyings[n % num]};
    }
    trials_run(trials, NUM_WAYS * num, &(struct effort){bench->rounds, 12, 2});
    fill_verifying_rows(bench, what, trials);
    measure_times(bench, what, "", verifyings);
    for (size_t i = 0; i < num; i++) {
        if (verifyings[i].x509->signatures_prepare != NULL) {
            verifyings[i].x509->signatures_prepare(verifyings[i].signatures);
        }
    }
    measure_times(bench, what, " (with the root's key prepared)", verifyings);
    trials_clear(trials, NUM_WAYS * num);
    for (size_t i = 0; i < num; i++) {
        verifyings[i].x509->trust_free(verifyings[i].trust);
        verifyings[i].x509->chain_free(verifyings[i].prepared);
        verifyings[i].x509->signatures_free(verifyings[i].signatures);
    }
}

static void measure_chain(struct bench *bench, const char *what, enum key_kind kind, tl_bytes bundle) {
    struct made root = make(&(struct recipe){.name = "Root", .is_ca = true, .key_kind = kind});
    struct made ca = make(&(struct recipe){.issuer = &root, .name = "CA", .is_ca = true, .key_kind = kind});
    struct made leaf = make(&(struct recipe){.issuer = &ca, .key_kind = kind, .extend = add_all});
    const tl_bytes intermediate = made_der(&ca);
    struct chain chain = {.leaf = made_der(&leaf), .intermediates = &intermediate, .num_intermediates = 1};
    struct buffer trusted = {0};
    if (!buffer_append(&trusted, bundle)) {
        bench_die("out of memory");
    }
    append_pem(&trusted, made_der(&root));
    measure_verifying(bench, what, buffer_bytes(&trusted), &chain, made_der(&root));
    buffer_clear(&trusted);
    made_clear(&leaf);
    made_clear(&ca);
    made_clear(&root);
}

void measure_certificates(struct bench *bench) {
    struct buffer bundle = {0};
    if (access(BENCH_BUNDLE, R_OK) != 0 || !file_read(BENCH_BUNDLE, MAX_BUNDLE, &bundle, NULL)) {
        fprintf(stderr, "without the system's CA bundle, because there is no %s (package ca-certificates)\n",
                BENCH_BUNDLE);
    }
    measure_leaf(bench, "a leaf, ECDSA P-256", KEY_ECDSA);
    measure_leaf(bench, "a leaf, RSA-2048", KEY_RSA);
    measure_all_of(bench, buffer_bytes(&bundle));
    measure_chain(bench, "ECDSA P-256", KEY_ECDSA, buffer_bytes(&bundle));
    measure_chain(bench, "RSA-2048", KEY_RSA, buffer_bytes(&bundle));
    buffer_clear(&bundle);
}
