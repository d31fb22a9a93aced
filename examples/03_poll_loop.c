/* Many clients in one thread: an echo server of engines in a poll loop. Usage: 03_poll_loop PORT CERT_FILE KEY_FILE */
#include "pump.h"
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_CLIENTS = 64 };

/* Writes back what came, as far as there is room. False: the connection is over. */
static bool echo(tl_engine *engine, int fd) {
    int state;
    while ((state = pump(engine, fd)) == 1) {
        tl_bytes came = tl_engine_plaintext(engine);
        size_t written;
        if (tl_engine_write(engine, came.data, came.len, &written) != TL_OK) {
            return tl_engine_error(engine)->kind == TL_ERR_NONE;
        }
        tl_engine_consumed(engine, written);
    }
    if (state < 0) {
        tl_engine_shutdown(engine);
        (void)pump(engine, fd);
    }
    return state >= 0;
}

int main(int argc, char **argv) {
    tl_error error = {.message = "usage: 03_poll_loop PORT CERT_FILE KEY_FILE"};
    tl_identity *identity = argc == 4 ? tl_identity_load(argv[2], argv[3], &error) : NULL;
    tl_server_options options = {.identities = (const tl_identity *const *)&identity, .num_identities = 1};
    tl_server_config *config = identity ? tl_server_config_new(&options, &error) : NULL;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argc > 1 ? argv[1] : ""))};
    struct pollfd fds[1 + MAX_CLIENTS] = {{.fd = socket(AF_INET, SOCK_STREAM, 0), .events = POLLIN}};
    tl_engine *engines[1 + MAX_CLIENTS];
    setsockopt(fds[0].fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (!config || bind(fds[0].fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fds[0].fd, 16) != 0) {
        fprintf(stderr, "%s\n", config ? "the port cannot be had" : error.message);
        return tl_server_config_free(config), tl_identity_free(identity), 2;
    }
    for (nfds_t n = 1; poll(fds, n, -1) >= 0 || errno == EINTR;) {
        if ((fds[0].revents & POLLIN) && n <= MAX_CLIENTS) {
            fds[n].fd = accept(fds[0].fd, NULL, NULL);
            engines[n] = fds[n].fd >= 0 ? tl_engine_new_server(config, NULL, &error) : NULL;
            n += engines[n] != NULL;
        }
        for (nfds_t i = n; i-- > 1;) {
            if (!echo(engines[i], fds[i].fd)) {
                tl_engine_free(engines[i]);
                close(fds[i].fd);
                n--, fds[i] = fds[n], engines[i] = engines[n];
            }
        }
        for (nfds_t i = 1; i < n; i++) {
            unsigned ready = tl_engine_ready(engines[i]); /* unread plaintext waits until the network takes its echo */
            fds[i].events = (short)((ready & TL_MUST_SEND ? POLLOUT : 0) | (ready & TL_CAN_READ ? 0 : POLLIN));
        }
    }
}
