/* Trust anchors that come one by one, from several files or from a list with conditions. */
#ifndef X509_TRUST_GATHER_H
#define X509_TRUST_GATHER_H

#include "base/buffer.h"
#include "x509/trust/trust.h"

struct trust_gathering {
    struct buffer der;
    struct trust_entry *entries;
    int64_t *distrust_after; /* as long as entries */
    size_t count, capacity, num_skipped;
    bool has_dates;
    struct buffer distrusted; /* see struct tl_trust */
};

/* Adds a certificate unless it is there already; what is no certificate is counted and passed over. distrust_after 0:
 * no such date. False: no memory. */
bool trust_gather(struct trust_gathering *gathering, tl_bytes der, int64_t distrust_after);

/* NULL: no memory, or nothing was gathered; source names it in the sentence. The gathering is empty afterwards. */
tl_trust *trust_gathered(struct trust_gathering *gathering, const char *source, tl_error *error);
void trust_gathering_clear(struct trust_gathering *gathering);

#endif
