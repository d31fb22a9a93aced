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

/* X509_V_OK, or the first error; *chain, where it is wanted, is what it built, for the caller to free. libcrypto always
 * demands that revocation is known where it is asked for it: where it need not be, it is asked for the path alone, and
 * then whether anything on it was revoked. */
int ask_them(const struct question *q, bool strict, STACK_OF(X509) * *chain);

/* A certificate as libcrypto decoded it: borrowed, until the next call. */
X509 *decoded(tl_bytes der);

#endif
