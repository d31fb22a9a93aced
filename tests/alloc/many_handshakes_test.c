/* Ten thousand handshakes leak nothing: what is allocated after the first thousand is allocated after the last, by us
 * and (where the C library counts) by everyone in the process. With an address sanitizer it is a tenth of them, and the
 * sanitizer looks for leaks at the end.
 *
 * ctest: timeout 120 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <malloc.h>
#include <stdio.h>

#include <cmocka.h>

#include "alloc/failing_malloc.h"
#include "support/peers.h"

#if defined __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
enum { NUM_HANDSHAKES = 1000 };
#else
enum { NUM_HANDSHAKES = 10000 };
#endif
enum { WARM_UP = NUM_HANDSHAKES / 10 };

/* libcrypto's pools still grow a little at first; one forgotten object in every eighth handshake would be over this. */
enum { GROWTH_OF_POOLS = 16384 };

static struct pki pki;

/* The kinds of connection take turns. */
enum { NUM_KINDS = 4 };

static void set_up(struct peers *peers, int kind) {
    peers_init(peers, &pki);
    peers_set_version(peers, kind % 2 ? TL_TLS1_2 : TL_TLS1_3);
    peers_only_identity(peers, pki_identity(&pki, kind % 2 ? PKI_SERVER : PKI_SERVER_ED25519));
    peers->client_options.trust = pki_trust(&pki);
    if (kind >= 2) {
        peers->client_options.identity = pki_identity(&pki, PKI_CLIENT);
        peers->server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
        peers->server_options.client_trust = pki_trust(&pki);
        peers->server_options.common.settings.groups = "secp256r1,secp384r1"; /* a HelloRetryRequest in TLS 1.3 */
    }
    peers_configure(peers);
}

/* Every eighth connection fails, for failures must not leak either. */
static void connect_once(struct peers *peers, int number) {
    if (number % 8 == 7) {
        peers_start(peers);
        pair_move(peers->pair.client, peers->pair.server, 0);
        tl_engine_abort(number % 16 == 7 ? peers->pair.server : peers->pair.client, TL_ALERT_INTERNAL_ERROR);
        pair_run(&peers->pair, 0);
    } else {
        peers_connect(peers);
        assert_true(pair_says(peers->pair.client, peers->pair.server, "data", 4));
    }
    peers_stop(peers);
}

/* Octets that all of the process has allocated; 0 where the C library is not the one that counts. */
static size_t allocated(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void ten_thousand_handshakes_leak_nothing(void **state) {
    (void)state;
    struct peers peers[NUM_KINDS];
    size_t octets_before = 0;
    unsigned long live_before = 0;
    for (int kind = 0; kind < NUM_KINDS; kind++) {
        set_up(&peers[kind], kind);
    }
    for (int i = 0; i < NUM_HANDSHAKES; i++) {
        connect_once(&peers[i % NUM_KINDS], i / NUM_KINDS);
        if (i == WARM_UP) {
            octets_before = allocated();
            live_before = allocations_live();
        }
    }
    size_t octets = allocated();
    print_message("%d handshakes; allocated after %d: %zu octets, after the last: %zu\n", NUM_HANDSHAKES, WARM_UP,
                  octets_before, octets);
    assert_int_equal(allocations_live(), live_before);
    assert_in_range(octets, 0, octets_before + GROWTH_OF_POOLS);
    for (int kind = 0; kind < NUM_KINDS; kind++) {
        peers_clear(&peers[kind]);
    }
}

/* The negative twin: one object that is forgotten is seen. */
static void forgotten_object_is_noticed(void **state) {
    (void)state;
    struct peers peers;
    set_up(&peers, 0);
    unsigned long live = allocations_live();
    size_t before = allocated();
    peers_connect(&peers);
    tl_session *kept = tl_session_ref(tl_engine_session(peers.pair.client));
    peers_stop(&peers);
    assert_true(allocations_live() > live);
    assert_true(before == 0 || allocated() > before);
    tl_session_free(kept);
    assert_int_equal(allocations_live(), live);
    peers_clear(&peers);
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_handshakes_leak_nothing),
        cmocka_unit_test(forgotten_object_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
