/* Extensions of certificates, lists and entries, as libcrypto takes them apart. */
#ifndef TESTS_SUPPORT_JUDGE_EXTENSIONS_H
#define TESTS_SUPPORT_JUDGE_EXTENSIONS_H

#include <openssl/x509.h>

#include "support/fields.h"
#include "support/x509_judge.h"

/* The list "extensions"; NULL or none: there is no such field. */
void next_extensions(struct fields *fields, const STACK_OF(X509_EXTENSION) * extensions, struct judged *judged);

#endif
