/* TLS 1.3 after the hellos (RFC 8446 §2, figure 1):
 *
 *                            <--   {EncryptedExtensions}
 *                            <--   {CertificateRequest*}
 *                            <--   {Certificate}
 *                            <--   {CertificateVerify}
 *                            <--   {Finished}
 *     {Certificate*}         -->
 *     {CertificateVerify*}   -->
 *     {Finished}             -->
 */
#include "handshake/certificates.h"
#include "handshake/finished.h"
#include "handshake/handshake.h"
#include "handshake/keys13.h"
#include "handshake/tls13.h"

/* clang-format off */
static const struct flow_row rows[] = {
    {ROLE_SERVER, MESSAGE_ENCRYPTED_EXTENSIONS, NULL,                   TRANSCRIPT_ADD, KEYS_NONE,               send_encrypted_extensions,  receive_encrypted_extensions},
    {ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST,  request_due,            TRANSCRIPT_ADD, KEYS_NONE,               send_certificate_request13, receive_certificate_request13},
    {ROLE_SERVER, MESSAGE_CERTIFICATE,          NULL,                   TRANSCRIPT_ADD, KEYS_NONE,               send_certificate13,         receive_certificate13},
    {ROLE_SERVER, MESSAGE_CERTIFICATE_VERIFY,   NULL,                   TRANSCRIPT_ADD, KEYS_NONE,               send_certificate_verify13,  receive_certificate_verify13},
    {ROLE_SERVER, MESSAGE_FINISHED,             NULL,                   TRANSCRIPT_ADD, KEYS_SERVER_APPLICATION, send_finished13,            receive_finished13},

    {ROLE_CLIENT, MESSAGE_CERTIFICATE,          client_certificate_due, TRANSCRIPT_ADD, KEYS_NONE,               send_certificate13,         receive_certificate13},
    {ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY,   client_proof_due,       TRANSCRIPT_ADD, KEYS_NONE,               send_certificate_verify13,  receive_certificate_verify13},
    {ROLE_CLIENT, MESSAGE_FINISHED,             NULL,                   TRANSCRIPT_ADD, KEYS_CLIENT_APPLICATION, send_finished13,            receive_finished13},
    {0},
};
/* clang-format on */

const struct flow_family flow_tls13 = {"TLS 1.3", rows, KEYS_CLIENT_HANDSHAKE | KEYS_SERVER_HANDSHAKE, install_keys13};
