/* A peer's key that may not make signatures is refused even where nobody checks the chain; one that may is accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/encounter.h"
#include "support/forge.h"
#include "x509/key_files/key_writer.h"

static const struct {
    unsigned usage;
    bool is_refused;
} usages[] = {
    {0, false}, /* no keyUsage at all */
    {KEY_USAGE_DIGITAL_SIGNATURE, false},
    {KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_KEY_ENCIPHERMENT, false},
    {KEY_USAGE_KEY_AGREEMENT, true},
    {KEY_USAGE_KEY_ENCIPHERMENT | KEY_USAGE_NON_REPUDIATION, true},
};

static tl_identity *make_identity(unsigned usage) {
    static const char *const names[] = {"www.example.org", NULL};
    int64_t now = time(NULL);
    struct forged forged = forge(&(struct forgery){.name = "forged",
                                                   .names = names,
                                                   .key_usage = usage,
                                                   .not_before = now - FORGE_DAY,
                                                   .not_after = now + FORGE_DAY});
    struct buffer key = {0};
    struct writer w = writer_to(&key);
    tl_error error;
    assert_true(private_key_write(&w, forged.key));
    tl_identity *identity = tl_identity_parse(forged_der(&forged), buffer_bytes(&key), &error);
    if (identity == NULL) {
        fail_msg("the forged identity cannot be used: %s", error.message);
    }
    buffer_clear(&key);
    forged_clear(&forged);
    return identity;
}

static void expect(const struct encounter *e, bool is_refused) {
    if (is_refused) {
        encounter_refused(e, TL_ALERT_UNSUPPORTED_CERTIFICATE, TL_REASON_KEY_NOT_FOR_SIGNING);
    } else {
        encounter_accepted(e);
    }
}

static void test_key_usage_of_server(void **state) {
    struct world *world = *state;
    for (size_t i = 0; i < 2 * COUNT_OF(usages); i++) {
        struct encounter e;
        tl_identity *identity = make_identity(usages[i / 2].usage);
        encounter_init(&e, world, "keyUsage of the server", ROLE_CLIENT, i % 2 == 0 ? TL_TLS1_3 : TL_TLS1_2);
        peers_only_identity(&e.peers, identity);
        e.peers.client_options.trust = NULL;
        e.peers.client_options.trusted_fingerprint = tl_cert_fingerprint(tl_identity_cert(identity));
        encounter_run(&e);
        expect(&e, usages[i / 2].is_refused);
        encounter_clear(&e);
        tl_identity_free(identity);
    }
}

static void test_key_usage_without_chain_check(void **state) {
    struct world *world = *state;
    for (size_t i = 0; i < COUNT_OF(usages); i++) {
        struct encounter e;
        tl_identity *identity = make_identity(usages[i].usage);
        encounter_init(&e, world, "keyUsage, unchecked otherwise", ROLE_CLIENT, TL_TLS1_3);
        peers_only_identity(&e.peers, identity);
        e.peers.client_options.insecure_no_chain_check = true;
        encounter_run(&e);
        expect(&e, usages[i].is_refused);
        encounter_clear(&e);
        tl_identity_free(identity);
    }
}

static int teardown(void **state) {
    forge_clear_crypto();
    return world_teardown(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_usage_of_server),
        cmocka_unit_test(test_key_usage_without_chain_check),
    };
    return cmocka_run_group_tests(tests, world_setup, teardown);
}
