#include "x509/trust/certdata.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/control.h"
#include "x509/sentences.h"

struct parsing {
    struct certdata *certdata;
    size_t capacity; /* of the objects */
    tl_bytes text;   /* what is left */
    size_t line_number;
    const char *source;
    tl_error *error;
};

static bool malformed(struct parsing *p, const char *why) {
    return error_set(p->error, BAD_CERTDATA, p->source, p->line_number, why);
}

/* ---- lines and words ---- */

static bool next_line(struct parsing *p, tl_bytes *line) {
    if (p->text.len == 0) {
        return false;
    }
    const uint8_t *newline = memchr(p->text.data, '\n', p->text.len);
    *line = bytes_of(p->text.data, newline != NULL ? (size_t)(newline - p->text.data) : p->text.len);
    p->text = bytes_from(p->text, line->len + (newline != NULL ? 1 : 0));
    p->line_number++;
    while (line->len > 0 && (line->data[line->len - 1] == '\r' || line->data[line->len - 1] == ' ')) {
        line->len--;
    }
    return true;
}

static tl_bytes next_word(tl_bytes *line) {
    while (line->len > 0 && line->data[0] == ' ') {
        *line = bytes_from(*line, 1);
    }
    size_t len = 0;
    while (len < line->len && line->data[len] != ' ') {
        len++;
    }
    tl_bytes word = bytes_of(line->data, len);
    *line = bytes_from(*line, len);
    return word;
}

static bool is(tl_bytes word, const char *text) {
    return bytes_equal(word, bytes_of_string(text));
}

/* ---- values ---- */

static bool is_octal(uint8_t c) {
    return c >= '0' && c <= '7';
}

/* "\060\202", four characters an octet: what comes of the whole file fits into a quarter of it, reserved before. */
static bool decode_octal_line(struct parsing *p, tl_bytes line) {
    struct buffer *octets = &p->certdata->octets;
    REQUIRE(line.len % 4 == 0, malformed(p, "an octal octet is cut off"));
    for (size_t i = 0; i < line.len; i += 4) {
        const uint8_t *c = line.data + i;
        bool octal = c[0] == '\\' && c[1] <= '3' && is_octal(c[1]) && is_octal(c[2]) && is_octal(c[3]);
        REQUIRE(octal, malformed(p, "this is no octal octet"));
        octets->data[octets->len++] = (uint8_t)((c[1] - '0') << 6 | (c[2] - '0') << 3 | (c[3] - '0'));
    }
    return true;
}

static bool read_octal(struct parsing *p, tl_bytes *value) {
    struct buffer *octets = &p->certdata->octets;
    size_t start = octets->len;
    tl_bytes line;
    while (next_line(p, &line)) {
        if (is(line, "END")) {
            *value = bytes_of(octets->data + start, octets->len - start);
            return true;
        }
        TRY(decode_octal_line(p, line));
    }
    return malformed(p, "the last value has no END");
}

static int two_digits(const uint8_t *at) {
    bool digits = at[0] >= '0' && at[0] <= '9' && at[1] >= '0' && at[1] <= '9';
    return digits ? 10 * (at[0] - '0') + at[1] - '0' : -1;
}

/* "221130000000Z" or "20221130000000Z": the content of a UTCTime (RFC 5280 §4.1.2.5.1) or GeneralizedTime. */
static bool read_date(struct parsing *p, tl_bytes text, int64_t *seconds) {
    int parts[7] = {19};
    REQUIRE((text.len == 13 || text.len == 15) && text.data[text.len - 1] == 'Z', malformed(p, "this is no date"));
    size_t first = text.len == 13 ? 1 : 0;
    for (size_t i = first; i < COUNT_OF(parts); i++) {
        parts[i] = two_digits(text.data + 2 * (i - first));
        REQUIRE(parts[i] >= 0, malformed(p, "this is no date"));
    }
    if (text.len == 13) {
        parts[0] = parts[1] < 50 ? 20 : 19;
    }
    struct calendar date = {100 * parts[0] + parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]};
    REQUIRE(calendar_to_seconds(&date, seconds), malformed(p, "this is no date"));
    return true;
}

static enum certdata_trust trust_of(tl_bytes word) {
    return is(word, "CKT_NSS_TRUSTED_DELEGATOR") || is(word, "CKT_NSS_TRUSTED") ? CERTDATA_TRUSTED
           : is(word, "CKT_NSS_NOT_TRUSTED")                                    ? CERTDATA_NOT_TRUSTED
                                                                                : CERTDATA_MUST_VERIFY;
}

/* ---- objects ---- */

static bool begin_object(struct parsing *p, tl_bytes class) {
    struct certdata *certdata = p->certdata;
    REQUIRE(certdata->num_objects < CERTDATA_MAX_OBJECTS, malformed(p, "it has more than 4096 objects"));
    if (certdata->num_objects == p->capacity) {
        size_t capacity = p->capacity == 0 ? 512 : 2 * p->capacity;
        struct certdata_object *objects = mem_resize(certdata->objects, capacity * sizeof *objects);
        REQUIRE(objects != NULL, error_set(p->error, OUT_OF_MEMORY));
        certdata->objects = objects;
        p->capacity = capacity;
    }
    certdata->objects[certdata->num_objects++] =
        (struct certdata_object){.class = is(class, "CKO_CERTIFICATE") ? CERTDATA_CERTIFICATE
                                          : is(class, "CKO_NSS_TRUST") ? CERTDATA_TRUST
                                                                       : CERTDATA_OTHER};
    return true;
}

static bool set_octets(struct parsing *p, struct certdata_object *object, tl_bytes name, tl_bytes value) {
    if (is(name, "CKA_ISSUER")) {
        object->issuer = value;
    } else if (is(name, "CKA_SERIAL_NUMBER")) {
        object->serial = value;
    } else if (is(name, "CKA_VALUE")) {
        object->value = value;
    } else if (is(name, "CKA_NSS_SERVER_DISTRUST_AFTER")) {
        return read_date(p, value, &object->server_distrust_after);
    } else if (is(name, "CKA_NSS_EMAIL_DISTRUST_AFTER")) {
        return read_date(p, value, &object->email_distrust_after);
    }
    return true;
}

/* "CKA_TRUST_SERVER_AUTH CK_TRUST CKT_NSS_TRUSTED_DELEGATOR"; attributes that say nothing to us are passed over. */
static bool read_attribute(struct parsing *p, tl_bytes line) {
    struct certdata *certdata = p->certdata;
    tl_bytes name = next_word(&line), type = next_word(&line), value = next_word(&line);
    if (is(name, "CKA_CLASS")) {
        return begin_object(p, value);
    }
    REQUIRE(certdata->num_objects > 0, malformed(p, "an object begins with CKA_CLASS"));
    struct certdata_object *object = &certdata->objects[certdata->num_objects - 1];
    if (is(type, "MULTILINE_OCTAL")) {
        tl_bytes octets = {0};
        TRY(read_octal(p, &octets));
        return set_octets(p, object, name, octets);
    }
    if (is(name, "CKA_TRUST_SERVER_AUTH")) {
        object->server = trust_of(value);
    } else if (is(name, "CKA_TRUST_EMAIL_PROTECTION")) {
        object->email = trust_of(value);
    }
    return true;
}

bool certdata_parse(struct certdata *certdata, tl_bytes text, const char *source, tl_error *error) {
    struct parsing p = {.certdata = certdata, .text = text, .source = source, .error = error};
    tl_bytes line;
    bool begun = false;
    *certdata = (struct certdata){0};
    REQUIRE(buffer_reserve(&certdata->octets, text.len / 4 + 1), error_set(error, OUT_OF_MEMORY));
    while (next_line(&p, &line)) {
        if (line.len == 0 || line.data[0] == '#') {
            continue;
        }
        if (!begun) {
            begun = is(line, "BEGINDATA");
            continue;
        }
        TRY(read_attribute(&p, line));
    }
    REQUIRE(begun, malformed(&p, "it has no line BEGINDATA"));
    return true;
}

void certdata_clear(struct certdata *certdata) {
    buffer_clear(&certdata->octets);
    mem_free(certdata->objects);
    *certdata = (struct certdata){0};
}
