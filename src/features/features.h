/* What the library can do, for whoever asks: each section is a function that makes a tl_feature of a row of some table.
 * The tables are those by which the library works; what is only said here is in constants.c, formats.c and missing.c.
 */
#ifndef FEATURES_FEATURES_H
#define FEATURES_FEATURES_H

#include <tlslite/features.h>

/* Fills in all but the section. False: there are no more than index rows. */
typedef bool feature_row_fn(size_t index, tl_feature *feature);

feature_row_fn feature_library, feature_protocol, feature_cipher, feature_group, feature_signature, feature_purpose,
    feature_revocation, feature_client_cert, feature_setting, feature_option, feature_verification, feature_extension,
    feature_format, feature_missing;

#endif
