/* Pins: the SHA-256 of a certificate's SubjectPublicKeyInfo, which stays the same when a certificate is renewed with
 * the same key. Written "sha256/" and base64, as RFC 7469 has it, or as 64 hexadecimal digits with or without colons;
 * several stand behind one another, with commas or blanks between them. */
#ifndef X509_SPKI_PIN_H
#define X509_SPKI_PIN_H

#include <tlslite/x509.h>

#include "base/bytes.h"

bool spki_pins_are_well_formed(const char *pins); /* and there is at least one */

/* Is one of them that of this certificate? False also where any of them is not well formed. */
bool spki_pins_match(const char *pins, tl_bytes certificate);

/* False: the certificate has no SubjectPublicKeyInfo where it should be. */
bool spki_pin_text(tl_bytes certificate, char out[TL_SPKI_PIN_SIZE]);

#endif
