/* answer_tool FILE [silent]: listens on the loopback, prints "http://127.0.0.1:PORT/", reads what one client sends for
 * as long as it takes to see the end of its request, sends it the octets of FILE and ends; or, silent, waits for its
 * end. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int fail(const char *what) {
    perror(what);
    return 1;
}

static int listen_somewhere(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, 1) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &len) != 0) {
        return -1;
    }
    printf("http://127.0.0.1:%u/\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

/* Until the client's end: what it sent must not reset what we answer. */
static void drain(int fd) {
    char data[4096];
    while (recv(fd, data, sizeof data, 0) > 0) {
    }
}

int main(int argc, char **argv) {
    static char answer[1 << 17];
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    bool silent = argc > 2 && strcmp(argv[2], "silent") == 0;
    if (file == NULL) {
        return fail("the file");
    }
    size_t len = fread(answer, 1, sizeof answer, file);
    fclose(file);
    int listener = listen_somewhere();
    int fd = listener >= 0 ? accept(listener, NULL, NULL) : -1;
    if (fd < 0) {
        return fail("the client");
    }
    if (!silent && send(fd, answer, len, MSG_NOSIGNAL) != (ssize_t)len) {
        return fail("the answer");
    }
    if (!silent) {
        shutdown(fd, SHUT_WR);
    }
    drain(fd);
    close(fd);
    close(listener);
    return 0;
}
