#include "support/pki.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/staples.h"

static const char *const server_names[] = {"localhost", "www.example.org", "*.wild.example.org", "127.0.0.1", "::1"};
static const char *const other_names[] = {"other.example.net"};

enum { NUM_SERVER_NAMES = sizeof server_names / sizeof *server_names, A_DAY = 86400 };

static tl_identity *make(const tl_cert_options *options) {
    tl_error error;
    tl_identity *identity = tl_cert_make(options, &error);
    if (identity == NULL) {
        fail_msg("the test's identity cannot be made: %s", error.message);
    }
    return identity;
}

static tl_identity *make_ca(const char *name, const tl_identity *issuer) {
    return make(&(tl_cert_options){.common_name = name, .is_ca = true, .issuer = issuer});
}

static tl_identity *make_server(struct pki *pki, tl_key_kind kind, time_t not_before, time_t not_after) {
    return make(&(tl_cert_options){.names = server_names,
                                   .num_names = NUM_SERVER_NAMES,
                                   .key_kind = kind,
                                   .not_before = not_before,
                                   .not_after = not_after,
                                   .issuer = pki_identity(pki, PKI_INTERMEDIATE)});
}

static tl_identity *make_client(struct pki *pki, tl_key_kind kind) {
    return make(&(tl_cert_options){
        .common_name = "client", .key_kind = kind, .for_client = true, .issuer = pki_identity(pki, PKI_INTERMEDIATE)});
}

static tl_identity *make_self_signed(const tl_identity *issuer) {
    return make(&(tl_cert_options){.names = server_names, .num_names = NUM_SERVER_NAMES, .issuer = issuer});
}

static tl_identity *make_stranger(void) {
    tl_identity *root = make_ca("Unknown Root", NULL);
    tl_identity *stranger = make_self_signed(root);
    tl_identity_free(root);
    return stranger;
}

/* With responses for the leaf and the intermediate. */
static tl_identity *make_stapled(struct pki *pki, enum pki_member member) {
    const tl_identity *issuers[] = {pki_identity(pki, PKI_INTERMEDIATE), pki_identity(pki, PKI_ROOT)};
    return staple_attach(pki_identity(pki, member), issuers, sizeof issuers / sizeof *issuers);
}

static tl_identity *make_member(struct pki *pki, enum pki_member member) {
    time_t now = time(NULL);
    switch (member) {
    case PKI_ROOT:
    case PKI_OTHER_ROOT:
        return make_ca("Test Root", NULL);
    case PKI_INTERMEDIATE:
        return make_ca("Test Intermediate", pki_identity(pki, PKI_ROOT));
    case PKI_SERVER:
        return make_server(pki, TL_KEY_ECDSA_P256, 0, 0);
    case PKI_SERVER_P384:
        return make_server(pki, TL_KEY_ECDSA_P384, 0, 0);
    case PKI_SERVER_P521:
        return make_server(pki, TL_KEY_ECDSA_P521, 0, 0);
    case PKI_SERVER_ED448:
        return make_server(pki, TL_KEY_ED448, 0, 0);
    case PKI_SERVER_ED25519:
        return make_server(pki, TL_KEY_ED25519, 0, 0);
    case PKI_SERVER_RSA:
        return make_server(pki, TL_KEY_RSA, 0, 0);
    case PKI_OTHER_NAME:
        return pki_issue(pki, TL_KEY_ECDSA_P256, false, (const char *const[]){other_names[0], NULL});
    case PKI_EXPIRED:
        return make_server(pki, TL_KEY_ECDSA_P256, now - 10 * A_DAY, now - A_DAY);
    case PKI_NOT_YET_VALID:
        return make_server(pki, TL_KEY_ECDSA_P256, now + A_DAY, now + 10 * A_DAY);
    case PKI_CLIENT:
        return make_client(pki, TL_KEY_ECDSA_P256);
    case PKI_CLIENT_RSA:
        return make_client(pki, TL_KEY_RSA);
    case PKI_CLIENT_P521:
        return make_client(pki, TL_KEY_ECDSA_P521);
    case PKI_CLIENT_ED448:
        return make_client(pki, TL_KEY_ED448);
    case PKI_CLIENT_ED25519:
        return make_client(pki, TL_KEY_ED25519);
    case PKI_SERVER_STAPLED:
        return make_stapled(pki, PKI_SERVER);
    case PKI_CLIENT_STAPLED:
        return make_stapled(pki, PKI_CLIENT);
    case PKI_MUST_STAPLE:
    case PKI_CLIENT_MUST_STAPLE:
        return staple_must_have(pki_identity(pki, PKI_INTERMEDIATE), member == PKI_CLIENT_MUST_STAPLE);
    case PKI_SELF_SIGNED:
        return make_self_signed(NULL);
    case PKI_STRANGER:
        return make_stranger();
    case PKI_NUM_MEMBERS:
        break;
    }
    fail_msg("no such member of the test's infrastructure: %d", (int)member);
    return NULL;
}

const tl_identity *pki_identity(struct pki *pki, enum pki_member member) {
    if (pki->members[member] == NULL) {
        pki->members[member] = make_member(pki, member);
    }
    return pki->members[member];
}

tl_identity *pki_issue(struct pki *pki, tl_key_kind key_kind, bool for_client, const char *const *names) {
    size_t num_names = 0;
    while (names[num_names] != NULL) {
        num_names++;
    }
    return make(&(tl_cert_options){.names = names,
                                   .num_names = num_names,
                                   .key_kind = key_kind,
                                   .for_client = for_client,
                                   .issuer = pki_identity(pki, PKI_INTERMEDIATE)});
}

tl_trust *pki_trust_in(const tl_identity *identity) {
    tl_error error;
    tl_trust *trust = tl_trust_parse(tl_cert_der(tl_identity_cert(identity)), &error);
    if (trust == NULL) {
        fail_msg("the test's trust cannot be made: %s", error.message);
    }
    return trust;
}

const tl_trust *pki_trust(struct pki *pki) {
    if (pki->trust == NULL) {
        pki->trust = pki_trust_in(pki_identity(pki, PKI_ROOT));
    }
    return pki->trust;
}

const tl_trust *pki_other_trust(struct pki *pki) {
    if (pki->other_trust == NULL) {
        pki->other_trust = pki_trust_in(pki_identity(pki, PKI_OTHER_ROOT));
    }
    return pki->other_trust;
}

void pki_clear(struct pki *pki) {
    for (int i = 0; i < PKI_NUM_MEMBERS; i++) {
        tl_identity_free(pki->members[i]);
    }
    tl_trust_free(pki->trust);
    tl_trust_free(pki->other_trust);
    *pki = (struct pki){0};
}
