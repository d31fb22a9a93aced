#include "support/wycheproof.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

bool wycheproof_flag(const json_t *test, const char *flag) {
    json_t *each;
    size_t i;
    json_array_foreach(vectors_array(test, "flags"), i, each) {
        if (strcmp(json_string_value(each), flag) == 0) {
            return true;
        }
    }
    return false;
}

static enum verdict wanted(const struct wycheproof *file, const json_t *test, struct wycheproof_counts *counts) {
    const char *result = vectors_string(test, "result");
    if (strcmp(result, "valid") == 0) {
        counts->valid++;
        return ACCEPTED;
    }
    if (strcmp(result, "invalid") == 0) {
        counts->invalid++;
        return REFUSED;
    }
    counts->acceptable++;
    if (strcmp(result, "acceptable") != 0 || file->decide == NULL) {
        fail_msg("%s has a test whose result is \"%s\"", file->path, result);
    }
    return file->decide(test);
}

static void run_one(const struct wycheproof *file, struct vectors *v, const json_t *group, const json_t *test,
                    struct wycheproof_counts *counts) {
    enum verdict verdict = file->check(v, group, test, file->arg);
    if (verdict == NOT_OURS) {
        counts->not_ours++;
        return;
    }
    if (verdict != wanted(file, test, counts)) {
        fail_msg("%s, test %zu (%s), which is %s: we %s it", file->path, vectors_number(test, "tcId"),
                 vectors_string(test, "comment"), vectors_string(test, "result"),
                 verdict == ACCEPTED ? "accept" : "refuse");
    }
}

void wycheproof_run(const struct wycheproof *file) {
    struct vectors v = vectors_open(file->path);
    struct wycheproof_counts counts = {0};
    json_t *group, *test;
    size_t i, k;
    json_array_foreach(vectors_array(v.root, "testGroups"), i, group) {
        json_array_foreach(vectors_array(group, "tests"), k, test) {
            run_one(file, &v, group, test, &counts);
        }
    }
    if (memcmp(&counts, &file->expected, sizeof counts) != 0) {
        fail_msg("%s had %u valid, %u invalid, %u acceptable tests and %u not ours, which is not what was expected",
                 file->path, counts.valid, counts.invalid, counts.acceptable, counts.not_ours);
    }
    vectors_close(&v);
}
