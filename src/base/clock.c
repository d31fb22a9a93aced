#include "base/clock.h"

#include <stdio.h>

enum { SECONDS_A_DAY = 86400, DAYS_IN_400_YEARS = 146097, DAYS_TO_1970 = 719468 /* from 1 March of year 0 */ };

static bool is_leap_year(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap_year(year));
}

static bool is_date(const struct calendar *c) {
    return c->year >= 0 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= days_in_month(c->year, c->month) && c->hour >= 0 && c->hour <= 23 && c->minute >= 0 &&
           c->minute <= 59 && c->second >= 0 && c->second <= 59;
}

/* Years that begin in March put the leap day last; then the months repeat the pattern 31 30 31 30 31, 153 days. */
bool calendar_to_seconds(const struct calendar *c, int64_t *seconds) {
    if (!is_date(c)) {
        return false;
    }
    int64_t month = (c->month + 9) % 12;
    int64_t year = c->year - (c->month <= 2);
    int64_t days = 365 * year + (year >= 0 ? year / 4 - year / 100 + year / 400 : -1) + (153 * month + 2) / 5 + c->day -
                   1 - DAYS_TO_1970;
    *seconds = days * SECONDS_A_DAY + c->hour * 3600 + c->minute * 60 + c->second;
    return true;
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

struct calendar calendar_from_seconds(int64_t seconds) {
    int64_t days = floor_div(seconds, SECONDS_A_DAY);
    int64_t second = seconds - days * SECONDS_A_DAY;
    days += DAYS_TO_1970;
    int64_t era = floor_div(days, DAYS_IN_400_YEARS);
    int64_t day = days - era * DAYS_IN_400_YEARS;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    int64_t month = (5 * day + 2) / 153;
    return (struct calendar){
        .year = (int)(era * 400 + year + (month >= 10)),
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(day - (153 * month + 2) / 5 + 1),
        .hour = (int)(second / 3600),
        .minute = (int)(second / 60 % 60),
        .second = (int)(second % 60),
    };
}

bool time_is_in_calendar(int64_t seconds) {
    static const int64_t year_0 = -62167219200, year_10000 = 253402300800;
    return seconds >= year_0 && seconds < year_10000;
}

void time_text(int64_t seconds, char out[TIME_TEXT_SIZE]) {
    if (!time_is_in_calendar(seconds)) {
        snprintf(out, TIME_TEXT_SIZE, "%lld seconds since 1970", (long long)seconds);
        return;
    }
    struct calendar c = calendar_from_seconds(seconds);
    snprintf(out, TIME_TEXT_SIZE, "%04d-%02d-%02d %02d:%02d:%02d UTC", c.year, c.month, c.day, c.hour, c.minute,
             c.second);
}

int64_t clock_now(void) {
    return (int64_t)time(NULL);
}
