/* The driver of handshakes, and the tables that it walks down. A table reads like the RFC's figure and serves both
 * roles. Only flow.c advances a handshake. */
#ifndef HANDSHAKE_FLOW_H
#define HANDSHAKE_FLOW_H

#include "base/writer.h"
#include "policy/role.h"
#include "wire/message.h"

struct handshake;

/* What a handler came to. Failing is false, so that handlers can return what handshake_fail returns. */
enum step { STEP_FAILED = 0, STEP_DONE = 1, STEP_WAIT = 2 };

/* Is the row's message due? A receiver that cannot know says MAY: the row is taken if that message comes, else passed
 * over. */
enum when { NEVER, MUST, MAY };

enum transcript_effect {
    TRANSCRIPT_ADD,     /* hashed once its handler is done */
    TRANSCRIPT_RESTART, /* what came before is replaced by its hash first (RFC 8446 §4.4.1) */
    TRANSCRIPT_SKIP     /* never hashed */
};

/* Keys that change once the message is done and hashed. A key of the sender's side is a write key for the sender and
 * a read key for the receiver; nothing may lie in a record across it. */
enum key_effect {
    KEYS_NONE = 0,
    KEYS_OF_FAMILY = 1 << 0, /* of the hello table's last row: what the chosen family says */
    KEYS_CLIENT_HANDSHAKE = 1 << 1,
    KEYS_SERVER_HANDSHAKE = 1 << 2,
    KEYS_CLIENT_APPLICATION = 1 << 3,
    KEYS_SERVER_APPLICATION = 1 << 4,
    KEYS_MASTER = 1 << 5 /* TLS 1.2: derives the master secret, changes no key */
};
#define KEYS_FROM_CLIENT (KEYS_CLIENT_HANDSHAKE | KEYS_CLIENT_APPLICATION)
#define KEYS_FROM_SERVER (KEYS_SERVER_HANDSHAKE | KEYS_SERVER_APPLICATION)

struct flow_row {
    enum role sender;
    enum message message;
    enum when (*when)(const struct handshake *h); /* NULL: must */
    enum transcript_effect transcript;
    unsigned keys; /* enum key_effect */
    enum step (*send)(struct handshake *h, struct writer *body);
    enum step (*receive)(struct handshake *h, tl_bytes body);
};

/* A table ends with a row that has neither send nor receive. */
extern const struct flow_row hello_flow[];

struct flow_family {
    const char *name;
    const struct flow_row *rows;
    unsigned hello_keys; /* what KEYS_OF_FAMILY stands for */
    bool (*install)(struct handshake *h, unsigned keys);
};
extern const struct flow_family flow_tls13, flow_tls12;

enum flow_result {
    FLOW_NEEDS_MESSAGE, /* the peer's next message is due */
    FLOW_NEEDS_FLUSH,   /* the flight must be sealed before the flow goes on */
    FLOW_WAITS,         /* for the answer to the open question */
    FLOW_COMPLETE,
    FLOW_FAILED
};

/* A message that came: header and body for a handshake message, empty for a ChangeCipherSpec. */
struct flow_message {
    enum message kind;
    tl_bytes octets;
    bool followed; /* more lies in the same record or across the next */
};

/* Goes as far as it can. message may be NULL; *taken says whether it was dealt with (after FLOW_WAITS it was not, and
 * is given again together with the answer). */
enum flow_result flow_run(struct handshake *h, const struct flow_message *message, bool *taken);

/* What is due from the peer, for sentences: "ServerHello". */
const char *flow_due(const struct handshake *h);

#endif
