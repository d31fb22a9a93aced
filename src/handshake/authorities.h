/* The names of the CAs whose client certificates a server accepts (RFC 8446 §4.2.4, RFC 5246 §7.4.4). */
#ifndef HANDSHAKE_AUTHORITIES_H
#define HANDSHAKE_AUTHORITIES_H

#include "base/writer.h"

/* A long list helps nobody: with more anchors than that no names are sent, which means any. */
#define MAX_AUTHORITIES 64

bool has_authorities(const tl_trust *trust);
void write_authorities(const tl_trust *trust, struct writer *w); /* the list with its length, maybe empty */

#endif
