/* Revocation lists: the parser, the index over serial numbers, and the ways in which lists are loaded. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/control.h"
#include "base/pem.h"
#include "support/forge_crl.h"
#include "x509/der/oid.h"
#include "x509/names/general_names.h"
#include "x509/revocation/crl.h"

static struct forged ca;

static int make_ca(void **state) {
    (void)state;
    ca = forge(&(struct forgery){.name = "Example CA", .is_ca = true, .no_path_limit = true});
    return 0;
}

static int clear_ca(void **state) {
    (void)state;
    forged_clear(&ca);
    forge_clear_crypto();
    return 0;
}

static const uint8_t one[] = {1}, two[] = {2}, high[] = {0, 0x80};

static const struct forged_entry entries[] = {
    {.serial = {one, 1}, .revoked_at = 1700000000},
    {.serial = {high, 2}, .revoked_at = 1700000001, .reason = TL_REVOKED_KEY_COMPROMISE},
};

static struct crl_forgery good(void) {
    return (struct crl_forgery){
        .issuer = forged_subject(&ca), .key = ca.key, .entries = entries, .num_entries = 2, .number = 7};
}

/* ---- what is read ---- */

static void fields(void **state) {
    (void)state;
    struct crl_forgery forgery = good();
    tl_crl *crl = forge_crl_object(&forgery);
    assert_string_equal(tl_crl_issuer(crl), "CN=Example CA");
    assert_int_equal(tl_crl_this_update(crl), FORGE_NOW - FORGE_DAY);
    assert_int_equal(tl_crl_next_update(crl), FORGE_NOW + FORGE_DAY);
    assert_int_equal(tl_crl_num_entries(crl), 2);
    assert_false(tl_crl_is_delta(crl));
    time_t when = 0;
    tl_revocation_reason why = TL_REVOKED_SUPERSEDED;
    assert_true(tl_crl_find(crl, bytes_of(one, 1), &when, &why));
    assert_int_equal(when, 1700000000);
    assert_int_equal(why, TL_REVOKED_UNSPECIFIED);
    assert_true(tl_crl_find(crl, bytes_of(high, 2), &when, &why));
    assert_int_equal(when, 1700000001);
    assert_string_equal(tl_revocation_reason_name(why), "key compromise");
    assert_false(tl_crl_find(crl, bytes_of(two, 1), &when, &why));
    assert_false(tl_crl_find(crl, bytes_of(high + 1, 1), &when, &why)); /* -128 is not 128 */
    tl_crl_free(tl_crl_ref(crl));
    tl_crl_free(crl);
}

static void without_anything_optional(void **state) {
    (void)state;
    struct crl_forgery forgery = {
        .issuer = forged_subject(&ca), .key = ca.key, .version_1 = true, .no_next_update = true};
    tl_crl *crl = forge_crl_object(&forgery);
    assert_int_equal(tl_crl_num_entries(crl), 0);
    assert_int_equal(tl_crl_next_update(crl), 0);
    time_t when;
    tl_revocation_reason why;
    assert_false(tl_crl_find(crl, bytes_of(one, 1), &when, &why));
    tl_crl_free(crl);
}

/* certificateIssuer with a hundred names, the last of which is the CA's. */
static void write_many_issuers(struct writer *w) {
    static const char stranger[] = "\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01x"; /* CN=x */
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    size_t names = der_begin(&v, DER_SEQUENCE);
    for (int i = 1; i <= 100; i++) {
        size_t directory = der_begin(&v, DER_CONTEXT_CONSTRUCTED(GENERAL_NAME_DIRECTORY));
        write_bytes(&v, i < 100 ? bytes_of(stranger, sizeof stranger - 1) : forged_subject(&ca));
        der_end(&v, directory);
    }
    der_end(&v, names);
    extension_write(w, (tl_bytes)OID_VIEW(OID_CERTIFICATE_ISSUER), true, buffer_bytes(&value));
    buffer_clear(&value);
}

static void an_entry_of_many_issuers(void **state) {
    (void)state;
    const struct forged_entry entry = {.serial = {one, 1}, .extend = write_many_issuers};
    struct crl_forgery forgery = good();
    forgery.entries = &entry;
    forgery.num_entries = 1;
    tl_crl *crl = forge_crl_object(&forgery);
    time_t when;
    tl_revocation_reason why;
    assert_true(tl_crl_find(crl, bytes_of(one, 1), &when, &why));
    tl_crl_free(crl);
}

/* ---- what is refused ---- */

static void refuse(tl_bytes octets, unsigned reason, const char *sentence) {
    tl_error error;
    assert_null(tl_crl_parse(octets, NULL));
    tl_crl *crl = tl_crl_parse(octets, &error);
    if (crl != NULL) {
        fail_msg("accepted, although: %s", sentence);
    }
    if (error.reason != reason || strstr(error.message, sentence) == NULL) {
        fail_msg("reason %u: %s", error.reason, error.message);
    }
}

static void refuse_forgery(const struct crl_forgery *forgery, const char *sentence) {
    struct buffer der = forge_crl(forgery);
    refuse(buffer_bytes(&der), TL_REASON_MALFORMED_CRL, sentence);
    buffer_clear(&der);
}

static void every_truncation_is_refused(void **state) {
    (void)state;
    struct crl_forgery forgery = good();
    struct buffer der = forge_crl(&forgery);
    for (size_t len = 0; len < der.len; len++) {
        assert_null(tl_crl_parse(bytes_of(der.data, len), NULL));
    }
    assert_true(buffer_append(&der, bytes_of("", 1)));
    assert_null(tl_crl_parse(buffer_bytes(&der), NULL));
    buffer_clear(&der);
}

static void number_twice(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_CRL_NUMBER), false, bytes_of("\x02\x01\x08", 3));
}
static void number_negative(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_DELTA_CRL_INDICATOR), false, bytes_of("\x02\x01\x88", 3));
}
static void scope_garbled(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_ISSUING_DISTRIBUTION_POINT), true, bytes_of("\x30\x03\x81\x01\x01", 5));
}
static void scope_empty_name(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_ISSUING_DISTRIBUTION_POINT), true,
                    bytes_of("\x30\x04\xa0\x02\xa0\x00", 6));
}
static void key_id_garbled(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_AUTHORITY_KEY_ID), false, bytes_of("\x04\x00", 2));
}
static void issuer_garbled(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_CERTIFICATE_ISSUER), true, bytes_of("\x30\x00", 2));
}
static void reason_twice(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_CRL_REASON), false, bytes_of("\x0a\x01\x01", 3));
}

static void what_is_malformed(void **state) {
    (void)state;
    static void (*const lists[])(struct writer *) = {number_twice, number_negative, scope_garbled, scope_empty_name,
                                                     key_id_garbled};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct crl_forgery forgery = good();
        forgery.extend = lists[i];
        refuse_forgery(&forgery, "its extensions are not such as RFC 5280 §5.2 prescribes");
    }
    const uint8_t long_serial[21] = {1}, padded[] = {0, 1};
    const struct forged_entry wrong[] = {
        {.serial = bytes_of(one, 1), .reason = 7},
        {.serial = bytes_of(one, 1), .reason = 11},
        {.serial = bytes_of(one, 1), .reason = 1, .extend = reason_twice},
        {.serial = bytes_of(one, 1), .extend = issuer_garbled},
        {.serial = bytes_of(padded, 2)},
        {.serial = bytes_of(long_serial, 21)},
        {.serial = {0}},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct crl_forgery forgery = good();
        forgery.entries = &wrong[i];
        forgery.num_entries = 1;
        refuse_forgery(&forgery, "one of its entries is not such as RFC 5280 §5.3 prescribes");
    }
    struct crl_forgery forgery = good();
    forgery.version_1 = true; /* with extensions */
    refuse_forgery(&forgery, "its extensions are not such");
    forgery.number = 0; /* but entries with extensions */
    refuse_forgery(&forgery, "one of its entries is not such");
    forgery.num_entries = 1;
    tl_crl_free(forge_crl_object(&forgery));
    forgery = good();
    forgery.issuer = bytes_of("\x30\x00", 2);
    refuse_forgery(&forgery, "its issuer is not a name");
}

/* ---- PEM, files, directories ---- */

static struct buffer pem_of(const char *label, size_t times) {
    struct crl_forgery forgery = good();
    struct buffer der = forge_crl(&forgery), text = {0};
    struct writer w = writer_to(&text);
    while (times-- > 0) {
        pem_write(&w, label, buffer_bytes(&der));
    }
    buffer_clear(&der);
    return text;
}

static void pem(void **state) {
    (void)state;
    struct buffer text = pem_of("X509 CRL", 2);
    tl_crls *crls = tl_crls_parse(buffer_bytes(&text), NULL);
    assert_non_null(crls);
    assert_int_equal(tl_crls_count(crls), 2);
    tl_crls_free(tl_crls_ref(crls));
    tl_crls_free(crls);
    refuse(bytes_of(text.data, text.len - 30), TL_REASON_BROKEN_PEM, "its PEM block number 2 is cut off");
    text.data[40] = '!';
    refuse(buffer_bytes(&text), TL_REASON_BROKEN_PEM, "its PEM block number 1 is cut off or has characters");
    buffer_clear(&text);
    text = pem_of("CERTIFICATE", 1);
    refuse(buffer_bytes(&text), TL_REASON_NO_CRL, "there is no revocation list in it");
    buffer_clear(&text);
    const tl_crl *none = NULL;
    tl_error error;
    assert_null(tl_crls_new(&none, 1, &error));
    assert_int_equal(error.reason, TL_REASON_USAGE);
}

static void write_file(const char *folder, const char *name, tl_bytes octets) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(octets.data, 1, octets.len, file), octets.len);
    assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *folder, const char *name) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

static void files_and_directories(void **state) {
    (void)state;
    char folder[] = "/tmp/tlslite-crl-XXXXXX", path[128];
    tl_error error;
    assert_non_null(mkdtemp(folder));
    assert_null(tl_crls_load_dir(folder, &error));
    assert_int_equal(error.reason, TL_REASON_NO_CRL);
    struct crl_forgery forgery = good();
    struct buffer der = forge_crl(&forgery), text = pem_of("X509 CRL", 2);
    write_file(folder, "a.crl", buffer_bytes(&der));
    write_file(folder, "b.pem", buffer_bytes(&text));
    write_file(folder, "README", bytes_of_string("no list"));
    tl_crls *crls = tl_crls_load_dir(folder, &error);
    assert_non_null(crls);
    assert_int_equal(tl_crls_count(crls), 3);
    const tl_crl *again[3];
    for (size_t i = 0; i < 3; i++) {
        again[i] = tl_crls_get(crls, i);
        assert_non_null(again[i]);
        assert_true(i == 0 || tl_crl_this_update(again[i - 1]) >= tl_crl_this_update(again[i]));
    }
    assert_null(tl_crls_get(crls, 3));
    tl_crls *joined = tl_crls_new(again, 3, &error);
    assert_non_null(joined);
    tl_crls_free(crls); /* the lists go on in the other set */
    assert_int_equal(tl_crls_count(joined), 3);
    assert_int_equal(tl_crl_num_entries(tl_crls_get(joined, 2)), tl_crl_num_entries(again[2]));
    tl_crls_free(joined);
    snprintf(path, sizeof path, "%s/a.crl", folder);
    tl_crl *crl = tl_crl_load(path, &error);
    assert_non_null(crl);
    tl_crl_free(crl);
    write_file(folder, "c.der", bytes_of_string("no list"));
    assert_null(tl_crls_load_dir(folder, &error));
    assert_int_equal(error.reason, TL_REASON_NO_CRL);
    assert_non_null(strstr(error.message, "c.der"));
    remove_file(folder, "a.crl");
    remove_file(folder, "b.pem");
    remove_file(folder, "c.der");
    remove_file(folder, "README");
    assert_int_equal(rmdir(folder), 0);
    assert_null(tl_crls_load_dir(folder, &error));
    assert_int_equal(error.reason, TL_REASON_IO);
    assert_null(tl_crl_load(path, &error));
    assert_int_equal(error.reason, TL_REASON_IO);
    buffer_clear(&der);
    buffer_clear(&text);
}

/* ---- a million entries ---- */

enum { MANY = 1000000 };

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Fixed lengths, so that the list can be written without the writer, which stops at 16 MiB. */
static struct buffer make_huge(void) {
    static const uint8_t entry[] = {0x30, 0x16, 0x02, 0x05, 0x01, 0,   0,   0,   0,   0x17, 0x0d, '2',
                                    '4',  '0',  '1',  '0',  '1',  '0', '0', '0', '0', '0',  '0',  'Z'};
    struct crl_forgery forgery = good();
    forgery.num_entries = 0;
    forgery.number = 0;
    struct buffer small = forge_crl(&forgery), huge = {0};
    struct crl crl;
    assert_true(crl_parse(buffer_bytes(&small), &crl, NULL));
    size_t entries_len = MANY * sizeof entry, rest_len = small.len - (size_t)(crl.tbs.data + crl.tbs.len - small.data);
    tl_bytes head = bytes_from(crl.tbs, crl.tbs.data[1] < 0x80 ? 2 : 3);
    struct writer w = writer_to(&huge);
    const size_t lens[] = {6 + head.len + 6 + entries_len + rest_len, head.len + 6 + entries_len};
    for (size_t i = 0; i < 2; i++) {
        write_u16(&w, 0x3084);
        write_u32(&w, (uint32_t)lens[i]);
    }
    write_bytes(&w, head);
    write_u16(&w, 0x3084);
    write_u32(&w, (uint32_t)entries_len);
    for (uint32_t i = 0; i < MANY; i++) {
        uint8_t *room = write_room(&w, sizeof entry);
        assert_non_null(room);
        memcpy(room, entry, sizeof entry);
        uint32_t serial = i * 2654435761u; /* a permutation of the numbers of 32 bits */
        for (unsigned k = 0; k < 4; k++) {
            room[5 + k] = (uint8_t)(serial >> (24 - 8 * k));
        }
    }
    write_bytes(&w, bytes_of(crl.tbs.data + crl.tbs.len, rest_len));
    assert_false(w.failed);
    buffer_clear(&small);
    return huge;
}

static void a_million_entries(void **state) {
    (void)state;
    struct buffer der = make_huge();
    tl_error error;
    double start = seconds();
    tl_crl *crl = tl_crl_parse(buffer_bytes(&der), &error);
    double loaded = seconds();
    if (crl == NULL) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(tl_crl_num_entries(crl), MANY);
    time_t when;
    tl_revocation_reason why;
    for (uint32_t i = 0; i < 200000; i++) {
        uint32_t serial = i * 2654435761u * 7 % 3 == 0 ? i * 2654435761u : (i + MANY) * 2654435761u;
        bool there = serial == i * 2654435761u;
        const uint8_t octets[] = {1, (uint8_t)(serial >> 24), (uint8_t)(serial >> 16), (uint8_t)(serial >> 8),
                                  (uint8_t)serial};
        assert_true(tl_crl_find(crl, bytes_of(octets, sizeof octets), &when, &why) == there);
    }
    double found = seconds();
    print_message("%zu octets, %d entries: loaded in %.0f ms, each of 200000 found in %.0f ns\n", der.len, MANY,
                  1e3 * (loaded - start), 1e9 * (found - loaded) / 200000);
    assert_true(loaded - start < 20 && found - loaded < 20); /* generous: a scan of all would take hours */
    tl_crl_free(crl);
    buffer_clear(&der);
}

/* The last of many is read as strictly as the first; more than their length allows are not even counted. */
static void bad_entries_among_many(void **state) {
    (void)state;
    struct buffer der = make_huge();
    tl_error error;
    struct crl crl;
    assert_true(crl_parse(buffer_bytes(&der), &crl, &error));
    assert_int_equal(crl.num_entries, MANY);
    uint8_t *octets = (uint8_t *)(uintptr_t)crl.entries.data;
    octets[crl.entries.len - 1] = 'X'; /* in the last one's time */
    assert_null(tl_crl_parse(buffer_bytes(&der), &error));
    assert_non_null(strstr(error.message, "one of its entries"));
    for (size_t i = 0; i < crl.entries.len; i += 2) { /* twelve to each of before */
        octets[i] = 0x30;
        octets[i + 1] = 0;
    }
    assert_false(crl_parse(buffer_bytes(&der), &crl, &error));
    assert_non_null(strstr(error.message, "one of its entries"));
    assert_true(crl.num_entries <= 1);
    buffer_clear(&der);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields),
        cmocka_unit_test(without_anything_optional),
        cmocka_unit_test(an_entry_of_many_issuers),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(what_is_malformed),
        cmocka_unit_test(pem),
        cmocka_unit_test(files_and_directories),
        cmocka_unit_test(a_million_entries),
        cmocka_unit_test(bad_entries_among_many),
    };
    return cmocka_run_group_tests(tests, make_ca, clear_ca);
}
