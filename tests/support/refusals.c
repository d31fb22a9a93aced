#include "support/refusals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

void refusals_no_twin(struct script_body *body, const void *arg) {
    (void)body, (void)arg;
    fail_msg("there is no twin");
}

static void meet(struct encounter *e, struct world *world, const struct subject *s, const struct refusal *r,
                 const struct change *change) {
    encounter_init(e, world, r->what, other_role(s->sender), s->version);
    if (s->prepare != NULL) {
        s->prepare(e, world);
    }
    if (r->prepare != NULL) {
        r->prepare(e, world);
    }
    size_t row = script_row(&e->script, s->sender, s->message, s->nth);
    script_prepare(&e->script, row, change->before, change->arg);
    script_edit(&e->script, row, change->edit, change->arg);
    encounter_run(e);
}

void refusals_run(struct world *world, const struct subject *subject, const struct refusal *refusals, size_t num) {
    for (size_t i = 0; i < num; i++) {
        const struct refusal *r = &refusals[i];
        struct encounter e;
        meet(&e, world, subject, r, &r->change);
        encounter_refused(&e, r->alert, r->reason);
        encounter_clear(&e);
        if (r->twin.edit != refusals_no_twin) {
            meet(&e, world, subject, r, &r->twin);
            encounter_accepted(&e);
            encounter_clear(&e);
        }
    }
}
