/* Time in certificates (RFC 5280 §4.1.2.5). */
#ifndef X509_TIMES_H
#define X509_TIMES_H

#include "x509/der/der.h"

/* Reads UTCTime (YYMMDDHHMMSSZ) or GeneralizedTime (YYYYMMDDHHMMSSZ): seconds given, Z, no fractions. Either form is
 * taken for any year: RFC 5280 binds those who issue to UTCTime through 2049, and some did not keep to it. */
int64_t der_read_time(struct reader *r);

#endif
