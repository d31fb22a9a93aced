/* Deadlines on the monotonic clock, and waiting for an fd until one. */
#ifndef SOCKET_WAIT_H
#define SOCKET_WAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A zeroed deadline never comes. */
struct deadline {
    bool set;
    int64_t at; /* milliseconds */
};

struct deadline deadline_in(unsigned milliseconds); /* 0: never */
struct deadline deadline_earlier(struct deadline a, struct deadline b);
bool deadline_passed(struct deadline deadline);

/* The deadline for the next of so many steps that share the time until a deadline; at least a millisecond from now. */
struct deadline deadline_share(struct deadline deadline, size_t num_steps);

enum wait_result { WAIT_READY, WAIT_TIMEOUT, WAIT_FAILED_OS };

/* Waits until the fd shows one of the poll(2) events, an error or a hang-up, whatever signals arrive meanwhile. */
enum wait_result wait_for(int fd, short events, struct deadline deadline, int *os_errno);

#endif
