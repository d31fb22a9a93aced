/* Where lists and other things are to be had (RFC 5280 §4.2.1.13, §4.2.2), and what lists say of themselves (§5.2,
 * §5.3). */
#include "base/control.h"
#include "x509/der/der_writer.h"
#include "x509/describe/extension_values.h"
#include "x509/describe/parts.h"
#include "x509/names/name.h"

static const char *const reasons[] = {"unused",          "keyCompromise",
                                      "cACompromise",    "affiliationChanged",
                                      "superseded",      "cessationOfOperation",
                                      "certificateHold", "privilegeWithdrawn",
                                      "aACompromise",    NULL};

static void write_relative_name(unsigned tag, tl_bytes rdn, struct text *text) {
    (void)tag;
    rdn_write(rdn, text);
}

static void describe_relative_name(struct description *d, struct reader *r) {
    tl_bytes rdn = der_read(r, DER_CONTEXT_CONSTRUCTED(1));
    struct reader attributes = reader_of(rdn);
    struct name_attribute attribute;
    do { /* SIZE (1..MAX) */
        name_read_attribute(&attributes, &attribute);
    } while (read_more(&attributes));
    if (!read_end(&attributes)) {
        read_fail(r);
        return;
    }
    describe_written(d, "nameRelativeToCRLIssuer", DER_SET, rdn, write_relative_name);
}

/* [0] DistributionPointName OPTIONAL: explicit, for it is a CHOICE. */
static void describe_point_name(struct description *d, struct reader *r) {
    if (!der_next_is(r, DER_CONTEXT_CONSTRUCTED(0))) {
        return;
    }
    struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(0));
    if (der_next_is(&field, DER_CONTEXT_CONSTRUCTED(0))) {
        struct reader names = der_enter(&field, DER_CONTEXT_CONSTRUCTED(0));
        describe_general_names(d, "fullName", &names);
        der_leave(&field, &names);
    } else {
        describe_relative_name(d, &field);
    }
    der_leave(r, &field);
}

static void describe_reasons(struct description *d, const char *name, struct reader *r, unsigned number) {
    if (der_next_is(r, DER_CONTEXT(number))) {
        describe_bits(d, name, der_read_named_bits(r, DER_CONTEXT(number)), reasons);
    }
}

static void describe_crl_point(struct description *d, struct reader *list) {
    struct reader r = der_enter(list, DER_SEQUENCE);
    describe_group(d, NULL);
    describe_point_name(d, &r);
    describe_reasons(d, "reasons", &r, 1);
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(2))) {
        struct reader names = der_enter(&r, DER_CONTEXT_CONSTRUCTED(2));
        describe_general_names(d, "cRLIssuer", &names);
        der_leave(&r, &names);
    }
    describe_end(d);
    der_leave(list, &r);
}

void describe_crl_points(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_list(d, "value");
    do { /* SIZE (1..MAX) */
        describe_crl_point(d, &r);
    } while (read_more(&r));
    describe_end(d);
    der_leave(outer, &r);
}

/* AccessDescription ::= SEQUENCE { accessMethod, accessLocation GeneralName } */
void describe_access(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_list(d, "value");
    do { /* SIZE (1..MAX) */
        struct reader access = der_enter(&r, DER_SEQUENCE);
        describe_group(d, NULL);
        describe_oid(d, "accessMethod", der_read_oid(&access));
        describe_general_name(d, &access, false);
        describe_end(d);
        der_leave(&r, &access);
    } while (read_more(&r));
    describe_end(d);
    der_leave(outer, &r);
}

/* [number] IMPLICIT BOOLEAN DEFAULT FALSE */
static void describe_flag(struct description *d, const char *name, struct reader *r, unsigned number) {
    if (!der_next_is(r, DER_CONTEXT(number))) {
        return;
    }
    tl_bytes content = der_read(r, DER_CONTEXT(number));
    if (content.len != 1) {
        read_fail(r);
        return;
    }
    describe_bool(d, name, *content.data != 0);
}

/* RFC 5280 §5.2.5 */
void describe_issuing_point(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_group(d, "value");
    describe_point_name(d, &r);
    describe_flag(d, "onlyContainsUserCerts", &r, 1);
    describe_flag(d, "onlyContainsCACerts", &r, 2);
    describe_reasons(d, "onlySomeReasons", &r, 3);
    describe_flag(d, "indirectCRL", &r, 4);
    describe_flag(d, "onlyContainsAttributeCerts", &r, 5);
    describe_end(d);
    der_leave(outer, &r);
}

/* RFC 5280 §5.3.1 */
void describe_crl_reason(struct description *d, struct reader *r) {
    static const char *const names[] = {
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", NULL,
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise"};
    uint32_t reason = der_read_small_as(r, DER_ENUMERATED, UINT8_MAX);
    if (reason < COUNT_OF(names) && names[reason] != NULL) {
        describe_text(d, "value", names[reason]);
    } else {
        describe_number(d, "value", reason);
    }
}

/* RFC 5280 §5.3.2 */
void describe_invalidity_date(struct description *d, struct reader *r) {
    describe_next_time(d, "value", r);
}
