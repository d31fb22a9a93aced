#include "base/control.h"
#include "handshake/authenticate.h"
#include "handshake/handshake.h"
#include "handshake/protocol.h"
#include "handshake/sentences.h"
#include "x509/path/path.h"

bool suite_fits_key(const struct suite *suite, const struct public_key *key) {
    bool is_rsa = key->kind == KEY_RSA || key->kind == KEY_RSA_PSS;
    return suite->auth == KEY_NONE || is_rsa == (suite->auth == KEY_RSA);
}

/* In TLS 1.2 every curve goes with every hash: then the hash that is as strong as the curve comes first. */
const struct scheme *choose_scheme(const struct handshake *h, const tl_identity *identity, tl_bytes peer_schemes) {
    const struct policy *policy = &h->conn->config->policy;
    const struct public_key *key = identity_signing_key(identity);
    const struct scheme *first = NULL;
    for (size_t i = 0; i < policy->num_schemes; i++) {
        const struct scheme *scheme = policy->schemes[i];
        if (!scheme_fits_key(scheme, key, h->conn->version) || !has_u16(peer_schemes, scheme->id)) {
            continue;
        }
        if (scheme->curve == key->curve) {
            return scheme;
        }
        first = first != NULL ? first : scheme;
    }
    return first;
}

/* What is looked for, and what was found on the way. */
struct search {
    tl_bytes client_suites;
    const char *name; /* NULL: any */
    bool has_name, has_scheme;
};

/* In TLS 1.2 the suite names the kind of key (RFC 5246 §7.4.2), and the client's groups are also the curves that it
 * takes in certificates (RFC 8422 §5.1.1). */
static bool hello_allows_key(const struct handshake *h, tl_bytes client_suites, const struct public_key *key) {
    if (h->conn->version >= TL_TLS1_3) {
        return true;
    }
    tl_bytes client_groups = h->extensions.supported_groups;
    uint16_t curve = group_id_of_curve(key->curve);
    if (curve != 0 && client_groups.data != NULL && !has_u16(client_groups, curve)) {
        return false;
    }
    const struct policy *policy = &h->conn->config->policy;
    for (size_t i = 0; i < policy->num_suites; i++) {
        const struct suite *suite = policy->suites[i];
        if (suite->version == h->conn->version && suite_fits_key(suite, key) && has_u16(client_suites, suite->id)) {
            return true;
        }
    }
    return false;
}

/* The first identity that has the name, a scheme that the client can verify and a key that its hello allows. */
static bool find_identity(struct handshake *h, struct search *search) {
    const tl_server_config *config = server_config(h->conn);
    for (size_t i = 0; i < config->num_identities; i++) {
        const tl_identity *identity = config->identities[i];
        if (search->name != NULL && !certificate_matches_host(&identity->leaf, search->name)) {
            continue;
        }
        search->has_name = true;
        h->scheme = choose_scheme(h, identity, h->extensions.signature_algorithms);
        search->has_scheme = search->has_scheme || h->scheme != NULL;
        if (h->scheme != NULL && hello_allows_key(h, search->client_suites, &identity->leaf.key)) {
            h->identity = identity;
            return true;
        }
    }
    return false;
}

static bool no_identity_fits(struct handshake *h, const struct search *search) {
    REQUIRE(search->has_scheme, handshake_fail(h, NO_COMMON_SCHEME, "client"));
    return handshake_fail(h, NO_COMMON_SUITE, version_name(h->conn->version));
}

static bool keep_server_name(struct handshake *h) {
    if (h->extensions.server_name.data == NULL || h->server_name != NULL) {
        return true;
    }
    h->server_name = mem_copy_bytes_as_string(h->extensions.server_name);
    REQUIRE(h->server_name != NULL, handshake_fail(h, OUT_OF_MEMORY));
    return true;
}

bool choose_identity(struct handshake *h, tl_bytes client_suites) {
    TRY(keep_server_name(h));
    struct search search = {.client_suites = client_suites, .name = h->server_name};
    if (search.name != NULL) {
        bool found = find_identity(h, &search);
        h->server_name_recognized = search.has_name;
        if (found || search.has_name) {
            return found || no_identity_fits(h, &search);
        }
        REQUIRE(!server_config(h->conn)->refuse_unknown_names, handshake_fail(h, UNKNOWN_SERVER_NAME, h->server_name));
        search.name = NULL;
    }
    return find_identity(h, &search) || no_identity_fits(h, &search);
}
