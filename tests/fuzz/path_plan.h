/* Certificates from a description in a few octets, signed as it says, so that a fuzzer's changes reach the rules of
 * paths instead of ending at a signature; and revocation lists the same way. */
#ifndef FUZZ_PATH_PLAN_H
#define FUZZ_PATH_PLAN_H

#include <tlslite/x509.h>

#include "base/buffer.h"

/* The grammar. Ten octets of options:
 *
 *   certificates purpose host time flags policies depth mailbox revocation keys
 *
 * then statements of three octets: about which certificate or list, what, and its argument. Without statements the
 * certificates are a chain that is right: the leaf comes first, each is issued by the next one, and the last one is
 * self-signed and trusted; certificate n has key n + keys. Statements change one thing each. What is short counts as
 * zeros.
 *
 * A mailbox is looked for in place of the host. revocation counts from 0 to 5: enum plan_revocation without lists, and
 * once more where each CA has published a list that is right and empty, that of certificate 1 first. */
enum statement {
    SAY_SUBJECT,    /* which name */
    SAY_ISSUER,     /* which name */
    SAY_KEY,        /* which key */
    SAY_SIGNER,     /* which key signs */
    SAY_VERSION,    /* 1 to 3 */
    SAY_NOT_BEFORE, /* which time */
    SAY_NOT_AFTER,  /* which time */
    SAY_BASIC,      /* 0: no basicConstraints; 1: CA; 2: no CA; 3: no CA, with a path length; 4 and up: path lengths */
    SAY_KEY_USAGE,  /* the first eight bits; 0: none */
    SAY_EXTENDED,   /* which usages, as bits; 0: none */
    SAY_NAME,       /* one more subjectAltName */
    SAY_PERMITTED,  /* one more subtree */
    SAY_EXCLUDED,   /* ... */
    SAY_POLICY,     /* one more policy */
    SAY_MAPPING,    /* one more mapping: four bits each */
    SAY_REQUIRE,    /* requireExplicitPolicy, counted from 1; 0: none */
    SAY_NO_MAPPING, /* inhibitPolicyMapping, the same */
    SAY_NO_ANY,     /* inhibitAnyPolicy, the same */
    SAY_SUBJECT_ID, /* 0: none; 1: of the key; 2: another */
    SAY_ISSUER_ID,  /* 0: none; 1: of the signer; 2: another; 3: with issuer and serial; 4: with a wrong serial */
    SAY_UNKNOWN,    /* an extension that nobody knows; 1: critical */
    SAY_BROKEN,     /* a wrong signature; 0: a right one */
    SAY_TRUSTED,    /* 1: a trust anchor; 0: sent */
    SAY_SERIAL,     /* the serial number */
    SAY_CRITICAL,   /* which extensions are critical, as bits of enum critical */
    SAY_ALGORITHM,  /* how it is signed; 0: as the key does by default */
    SAY_POINT,      /* cRLDistributionPoints: enum point, and in the upper bits which name */
    LIST_ADD,       /* one more list, in the name of this certificate; those below are about a list */
    LIST_ISSUER,    /* which name, counted from 1; 0: that of the certificate */
    LIST_KEY,       /* which key signs, counted from 1; 0: that of the certificate */
    LIST_ALGORITHM, /* as SAY_ALGORITHM */
    LIST_THIS,      /* which time */
    LIST_NEXT,      /* which time; from 8 on: none */
    LIST_REVOKES,   /* one more entry: a certificate, and in the upper bits a reason */
    LIST_ENTRIES,   /* what all entries have: 1, 2: an unknown extension, critical or not; 3 on: which issuer's */
    LIST_NUMBER,    /* 0: none */
    LIST_BASE,      /* the number of the list that it is a delta to; 0: it is none */
    LIST_SCOPE,     /* issuingDistributionPoint: enum scope, and in the upper bits which name */
    LIST_ISSUER_ID, /* 0: none; 1: of the key; 2: another */
    LIST_UNKNOWN,   /* an extension that nobody knows; 1: critical */
    LIST_FRESHEST,  /* 1: freshestCRL, which announces deltas */
    LIST_VERSION_1, /* 1: it is of version 1 */
    LIST_BROKEN,    /* a wrong signature; 0: a right one */
    NUM_STATEMENTS
};

enum plan_revocation { PLAN_REVOCATION_OFF, PLAN_REVOCATION_IF_KNOWN, PLAN_REVOCATION_REQUIRED, NUM_PLAN_REVOCATIONS };

/* What a certificate and a list say of distribution points: the argument's lower three, or four, bits. */
enum point {
    POINT_NONE,
    POINT_1,           /* http://a/1 */
    POINT_2,           /* http://a/2 */
    POINT_1_AND_2,     /* two points */
    POINT_1_KEYS,      /* http://a/1, which tells of compromised keys only */
    POINT_1_OF_ISSUER, /* http://a/1, issued by the name */
    POINT_OF_ISSUER,   /* nothing but issued by the name */
    POINT_DIRECTORY    /* a directory name */
};
enum scope {
    SCOPE_NONE,
    SCOPE_USERS,
    SCOPE_CAS,
    SCOPE_ATTRIBUTES,
    SCOPE_INDIRECT,
    SCOPE_1,
    SCOPE_2,
    SCOPE_KEYS,
    SCOPE_OTHER_REASONS,
    SCOPE_1_INDIRECT,
    SCOPE_DIRECTORY,
    SCOPE_RELATIVE,
    SCOPE_USERS_1,
    NUM_SCOPES
};

enum critical {
    CRITICAL_BASIC = 1,
    CRITICAL_USAGE = 2,
    CRITICAL_EXTENDED = 4,
    CRITICAL_NAMES = 8,
    CRITICAL_CONSTRAINTS = 16,
    CRITICAL_POLICIES = 32
};

enum { PLAN_MAX_CERTIFICATES = 6, PLAN_MAX_POLICIES = 4, PLAN_MAX_LISTS = 8 };

struct planned {
    struct buffer der;
    bool trusted;
};

struct plan {
    struct planned certificates[PLAN_MAX_CERTIFICATES];
    size_t count;
    struct buffer lists[PLAN_MAX_LISTS];
    size_t num_lists;
    tl_revocation revocation;
    tl_purpose purpose;
    const char *host, *mailbox; /* NULL: none; at most one of the two */
    time_t time;
    bool require_policy, inhibit_mapping, inhibit_any;
    const char *policies[PLAN_MAX_POLICIES];
    size_t num_policies;
    unsigned max_depth; /* 0: the default */
};

enum { PLAN_OPTIONS_LEN = 10, PLAN_STATEMENT_LEN = 3 };

void plan_make(struct plan *plan, const uint8_t *data, size_t size);
void plan_clear(struct plan *plan);

/* For LLVMFuzzerCustomMutator: mostly adds, drops or changes a statement. */
size_t plan_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed);

#endif
