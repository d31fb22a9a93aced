/* Writing DER with the sticky writer. */
#ifndef X509_DER_WRITER_H
#define X509_DER_WRITER_H

#include "base/writer.h"
#include "x509/der/der.h"

/* An element whose content follows: what der_begin gives goes to der_end. */
size_t der_begin(struct writer *w, unsigned tag);
void der_end(struct writer *w, size_t begun);

void der_write(struct writer *w, unsigned tag, tl_bytes content);
void der_write_boolean(struct writer *w, bool value);
void der_write_positive(struct writer *w, tl_bytes magnitude); /* an INTEGER; leading zeros are dropped */
void der_write_small(struct writer *w, uint32_t value);
void der_write_bit_string(struct writer *w, tl_bytes octets);
void der_write_named_bits(struct writer *w, unsigned bits); /* bit 0 of bits is bit 0 of the ASN.1 type */
void der_write_time(struct writer *w, int64_t seconds);     /* RFC 5280 §4.1.2.5: UTCTime through 2049 */

#endif
