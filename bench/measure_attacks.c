/* What a peer may send to make verifying expensive: time, and how much of the heap is taken at once, from the DER on.
 * The row's note says who accepted it; the others refused. */
#include <stdio.h>

#include "base/control.h"
#include "x509.h"
#include "x509/der/oid.h"
#include "x509/key_files/key_writer.h"
#include "x509/names/general_names.h"

enum { MAX_SENT = 2100 };

/* An attack under construction: what was made, and what of it is sent. */
struct attack {
    struct made root, leaf;
    struct made made[MAX_SENT];
    size_t num_made;
    tl_bytes sent[MAX_SENT];
    size_t num_sent;
    bool require_policy;
};

static struct made *add(struct attack *attack, const struct recipe *recipe) {
    if (attack->num_made == MAX_SENT) {
        bench_die("more certificates than there is room for");
    }
    attack->made[attack->num_made] = make(recipe);
    return &attack->made[attack->num_made++];
}

static void send(struct attack *attack, const struct made *made) {
    attack->sent[attack->num_sent++] = made_der(made);
}

static void send_new(struct attack *attack, const struct recipe *recipe) {
    send(attack, add(attack, recipe));
}

static void attack_clear(struct attack *attack) {
    made_clear(&attack->root);
    made_clear(&attack->leaf);
    for (size_t i = 0; i < attack->num_made; i++) {
        made_clear(&attack->made[i]);
    }
    uncounted_free(attack);
}

static struct recipe ca_of(const struct made *issuer, const char *name) {
    return (struct recipe){.issuer = issuer, .name = name, .is_ca = true};
}

/* ---- cross-signed layers ---- */

enum { LAYERS = 8, WIDTH = 4 };

/* Every CA of a layer has a certificate from every CA of the next, and none leads to the root: WIDTH^LAYERS ways. */
static void make_layers(struct attack *attack) {
    const struct made *layer[LAYERS][WIDTH];
    for (size_t i = 0; i < LAYERS; i++) {
        for (size_t k = 0; k < WIDTH; k++) {
            char name[20];
            snprintf(name, sizeof name, "CA %zu.%zu", i, k);
            struct recipe self_signed = ca_of(NULL, name);
            layer[i][k] = add(attack, &self_signed);
        }
    }
    for (size_t i = 0; i + 1 < LAYERS; i++) {
        for (size_t n = 0; n < WIDTH * WIDTH; n++) {
            char name[20];
            snprintf(name, sizeof name, "CA %zu.%zu", i, n % WIDTH);
            struct recipe crossed = ca_of(layer[i + 1][n / WIDTH], name);
            crossed.same_key = layer[i][n % WIDTH];
            send_new(attack, &crossed);
        }
    }
    attack->leaf = make(&(struct recipe){.issuer = layer[0][0]});
}

/* ---- issuers of one name ---- */

/* None of them signed the leaf. */
static void make_alike(struct attack *attack) {
    struct recipe ca = ca_of(&attack->root, "CA");
    attack->leaf = make(&(struct recipe){.issuer = add(attack, &ca)});
    for (size_t i = 0; i < 2000; i++) {
        send_new(attack, &ca);
    }
}

/* ---- large RSA keys ---- */

enum { MAX_RSA_LEN = 2048 };

/* A modulus that nobody knows the factors of, and the largest exponent. */
static void send_large_rsa(struct attack *attack, size_t len, uint8_t seed) {
    static const uint8_t exponent[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    uint8_t modulus[MAX_RSA_LEN];
    struct buffer spki = {0};
    struct writer w = writer_to(&spki);
    for (size_t i = 0; i < len; i++) {
        modulus[i] = (uint8_t)(seed + i * 151 + (i >> 8) * 17);
    }
    modulus[0] = 0xff;
    modulus[len - 1] |= 1;
    public_key_info_write(&w, &(struct public_key){.kind = KEY_RSA,
                                                   .modulus = bytes_of(modulus, len),
                                                   .public_exponent = bytes_of(exponent, sizeof exponent)});
    struct recipe recipe = ca_of(&attack->root, "CA");
    recipe.spki = buffer_bytes(&spki);
    send_new(attack, &recipe);
    buffer_clear(&spki);
}

/* What no key made, but has the length of one's signatures. */
static void sign_anew(struct made *made, size_t len) {
    uint8_t signature[MAX_RSA_LEN] = {0x55, 0x55};
    struct certificate certificate;
    struct buffer der = {0};
    struct writer w = writer_to(&der);
    if (!certificate_parse(made_der(made), &certificate, NULL)) {
        bench_die("a certificate that was made cannot be parsed");
    }
    size_t outer = der_begin(&w, DER_SEQUENCE);
    write_bytes(&w, certificate.tbs);
    der_write(&w, DER_SEQUENCE, certificate.signature_algorithm);
    der_write_bit_string(&w, bytes_of(signature, len));
    der_end(&w, outer);
    buffer_clear(&made->der);
    made->der = der;
}

static void make_large_rsa(struct attack *attack, size_t len, size_t num) {
    struct recipe stand_in = ca_of(NULL, "CA");
    stand_in.key_kind = KEY_RSA;
    attack->leaf = make(&(struct recipe){.issuer = add(attack, &stand_in)});
    sign_anew(&attack->leaf, len);
    for (size_t i = 0; i < num; i++) {
        send_large_rsa(attack, len, (uint8_t)i);
    }
}

static void make_rsa_16384(struct attack *attack) {
    make_large_rsa(attack, 2048, 1);
}

/* As large as tlslite takes them, and as many as it tries. */
static void make_many_rsa_8192(struct attack *attack) {
    make_large_rsa(attack, 1024, 200);
}

/* ---- names under constraints ---- */

enum { NUM_NAMES = 1000 };

static void write_names(struct writer *w, const char *format, bool subtrees) {
    for (unsigned i = 0; i < NUM_NAMES; i++) {
        char name[40];
        snprintf(name, sizeof name, format, i);
        size_t subtree = subtrees ? der_begin(w, DER_SEQUENCE) : 0;
        der_write(w, DER_CONTEXT(GENERAL_NAME_DNS), bytes_of_string(name));
        if (subtrees) {
            der_end(w, subtree);
        }
    }
}

static void add_names(struct writer *w) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    size_t list = der_begin(&v, DER_SEQUENCE);
    der_write(&v, DER_CONTEXT(GENERAL_NAME_DNS), bytes_of_string(BENCH_HOST));
    write_names(&v, "host%u.example.org", false);
    der_end(&v, list);
    extension_write(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), false, buffer_bytes(&value));
    buffer_clear(&value);
}

static void add_constraints(struct writer *w) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    size_t constraints = der_begin(&v, DER_SEQUENCE), excluded = der_begin(&v, DER_CONTEXT_CONSTRUCTED(1));
    write_names(&v, "none%u.example.org", true);
    der_end(&v, excluded);
    der_end(&v, constraints);
    extension_write(w, (tl_bytes)OID_VIEW(OID_NAME_CONSTRAINTS), true, buffer_bytes(&value));
    buffer_clear(&value);
}

static void make_constraints(struct attack *attack) {
    struct recipe constrained = ca_of(&attack->root, "CA");
    constrained.extend = add_constraints;
    struct made *ca = add(attack, &constrained);
    send(attack, ca);
    attack->leaf = make(&(struct recipe){.issuer = ca, .has_names = true, .extend = add_names});
}

/* ---- policies ---- */

enum { NUM_POLICIES = 20, NUM_MAPPERS = 7 };

static void write_policy(struct writer *w, unsigned number) {
    uint8_t oid[] = {0x2a, 0x86, 0x48, 0x02, (uint8_t)number};
    der_write(w, DER_OID, bytes_of(oid, sizeof oid));
}

static void add_policies(struct writer *w) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    size_t list = der_begin(&v, DER_SEQUENCE);
    for (unsigned i = 0; i < NUM_POLICIES; i++) {
        size_t policy = der_begin(&v, DER_SEQUENCE);
        write_policy(&v, i);
        der_end(&v, policy);
    }
    der_end(&v, list);
    extension_write(w, (tl_bytes)OID_VIEW(OID_POLICIES), false, buffer_bytes(&value));
    buffer_clear(&value);
}

/* Each to every one. */
static void add_mappings(struct writer *w) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    add_policies(w);
    size_t list = der_begin(&v, DER_SEQUENCE);
    for (unsigned i = 0; i < NUM_POLICIES * NUM_POLICIES; i++) {
        size_t mapping = der_begin(&v, DER_SEQUENCE);
        write_policy(&v, i / NUM_POLICIES);
        write_policy(&v, i % NUM_POLICIES);
        der_end(&v, mapping);
    }
    der_end(&v, list);
    extension_write(w, (tl_bytes)OID_VIEW(OID_POLICY_MAPPINGS), true, buffer_bytes(&value));
    buffer_clear(&value);
}

static void make_policies(struct attack *attack) {
    const struct made *issuer = &attack->root;
    for (size_t i = 0; i < NUM_MAPPERS; i++) {
        char name[20];
        snprintf(name, sizeof name, "CA %zu", i);
        struct recipe mapper = ca_of(issuer, name);
        mapper.extend = add_mappings;
        struct made *ca = add(attack, &mapper);
        send(attack, ca);
        issuer = ca;
    }
    attack->leaf = make(&(struct recipe){.issuer = issuer, .extend = add_policies});
    attack->require_policy = true;
}

/* ---- nesting ---- */

enum { NEST_LEN = 30000 };

/* Some 7500 SEQUENCEs one in the other, written from the inside out. */
static tl_bytes nest(void) {
    static uint8_t octets[NEST_LEN];
    size_t at = sizeof octets;
    while (at >= 4) {
        size_t len = sizeof octets - at;
        if (len >= 0x100) {
            octets[--at] = (uint8_t)len;
            octets[--at] = (uint8_t)(len >> 8);
            octets[--at] = 0x82;
        } else {
            octets[--at] = (uint8_t)len;
            if (len >= 0x80) {
                octets[--at] = 0x81;
            }
        }
        octets[--at] = DER_SEQUENCE;
    }
    return bytes_of(octets + at, sizeof octets - at);
}

static void add_nested(struct writer *w) {
    static const uint8_t oid[] = {0x2a, 0x86, 0x48, 0x03};
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    size_t list = der_begin(&v, DER_SEQUENCE);
    der_write(&v, DER_CONTEXT(GENERAL_NAME_DNS), bytes_of_string(BENCH_HOST));
    size_t other = der_begin(&v, DER_CONTEXT_CONSTRUCTED(GENERAL_NAME_OTHER));
    der_write(&v, DER_OID, bytes_of(oid, sizeof oid));
    der_write(&v, DER_CONTEXT_CONSTRUCTED(0), nest());
    der_end(&v, other);
    der_end(&v, list);
    extension_write(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), false, buffer_bytes(&value));
    extension_write(w, bytes_of(oid, sizeof oid), false, nest());
    buffer_clear(&value);
}

static void make_nested(struct attack *attack) {
    struct buffer name = {0};
    struct writer w = writer_to(&name);
    size_t rdns = der_begin(&w, DER_SEQUENCE), rdn = der_begin(&w, DER_SET), attribute = der_begin(&w, DER_SEQUENCE);
    der_write(&w, DER_OID, (tl_bytes)OID_VIEW(OID_COMMON_NAME));
    write_bytes(&w, nest());
    der_end(&w, attribute);
    der_end(&w, rdn);
    der_end(&w, rdns);
    struct recipe recipe = {
        .issuer = &attack->root, .subject = buffer_bytes(&name), .has_names = true, .extend = add_nested};
    attack->leaf = make(&recipe);
    buffer_clear(&name);
}

/* ---- measuring ---- */

struct defence {
    const struct x509_backend *x509;
    const struct chain *chain;
    void *trust;
};

static bool verify(const struct defence *defence) {
    void *chain = defence->x509->chain_new(defence->chain);
    bool good = chain != NULL && defence->x509->verify(defence->trust, chain);
    defence->x509->chain_free(chain);
    return good;
}

static double time_of(void *pointer) {
    double begin = now_ns();
    verify(pointer);
    return now_ns() - begin;
}

static double peak_kilobytes(const struct defence *defence, bool *accepted) {
    heap_count_allocations(true);
    heap_reset();
    heap_begin(CLIENT);
    *accepted = verify(defence);
    heap_end();
    heap_count_allocations(false);
    return (double)heap_count_of(CLIENT).peak / 1000;
}

static void note_accepted(struct row *row, const struct backend *backend) {
    size_t len = strlen(row->note);
    snprintf(row->note + len, sizeof row->note - len, "%s%s", len > 0 ? ", " : "accepted by ", backend->name);
}

static void fill_rows(struct bench *bench, const char *what, struct trial *trials, const struct defence *defences) {
    char name[100];
    struct effort effort = {.rounds = bench->rounds < 5 ? bench->rounds : 5, .in_round = 1};
    trials_run(trials, bench->num_backends, &effort);
    struct row *time = bench_row(bench, UNIT_MILLISECONDS, what);
    snprintf(name, sizeof name, "%s, peak heap", what);
    struct row *heap = bench_row(bench, UNIT_KILOBYTES, name);
    row_fill(time, bench->num_backends, trials, 1);
    for (size_t i = 0; i < bench->num_backends; i++) {
        bool accepted;
        if (trials[i].run != NULL) {
            row_set(heap, i, peak_kilobytes(&defences[i], &accepted));
            if (accepted) {
                note_accepted(time, bench->backends[i]);
            }
        }
    }
    row_compare(heap);
    trials_clear(trials, bench->num_backends);
}

static void measure(struct bench *bench, const char *what, void (*prepare)(struct attack *attack)) {
    struct attack *attack = uncounted_new(sizeof *attack);
    struct buffer trusted = {0};
    attack->root = make(&(struct recipe){.name = "Root", .is_ca = true});
    append_pem(&trusted, made_der(&attack->root));
    prepare(attack);
    struct chain chain = {made_der(&attack->leaf), attack->sent, attack->num_sent, attack->require_policy};
    struct trial trials[MAX_BACKENDS] = {0};
    struct defence defences[MAX_BACKENDS];
    for (size_t i = 0; i < bench->num_backends; i++) {
        const struct x509_backend *x509 = bench->backends[i]->x509;
        defences[i] = (struct defence){x509, &chain, x509->trust_new(buffer_bytes(&trusted))};
        if (x509->knows_policies || !chain.require_policy) {
            trials[i] = (struct trial){.run = time_of, .arg = &defences[i]};
        }
    }
    fill_rows(bench, what, trials, defences);
    for (size_t i = 0; i < bench->num_backends; i++) {
        defences[i].x509->trust_free(defences[i].trust);
    }
    buffer_clear(&trusted);
    attack_clear(attack);
}

void measure_attacks(struct bench *bench) {
    static const struct {
        const char *what;
        void (*prepare)(struct attack *attack);
    } attacks[] = {
        {"8 layers of 4 cross-signed CAs that lead nowhere", make_layers},
        {"2000 intermediates of the issuer's name", make_alike},
        {"an RSA key of 16384 bits", make_rsa_16384},
        {"200 intermediates of one name with RSA keys of 8192 bits", make_many_rsa_8192},
        {"1000 names under 1000 constraints", make_constraints},
        {"7 CAs that map 20 policies to all 20", make_policies},
        {"7500 SEQUENCEs one in the other, three times", make_nested},
    };
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        measure(bench, attacks[i].what, attacks[i].prepare);
    }
}
