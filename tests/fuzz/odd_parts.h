/* What libcrypto reads and RFC 5280 does not allow, as libcrypto shows it: the explanations of refusals. */
#ifndef FUZZ_ODD_PARTS_H
#define FUZZ_ODD_PARTS_H

#include <openssl/x509v3.h>

#include "base/bytes.h"

bool time_is_odd(const ASN1_TIME *time);           /* not of the form of §4.1.2.5 */
bool name_has_empty_rdn(const X509_NAME *name);    /* a relative name without an attribute */
bool bits_are_unused(const ASN1_BIT_STRING *bits); /* a BIT STRING that is not of whole octets */
bool number_is_odd(const ASN1_INTEGER *number);    /* negative, or over 2^31 - 1; false where there is none */
/* Of a signed structure: BER, or `again`, its signed part as libcrypto writes it (i2d; freed), is not what stands
 * there. */
bool signed_part_is_ber(tl_bytes der, unsigned char *again, int len);
bool has_high_tag(tl_bytes der); /* a tag of the high form */

bool has_empty_list(tl_bytes elements); /* an element that should have others within it, and has none */

/* Parameters that do not belong to the algorithm of a signature; of RSASSA-PSS (RFC 4055 §2.1, §3.1): other hashes than
 * with NULL or nothing, another mask than MGF1, another trailer than the one that there is. */
bool algorithm_has_odd_parameters(const X509_ALGOR *algorithm);
bool pss_is_odd(const X509_ALGOR *algorithm);

/* What libcrypto's queue of errors blames, which is empty afterwards: the type of an attribute's value in a name, or
 * its octets, such as no UTF-8; or the parameters of an algorithm. */
enum blame { BLAME_ELSEWHERE, BLAME_ATTRIBUTE_TYPE, BLAME_ATTRIBUTE_OCTETS, BLAME_PARAMETERS };
enum blame blame_of_errors(void);

/* ---- extensions ---- */

int extension_nid(const X509_EXTENSION *extension);
tl_bytes extension_value(const X509_EXTENSION *extension);
void extension_free(const X509_EXTENSION *extension, void *decoded);

/* libcrypto's own decoder cannot read it, or leaves something behind. */
bool extension_is_unreadable(const X509_EXTENSION *extension);

/* BER, or not as libcrypto itself would write what it read. */
bool extension_is_ber(const X509_EXTENSION *extension);

/* ---- general names ---- */

bool name_is_not_ascii(const GENERAL_NAME *name); /* where it is to be an IA5String */
bool address_is_odd(const GENERAL_NAME *name);    /* neither 4 nor 16 octets */
bool general_names_are_opaque(tl_bytes content);  /* one of them has a type that we do not look into */
bool any_name(const GENERAL_NAMES *names, bool (*is_odd)(const GENERAL_NAME *));

#endif
