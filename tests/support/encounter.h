/* One side that departs from the protocol, by a script, and the other, an engine as it is, that must notice. */
#ifndef SUPPORT_ENCOUNTER_H
#define SUPPORT_ENCOUNTER_H

#include "support/peers.h"
#include "support/script.h"

/* What all encounters of a test program share. */
struct world {
    struct pki pki;
    tl_crypto *crypto;
};
int world_setup(void **state); /* a cmocka group setup: *state is a struct world */
int world_teardown(void **state);

struct encounter {
    const char *name; /* for messages of failing tests */
    struct peers peers;
    struct script script; /* of the side that departs */
    enum role victim;     /* the other one */
};

/* Ready to be changed: both sides speak this version only. */
void encounter_init(struct encounter *e, struct world *world, const char *name, enum role victim, tl_protocol version);

/* What many encounters need beyond that. */
void encounter_with_client_certificate(struct encounter *e, struct world *world);
void encounter_with_staples(struct encounter *e, struct world *world); /* to each side's certificates, if it has some */
void encounter_with_retry(struct encounter *e); /* the server asks for a share of another group */

/* Makes the engines and attaches the script; a scripted client's first hello is then written. */
void encounter_start(struct encounter *e);
void encounter_run(struct encounter *e); /* until nothing moves any more; starts if need be */
void encounter_clear(struct encounter *e);

tl_engine *encounter_victim(const struct encounter *e);
tl_engine *encounter_departing(const struct encounter *e);

/* ---- records that a script cannot make ---- */

/* Runs until the script waits at a paused row. */
void encounter_run_to_pause(struct encounter *e);

/* Sends octets behind the message of a row and in the same record, before that message's keys change. Starts and runs
 * the encounter up to there; encounter_run goes on. */
void encounter_append_behind(struct encounter *e, size_t row, tl_bytes octets);

/* Takes back the record in which the departing side has sealed what it wrote before the paused row (since its keys last
 * changed), and gives its content. */
struct buffer encounter_take_flight(struct encounter *e);

/* A record of the departing side, under its present keys and whatever record_seal would say of it. */
struct odd_record {
    uint8_t outer_type, type; /* outer_type 0: as it should be */
    uint16_t legacy_version;  /* 0: 0x0303 */
    tl_bytes content;
    size_t padding;
    bool naked; /* without protection, though there be keys */
};
struct buffer encounter_seal(struct encounter *e, const struct odd_record *record);

/* Gives the victim a record, or any octets, behind all that was sent before. */
void encounter_send_record(struct encounter *e, const struct odd_record *record);
void encounter_send_octets(struct encounter *e, tl_bytes octets);

/* ---- outcomes ---- */

/* The victim failed with this alert for this reason, in a sentence that names the other side, and the other side knows
 * it by the alert. */
void encounter_refused(const struct encounter *e, tl_alert alert, unsigned reason);

/* The same, where the two sides have no keys in common by which the alert could be read. */
void encounter_refused_unheard(const struct encounter *e, tl_alert alert, unsigned reason);

/* Both are done, and understand each other in both directions. */
void encounter_accepted(const struct encounter *e);

/* Neither is done, and nothing failed: each waits for the other. */
void encounter_stalled(const struct encounter *e);

#endif
