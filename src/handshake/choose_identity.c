#include "base/control.h"
#include "handshake/authenticate.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"
#include "x509/path.h"

bool suite_fits_key(const struct suite *suite, const struct public_key *key) {
    bool is_rsa = key->kind == KEY_RSA || key->kind == KEY_RSA_PSS;
    return suite->auth == KEY_NONE || is_rsa == (suite->auth == KEY_RSA);
}

const struct scheme *choose_scheme(const struct handshake *h, const tl_identity *identity, tl_bytes peer_schemes) {
    const struct policy *policy = &h->conn->config->policy;
    for (size_t i = 0; i < policy->num_schemes; i++) {
        const struct scheme *scheme = policy->schemes[i];
        if (scheme_fits_key(scheme, &identity->leaf.key, h->conn->version) && has_u16(peer_schemes, scheme->id)) {
            return scheme;
        }
    }
    return NULL;
}

/* The first identity that has the name (any, if name is NULL) and a scheme that the client can verify. *has_name says
 * whether one had the name. */
static bool find_identity(struct handshake *h, const char *name, bool *has_name) {
    const tl_server_config *config = server_config(h->conn);
    *has_name = false;
    for (size_t i = 0; i < config->num_identities; i++) {
        const tl_identity *identity = config->identities[i];
        if (name != NULL && !certificate_matches_host(&identity->leaf, name)) {
            continue;
        }
        *has_name = true;
        h->scheme = choose_scheme(h, identity, h->extensions.signature_algorithms);
        if (h->scheme != NULL) {
            h->identity = identity;
            return true;
        }
    }
    return false;
}

static bool keep_server_name(struct handshake *h) {
    if (h->extensions.server_name.data == NULL || h->server_name != NULL) {
        return true;
    }
    h->server_name = mem_copy_bytes_as_string(h->extensions.server_name);
    REQUIRE(h->server_name != NULL, handshake_fail(h, OUT_OF_MEMORY));
    return true;
}

bool choose_identity(struct handshake *h) {
    TRY(keep_server_name(h));
    bool has_name;
    if (h->server_name != NULL) {
        bool found = find_identity(h, h->server_name, &has_name);
        h->server_name_recognized = has_name;
        REQUIRE(found || !has_name, handshake_fail(h, NO_COMMON_SCHEME, "client"));
        REQUIRE(found || !server_config(h->conn)->refuse_unknown_names,
                handshake_fail(h, UNKNOWN_SERVER_NAME, h->server_name));
        if (found) {
            return true;
        }
    }
    REQUIRE(find_identity(h, NULL, &has_name), handshake_fail(h, NO_COMMON_SCHEME, "client"));
    return true;
}
