/* Distrust, which Mozilla's certdata.txt records. */
#include "refusals/rows.h"

static void leaf_distrusted(struct scene *s) {
    s->distrust = LEAF_DISTRUSTED;
}
static void ca_distrusted(struct scene *s) {
    s->distrust = CA_DISTRUSTED;
}
static void distrusted_after(struct scene *s, const char *date) {
    s->distrust = DISTRUSTED_AFTER_DATE;
    s->distrust_date = date;
}
static void issued_too_late(struct scene *s) { /* the leaf is valid from 2026-05-27 20:26:40 on */
    distrusted_after(s, "260527202639Z");
}
static void issued_in_time(struct scene *s) {
    distrusted_after(s, "260527202640Z");
}

static const struct row rows[] = {
    {"the leaf is distrusted", "certdata.txt: CKT_NSS_NOT_TRUSTED", BECAUSE(DISTRUSTED), leaf_distrusted, NULL},
    {"the CA is distrusted", "certdata.txt: CKT_NSS_NOT_TRUSTED", BECAUSE(DISTRUSTED), ca_distrusted, NULL},
    {"the root is trusted for earlier certificates only", "certdata.txt: CKA_NSS_SERVER_DISTRUST_AFTER",
     BECAUSE(DISTRUSTED), issued_too_late, issued_in_time},
};

TABLE(table_distrust, "Distrust",
      "We read the marks of Mozilla's list; the others get the same root in the ways that they have.", NULL);
