/* Handshake messages by number and name (RFC 8446 §4, RFC 5246 §7.4). */
#ifndef WIRE_MESSAGE_H
#define WIRE_MESSAGE_H

#include "base/bytes.h"

enum message {
    MESSAGE_HELLO_REQUEST = 0,
    MESSAGE_CLIENT_HELLO = 1,
    MESSAGE_SERVER_HELLO = 2,
    MESSAGE_NEW_SESSION_TICKET = 4,
    MESSAGE_END_OF_EARLY_DATA = 5,
    MESSAGE_ENCRYPTED_EXTENSIONS = 8,
    MESSAGE_CERTIFICATE = 11,
    MESSAGE_SERVER_KEY_EXCHANGE = 12,
    MESSAGE_CERTIFICATE_REQUEST = 13,
    MESSAGE_SERVER_HELLO_DONE = 14,
    MESSAGE_CERTIFICATE_VERIFY = 15,
    MESSAGE_CLIENT_KEY_EXCHANGE = 16,
    MESSAGE_FINISHED = 20,
    MESSAGE_CERTIFICATE_STATUS = 22,
    MESSAGE_KEY_UPDATE = 24,
    MESSAGE_HASH = 254,

    /* Ours: what the flow tells apart though the wire does not, or what is no handshake message on the wire. */
    MESSAGE_HELLO_RETRY_REQUEST = 0x102, /* a ServerHello with a fixed random */
    MESSAGE_CHANGE_CIPHER_SPEC = 0x114   /* a record of its own content type */
};

const char *message_name(enum message message); /* "ClientHello"; "a message of unknown type" */
uint8_t message_wire_type(enum message message);

/* The kind of a whole message (header and body), HelloRetryRequest told apart from ServerHello. */
enum message message_kind(tl_bytes message);

#endif
