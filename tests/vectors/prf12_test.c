/* The PRF of TLS 1.2 with all that is made with it, HKDF-Expand-Label and both exporters, against published figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/hmac.h"
#include "keys/prf12.h"
#include "keys/schedule13.h"
#include "support/crypto_names.h"
#include "support/vectors.h"

#define MAX_OUTPUT 256

static struct secret secret_of(tl_bytes value) {
    struct secret secret = {0};
    assert_true(secret_set(&secret, value));
    return secret;
}

/* ---- the PRF ---- */

/* The seed in two parts, cut at every place; the output at every length, without touching what lies behind. */
static void check_prf(const struct hash_alg *alg, tl_bytes secret, const char *label, tl_bytes seed,
                      tl_bytes expected) {
    uint8_t out[MAX_OUTPUT + 1];
    assert_true(expected.len > 0 && expected.len < sizeof out);
    for (size_t cut = 0; cut <= seed.len; cut++) {
        assert_true(prf12(alg, secret, label, bytes_of(seed.data, cut), bytes_from(seed, cut), out, expected.len));
        assert_memory_equal(out, expected.data, expected.len);
    }
    for (size_t len = 0; len <= expected.len; len++) {
        memset(out, 0xa5, sizeof out);
        assert_true(prf12(alg, secret, label, seed, (tl_bytes){0}, out, len));
        assert_memory_equal(out, expected.data, len);
        assert_int_equal(out[len], 0xa5);
    }
}

/* Another octet of secret, label or seed gives another output. */
static void check_other_inputs(const struct hash_alg *alg, tl_bytes secret, const char *label, tl_bytes seed,
                               tl_bytes expected) {
    uint8_t out[MAX_OUTPUT], octet = 0x5c;
    assert_true(prf12(alg, bytes_of(&octet, 1), label, seed, (tl_bytes){0}, out, expected.len));
    assert_memory_not_equal(out, expected.data, expected.len);
    assert_true(prf12(alg, secret, label + 1, seed, (tl_bytes){0}, out, expected.len));
    assert_memory_not_equal(out, expected.data, expected.len);
    assert_true(prf12(alg, secret, label, seed, bytes_of(&octet, 1), out, expected.len));
    assert_memory_not_equal(out, expected.data, expected.len);
}

struct figure {
    const struct hash_alg *alg;
    struct secret secret;
    const char *label;
    tl_bytes seed, output;
};

/* The seed of master secret and key block is two randoms, each 32 octets. */
static void check_master_secret(const struct figure *f) {
    struct secret master;
    tl_bytes first = bytes_of(f->seed.data, 32), second = bytes_from(f->seed, 32);
    assert_true(master_secret12(f->alg, secret_bytes(&f->secret), first, second, &master));
    assert_true(bytes_equal(secret_bytes(&master), f->output));
    assert_true(master_secret12(f->alg, secret_bytes(&f->secret), second, first, &master));
    assert_false(bytes_equal(secret_bytes(&master), f->output));
}

static void check_key_block(const struct figure *f) {
    uint8_t out[MAX_OUTPUT];
    tl_bytes server_random = bytes_of(f->seed.data, 32), client_random = bytes_from(f->seed, 32);
    assert_true(key_block12(f->alg, &f->secret, client_random, server_random, out, f->output.len));
    assert_memory_equal(out, f->output.data, f->output.len);
    assert_true(key_block12(f->alg, &f->secret, server_random, client_random, out, f->output.len));
    assert_int_equal(memcmp(out, f->output.data, f->output.len) == 0, bytes_equal(client_random, server_random));
}

static void check_extended_master_secret(const struct figure *f) {
    struct secret master;
    assert_int_equal(f->seed.len, f->alg->len);
    assert_true(extended_master_secret12(f->alg, secret_bytes(&f->secret), f->seed.data, &master));
    assert_true(bytes_equal(secret_bytes(&master), f->output));
}

static void check_finished(const struct figure *f) {
    uint8_t out[12];
    bool client = strcmp(f->label, "client finished") == 0;
    assert_int_equal(f->seed.len, f->alg->len);
    assert_int_equal(f->output.len, sizeof out);
    assert_true(finished12(f->alg, &f->secret, client, f->seed.data, out));
    assert_memory_equal(out, f->output.data, sizeof out);
    assert_true(finished12(f->alg, &f->secret, !client, f->seed.data, out));
    assert_memory_not_equal(out, f->output.data, sizeof out);
}

/* What has a function of its own goes through that too. Key blocks are those of NIST: tlslite-ng's seeds are shorter.
 */
static bool check_function(const struct figure *f) {
    if (strcmp(f->label, "master secret") == 0) {
        check_master_secret(f);
    } else if (strcmp(f->label, "key expansion") == 0 && f->seed.len == 64) {
        check_key_block(f);
    } else if (strcmp(f->label, "extended master secret") == 0) {
        check_extended_master_secret(f);
    } else if (strstr(f->label, " finished") != NULL) {
        check_finished(f);
    } else {
        return false;
    }
    return true;
}

static void check_prf_figures(struct vectors *v, size_t num_expected, size_t num_functions) {
    json_t *figures = vectors_array(v->root, "tls12_prf"), *figure;
    size_t i, num = 0, functions = 0;
    json_array_foreach(figures, i, figure) {
        if (strcmp(vectors_string(figure, "hash"), "sha224") == 0) {
            continue; /* in no suite of ours */
        }
        struct figure f = {.alg = hash_named(vectors_string(figure, "hash")),
                           .label = vectors_string(figure, "label"),
                           .seed = vectors_hex(v, figure, "seed"),
                           .output = vectors_hex(v, figure, "output")};
        tl_bytes secret = vectors_hex(v, figure, "secret");
        check_prf(f.alg, secret, f.label, f.seed, f.output);
        check_other_inputs(f.alg, secret, f.label, f.seed, f.output);
        if (secret.len <= SECRET_MAX) {
            f.secret = secret_of(secret);
            functions += check_function(&f);
        }
        num++;
    }
    assert_int_equal(num, num_expected);
    assert_int_equal(functions, num_functions);
    vectors_close(v);
}

static void test_prf(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("prf.json");
    check_prf_figures(&v, 10, 8);
}

static void test_prf_published(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/prf.json");
    check_prf_figures(&v, 19, 9);
}

/* ---- the exporter of TLS 1.2 ---- */

static void test_exporter12(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("prf.json");
    json_t *figures = vectors_array(v.root, "exporter"), *figure;
    size_t i;
    json_array_foreach(figures, i, figure) {
        const struct hash_alg *alg = hash_named(vectors_string(figure, "hash"));
        struct secret master = secret_of(vectors_hex(&v, figure, "master_secret"));
        tl_bytes client_random = vectors_hex(&v, figure, "client_random"), context = {0};
        tl_bytes server_random = vectors_hex(&v, figure, "server_random"), output = vectors_hex(&v, figure, "output");
        uint8_t out[MAX_OUTPUT];
        if (vectors_has(figure, "context")) {
            context = vectors_hex(&v, figure, "context");
        }
        assert_true(export12(alg, &master, client_random, server_random, vectors_string(figure, "label"), context, out,
                             output.len));
        assert_memory_equal(out, output.data, output.len);
    }
    assert_int_equal(json_array_size(figures), 6);
    vectors_close(&v);
}

static void test_exporter12_refuses(void **state) {
    (void)state;
    static const char *const reserved[] = {"client finished", "server finished", "master secret", "key expansion"};
    static const uint8_t context[65536];
    struct secret master = secret_of(bytes_of(context, MASTER_SECRET_LEN));
    tl_bytes random = {context, 32};
    uint8_t out[16];
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        assert_false(export12(&hash_sha256, &master, random, random, reserved[i], (tl_bytes){0}, out, sizeof out));
    }
    assert_true(export12(&hash_sha256, &master, random, random, "x", bytes_of(context, 65535), out, sizeof out));
    assert_false(export12(&hash_sha256, &master, random, random, "x", bytes_of(context, 65536), out, sizeof out));
}

/* ---- TLS 1.3 ---- */

static void check_expand_label(struct vectors *v, size_t num_expected) {
    json_t *figures = vectors_array(vectors_object(v->root, "tls13"), "hkdf_expand_label"), *figure;
    size_t i;
    json_array_foreach(figures, i, figure) {
        const struct hash_alg *alg = hash_named(vectors_string(figure, "hash"));
        tl_bytes output = vectors_hex(v, figure, "output");
        uint8_t out[MAX_OUTPUT];
        assert_int_equal(output.len, vectors_number(figure, "length"));
        assert_true(expand_label(alg, vectors_hex(v, figure, "secret"), vectors_string(figure, "label"),
                                 vectors_hex(v, figure, "context"), out, output.len));
        assert_memory_equal(out, output.data, output.len);

        /* The length is in what is hashed: less output is another output. */
        assert_true(expand_label(alg, vectors_hex(v, figure, "secret"), vectors_string(figure, "label"),
                                 vectors_hex(v, figure, "context"), out, output.len - 1));
        assert_memory_not_equal(out, output.data, output.len - 1);
    }
    assert_int_equal(json_array_size(figures), num_expected);
}

static void check_exporter13(struct vectors *v) {
    json_t *figures = vectors_array(vectors_object(v->root, "tls13"), "exporter"), *figure;
    size_t i;
    json_array_foreach(figures, i, figure) {
        const struct hash_alg *alg = hash_named(vectors_string(figure, "hash"));
        struct secret master = secret_of(vectors_hex(v, figure, "exporter_master_secret"));
        tl_bytes context = vectors_hex(v, figure, "context"), output = vectors_hex(v, figure, "output");
        const char *label = vectors_string(figure, "label");
        uint8_t out[MAX_OUTPUT];
        assert_int_equal(output.len, vectors_number(figure, "length"));
        assert_true(export13(alg, &master, label, context, out, output.len));
        assert_memory_equal(out, output.data, output.len);
        assert_true(export13(alg, &master, label, bytes_of("other", 5), out, output.len));
        assert_memory_not_equal(out, output.data, output.len);
    }
    assert_int_equal(json_array_size(figures), 3);
    vectors_close(v);
}

static void test_tls13(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("prf.json");
    check_expand_label(&v, 3);
    check_exporter13(&v);
}

static void test_tls13_published(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/prf.json");
    check_expand_label(&v, 10);
    check_exporter13(&v);
}

/* No limit of HkdfLabel (RFC 8446 §7.1) or HKDF (RFC 5869 §2.3) is passed over. */
static void test_expand_label_limits(void **state) {
    (void)state;
    static uint8_t out[255 * 32 + 1], context[256];
    char label[251];
    tl_bytes secret = {context, 32};
    memset(label, 'a', sizeof label);
    label[250] = '\0';
    assert_true(expand_label(&hash_sha256, secret, label + 1, bytes_of(context, 255), out, 32));
    assert_true(expand_label(&hash_sha256, secret, label + 1, bytes_of(context, 255), out, 33));
    assert_false(expand_label(&hash_sha256, secret, label, (tl_bytes){0}, out, 32));
    assert_false(expand_label(&hash_sha256, secret, "a", bytes_of(context, 256), out, 32));
    assert_true(expand_label(&hash_sha256, secret, "a", (tl_bytes){0}, out, 255 * 32));
    assert_false(expand_label(&hash_sha256, secret, "a", (tl_bytes){0}, out, 255 * 32 + 1));
    assert_false(expand_label(&hash_sha256, secret, "a", (tl_bytes){0}, NULL, 65536));

    struct secret traffic = secret_of(secret);
    struct traffic_keys keys;
    assert_true(traffic_keys13(&hash_sha256, &traffic, 32, &keys));
    assert_false(traffic_keys13(&hash_sha256, &traffic, 33, &keys));
}

/* A row of blocks, which only exporters ask for, begins as HKDF-Expand does with the same HkdfLabel. */
static void test_long_expand_label(void **state) {
    (void)state;
    static const uint8_t label[] = "\x00\x40\x07tls13 x"; /* and the length of the context, 0, from the final NUL */
    uint8_t out[64], expected[64];
    tl_bytes secret = bytes_of_string("0123456789abcdef0123456789abcdef");
    assert_true(expand_label(&hash_sha256, secret, "x", (tl_bytes){0}, out, sizeof out));
    assert_true(hkdf_expand(&hash_sha256, secret, bytes_of(label, sizeof label), expected, sizeof expected));
    assert_memory_equal(out, expected, sizeof out);
    assert_true(expand_label(&hash_sha512, secret, "x", (tl_bytes){0}, out, sizeof out)); /* one block of SHA-512 */
    assert_true(hkdf_expand(&hash_sha512, secret, bytes_of(label, sizeof label), expected, sizeof expected));
    assert_memory_equal(out, expected, sizeof out);
}

/* ---- a hash that fails ---- */

static size_t finishes_left;

static bool finish_fails(struct hash_state *state, uint8_t *out) {
    return finishes_left-- > 0 && hash_sha256.finish(state, out);
}

/* Does one of the functions with a hash that can be finished so many times. */
static bool run_failing(size_t function, const struct hash_alg *alg, uint8_t *out, size_t len) {
    static const uint8_t hash[32];
    struct secret secret = secret_of(bytes_of(hash, sizeof hash)), derived;
    struct traffic_keys keys;
    tl_bytes random = {hash, sizeof hash}, none = {0};
    switch (function) {
    case 0:
        return prf12(alg, random, "x", random, none, out, len);
    case 1:
        return extended_master_secret12(alg, random, hash, &derived);
    case 2:
        return derive_secret(alg, &secret, "x", hash, &derived);
    case 3:
        return schedule13_early(alg, none, &secret) && schedule13_next(alg, &secret, random);
    case 4:
        return traffic_keys13(alg, &secret, 16, &keys);
    case 5:
        return traffic_update13(alg, &secret);
    case 6:
        return finished13(alg, &secret, hash, out);
    case 7:
        return export13(alg, &secret, "x", random, out, len);
    default:
        return expand_label(alg, random, "x", none, out, len);
    }
}

/* Wherever the hash fails, the function says so; and it works as soon as the hash works. */
static void test_failing_hash(void **state) {
    (void)state;
    const struct hash_alg failing = {
        "SHA256", 32, 64, hash_sha256.init, hash_sha256.update, finish_fails, hash_sha256.copy, hash_sha256.clear};
    static const size_t num_finishes[] = {16, 8, 2, 7, 4, 2, 4, 12, 8};
    static const uint8_t zeros[100];
    for (size_t function = 0; function < sizeof num_finishes / sizeof *num_finishes; function++) {
        for (size_t enough = 0; enough <= num_finishes[function]; enough++) {
            uint8_t out[100] = {1};
            finishes_left = enough;
            assert_int_equal(run_failing(function, &failing, out, sizeof out), enough == num_finishes[function]);
            if (function == 0 && enough < num_finishes[function]) {
                assert_memory_equal(out, zeros, sizeof out);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prf),
        cmocka_unit_test(test_prf_published),
        cmocka_unit_test(test_exporter12),
        cmocka_unit_test(test_exporter12_refuses),
        cmocka_unit_test(test_tls13),
        cmocka_unit_test(test_tls13_published),
        cmocka_unit_test(test_expand_label_limits),
        cmocka_unit_test(test_long_expand_label),
        cmocka_unit_test(test_failing_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
