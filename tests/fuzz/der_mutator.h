/* Changes DER as a tree, so that the lengths around a change stay right and what is changed is read. */
#ifndef FUZZ_DER_MUTATOR_H
#define FUZZ_DER_MUTATOR_H

#include <stddef.h>
#include <stdint.h>

/* For LLVMFuzzerCustomMutator: as often as not the fuzzer's own mutation of the octets as they come. */
size_t der_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed);

#endif
