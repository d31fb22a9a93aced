#include "x509/revocation/crl_points.h"

#include "base/control.h"
#include "x509/names/general_names.h"
#include "x509/names/name.h"

static void read_general_names(struct reader *r, unsigned tag, tl_bytes *content) {
    *content = der_read(r, tag);
    if (!general_names_are_well_formed(*content)) {
        read_fail(r);
    }
}

static void read_relative(struct reader *r, tl_bytes *content) {
    *content = der_read(r, DER_CONTEXT_CONSTRUCTED(1));
    struct reader rdn = reader_of(*content);
    struct name_attribute attribute;
    do { /* SIZE (1..MAX) */
        name_read_attribute(&rdn, &attribute);
    } while (read_more(&rdn));
    if (!read_end(&rdn)) {
        read_fail(r);
    }
}

/* [0] DistributionPointName OPTIONAL: explicit, for it is a CHOICE. */
static void read_point_name(struct reader *r, struct crl_point_name *name) {
    if (!der_next_is(r, DER_CONTEXT_CONSTRUCTED(0))) {
        return;
    }
    struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(0));
    if (der_next_is(&field, DER_CONTEXT_CONSTRUCTED(0))) {
        read_general_names(&field, DER_CONTEXT_CONSTRUCTED(0), &name->full);
    } else {
        read_relative(&field, &name->relative);
    }
    der_leave(r, &field);
}

static unsigned read_reasons(struct reader *r, unsigned number) {
    return der_next_is(r, DER_CONTEXT(number)) ? der_read_named_bits(r, DER_CONTEXT(number)) & CRL_ALL_REASONS
                                               : CRL_ALL_REASONS;
}

static void read_point(struct reader *list, struct crl_point *point) {
    *point = (struct crl_point){0};
    struct reader r = der_enter(list, DER_SEQUENCE);
    read_point_name(&r, &point->name);
    point->reasons = read_reasons(&r, 1);
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(2))) {
        read_general_names(&r, DER_CONTEXT_CONSTRUCTED(2), &point->crl_issuer);
    }
    der_leave(list, &r);
}

bool crl_points_are_well_formed(tl_bytes content) {
    struct reader r = reader_of(content);
    struct crl_point point;
    do { /* SIZE (1..MAX) */
        read_point(&r, &point);
    } while (read_more(&r));
    return read_end(&r);
}

bool crl_points_next(tl_bytes content, size_t *cursor, struct crl_point *point) {
    struct reader r = reader_of(bytes_from(content, *cursor));
    if (!read_more(&r)) {
        return false;
    }
    read_point(&r, point);
    *cursor = content.len - read_left(&r);
    return !r.failed;
}

/* [number] IMPLICIT BOOLEAN DEFAULT FALSE. False, written out, is not DER, but says nothing wrong. */
static bool read_flag(struct reader *r, unsigned number) {
    if (!der_next_is(r, DER_CONTEXT(number))) {
        return false;
    }
    tl_bytes content = der_read(r, DER_CONTEXT(number));
    if (content.len != 1 || (content.data[0] != 0x00 && content.data[0] != 0xff)) {
        read_fail(r);
        return false;
    }
    return content.data[0] == 0xff;
}

bool crl_scope_parse(tl_bytes value, struct crl_scope *scope) {
    *scope = (struct crl_scope){0};
    struct reader outer = reader_of(value);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    read_point_name(&r, &scope->name);
    scope->only_user = read_flag(&r, 1);
    scope->only_ca = read_flag(&r, 2);
    scope->reasons = read_reasons(&r, 3);
    scope->indirect = read_flag(&r, 4);
    scope->only_attribute = read_flag(&r, 5);
    der_leave(&outer, &r);
    return read_end(&outer);
}

/* ---- comparing ---- */

static bool spend(unsigned *budget) {
    TRY(*budget > 0);
    --*budget;
    return true;
}

bool crl_names_have(tl_bytes general_names, tl_bytes name, unsigned *budget) {
    struct general_name next;
    for (size_t cursor = 0; general_names_next(general_names, &cursor, &next) && spend(budget);) {
        if (next.kind == GENERAL_NAME_DIRECTORY && name_equal(next.value, name)) {
            return true;
        }
    }
    return false;
}

static bool general_names_equal(const struct general_name *a, const struct general_name *b) {
    if (a->kind != b->kind) {
        return false;
    }
    return a->kind == GENERAL_NAME_DIRECTORY ? name_equal(a->value, b->value) : bytes_equal(a->value, b->value);
}

static bool full_names_meet(tl_bytes a, tl_bytes b, unsigned *budget) {
    struct general_name name_a, name_b;
    for (size_t i = 0; general_names_next(a, &i, &name_a);) {
        for (size_t j = 0; general_names_next(b, &j, &name_b) && spend(budget);) {
            if (general_names_equal(&name_a, &name_b)) {
                return true;
            }
        }
    }
    return false;
}

static bool full_has_relative(tl_bytes full, tl_bytes relative, tl_bytes issuer, unsigned *budget) {
    struct general_name name;
    for (size_t cursor = 0; general_names_next(full, &cursor, &name) && spend(budget);) {
        if (name.kind == GENERAL_NAME_DIRECTORY && name_is_base_and(name.value, issuer, relative)) {
            return true;
        }
    }
    return false;
}

bool crl_point_names_meet(const struct crl_point_name *a, tl_bytes issuer_a, const struct crl_point_name *b,
                          tl_bytes issuer_b, unsigned *budget) {
    if (a->full.len > 0 && b->full.len > 0) {
        return full_names_meet(a->full, b->full, budget);
    }
    if (a->full.len > 0) {
        return full_has_relative(a->full, b->relative, issuer_b, budget);
    }
    if (b->full.len > 0) {
        return full_has_relative(b->full, a->relative, issuer_a, budget);
    }
    return spend(budget) && name_rdns_equal(a->relative, b->relative) && name_equal(issuer_a, issuer_b);
}
