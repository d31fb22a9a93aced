/* Options whose arguments are names of the library's features. */
#ifndef TLS_FEATURE_NAME_H
#define TLS_FEATURE_NAME_H

#include <stdbool.h>

/* The number of what a section of tlslite/features.h calls so for short. Otherwise it says that the name is no such
 * thing ("purpose"), and which ones are. */
bool parse_feature(const char *section, const char *what, const char *short_name, unsigned *code);

#endif
