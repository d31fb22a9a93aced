#include "x509/issue/csr_object.h"

#include "base/control.h"
#include "base/file.h"
#include "base/pem.h"
#include "x509/names/general_names.h"
#include "x509/names/host_name.h"
#include "x509/names/name.h"
#include "x509/sentences.h"

enum { MAX_REQUEST_FILE = 1 << 20 };

static size_t subject_text_size(tl_bytes subject) {
    char nothing[1];
    struct text text = text_into(nothing, sizeof nothing);
    name_write(subject, &text);
    return text.len + 1;
}

static tl_csr *new_object(const struct request *request, tl_error *error) {
    size_t text_size = subject_text_size(request->subject);
    tl_csr *csr = mem_new(sizeof *csr + request->der.len + text_size);
    if (csr == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    ref_init(&csr->refs);
    memcpy(csr->content, request->der.data, request->der.len);
    struct text text = text_into(csr->content + request->der.len, text_size);
    name_write(request->subject, &text);
    csr->subject = text.out;
    if (!request_parse(bytes_of(csr->content, request->der.len), &csr->request, error)) { /* the views of the copy */
        mem_free(csr);
        return NULL;
    }
    request_alt_names(&csr->request, &csr->names); /* malformed ones are none, until somebody wants to take them */
    return csr;
}

static bool verify(const struct request *request, tl_error *error) {
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, error);
    TRY(crypto != NULL);
    bool right = request_verify(request, crypto, error);
    tl_crypto_free(crypto);
    return right;
}

static tl_csr *from_der(tl_bytes der, tl_error *error) {
    struct request request;
    return request_parse(der, &request, error) && verify(&request, error) ? new_object(&request, error) : NULL;
}

static bool is_request(const struct pem_block *block) {
    return pem_label_is(block, PEM_REQUEST) || pem_label_is(block, PEM_NEW_REQUEST);
}

static bool find_block(tl_bytes text, struct buffer *der, const char *source, tl_error *error) {
    struct pem_block block;
    enum pem_result result;
    for (size_t number = 1; (result = pem_next(&text, &block)) != PEM_END; number++) {
        REQUIRE(result == PEM_BLOCK, error_set(error, BROKEN_PEM, source, number));
        if (is_request(&block)) {
            REQUIRE(buffer_reserve(der, base64_decoded_max(block.base64.len)), error_set(error, OUT_OF_MEMORY));
            REQUIRE(base64_decode(block.base64, der->data, &der->len), error_set(error, BROKEN_PEM, source, number));
            return true;
        }
    }
    return error_set(error, NO_REQUEST, source);
}

static tl_csr *from_octets(tl_bytes octets, const char *source, tl_error *error) {
    if (der_is_element(octets, DER_SEQUENCE)) {
        return from_der(octets, error);
    }
    struct buffer der = {0};
    tl_csr *csr = find_block(octets, &der, source, error) ? from_der(buffer_bytes(&der), error) : NULL;
    buffer_clear(&der);
    return csr;
}

tl_csr *tl_csr_parse(tl_bytes csr, tl_error *error) {
    return from_octets(csr, "the given octets", error);
}

tl_csr *tl_csr_load(const char *file, tl_error *error) {
    struct buffer content = {0};
    tl_csr *csr = NULL;
    if (file_read(file, MAX_REQUEST_FILE, &content, error)) {
        csr = from_octets(buffer_bytes(&content), file, error);
    }
    buffer_clear(&content);
    return csr;
}

tl_csr *tl_csr_ref(const tl_csr *csr) {
    tl_csr *shared = (tl_csr *)(uintptr_t)csr;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

void tl_csr_free(tl_csr *csr) {
    if (csr != NULL && ref_drop(&csr->refs)) {
        mem_free(csr);
    }
}

const char *tl_csr_subject(const tl_csr *csr) {
    return csr->subject;
}

tl_bytes tl_csr_der(const tl_csr *csr) {
    return csr->request.der;
}

bool tl_csr_next_name(const tl_csr *csr, size_t *cursor, char *name, size_t size) {
    struct general_name next;
    while (size > 0 && general_names_next(csr->names, cursor, &next)) {
        struct text text = text_into(name, size);
        if (next.kind == GENERAL_NAME_IP) {
            ip_address_write(next.value, &text);
            text_mark_cut(&text);
            return true;
        }
        if (next.kind == GENERAL_NAME_DNS || next.kind == GENERAL_NAME_EMAIL || next.kind == GENERAL_NAME_URI) {
            dns_name_write(next.value, &text);
            text_mark_cut(&text);
            return true;
        }
    }
    return false;
}

char *tl_csr_pem(const tl_csr *csr, tl_error *error) {
    struct buffer text = {0};
    struct writer w = writer_to(&text);
    pem_write(&w, PEM_REQUEST, csr->request.der);
    char *pem = w.failed ? NULL : mem_copy_bytes_as_string(buffer_bytes(&text));
    if (pem == NULL) {
        error_set(error, OUT_OF_MEMORY);
    }
    buffer_clear(&text);
    return pem;
}
