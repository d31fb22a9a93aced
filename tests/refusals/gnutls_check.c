/* GnuTLS says what docs/refusals.md says that it says, and where it differs from us the document says why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <gnutls/gnutls.h>

#include "refusals/document.h"

static struct column gnutls, written, openssl;

static bool skipped;

static void every_row(void **state) {
    (void)state;
    char name[60];
    document_read(&openssl, &written);
    snprintf(name, sizeof name, "GnuTLS %s", gnutls_check_version(NULL));
    if (strcmp(name, written.name) != 0) {
        print_message("skipped: the document is about %s, and here is %s, which may say other things\n", written.name,
                      name);
        skipped = true;
        skip();
    }
    column_ask(&gnutls, name, gnutls_answers);
    document_has(&gnutls, &written);
}

static int clear(void **state) {
    (void)state;
    scene_free_shared();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row)};
    int result = cmocka_run_group_tests(tests, NULL, clear);
    return skipped ? 77 : result;
}
