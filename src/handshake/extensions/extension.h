/* Extensions: one small file each, one row each in the table in extension.c. A row says where its extension may stand
 * (RFC 8446 §4.2), when we send it, how its content is written, and how it is read into values. Acting on the values is
 * the handlers' part. */
#ifndef HANDSHAKE_EXTENSIONS_EXTENSION_H
#define HANDSHAKE_EXTENSIONS_EXTENSION_H

#include "base/writer.h"
#include "wire/extension.h"

struct handshake;

enum extension_place {
    IN_CLIENT_HELLO = 1 << 0,
    IN_SERVER_HELLO12 = 1 << 1,
    IN_SERVER_HELLO13 = 1 << 2,
    IN_HELLO_RETRY = 1 << 3,
    IN_ENCRYPTED_EXTENSIONS = 1 << 4,
    IN_CERTIFICATE_REQUEST = 1 << 5,
    IN_CERTIFICATE = 1 << 6
};

/* What the extensions of one message say: views of the message. A view with data NULL means that the extension is not
 * there. */
struct extension_values {
    tl_bytes server_name;          /* ClientHello: the host_name */
    bool server_name_acknowledged; /* the server's empty answer */
    tl_bytes supported_groups;     /* NamedGroups, two octets each */
    tl_bytes signature_algorithms; /* SignatureSchemes, two octets each */
    tl_bytes alpn;                 /* ProtocolNameList content */
    tl_bytes supported_versions;   /* ClientHello: versions, two octets each */
    uint16_t selected_version;     /* ServerHello: 0 if not there */
    tl_bytes key_shares;           /* ClientHello: KeyShareEntries */
    bool has_key_share;
    uint16_t key_share_group; /* ServerHello, HelloRetryRequest */
    tl_bytes key_share;       /* ServerHello */
    tl_bytes cookie;
    tl_bytes renegotiation_info; /* renegotiated_connection */
    bool extended_master_secret;
    bool point_formats, uncompressed_points; /* that the extension is there; and what it must say */
    bool status_request;                     /* ClientHello, CertificateRequest: an OCSP response is asked for;
                                                ServerHello: CertificateStatus may follow */
    tl_bytes ocsp_response;                  /* Certificate */
};

struct extension {
    uint16_t type;
    const char *name; /* IANA */
    unsigned places;  /* where it may be read */
    bool (*wanted)(const struct handshake *h, enum extension_place place);
    void (*write)(const struct handshake *h, enum extension_place place, struct writer *content);
    bool (*read)(struct extension_values *values, enum extension_place place, tl_bytes content); /* false: malformed */
};

extern const struct extension extension_server_name, extension_supported_groups, extension_ec_point_formats,
    extension_signature_algorithms, extension_alpn, extension_extended_master_secret, extension_supported_versions,
    extension_cookie, extension_key_share, extension_renegotiation_info, extension_certificate_authorities,
    extension_status_request;

/* A row of the table, in the order in which they are sent; NULL behind the last. */
const struct extension *extension_at(size_t index);

/* Writes the list, with its length, of all extensions that are wanted in this place. In TLS 1.2 an empty list is left
 * out whole. */
void extensions_write(struct handshake *h, enum extension_place place, struct writer *w);

/* Reads a list into h->extensions (reset first): malformed, duplicate, misplaced and unoffered extensions fail the
 * handshake with their alerts; unknown ones are passed over where the peer may send any. */
bool extensions_read(struct handshake *h, enum extension_place place, const char *message, tl_bytes list);

/* Did we send this extension where the peer may answer it? */
bool extension_was_offered(const struct handshake *h, const struct extension *extension);

/* TLS 1.2: both sides must accept uncompressed points (RFC 8422 §5.1.2). */
bool check_point_formats(struct handshake *h);

#endif
