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

static const char *const kind_names[] = {
    [WATCHED_CERTIFICATE] = "certificate", [WATCHED_RESPONSE] = "ocsp", [WATCHED_LIST] = "crl"};

/* What stands before the name, before the time and behind it. */
struct words {
    const char *what, *when, *end;
};

static const struct words sentences[][OVER + 1] = {
    [WATCHED_CERTIFICATE] =
        {
            [NOT_YET] = {"the certificate ", " is valid from ", " on; see whether our clock is right"},
            [SOON_OVER] = {"the certificate ", " is valid until ", "; get a new one"},
            [OVER] = {"the certificate ", " was valid until ", ", so that the other side refuses it; get a new one"},
        },
    [WATCHED_RESPONSE] =
        {
            [NOT_YET] = {"the OCSP response ", " holds from ",
                         " on and is not sent before; see whether our clock is right"},
            [SOON_OVER] = {"the OCSP response ", " holds until ", "; get a new one (tls ocsp)"},
            [OVER] = {"the OCSP response ", " held until ", " and is not sent any more; get a new one (tls ocsp)"},
        },
    [WATCHED_LIST] =
        {
            [NOT_YET] = {"the revocation list of \"", "\" holds from ", " on; see whether our clock is right"},
            [SOON_OVER] = {"the revocation list of \"", "\" holds until ", "; get the next one"},
            [OVER] = {"the revocation list of \"", "\" held until ",
                      " and tells of no certificate any more that it is good; get the next one"},
        },
};

static int write_sentence(const struct watched *item, enum state state, const char *then, char **sentence) {
    const struct words *words = &sentences[item->kind][state];
    char time[UTC_TEXT_SIZE];
    utc_text(state == NOT_YET ? item->from : item->until, time);
    return asprintf(sentence, "%s%s%s%s%s%s", words->what, item->name, words->when, time, words->end,
                    state == NOT_YET ? "" : then);
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

/* Soon is the last quarter of its time, be that an hour or a week, but at most a month. */
static enum state state_of(const struct watched *item, time_t now) {
    if (now < item->from) {
        return NOT_YET;
    }
    if (now > item->until) {
        return OVER;
    }
    const time_t month = 30 * 86400, quarter = (item->until - item->from) / 4;
    return item->until - now < (quarter < month ? quarter : month) ? SOON_OVER : HOLDS;
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
