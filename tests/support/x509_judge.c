#include "support/x509_judge.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/bytes.h"
#include "support/judge_extensions.h"
#include "support/judge_values.h"

/* ---- certificates ---- */

static void next_unique_ids(struct fields *fields, const X509 *certificate) {
    const ASN1_BIT_STRING *issuer, *subject;
    X509_get0_uids(certificate, &issuer, &subject);
    if (issuer != NULL) {
        next_bits(fields, "issuerUniqueID", issuer);
    }
    if (subject != NULL) {
        next_bits(fields, "subjectUniqueID", subject);
    }
}

static void next_certificate(struct fields *fields, const X509 *certificate, struct judged *judged) {
    const ASN1_BIT_STRING *signature;
    const X509_ALGOR *algorithm;
    next_group(fields, "certificate");
    if (next_field_is_named(fields, "malformed")) { /* we are stricter than OpenSSL; what is told stays the same */
        next_field(fields, TL_FIELD_TEXT, "malformed");
    }
    next_number(fields, "version", X509_get_version(certificate) + 1);
    next_magnitude(fields, "serialNumber", X509_get0_serialNumber(certificate));
    next_signature_algorithm(fields, "signature", X509_get0_tbs_sigalg(certificate));
    next_name(fields, "issuer", X509_get_issuer_name(certificate));
    next_group(fields, "validity");
    next_asn1_time(fields, "notBefore", X509_get0_notBefore(certificate));
    next_asn1_time(fields, "notAfter", X509_get0_notAfter(certificate));
    next_end(fields);
    next_name(fields, "subject", X509_get_subject_name(certificate));
    next_public_key(fields, certificate);
    next_unique_ids(fields, certificate);
    next_extensions(fields, X509_get0_extensions(certificate), judged);
    X509_get0_signature(&signature, &algorithm, certificate);
    if (next_field_is_named(fields, "signatureAlgorithm")) {
        next_signature_algorithm(fields, "signatureAlgorithm", algorithm);
    }
    next_bits(fields, "signatureValue", signature);
}

void judge_certificate(tl_bytes der, const char *what, struct judged *judged) {
    const unsigned char *at = der.data;
    X509 *certificate = d2i_X509(NULL, &at, (long)der.len);
    assert_non_null(certificate);
    struct fields fields = fields_of(der, what);
    if (!fields.good) {
        fail_msg("%s: %s", what, fields.error.message);
    }
    check_form_of_fields(&fields);
    next_certificate(&fields, certificate, judged);
    next_fingerprints(&fields, der);
    next_end(&fields);
    assert_int_equal(fields.at, fields.num);
    fields_clear(&fields);
    X509_free(certificate);
    ERR_clear_error();
    judged->certificates++;
}

/* ---- lists ---- */

static void next_entries(struct fields *fields, X509_CRL *list, struct judged *judged) {
    const STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(list);
    if (entries == NULL) {
        return;
    }
    next_list(fields, "revokedCertificates");
    for (int i = 0; i < sk_X509_REVOKED_num(entries); i++) {
        const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
        next_group(fields, NULL);
        next_magnitude(fields, "userCertificate", X509_REVOKED_get0_serialNumber(entry));
        next_asn1_time(fields, "revocationDate", X509_REVOKED_get0_revocationDate(entry));
        next_extensions(fields, X509_REVOKED_get0_extensions(entry), judged);
        next_end(fields);
    }
    next_end(fields);
}

static void next_crl(struct fields *fields, X509_CRL *list, struct judged *judged) {
    const ASN1_BIT_STRING *signature;
    const X509_ALGOR *algorithm;
    X509_CRL_get0_signature(list, &signature, &algorithm);
    next_group(fields, "certificateList");
    if (next_field_is_named(fields, "malformed")) {
        next_field(fields, TL_FIELD_TEXT, "malformed");
    }
    next_number(fields, "version", X509_CRL_get_version(list) + 1);
    next_signature_algorithm(fields, "signature", algorithm);
    next_name(fields, "issuer", X509_CRL_get_issuer(list));
    next_asn1_time(fields, "thisUpdate", X509_CRL_get0_lastUpdate(list));
    if (X509_CRL_get0_nextUpdate(list) != NULL) {
        next_asn1_time(fields, "nextUpdate", X509_CRL_get0_nextUpdate(list));
    }
    next_extensions(fields, X509_CRL_get0_extensions(list), judged);
    next_entries(fields, list, judged);
    next_bits(fields, "signatureValue", signature);
}

void judge_crl(tl_bytes der, const char *what, struct judged *judged) {
    const unsigned char *at = der.data;
    X509_CRL *list = d2i_X509_CRL(NULL, &at, (long)der.len);
    assert_non_null(list);
    struct fields fields = fields_of(der, what);
    if (!fields.good) {
        fail_msg("%s: %s", what, fields.error.message);
    }
    check_form_of_fields(&fields);
    next_crl(&fields, list, judged);
    next_fingerprints(&fields, der);
    next_end(&fields);
    assert_int_equal(fields.at, fields.num);
    fields_clear(&fields);
    X509_CRL_free(list);
    ERR_clear_error();
    judged->lists++;
}

/* ---- PEM ---- */

void judge_pem(tl_bytes text, const char *what, struct judged *judged) {
    BIO *in = BIO_new_mem_buf(text.data, (int)text.len);
    char *label, *header;
    unsigned char *der;
    long length;
    assert_non_null(in);
    while (PEM_read_bio(in, &label, &header, &der, &length) == 1) {
        if (strcmp(label, PEM_STRING_X509) == 0) {
            judge_certificate(bytes_of(der, (size_t)length), what, judged);
        }
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(der);
    }
    ERR_clear_error();
    BIO_free(in);
}
