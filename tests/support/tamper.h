/* Edits of messages (script_edit): fields of hellos, and the extensions of every message that has some. Lengths around
 * what is changed are adjusted, so that nothing but the change itself is wrong. */
#ifndef SUPPORT_TAMPER_H
#define SUPPORT_TAMPER_H

#include "support/script.h"

/* A tl_bytes in an initializer: OCTETS(1, 2, 3). */
#define OCTETS(...)                                                                                                    \
    {                                                                                                                  \
        (const uint8_t[]){__VA_ARGS__}, sizeof(const uint8_t[]) {                                                      \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }

/* ---- octets ---- */

struct tamper_octet {
    size_t at;    /* from the body's start */
    uint8_t flip; /* these bits */
};
script_edit_fn tamper_flip;      /* arg: struct tamper_octet */
script_edit_fn tamper_flip_last; /* the lowest bit of the last octet; no arg */

/* ---- hellos: what is zero stays as it is ---- */

struct tamper_hello {
    uint16_t legacy_version;
    tl_bytes random, session_id;      /* data NULL: as it is; a session ID may be empty */
    tl_bytes cipher_suites;           /* ClientHello */
    tl_bytes compression_methods;     /* ClientHello */
    uint16_t cipher_suite;            /* ServerHello, HelloRetryRequest */
    uint8_t compression_method;       /* ... */
    bool no_extensions, keeps_own_id; /* keeps_own_id: the departing side itself goes by the new session ID */
};
script_edit_fn tamper_hello; /* arg: struct tamper_hello */

/* ---- extensions ---- */

struct tamper_extension {
    uint16_t type;
    tl_bytes content;
};
script_edit_fn tamper_set_extension; /* changes its content, or adds it at the end; arg: struct tamper_extension */
script_edit_fn tamper_add_extension; /* adds it at the end, were it there before or not */
script_edit_fn
    tamper_repeat_extension; /* adds a copy at the end; arg: a struct tamper_extension of which only the type counts */
script_edit_fn tamper_remove_extension; /* ... */

/* The content of the list of extensions of the message that is being written; of Certificate, that of its first entry.
 * Fails the test where there is no list. */
tl_bytes tamper_extensions(const struct script_body *body);

/* Puts another list in its place. */
void tamper_replace_extensions(struct script_body *body, tl_bytes list);

#endif
