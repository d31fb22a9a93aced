/* Key exchange against published figures: private keys are handed in as "randomness". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/control.h"
#include "support/crypto_names.h"
#include "support/fixed_random.h"
#include "support/wycheproof.h"

/* A provider whose randomness is the octets, and nothing after them. */
struct source {
    struct fixed_random random;
    tl_crypto *crypto;
};

static void source_init(struct source *source, tl_bytes octets) {
    tl_error error;
    source->random.octets = octets;
    source->crypto = tl_crypto_new(fixed_random, &source->random, &error);
    assert_non_null(source->crypto);
}

static void source_clear(struct source *source) {
    tl_crypto_free(source->crypto);
}

/* One provider serves all, because a new one for each of thousands of vectors would take long. */
static struct source shared_source;

static const tl_crypto *crypto_giving(tl_bytes octets) {
    shared_source.random.octets = octets;
    return shared_source.crypto;
}

static int set_up(void **state) {
    (void)state;
    source_init(&shared_source, (tl_bytes){0});
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    source_clear(&shared_source);
    return 0;
}

static void assert_secret(const struct secret *secret, tl_bytes expected) {
    assert_int_equal(secret->len, expected.len);
    assert_memory_equal(secret->data, expected.data, expected.len);
}

static void check_figure(struct vectors *v, const json_t *figure) {
    const struct group_alg *alg = group_named(vectors_string(figure, "group"));
    tl_bytes a_share = vectors_hex(v, figure, "a_share"), b_share = vectors_hex(v, figure, "b_share");
    tl_bytes shared = vectors_hex(v, figure, "shared");
    uint8_t offer[GROUP_MAX_SHARE], answer[GROUP_MAX_SHARE];
    struct group_key key;
    struct secret of_a, of_b;
    assert_true(group_generate(&key, alg, crypto_giving(vectors_hex(v, figure, "a_private")), offer));
    assert_true(bytes_equal(a_share, bytes_of(offer, alg->offer_len)));
    const tl_crypto *b = crypto_giving(vectors_hex(v, figure, "b_private"));
    assert_int_equal(group_encapsulate(alg, b, a_share, answer, &of_b), GROUP_OK);
    assert_true(bytes_equal(b_share, bytes_of(answer, alg->answer_len)));
    assert_secret(&of_b, shared);
    assert_int_equal(group_decapsulate(&key, b_share, &of_a), GROUP_OK);
    assert_secret(&of_a, shared);
    group_clear(&key);
}

static void test_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_groups.json");
    json_t *figures = vectors_array(v.root, "groups"), *figure;
    size_t i;
    json_array_foreach(figures, i, figure) {
        check_figure(&v, figure);
    }
    assert_int_equal(json_array_size(figures), 5);
    vectors_close(&v);
}

static bool is_nist(const struct group_alg *alg) {
    return alg != &group_x25519 && alg != &group_x448;
}

/* What a private key and a peer's share come to. */
static enum group_result agree(const struct group_alg *alg, tl_bytes private_octets, tl_bytes share,
                               struct secret *shared) {
    struct group_key key;
    uint8_t offer[GROUP_MAX_SHARE];
    assert_true(group_generate(&key, alg, crypto_giving(private_octets), offer));
    enum group_result result = group_decapsulate(&key, share, shared);
    group_clear(&key);
    return result;
}

/* A bad share is told apart from a failure of ours, on either side, and leaves the secret alone. */
static void assert_bad(const struct group_alg *alg, tl_bytes private_octets, tl_bytes share) {
    struct secret shared = {{7}, 1};
    uint8_t answer[GROUP_MAX_SHARE];
    assert_int_equal(agree(alg, private_octets, share, &shared), GROUP_BAD_SHARE);
    const tl_crypto *crypto = crypto_giving(private_octets);
    assert_int_equal(group_encapsulate(alg, crypto, share, answer, &shared), GROUP_BAD_SHARE);
    assert_int_equal(shared.len, 1);
    assert_int_equal(shared.data[0], 7);
}

static void check_bad_lengths(const struct group_alg *alg, tl_bytes private_octets, const uint8_t *share) {
    for (size_t len = 0; len < alg->offer_len; len++) {
        assert_bad(alg, private_octets, bytes_of(share, len));
    }
    assert_bad(alg, private_octets, bytes_of(share, (size_t)alg->offer_len + 1));
}

/* Forms of a point that TLS does not have (RFC 8446 §4.2.8.2), and points that are not on the curve. */
static void check_bad_points(const struct group_alg *alg, tl_bytes private_octets, const uint8_t *share) {
    static const uint8_t forms[] = {0x00, 0x02, 0x03, 0x05, 0x06, 0x07, 0xff};
    uint8_t bad[GROUP_MAX_SHARE] = {0};
    tl_bytes view = {bad, alg->offer_len};
    memcpy(bad, share, view.len);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        bad[0] = forms[i];
        assert_bad(alg, private_octets, view);
    }
    assert_bad(alg, private_octets, bytes_of(bad, 1 + (view.len - 1) / 2));
    for (size_t i = 1; i < view.len; i += 7) {
        memcpy(bad, share, view.len);
        bad[i] ^= 1;
        assert_bad(alg, private_octets, view);
    }
    memset(bad, 0, sizeof bad); /* infinity in the shape of a point, and then (0, 0) */
    assert_bad(alg, private_octets, view);
    bad[0] = 4;
    assert_bad(alg, private_octets, view);
    memset(bad + 1, 0xff, view.len - 1); /* coordinates beyond the field */
    assert_bad(alg, private_octets, view);
}

static void test_bad_shares(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_groups.json");
    json_t *figure;
    size_t i;
    json_array_foreach(vectors_array(v.root, "groups"), i, figure) {
        const struct group_alg *alg = group_named(vectors_string(figure, "group"));
        tl_bytes private_octets = vectors_hex(&v, figure, "a_private");
        uint8_t share[GROUP_MAX_SHARE] = {0};
        memcpy(share, vectors_hex(&v, figure, "b_share").data, alg->offer_len);
        check_bad_lengths(alg, private_octets, share);
        if (is_nist(alg)) {
            check_bad_points(alg, private_octets, share);
        }
    }
    vectors_close(&v);
}

/* RFC 7748 §6.1, §6.2: an all-zero result is refused. The points of small order are 0, 1, p - 1 and their likes;
 * p - 2 is a point like others. */
static void check_small_order(const struct group_alg *alg, const uint8_t *prime, size_t len) {
    static const uint8_t octets[56] = {1}; /* a private key, and the coordinate 1 */
    tl_bytes private_octets = {octets, len};
    uint8_t memory[56] = {0};
    tl_bytes share = {memory, len};
    struct secret shared;
    assert_bad(alg, private_octets, share);
    assert_bad(alg, private_octets, private_octets);
    memcpy(memory, prime, len);
    assert_bad(alg, private_octets, share); /* p, which is 0 */
    memory[0]--;
    assert_bad(alg, private_octets, share);
    memory[0]--;
    assert_int_equal(agree(alg, private_octets, share, &shared), GROUP_OK);
    assert_int_equal(shared.len, len);
}

static void test_small_order(void **state) {
    (void)state;
    uint8_t prime[56];
    memset(prime, 0xff, sizeof prime); /* 2^255 - 19 */
    prime[0] = 0xed;
    prime[31] = 0x7f;
    check_small_order(&group_x25519, prime, 32);
    memset(prime, 0xff, sizeof prime); /* 2^448 - 2^224 - 1 */
    prime[28] = 0xfe;
    check_small_order(&group_x448, prime, 56);
}

/* Draws out of 1..n-1 are passed over; a source that gives no other, or nothing, is a failure of ours. */
static void test_draws(void **state) {
    (void)state;
    static const uint8_t one_share_x[4] = {0x6b, 0x17, 0xd1, 0xf2}; /* of P-256's generator (FIPS 186) */
    static const uint8_t order[32] = {0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0,    0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                      0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
    uint8_t octets[4 * 32] = {0}, offer[GROUP_MAX_SHARE];
    struct group_key key;
    memcpy(octets + 32, order, sizeof order);
    memset(octets + 64, 0xff, 32);
    octets[127] = 1;
    assert_true(group_generate(&key, &group_secp256r1, crypto_giving(bytes_of(octets, sizeof octets)), offer));
    assert_int_equal(offer[0], 4);
    assert_memory_equal(offer + 1, one_share_x, sizeof one_share_x);
    group_clear(&key);

    static const uint8_t zeros[4096];
    assert_false(group_generate(&key, &group_secp256r1, crypto_giving(bytes_of(zeros, sizeof zeros)), offer));
    assert_null(key.state);
    struct secret shared;
    tl_bytes generator = {offer, 65};
    assert_false(group_generate(&key, &group_x25519, crypto_giving((tl_bytes){0}), offer));
    assert_int_equal(group_encapsulate(&group_secp256r1, crypto_giving((tl_bytes){0}), generator, octets, &shared),
                     GROUP_FAILED);
    group_clear(&key);
}

/* P-521's numbers have 521 bits in 66 octets: of the first octet drawn one bit counts. */
static void test_spare_bits(void **state) {
    (void)state;
    uint8_t octets[2][66], offers[2][GROUP_MAX_SHARE];
    memset(octets, 0x5a, sizeof octets);
    octets[0][0] = 0xfe;
    octets[1][0] = 0;
    for (size_t i = 0; i < 2; i++) {
        struct group_key key;
        assert_true(group_generate(&key, &group_secp521r1, crypto_giving(bytes_of(octets[i], 66)), offers[i]));
        group_clear(&key);
    }
    assert_memory_equal(offers[0], offers[1], 133);
}

/* A key outlives the provider object that it was made with. */
static void test_key_holds_provider(void **state) {
    (void)state;
    uint8_t octets[48] = {1}, offer[GROUP_MAX_SHARE];
    struct source source;
    struct group_key key;
    struct secret shared;
    source_init(&source, bytes_of(octets, sizeof octets));
    assert_true(group_generate(&key, &group_secp384r1, source.crypto, offer));
    source_clear(&source);
    assert_int_equal(group_decapsulate(&key, bytes_of(offer, 97), &shared), GROUP_OK);
    assert_int_equal(shared.len, 48);
    group_clear(&key);
}

static void check_single_results(struct vectors *v, const struct group_alg *alg, const json_t *curve) {
    json_t *figure;
    struct secret shared;
    size_t i;
    json_array_foreach(vectors_array(curve, "section_5_2"), i, figure) {
        tl_bytes scalar = vectors_hex(v, figure, "scalar"), u = vectors_hex(v, figure, "u");
        assert_int_equal(agree(alg, scalar, u, &shared), GROUP_OK);
        assert_secret(&shared, vectors_hex(v, figure, "output"));
    }
    assert_int_equal(i, 2);
}

/* k, u = X(k, u), k a thousand times. */
static void check_iterated(struct vectors *v, const struct group_alg *alg, const json_t *iterated) {
    tl_bytes start = vectors_hex(v, iterated, "start_k_and_u");
    uint8_t k[56], u[56];
    memcpy(k, start.data, start.len);
    memcpy(u, start.data, start.len);
    size_t round = 0;
    for (size_t i = 0; i < 2; i++) {
        const json_t *figure = json_array_get(vectors_array(iterated, "results"), i);
        for (; round < vectors_number(figure, "iterations"); round++) {
            struct secret shared;
            assert_int_equal(agree(alg, bytes_of(k, start.len), bytes_of(u, start.len), &shared), GROUP_OK);
            memcpy(u, k, start.len);
            memcpy(k, shared.data, start.len);
        }
        assert_true(bytes_equal(bytes_of(k, start.len), vectors_hex(v, figure, "k")));
    }
    assert_int_equal(round, 1000);
}

/* RFC 7748 §5.2 */
static void test_rfc7748(void **state) {
    (void)state;
    static const struct group_alg *const algs[] = {&group_x25519, &group_x448};
    struct vectors v = vectors_open("rfc/curves.json");
    for (size_t i = 0; i < COUNT_OF(algs); i++) {
        const json_t *curve = vectors_object(v.root, algs[i]->name);
        check_single_results(&v, algs[i], curve);
        check_iterated(&v, algs[i], vectors_object(curve, "iterated"));
    }
    vectors_close(&v);
}

/* Private keys stand in the vectors as numbers of any length. */
static tl_bytes as_long_as(tl_bytes number, size_t len, uint8_t *memory) {
    while (number.len > len && number.data[0] == 0) {
        number = bytes_from(number, 1);
    }
    assert_true(number.len <= len);
    memset(memory, 0, len);
    memcpy(memory + len - number.len, number.data, number.len);
    return bytes_of(memory, len);
}

static enum verdict check_wycheproof(struct vectors *v, const json_t *group, const json_t *test, const void *arg) {
    (void)group;
    const struct group_alg *alg = arg;
    uint8_t memory[SECRET_MAX];
    size_t len = is_nist(alg) ? (alg->offer_len - 1U) / 2 : alg->offer_len;
    tl_bytes private_octets = as_long_as(vectors_hex(v, test, "private"), len, memory);
    struct secret shared;
    enum group_result result = agree(alg, private_octets, vectors_hex(v, test, "public"), &shared);
    assert_int_not_equal(result, GROUP_FAILED);
    if (result == GROUP_BAD_SHARE) {
        return REFUSED;
    }
    assert_secret(&shared, vectors_hex(v, test, "shared"));
    return ACCEPTED;
}

/* RFC 8446 §4.2.8.2: shares of NIST curves are uncompressed. */
static enum verdict decide_point(const json_t *test) {
    assert_true(wycheproof_flag(test, "CompressedPoint"));
    return REFUSED;
}

/* Points on the twist and non-canonical coordinates must be taken (RFC 7748 §5); an all-zero secret must not
 * (RFC 8446 §7.4.2). */
static enum verdict decide_montgomery(const json_t *test) {
    return wycheproof_flag(test, "ZeroSharedSecret") ? REFUSED : ACCEPTED;
}

static void test_wycheproof(void **state) {
    (void)state;
    static const struct wycheproof files[] = {
        {"wycheproof/x25519_test.json", check_wycheproof, &group_x25519, decide_montgomery, {264, 0, 254, 0}},
        {"wycheproof/x448_test.json", check_wycheproof, &group_x448, decide_montgomery, {253, 12, 245, 0}},
        {"wycheproof/ecdh_secp256r1_ecpoint_test.json",
         check_wycheproof,
         &group_secp256r1,
         decide_point,
         {330, 24, 1, 0}},
        {"wycheproof/ecdh_secp384r1_ecpoint_test.json",
         check_wycheproof,
         &group_secp384r1,
         decide_point,
         {771, 18, 1, 0}},
        {"wycheproof/ecdh_secp521r1_ecpoint_test.json",
         check_wycheproof,
         &group_secp521r1,
         decide_point,
         {632, 28, 1, 0}},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        wycheproof_run(&files[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures), cmocka_unit_test(test_bad_shares), cmocka_unit_test(test_small_order),
        cmocka_unit_test(test_draws),   cmocka_unit_test(test_spare_bits), cmocka_unit_test(test_key_holds_provider),
        cmocka_unit_test(test_rfc7748), cmocka_unit_test(test_wycheproof),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
