#include "tls/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void name_address(const struct sockaddr *address, socklen_t length, char text[MAX_ADDRESS_LEN]) {
    char host[MAX_ADDRESS_LEN - 16], port[8];
    if (getnameinfo(address, length, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        snprintf(text, MAX_ADDRESS_LEN, "unknown");
        return;
    }
    bool bracketed = address->sa_family == AF_INET6;
    snprintf(text, MAX_ADDRESS_LEN, "%s%s%s:%s", bracketed ? "[" : "", host, bracketed ? "]" : "", port);
}

static void set_port(struct sockaddr *address, in_port_t port) {
    if (address->sa_family == AF_INET) {
        ((struct sockaddr_in *)(void *)address)->sin_port = port;
    } else if (address->sa_family == AF_INET6) {
        ((struct sockaddr_in6 *)(void *)address)->sin6_port = port;
    }
}

static in_port_t port_of(const struct sockaddr_storage *address) {
    return address->ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)(const void *)address)->sin6_port
                                          : ((const struct sockaddr_in *)(const void *)address)->sin_port;
}

static int open_socket(const struct addrinfo *address) {
    int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
    if (fd < 0) {
        return -1;
    }
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->ai_family == AF_INET6) {
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    if (bind(fd, address->ai_addr, address->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0) {
        int os_errno = errno;
        close(fd);
        errno = os_errno;
        return -1;
    }
    return fd;
}

/* *port is the one that the first socket got, for all that follow. */
static bool add_socket(struct listener *listener, const struct addrinfo *address, in_port_t *port) {
    if (*port != 0) {
        set_port(address->ai_addr, *port);
    }
    int fd = open_socket(address);
    if (fd < 0) {
        return false;
    }
    struct sockaddr_storage bound = {0};
    socklen_t length = sizeof bound;
    getsockname(fd, (struct sockaddr *)&bound, &length);
    *port = port_of(&bound);
    name_address((struct sockaddr *)&bound, length, listener->addresses[listener->num]);
    listener->fds[listener->num++] = fd;
    return true;
}

bool listener_open(struct listener *listener, const char *command, const char *host, const char *port) {
    listener->num = 0;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *addresses = NULL;
    int code = getaddrinfo(host[0] != '\0' ? host : NULL, port, &hints, &addresses);
    if (code != 0) {
        fprintf(stderr, "%s: %s port %s is no address to listen on: %s\n", command, host, port, gai_strerror(code));
        return false;
    }
    in_port_t chosen = 0;
    int os_errno = 0;
    for (const struct addrinfo *next = addresses; next != NULL && listener->num < MAX_LISTENERS; next = next->ai_next) {
        if (!add_socket(listener, next, &chosen)) {
            os_errno = errno;
        }
    }
    freeaddrinfo(addresses);
    if (listener->num == 0) {
        fprintf(stderr, "%s: cannot listen on %s port %s: %s\n", command, host[0] != '\0' ? host : "any address", port,
                strerror(os_errno));
    }
    return listener->num > 0;
}

void listener_close(struct listener *listener) {
    for (size_t i = 0; i < listener->num; i++) {
        close(listener->fds[i]);
    }
    listener->num = 0;
}

int listener_accept(int fd, char peer[MAX_ADDRESS_LEN]) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    int client = accept4(fd, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client >= 0) {
        int on = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        name_address((struct sockaddr *)&address, length, peer);
    }
    return client;
}
