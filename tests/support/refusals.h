/* Tables of refusals: in one message something is changed, which the other side must refuse; and something else of the
 * kind, or nothing, which it must accept. */
#ifndef SUPPORT_REFUSALS_H
#define SUPPORT_REFUSALS_H

#include "support/encounter.h"
#include "support/tamper.h"
#include "wire/extension.h"

/* The message in question; its sender departs, the other side is the victim. */
struct subject {
    tl_protocol version;
    enum role sender;
    enum message message;
    unsigned nth;                                              /* of the sender's messages of this type, from 0 */
    void (*prepare)(struct encounter *e, struct world *world); /* the configurations; NULL: as they are */
};

struct change {
    script_edit_fn *edit; /* NULL: none */
    const void *arg;
    script_edit_fn *before; /* changes the sender's state before it writes the message, with the same arg */
};

struct refusal {
    const char *what;                                          /* is wrong */
    void (*prepare)(struct encounter *e, struct world *world); /* behind the subject's; NULL: nothing more */
    struct change change;
    tl_alert alert;
    unsigned reason;
    struct change twin; /* what is accepted beside it */
};

void refusals_run(struct world *world, const struct subject *subject, const struct refusal *refusals, size_t num);

/* ---- rows of a table ---- */

#define ALERT(name, cause) TL_ALERT_##name, TL_REASON_##cause

#define AS_IT_IS                                                                                                       \
    { NULL, NULL, NULL }
#define NO_TWIN                                                                                                        \
    { refusals_no_twin, NULL, NULL } /* the configurations rule out success, whatever the message says */
script_edit_fn refusals_no_twin;

#define EMPTY                                                                                                          \
    { (const uint8_t *)"", 0 }

#define REPLACE_BY(...)                                                                                                \
    { script_replace, &(const tl_bytes)OCTETS(__VA_ARGS__), NULL }
#define CUT_TO(len)                                                                                                    \
    { script_cut, &(const size_t){len}, NULL }
#define APPEND(...)                                                                                                    \
    { script_append, &(const tl_bytes)OCTETS(__VA_ARGS__), NULL }
#define FLIP(offset, bits)                                                                                             \
    { tamper_flip, &(const struct tamper_octet){offset, bits}, NULL }
#define FLIP_LAST                                                                                                      \
    { tamper_flip_last, NULL, NULL }
#define HELLO(...)                                                                                                     \
    { tamper_hello, &(const struct tamper_hello){__VA_ARGS__}, NULL }
#define SET_EXTENSION(id, ...)                                                                                         \
    { tamper_set_extension, &(const struct tamper_extension){id, OCTETS(__VA_ARGS__)}, NULL }
#define EMPTY_EXTENSION(id)                                                                                            \
    { tamper_set_extension, &(const struct tamper_extension){id, EMPTY}, NULL }
#define ADD_EXTENSION(id, ...)                                                                                         \
    { tamper_add_extension, &(const struct tamper_extension){id, OCTETS(__VA_ARGS__)}, NULL }
#define REMOVE_EXTENSION(id)                                                                                           \
    { tamper_remove_extension, &(const struct tamper_extension){id, EMPTY}, NULL }
#define REPEAT_EXTENSION(id)                                                                                           \
    { tamper_repeat_extension, &(const struct tamper_extension){id, EMPTY}, NULL }

#endif
