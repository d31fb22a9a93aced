/* Dates (RFC 5280 §6.1.3 (a) (2)). */
#include "refusals/rows.h"

static void leaf_expired(struct scene *s) {
    s->leaf.not_before = FORGE_NOW - 9 * FORGE_DAY;
    s->leaf.not_after = FORGE_NOW - 1;
}
static void leaf_lasts(struct scene *s) {
    s->leaf.not_before = FORGE_NOW - 9 * FORGE_DAY;
    s->leaf.not_after = FORGE_NOW + 1;
}
static void leaf_in_last_second(struct scene *s) {
    s->leaf.not_before = FORGE_NOW - 9 * FORGE_DAY;
    s->leaf.not_after = FORGE_NOW;
}
static void leaf_early(struct scene *s) {
    s->leaf.not_before = FORGE_NOW + 1;
}
static void leaf_in_first_second(struct scene *s) {
    s->leaf.not_before = FORGE_NOW;
}
static void ca_expired(struct scene *s) {
    s->ca.not_before = FORGE_NOW - 9 * FORGE_DAY;
    s->ca.not_after = FORGE_NOW - 1;
}
static void ca_lasts(struct scene *s) {
    s->ca.not_before = FORGE_NOW - 9 * FORGE_DAY;
    s->ca.not_after = FORGE_NOW + 1;
}
static void ca_early(struct scene *s) {
    s->ca.not_before = FORGE_NOW + 1;
}
static void ca_in_first_second(struct scene *s) {
    s->ca.not_before = FORGE_NOW;
}
static void root_expired(struct scene *s) {
    s->root.not_before = FORGE_NOW - 9 * FORGE_DAY;
    s->root.not_after = FORGE_NOW - 1;
}
static void after_2050(struct scene *s) {
    s->leaf.not_after = 2600000000; /* 2052: a GeneralizedTime */
}

static const struct row rows[] = {
    {"the leaf has expired", "RFC 5280 §6.1.3 (a) (2)", BECAUSE(CERTIFICATE_EXPIRED), leaf_expired, leaf_lasts},
    {"the leaf is not yet valid", "RFC 5280 §6.1.3 (a) (2)", BECAUSE(CERTIFICATE_NOT_YET_VALID), leaf_early,
     leaf_in_first_second},
    {"the CA's certificate has expired", "RFC 5280 §6.1.3 (a) (2)", BECAUSE(CERTIFICATE_EXPIRED), ca_expired, ca_lasts},
    {"the CA's certificate is not yet valid", "RFC 5280 §6.1.3 (a) (2)", BECAUSE(CERTIFICATE_NOT_YET_VALID), ca_early,
     ca_in_first_second},
    {"the leaf's last second", "RFC 5280 §4.1.2.5", BECAUSE(NONE), leaf_in_last_second, NULL},
    {"an anchor's dates do not count", "RFC 5280 §6.1.1 (d)", BECAUSE(NONE), root_expired, NULL},
    {"dates from 2050 on", "RFC 5280 §4.1.2.5.2", BECAUSE(NONE), after_2050, NULL},
};

TABLE(table_dates, "Dates", NULL, NULL);
