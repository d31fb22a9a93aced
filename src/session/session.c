#include "session/session.h"

tl_session *session_new(void) {
    tl_session *session = mem_new(sizeof *session);
    if (session != NULL) {
        ref_init(&session->refs);
    }
    return session;
}

tl_session *tl_session_ref(const tl_session *session) {
    tl_session *shared = (tl_session *)(uintptr_t)session;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

static void free_chain(tl_cert **chain, size_t num_chain) {
    for (size_t i = 0; i < num_chain; i++) {
        tl_cert_free(chain[i]);
    }
    mem_free(chain);
}

void tl_session_free(tl_session *session) {
    if (session == NULL || !ref_drop(&session->refs)) {
        return;
    }
    free_chain(session->peer_chain, session->num_peer_chain);
    mem_free(session->server_name);
    mem_free(session->alpn);
    mem_free(session);
}

void session_set_peer_chain(tl_session *session, tl_cert **chain, size_t num_chain) {
    free_chain(session->peer_chain, session->num_peer_chain);
    session->peer_chain = chain;
    session->num_peer_chain = num_chain;
}

void session_forget_issuers(tl_session *session) {
    while (session->num_peer_chain > 1) {
        tl_cert_free(session->peer_chain[--session->num_peer_chain]);
    }
}

tl_protocol tl_session_version(const tl_session *session) {
    return session->version;
}

const char *tl_session_version_name(const tl_session *session) {
    return version_name(session->version);
}

const char *tl_session_cipher(const tl_session *session) {
    return session->suite->name;
}

uint16_t tl_session_cipher_id(const tl_session *session) {
    return session->suite->id;
}

unsigned tl_session_cipher_bits(const tl_session *session) {
    return session->suite->bits;
}

const char *tl_session_group(const tl_session *session) {
    return session->group != NULL ? session->group->name : NULL;
}

const char *tl_session_peer_signature(const tl_session *session) {
    return session->peer_scheme != NULL ? session->peer_scheme->name : NULL;
}

const char *tl_session_own_signature(const tl_session *session) {
    return session->own_scheme != NULL ? session->own_scheme->name : NULL;
}

const char *tl_session_server_name(const tl_session *session) {
    return session->server_name;
}

const char *tl_session_alpn(const tl_session *session) {
    return session->alpn;
}

bool tl_session_resumed(const tl_session *session) {
    return session->resumed;
}

bool tl_session_hello_retry(const tl_session *session) {
    return session->hello_retry;
}

bool tl_session_extended_master_secret(const tl_session *session) {
    return session->extended_master_secret;
}

size_t tl_session_num_peer_certs(const tl_session *session) {
    return session->num_peer_chain;
}

const tl_cert *tl_session_peer_cert(const tl_session *session, size_t index) {
    return index < session->num_peer_chain ? session->peer_chain[index] : NULL;
}

const tl_revocation_status *tl_session_revocation(const tl_session *session) {
    return &session->revocation;
}

tl_bytes tl_session_policy_digest(const tl_session *session) {
    return bytes_of(session->policy_digest, sizeof session->policy_digest);
}
