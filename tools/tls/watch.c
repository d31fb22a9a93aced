#include "tls/watch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tls/text.h"

enum state { HOLDS, NOT_YET, SOON_OVER, OVER };

struct watched {
    enum watched_kind kind;
    char *name;
    time_t from, until;
    enum state said;
};

static const char *const kind_names[] = {[WATCHED_RESPONSE] = "ocsp", [WATCHED_LIST] = "crl"};

/* Each with the name, the time and what is to be done then. */
#define RESPONSE_NOT_YET "the OCSP response %s holds from %s on and is not sent before; see whether our clock is right"
#define RESPONSE_SOON    "the OCSP response %s holds until %s; get a new one (tls ocsp)%s"
#define RESPONSE_OVER    "the OCSP response %s held until %s and is not sent any more; get a new one (tls ocsp)%s"
#define LIST_NOT_YET     "the revocation list of \"%s\" holds from %s on; see whether our clock is right"
#define LIST_SOON        "the revocation list of \"%s\" holds until %s; get the next one%s"
#define LIST_OVER                                                                                                      \
    "the revocation list of \"%s\" held until %s and tells of no certificate any more that it is good; get the next "  \
    "one%s"

static int write_sentence(const struct watched *item, enum state state, const char *then, char **sentence) {
    char from[UTC_TEXT_SIZE], until[UTC_TEXT_SIZE];
    bool is_list = item->kind == WATCHED_LIST;
    utc_text(item->from, from);
    utc_text(item->until, until);
    switch (state) {
    case NOT_YET:
        return asprintf(sentence, is_list ? LIST_NOT_YET : RESPONSE_NOT_YET, item->name, from);
    case SOON_OVER:
        return asprintf(sentence, is_list ? LIST_SOON : RESPONSE_SOON, item->name, until, then);
    default:
        return asprintf(sentence, is_list ? LIST_OVER : RESPONSE_OVER, item->name, until, then);
    }
}

void watch_warn(const struct watch *watch, enum watched_kind kind, const char *name, const char *sentence) {
    if (watch->json) {
        struct json json = json_begin(watch->to, "warning");
        json_text(&json, "about", kind_names[kind]);
        json_text(&json, "name", name);
        json_text(&json, "message", sentence);
        json_end(&json);
        return;
    }
    fputs("warning: ", watch->to);
    print_clean(watch->to, sentence);
    putc('\n', watch->to);
    fflush(watch->to);
}

static void say(const struct watch *watch, const struct watched *item, enum state state) {
    char *sentence = NULL;
    if (write_sentence(item, state, watch->then, &sentence) < 0) {
        watch_warn(watch, item->kind, item->name, "out of memory for a warning");
        return;
    }
    watch_warn(watch, item->kind, item->name, sentence);
    free(sentence);
}

static bool is_watched(const struct watch *watch, const struct watched *other) {
    for (size_t i = 0; i < watch->num; i++) {
        const struct watched *item = &watch->items[i];
        if (item->kind == other->kind && item->from == other->from && item->until == other->until &&
            strcmp(item->name, other->name) == 0) {
            return true;
        }
    }
    return false;
}

bool watch_add(struct watch *watch, enum watched_kind kind, const char *name, time_t from, time_t until) {
    struct watched item = {kind, (char *)(uintptr_t)name, from, until, HOLDS};
    if (is_watched(watch, &item)) {
        return true;
    }
    struct watched *more = realloc(watch->items, (watch->num + 1) * sizeof *more);
    char *copy = strdup(name);
    watch->items = more != NULL ? more : watch->items;
    if (more == NULL || copy == NULL) {
        free(copy);
        fprintf(stderr, "out of memory for the dates of what was loaded\n");
        return false;
    }
    item.name = copy;
    watch->items[watch->num++] = item;
    return true;
}

/* Soon is the last quarter of its time, be that an hour or a month. */
static enum state state_of(const struct watched *item, time_t now) {
    if (now < item->from) {
        return NOT_YET;
    }
    if (now > item->until) {
        return OVER;
    }
    return item->until - now < (item->until - item->from) / 4 ? SOON_OVER : HOLDS;
}

void watch_look(struct watch *watch, time_t now) {
    for (size_t i = 0; i < watch->num; i++) {
        struct watched *item = &watch->items[i];
        enum state state = state_of(item, now);
        if (state != item->said && state != HOLDS) {
            say(watch, item, state);
        }
        item->said = state;
    }
}

void watch_clear(struct watch *watch) {
    for (size_t i = 0; i < watch->num; i++) {
        free(watch->items[i].name);
    }
    free(watch->items);
    watch->items = NULL;
    watch->num = 0;
}
