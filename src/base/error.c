#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void error_clear(tl_error *error) {
    if (error != NULL) {
        *error = (tl_error){.alert = TL_ALERT_NONE};
    }
}

void error_vset(tl_error *error, unsigned reason, tl_error_kind kind, tl_alert alert, const char *format,
                va_list arguments) {
    if (error == NULL) {
        return;
    }
    *error = (tl_error){.kind = kind, .reason = reason, .alert = alert};
    vsnprintf(error->message, sizeof error->message, format, arguments);
}

bool error_set(tl_error *error, unsigned reason, tl_error_kind kind, tl_alert alert, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    error_vset(error, reason, kind, alert, format, arguments);
    va_end(arguments);
    return false;
}

bool error_set_os(tl_error *error, int os_errno, const char *doing, const char *what) {
    char text[128];
    error_set(error, TL_REASON_IO, TL_ERR_IO, TL_ALERT_NONE, "cannot %s %s: %s", doing, what,
              strerror_r(os_errno, text, sizeof text));
    if (error != NULL) {
        error->os_errno = os_errno;
    }
    return false;
}
