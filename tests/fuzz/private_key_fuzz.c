/* Private keys in every form, encrypted ones with the password "x". */
#include "base/control.h"
#include "fuzz/der_mutator.h"
#include "fuzz/expect.h"
#include "x509/key_files/private_key_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    return der_mutate(data, size, max_size, seed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct private_key_parts parts;
    struct unlocking unlocking;
    struct buffer der = {0};
    tl_error error = {0};
    unlocking_init(&unlocking, tl_password_text, (char[]){"x"}, "input", &error);
    unlocking.work_left = 20000;
    if (private_key_find(bytes_of(data, size), &unlocking, &der) &&
        private_key_parse(buffer_bytes(&der), &parts, "input", &error)) {
        EXPECT(parts.kind != KEY_NONE);
        private_key_free(private_key_new(&parts));
    } else {
        EXPECT(error.reason != TL_REASON_NONE && error.message[0] != '\0');
    }
    unlocking_clear(&unlocking);
    buffer_clear(&der);
    return 0;
}
