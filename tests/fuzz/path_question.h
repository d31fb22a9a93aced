/* A question about a path, put to us and to libcrypto. */
#ifndef FUZZ_PATH_QUESTION_H
#define FUZZ_PATH_QUESTION_H

#include <openssl/x509_vfy.h>

#include "fuzz/path_plan.h"

/* A leaf, what was sent, what is trusted; the lists are those of the plan that both can read. */
struct question {
    const struct plan *plan;
    tl_bytes leaf, sent[PLAN_MAX_CERTIFICATES + 2], trusted[PLAN_MAX_CERTIFICATES + 2];
    size_t num_sent, num_trusted;
};

struct question question_of(const struct plan *plan);

/* The path found, or what was tried, goes to *path, for the caller to free; NULL: none. */
bool ask_us(const struct question *q, tl_path **path, tl_error *error);

/* X509_V_OK, or the first error and the place of the certificate that it is about. */
struct verdict {
    int error, depth;
};

/* *chain, where it is wanted, is what libcrypto built, for the caller to free. It knows no revocation that need not be
 * known: where this is asked for, what it cannot tell is passed over. */
struct verdict ask_them(const struct question *q, bool strict, STACK_OF(X509) * *chain);

/* One of libcrypto's errors that says that a list does not count, or that there is none. */
bool error_is_about_list(int error);

/* A certificate as libcrypto decoded it: borrowed, until the next call. */
X509 *decoded(tl_bytes der);

/* A list, for the caller to free; NULL: one of the two cannot read it, which is for crl_differential to judge. */
X509_CRL *decoded_list(tl_bytes der);

#endif
