/* What we tell of published certificates against what OpenSSL says of them, every field of every one: those of
 * Mozilla's certdata.txt, of NIST's PKITS, and of this machine's trust store. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "support/vectors.h"
#include "support/x509_judge.h"
#include "x509/trust/certdata.h"

enum { MAX_FILE = 16 << 20, PATH_SIZE = 512 };

static struct buffer read_file(const char *path) {
    struct buffer content = {0};
    tl_error error;
    if (!file_read(path, MAX_FILE, &content, &error)) {
        fail_msg("%s", error.message);
    }
    return content;
}

static const char *vector_path(const char *name, char path[PATH_SIZE]) {
    const char *folder = getenv("TLSLITE_VECTORS");
    if (folder == NULL) {
        skip();
    }
    snprintf(path, PATH_SIZE, "%s/%s", folder, name);
    return path;
}

static void mozilla(void **state) {
    (void)state;
    char path[PATH_SIZE];
    struct judged judged = {0};
    struct certdata certdata;
    tl_error error;
    struct buffer text = read_file(vector_path("mozilla/certdata.txt", path));
    assert_true(certdata_parse(&certdata, buffer_bytes(&text), path, &error));
    for (size_t i = 0; i < certdata.num_objects; i++) {
        if (certdata.objects[i].class == CERTDATA_CERTIFICATE) {
            judge_certificate(certdata.objects[i].value, "certdata.txt", &judged);
        }
    }
    certdata_clear(&certdata);
    buffer_clear(&text);
    print_message("%zu certificates, %zu extensions, %zu taken apart by both, %zu malformed\n", judged.certificates,
                  judged.extensions, judged.compared, judged.malformed);
    assert_true(judged.certificates > 100 && judged.compared > 4 * judged.certificates / 2);
}

/* Every file of a folder, judged. */
static void judge_folder(const char *name, void (*judge)(tl_bytes der, const char *what, struct judged *judged),
                         struct judged *judged) {
    char folder[PATH_SIZE], path[2 * PATH_SIZE];
    DIR *files = opendir(vector_path(name, folder));
    assert_non_null(files);
    for (const struct dirent *entry; (entry = readdir(files)) != NULL;) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        struct buffer der = read_file(path);
        judge(buffer_bytes(&der), entry->d_name, judged);
        buffer_clear(&der);
    }
    closedir(files);
}

static void pkits(void **state) {
    (void)state;
    struct judged judged = {0};
    judge_folder("pkits/certs", judge_certificate, &judged);
    print_message("%zu certificates, %zu extensions, %zu taken apart by both, %zu malformed\n", judged.certificates,
                  judged.extensions, judged.compared, judged.malformed);
    assert_int_equal(judged.certificates, 405);
    assert_true(judged.compared > 1200);
}

static void pkits_lists(void **state) {
    (void)state;
    struct judged judged = {0};
    judge_folder("pkits/crls", judge_crl, &judged);
    print_message("%zu lists, %zu extensions, %zu taken apart by both, %zu malformed\n", judged.lists,
                  judged.extensions, judged.compared, judged.malformed);
    assert_true(judged.lists > 150 && judged.compared > 2 * judged.lists);
}

static void this_machine(void **state) {
    (void)state;
    static const char bundle[] = "/etc/ssl/certs/ca-certificates.crt";
    struct buffer text = {0};
    struct judged judged = {0};
    if (!file_read(bundle, MAX_FILE, &text, NULL)) {
        print_message("skipped: %s is not there (package ca-certificates)\n", bundle);
        skip();
    }
    judge_pem(buffer_bytes(&text), bundle, &judged);
    buffer_clear(&text);
    print_message("%zu certificates, %zu extensions, %zu taken apart by both, %zu malformed\n", judged.certificates,
                  judged.extensions, judged.compared, judged.malformed);
    assert_true(judged.certificates > 50 && judged.malformed == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mozilla),
        cmocka_unit_test(pkits),
        cmocka_unit_test(pkits_lists),
        cmocka_unit_test(this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
