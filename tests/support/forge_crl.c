#include "support/forge_crl.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/control.h"

enum { MAX_ENTRIES = 16 };

#define SERIAL       OCTETS("\x01\x23\x45")
#define OTHER_SERIAL OCTETS("\x01\x23\x46")
#define OCTETS(literal)                                                                                                \
    { (const uint8_t *)(literal), sizeof(literal) - 1 }

const struct forged_entry forged_revoked = {.serial = SERIAL, .reason = TL_REVOKED_KEY_COMPROMISE};
const struct forged_entry forged_held = {.serial = SERIAL, .reason = TL_REVOKED_CERTIFICATE_HOLD};
const struct forged_entry forged_removed = {.serial = SERIAL, .reason = TL_REVOKED_REMOVE_FROM_CRL};
const struct forged_entry forged_other = {.serial = OTHER_SERIAL, .reason = TL_REVOKED_KEY_COMPROMISE};
const struct forged_entry forged_strange = {.serial = OTHER_SERIAL, .extend = crl_extend_unknown_critical};
const struct forged_entry forged_harmless = {.serial = OTHER_SERIAL, .extend = crl_extend_unknown};

static void set_default(int64_t *seconds, int64_t otherwise) {
    *seconds = *seconds != 0 ? *seconds : otherwise;
}

struct buffer forge_crl(const struct crl_forgery *forgery) {
    struct forged_entry entries[MAX_ENTRIES];
    struct crl_forgery dated = *forgery;
    struct buffer der = {0};
    struct writer w = writer_to(&der);
    assert_true(forgery->num_entries <= COUNT_OF(entries));
    for (size_t i = 0; i < forgery->num_entries; i++) {
        entries[i] = forgery->entries[i];
        set_default(&entries[i].revoked_at, FORGE_NOW - 3600);
    }
    dated.entries = entries;
    set_default(&dated.this_update, FORGE_NOW - FORGE_DAY);
    set_default(&dated.next_update, FORGE_NOW + FORGE_DAY);
    assert_true(crl_write(&w, &dated, forge_crypto()));
    return der;
}

tl_crl *forge_crl_object(const struct crl_forgery *forgery) {
    struct buffer der = forge_crl(forgery);
    tl_error error;
    tl_crl *crl = tl_crl_parse(buffer_bytes(&der), &error);
    if (crl == NULL) {
        fail_msg("the test's revocation list cannot be read: %s", error.message);
    }
    buffer_clear(&der);
    return crl;
}

tl_crls *forge_crls(const struct crl_forgery *forgeries, size_t num_forgeries) {
    tl_crl *crls[16];
    assert_true(num_forgeries <= sizeof crls / sizeof *crls);
    for (size_t i = 0; i < num_forgeries; i++) {
        crls[i] = forge_crl_object(&forgeries[i]);
    }
    tl_crls *set = tl_crls_new((const tl_crl *const *)crls, num_forgeries, NULL);
    assert_non_null(set);
    for (size_t i = 0; i < num_forgeries; i++) {
        tl_crl_free(crls[i]);
    }
    return set;
}

tl_bytes forged_subject(const struct forged *forged) {
    tl_bytes issuer, subject;
    assert_true(certificate_peek_names(forged_der(forged), &issuer, &subject));
    return subject;
}
