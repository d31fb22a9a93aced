/* SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
#ifndef X509_PUBLIC_KEY_INFO_H
#define X509_PUBLIC_KEY_INFO_H

#include "crypto/signature.h"
#include "x509/der/der.h"

/* From the whole element. False: not such a structure, or a key that does not fit its algorithm. key->kind KEY_NONE: an
 * algorithm, curve or form of point that we do not know. */
bool public_key_info_parse(tl_bytes spki, struct public_key *key);

/* subjectPublicKey without its tag, length and unused bits: what OCSP hashes. Empty: there is none. */
tl_bytes public_key_info_key(tl_bytes spki);

/* The algorithm's OID and parameters (an element, or empty), as they also stand in PKCS #8 (RFC 5958). False: wrong
 * parameters for an algorithm that we know. *key receives kind, curve and PSS parameters. */
bool key_algorithm_parse(tl_bytes algorithm, struct public_key *key);

enum key_curve curve_by_oid(tl_bytes oid);
size_t curve_size(enum key_curve curve); /* octets of a coordinate */

#endif
