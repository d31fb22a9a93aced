/* The keys of a plan, by number: each is made once, when it is first asked for. */
#ifndef FUZZ_PLAN_KEYS_H
#define FUZZ_PLAN_KEYS_H

#include "crypto/signature.h"
#include "x509/der/der_writer.h"

/* 0 to 7 are Ed25519; then RSA-2048 twice, ECDSA on P-256 twice, P-384 and P-521, Ed448, RSA-1024, and the two RSA-2048
 * once more as keys for RSASSA-PSS alone: of any hash, of SHA-256, of SHA-384, of SHA-256 with too long a salt. Numbers
 * behind the last begin anew. */
enum { PLAN_ED25519_KEYS = 8, PLAN_RSA_A = 8, PLAN_RSA_B = 9, PLAN_NUM_KEYS = 20, PLAN_KEY_ID_LEN = 8 };

const tl_crypto *plan_crypto(void);

/* What signs; an RSA key whatever the public key says that it is for. */
const struct private_key *plan_key(unsigned number);

void plan_key_info_write(struct writer *w, unsigned number);
void plan_key_id(unsigned number, uint8_t id[PLAN_KEY_ID_LEN]);

/* 0: how the key signs by default; else one of those that its kind can make, fit for it or not. */
const struct signature_alg *plan_signature_alg(unsigned key_number, unsigned number);

#endif
