#include "x509/describe/description.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/hex.h"
#include "x509/key_files/encrypted_key.h"

enum { NUMBER_TEXT_SIZE = 64 };

static void tell(const struct description *d, const tl_field *field) {
    if (!d->mute && !d->out_of_memory) {
        tl_field told = *field;
        told.depth = d->depth;
        d->field(d->arg, &told);
    }
}

void describe_group(struct description *d, const char *name) {
    tell(d, &(tl_field){.kind = TL_FIELD_GROUP, .name = name});
    d->depth++;
}

void describe_list(struct description *d, const char *name) {
    tell(d, &(tl_field){.kind = TL_FIELD_LIST, .name = name});
    d->depth++;
}

void describe_end(struct description *d) {
    d->depth--;
    tell(d, &(tl_field){.kind = TL_FIELD_END});
}

void describe_text(struct description *d, const char *name, const char *text) {
    tell(d, &(tl_field){.kind = TL_FIELD_TEXT, .name = name, .text = text, .octets = bytes_of_string(text)});
}

void describe_number(struct description *d, const char *name, int64_t number) {
    char text[NUMBER_TEXT_SIZE];
    snprintf(text, sizeof text, "%lld", (long long)number);
    tell(d, &(tl_field){.kind = TL_FIELD_NUMBER, .name = name, .text = text, .number = number});
}

void describe_bool(struct description *d, const char *name, bool value) {
    tell(d, &(tl_field){.kind = TL_FIELD_BOOL, .name = name, .text = value ? "true" : "false", .number = value});
}

/* As RFC 3339 writes it, and as the options of the command read it. */
void describe_time(struct description *d, const char *name, int64_t seconds) {
    char text[2 * TIME_TEXT_SIZE];
    struct calendar c = calendar_from_seconds(seconds);
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
    tell(d, &(tl_field){.kind = TL_FIELD_TIME, .name = name, .text = text, .number = seconds});
}

/* ---- what cannot be read ---- */

void describe_note(struct description *d, const tl_error *problem) {
    if (d->problem.reason == TL_REASON_NONE) {
        d->problem = *problem;
    }
}

void describe_unreadable(struct description *d, const tl_error *problem) {
    describe_text(d, "unreadable", problem->message);
    describe_note(d, problem);
}

bool describe_opened(struct description *d, bool opened) {
    struct unlocking *unlocking = d->unlocking;
    unsigned reason = opened ? TL_REASON_NONE : unlocking->error->reason;
    bool has_none = !unlocking->has_asked && (reason == TL_REASON_NO_PASSWORD || reason == TL_REASON_ENCRYPTED_KEY);
    if (has_none) {
        unlocking->ask = NULL;
    } else if (!opened) {
        describe_note(d, unlocking->error);
    }
    return opened;
}

/* ---- texts of any length ---- */

/* Room for a text of len characters and its end; NULL: there is none, or nobody listens. */
static char *text_room(struct description *d, size_t len) {
    if (d->mute || d->out_of_memory) {
        return NULL;
    }
    buffer_reset(&d->text);
    uint8_t *room = buffer_extend(&d->text, len + 1);
    d->out_of_memory = room == NULL;
    return (char *)room;
}

void describe_hex(struct description *d, const char *name, tl_bytes octets) {
    char *text = text_room(d, 2 * octets.len);
    if (text != NULL) {
        hex_encode(octets, text);
        tell(d, &(tl_field){.kind = TL_FIELD_HEX, .name = name, .text = text, .octets = octets});
    }
}

void describe_written(struct description *d, const char *name, unsigned tag, tl_bytes octets,
                      describe_write_fn *write) {
    char nothing[1];
    struct text measure = text_into(nothing, sizeof nothing);
    write(tag, octets, &measure);
    char *room = text_room(d, measure.len);
    if (room != NULL) {
        struct text text = text_into(room, measure.len + 1);
        write(tag, octets, &text);
        tell(d, &(tl_field){.kind = TL_FIELD_TEXT, .name = name, .text = room, .octets = octets});
    }
}
