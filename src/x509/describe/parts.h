/* Parts that certificates, requests and lists have in common. */
#ifndef X509_DESCRIBE_PARTS_H
#define X509_DESCRIBE_PARTS_H

#include "x509/describe/description.h"

/* A Name with tag and length: the whole of it as RFC 4514 has it, and its attributes in their own order. */
void describe_name(struct description *d, const char *name, tl_bytes element);

/* The next GeneralName as one field of the group that is open, by the name of its kind: "dNSName". is_constraint: an
 * address comes with its mask (RFC 5280 §4.2.1.10). */
void describe_general_name(struct description *d, struct reader *r, bool is_constraint);

/* All that is left, at least one of them, as a list. */
void describe_general_names(struct description *d, const char *name, struct reader *r);

/* The content of an AlgorithmIdentifier of a signature, a SubjectPublicKeyInfo with tag and length. */
void describe_signature_algorithm(struct description *d, const char *name, tl_bytes content);
void describe_public_key(struct description *d, tl_bytes spki);

/* The next AlgorithmIdentifier, of a hash or of a function on one, by its name: its parameters are NULL, or there are
 * none (RFC 4055 §2.1). */
void describe_hash(struct description *d, const char *name, struct reader *r);

/* The content of an AlgorithmIdentifier of what a password protects. */
void describe_encryption(struct description *d, tl_bytes algorithm);

/* All attributes that are left, as a list. */
void describe_attributes(struct description *d, const char *name, struct reader *r);

/* How a signed structure ends: the algorithm again where it is not the one that was signed, and the signature. */
void describe_signature(struct description *d, tl_bytes signed_algorithm, tl_bytes algorithm, tl_bytes signature);

/* The content of Extensions, as the list "extensions". */
void describe_extensions(struct description *d, tl_bytes content);

/* The content of a version's INTEGER, in which 0 stands for 1; empty: it was left out, which stands for 1 too. */
void describe_version(struct description *d, tl_bytes content);

/* The content of a BIT STRING: its octets, and how many bits of the last one are unused where there are any. */
void describe_bit_string(struct description *d, const char *name, tl_bytes content);

/* The next time, or where it is none of RFC 5280 §4.1.2.5, its text. */
void describe_next_time(struct description *d, const char *name, struct reader *r);

/* Tells the octets with `describe`, but only where it reads all of them well: else nothing, and false. */
typedef void describe_value_fn(struct description *d, struct reader *r);
bool describe_if_good(struct description *d, tl_bytes octets, describe_value_fn *describe);

/* The same, and where it is not good "malformed" and the octets. */
void describe_or_show(struct description *d, tl_bytes octets, describe_value_fn *describe);

/* SHA-256 and SHA-1 of DER. */
void describe_fingerprints(struct description *d, tl_bytes der);

#endif
