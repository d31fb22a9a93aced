/* Calendar time in UTC (proleptic Gregorian), without the C library's time zones. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/bytes.h"

struct calendar {
    int year, month, day, hour, minute, second; /* month and day count from 1 */
};

/* Seconds since 1970, or false where there is no such date in the years 0 to 9999. There are no leap seconds. */
bool calendar_to_seconds(const struct calendar *calendar, int64_t *seconds);
struct calendar calendar_from_seconds(int64_t seconds);

bool time_is_in_calendar(int64_t seconds); /* in those years */

#define TIME_TEXT_SIZE 64
void time_text(int64_t seconds, char out[TIME_TEXT_SIZE]); /* "2026-01-31 12:00:00 UTC" */

int64_t clock_now(void);

#endif
