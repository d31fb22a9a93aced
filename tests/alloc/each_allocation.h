/* Makes each allocation of an operation fail, one after the other: the operation fails with a reason, nothing is lost,
 * and afterwards it succeeds as before. */
#ifndef ALLOC_EACH_ALLOCATION_H
#define ALLOC_EACH_ALLOCATION_H

#include <tlslite.h>

#include "alloc/failing_malloc.h"

struct operation {
    const char *name;
    bool (*run)(tl_error *error);
    unsigned may_succeed; /* so many of its allocations only give memory back earlier */
};

/* The crypto library says no more than that it could not; its own sentences say that memory may be the reason. */
static inline bool is_reason_for_no_memory(unsigned reason) {
    return reason == TL_REASON_OUT_OF_MEMORY || reason == TL_REASON_CRYPTO_FAILED ||
           reason == TL_REASON_BAD_PRIVATE_KEY;
}

static inline unsigned long count_allocations(const struct operation *operation) {
    tl_error error = {0};
    allocations_fail(0, false); /* counts them: there is no allocation 0 */
    bool ok = operation->run(&error);
    allocations_recover();
    if (!ok) {
        fail_msg("%s: %s", operation->name, error.message);
    }
    assert_in_range(allocations.seen, 0, 1000);
    return allocations.seen;
}

/* The first run is not counted: it may leave something behind that is kept for the next, such as an anchor of the trust
 * in its parsed form. */
static inline void allocations_of_one_fail(const struct operation *operation) {
    count_allocations(operation);
    unsigned long count = count_allocations(operation), live = allocations_live();
    unsigned num_succeeded = 0;
    for (unsigned long number = 1; number <= count; number++) {
        tl_error error = {0};
        allocations_fail(number, false);
        bool ok = operation->run(&error);
        assert_true(allocations_recover());
        num_succeeded += ok ? 1 : 0;
        if (!ok && !is_reason_for_no_memory(error.reason)) {
            fail_msg("%s, allocation %lu: %s", operation->name, number, error.message);
        }
        if (allocations_live() != live) {
            fail_msg("%s, allocation %lu: %ld blocks are lost", operation->name, number,
                     (long)(allocations_live() - live));
        }
    }
    if (num_succeeded != operation->may_succeed) {
        fail_msg("%s: %u of %lu failures had no effect", operation->name, num_succeeded, count);
    }
    count_allocations(operation);
}

static inline void each_allocation_fails(const struct operation *operations, size_t num_operations) {
    for (size_t i = 0; i < num_operations; i++) {
        allocations_of_one_fail(&operations[i]);
    }
}

#endif
