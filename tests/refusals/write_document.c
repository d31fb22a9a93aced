/* Writes docs/refusals.md: the target refusals-document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gnutls/gnutls.h>
#include <openssl/crypto.h>

#include "refusals/document.h"

static struct column ours, openssl, gnutls;

static void write_document(void **state) {
    (void)state;
    char openssl_name[60], gnutls_name[60], *path = document_path();
    struct buffer out = {0};
    snprintf(openssl_name, sizeof openssl_name, "OpenSSL %s", OpenSSL_version(OPENSSL_VERSION_STRING));
    snprintf(gnutls_name, sizeof gnutls_name, "GnuTLS %s", gnutls_check_version(NULL));
    column_ask(&ours, "we", ours_answers);
    column_ask(&openssl, openssl_name, openssl_answers);
    column_ask(&gnutls, gnutls_name, gnutls_answers);
    document_write(&out, &ours, &openssl, &gnutls);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(out.data, 1, out.len, file), out.len);
    assert_int_equal(fclose(file), 0);
    buffer_clear(&out);
    free(path);
    scene_free_shared();
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(write_document)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
