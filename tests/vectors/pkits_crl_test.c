/* NIST PKITS: every subtest of sections 4.1 to 4.7 and 4.14 to 4.16, with revocation required for all of the path.
 * Sections 4.8 to 4.13 turn on policies and name constraints, and are not for this program. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/control.h"
#include "base/file.h"
#include "support/vectors.h"

#include <tlslite/x509.h>

enum { NOW = 1600000000, MAX_FILES = 16, NUM_SUBTESTS = 121, NUM_REVOCATION_SUBTESTS = 66 };

static struct buffer read_vector_file(const char *folder, const char *name, const char *ending) {
    char path[512];
    struct buffer content = {0};
    tl_error error;
    snprintf(path, sizeof path, "%s/pkits/%s/%s.%s", getenv("TLSLITE_VECTORS"), folder, name, ending);
    if (!file_read(path, 1 << 20, &content, &error)) {
        fail_msg("%s", error.message);
    }
    return content;
}

struct subtest {
    struct buffer certs[MAX_FILES];
    size_t num_certs;
    tl_trust *trust;
    tl_crls *crls;
};

/* NULL: the one list that is malformed already. Its signature was spoilt in the octet that says how many bits of the
 * last one are unused. */
static tl_crl *load_crl(const char *name) {
    tl_error error;
    struct buffer der = read_vector_file("crls", name, "crl");
    tl_crl *crl = tl_crl_parse(buffer_bytes(&der), &error);
    if ((crl == NULL) != (strcmp(name, "BadCRLSignatureCACRL") == 0)) {
        fail_msg("%s: %s", name, crl == NULL ? error.message : "accepted");
    }
    buffer_clear(&der);
    return crl;
}

static void load_crls(struct subtest *subtest, json_t *names) {
    tl_crl *crls[MAX_FILES];
    size_t count = 0;
    tl_error error;
    assert_true(json_array_size(names) <= MAX_FILES);
    for (size_t i = 0; i < json_array_size(names); i++) {
        tl_crl *crl = load_crl(json_string_value(json_array_get(names, i)));
        if (crl != NULL) {
            crls[count++] = crl;
        }
    }
    subtest->crls = tl_crls_new((const tl_crl *const *)crls, count, &error);
    assert_non_null(subtest->crls);
    for (size_t i = 0; i < count; i++) {
        tl_crl_free(crls[i]);
    }
}

static struct subtest load(const json_t *entry) {
    struct subtest subtest = {0};
    json_t *names = vectors_array(entry, "certs");
    subtest.num_certs = json_array_size(names);
    assert_true(subtest.num_certs >= 2 && subtest.num_certs <= MAX_FILES);
    for (size_t i = 0; i < subtest.num_certs; i++) {
        subtest.certs[i] = read_vector_file("certs", json_string_value(json_array_get(names, i)), "crt");
    }
    subtest.trust = tl_trust_parse(buffer_bytes(&subtest.certs[0]), NULL);
    assert_non_null(subtest.trust);
    load_crls(&subtest, vectors_array(entry, "crls"));
    return subtest;
}

static void clear(struct subtest *subtest) {
    for (size_t i = 0; i < subtest->num_certs; i++) {
        buffer_clear(&subtest->certs[i]);
    }
    tl_trust_free(subtest->trust);
    tl_crls_free(subtest->crls);
}

static bool verify(const struct subtest *subtest, tl_revocation policy, tl_error *error) {
    tl_bytes intermediates[MAX_FILES];
    size_t last = subtest->num_certs - 1;
    for (size_t i = 1; i < last; i++) {
        intermediates[i - 1] = buffer_bytes(&subtest->certs[i]);
    }
    return tl_verify(buffer_bytes(&subtest->certs[last]),
                     &(tl_verify_options){.trust = subtest->trust,
                                          .intermediates = intermediates,
                                          .num_intermediates = last - 1,
                                          .purpose = TL_PURPOSE_ANY,
                                          .time = NOW,
                                          .revocation = policy,
                                          .crls = policy != TL_REVOCATION_OFF ? subtest->crls : NULL},
                     error) == TL_OK;
}

/* Signed with DSA, which this library refuses by decision. */
static bool is_dsa(const char *number) {
    return strcmp(number, "4.1.4") == 0 || strcmp(number, "4.1.5") == 0;
}

static unsigned section_of(const json_t *entry) {
    unsigned section = 0;
    assert_int_equal(sscanf(vectors_string(entry, "test_number"), "4.%u.", &section), 1);
    return section;
}

static bool is_ours(const json_t *entry) {
    unsigned section = section_of(entry);
    return section <= 7 || section >= 14;
}

static bool should_validate(const json_t *entry) {
    return json_is_true(json_object_get(entry, "should_validate")) && !is_dsa(vectors_string(entry, "test_number"));
}

static size_t check(const json_t *entry) {
    struct subtest subtest = load(entry);
    tl_error error;
    bool ok = verify(&subtest, TL_REVOCATION_REQUIRED, &error);
    if (ok != should_validate(entry)) {
        fprintf(stderr, "%s %s: %s\n", vectors_string(entry, "test_number"), vectors_string(entry, "name"),
                ok ? "accepted" : error.message);
    }
    clear(&subtest);
    return ok == should_validate(entry) ? 0 : 1;
}

static void every_subtest(void **state) {
    (void)state;
    struct vectors vectors = vectors_open("pkits/pkits.json");
    size_t index, wrong = 0, count = 0;
    json_t *entry;
    json_array_foreach(vectors.root, index, entry) {
        if (is_ours(entry)) {
            wrong += check(entry);
            count++;
        }
    }
    vectors_close(&vectors);
    assert_int_equal(wrong, 0);
    assert_int_equal(count, NUM_SUBTESTS);
}

/* The negative twin: without revocation every chain of sections 4.4, 4.14 and 4.15 is good, so that it was revocation
 * that refused the others. */
static void without_revocation_all_are_good(void **state) {
    (void)state;
    struct vectors vectors = vectors_open("pkits/pkits.json");
    size_t index, count = 0;
    json_t *entry;
    json_array_foreach(vectors.root, index, entry) {
        unsigned section = section_of(entry);
        if (section != 4 && section < 14) {
            continue;
        }
        if (section == 16) {
            continue;
        }
        struct subtest subtest = load(entry);
        tl_error error;
        if (!verify(&subtest, TL_REVOCATION_OFF, &error)) {
            fail_msg("%s: %s", vectors_string(entry, "name"), error.message);
        }
        clear(&subtest);
        count++;
    }
    vectors_close(&vectors);
    assert_int_equal(count, NUM_REVOCATION_SUBTESTS);
}

int main(void) {
    if (!vectors_available()) {
        return VECTORS_SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_subtest),
        cmocka_unit_test(without_revocation_all_are_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
