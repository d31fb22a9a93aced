/* ClientHello and ServerHello (RFC 8446 §4.1, RFC 5246 §7.4.1). */
#ifndef WIRE_HELLO_H
#define WIRE_HELLO_H

#include "base/reader.h"
#include "base/writer.h"

#define RANDOM_LEN         32
#define MAX_SESSION_ID_LEN 32

struct client_hello {
    uint16_t legacy_version;
    tl_bytes random;
    tl_bytes session_id;
    tl_bytes cipher_suites; /* two octets each */
    tl_bytes compression_methods;
    tl_bytes extensions; /* the list's content; data NULL: none at all */
};

struct server_hello {
    uint16_t legacy_version;
    tl_bytes random;
    tl_bytes session_id;
    uint16_t cipher_suite;
    uint8_t compression_method;
    tl_bytes extensions;
};

/* The random that makes a ServerHello a HelloRetryRequest (RFC 8446 §4.1.3). */
extern const uint8_t hello_retry_random[RANDOM_LEN];

bool parse_client_hello(tl_bytes body, struct client_hello *m);
bool parse_server_hello(tl_bytes body, struct server_hello *m);
bool is_hello_retry_request(tl_bytes message); /* a whole message, header included */

/* Everything but the extensions, which the caller appends as a vector with a prefix of two octets. */
void write_client_hello(struct writer *w, const struct client_hello *m);
void write_server_hello(struct writer *w, const struct server_hello *m);

bool has_u16(tl_bytes list, uint16_t value); /* in a list of two-octet values */

#endif
