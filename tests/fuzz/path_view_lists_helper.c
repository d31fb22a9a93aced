#include <openssl/x509v3.h>

#include "fuzz/expect.h"
#include "fuzz/path_view.h"
#include "x509/names/name.h"
#include "x509/revocation/crl.h"

static X509_NAME *decoded_name(tl_bytes name) {
    const unsigned char *cursor = name.data;
    X509_NAME *decoded = d2i_X509_NAME(NULL, &cursor, (long)name.len);
    EXPECT(decoded != NULL);
    return decoded;
}

bool is_about_anchor(const struct view *view) {
    return view->theirs.depth + 1 == (int)view->len;
}

/* True where it holds for one of the lists. */
static bool any_list(const struct view *view, bool (*holds)(const struct crl *list, const struct view *view)) {
    for (size_t i = 0; i < view->plan->num_lists; i++) {
        struct crl list;
        if (crl_parse(buffer_bytes(&view->plan->lists[i]), &list, NULL) && holds(&list, view)) {
            return true;
        }
    }
    return false;
}

static bool has_no_end(const struct crl *list, const struct view *view) {
    (void)view;
    return !list->has_next_update;
}

bool a_list_has_no_end(const struct view *view) {
    return any_list(view, has_no_end);
}

static bool ends_now(const struct crl *list, const struct view *view) {
    return list->has_next_update && list->next_update == view->plan->time;
}

bool a_list_is_in_its_last_second(const struct view *view) {
    return any_list(view, ends_now);
}

static bool is_signed_with_sha1(const struct crl *list, const struct view *view) {
    (void)view;
    return list->signature_alg != NULL && list->signature_alg->hash == &hash_sha1;
}

bool a_list_is_signed_with_sha1(const struct view *view) {
    return any_list(view, is_signed_with_sha1);
}

/* For libcrypto, which converts strings before it compares them. */
static bool names_are_equal_to_them(tl_bytes a, tl_bytes b) {
    X509_NAME *left = decoded_name(a), *right = decoded_name(b);
    bool equal = X509_NAME_cmp(left, right) == 0;
    X509_NAME_free(left);
    X509_NAME_free(right);
    return equal;
}

/* The name of an issuer, but in other strings. */
static bool is_named_in_other_strings(const struct crl *list, const struct view *view) {
    for (size_t i = 0; i < view->len; i++) {
        if (names_are_equal_to_them(list->issuer, view->path[i].issuer) &&
            !name_equal(list->issuer, view->path[i].issuer)) {
            return true;
        }
    }
    return false;
}

bool a_list_needs_conversion(const struct view *view) {
    return any_list(view, is_named_in_other_strings);
}

static bool says_another_key(tl_bytes authority_key_id, const struct certificate *issuer) {
    const unsigned char *cursor = authority_key_id.data;
    AUTHORITY_KEYID *id = d2i_AUTHORITY_KEYID(NULL, &cursor, (long)authority_key_id.len);
    bool otherwise = id != NULL && X509_check_akid(decoded(issuer->der), id) != X509_V_OK;
    AUTHORITY_KEYID_free(id);
    return otherwise;
}

static bool names_another_key(const struct crl *list, const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        if (name_equal(list->issuer, view->path[i].subject) &&
            says_another_key(list->authority_key_id, &view->path[i])) {
            return true;
        }
    }
    return false;
}

bool a_list_names_another_key(const struct view *view) {
    return any_list(view, names_another_key);
}

static bool is_of_a_name(const struct crl *list, const struct view *view) {
    (void)view;
    return crl_point_has_name(&list->scope.name);
}

bool a_list_is_of_a_name(const struct view *view) {
    return any_list(view, is_of_a_name);
}

static bool is_out_of_date(const struct crl *list, const struct view *view) {
    return list->has_next_update && list->next_update <= view->plan->time;
}

bool a_list_is_out_of_date(const struct view *view) {
    return any_list(view, is_out_of_date);
}

static bool any_point(const struct view *view, bool (*holds)(const struct crl_point *point)) {
    for (size_t i = 0; i < view->len; i++) {
        struct crl_point point;
        for (size_t cursor = 0; crl_points_next(view->path[i].crl_points, &cursor, &point);) {
            if (holds(&point)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_of_some_reasons(const struct crl_point *point) {
    return point->reasons != CRL_ALL_REASONS;
}

bool a_point_is_of_some_reasons(const struct view *view) {
    return any_point(view, is_of_some_reasons);
}

static bool names_issuer(const struct crl_point *point) {
    return point->crl_issuer.len > 0;
}

bool a_point_names_issuer(const struct view *view) {
    return any_point(view, names_issuer);
}

static bool is_delta(const struct crl *list, const struct view *view) {
    (void)view;
    return list->base_number.len > 0;
}

static bool announces_delta(const struct crl *list, const struct view *view) {
    (void)view;
    X509_CRL *theirs = decoded_list(list->der);
    bool announces = X509_CRL_get_ext_by_NID(theirs, NID_freshest_crl, -1) >= 0;
    X509_CRL_free(theirs);
    return announces;
}

bool a_delta_is_not_announced(const struct view *view) {
    return any_list(view, is_delta) && !any_list(view, announces_delta);
}

bool lists_share_issuer(const struct view *view) {
    struct crl a, b;
    for (size_t i = 0; i < view->plan->num_lists; i++) {
        for (size_t k = i + 1; k < view->plan->num_lists; k++) {
            if (crl_parse(buffer_bytes(&view->plan->lists[i]), &a, NULL) &&
                crl_parse(buffer_bytes(&view->plan->lists[k]), &b, NULL) &&
                names_are_equal_to_them(a.issuer, b.issuer)) {
                return true;
            }
        }
    }
    return false;
}
