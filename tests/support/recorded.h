/* Our client or our server as a party to a handshake of RFC 8448. Randoms, ephemeral keys and the clock are the
 * recording's; where our own hellos, EncryptedExtensions and CertificateRequest would differ in their extensions, the
 * recorded bodies are sent in their place; Certificate, CertificateVerify, Finished and every record are ours. */
#ifndef SUPPORT_RECORDED_H
#define SUPPORT_RECORDED_H

#include "support/fixed_random.h"
#include "support/script.h"
#include "support/vectors.h"

#define RECORDED_MAX_BODIES 8
#define RECORDED_MAX_RANDOM 256

/* One side of one trace. */
struct recorded {
    struct vectors *v;
    const json_t *trace;
    enum role role;
    tl_crypto *crypto;
    struct fixed_random random;
    uint8_t drawn[RECORDED_MAX_RANDOM]; /* by this side, in our order */
    size_t drawn_len;
    tl_identity *identity;
    tl_trust *trust;
    tl_client_config *client_config;
    tl_server_config *server_config;
    tl_engine *engine;
    struct script script;
    tl_bytes bodies[RECORDED_MAX_BODIES]; /* recorded ones that are sent in place of ours */
    size_t num_bodies;
    size_t num_signatures; /* asked for */
    bool is_changed;       /* what is signed is not the recorded transcript then */
    size_t num_sent, num_accepted;
};

/* Makes the party; its flight's signature is the recorded one, given at once or asked for in the usual way. */
void recorded_start(struct recorded *p, struct vectors *v, const char *trace, enum role role, bool answers_at_once);
void recorded_end(struct recorded *p);

/* Gives octets to an engine, as far as it takes them. */
tl_result recorded_receive(tl_engine *engine, tl_bytes octets);

/* What a trace says. */
const json_t *recorded_trace(struct vectors *v, const char *name);
bool recorded_is_from(const json_t *item, enum role role); /* of a record, message or key */
bool recorded_is_after_handshake(const json_t *record);
tl_bytes recorded_signature(struct recorded *p, uint16_t *scheme); /* of this side's CertificateVerify */

/* The question is for the signature of this side, over the recorded octets. */
void recorded_check_question(struct recorded *p, const tl_question *question, uint16_t scheme);

/* The keys of a protected record, at sequence number 0. */
void recorded_keys(struct recorded *p, const json_t *record, enum aead_use use, struct protection *keys);

#endif
