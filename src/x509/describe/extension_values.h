/* The values of extensions, a function each: the field that it tells is named "value". */
#ifndef X509_DESCRIBE_EXTENSION_VALUES_H
#define X509_DESCRIBE_EXTENSION_VALUES_H

#include "x509/describe/description.h"

typedef void describe_extension_fn(struct description *d, struct reader *r);

/* what a key may do (extension_usage.c) */
describe_extension_fn describe_key_usage, describe_extended_key_usage, describe_basic_constraints,
    describe_private_key_usage_period, describe_tls_feature, describe_netscape_cert_type;

/* names and identifiers (extension_names.c) */
describe_extension_fn describe_alt_names, describe_name_constraints, describe_key_id, describe_authority_key_id,
    describe_directory_attributes;

/* policies (extension_policies.c) */
describe_extension_fn describe_policies, describe_policy_mappings, describe_policy_constraints, describe_qc_statements;

/* where lists and other things are to be had, and what lists say (extension_points.c) */
describe_extension_fn describe_crl_points, describe_access, describe_issuing_point, describe_crl_reason,
    describe_invalidity_date;

/* Certificate Transparency (extension_transparency.c) */
describe_extension_fn describe_sct_list;

/* Microsoft's (extension_microsoft.c) */
describe_extension_fn describe_microsoft_template, describe_microsoft_ca_version;

/* of many: a string, an INTEGER, an OCTET STRING, NULL (extensions.c) */
describe_extension_fn describe_string_value, describe_integer_value, describe_octets_value, describe_null_value;

#endif
