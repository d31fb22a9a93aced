/* The fd under a connection: a stream socket, or anything else that reads and writes (a terminal, a pipe). Nothing here
 * ever waits, whether the fd blocks or not, and nothing raises SIGPIPE. */
#ifndef SOCKET_TRANSPORT_H
#define SOCKET_TRANSPORT_H

#include "base/bytes.h"

struct transport {
    int fd;
    bool is_socket;
};

bool transport_init(struct transport *transport, int fd, tl_error *error);

/* Whether the caller expects calls on this fd to wait. Asked whenever it matters: it may change in between. */
bool transport_blocks(const struct transport *transport);

enum transfer {
    TRANSFER_DONE,    /* *len octets, at least one */
    TRANSFER_BLOCKED, /* none now */
    TRANSFER_END,     /* nothing more will come */
    TRANSFER_FAILED   /* *os_errno says why */
};
enum transfer transport_send(const struct transport *transport, tl_bytes bytes, size_t *len, int *os_errno);
enum transfer transport_receive(const struct transport *transport, uint8_t *room, size_t size, size_t *len,
                                int *os_errno);

/* Takes what has already come and drops it: a close with octets left unread makes TCP reset the connection, and the
 * reset may overtake what we sent last. */
void transport_discard(const struct transport *transport);

/* "192.0.2.1:443", "[2001:db8::1]:443", "unix" or "unknown". */
#define PEER_ADDRESS_SIZE 80
void transport_peer_address(const struct transport *transport, char address[PEER_ADDRESS_SIZE]);

#endif
