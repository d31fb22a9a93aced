/* The engine as a client: its server is one of ours with edited messages, or the input itself (engine_helper.h). */
#include "fuzz/engine_helper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_engine(ROLE_CLIENT, data, size);
    return 0;
}
