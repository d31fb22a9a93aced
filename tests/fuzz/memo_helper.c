#include "fuzz/expect.h"
#include "fuzz/memo.h"

void **memo_find(struct memo *memo, tl_bytes key, void (*free_value)(void *value)) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ key.data[i]) * 16777619u;
    }
    struct memo_slot *slot = &memo->slots[hash % MEMO_SLOTS];
    if (slot->value != NULL && !bytes_equal(buffer_bytes(&slot->key), key)) {
        free_value(slot->value);
        slot->value = NULL;
    }
    if (slot->value == NULL) {
        buffer_reset(&slot->key);
        EXPECT(buffer_append(&slot->key, key));
    }
    return &slot->value;
}
