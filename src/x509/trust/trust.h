/* Trust anchors: their certificates one after the other in one block of memory, and an index by subject. A certificate
 * is parsed when a chain first leads to it, and then kept so; nothing else changes after loading, and threads may share
 * it.
 */
#ifndef X509_TRUST_H
#define X509_TRUST_H

#include "base/alloc.h"
#include "base/buffer.h"
#include "x509/certificate/certificate.h"

struct trust_entry {
    uint32_t offset, len; /* in `der` */
    uint32_t subject_hash;
};

struct tl_trust {
    struct ref_count refs;
    uint8_t *der;
    struct trust_entry *entries;
    struct certificate **parsed; /* for each entry what trust_anchor keeps, or NULL; atomic */
    size_t count;
    size_t num_skipped; /* blocks that were no certificate */
    int64_t
        *distrust_after; /* for each entry the last date of issue of what it vouches for; 0, or NULL: no such date */
    tl_bytes distrusted; /* owned: certificates that must not be on a path, see trust_distrust */
};

tl_bytes trust_certificate(const tl_trust *trust, size_t index);

/* The next certificate whose subject has this hash (name_hash); *cursor starts at 0. False: no more. */
bool trust_next_by_subject(const tl_trust *trust, uint32_t subject_hash, size_t *cursor, size_t *index);

/* The certificate, parsed and with its key prepared, which lives as long as the trust. NULL: it is malformed, or there
 * is no memory to keep it. */
const struct certificate *trust_anchor(const tl_trust *trust, size_t index, const tl_crypto *crypto);
void trust_forget_anchors(tl_trust *trust);

/* Is this very certificate among the anchors? */
bool trust_has(const tl_trust *trust, const struct certificate *certificate);

/* Appends to a list as tl_trust holds it: a certificate known by issuer and serial number (with tag and length), and
 * every one with this subject and SubjectPublicKeyInfo, unless that is empty. False: no memory. */
bool trust_distrust(struct buffer *list, tl_bytes issuer, tl_bytes serial, tl_bytes subject, tl_bytes spki);

/* Must this certificate not be trusted, whoever vouches for it? */
bool trust_distrusts(const tl_trust *trust, const struct certificate *certificate);

int64_t trust_distrust_after(const tl_trust *trust, size_t index);

#endif
