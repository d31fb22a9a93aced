/* A client and a server with their configurations, for tests of engines in memory. What goes wrong while they are made
 * fails the test. */
#ifndef SUPPORT_PEERS_H
#define SUPPORT_PEERS_H

#include "base/buffer.h"
#include "support/pair.h"
#include "support/pki.h"

#define PEERS_MAX_IDENTITIES 8

struct peers {
    /* What the test may change before peers_configure. */
    tl_client_options client_options;
    tl_server_options server_options; /* its identities point to the array below */
    const tl_identity *identities[PEERS_MAX_IDENTITIES];
    const char *server_name;
    tl_buffers *client_buffers, *server_buffers;

    tl_client_config *client_config;
    tl_server_config *server_config;
    struct pair pair;
};

/* A client that trusts the infrastructure's root and a server with PKI_SERVER; www.example.org is asked for. */
void peers_init(struct peers *peers, struct pki *pki);

/* Adds to the server's identities; after peers_only_identity there is no other. */
void peers_add_identity(struct peers *peers, const tl_identity *identity);
void peers_only_identity(struct peers *peers, const tl_identity *identity);

/* Sets one version, for both sides. */
void peers_set_version(struct peers *peers, tl_protocol version);

/* Makes the configurations, as far as they are not made yet. */
void peers_configure(struct peers *peers);

/* Makes new engines (the configurations first), of which the client's has its ClientHello ready. */
void peers_start(struct peers *peers);

/* peers_start, then the handshake, which must succeed. */
void peers_connect(struct peers *peers);

/* peers_start, then the handshake as far as it goes. */
void peers_try(struct peers *peers);

void peers_stop(struct peers *peers);  /* frees the engines */
void peers_clear(struct peers *peers); /* ... and the configurations */

/* Everything that the engine has to send, which counts as sent; the caller clears it. */
struct buffer peer_take(tl_engine *engine);

/* Gives octets to the engine as if they came from the network; what it has no room for is left out. */
tl_result peer_feed(tl_engine *engine, tl_bytes octets);

/* Writes all of it, at once. */
void peer_write(tl_engine *engine, const void *data, size_t len);

/* The engine has exactly this to read, which counts as read. */
#define assert_reads(engine, data, len) assert_reads_at(engine, data, len, __FILE__, __LINE__)
void assert_reads_at(tl_engine *engine, const void *data, size_t len, const char *file, int line);

/* The engine failed for this reason. */
#define assert_reason(engine, expected) assert_reason_at(engine, expected, __FILE__, __LINE__)
void assert_reason_at(const tl_engine *engine, unsigned expected, const char *file, int line);

#endif
