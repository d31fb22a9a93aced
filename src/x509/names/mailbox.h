/* Mail addresses and the hosts of URIs, as name constraints and verification compare them. */
#ifndef X509_MAILBOX_H
#define X509_MAILBOX_H

#include "base/bytes.h"

struct mailbox {
    tl_bytes local, host; /* before and after the @ */
};

/* A mailbox of RFC 5321 §4.1.2 with a local part that is not quoted and a host that is a DNS name: every other may be
 * written in more than one way, so that octets cannot tell whether two are the same. */
bool mailbox_parse(tl_bytes text, struct mailbox *mailbox);

/* The host of a URI with an authority (RFC 3986 §3.2.2), without user and port; empty: it has none. */
tl_bytes uri_host(tl_bytes uri);

#endif
