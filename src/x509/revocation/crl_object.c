/* One revocation list. Its entries stay in the DER; a hash table over the serial numbers, made when it is loaded, finds
 * one among a million without reading the others. */
#include <limits.h>

#include "base/control.h"
#include "crypto/hash.h"
#include "x509/names/name.h"
#include "x509/path/path_rules.h"
#include "x509/revocation/crl_set.h"
#include "x509/revocation/revocation_sentences.h"

/* Places are offsets into the entries, plus one: 0 is none. */
struct node {
    uint32_t entry;  /* where the entry begins */
    uint32_t issuer; /* where the entry begins that says who issued this one's certificate; 0: the list's issuer */
    uint32_t next;   /* index of the node with the same hash, plus one */
};

enum memo_state { MEMO_EMPTY, MEMO_BEING_WRITTEN, MEMO_READY };

struct tl_crl {
    struct ref_count refs;
    struct crl view;
    char *issuer;
    uint32_t *heads; /* num_heads of them, a power of two: index of a node, plus one */
    struct node *nodes;
    size_t num_heads;
    uint8_t digest[CRLS_DIGEST_LEN];
    int memo_state;   /* enum memo_state, atomic */
    uint8_t memo[32]; /* SHA-256 of the public key that is known to have signed */
};

const struct crl *crl_view(const tl_crl *crl) {
    return &crl->view;
}

const uint8_t *crl_digest(const tl_crl *crl) {
    return crl->digest;
}

/* ---- the index ---- */

static uint32_t hash_serial(tl_bytes serial) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < serial.len; i++) {
        hash = (hash ^ serial.data[i]) * 1099511628211u;
    }
    return (uint32_t)(hash >> 32 ^ hash);
}

struct indexing {
    const tl_crl *crl;
    uint32_t num, issuer;
};

static void index_entry(void *arg, size_t offset, const struct crl_entry *entry) {
    struct indexing *indexing = arg;
    const tl_crl *crl = indexing->crl;
    uint32_t at = (uint32_t)offset + 1;
    indexing->issuer = entry->certificate_issuer.len > 0 ? at : indexing->issuer;
    uint32_t *head = &crl->heads[hash_serial(entry->serial) & (crl->num_heads - 1)];
    crl->nodes[indexing->num] = (struct node){at, indexing->issuer, *head};
    *head = ++indexing->num;
}

static bool make_index(tl_crl *crl, tl_error *error) {
    size_t count = crl->view.num_entries;
    crl->num_heads = 1;
    while (crl->num_heads < count) {
        crl->num_heads *= 2;
    }
    crl->heads = mem_new_array(crl->num_heads, sizeof *crl->heads);
    crl->nodes = mem_new_array(count, sizeof *crl->nodes);
    REQUIRE(crl->heads != NULL && crl->nodes != NULL, error_set(error, OUT_OF_MEMORY));
    struct indexing indexing = {.crl = crl};
    return crl_read_entries(&crl->view, index_entry, &indexing, error);
}

static void entry_at(const tl_crl *crl, uint32_t place, struct crl_entry *entry) {
    struct reader r = reader_of(bytes_from(crl->view.entries, place - 1));
    crl_read_entry(&r, entry);
}

/* RFC 5280 §5.3.3: an entry without certificateIssuer has that of the entry before, the first one the list's. */
static bool issuer_is(const tl_crl *crl, const struct node *node, tl_bytes issuer) {
    if (node->issuer == 0) {
        return name_equal(crl->view.issuer, issuer);
    }
    struct crl_entry entry;
    unsigned budget = UINT_MAX; /* whoever signed the list may have written as many names as it has room for */
    entry_at(crl, node->issuer, &entry);
    return crl_names_have(entry.certificate_issuer, issuer, &budget);
}

enum weight { NO_ENTRY, TAKES_BACK, HOLDS, LASTS };

static enum weight weight_of(const struct crl_entry *entry) {
    switch (entry->reason) {
    case CRL_REASON_REMOVE:
        return TAKES_BACK;
    case CRL_REASON_HOLD:
        return HOLDS;
    default:
        return LASTS;
    }
}

/* A list that has a certificate twice contradicts itself: what weighs most counts. */
bool crl_find(const tl_crl *crl, tl_bytes issuer, tl_bytes serial, struct crl_entry *entry) {
    enum weight weight = NO_ENTRY;
    uint32_t next = crl->heads[hash_serial(serial) & (crl->num_heads - 1)];
    while (next != 0 && weight < LASTS) {
        const struct node *node = &crl->nodes[next - 1];
        struct crl_entry found;
        entry_at(crl, node->entry, &found);
        if (bytes_equal(found.serial, serial) && weight_of(&found) > weight && issuer_is(crl, node, issuer)) {
            *entry = found;
            weight = weight_of(&found);
        }
        next = node->next;
    }
    return weight != NO_ENTRY;
}

/* ---- the object ---- */

static char *name_string(tl_bytes name) {
    char nothing[1];
    struct text measured = text_into(nothing, sizeof nothing);
    name_write(name, &measured);
    char *string = mem_new(measured.len + 1);
    if (string != NULL) {
        struct text text = text_into(string, measured.len + 1);
        name_write(name, &text);
    }
    return string;
}

tl_crl *crl_object(tl_bytes der, tl_error *error) {
    tl_crl *crl = mem_new(sizeof *crl);
    if (crl == NULL) {
        mem_free((void *)(uintptr_t)der.data);
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    ref_init(&crl->refs);
    bool ok = crl_parse(der, &crl->view, error);
    crl->view.der = der; /* also of a list that could not be parsed: it is freed with the object */
    if (ok) {
        crl->issuer = name_string(crl->view.issuer);
        ok = crl->issuer != NULL ? make_index(crl, error) : error_set(error, OUT_OF_MEMORY);
        ok = ok && (hash_once(&hash_sha256, der, crl->digest) || error_set(error, CRYPTO_FAILED, "hash the list"));
    }
    if (!ok) {
        tl_crl_free(crl);
        return NULL;
    }
    return crl;
}

tl_crl *tl_crl_ref(const tl_crl *crl) {
    tl_crl *shared = (tl_crl *)(uintptr_t)crl;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

void tl_crl_free(tl_crl *crl) {
    if (crl != NULL && ref_drop(&crl->refs)) {
        mem_free((void *)(uintptr_t)crl->view.der.data);
        mem_free(crl->issuer);
        mem_free(crl->heads);
        mem_free(crl->nodes);
        mem_free(crl);
    }
}

const char *tl_crl_issuer(const tl_crl *crl) {
    return crl->issuer;
}

time_t tl_crl_this_update(const tl_crl *crl) {
    return (time_t)crl->view.this_update;
}

time_t tl_crl_next_update(const tl_crl *crl) {
    return (time_t)crl->view.next_update;
}

size_t tl_crl_num_entries(const tl_crl *crl) {
    return crl->view.num_entries;
}

bool tl_crl_is_delta(const tl_crl *crl) {
    return crl->view.base_number.len > 0;
}

bool tl_crl_find(const tl_crl *crl, tl_bytes serial, time_t *revoked_at, tl_revocation_reason *reason) {
    struct crl_entry entry;
    TRY(crl_find(crl, crl->view.issuer, serial, &entry));
    *revoked_at = (time_t)entry.revoked_at;
    *reason = (tl_revocation_reason)entry.reason;
    return true;
}

/* ---- the signature ---- */

static void remember(tl_crl *crl, const uint8_t *digest) {
    int empty = MEMO_EMPTY;
    if (__atomic_compare_exchange_n(&crl->memo_state, &empty, MEMO_BEING_WRITTEN, false, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED)) {
        memcpy(crl->memo, digest, sizeof crl->memo);
        __atomic_store_n(&crl->memo_state, MEMO_READY, __ATOMIC_RELEASE);
    }
}

bool crl_is_signed_by(const tl_crl *crl, const struct certificate *signer, const tl_crypto *crypto, unsigned *budget) {
    uint8_t digest[HASH_MAX_LEN];
    TRY(hash_once(&hash_sha256, signer->spki, digest));
    if (__atomic_load_n(&crl->memo_state, __ATOMIC_ACQUIRE) == MEMO_READY &&
        memcmp(crl->memo, digest, sizeof crl->memo) == 0) {
        return true;
    }
    TRY(*budget > 0);
    --*budget;
    TRY(path_key_may_sign(&signer->key, crl->view.signature_alg));
    TRY(signature_verify(crypto, crl->view.signature_alg, &signer->key, crl->view.tbs, crl->view.signature));
    remember((tl_crl *)(uintptr_t)crl, digest);
    return true;
}
