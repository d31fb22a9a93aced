/* Which side we are, and which side sends. */
#ifndef POLICY_ROLE_H
#define POLICY_ROLE_H

enum role { ROLE_CLIENT, ROLE_SERVER };

static inline enum role other_role(enum role role) {
    return role == ROLE_CLIENT ? ROLE_SERVER : ROLE_CLIENT;
}

static inline const char *role_name(enum role role) {
    return role == ROLE_CLIENT ? "client" : "server";
}

#endif
