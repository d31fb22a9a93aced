/* What DER is, written a second time and without a look at src/x509/der/der.c: to tell encodings that only BER allows,
 * which libcrypto reads, from those that are wrong in another way. */
#ifndef FUZZ_DER_ORACLE_H
#define FUZZ_DER_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum der_fault { DER_SOUND, DER_IS_BER, DER_HIGH_TAG };

/* Judges all elements that stand one after the other in these octets, and what is inside them. What is not TLV at all
 * counts as BER. */
enum der_fault der_oracle(const uint8_t *data, size_t len);

#endif
