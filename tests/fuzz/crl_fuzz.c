/* The parser of revocation lists, the index over what it accepted, and the search in it. The input is the DER. */
#include <string.h>

#include <tlslite/x509.h>

#include "base/control.h"
#include "fuzz/der_mutator.h"
#include "fuzz/expect.h"
#include "x509/revocation/crl_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    return der_mutate(data, size, max_size, seed);
}

static void expect_within(tl_bytes der, tl_bytes view) {
    if (view.len == 0) {
        return;
    }
    EXPECT(view.data >= der.data && view.len <= der.len && view.data <= der.data + der.len - view.len);
}

static void expect_views(const struct crl *crl) {
    const tl_bytes views[] = {crl->tbs,
                              crl->issuer,
                              crl->entries,
                              crl->signature,
                              crl->authority_key_id,
                              crl->number,
                              crl->base_number,
                              crl->scope_value,
                              crl->scope.name.full,
                              crl->scope.name.relative,
                              crl->unknown_critical};
    for (size_t i = 0; i < COUNT_OF(views); i++) {
        expect_within(crl->der, views[i]);
    }
    EXPECT(crl->version == 1 || crl->version == 2);
}

/* Each entry is found by its own serial number under the issuer that it has; names are compared on the way. */
static void expect_entries(const tl_crl *crl) {
    const struct crl *view = crl_view(crl);
    struct reader r = reader_of(view->entries);
    struct crl_entry entry, found;
    size_t count = 0;
    bool own_issuer = true;
    for (; read_more(&r); count++) {
        crl_read_entry(&r, &entry);
        own_issuer = own_issuer && entry.certificate_issuer.len == 0;
        bool is_found = crl_find(crl, view->issuer, entry.serial, &found);
        EXPECT(is_found || !own_issuer);
        EXPECT(!is_found || bytes_equal(found.serial, entry.serial));
    }
    EXPECT(read_end(&r) && count == view->num_entries);
}

static void compare_names(const struct crl *crl) {
    unsigned budget = 1000;
    const struct crl_point_name *name = &crl->scope.name;
    if (crl_point_has_name(name)) {
        EXPECT(crl_point_names_meet(name, crl->issuer, name, crl->issuer, &budget));
        (void)crl_names_have(name->full, crl->issuer, &budget);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    tl_error error = {0};
    tl_crls *crls = tl_crls_parse(bytes_of(data, size), &error);
    EXPECT((crls == NULL) == (error.reason != TL_REASON_NONE));
    for (size_t i = 0; crls != NULL && i < crls->count; i++) {
        expect_views(crl_view(crls->crls[i]));
        expect_entries(crls->crls[i]);
        compare_names(crl_view(crls->crls[i]));
    }
    tl_crls_free(crls);
    return 0;
}
