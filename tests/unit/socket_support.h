/* What the tests of connections share: pairs of fds, threads that run one side, clocks. */
#ifndef UNIT_SOCKET_SUPPORT_H
#define UNIT_SOCKET_SUPPORT_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/control.h"

static inline void make_pair(int fd[2]) {
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
}

/* A pair whose pipes hold little, so that both fill soon. */
static inline void make_narrow_pair(int fd[2]) {
    make_pair(fd);
    for (int side = 0; side < 2; side++) {
        int size = 1;
        assert_int_equal(setsockopt(fd[side], SOL_SOCKET, SO_SNDBUF, &size, sizeof size), 0);
    }
}

static inline int listen_on_loopback(int backlog, char port[8]) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(fd, backlog), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    snprintf(port, 8, "%u", (unsigned)ntohs(address.sin_port));
    return fd;
}

static inline void make_tcp_pair(int fd[2]) {
    char port[8];
    int listener = listen_on_loopback(1, port);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((uint16_t)atoi(port));
    fd[0] = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd[0], (struct sockaddr *)&address, sizeof address), 0);
    fd[1] = accept(listener, NULL, NULL);
    assert_true(fd[1] >= 0);
    close(listener);
}

static inline void set_nonblocking(int fd) {
    assert_int_equal(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK), 0);
}

static inline bool is_open(int fd) {
    return fcntl(fd, F_GETFD) >= 0;
}

static inline int64_t milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static inline void sleep_ms(long time) {
    struct timespec left = {time / 1000, time % 1000 * 1000000};
    while (nanosleep(&left, &left) < 0 && errno == EINTR) {
    }
}

/* One side of a connection on a thread of its own. */
static inline pthread_t start(void *(*run)(void *), void *argument) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run, argument), 0);
    return thread;
}

static inline void finish(pthread_t thread) {
    void *problem = NULL;
    assert_int_equal(pthread_join(thread, &problem), 0);
    if (problem != NULL) {
        fail_msg("the other side: %s", (char *)problem);
    }
}

/* For threads, where cmocka's assertions do not work: returns the line as the thread's problem. */
#define SIDE_TEXT_(line)        #line
#define SIDE_TEXT(line)         SIDE_TEXT_(line)
#define SIDE_REQUIRE(condition) REQUIRE(condition, (void *)("line " SIDE_TEXT(__LINE__) ": " #condition))

#endif
