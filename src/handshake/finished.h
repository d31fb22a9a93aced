/* Finished (RFC 8446 §4.4.4, RFC 5246 §7.4.9). */
#ifndef HANDSHAKE_FINISHED_H
#define HANDSHAKE_FINISHED_H

#include "handshake/flow.h"

enum step send_finished13(struct handshake *h, struct writer *body);
enum step receive_finished13(struct handshake *h, tl_bytes body);
enum step send_finished12(struct handshake *h, struct writer *body);
enum step receive_finished12(struct handshake *h, tl_bytes body);

#endif
