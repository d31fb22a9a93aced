/* The hellos, which every family begins with (RFC 8446 §2.1, RFC 5246 §7.3):
 *
 *     ClientHello            -->
 *                            <--   [HelloRetryRequest]
 *     [ClientHello           -->]
 *                            <--   ServerHello
 */
#include "handshake/choose.h"
#include "handshake/handshake.h"
#include "handshake/offer.h"

static enum when retry_due(const struct handshake *h) {
    if (connection_role(h->conn) == ROLE_SERVER) {
        return h->hello_retry ? MUST : NEVER;
    }
    return h->conn->config->policy.max_version >= TL_TLS1_3 ? MAY : NEVER;
}

static enum when after_retry(const struct handshake *h) {
    return h->hello_retry ? MUST : NEVER;
}

/* clang-format off */
const struct flow_row hello_flow[] = {
    {ROLE_CLIENT, MESSAGE_CLIENT_HELLO,        NULL,        TRANSCRIPT_ADD,     KEYS_NONE,      send_client_hello,  receive_client_hello},
    {ROLE_SERVER, MESSAGE_HELLO_RETRY_REQUEST, retry_due,   TRANSCRIPT_RESTART, KEYS_NONE,      send_hello_retry,   receive_hello_retry},
    {ROLE_CLIENT, MESSAGE_CLIENT_HELLO,        after_retry, TRANSCRIPT_ADD,     KEYS_NONE,      send_client_hello,  receive_client_hello},
    {ROLE_SERVER, MESSAGE_SERVER_HELLO,        NULL,        TRANSCRIPT_ADD,     KEYS_OF_FAMILY, send_server_hello,  receive_server_hello},
    {0},
};
/* clang-format on */
