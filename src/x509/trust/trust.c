#include "x509/trust/trust.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/control.h"
#include "base/file.h"
#include "base/pem.h"
#include "x509/der/der.h"
#include "x509/names/name.h"
#include "x509/sentences.h"

#define MAX_BUNDLE (64u << 20)

struct loading {
    tl_trust *trust;
    size_t capacity; /* of trust->entries */
    uint8_t *end;    /* where the next certificate goes */
};

static bool grow_index(struct loading *loading) {
    tl_trust *trust = loading->trust;
    if (trust->count < loading->capacity) {
        return true;
    }
    size_t capacity = loading->capacity == 0 ? 160 : 2 * loading->capacity;
    struct trust_entry *entries = mem_resize(trust->entries, capacity * sizeof *entries);
    TRY(entries != NULL);
    trust->entries = entries;
    loading->capacity = capacity;
    return true;
}

/* Takes in the certificate that stands at loading->end; what is no certificate is counted and passed over. False: no
 * memory. */
static bool add_certificate(struct loading *loading, size_t len) {
    tl_trust *trust = loading->trust;
    tl_bytes issuer, subject;
    if (!certificate_peek_names(bytes_of(loading->end, len), &issuer, &subject)) {
        trust->num_skipped++;
        return true;
    }
    TRY(grow_index(loading));
    trust->entries[trust->count++] = (struct trust_entry){
        .offset = (uint32_t)(loading->end - trust->der), .len = (uint32_t)len, .subject_hash = name_hash(subject)};
    loading->end += len;
    return true;
}

/* Base64 shrinks, so that it can be decoded to the front of the very memory it stands in: each certificate ends before
 * the block that it came from ends. */
static bool add_pem(struct loading *loading, tl_bytes text) {
    struct pem_block block;
    enum pem_result result;
    while ((result = pem_next(&text, &block)) != PEM_END) {
        if (result == PEM_BLOCK && !pem_label_is(&block, PEM_CERTIFICATE)) {
            continue;
        }
        size_t len = 0;
        if (result == PEM_BROKEN || !base64_decode(block.base64, loading->end, &len)) {
            loading->trust->num_skipped++;
            continue;
        }
        TRY(add_certificate(loading, len));
    }
    return true;
}

static bool add_der(struct loading *loading, tl_bytes octets) {
    struct reader r = reader_of(octets);
    while (read_more(&r)) {
        tl_bytes element = der_read_element(&r, DER_SEQUENCE);
        if (r.failed) {
            loading->trust->num_skipped++;
            break;
        }
        memmove(loading->end, element.data, element.len);
        TRY(add_certificate(loading, element.len));
    }
    return true;
}

static bool is_der(tl_bytes octets) {
    struct reader r = reader_of(octets);
    return der_read(&r, DER_SEQUENCE).len > 0;
}

/* Gives back what is not needed; where that fails, the memory stays as it was. */
static void shrink(struct loading *loading) {
    tl_trust *trust = loading->trust;
    uint8_t *der = mem_resize(trust->der, (size_t)(loading->end - trust->der));
    trust->der = der != NULL ? der : trust->der;
    struct trust_entry *entries = mem_resize(trust->entries, trust->count * sizeof *entries);
    trust->entries = entries != NULL ? entries : trust->entries;
}

/* Takes over the buffer's memory. */
static tl_trust *trust_from_buffer(struct buffer *content, const char *source, tl_error *error) {
    tl_trust *trust = mem_new(sizeof *trust);
    if (trust == NULL) {
        buffer_clear(content);
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    ref_init(&trust->refs);
    trust->der = content->data;
    tl_bytes octets = buffer_bytes(content);
    struct loading loading = {.trust = trust, .end = trust->der};
    bool ok = is_der(octets) ? add_der(&loading, octets) : add_pem(&loading, octets);
    if (ok && trust->count == 0) {
        error_set(error, NO_CERTIFICATE, source);
        tl_trust_free(trust);
        return NULL;
    }
    trust->parsed = ok ? mem_new_array(trust->count, sizeof *trust->parsed) : NULL;
    if (trust->parsed == NULL) {
        error_set(error, OUT_OF_MEMORY);
        tl_trust_free(trust);
        return NULL;
    }
    shrink(&loading);
    return trust;
}

tl_trust *tl_trust_load(const char *pem_file, tl_error *error) {
    struct buffer content = {0};
    if (!file_read(pem_file, MAX_BUNDLE, &content, error)) {
        return NULL;
    }
    return trust_from_buffer(&content, pem_file, error);
}

tl_trust *tl_trust_parse(tl_bytes certs, tl_error *error) {
    struct buffer content = {0};
    if (certs.len > MAX_BUNDLE || !buffer_append(&content, certs)) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    return trust_from_buffer(&content, "the given octets", error);
}

/* Debian and its kin, Fedora and its kin, older ones of these, SUSE, Alpine and the BSDs. */
tl_trust *tl_trust_system(tl_error *error) {
    static const char *const places[] = {
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
        "/usr/local/share/certs/ca-root-nss.crt",
    };
    const char *named = secure_getenv("SSL_CERT_FILE");
    if (named != NULL && *named != '\0') {
        return tl_trust_load(named, error);
    }
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (access(places[i], F_OK) == 0) {
            return tl_trust_load(places[i], error);
        }
    }
    error_set(error, NO_SYSTEM_TRUST);
    return NULL;
}

tl_trust *tl_trust_ref(const tl_trust *trust) {
    tl_trust *shared = (tl_trust *)(uintptr_t)trust;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

void tl_trust_free(tl_trust *trust) {
    if (trust != NULL && ref_drop(&trust->refs)) {
        trust_forget_anchors(trust);
        mem_free(trust->der);
        mem_free(trust->entries);
        mem_free(trust->distrust_after);
        mem_free((void *)(uintptr_t)trust->distrusted.data);
        mem_free(trust);
    }
}

size_t tl_trust_count(const tl_trust *trust) {
    return trust->count;
}

size_t tl_trust_num_skipped(const tl_trust *trust) {
    return trust->num_skipped;
}

time_t tl_trust_distrust_after(const tl_trust *trust, size_t index) {
    return index < trust->count ? (time_t)trust_distrust_after(trust, index) : 0;
}

tl_cert *tl_trust_cert(const tl_trust *trust, size_t index, tl_error *error) {
    if (index >= trust->count) {
        error_set(error, NO_SUCH_ANCHOR, index, trust->count);
        return NULL;
    }
    return certificate_object(trust_certificate(trust, index), error);
}

tl_bytes trust_certificate(const tl_trust *trust, size_t index) {
    const struct trust_entry *entry = &trust->entries[index];
    return bytes_of(trust->der + entry->offset, entry->len);
}

bool trust_next_by_subject(const tl_trust *trust, uint32_t subject_hash, size_t *cursor, size_t *index) {
    while (*cursor < trust->count) {
        *index = (*cursor)++;
        if (trust->entries[*index].subject_hash == subject_hash) {
            return true;
        }
    }
    return false;
}

bool trust_has(const tl_trust *trust, const struct certificate *certificate) {
    uint32_t hash = name_hash(certificate->subject);
    size_t cursor = 0, index;
    while (trust_next_by_subject(trust, hash, &cursor, &index)) {
        if (bytes_equal(trust_certificate(trust, index), certificate->der)) {
            return true;
        }
    }
    return false;
}
