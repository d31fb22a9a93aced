#include "x509/der/times.h"

#include "base/clock.h"

static int two_digits(struct reader *r) {
    unsigned tens = read_u8(r) - (unsigned)'0', ones = read_u8(r) - (unsigned)'0';
    if (tens > 9 || ones > 9) {
        read_fail(r);
        return 0;
    }
    return (int)(10 * tens + ones);
}

static int read_year(struct reader *r, bool four_digits) {
    int first = two_digits(r);
    if (four_digits) {
        return 100 * first + two_digits(r);
    }
    return first < 50 ? 2000 + first : 1900 + first; /* §4.1.2.5.1 */
}

int64_t der_read_time(struct reader *r) {
    bool generalized = der_next_is(r, DER_GENERALIZED_TIME);
    struct reader t = der_enter(r, generalized ? DER_GENERALIZED_TIME : DER_UTC_TIME);
    struct calendar c;
    c.year = read_year(&t, generalized);
    c.month = two_digits(&t);
    c.day = two_digits(&t);
    c.hour = two_digits(&t);
    c.minute = two_digits(&t);
    c.second = two_digits(&t);
    uint8_t zone = read_u8(&t);
    der_leave(r, &t);
    int64_t seconds = 0;
    if (zone != 'Z' || !calendar_to_seconds(&c, &seconds)) {
        read_fail(r);
    }
    return seconds;
}
