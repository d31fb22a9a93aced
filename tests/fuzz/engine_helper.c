#include "fuzz/engine_helper.h"

#include <tlslite/crypto.h>
#include <tlslite/x509.h>

#include "base/control.h"
#include "fuzz/expect.h"
#include "fuzz/peer_helper.h"
#include "policy/schemes.h"
#include "support/seeded_random.h"
#include "x509/identity/identity.h"

#define NOON 1780000000 /* the time at which the clock stands */

/* The first octet of the input. */
enum form {
    FORM_TLS12 = 1,              /* the peer speaks TLS 1.2 only, else TLS 1.3 only */
    FORM_RETRY = 2,              /* the server wants another group than the client sent a share for */
    FORM_CLIENT_CERTIFICATE = 4, /* it is required */
    FORM_SMALL_RECORDS = 8,
    FORM_SIGNED_ELSEWHERE = 16, /* the target asks for its signature */
    FORM_PLAIN = 32,            /* the target has defaults: no ALPN, no padding, no pool */
    FORM_RAW = 64,
    FORM_CHACHA20 = 128, /* and much padding, and something stapled */
    NUM_FORMS = 256
};

/* ---- what is made once ---- */

static struct world {
    struct seeded_random random[2]; /* by role */
    tl_crypto *crypto[2];
    tl_identity *identity[2], *without_key[2], *stapled[2];
    tl_trust *trust[2]; /* in the identity of that role */
    tl_client_config *clients[2][NUM_FORMS];
    tl_server_config *servers[2][NUM_FORMS]; /* by being the target */
    tl_buffers *pool;
} world;

static time_t standing_clock(void *arg) {
    (void)arg;
    return NOON;
}

static tl_identity *make_identity(bool for_client) {
    static const char *const names[] = {"www.example.org"};
    tl_identity *identity = tl_cert_make(&(tl_cert_options){.names = names,
                                                            .num_names = 1,
                                                            .key_kind = TL_KEY_ED25519,
                                                            .for_client = for_client,
                                                            .not_before = NOON - 86400,
                                                            .not_after = NOON + 86400,
                                                            .crypto = world.crypto[ROLE_SERVER]},
                                         NULL);
    EXPECT(identity != NULL);
    return identity;
}

/* Nobody reads the response: nobody asks whether a trust anchor was revoked. */
static tl_identity *make_stapled(tl_identity *identity) {
    tl_identity *stapled = mem_new(sizeof *stapled);
    EXPECT(stapled != NULL);
    *stapled = *identity;
    ref_init(&stapled->refs);
    stapled->of = tl_identity_ref(identity);
    stapled->staples = mem_new_array(identity->num_chain, sizeof *stapled->staples);
    EXPECT(stapled->staples != NULL);
    *stapled->staples = (struct staple){.this_update = NOON, .valid_until = NOON};
    EXPECT(buffer_append(&stapled->staples->der, bytes_of_string("response")));
    return stapled;
}

static void make_credentials(enum role role) {
    world.identity[role] = make_identity(role == ROLE_CLIENT);
    tl_bytes der = tl_cert_der(tl_identity_cert(world.identity[role]));
    world.without_key[role] = tl_identity_parse_external(der, NULL);
    world.trust[role] = tl_trust_parse(der, NULL);
    world.stapled[role] = make_stapled(world.identity[role]);
    EXPECT(world.without_key[role] != NULL && world.trust[role] != NULL);
}

static void seed(void) {
    world.random[ROLE_CLIENT].state = 1;
    world.random[ROLE_SERVER].state = 2;
}

static void make_world(void) {
    if (world.pool != NULL) {
        return;
    }
    seed();
    for (int role = 0; role < 2; role++) {
        world.crypto[role] = tl_crypto_new(seeded_random, &world.random[role], NULL);
        EXPECT(world.crypto[role] != NULL);
    }
    make_credentials(ROLE_CLIENT);
    make_credentials(ROLE_SERVER);
    world.pool = tl_buffers_new(2, NULL);
    EXPECT(world.pool != NULL);
}

static void ignore_line(void *arg, const char *line) {
    (void)arg;
    EXPECT(line[0] != '\0');
}

static tl_common_options common_options(enum role role, bool is_target, uint8_t form) {
    tl_protocol version = (form & FORM_TLS12) != 0 ? TL_TLS1_2 : TL_TLS1_3;
    tl_common_options options = {.crypto = world.crypto[role], .clock = standing_clock};
    if (!is_target) {
        options.settings.min_version = options.settings.max_version = version;
    }
    if (!is_target || (form & FORM_PLAIN) == 0) {
        options.alpn = "h2,http/1.1";
        options.keylog = ignore_line;
        options.settings.record_padding = (form & (FORM_CHACHA20 | FORM_SMALL_RECORDS)) == FORM_CHACHA20 ? 256 : 16;
    }
    options.settings.ciphers = (form & FORM_CHACHA20) != 0 ? "chacha20-poly1305" : NULL;
    options.settings.max_record = (form & FORM_SMALL_RECORDS) != 0 ? 64 : 0;
    return options;
}

static const tl_identity *identity_for(enum role role, bool is_target, uint8_t form) {
    if (is_target && (form & FORM_SIGNED_ELSEWHERE) != 0) {
        return world.without_key[role];
    }
    return (form & FORM_CHACHA20) != 0 ? world.stapled[role] : world.identity[role];
}

static tl_client_config *config_of_client(bool is_target, uint8_t form) {
    tl_client_config **config = &world.clients[is_target][form];
    if (*config == NULL) {
        tl_client_options options = {.common = common_options(ROLE_CLIENT, is_target, form),
                                     .trust = world.trust[ROLE_SERVER],
                                     .identity = identity_for(ROLE_CLIENT, is_target, form)};
        *config = tl_client_config_new(&options, NULL);
    }
    EXPECT(*config != NULL);
    return *config;
}

static tl_server_config *config_of_server(bool is_target, uint8_t form) {
    tl_server_config **config = &world.servers[is_target][form];
    if (*config == NULL) {
        const tl_identity *identity = identity_for(ROLE_SERVER, is_target, form);
        tl_server_options options = {
            .common = common_options(ROLE_SERVER, is_target, form), .identities = &identity, .num_identities = 1};
        options.common.settings.groups = (form & FORM_RETRY) != 0 ? "secp256r1" : NULL;
        options.client_cert = (form & FORM_CLIENT_CERTIFICATE) != 0 ? TL_CLIENT_CERT_REQUIRED : TL_CLIENT_CERT_NONE;
        options.client_trust = world.trust[ROLE_CLIENT];
        *config = tl_server_config_new(&options, NULL);
    }
    EXPECT(*config != NULL);
    return *config;
}

static tl_engine *new_engine(enum role role, bool is_target, uint8_t form) {
    tl_buffers *pool = is_target && (form & FORM_PLAIN) == 0 ? world.pool : NULL;
    tl_engine *engine = role == ROLE_CLIENT ? tl_engine_new_client(config_of_client(is_target, form), "www.example.org",
                                                                   NULL, pool, NULL)
                                            : tl_engine_new_server(config_of_server(is_target, form), pool, NULL);
    EXPECT(engine != NULL);
    return engine;
}

tl_engine *fuzz_new_engine(enum role role, uint8_t form) {
    make_world();
    seed();
    return new_engine(role, true, form | FORM_PLAIN);
}

/* ---- one run ---- */

struct play {
    tl_engine *target, *peer_engine;
    struct peer peer;
    struct reader input;
    size_t chunk;     /* that octets are delivered in; 0: as much as fits */
    bool leaves_data; /* the target's application does not read now */
    bool disturbed;   /* the handshake may fail */
};

static void check(const tl_engine *e) {
    const tl_error *error = tl_engine_error(e);
    unsigned ready = tl_engine_ready(e);
    bool failed = error->kind != TL_ERR_NONE;
    EXPECT(failed == (error->reason != 0) && failed == (error->message[0] != '\0'));
    EXPECT((tl_engine_session(e) != NULL) == tl_engine_handshake_done(e));
    EXPECT(tl_engine_plaintext(e).len == 0 || tl_engine_handshake_done(e));
    EXPECT(!failed || (ready & (TL_CAN_RECEIVE | TL_CAN_WRITE | TL_MUST_ANSWER | TL_NEEDS_BUFFER)) == 0);
    EXPECT(((ready & TL_MUST_SEND) != 0) == (tl_engine_output(e).len > 0));
    EXPECT(((ready & TL_MUST_ANSWER) != 0) == (tl_engine_question(e) != NULL));
}

static void read_plaintext(tl_engine *e) {
    while (tl_engine_plaintext(e).len > 0) {
        tl_engine_consumed(e, 1 + tl_engine_plaintext(e).len / 2);
    }
}

/* What does not fit is lost, as if the network had cut it off. */
static void feed(struct play *p, tl_bytes octets) {
    while (octets.len > 0) {
        size_t room;
        uint8_t *input = tl_engine_input(p->target, &room);
        if (input == NULL) {
            break;
        }
        size_t len = octets.len < room ? octets.len : room;
        len = p->chunk != 0 && p->chunk < len ? p->chunk : len;
        memcpy(input, octets.data, len);
        (void)!tl_engine_received(p->target, len);
        check(p->target);
        octets = bytes_from(octets, len);
        if (!p->leaves_data) {
            read_plaintext(p->target);
        }
    }
}

static size_t deliver(struct play *p, tl_engine *from, tl_engine *to) {
    tl_bytes output = tl_engine_output(from);
    size_t room = 0;
    uint8_t *input = output.len > 0 ? tl_engine_input(to, &room) : NULL;
    if (input == NULL) {
        return 0;
    }
    size_t len = output.len < room ? output.len : room;
    len = p->chunk != 0 && p->chunk < len ? p->chunk : len;
    memcpy(input, output.data, len);
    tl_engine_sent(from, len);
    (void)!tl_engine_received(to, len);
    return len;
}

static void deliver_all(struct play *p) {
    size_t moved = 1;
    while (moved > 0) {
        moved = deliver(p, p->peer_engine, p->target) + deliver(p, p->target, p->peer_engine);
        check(p->target);
        read_plaintext(p->peer_engine);
        if (!p->leaves_data) {
            read_plaintext(p->target);
        }
    }
}

/* ---- commands ---- */

static const uint8_t zeros[20000];

static void peer_sends_record(struct play *p, uint8_t type, tl_bytes content) {
    tl_engine *peer = p->peer_engine;
    if (tl_engine_error(peer)->kind == TL_ERR_NONE && !peer->write_closed && output_room(peer) > content.len) {
        (void)!output_seal(peer, type, content);
    }
}

static void write_by_room(tl_engine *e, size_t len) {
    size_t room;
    uint8_t *lent = tl_engine_room(e, &room);
    if (lent != NULL) {
        memset(lent, 'x', room < len ? room : len);
        (void)!tl_engine_filled(e, len);
    }
}

/* The right signature, or the octets. */
static void answer(tl_engine *e, tl_bytes octets) {
    const tl_question *question = tl_engine_question(e);
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t len;
    if (question == NULL) {
        (void)!tl_engine_answer(e, octets.len, octets, NULL);
        return;
    }
    if (octets.len > 0) {
        (void)!tl_engine_answer(e, question->id, octets, NULL);
        return;
    }
    enum role role = connection_role(&e->conn);
    const struct scheme *scheme = scheme_by_id(question->about.signature.scheme);
    EXPECT(scheme != NULL && private_key_sign(world.crypto[role], world.identity[role]->key, scheme->alg,
                                              question->about.signature.message, signature, &len));
    (void)!tl_engine_answer(e, question->id, bytes_of(signature, len), NULL);
}

static void export(const tl_engine *e, tl_bytes context) {
    uint8_t out[64];
    (void)!tl_engine_export(e, "EXPORTER-x", context, out, sizeof out, NULL);
}

static void run_command(struct play *p) {
    enum {
        PEER_RECORD,
        RAW,
        WRITE,
        WRITE_BY_ROOM,
        KEY_UPDATE,
        SHUTDOWN,
        ABORT,
        END_OF_INPUT,
        CHUNK,
        LEAVE_DATA,
        ANSWER,
        REFUSE,
        EXPORT,
        RETRY_BUFFER,
        PEER_WRITE,
        PEER_KEY_UPDATE,
        PEER_SHUTDOWN,
        NUM_COMMANDS
    };
    const unsigned harmless = 1U << WRITE | 1U << WRITE_BY_ROOM | 1U << CHUNK | 1U << EXPORT | 1U << RETRY_BUFFER |
                              1U << PEER_WRITE | 1U << LEAVE_DATA;
    tl_engine *e = p->target;
    unsigned command = read_u8(&p->input) % NUM_COMMANDS;
    p->disturbed |= (harmless & 1U << command) == 0;
    uint8_t number = read_u8(&p->input);
    size_t len = 0;
    switch (command) {
    case PEER_RECORD:
        peer_sends_record(p, number, read_vector(&p->input, 1, 0, 255));
        break;
    case RAW:
        feed(p, read_bytes(&p->input, number < read_left(&p->input) ? number : read_left(&p->input)));
        break;
    case WRITE:
        (void)!tl_engine_write(e, zeros, number * 70U, &len);
        break;
    case WRITE_BY_ROOM:
        write_by_room(e, number * 70U);
        break;
    case KEY_UPDATE:
        (void)!tl_engine_key_update(e, number % 2, NULL);
        break;
    case SHUTDOWN:
        tl_engine_shutdown(e);
        break;
    case ABORT:
        tl_engine_abort(e, (tl_alert)number);
        break;
    case END_OF_INPUT:
        (void)!tl_engine_received_eof(e);
        break;
    case CHUNK:
        p->chunk = number;
        break;
    case LEAVE_DATA:
        p->leaves_data = number % 2;
        break;
    case ANSWER:
        answer(e, read_bytes(&p->input, number < read_left(&p->input) ? number : 0));
        break;
    case REFUSE:
        (void)!tl_engine_refuse(e, number % 4, TL_ALERT_INTERNAL_ERROR, NULL);
        break;
    case EXPORT:
        export(e, bytes_of(zeros, number));
        break;
    case RETRY_BUFFER:
        (void)!tl_engine_received(e, number % 2);
        break;
    case PEER_WRITE:
        (void)!tl_engine_write(p->peer_engine, zeros, number * 70U, &len);
        break;
    case PEER_KEY_UPDATE:
        (void)!tl_engine_key_update(p->peer_engine, number % 2, NULL);
        break;
    default:
        tl_engine_shutdown(p->peer_engine);
    }
    check(e);
}

static void play_with_peer(struct play *p, enum role target, uint8_t form) {
    peer_read_edits(&p->peer, &p->input);
    p->peer_engine = new_engine(other_role(target), false, form);
    seed(); /* what the peer drew before it began anew */
    peer_attach(&p->peer, p->peer_engine, (form & FORM_TLS12) != 0 ? TL_TLS1_2 : TL_TLS1_3);
    while (read_more(&p->input)) {
        run_command(p);
        if (read_left(&p->input) % 2 == 0) {
            deliver_all(p);
        }
    }
    deliver_all(p);
    bool done = tl_engine_handshake_done(p->target) && tl_engine_error(p->target)->kind == TL_ERR_NONE;
    EXPECT(!p->peer.changed_proof || !tl_engine_handshake_done(p->target));
    EXPECT(done || p->disturbed || p->peer.num_edits > 0 || (form & FORM_SIGNED_ELSEWHERE) != 0);
    tl_engine_free(p->peer_engine);
}

void fuzz_engine(enum role target, const uint8_t *data, size_t size) {
    struct play p = {.input = reader_of(bytes_of(data, size))};
    make_world();
    seed();
    uint8_t form = read_u8(&p.input);
    p.target = new_engine(target, true, form);
    if ((form & FORM_RAW) != 0) {
        p.chunk = read_u8(&p.input);
        feed(&p, read_rest(&p.input));
        (void)!tl_engine_received_eof(p.target);
        EXPECT(!tl_engine_handshake_done(p.target));
        read_plaintext(p.target);
    } else {
        play_with_peer(&p, target, form);
    }
    check(p.target);
    tl_engine_free(p.target);
    EXPECT(tl_buffers_in_use(world.pool) == 0);
}
