#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/control.h"
#include "socket/conn.h"
#include "socket/sentences.h"

/* Where we are to go, and what the addresses tried so far came to, for the sentence if none of them works. */
struct destination {
    const char *host, *port;
    int last_errno;
    char tried[256]; /* " 192.0.2.1 (Connection refused) 2001:db8::1 (Connection timed out)" */
};

/* ---- names ---- */

static bool is_number(const char *text) {
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* getaddrinfo takes any number and cuts it to 16 bits. */
static bool is_port(const char *port) {
    if (port == NULL || port[0] == '\0') {
        return false;
    }
    unsigned long number = is_number(port) ? strtoul(port, NULL, 10) : 1;
    return number >= 1 && number <= 65535;
}

static bool explain_lookup(const struct destination *to, int status, int os_errno, tl_error *error) {
    char text[128];
    const char *why = status == EAI_SYSTEM ? strerror_r(os_errno, text, sizeof text) : gai_strerror(status);
    switch (status) {
    case EAI_SERVICE:
        return error_set(error, BAD_PORT, to->port, to->host);
    case EAI_NONAME:
    case EAI_NODATA:
    case EAI_ADDRFAMILY:
        return error_set(error, NAME_NOT_FOUND, to->host, to->port, why);
    case EAI_MEMORY:
        return error_set(error, OUT_OF_MEMORY);
    default:
        error_set(error, NAME_SERVICE_FAILED, to->host, to->port, why);
        if (error != NULL && status == EAI_SYSTEM) {
            error->os_errno = os_errno;
        }
        return false;
    }
}

static bool look_up(const struct destination *to, struct addrinfo **addresses, tl_error *error) {
    REQUIRE(to->host != NULL && to->host[0] != '\0', error_set(error, NO_HOST));
    REQUIRE(is_port(to->port), error_set(error, BAD_PORT, to->port != NULL ? to->port : "", to->host));
    struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_protocol = IPPROTO_TCP};
    int status = getaddrinfo(to->host, to->port, &wanted, addresses);
    return status == 0 || explain_lookup(to, status, errno, error);
}

/* ---- one address ---- */

/* How the connection attempt on a non-blocking socket ended: 0 or the error. */
static int await_connection(int fd, struct deadline deadline) {
    int os_errno = 0;
    socklen_t len = sizeof os_errno;
    switch (wait_for(fd, POLLOUT, deadline, &os_errno)) {
    case WAIT_READY:
        return getsockopt(fd, SOL_SOCKET, SO_ERROR, &os_errno, &len) == 0 ? os_errno : errno;
    case WAIT_TIMEOUT:
        return ETIMEDOUT;
    default:
        return os_errno;
    }
}

/* A connect that a signal interrupts goes on by itself, like one that has only begun. */
static int connect_to(int fd, const struct addrinfo *address, struct deadline deadline) {
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0) {
        return 0;
    }
    return errno == EINPROGRESS || errno == EINTR ? await_connection(fd, deadline) : errno;
}

/* The fd becomes a blocking one. Records go out when they are sealed: there is nothing for Nagle to collect. */
static int make_ordinary(int fd) {
    int on = 1;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0) {
        return errno;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return 0;
}

static int open_connection(const struct addrinfo *address, struct deadline deadline, int *os_errno) {
    int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
    if (fd < 0) {
        *os_errno = errno;
        return -1;
    }
    *os_errno = connect_to(fd, address, deadline);
    if (*os_errno == 0) {
        *os_errno = make_ordinary(fd);
    }
    if (*os_errno != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* ---- all addresses ---- */

static size_t count_addresses(const struct addrinfo *address) {
    size_t count = 0;
    for (; address != NULL; address = address->ai_next) {
        count++;
    }
    return count;
}

static void note_attempt(struct destination *to, const struct addrinfo *address, int os_errno) {
    char host[64] = "?", text[128];
    getnameinfo(address->ai_addr, address->ai_addrlen, host, sizeof host, NULL, 0, NI_NUMERICHOST);
    size_t at = strlen(to->tried);
    snprintf(to->tried + at, sizeof to->tried - at, " %s (%s)", host, strerror_r(os_errno, text, sizeof text));
    to->last_errno = os_errno;
}

static bool explain_connect(const struct destination *to, tl_error *error) {
    switch (to->last_errno) {
    case ECONNREFUSED:
        error_set(error, CONNECT_REFUSED, to->host, to->port, to->tried);
        break;
    case ETIMEDOUT:
        error_set(error, CONNECT_TIMED_OUT, to->host, to->port, to->tried);
        break;
    default:
        error_set(error, CONNECT_FAILED, to->host, to->port, to->tried);
        break;
    }
    if (error != NULL) {
        error->os_errno = to->last_errno;
    }
    return false;
}

/* Each address gets its share of the time, so that one which swallows packets does not use up that of the others. */
static bool connect_any(struct destination *to, unsigned timeout_ms, int *fd, tl_error *error) {
    struct addrinfo *addresses = NULL;
    TRY(look_up(to, &addresses, error));
    struct deadline deadline = deadline_in(timeout_ms);
    *fd = -1;
    for (const struct addrinfo *next = addresses; next != NULL && *fd < 0; next = next->ai_next) {
        int os_errno = 0;
        *fd = open_connection(next, deadline_share(deadline, count_addresses(next)), &os_errno);
        if (*fd < 0) {
            note_attempt(to, next, os_errno);
        }
    }
    freeaddrinfo(addresses);
    return *fd >= 0 || explain_connect(to, error);
}

/* ---- the whole ---- */

static bool shake_hands(tl_conn *conn, tl_error *error) {
    tl_result result = tl_handshake(conn);
    if (result == TL_WANT_ANSWER) {
        return error_set(error, NEEDS_ANSWERS);
    }
    if (result != TL_OK && error != NULL) {
        *error = *tl_conn_error(conn);
    }
    return result == TL_OK;
}

int tl_dial(const char *host, const char *port, unsigned timeout_ms, tl_error *error) {
    error_clear(error);
    struct destination to = {.host = host, .port = port};
    int fd = -1;
    return connect_any(&to, timeout_ms, &fd, error) ? fd : -1;
}

static tl_conn *connect_with(const char *host, const char *port, const tl_client_config *config, tl_error *error) {
    int fd = tl_dial(host, port, tl_client_config_connect_timeout(config), error);
    if (fd < 0) {
        return NULL;
    }
    tl_conn *conn = tl_client(fd, host, config, error);
    if (conn == NULL) {
        close(fd);
        return NULL;
    }
    if (!shake_hands(conn, error)) {
        tl_free(conn);
        return NULL;
    }
    return conn;
}

tl_conn *tl_connect(const char *host, const char *port, const tl_client_config *config, tl_error *error) {
    error_clear(error);
    tl_client_config *own =
        config != NULL ? tl_client_config_ref(config) : tl_client_config_new(&(tl_client_options){0}, error);
    if (own == NULL) {
        return NULL;
    }
    tl_conn *conn = connect_with(host, port, own, error);
    tl_client_config_free(own);
    return conn;
}
