#include "x509/trust/trust_gather.h"

#include "base/control.h"
#include "x509/names/name.h"
#include "x509/sentences.h"

enum { MAX_GATHERED = 10000 };

static bool grow(struct trust_gathering *g) {
    if (g->count < g->capacity) {
        return true;
    }
    size_t capacity = g->capacity == 0 ? 256 : 2 * g->capacity;
    struct trust_entry *entries = mem_resize(g->entries, capacity * sizeof *entries);
    TRY(entries != NULL);
    g->entries = entries;
    int64_t *dates = mem_resize(g->distrust_after, capacity * sizeof *dates);
    TRY(dates != NULL);
    g->distrust_after = dates;
    g->capacity = capacity;
    return true;
}

/* Folders with hashed names have every certificate twice. */
static bool has(const struct trust_gathering *g, uint32_t subject_hash, tl_bytes der) {
    for (size_t i = 0; i < g->count; i++) {
        const struct trust_entry *entry = &g->entries[i];
        if (entry->subject_hash == subject_hash &&
            bytes_equal(bytes_of(g->der.data + entry->offset, entry->len), der)) {
            return true;
        }
    }
    return false;
}

bool trust_gather(struct trust_gathering *g, tl_bytes der, int64_t distrust_after) {
    tl_bytes issuer, subject;
    if (!certificate_peek_names(der, &issuer, &subject) || g->count == MAX_GATHERED) {
        g->num_skipped++;
        return true;
    }
    uint32_t hash = name_hash(subject);
    if (has(g, hash, der)) {
        return true;
    }
    TRY(g->der.len + der.len <= UINT32_MAX);
    TRY(grow(g));
    size_t offset = g->der.len;
    TRY(buffer_append(&g->der, der));
    g->entries[g->count] =
        (struct trust_entry){.offset = (uint32_t)offset, .len = (uint32_t)der.len, .subject_hash = hash};
    g->distrust_after[g->count] = distrust_after;
    g->has_dates = g->has_dates || distrust_after != 0;
    g->count++;
    return true;
}

/* Takes over what was gathered. */
static tl_trust *trust_of(struct trust_gathering *g) {
    tl_trust *trust = mem_new(sizeof *trust);
    struct certificate **parsed = mem_new_array(g->count, sizeof *parsed);
    if (trust == NULL || parsed == NULL) {
        mem_free(trust);
        mem_free(parsed);
        return NULL;
    }
    ref_init(&trust->refs);
    trust->der = g->der.data;
    trust->entries = g->entries;
    trust->parsed = parsed;
    trust->count = g->count;
    trust->num_skipped = g->num_skipped;
    trust->distrusted = buffer_bytes(&g->distrusted);
    trust->distrust_after = g->has_dates ? g->distrust_after : NULL;
    if (!g->has_dates) {
        mem_free(g->distrust_after);
    }
    *g = (struct trust_gathering){0};
    return trust;
}

tl_trust *trust_gathered(struct trust_gathering *g, const char *source, tl_error *error) {
    tl_trust *trust = NULL;
    if (g->count == 0) {
        error_set(error, NO_CERTIFICATE, source);
    } else if ((trust = trust_of(g)) == NULL) {
        error_set(error, OUT_OF_MEMORY);
    }
    trust_gathering_clear(g); /* which trust_of left empty */
    return trust;
}

void trust_gathering_clear(struct trust_gathering *g) {
    buffer_clear(&g->der);
    buffer_clear(&g->distrusted);
    mem_free(g->entries);
    mem_free(g->distrust_after);
    *g = (struct trust_gathering){0};
}
