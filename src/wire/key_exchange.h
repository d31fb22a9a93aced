/* ServerKeyExchange and ClientKeyExchange of ECDHE (RFC 8422 §5.4, §5.7). */
#ifndef WIRE_KEY_EXCHANGE_H
#define WIRE_KEY_EXCHANGE_H

#include "wire/authentication.h"

#define CURVE_TYPE_NAMED 3

struct server_key_exchange {
    uint8_t curve_type;
    uint16_t group;
    tl_bytes share;
    tl_bytes parameters; /* ServerECDHParams as they stand: what is signed, after the randoms */
    struct certificate_verify signature;
};

bool parse_server_key_exchange(tl_bytes body, struct server_key_exchange *m);
void write_server_ecdh_params(struct writer *w, uint16_t group, tl_bytes share);

bool parse_client_key_exchange(tl_bytes body, tl_bytes *share);
void write_client_key_exchange(struct writer *w, tl_bytes share);

#endif
