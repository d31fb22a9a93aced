/* OpenSSL's opinion on what a certificate or a list says: libcrypto's X509 API, field by field and extension by
 * extension, in the order of the DER. */
#ifndef TESTS_SUPPORT_X509_JUDGE_H
#define TESTS_SUPPORT_X509_JUDGE_H

#include <tlslite.h>

/* What was seen over all certificates, so that a test can say that it saw something. */
struct judged {
    size_t certificates, lists, extensions, compared; /* compared: extensions whose content OpenSSL took apart too */
    size_t malformed;                                 /* extensions of known kinds that neither can read */
};

/* Describes the certificate and compares all of it; fails the running test at the first difference. */
void judge_certificate(tl_bytes der, const char *what, struct judged *judged);

/* The same for a revocation list and all its entries. */
void judge_crl(tl_bytes der, const char *what, struct judged *judged);

/* Every CERTIFICATE of PEM text. */
void judge_pem(tl_bytes text, const char *what, struct judged *judged);

#endif
