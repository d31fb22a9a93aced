/* The sockets that wait for clients. */
#ifndef TLS_LISTENER_H
#define TLS_LISTENER_H

#include <stdbool.h>
#include <stddef.h>

#define MAX_LISTENERS   8
#define MAX_ADDRESS_LEN 64

struct listener {
    int fds[MAX_LISTENERS];
    char addresses[MAX_LISTENERS][MAX_ADDRESS_LEN]; /* "127.0.0.1:4443" */
    size_t num;
};

/* Listens on every address of host ("" means all of this machine). Port 0 takes a free one, the same for all. It says
 * what is wrong when there is none left. */
bool listener_open(struct listener *listener, const char *command, const char *host, const char *port);
void listener_close(struct listener *listener);

/* The next client's non-blocking fd, or -1 with errno. */
int listener_accept(int fd, char peer[MAX_ADDRESS_LEN]);

#endif
