#include "tls/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "tls/text.h"

#define MAX_EVENTS     128
#define TICK_MS        500 /* how often deadlines are looked at */
#define NO_RESOURCE_MS 500 /* how long no client is accepted after the system had no resources for one */

enum source_kind { SOURCE_LISTENER, SOURCE_SIGNAL, SOURCE_CONNECTION };

/* What an event is about. */
struct source {
    enum source_kind kind;
    int fd;
};

struct client {
    struct source source; /* first, so that an event's pointer is both */
    struct https_connection *connection;
    uint32_t events; /* that are watched */
    struct client *previous, *next;
};

struct loop {
    const struct serving *serving;
    int epoll_fd;
    struct source listeners[MAX_LISTENERS], signals;
    size_t num_listeners;
    struct client *clients;
    size_t num_clients;
    int64_t last_tick, accept_again; /* accept_again 0: clients are being accepted */
    bool full, stop;
    bool of_terminal; /* the terminal that it was started at takes it along */
};

/* ---- what is watched ---- */

static bool watch(struct loop *loop, int operation, struct source *source, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = source};
    return epoll_ctl(loop->epoll_fd, operation, source->fd, &event) == 0;
}

static void watch_listeners(struct loop *loop, bool on) {
    for (size_t i = 0; i < loop->num_listeners; i++) {
        watch(loop, EPOLL_CTL_MOD, &loop->listeners[i], on ? EPOLLIN : 0);
    }
}

static void pause_accepting(struct loop *loop, int64_t until) {
    if (loop->accept_again == 0) {
        watch_listeners(loop, false);
    }
    loop->accept_again = until;
}

static void resume_accepting(struct loop *loop) {
    if (loop->accept_again != 0) {
        watch_listeners(loop, true);
    }
    loop->accept_again = 0;
}

static void watch_client(struct loop *loop, struct client *client) {
    uint32_t events = (https_connection_wants_input(client->connection) ? EPOLLIN : 0u) |
                      (https_connection_wants_output(client->connection) ? EPOLLOUT : 0u);
    if (events != client->events && watch(loop, EPOLL_CTL_MOD, &client->source, events)) {
        client->events = events;
    }
}

/* ---- clients ---- */

static void remove_client(struct loop *loop, struct client *client) {
    if (client->previous != NULL) {
        client->previous->next = client->next;
    } else {
        loop->clients = client->next;
    }
    if (client->next != NULL) {
        client->next->previous = client->previous;
    }
    https_connection_free(client->connection); /* closing the fd ends the watch */
    free(client);
    loop->num_clients--;
    if (loop->full) {
        loop->full = false;
        resume_accepting(loop);
    }
}

static void keep_or_remove(struct loop *loop, struct client *client, bool keep) {
    if (keep) {
        watch_client(loop, client);
    } else {
        remove_client(loop, client);
    }
}

static void go_on(struct loop *loop, struct client *client) {
    keep_or_remove(loop, client, https_connection_go_on(client->connection));
}

static bool add_client(struct loop *loop, int fd, const char *peer) {
    struct client *client = calloc(1, sizeof *client);
    if (client == NULL) {
        close(fd);
        return false;
    }
    client->source = (struct source){SOURCE_CONNECTION, fd};
    client->connection = https_connection_new(loop->serving->site, fd, peer);
    client->events = EPOLLIN;
    if (client->connection == NULL || !watch(loop, EPOLL_CTL_ADD, &client->source, EPOLLIN)) {
        https_connection_free(client->connection);
        free(client);
        return false;
    }
    client->next = loop->clients;
    if (client->next != NULL) {
        client->next->previous = client;
    }
    loop->clients = client;
    loop->num_clients++;
    return true;
}

static void accept_clients(struct loop *loop, int fd) {
    for (int i = 0; i < 64; i++) {
        if (loop->num_clients == loop->serving->max_clients) {
            loop->full = true;
            pause_accepting(loop, INT64_MAX); /* until one leaves */
            return;
        }
        char peer[MAX_ADDRESS_LEN];
        int client = listener_accept(fd, peer);
        if (client < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return;
        }
        if (client < 0 && (errno == EINTR || errno == ECONNABORTED)) {
            continue;
        }
        if (client < 0 || !add_client(loop, client, peer)) {
            pause_accepting(loop, monotonic_ms() + NO_RESOURCE_MS);
            return;
        }
    }
}

/* ---- time ---- */

static void tick(struct loop *loop) {
    int64_t now = monotonic_ms();
    if (now >= loop->accept_again) {
        resume_accepting(loop);
    }
    if (now - loop->last_tick < TICK_MS) {
        return;
    }
    loop->last_tick = now;
    loop->serving->tick(loop->serving->arg);
    for (struct client *client = loop->clients, *next; client != NULL; client = next) {
        next = client->next;
        if (now >= client->connection->deadline) {
            keep_or_remove(loop, client, https_connection_time_is_up(client->connection));
        }
    }
}

/* Those who used up their turn, or found the pool of buffers empty, go on without an event. */
static int take_more_turns(struct loop *loop) {
    int wait_ms = TICK_MS;
    for (struct client *client = loop->clients, *next; client != NULL; client = next) {
        next = client->next;
        bool hungry = https_connection_wants_buffer(client->connection);
        if (client->connection->unfinished || hungry) {
            go_on(loop, client);
            wait_ms = hungry ? (wait_ms < 20 ? wait_ms : 20) : 0;
        }
    }
    return wait_ms;
}

/* ---- signals ---- */

void serve_hold_reloads(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
}

/* SIGINT, SIGTERM and SIGHUP become events. */
static int open_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        return -1;
    }
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool has_terminal(void) {
    int fd = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

/* nohup has us ignore SIGHUP: then we outlive the terminal, but still reload. */
static bool is_of_terminal(void) {
    struct sigaction before;
    return sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN && has_terminal();
}

/* The system sends SIGHUP too, when the terminal is closed. Several that came since the last look count as one. */
static void handle_signals(struct loop *loop) {
    struct signalfd_siginfo signal;
    bool hangup = false;
    while (read(loop->signals.fd, &signal, sizeof signal) == (ssize_t)sizeof signal) {
        hangup = hangup || signal.ssi_signo == SIGHUP;
        loop->stop = loop->stop || signal.ssi_signo != SIGHUP;
    }
    loop->stop = loop->stop || (hangup && loop->of_terminal && !has_terminal());
    if (hangup && !loop->stop) {
        loop->serving->reload(loop->serving->arg);
    }
}

/* ---- the loop ---- */

static void handle(struct loop *loop, struct source *source) {
    switch (source->kind) {
    case SOURCE_LISTENER:
        accept_clients(loop, source->fd);
        break;
    case SOURCE_SIGNAL:
        handle_signals(loop);
        break;
    case SOURCE_CONNECTION:
        go_on(loop, (struct client *)source);
        break;
    }
}

static bool run(struct loop *loop) {
    struct epoll_event events[MAX_EVENTS];
    int wait_ms = TICK_MS;
    while (!loop->stop) {
        int num = epoll_wait(loop->epoll_fd, events, MAX_EVENTS, wait_ms);
        if (num < 0 && errno != EINTR) {
            fprintf(stderr, "%s: waiting for clients failed: %s\n", loop->serving->command, strerror(errno));
            return false;
        }
        for (int i = 0; i < num; i++) {
            handle(loop, events[i].data.ptr);
        }
        wait_ms = take_more_turns(loop);
        tick(loop);
    }
    return true;
}

static bool prepare(struct loop *loop) {
    const struct listener *listener = loop->serving->listener;
    loop->of_terminal = is_of_terminal();
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->signals = (struct source){SOURCE_SIGNAL, open_signals()};
    bool ready = loop->epoll_fd >= 0 && loop->signals.fd >= 0 && watch(loop, EPOLL_CTL_ADD, &loop->signals, EPOLLIN);
    for (size_t i = 0; ready && i < listener->num; i++) {
        loop->listeners[i] = (struct source){SOURCE_LISTENER, listener->fds[i]};
        ready = watch(loop, EPOLL_CTL_ADD, &loop->listeners[i], EPOLLIN);
        loop->num_listeners++;
    }
    if (!ready) {
        fprintf(stderr, "%s: the event loop cannot be made: %s\n", loop->serving->command, strerror(errno));
    }
    return ready;
}

/* From now on signals end the loop in order, and clients are served. */
static void say_ready(const struct serving *serving) {
    const struct listener *listener = serving->listener;
    for (size_t i = 0; i < listener->num; i++) {
        if (serving->site->json) {
            struct json json = json_begin(stdout, "listening");
            json_text(&json, "address", listener->addresses[i]);
            json_end(&json);
        } else {
            printf("listening on %s\n", listener->addresses[i]);
        }
    }
    fflush(stdout);
}

bool serve(const struct serving *serving) {
    struct loop loop = {.serving = serving, .epoll_fd = -1, .signals.fd = -1};
    bool well = prepare(&loop);
    if (well) {
        say_ready(serving);
        well = run(&loop);
    }
    while (loop.clients != NULL) {
        https_connection_say_goodbye(loop.clients->connection);
        remove_client(&loop, loop.clients);
    }
    if (loop.signals.fd >= 0) {
        close(loop.signals.fd);
    }
    if (loop.epoll_fd >= 0) {
        close(loop.epoll_fd);
    }
    return well;
}
