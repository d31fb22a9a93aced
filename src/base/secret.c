#include "base/secret.h"

void secret_wipe(void *memory, size_t len) {
    if (len > 0) {
        memset(memory, 0, len);
        __asm__ __volatile__("" : : "r"(memory) : "memory");
    }
}

void secret_clear(struct secret *secret) {
    secret_wipe(secret, sizeof *secret);
}

bool secret_set(struct secret *secret, tl_bytes value) {
    if (value.len > sizeof secret->data) {
        return false;
    }
    secret_clear(secret);
    if (value.len > 0) {
        memcpy(secret->data, value.data, value.len);
    }
    secret->len = (uint8_t)value.len;
    return true;
}

bool secret_equal(tl_bytes a, tl_bytes b) {
    if (a.len != b.len) {
        return false;
    }
    uint8_t difference = 0;
    for (size_t i = 0; i < a.len; i++) {
        difference |= (uint8_t)(a.data[i] ^ b.data[i]);
    }
    return difference == 0;
}
