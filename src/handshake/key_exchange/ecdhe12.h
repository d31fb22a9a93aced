/* ECDHE in TLS 1.2 (RFC 8422 §2): ServerKeyExchange and ClientKeyExchange. */
#ifndef HANDSHAKE_KEY_EXCHANGE_ECDHE12_H
#define HANDSHAKE_KEY_EXCHANGE_ECDHE12_H

#include "handshake/flow.h"

enum step send_server_key_exchange(struct handshake *h, struct writer *body);
enum step receive_server_key_exchange(struct handshake *h, tl_bytes body);
enum step send_client_key_exchange(struct handshake *h, struct writer *body);
enum step receive_client_key_exchange(struct handshake *h, tl_bytes body);

#endif
