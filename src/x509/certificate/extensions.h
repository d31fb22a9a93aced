/* Certificate extensions (RFC 5280 §4.2). */
#ifndef X509_EXTENSIONS_H
#define X509_EXTENSIONS_H

#include "base/error.h"
#include "x509/certificate/certificate.h"
#include "x509/der/der.h"

#define CERTIFICATE_MAX_EXTENSIONS 64

struct extension {
    tl_bytes oid, value;
    bool critical;
};

/* The next Extension of a list, of a certificate or of a CRL. */
void extension_read(struct reader *list, struct extension *extension);

/* Keeps the OID of the first critical extension that we do not know; empty: none yet. */
static inline void extension_note_unknown(const struct extension *extension, tl_bytes *unknown_critical) {
    if (extension->critical && unknown_critical->len == 0) {
        *unknown_critical = extension->oid;
    }
}

/* Applies each of a list of at least one and at most max (and CERTIFICATE_MAX_EXTENSIONS) Extensions. False: not such a
 * list, one stands there twice, or one cannot be applied. */
typedef bool extension_fn(const struct extension *extension, void *to);
bool extensions_apply(tl_bytes content, size_t max, extension_fn *apply, void *to);

/* Reads the content of the Extensions SEQUENCE into the certificate, or says which extension is wrong. */
bool extensions_parse(tl_bytes content, struct certificate *certificate, tl_error *error);

#endif
