#include "support/vectors.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define VARIABLE "TLSLITE_VECTORS"

struct vectors_memory {
    struct vectors_memory *next;
    uint8_t octets[];
};

bool vectors_available(void) {
    if (getenv(VARIABLE) != NULL) {
        return true;
    }
    fprintf(stderr, "skipped: " VARIABLE " does not say where the published vectors are\n");
    return false;
}

static struct vectors open_file(const char *path) {
    json_error_t error;
    struct vectors vectors = {json_load_file(path, JSON_REJECT_DUPLICATES, &error), NULL};
    if (vectors.root == NULL) {
        fail_msg("%s, line %d: %s", path, error.line, error.text);
    }
    return vectors;
}

static struct vectors open_in(const char *folder, const char *subfolder, const char *name) {
    char path[1024];
    int len = snprintf(path, sizeof path, "%s/%s%s", folder, subfolder, name);
    if (len < 0 || (size_t)len >= sizeof path) {
        fail_msg("the path of %s is too long", name);
    }
    return open_file(path);
}

struct vectors vectors_open(const char *path) {
    if (!vectors_available()) {
        skip();
    }
    return open_in(getenv(VARIABLE), "", path);
}

struct vectors vectors_open_own(const char *name) {
    const char *source = getenv("SOURCE_DIR");
    return open_in(source != NULL ? source : ".", "tests/vectors/", name);
}

void vectors_close(struct vectors *vectors) {
    for (struct vectors_memory *memory = vectors->memory, *next; memory != NULL; memory = next) {
        next = memory->next;
        free(memory);
    }
    json_decref(vectors->root);
    *vectors = (struct vectors){0};
}

bool vectors_has(const json_t *object, const char *name) {
    return json_object_get(object, name) != NULL;
}

static json_t *member(const json_t *object, const char *name, json_type type) {
    json_t *value = json_object_get(object, name);
    if (value == NULL || json_typeof(value) != type) {
        fail_msg("a vector has no proper member \"%s\"", name);
    }
    return value;
}

json_t *vectors_array(const json_t *object, const char *name) {
    return member(object, name, JSON_ARRAY);
}

json_t *vectors_object(const json_t *object, const char *name) {
    return member(object, name, JSON_OBJECT);
}

const char *vectors_string(const json_t *object, const char *name) {
    return json_string_value(member(object, name, JSON_STRING));
}

size_t vectors_number(const json_t *object, const char *name) {
    return (size_t)json_integer_value(member(object, name, JSON_INTEGER));
}

tl_bytes vectors_hex(struct vectors *vectors, const json_t *object, const char *name) {
    return vectors_decode(vectors, vectors_string(object, name));
}

static unsigned digit(char c) {
    if (!isxdigit((unsigned char)c)) {
        fail_msg("'%c' in a vector is not a hexadecimal digit", c);
    }
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static uint8_t *new_octets(struct vectors *vectors, size_t len) {
    struct vectors_memory *memory = malloc(sizeof *memory + len);
    if (memory == NULL) {
        fail_msg("no memory for a vector of %zu octets", len);
    }
    memory->next = vectors->memory;
    vectors->memory = memory;
    return memory->octets;
}

tl_bytes vectors_decode(struct vectors *vectors, const char *hex) {
    uint8_t *octets = new_octets(vectors, strlen(hex) / 2 + 1);
    size_t len = 0;
    while (*hex != '\0') {
        if (isspace((unsigned char)*hex)) {
            hex++;
            continue;
        }
        unsigned high = digit(hex[0]);
        octets[len++] = (uint8_t)(high << 4 | digit(hex[1]));
        hex += 2;
    }
    return (tl_bytes){octets, len};
}
