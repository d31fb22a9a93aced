/* Revocation lists from memory, files and directories. */
#include "x509/revocation/crl_set.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/control.h"
#include "base/file.h"
#include "base/pem.h"
#include "crypto/hash.h"
#include "x509/revocation/revocation_sentences.h"

enum { CRL_MAX_LEN = 1 << 28 };

static const char given_octets[] = "the given octets";

/* ---- a growing set ---- */

static tl_crls *new_set(tl_error *error) {
    tl_crls *set = mem_new(sizeof *set);
    if (set == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    ref_init(&set->refs);
    return set;
}

/* Takes over the list, also where it fails. */
static bool add(tl_crls *set, tl_crl *crl, tl_error *error) {
    tl_crl **more = mem_resize(set->crls, (set->count + 1) * sizeof(tl_crl *));
    if (more == NULL) {
        tl_crl_free(crl);
        return error_set(error, OUT_OF_MEMORY);
    }
    set->crls = more;
    set->crls[set->count++] = crl;
    return true;
}

/* Of two lists of the same second the one with the higher number came later (RFC 5280 §5.2.3); where that leaves it
 * open, the order is any, but always the same. */
static bool is_later(const tl_crl *one, const tl_crl *other) {
    const struct crl *a = crl_view(one), *b = crl_view(other);
    int by_number = crl_numbers_compare(a->number, b->number);
    if (a->this_update != b->this_update) {
        return a->this_update > b->this_update;
    }
    return by_number != 0 ? by_number > 0 : memcmp(crl_digest(one), crl_digest(other), CRLS_DIGEST_LEN) > 0;
}

/* The latest list comes first, so that it is the one that is asked where several could be. */
static void sort_by_date(tl_crls *set) {
    for (size_t i = 1; i < set->count; i++) {
        tl_crl *crl = set->crls[i];
        size_t at = i;
        for (; at > 0 && is_later(crl, set->crls[at - 1]); at--) {
            set->crls[at] = set->crls[at - 1];
        }
        set->crls[at] = crl;
    }
}

static tl_crls *finish(tl_crls *set, bool ok) {
    if (!ok) {
        tl_crls_free(set);
        return NULL;
    }
    sort_by_date(set);
    return set;
}

/* ---- octets ---- */

/* Takes over the octets and adds the list that they are. */
static bool add_owned(tl_crls *set, struct buffer *der, const char *source, tl_error *error) {
    tl_error problem;
    tl_crl *crl = NULL;
    if (der->len > CRL_MAX_LEN) {
        error_set(&problem, CRL_TOO_LARGE, source, der->len, (unsigned)CRL_MAX_LEN);
        buffer_clear(der);
    } else {
        crl = crl_object(buffer_bytes(der), &problem);
    }
    *der = (struct buffer){0};
    if (crl != NULL) {
        return add(set, crl, error);
    }
    if (problem.reason != TL_REASON_MALFORMED_CRL) {
        return error_set(error, problem.reason, problem.kind, problem.alert, "%s", problem.message);
    }
    return error_set(error, BAD_CRL_IN_FILE, source, set->count + 1, problem.message);
}

static bool add_block(tl_crls *set, const struct pem_block *block, size_t number, const char *source, tl_error *error) {
    struct buffer der = {0};
    REQUIRE(buffer_reserve(&der, base64_decoded_max(block->base64.len)), error_set(error, OUT_OF_MEMORY));
    if (!base64_decode(block->base64, der.data, &der.len)) {
        buffer_clear(&der);
        return error_set(error, BROKEN_CRL_PEM, source, number);
    }
    return add_owned(set, &der, source, error);
}

static bool add_pem(tl_crls *set, tl_bytes text, const char *source, tl_error *error) {
    struct pem_block block;
    enum pem_result result;
    for (size_t number = 1; (result = pem_next(&text, &block)) != PEM_END; number++) {
        REQUIRE(result == PEM_BLOCK, error_set(error, BROKEN_CRL_PEM, source, number));
        if (pem_label_is(&block, PEM_CRL)) {
            TRY(add_block(set, &block, number, source, error));
        }
    }
    return true;
}

static bool is_der(tl_bytes octets) {
    return der_is_element(octets, DER_SEQUENCE);
}

/* Takes over the content. */
static bool add_content(tl_crls *set, struct buffer *content, const char *source, tl_error *error) {
    size_t before = set->count;
    if (is_der(buffer_bytes(content))) {
        return add_owned(set, content, source, error);
    }
    bool ok = add_pem(set, buffer_bytes(content), source, error);
    buffer_clear(content);
    TRY(ok);
    REQUIRE(set->count > before, error_set(error, NO_CRL, source));
    return true;
}

static bool add_octets(tl_crls *set, tl_bytes octets, tl_error *error) {
    struct buffer copy = {0};
    if (!is_der(octets)) {
        TRY(add_pem(set, octets, given_octets, error));
        REQUIRE(set->count > 0, error_set(error, NO_CRL, given_octets));
        return true;
    }
    REQUIRE(buffer_append(&copy, octets), error_set(error, OUT_OF_MEMORY));
    return add_owned(set, &copy, given_octets, error);
}

static bool add_file(tl_crls *set, const char *file, tl_error *error) {
    struct buffer content = {0};
    TRY(file_read(file, 2u * CRL_MAX_LEN, &content, error));
    return add_content(set, &content, file, error);
}

/* ---- directories ---- */

static bool is_list_name(const char *name) {
    const char *dot = strrchr(name, '.');
    return dot != NULL && name[0] != '.' &&
           (strcmp(dot, ".crl") == 0 || strcmp(dot, ".pem") == 0 || strcmp(dot, ".der") == 0);
}

static bool add_file_of(tl_crls *set, const char *directory, const char *name, tl_error *error) {
    size_t size = strlen(directory) + 1 + strlen(name) + 1;
    char *path = mem_new(size);
    REQUIRE(path != NULL, error_set(error, OUT_OF_MEMORY));
    snprintf(path, size, "%s/%s", directory, name);
    bool ok = add_file(set, path, error);
    mem_free(path);
    return ok;
}

static bool add_directory(tl_crls *set, const char *directory, tl_error *error) {
    DIR *entries = opendir(directory);
    REQUIRE(entries != NULL, error_set_os(error, errno, "open the directory", directory));
    bool ok = true;
    errno = 0;
    for (struct dirent *entry; ok && (entry = readdir(entries)) != NULL; errno = 0) {
        ok = !is_list_name(entry->d_name) || add_file_of(set, directory, entry->d_name, error);
    }
    ok = ok && (errno == 0 || error_set_os(error, errno, "read the directory", directory));
    closedir(entries);
    return ok && (set->count > 0 || error_set(error, NO_CRL_IN_DIRECTORY, directory));
}

/* ---- what programs call ---- */

tl_crls *tl_crls_new(const tl_crl *const *crls, size_t num_crls, tl_error *error) {
    tl_crls *set = new_set(error);
    bool ok = set != NULL;
    for (size_t i = 0; ok && i < num_crls; i++) {
        ok = crls[i] != NULL ? add(set, tl_crl_ref(crls[i]), error) : error_set(error, CRL_IS_NULL, i + 1, num_crls);
    }
    return finish(set, ok);
}

tl_crls *tl_crls_parse(tl_bytes crls, tl_error *error) {
    tl_crls *set = new_set(error);
    return finish(set, set != NULL && add_octets(set, crls, error));
}

tl_crls *tl_crls_load(const char *file, tl_error *error) {
    tl_crls *set = new_set(error);
    return finish(set, set != NULL && add_file(set, file, error));
}

tl_crls *tl_crls_load_dir(const char *directory, tl_error *error) {
    tl_crls *set = new_set(error);
    return finish(set, set != NULL && add_directory(set, directory, error));
}

tl_crls *tl_crls_ref(const tl_crls *crls) {
    tl_crls *shared = (tl_crls *)(uintptr_t)crls;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

void tl_crls_free(tl_crls *crls) {
    if (crls == NULL || !ref_drop(&crls->refs)) {
        return;
    }
    for (size_t i = 0; i < crls->count; i++) {
        tl_crl_free(crls->crls[i]);
    }
    mem_free(crls->crls);
    mem_free(crls);
}

size_t tl_crls_count(const tl_crls *crls) {
    return crls->count;
}

const tl_crl *tl_crls_get(const tl_crls *crls, size_t index) {
    return index < crls->count ? crls->crls[index] : NULL;
}

/* Lists that are equal stand side by side, and count once. */
bool crls_digest(const tl_crls *set, uint8_t out[CRLS_DIGEST_LEN]) {
    struct hash_state state = {0};
    hash_init(&state, &hash_sha256);
    for (size_t i = 0; i < set->count; i++) {
        const uint8_t *digest = crl_digest(set->crls[i]);
        if (i == 0 || memcmp(digest, crl_digest(set->crls[i - 1]), CRLS_DIGEST_LEN) != 0) {
            hash_update(&state, bytes_of(digest, CRLS_DIGEST_LEN));
        }
    }
    return hash_finish(&state, out);
}

static tl_crl *first_of(tl_crls *set) {
    tl_crl *crl = set != NULL ? tl_crl_ref(set->crls[0]) : NULL;
    tl_crls_free(set);
    return crl;
}

tl_crl *tl_crl_parse(tl_bytes crl, tl_error *error) {
    return first_of(tl_crls_parse(crl, error));
}

tl_crl *tl_crl_load(const char *file, tl_error *error) {
    return first_of(tl_crls_load(file, error));
}
