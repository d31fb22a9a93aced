#include "socket/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "base/control.h"
#include "socket/sentences.h"

bool transport_init(struct transport *transport, int fd, tl_error *error) {
    int type = 0;
    socklen_t len = sizeof type;
    bool is_socket = getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0;
    char text[128];
    REQUIRE(is_socket || errno == ENOTSOCK, error_set(error, BAD_FD, fd, strerror_r(errno, text, sizeof text)));
    REQUIRE(!is_socket || type == SOCK_STREAM, error_set(error, NOT_A_STREAM, fd));
    *transport = (struct transport){.fd = fd, .is_socket = is_socket};
    return true;
}

bool transport_blocks(const struct transport *transport) {
    int flags = fcntl(transport->fd, F_GETFL);
    return flags >= 0 && !(flags & O_NONBLOCK);
}

/* ---- fds that are no sockets have no MSG_DONTWAIT and no MSG_NOSIGNAL ---- */

static bool is_ready(int fd, short events) {
    struct pollfd asked = {.fd = fd, .events = events};
    return poll(&asked, 1, 0) > 0;
}

/* A write that finds the reader gone raises SIGPIPE in this thread. It is held back for the length of the write, and
 * taken away if it came from there; one that was pending before stays pending. */
static ssize_t write_without_sigpipe(int fd, const void *data, size_t len) {
    sigset_t pipe_signal, pending, mask;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    if (sigismember(&pending, SIGPIPE) == 1) {
        return write(fd, data, len); /* it is blocked already, and another one merges into it */
    }
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &mask);
    ssize_t written = write(fd, data, len);
    int os_errno = errno;
    if (written < 0 && os_errno == EPIPE) {
        while (sigtimedwait(&pipe_signal, NULL, &(struct timespec){0}) < 0 && errno == EINTR) {
        }
    }
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    errno = os_errno;
    return written;
}

/* A pipe that poll calls writable takes PIPE_BUF octets without waiting, even where its fd blocks. */
static ssize_t write_ready(int fd, tl_bytes bytes) {
    if (!is_ready(fd, POLLOUT)) {
        errno = EAGAIN;
        return -1;
    }
    return write_without_sigpipe(fd, bytes.data, bytes.len < PIPE_BUF ? bytes.len : PIPE_BUF);
}

static ssize_t read_ready(int fd, uint8_t *room, size_t size) {
    if (!is_ready(fd, POLLIN)) {
        errno = EAGAIN;
        return -1;
    }
    return read(fd, room, size);
}

/* ---- both kinds ---- */

static enum transfer failed_transfer(int os_errno, int *out) {
    if (os_errno == EAGAIN || os_errno == EWOULDBLOCK) {
        return TRANSFER_BLOCKED;
    }
    *out = os_errno;
    return TRANSFER_FAILED;
}

enum transfer transport_send(const struct transport *transport, tl_bytes bytes, size_t *len, int *os_errno) {
    ssize_t sent;
    do {
        sent = transport->is_socket ? send(transport->fd, bytes.data, bytes.len, MSG_DONTWAIT | MSG_NOSIGNAL)
                                    : write_ready(transport->fd, bytes);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) {
        return failed_transfer(errno, os_errno);
    }
    *len = (size_t)sent;
    return sent > 0 ? TRANSFER_DONE : TRANSFER_BLOCKED;
}

enum transfer transport_receive(const struct transport *transport, uint8_t *room, size_t size, size_t *len,
                                int *os_errno) {
    ssize_t received;
    do {
        received = transport->is_socket ? recv(transport->fd, room, size, MSG_DONTWAIT)
                                        : read_ready(transport->fd, room, size);
    } while (received < 0 && errno == EINTR);
    if (received < 0) {
        return failed_transfer(errno, os_errno);
    }
    *len = (size_t)received;
    return received > 0 ? TRANSFER_DONE : TRANSFER_END;
}

void transport_discard(const struct transport *transport) {
    uint8_t dropped[4096];
    size_t len;
    int os_errno;
    for (int round = 0; transport->is_socket && round < 16; round++) {
        if (transport_receive(transport, dropped, sizeof dropped, &len, &os_errno) != TRANSFER_DONE) {
            return;
        }
    }
}

void transport_peer_address(const struct transport *transport, char address[PEER_ADDRESS_SIZE]) {
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;
    char host[64], port[8];
    snprintf(address, PEER_ADDRESS_SIZE, "unknown");
    if (!transport->is_socket || getpeername(transport->fd, (struct sockaddr *)&peer, &len) != 0) {
        return;
    }
    if (peer.ss_family == AF_UNIX) {
        snprintf(address, PEER_ADDRESS_SIZE, "unix");
        return;
    }
    if (getnameinfo((struct sockaddr *)&peer, len, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) == 0) {
        const char *form = peer.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s";
        snprintf(address, PEER_ADDRESS_SIZE, form, host, port);
    }
}
