/* Filling a tl_error. Each area keeps its sentences together in one header (handshake/sentences.h, x509/sentences.h, …)
 * as macros that expand to the four arguments after `error`: reason, kind, alert, format. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>

#include <tlslite.h>

/* Always returns false, so that a failing function can `return error_set(...)`. error may be NULL. */
bool error_set(tl_error *error, unsigned reason, tl_error_kind kind, tl_alert alert, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void error_vset(tl_error *error, unsigned reason, tl_error_kind kind, tl_alert alert, const char *format,
                va_list arguments) __attribute__((format(printf, 5, 0)));
bool error_set_os(tl_error *error, int os_errno, const char *doing, const char *what); /* "cannot DOING WHAT: ..." */
void error_clear(tl_error *error);

/* Sentences that every area needs. */
#define OUT_OF_MEMORY                                                                                                  \
    TL_REASON_OUT_OF_MEMORY, TL_ERR_MEMORY, TL_ALERT_INTERNAL_ERROR,                                                   \
        "out of memory on our side; free some or lower the limits, then connect again"
#define CRYPTO_FAILED                                                                                                  \
    TL_REASON_CRYPTO_FAILED, TL_ERR_INTERNAL, TL_ALERT_INTERNAL_ERROR,                                                 \
        "the crypto library on our side could not %s; see whether its configuration forbids that"

#endif
