/* Subject and extensions of certificates that are made, and of requests. */
#include "base/control.h"
#include "x509/der/oid.h"
#include "x509/identity/identity.h"
#include "x509/issue/certificate_writer.h"
#include "x509/issue/issue.h"
#include "x509/names/name.h"
#include "x509/sentences.h"

static void write_ca(struct writer *w, const tl_cert_options *options) {
    extension_write_basic_constraints(w, true, options->has_path_length ? (int)options->path_length : -1);
    extension_write_key_usage(w, KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN);
}

/* A certificate that is said to be for nothing is for servers. */
static void write_uses(struct writer *w, const tl_cert_options *options) {
    bool none = !options->for_client && !options->for_email && !options->for_ocsp;
    const struct {
        bool wanted;
        tl_bytes oid;
    } uses[] = {
        {options->for_server || none, OID_VIEW(OID_SERVER_AUTH)},
        {options->for_client, OID_VIEW(OID_CLIENT_AUTH)},
        {options->for_email, OID_VIEW(OID_EMAIL_PROTECTION)},
        {options->for_ocsp, OID_VIEW(OID_OCSP_SIGNING)},
    };
    tl_bytes oids[COUNT_OF(uses)];
    size_t num_oids = 0;
    for (size_t i = 0; i < COUNT_OF(uses); i++) {
        if (uses[i].wanted) {
            oids[num_oids++] = uses[i].oid;
        }
    }
    extension_write_key_usage(w, KEY_USAGE_DIGITAL_SIGNATURE);
    extension_write_extended_key_usages(w, oids, num_oids);
}

static void write_purpose(struct writer *w, const tl_cert_options *options) {
    if (options->is_ca) {
        write_ca(w, options);
    } else {
        write_uses(w, options);
    }
    if (options->must_staple) {
        extension_write_must_staple(w);
    }
}

/* Only a request's: one that is written here has a common name. */
static bool has_empty_subject(const struct issue *issue) {
    return issue->common_name == NULL && name_is_empty(buffer_bytes(&issue->subject));
}

static void write_names(struct writer *w, const struct issue *issue) {
    const tl_cert_options *options = issue->options;
    if (options->num_names > 0 || issue->requested_names.len > 0) {
        extension_write_alt_names(w, &(struct alt_names){.names = options->names,
                                                         .num_names = options->num_names,
                                                         .more = issue->requested_names,
                                                         .critical = has_empty_subject(issue)});
    }
}

/* The issuer's subjectKeyIdentifier, or that of the new key itself. */
static tl_bytes authority_key_id(const struct issue *issue) {
    const tl_identity *issuer = issue->options->issuer;
    return issuer != NULL ? issuer->leaf.subject_key_id : bytes_of(issue->key_id, ISSUE_KEY_ID_LEN);
}

static void write_key_ids(struct writer *w, const struct issue *issue) {
    extension_write_subject_key_id(w, bytes_of(issue->key_id, ISSUE_KEY_ID_LEN));
    if (authority_key_id(issue).len > 0) {
        extension_write_authority_key_id(w, authority_key_id(issue));
    }
}

static void write_revocation(struct writer *w, const tl_cert_options *options) {
    if (options->num_crl_urls > 0) {
        extension_write_crl_points(w, (struct url_list){options->crl_urls, options->num_crl_urls});
    }
    if (options->num_ocsp_urls > 0 || options->num_issuer_urls > 0) {
        extension_write_authority_info(w, (struct url_list){options->ocsp_urls, options->num_ocsp_urls},
                                       (struct url_list){options->issuer_urls, options->num_issuer_urls});
    }
    if (options->for_ocsp) {
        extension_write_ocsp_no_check(w);
    }
}

/* Where there is no common name the subject was the request's, and is there. */
static bool write_subject(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    if (issue->common_name == NULL) {
        return true;
    }
    struct writer w = writer_to(&issue->subject);
    name_write_subject(&w, &(struct subject_fields){options->country, options->organization, issue->common_name});
    return !w.failed;
}

bool issue_write_extensions(struct issue *issue) {
    struct writer w = writer_to(&issue->extensions);
    write_purpose(&w, issue->options);
    write_key_ids(&w, issue);
    write_names(&w, issue);
    write_revocation(&w, issue->options);
    REQUIRE(write_subject(issue) && !w.failed, error_set(issue->error, OUT_OF_MEMORY));
    return true;
}

bool issue_write_requested_extensions(struct issue *issue) {
    struct writer w = writer_to(&issue->extensions);
    write_purpose(&w, issue->options);
    write_names(&w, issue);
    if (issue->options->for_ocsp) {
        extension_write_ocsp_no_check(&w);
    }
    REQUIRE(write_subject(issue) && !w.failed, error_set(issue->error, OUT_OF_MEMORY));
    return true;
}
