#include "fuzz/path_view.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "x509/names/general_names.h"
#include "x509/names/name.h"

struct question exact_question(const struct view *view) {
    struct question q = {.plan = view->plan, .leaf = view->path[0].der};
    q.trusted[q.num_trusted++] = view->path[view->len - 1].der;
    for (size_t i = 1; i + 1 < view->len; i++) {
        q.sent[q.num_sent++] = view->path[i].der;
    }
    return q;
}

static const struct certificate *anchor_of(const struct view *view) {
    return &view->path[view->len - 1];
}

/* What strict libcrypto says is the rule itself. */
bool any_view(const struct view *view) {
    return view->len > 0;
}

bool anchor_is_out_of_date(const struct view *view) {
    return view->len > 1 &&
           (view->plan->time < anchor_of(view)->not_before || view->plan->time >= anchor_of(view)->not_after);
}

bool is_last_second(const struct view *view) {
    for (size_t i = 0; i < view->len; i++) {
        if (view->path[i].not_after == view->plan->time) {
            return true;
        }
    }
    return false;
}

bool host_is_absolute(const struct view *view) {
    return view->plan->host != NULL && view->plan->host[strlen(view->plan->host) - 1] == '.';
}

static unsigned usage_for(tl_purpose purpose) {
    return purpose == TL_PURPOSE_SERVER  ? EXTENDED_KEY_USAGE_SERVER
           : purpose == TL_PURPOSE_EMAIL ? EXTENDED_KEY_USAGE_EMAIL
                                         : EXTENDED_KEY_USAGE_CLIENT;
}

bool any_usage_stands_for_purpose(const struct view *view) {
    unsigned wanted = usage_for(view->plan->purpose);
    for (size_t i = 0; i < view->len; i++) {
        unsigned usage = view->path[i].extended_key_usage;
        if ((usage & EXTENDED_KEY_USAGE_ANY) != 0 && (usage & wanted) == 0) {
            return true;
        }
    }
    return false;
}

bool key_only_encrypts_mail(const struct view *view) {
    const struct certificate *leaf = &view->path[0];
    return view->plan->purpose == TL_PURPOSE_EMAIL && leaf->has_key_usage &&
           (leaf->key_usage & (KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_NON_REPUDIATION)) == 0;
}

/* The authorityKeyIdentifier of one says that its issuer is another certificate than the one that signed it. */
bool issuer_is_named_otherwise(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        AUTHORITY_KEYID *id = X509_get_ext_d2i(decoded(view->path[i].der), NID_authority_key_identifier, NULL, NULL);
        bool otherwise = id != NULL && X509_check_akid(decoded(view->path[i + 1].der), id) != X509_V_OK;
        AUTHORITY_KEYID_free(id);
        if (otherwise) {
            return true;
        }
    }
    return false;
}

bool ca_has_no_basic_constraints(const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        if (!view->path[i].has_basic_constraints) {
            return true;
        }
    }
    return false;
}

/* A name of one is the name of the next only after conversion of strings. */
bool names_need_conversion(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        if (!name_equal(view->path[i].issuer, view->path[i + 1].subject)) {
            return true;
        }
    }
    return false;
}

bool anchor_is_of_version_1(const struct view *view) {
    return anchor_of(view)->version < 3;
}

bool anchor_limits_length(const struct view *view) {
    int below = 0;
    for (size_t i = 1; i + 1 < view->len; i++) {
        below += certificate_is_self_issued(&view->path[i]) ? 0 : 1;
    }
    return anchor_of(view)->path_len >= 0 && below > anchor_of(view)->path_len;
}

bool anchor_has_unknown_critical(const struct view *view) {
    return anchor_of(view)->unknown_critical.len > 0;
}

bool anchor_is_for_other_purpose(const struct view *view) {
    return anchor_of(view)->has_extended_key_usage &&
           (anchor_of(view)->extended_key_usage & usage_for(view->plan->purpose)) == 0;
}

bool has_self_issued(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        if (certificate_is_self_issued(&view->path[i])) {
            return true;
        }
    }
    return false;
}

bool mailbox_is_in_subject(const struct view *view) {
    X509_NAME *subject = X509_get_subject_name(decoded(view->path[0].der));
    return X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, -1) >= 0;
}

bool wildcard_covers_underscore(const struct view *view) {
    const char *dot = view->plan->host != NULL ? strchr(view->plan->host, '.') : NULL;
    return dot != NULL && memchr(view->plan->host, '_', (size_t)(dot - view->plan->host)) != NULL;
}

bool leaf_maps_policies(const struct view *view) {
    return view->path[0].policy_mappings.data != NULL;
}

bool leaf_may_sign_certificates(const struct view *view) {
    return !view->path[0].is_ca && (view->path[0].key_usage & KEY_USAGE_CERT_SIGN) != 0;
}

bool has_constraints(const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        if (view->path[i].has_name_constraints) {
            return true;
        }
    }
    return false;
}

/* The certificate has a DNS name with an asterisk that is the first octet, or a later one. */
static bool has_wildcard(const struct certificate *certificate, bool first) {
    struct general_name name;
    for (size_t cursor = 0; general_names_next(certificate->subject_alt_name, &cursor, &name);) {
        const uint8_t *asterisk = name.value.len > 0 ? memchr(name.value.data, '*', name.value.len) : NULL;
        if (name.kind == GENERAL_NAME_DNS && asterisk != NULL && (asterisk == name.value.data) == first) {
            return true;
        }
    }
    return false;
}

bool name_has_partial_wildcard(const struct view *view) {
    return has_wildcard(&view->path[0], false);
}

bool wildcard_is_constrained(const struct view *view) {
    for (size_t i = 0; has_constraints(view) && i < view->len; i++) {
        if (has_wildcard(&view->path[i], true)) {
            return true;
        }
    }
    return false;
}

bool mappings_without_policies(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        if (view->path[i].policy_mappings.data != NULL && view->path[i].policies.data == NULL) {
            return true;
        }
    }
    return false;
}

bool leaf_is_self_issued_to_them(const struct view *view) {
    X509 *leaf = decoded(view->path[0].der);
    return X509_NAME_cmp(X509_get_subject_name(leaf), X509_get_issuer_name(leaf)) == 0;
}

/* ... which converts strings before it compares them. */
bool leaf_is_self_issued_to_them_alone(const struct view *view) {
    return leaf_is_self_issued_to_them(view) && !certificate_is_self_issued(&view->path[0]);
}

/* Two issuers by one name: libcrypto takes the first that fits and does not come back. */
bool issuers_share_name(const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        for (size_t k = i + 1; k < view->len; k++) {
            if (name_equal(view->path[i].subject, view->path[k].subject)) {
                return true;
            }
        }
    }
    return false;
}

/* No policy is left on the way, so that those further down are not looked at. */
bool some_ca_has_no_policies(const struct view *view) {
    for (size_t i = 1; i + 1 < view->len; i++) {
        if (view->path[i].policies.data == NULL) {
            return true;
        }
    }
    return false;
}
