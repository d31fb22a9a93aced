/* The revocation lists of a plan, and what certificates say of where theirs are. */
#ifndef FUZZ_PLAN_LISTS_H
#define FUZZ_PLAN_LISTS_H

#include "fuzz/path_plan.h"
#include "x509/der/der_writer.h"

enum { PLAN_MAX_ENTRIES = 4 };

/* Octets alone, which say all that goes into the list. */
struct list_description {
    uint8_t certificate; /* in whose name it is */
    uint8_t say[NUM_STATEMENTS - LIST_ADD];
    uint8_t name, key; /* numbers of the issuer's */
    uint8_t num_entries, revoked[PLAN_MAX_ENTRIES], reasons[PLAN_MAX_ENTRIES], serials[PLAN_MAX_ENTRIES];
};

void list_description_init(struct list_description *list, unsigned certificate);
void list_description_tell(struct list_description *list, unsigned what, uint8_t argument);

/* What the certificate has become; what was told of the list itself stays. */
void list_description_set_issuer(struct list_description *list, unsigned name, unsigned key);

/* Appends the list. */
void list_description_write(struct buffer *der, const void *list);

/* The value of cRLDistributionPoints: the argument of SAY_POINT, which is not POINT_NONE. */
void plan_points_write(struct writer *w, unsigned argument);

#endif
