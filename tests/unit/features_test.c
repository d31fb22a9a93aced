/* What the library says that it has is what its settings take: every name that is told is accepted and chooses the row
 * with the number that is told, every row of the tables is told, and of every number the bounds hold on both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <tlslite/features.h>
#include <tlslite/x509.h>

#include "base/control.h"
#include "handshake/extensions/extension.h"
#include "policy/policy.h"
#include "policy/settings.h"
#include "support/pki.h"

static struct pki pki;

static bool is_of(const tl_feature *feature, const char *section) {
    return strcmp(feature->section, section) == 0;
}

static bool next_of(const char *section, size_t *cursor, tl_feature *feature) {
    while (tl_feature_next(cursor, feature)) {
        if (is_of(feature, section)) {
            return true;
        }
    }
    return false;
}

static size_t count_of(const char *section) {
    tl_feature feature;
    size_t count = 0;
    for (size_t cursor = 0; next_of(section, &cursor, &feature);) {
        count++;
    }
    return count;
}

/* ---- names ---- */

/* A policy for which the names of a section are given, and nothing else that could forbid them. */
static bool policy_with(const tl_feature *feature, const char *name, struct policy *policy) {
    tl_settings settings = {.min_version = feature->min_version, .max_version = feature->min_version};
    if (is_of(feature, "ciphers")) {
        settings.ciphers = name;
    } else if (is_of(feature, "groups")) {
        settings.groups = name;
    } else {
        settings.signatures = name;
    }
    tl_error error = {0};
    bool accepted = policy_init(policy, &settings, &error);
    assert_true(accepted || error.reason == TL_REASON_UNKNOWN_NAME);
    return accepted;
}

static bool policy_has(const struct policy *policy, const tl_feature *feature) {
    if (is_of(feature, "ciphers")) {
        return policy_has_suite(policy, suite_by_id((uint16_t)feature->code));
    }
    if (is_of(feature, "groups")) {
        return policy_has_group(policy, group_by_id((uint16_t)feature->code));
    }
    return policy_has_scheme(policy, scheme_by_id((uint16_t)feature->code));
}

static void assert_takes(const tl_feature *feature, const char *name) {
    struct policy policy;
    if (!policy_with(feature, name, &policy) || !policy_has(&policy, feature)) {
        fail_msg("\"%s\" of %s does not choose 0x%04x", name, feature->section, (unsigned)feature->code);
    }
}

static const char *const sections_of_names[] = {"ciphers", "groups", "signatures"};

static void every_name_that_is_told_is_taken(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sections_of_names); i++) {
        tl_feature feature;
        struct policy policy;
        for (size_t cursor = 0; next_of(sections_of_names[i], &cursor, &feature);) {
            char other[80];
            assert_takes(&feature, feature.name);
            if (feature.short_name != NULL) {
                assert_takes(&feature, feature.short_name);
            }
            snprintf(other, sizeof other, "%sx", feature.name);
            assert_false(policy_with(&feature, other, &policy));
        }
    }
}

static void every_row_of_the_tables_is_told(void **state) {
    (void)state;
    assert_int_equal(count_of("ciphers"), num_suites);
    assert_int_equal(count_of("groups"), num_groups);
    assert_int_equal(count_of("signatures"), num_schemes);
    assert_int_equal(count_of("protocols"), num_protocol_versions);
    assert_int_equal(count_of("settings"), NUM_SETTINGS);
    tl_feature feature;
    size_t suite = 0, group = 0, scheme = 0, extension = 0;
    for (size_t cursor = 0; tl_feature_next(&cursor, &feature);) {
        if (is_of(&feature, "ciphers")) {
            assert_ptr_equal(feature.name, suites[suite].name);
            assert_ptr_equal(feature.short_name, suites[suite].cipher);
            assert_int_equal(feature.code, suites[suite].id);
            assert_int_equal(feature.bits, suites[suite].aead->key_len * 8);
            assert_int_equal(feature.min_version, suites[suite++].version);
        } else if (is_of(&feature, "groups")) {
            assert_string_equal(feature.name, groups[group].alg->name);
            assert_int_equal(feature.code, groups[group++].id);
        } else if (is_of(&feature, "signatures")) {
            assert_ptr_equal(feature.name, schemes[scheme].name);
            assert_int_equal(feature.max_version == TL_TLS1_3, schemes[scheme].in_tls13);
            assert_int_equal(feature.code, schemes[scheme++].id);
        } else if (is_of(&feature, "extensions")) {
            assert_int_equal(feature.code, extension_at(extension)->type);
            assert_ptr_equal(feature.name, extension_at(extension++)->name);
        }
    }
    assert_null(extension_at(extension));
    assert_in_range(extension, 10, 40);
}

/* Of the defaults, the list that is told as text says the same as the rows. */
static void defaults_are_those_of_zeroed_settings(void **state) {
    (void)state;
    struct policy zeroed;
    assert_true(policy_init(&zeroed, &(tl_settings){0}, NULL));
    tl_feature feature, setting;
    for (size_t cursor = 0; tl_feature_next(&cursor, &feature);) {
        for (size_t i = 0; i < COUNT_OF(sections_of_names); i++) {
            if (is_of(&feature, sections_of_names[i])) {
                assert_true(feature.use == TL_FEATURE_DEFAULT || feature.use == TL_FEATURE_BY_NAME);
                assert_int_equal(feature.use == TL_FEATURE_DEFAULT, policy_has(&zeroed, &feature));
            }
        }
    }
    for (size_t cursor = 0; next_of("settings", &cursor, &setting);) {
        if (setting.text == NULL) {
            continue;
        }
        for (size_t rows = 0; next_of(setting.name, &rows, &feature);) {
            const char *name = feature.short_name != NULL ? feature.short_name : feature.name;
            assert_int_equal(strstr(setting.text, name) != NULL, feature.use == TL_FEATURE_DEFAULT);
        }
    }
}

/* ---- numbers ---- */

/* How a number goes into options, and how it came out of the configuration where that can be asked. */
static bool accepts_settings(const tl_settings *settings) {
    tl_client_options options = {.common.settings = *settings, .trust = pki_trust(&pki)};
    tl_client_config *config = tl_client_config_new(&options, NULL);
    tl_client_config_free(config);
    return config != NULL;
}

static bool accepts_min_version(uint64_t value) {
    return accepts_settings(&(tl_settings){.min_version = (tl_protocol)value});
}

static bool accepts_max_version(uint64_t value) {
    return accepts_settings(&(tl_settings){.max_version = (tl_protocol)value});
}

static bool accepts_min_key_bits(uint64_t value) {
    return accepts_settings(&(tl_settings){.min_key_bits = (unsigned)value, .max_key_bits = 16384, .legacy = true});
}

static bool accepts_max_key_bits(uint64_t value) {
    return accepts_settings(&(tl_settings){.min_key_bits = 1024, .max_key_bits = (unsigned)value, .legacy = true});
}

static bool accepts_max_record(uint64_t value) {
    return accepts_settings(&(tl_settings){.max_record = (size_t)value});
}

static bool accepts_record_padding(uint64_t value) {
    return accepts_settings(&(tl_settings){.record_padding = (size_t)value});
}

static bool accepts_max_handshake(uint64_t value) {
    return accepts_settings(&(tl_settings){.max_handshake = (size_t)value});
}

static bool accepts_records_per_key(uint64_t value) {
    return accepts_settings(&(tl_settings){.records_per_key = value});
}

static bool accepts_legacy(uint64_t value) {
    return value <= 1 && accepts_settings(&(tl_settings){.legacy = value != 0, .min_key_bits = value ? 1024 : 2048});
}

static const struct {
    const char *name;
    bool (*accepts)(uint64_t value);
} numbers[] = {
    {"min_version", accepts_min_version},
    {"max_version", accepts_max_version},
    {"min_key_bits", accepts_min_key_bits},
    {"max_key_bits", accepts_max_key_bits},
    {"max_record", accepts_max_record},
    {"record_padding", accepts_record_padding},
    {"max_handshake", accepts_max_handshake},
    {"records_per_key", accepts_records_per_key},
    {"legacy", accepts_legacy},
};

static void assert_bounds(const tl_feature *setting, bool (*accepts)(uint64_t value)) {
    assert_in_range(setting->initial, setting->smallest, setting->largest);
    bool right = accepts(setting->smallest) && accepts(setting->largest) &&
                 (setting->smallest <= 1 || !accepts(setting->smallest - 1)) && /* 0 stands for the default */
                 (setting->largest == UINT64_MAX || !accepts(setting->largest + 1));
    if (!right) {
        fail_msg("the bounds of %s are not those that are told", setting->name);
    }
}

static void numbers_have_the_bounds_that_are_told(void **state) {
    (void)state;
    tl_feature setting;
    size_t tried = 0;
    for (size_t cursor = 0; next_of("settings", &cursor, &setting);) {
        bool found = false;
        for (size_t i = 0; i < COUNT_OF(numbers); i++) {
            if (strcmp(setting.name, numbers[i].name) == 0) {
                assert_bounds(&setting, numbers[i].accepts);
                found = true;
                tried++;
            }
        }
        assert_int_equal(found, setting.has_range);
    }
    assert_int_equal(tried, COUNT_OF(numbers));
}

static tl_feature find(const char *section, const char *name) {
    tl_feature feature;
    for (size_t cursor = 0; next_of(section, &cursor, &feature);) {
        if (strcmp(feature.name, name) == 0) {
            return feature;
        }
    }
    fail_msg("%s has no %s", section, name);
    return feature;
}

static void options_stand_for_what_is_told(void **state) {
    (void)state;
    struct policy zeroed;
    assert_true(policy_init(&zeroed, &(tl_settings){0}, NULL));
    assert_int_equal(find("settings", "min_version").initial, zeroed.min_version);
    assert_int_equal(find("settings", "max_version").initial, zeroed.max_version);
    assert_int_equal(find("settings", "min_key_bits").initial, zeroed.min_key_bits);
    assert_int_equal(find("settings", "max_key_bits").initial, zeroed.max_key_bits);
    assert_int_equal(find("settings", "max_record").initial, zeroed.max_record);
    assert_int_equal(find("settings", "record_padding").initial, zeroed.record_padding);
    assert_int_equal(find("settings", "max_handshake").initial, zeroed.max_handshake);
    assert_int_equal(find("settings", "records_per_key").initial, zeroed.records_per_key);
    tl_client_config *config = tl_client_config_new(&(tl_client_options){.trust = pki_trust(&pki)}, NULL);
    assert_int_equal(find("options", "connect_timeout_ms").initial, tl_client_config_connect_timeout(config));
    assert_int_equal(find("options", "handshake_timeout_ms").initial, tl_client_config_handshake_timeout(config));
    tl_client_config_free(config);
}

/* Verifies with a depth; false: the depth itself is refused. */
static bool accepts_depth(uint64_t depth) {
    tl_error error = {0};
    tl_bytes leaf = tl_cert_der(tl_identity_cert(pki_identity(&pki, PKI_SERVER)));
    tl_verify_options options = {.trust = pki_trust(&pki), .max_depth = (unsigned)depth};
    return tl_verify(leaf, &options, &error) == TL_OK || error.kind != TL_ERR_USAGE;
}

static void a_path_has_the_bounds_that_are_told(void **state) {
    (void)state;
    tl_feature depth = find("verification", "max_depth");
    assert_bounds(&depth, accepts_depth);
    assert_int_equal(depth.initial, 8);
}

/* ---- the form ---- */

static void constants_have_the_numbers_of_the_headers(void **state) {
    (void)state;
    assert_int_equal(find("protocols", "TLS 1.3").code, 0x0304);
    assert_int_equal(find("ciphers", "TLS_AES_128_GCM_SHA256").code, 0x1301);
    assert_int_equal(find("groups", "x25519").code, 29);
    assert_int_equal(find("signatures", "ed25519").code, 0x0807);
    assert_int_equal(find("extensions", "server_name").code, 0);
    assert_int_equal(find("purposes", "TL_PURPOSE_EMAIL").code, TL_PURPOSE_EMAIL);
    assert_int_equal(find("revocation", "TL_REVOCATION_OFF").code, TL_REVOCATION_OFF);
    assert_int_equal(find("client-certs", "TL_CLIENT_CERT_REQUIRED").code, TL_CLIENT_CERT_REQUIRED);
    assert_string_equal(find("library", "tlslite").text, TLSLITE_VERSION);
}

static void what_is_absent_says_why(void **state) {
    (void)state;
    tl_feature feature;
    for (size_t cursor = 0; tl_feature_next(&cursor, &feature);) {
        assert_true(feature.name != NULL && *feature.name != '\0');
        assert_int_equal(feature.use == TL_FEATURE_ABSENT, is_of(&feature, "missing"));
        assert_true(feature.use != TL_FEATURE_ABSENT || feature.about != NULL);
        assert_int_equal(feature.unit != NULL,
                         is_of(&feature, "settings") || is_of(&feature, "options") || is_of(&feature, "verification"));
    }
}

/* An older program knows fewer fields, a newer one more. */
static void sizes_of_other_versions_are_kept_to(void **state) {
    (void)state;
    struct {
        tl_feature known;
        uint64_t more;
    } newer;
    memset(&newer, 0xaa, sizeof newer);
    size_t cursor = 0;
    assert_true(tl_feature_next_sized(&cursor, &newer.known, sizeof newer));
    assert_int_equal(newer.more, 0);
    assert_string_equal(newer.known.name, "tlslite");

    tl_feature older;
    memset(&older, 0xaa, sizeof older);
    size_t again = 0;
    assert_true(tl_feature_next_sized(&again, &older, offsetof(tl_feature, short_name)));
    assert_string_equal(older.name, "tlslite");
    uint8_t untouched[sizeof older.short_name];
    memset(untouched, 0xaa, sizeof untouched);
    assert_memory_equal(&older.short_name, untouched, sizeof untouched);
    assert_int_equal(again, cursor);
}

static void the_end_stays_the_end(void **state) {
    (void)state;
    tl_feature feature;
    size_t cursor = 0, rows = 0;
    while (tl_feature_next(&cursor, &feature)) {
        rows++;
    }
    assert_in_range(rows, 50, 1000);
    assert_false(tl_feature_next(&cursor, &feature));
    cursor = SIZE_MAX;
    assert_false(tl_feature_next(&cursor, &feature));
}

static int tear_down(void **state) {
    (void)state;
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_that_is_told_is_taken),
        cmocka_unit_test(every_row_of_the_tables_is_told),
        cmocka_unit_test(defaults_are_those_of_zeroed_settings),
        cmocka_unit_test(numbers_have_the_bounds_that_are_told),
        cmocka_unit_test(options_stand_for_what_is_told),
        cmocka_unit_test(a_path_has_the_bounds_that_are_told),
        cmocka_unit_test(constants_have_the_numbers_of_the_headers),
        cmocka_unit_test(what_is_absent_says_why),
        cmocka_unit_test(sizes_of_other_versions_are_kept_to),
        cmocka_unit_test(the_end_stays_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
