#include "handshake/authorities.h"

#include "x509/trust/trust.h"

bool has_authorities(const tl_trust *trust) {
    return trust != NULL && trust->count > 0 && trust->count <= MAX_AUTHORITIES;
}

void write_authorities(const tl_trust *trust, struct writer *w) {
    struct vector list = write_begin(w, 2);
    for (size_t i = 0; has_authorities(trust) && i < trust->count; i++) {
        tl_bytes issuer, subject;
        if (certificate_peek_names(trust_certificate(trust, i), &issuer, &subject)) {
            write_vector(w, 2, subject);
        }
    }
    write_close(w, list);
}
