/* The words of a plan, by number; numbers behind the last begin anew. */
#ifndef FUZZ_PLAN_WORDS_H
#define FUZZ_PLAN_WORDS_H

#include "x509/der/der_writer.h"
#include "x509/names/general_names.h"

int64_t plan_time(unsigned number);        /* 0: the one that is asked about by default; 1, 2: a day before and after */
const char *plan_host(unsigned number);    /* 0: NULL, none */
const char *plan_mailbox(unsigned number); /* the same */
const char *plan_policy(unsigned number);  /* 0: anyPolicy */
const struct general_name *plan_alternative_name(unsigned number);
const struct general_name *plan_constraint(unsigned number); /* the base of a subtree */

/* A Name of up to two relative names. */
void plan_name_write(struct writer *w, unsigned number);

#endif
