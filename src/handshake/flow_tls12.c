/* A full handshake of TLS 1.2 with ECDHE after the hellos (RFC 5246 §7.3, figure 1, and RFC 6066 §8):
 *
 *                            <--   Certificate
 *                            <--   CertificateStatus*
 *                            <--   ServerKeyExchange
 *                            <--   CertificateRequest*
 *                            <--   ServerHelloDone
 *     Certificate*           -->
 *     ClientKeyExchange      -->
 *     CertificateVerify*     -->
 *     [ChangeCipherSpec]     -->
 *     Finished               -->
 *                            <--   [ChangeCipherSpec]
 *                            <--   Finished
 */
#include "handshake/certificates.h"
#include "handshake/finished.h"
#include "handshake/handshake.h"
#include "handshake/key_exchange/ecdhe12.h"
#include "handshake/keys12.h"
#include "handshake/tls12.h"

/* clang-format off */
static const struct flow_row rows[] = {
    {ROLE_SERVER, MESSAGE_CERTIFICATE,         NULL,                   TRANSCRIPT_ADD,  KEYS_NONE,               send_certificate12,         receive_certificate12},
    {ROLE_SERVER, MESSAGE_CERTIFICATE_STATUS,  certificate_status_due, TRANSCRIPT_ADD,  KEYS_NONE,               send_certificate_status,    receive_certificate_status},
    {ROLE_SERVER, MESSAGE_SERVER_KEY_EXCHANGE, NULL,                   TRANSCRIPT_ADD,  KEYS_NONE,               send_server_key_exchange,   receive_server_key_exchange},
    {ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST, request_due,            TRANSCRIPT_ADD,  KEYS_NONE,               send_certificate_request12, receive_certificate_request12},
    {ROLE_SERVER, MESSAGE_SERVER_HELLO_DONE,   NULL,                   TRANSCRIPT_ADD,  KEYS_NONE,               send_server_hello_done,     receive_server_hello_done},

    {ROLE_CLIENT, MESSAGE_CERTIFICATE,         client_certificate_due, TRANSCRIPT_ADD,  KEYS_NONE,               send_certificate12,         receive_certificate12},
    {ROLE_CLIENT, MESSAGE_CLIENT_KEY_EXCHANGE, NULL,                   TRANSCRIPT_ADD,  KEYS_MASTER,             send_client_key_exchange,   receive_client_key_exchange},
    {ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY,  client_proof_due,       TRANSCRIPT_ADD,  KEYS_NONE,               send_certificate_verify12,  receive_certificate_verify12},
    {ROLE_CLIENT, MESSAGE_CHANGE_CIPHER_SPEC,  NULL,                   TRANSCRIPT_SKIP, KEYS_CLIENT_APPLICATION, send_change_cipher_spec,    receive_change_cipher_spec},
    {ROLE_CLIENT, MESSAGE_FINISHED,            NULL,                   TRANSCRIPT_ADD,  KEYS_NONE,               send_finished12,            receive_finished12},

    {ROLE_SERVER, MESSAGE_CHANGE_CIPHER_SPEC,  NULL,                   TRANSCRIPT_SKIP, KEYS_SERVER_APPLICATION, send_change_cipher_spec,    receive_change_cipher_spec},
    {ROLE_SERVER, MESSAGE_FINISHED,            NULL,                   TRANSCRIPT_ADD,  KEYS_NONE,               send_finished12,            receive_finished12},
    {0},
};
/* clang-format on */

const struct flow_family flow_tls12 = {"TLS 1.2", rows, KEYS_NONE, install_keys12};
