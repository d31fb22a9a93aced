#include "socket/wait.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <time.h>

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

struct deadline deadline_in(unsigned milliseconds) {
    return milliseconds > 0 ? (struct deadline){true, now() + milliseconds} : (struct deadline){0};
}

struct deadline deadline_earlier(struct deadline a, struct deadline b) {
    if (!a.set || !b.set) {
        return a.set ? a : b;
    }
    return a.at < b.at ? a : b;
}

bool deadline_passed(struct deadline deadline) {
    return deadline.set && now() >= deadline.at;
}

struct deadline deadline_share(struct deadline deadline, size_t num_steps) {
    if (!deadline.set || num_steps < 2) {
        return deadline;
    }
    int64_t start = now();
    int64_t share = (deadline.at - start) / (int64_t)num_steps;
    return (struct deadline){true, start + (share > 0 ? share : 1)};
}

/* What poll takes: -1 for ever, 0 not at all. The clock counts whole milliseconds, so one more is never too early. */
static int poll_timeout(struct deadline deadline) {
    if (!deadline.set) {
        return -1;
    }
    int64_t left = deadline.at - now();
    if (left <= 0) {
        return 0;
    }
    return left < INT_MAX ? (int)left + 1 : INT_MAX;
}

enum wait_result wait_for(int fd, short events, struct deadline deadline, int *os_errno) {
    struct pollfd waiting = {.fd = fd, .events = events};
    for (;;) {
        int timeout = poll_timeout(deadline);
        int ready = poll(&waiting, 1, timeout);
        if (ready > 0) {
            return WAIT_READY;
        }
        if (ready < 0 && errno != EINTR) {
            *os_errno = errno;
            return WAIT_FAILED_OS;
        }
        if (ready == 0 && deadline_passed(deadline)) {
            return WAIT_TIMEOUT;
        }
    }
}
