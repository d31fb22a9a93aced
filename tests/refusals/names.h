/* Names and constraints of names for the rows. */
#ifndef TESTS_REFUSALS_NAMES_H
#define TESTS_REFUSALS_NAMES_H

#include "refusals/scene.h"
#include "x509/names/general_names.h"

enum subtree { PERMITTED, EXCLUDED };

#define TEXT(literal) ((tl_bytes)TEXT_OF(literal))

/* A subjectAltName of one name in place of that which the forgery has. */
void set_name(struct scene *scene, struct forgery *forgery, enum general_name_kind kind, tl_bytes value);

/* Critical nameConstraints of one subtree. */
void constrain(struct scene *scene, struct forgery *forgery, enum subtree which, enum general_name_kind kind,
               tl_bytes base);

/* The same with what GeneralSubtree has behind the base. */
void constrain_with(struct scene *scene, struct forgery *forgery, enum subtree which, enum general_name_kind kind,
                    tl_bytes base, tl_bytes behind);

/* A Name of organisation and common name, in UTF-8; either may be NULL. */
tl_bytes make_name(struct scene *scene, const char *organization, const char *common_name);

/* One with this emailAddress. */
tl_bytes make_name_with_email(struct scene *scene, const char *email);

#endif
