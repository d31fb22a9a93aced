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

/* Of the name of somebody who issued one of the path, or of a name that counts from his. */
static bool is_of_issuers_name(const struct crl *list, const struct view *view) {
    unsigned budget = 100;
    for (size_t i = 0; i < view->len; i++) {
        if (crl_names_have(list->scope.name.full, view->path[i].issuer, &budget)) {
            return true;
        }
    }
    return list->scope.name.relative.len > 0;
}

bool a_list_is_of_issuers_name(const struct view *view) {
    return any_list(view, is_of_issuers_name);
}

static bool is_out_of_date(const struct crl *list, const struct view *view) {
    return list->has_next_update && list->next_update <= view->plan->time;
}

bool a_list_is_out_of_date(const struct view *view) {
    return any_list(view, is_out_of_date);
}

static bool has_entry_twice(const struct crl *list, const struct view *view) {
    (void)view;
    struct reader r = reader_of(list->entries);
    while (read_more(&r)) {
        struct crl_entry entry, other;
        crl_read_entry(&r, &entry);
        for (struct reader rest = r; read_more(&rest);) {
            crl_read_entry(&rest, &other);
            if (bytes_equal(entry.serial, other.serial)) {
                return true;
            }
        }
    }
    return false;
}

bool a_list_has_an_entry_twice(const struct view *view) {
    return any_list(view, has_entry_twice);
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

static bool announces_deltas(tl_bytes list) {
    X509_CRL *theirs = decoded_list(list);
    bool announces = X509_CRL_get_ext_by_NID(theirs, NID_freshest_crl, -1) >= 0;
    X509_CRL_free(theirs);
    return announces;
}

/* No list of its issuer says that there are deltas. */
static bool is_not_announced(const struct crl *delta, const struct view *view) {
    for (size_t i = 0; i < view->plan->num_lists; i++) {
        struct crl list;
        if (crl_parse(buffer_bytes(&view->plan->lists[i]), &list, NULL) && name_equal(list.issuer, delta->issuer) &&
            announces_deltas(list.der)) {
            return false;
        }
    }
    return delta->base_number.len > 0;
}

bool a_delta_is_not_announced(const struct view *view) {
    return any_list(view, is_not_announced);
}

/* What libcrypto says with some of the lists alone: does it hold for one choice of them? */
static bool any_choice_of_lists(const struct view *view,
                                bool (*holds)(const struct verdict *fewer, const struct verdict *all)) {
    for (unsigned choice = 0; choice < 1u << view->plan->num_lists; choice++) {
        struct plan plan = *view->plan;
        struct question q = exact_question(view);
        q.plan = &plan;
        plan.num_lists = 0;
        for (unsigned i = 0; i < view->plan->num_lists; i++) {
            if ((choice >> i & 1) != 0) {
                plan.lists[plan.num_lists++] = view->plan->lists[i];
            }
        }
        struct verdict fewer = ask_them(&q, view->strict, NULL);
        if (holds(&fewer, &view->theirs)) {
            return true;
        }
    }
    return false;
}

static bool leads_further(const struct verdict *fewer, const struct verdict *all) {
    return fewer->error == X509_V_OK || fewer->depth > all->depth;
}

bool fewer_lists_lead_further(const struct view *view) {
    return any_choice_of_lists(view, leads_further);
}

static bool is_revoked(const struct verdict *fewer, const struct verdict *all) {
    (void)all;
    return fewer->error == X509_V_ERR_CERT_REVOKED;
}

bool fewer_lists_revoke(const struct view *view) {
    return any_choice_of_lists(view, is_revoked);
}
