#include "handshake/complete.h"

#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"

static void fill_session(struct handshake *h) {
    struct connection *c = h->conn;
    tl_session *s = c->session;
    s->version = c->version;
    s->suite = c->suite;
    s->group = h->group;
    s->peer_scheme = h->peer_scheme;
    s->own_scheme = h->identity != NULL ? h->scheme : NULL;
    s->hello_retry = h->hello_retry;
    s->extended_master_secret = h->extended_master_secret;
    s->server_name = h->server_name; /* taken over */
    h->server_name = NULL;
    memcpy(s->policy_digest, c->config->policy_digest, sizeof s->policy_digest);
    session_set_peer_chain(s, h->peer_chain, h->num_peer_chain);
    h->peer_chain = NULL;
    h->num_peer_chain = 0;
}

static bool run_checker(struct handshake *h) {
    struct connection *c = h->conn;
    const tl_checker *checker = &c->config->checker;
    tl_error error = {.alert = TL_ALERT_NONE};
    if (checker->check == NULL || checker->check(checker->arg, c->session, &error)) {
        return true;
    }
    if (error.kind == TL_ERR_NONE) {
        return handshake_fail(h, CHECKER_REFUSED, peer_name(c));
    }
    if (error.alert == TL_ALERT_NONE) {
        error.alert = TL_ALERT_ACCESS_DENIED;
    }
    return connection_fail_with(c, &error);
}

bool handshake_complete(struct handshake *h) {
    fill_session(h);
    TRY(run_checker(h));
    if (!h->conn->config->keep_peer_chain) {
        session_forget_issuers(h->conn->session);
    }
    return true;
}
