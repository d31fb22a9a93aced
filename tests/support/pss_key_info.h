/* SubjectPublicKeyInfo of RSA keys for RSASSA-PSS alone (RFC 4055 §3). */
#ifndef TESTS_SUPPORT_PSS_KEY_INFO_H
#define TESTS_SUPPORT_PSS_KEY_INFO_H

#include "crypto/signature.h"
#include "x509/der/der_writer.h"

/* Of an RSA key; the parameters as they stand: an element, or none. */
void pss_key_info_write(struct writer *w, const struct public_key *key, tl_bytes parameters);

/* RSASSA-PSS-params: a hash, MGF1 with the hash of the mask, the octet of the salt's length. */
#define PSS_SHA1                   "\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00"
#define PSS_SHA256                 "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00"
#define PSS_SHA384                 "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00"
#define PSS_MGF1                   "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"
#define PSS_PARAMETERS(hash, salt) "\x30\x34\xa0\x0f" hash "\xa1\x1c\x30\x1a" PSS_MGF1 hash "\xa2\x03\x02\x01" salt
#define PSS_PARAMETERS_ONLY_SHA256 PSS_PARAMETERS(PSS_SHA256, "\x20")
#define PSS_PARAMETERS_ONLY_SHA384 PSS_PARAMETERS(PSS_SHA384, "\x30")
#define PSS_PARAMETERS_LONGER_SALT PSS_PARAMETERS(PSS_SHA256, "\x21")

#endif
