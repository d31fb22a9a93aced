/* What x509_judge.c and judge_extensions.c take apart alike: each function takes the next fields and fails the running
 * test where they are not what libcrypto's object says. */
#ifndef TESTS_SUPPORT_JUDGE_VALUES_H
#define TESTS_SUPPORT_JUDGE_VALUES_H

#include <openssl/x509v3.h>

#include "support/fields.h"

tl_bytes octets_of(const ASN1_STRING *string);
void next_oid(struct fields *fields, const char *name, const ASN1_OBJECT *object);
void next_dotted(struct fields *fields, const char *name, const ASN1_OBJECT *object);
void next_string(struct fields *fields, const char *name, const ASN1_STRING *string);
void next_any(struct fields *fields, const char *name, const ASN1_TYPE *type);
void next_magnitude(struct fields *fields, const char *name, const ASN1_INTEGER *integer);
void next_integer(struct fields *fields, const char *name, const ASN1_INTEGER *integer);
void next_asn1_time(struct fields *fields, const char *name, const ASN1_TIME *moment);
void print_entry(BIO *out, const X509_NAME_ENTRY *entry);
void next_rfc4514(struct fields *fields, const char *field, const X509_NAME *name);
void next_name(struct fields *fields, const char *field, const X509_NAME *name);
void next_general_name(struct fields *fields, const GENERAL_NAME *name);
void next_general_names(struct fields *fields, const char *field, const GENERAL_NAMES *names);
void next_public_key(struct fields *fields, const X509 *certificate);
void next_signature_algorithm(struct fields *fields, const char *name, const X509_ALGOR *algorithm);
void next_bits(struct fields *fields, const char *name, const ASN1_BIT_STRING *bits);
void next_fingerprints(struct fields *fields, tl_bytes der);

#endif
