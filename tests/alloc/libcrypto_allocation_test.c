/* libcrypto's allocations are made to fail, one after the other, each in a process of its own: our code may not crash
 * on any. What libcrypto makes of it itself (blocks that it forgets, crashes inside it) is only listed; README.md has
 * the list. With the argument "all" every single one fails, else a sample of them.
 *
 * ctest: timeout 300 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/crypto.h>
#include <tlslite/crypto.h>

#include "alloc/failing_malloc.h"
#include "support/pair.h"
#include "support/pki.h"

/* ---- libcrypto's memory ---- */

/* In front of every block: who asked for it, and since when. */
struct block {
    struct block *next, *previous;
    const char *file;
    int line;
    bool counts; /* allocated since counting began */
    max_align_t content[];
};

struct site {
    const char *file;
    int line;
};

static struct block blocks = {&blocks, &blocks, NULL, 0, false};
static unsigned long seen, fail_at; /* fail_at 0: none */
static bool counting;
static struct site failed_site;

static bool fails(const char *file, int line) {
    if (!counting || ++seen != fail_at) {
        return false;
    }
    failed_site = (struct site){file, line};
    return true;
}

static void link_block(struct block *block, const char *file, int line) {
    block->file = file;
    block->line = line;
    block->counts = counting;
    block->next = blocks.next;
    block->previous = &blocks;
    blocks.next->previous = block;
    blocks.next = block;
}

static void unlink_block(struct block *block) {
    block->next->previous = block->previous;
    block->previous->next = block->next;
}

static struct block *block_of(void *content) {
    return (struct block *)(void *)((char *)content - offsetof(struct block, content));
}

static void *allocate(size_t size, const char *file, int line) {
    struct block *block = fails(file, line) ? NULL : __real_malloc(sizeof *block + size);
    if (block == NULL) {
        return NULL;
    }
    link_block(block, file, line);
    return block->content;
}

static void release(void *content, const char *file, int line) {
    (void)file, (void)line;
    if (content != NULL) {
        unlink_block(block_of(content));
        __real_free(block_of(content));
    }
}

static void *reallocate(void *content, size_t size, const char *file, int line) {
    if (content == NULL) {
        return allocate(size, file, line);
    }
    if (fails(file, line)) {
        return NULL;
    }
    unlink_block(block_of(content));
    struct block *block = __real_realloc(block_of(content), sizeof *block + size);
    if (block == NULL) {
        abort();
    }
    bool counts = block->counts;
    link_block(block, file, line);
    block->counts &= counts;
    return block->content;
}

/* ---- what runs ---- */

enum credentials { THE_ROOT, WITH_ECDSA, WITH_RSA, OF_CLIENT, NUM_CREDENTIALS };
static char *pem[NUM_CREDENTIALS];

struct scenario {
    const char *name;
    bool cold; /* libcrypto has done nothing yet in this process */
    tl_protocol version;
    const char *group;
    enum credentials server;
    bool client_certificate;
    unsigned long sample; /* how many of the allocations fail, unless all do */
};

static const struct scenario scenarios[] = {
    {"TLS 1.3, the first thing that libcrypto does", true, TL_TLS1_3, "x25519", WITH_ECDSA, false, 150},
    {"TLS 1.3, X25519, ECDSA", false, TL_TLS1_3, "x25519", WITH_ECDSA, false, 300},
    {"TLS 1.3, P-256, RSA, client certificate", false, TL_TLS1_3, "secp256r1", WITH_RSA, true, 300},
    {"TLS 1.2, P-384, ECDSA, client certificate", false, TL_TLS1_2, "secp384r1", WITH_ECDSA, true, 300},
    {"TLS 1.2, X25519, RSA", false, TL_TLS1_2, "x25519", WITH_RSA, false, 300},
    {"TLS 1.3, X448, ECDSA", false, TL_TLS1_3, "x448", WITH_ECDSA, false, 300},
    {"TLS 1.2, P-521, RSA", false, TL_TLS1_2, "secp521r1", WITH_RSA, false, 300},
};

/* All that a connection needs, from the beginning. */
struct stage {
    tl_identity *server, *client;
    tl_trust *trust;
    tl_client_config *client_config;
    tl_server_config *server_config;
    struct pair pair;
};

static tl_bytes text(enum credentials which) {
    return (tl_bytes){(const uint8_t *)pem[which], strlen(pem[which])};
}

static bool load(struct stage *stage, const struct scenario *s, tl_error *error) {
    return (stage->server = tl_identity_parse(text(s->server), text(s->server), error)) != NULL &&
           (stage->client = tl_identity_parse(text(OF_CLIENT), text(OF_CLIENT), error)) != NULL &&
           (stage->trust = tl_trust_parse(text(THE_ROOT), error)) != NULL;
}

static bool configure(struct stage *stage, const struct scenario *s, tl_error *error) {
    tl_settings settings = {.min_version = s->version, .max_version = s->version, .key_shares = s->group};
    settings.groups = "x25519,secp256r1,secp384r1,secp521r1,x448";
    tl_client_options client = {.common.settings = settings, .trust = stage->trust};
    client.identity = s->client_certificate ? stage->client : NULL;
    settings.key_shares = NULL;
    settings.groups = s->group;
    const tl_identity *identities[] = {stage->server};
    tl_server_options server = {.common.settings = settings, .identities = identities, .num_identities = 1};
    server.client_cert = s->client_certificate ? TL_CLIENT_CERT_REQUIRED : TL_CLIENT_CERT_NONE;
    server.client_trust = stage->trust;
    return (stage->client_config = tl_client_config_new(&client, error)) != NULL &&
           (stage->server_config = tl_server_config_new(&server, error)) != NULL;
}

static bool connect_pair(struct stage *stage, tl_error *error) {
    struct pair *pair = &stage->pair;
    if ((pair->client = tl_engine_new_client(stage->client_config, "www.example.org", NULL, NULL, error)) == NULL ||
        (pair->server = tl_engine_new_server(stage->server_config, NULL, error)) == NULL) {
        return false;
    }
    pair_run(pair, 0);
    const tl_error *failure = tl_engine_error(pair->client)->reason == TL_REASON_ALERT_RECEIVED
                                  ? tl_engine_error(pair->server)
                                  : tl_engine_error(pair->client);
    *error = failure->kind != TL_ERR_NONE ? *failure : *tl_engine_error(pair->server);
    return pair_is_done(pair) && pair_says(pair->client, pair->server, "up", 2) &&
           pair_says(pair->server, pair->client, "down", 4);
}

static void clear(struct stage *stage) {
    pair_free(&stage->pair);
    tl_client_config_free(stage->client_config);
    tl_server_config_free(stage->server_config);
    tl_identity_free(stage->server);
    tl_identity_free(stage->client);
    tl_trust_free(stage->trust);
}

static bool play(const struct scenario *s, tl_error *error) {
    struct stage stage = {0};
    bool done = load(&stage, s, error) && configure(&stage, s, error) && connect_pair(&stage, error);
    clear(&stage);
    return done;
}

/* ---- one process for each failure ---- */

enum ending { COMPLETED, FAILED, UNEXPLAINED, CRASHED_IN_LIBCRYPTO, CRASHED_IN_OURS, NUM_ENDINGS };

/* What the child tells. */
struct report {
    enum ending ending;
    unsigned long seen, kept, ours_kept; /* allocations of libcrypto; blocks that stayed, libcrypto's and ours */
    char site[160], kept_site[160];
    unsigned reason;
};

static int report_fd;
static struct report report;

static void tell_and_exit(enum ending ending) {
    report.ending = ending;
    report.seen = seen;
    if (failed_site.file != NULL) {
        snprintf(report.site, sizeof report.site, "%s:%d", failed_site.file, failed_site.line);
    }
    _exit(write(report_fd, &report, sizeof report) == sizeof report ? 0 : 9);
}

static void *place_of_crash(const ucontext_t *context) {
#if defined __x86_64__
    return (void *)context->uc_mcontext.gregs[REG_RIP];
#elif defined __aarch64__
    return (void *)context->uc_mcontext.pc;
#else
    return NULL; /* counts as ours */
#endif
}

static void crashed(int signal, siginfo_t *info, void *context) {
    (void)info;
    Dl_info object;
    (void)sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
    bool in_libcrypto = dladdr(place_of_crash(context), &object) != 0 && strstr(object.dli_fname, "libcrypto") != NULL;
    tell_and_exit(in_libcrypto ? CRASHED_IN_LIBCRYPTO : CRASHED_IN_OURS);
}

static void watch_for_crashes(void) {
    struct sigaction action = {.sa_sigaction = crashed, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    sigaction(SIGABRT, &action, NULL);
}

/* The thread's error queue has sixteen slots, which keep their text until they are used again. */
static bool is_of_error_queue(const struct block *block) {
    return strstr(block->file, "crypto/err/") != NULL;
}

/* Blocks from the time of the failure that nobody gave back. */
static void count_kept(void) {
    for (const struct block *block = blocks.next; block != &blocks; block = block->next) {
        if (block->counts && !is_of_error_queue(block) && report.kept++ == 0) {
            snprintf(report.kept_site, sizeof report.kept_site, "%s:%d", block->file, block->line);
        }
    }
}

static void run_child(const struct scenario *s, unsigned long nth) {
    tl_error error = {0};
    watch_for_crashes();
    if (!s->cold) {
        (void)!play(s, &error);
    }
    unsigned long live = allocations_live();
    fail_at = nth;
    counting = true;
    bool done = play(s, &error);
    counting = false;
    count_kept();
    report.ours_kept = allocations_live() - live;
    report.reason = error.reason;
    tell_and_exit(done ? COMPLETED : error.kind != TL_ERR_NONE ? FAILED : UNEXPLAINED);
}

static struct report run_one(const struct scenario *s, unsigned long nth) {
    int fds[2];
    int status;
    struct report result = {.ending = CRASHED_IN_OURS};
    assert_int_equal(pipe(fds), 0);
    pid_t child = fork();
    if (child == 0) {
        report_fd = fds[1];
        run_child(s, nth);
    }
    close(fds[1]);
    if (read(fds[0], &result, sizeof result) != sizeof result) {
        result = (struct report){.ending = CRASHED_IN_OURS};
    }
    close(fds[0]);
    waitpid(child, &status, 0);
    return result;
}

/* ---- the list ---- */

struct row {
    char site[160];
    unsigned long times;
};
struct list {
    struct row rows[400];
    size_t num;
};

static void add(struct list *list, const char *site) {
    for (size_t i = 0; i < list->num; i++) {
        if (strcmp(list->rows[i].site, site) == 0) {
            list->rows[i].times++;
            return;
        }
    }
    if (list->num < sizeof list->rows / sizeof *list->rows) {
        snprintf(list->rows[list->num].site, sizeof list->rows[0].site, "%s", site);
        list->rows[list->num++].times = 1;
    }
}

static void print_list(const char *title, const struct list *list) {
    for (size_t i = 0; i < list->num; i++) {
        print_message("    %s %s (%lu times)\n", title, list->rows[i].site, list->rows[i].times);
    }
}

static bool fail_all;

static unsigned long step_for(const struct scenario *s, unsigned long num) {
    unsigned long step = num / s->sample;
    return fail_all || step == 0 ? 1 : step | 1; /* odd, so that pairs of allocations take turns */
}

static void fail_each(const struct scenario *s) {
    static struct list crashes, kept;
    unsigned long endings[NUM_ENDINGS] = {0}, num_run = 0, num_kept = 0, num_ours = 0;
    struct report clean = run_one(s, 0);
    if (clean.ending != COMPLETED) {
        fail_msg("%s: without a failure it ends in reason %u", s->name, clean.reason);
    }
    crashes.num = kept.num = 0;
    for (unsigned long nth = 1; nth <= clean.seen; nth += step_for(s, clean.seen)) {
        struct report result = run_one(s, nth);
        endings[result.ending]++;
        num_run++;
        if (result.ending == CRASHED_IN_LIBCRYPTO || result.ending == CRASHED_IN_OURS) {
            add(&crashes, result.site);
        } else if (!s->cold && result.kept > clean.kept) { /* a cold libcrypto keeps what it has set up */
            num_kept++;
            add(&kept, result.kept_site);
        }
        bool is_ours = result.ending == CRASHED_IN_OURS || result.ending == UNEXPLAINED || result.ours_kept > 0;
        if (is_ours) {
            print_message("    allocation %lu at %s: ending %d, %lu blocks of ours kept\n", nth, result.site,
                          result.ending, result.ours_kept);
            num_ours++;
        }
    }
    print_message("%s: of %lu allocations of libcrypto %lu failed: %lu connections went on, %lu failed with a reason, "
                  "%lu crashed in libcrypto, after %lu it kept blocks\n",
                  s->name, clean.seen, num_run, endings[COMPLETED], endings[FAILED], endings[CRASHED_IN_LIBCRYPTO],
                  num_kept);
    print_list("crash in libcrypto after a failure at", &crashes);
    print_list("kept, allocated at", &kept);
    assert_int_equal(num_ours, 0);
    assert_true(endings[FAILED] > 0);
}

static void no_failure_of_libcrypto_crashes_us(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        fail_each(&scenarios[i]);
    }
}

/* ---- credentials: made in a process of their own, so that libcrypto stays untouched in this one ---- */

static void write_pem(int fd, const tl_identity *identity, bool with_key) {
    char *made = tl_identity_pem(identity, true, with_key, NULL);
    size_t len = made != NULL ? strlen(made) + 1 : 0;
    if (made == NULL || write(fd, made, len) != (ssize_t)len) {
        _exit(1);
    }
    tl_pem_free(made);
}

static void make_credentials(int fd) {
    static struct pki pki;
    write_pem(fd, pki_identity(&pki, PKI_ROOT), false);
    write_pem(fd, pki_identity(&pki, PKI_SERVER), true);
    write_pem(fd, pki_identity(&pki, PKI_SERVER_RSA), true);
    write_pem(fd, pki_identity(&pki, PKI_CLIENT), true);
    pki_clear(&pki);
    _exit(0);
}

static int read_credentials(void **state) {
    (void)state;
    static char all[65536];
    int fds[2];
    size_t len = 0;
    if (pipe(fds) != 0) {
        return 1;
    }
    pid_t child = fork();
    if (child == 0) {
        make_credentials(fds[1]);
    }
    close(fds[1]);
    for (ssize_t got; (got = read(fds[0], all + len, sizeof all - len)) > 0;) {
        len += (size_t)got;
    }
    close(fds[0]);
    waitpid(child, NULL, 0);
    char *at = all;
    for (int i = 0; i < NUM_CREDENTIALS && at < all + len; i++) {
        pem[i] = at;
        at += strlen(at) + 1;
    }
    return pem[NUM_CREDENTIALS - 1] == NULL;
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_failure_of_libcrypto_crashes_us)};
    fail_all = argc > 1 && strcmp(argv[1], "all") == 0;
    if (CRYPTO_set_mem_functions(allocate, reallocate, release) != 1) {
        fprintf(stderr, "libcrypto takes no memory functions any more\n");
        return 1;
    }
    return cmocka_run_group_tests(tests, read_credentials, NULL);
}
