/* Certificates from a description in a few octets, signed as it says, so that a fuzzer's changes reach the rules of
 * paths instead of ending at a signature. */
#ifndef FUZZ_PATH_PLAN_H
#define FUZZ_PATH_PLAN_H

#include <tlslite/x509.h>

#include "base/buffer.h"

/* The grammar. Seven octets of options:
 *
 *   certificates purpose host time flags policies depth
 *
 * then statements of three octets: about which certificate, what, and its argument. Without statements the certificates
 * are a chain that is right: the leaf comes first, each is issued by the next one, and the last one is self-signed and
 * trusted. Statements change one thing each. What is short counts as zeros. */
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
    NUM_STATEMENTS
};

enum critical {
    CRITICAL_BASIC = 1,
    CRITICAL_USAGE = 2,
    CRITICAL_EXTENDED = 4,
    CRITICAL_NAMES = 8,
    CRITICAL_CONSTRAINTS = 16,
    CRITICAL_POLICIES = 32
};

enum { PLAN_MAX_CERTIFICATES = 6, PLAN_MAX_POLICIES = 4 };

struct planned {
    struct buffer der;
    bool trusted;
};

struct plan {
    struct planned certificates[PLAN_MAX_CERTIFICATES];
    size_t count;
    tl_purpose purpose;
    const char *host; /* NULL: none */
    time_t time;
    bool require_policy, inhibit_mapping, inhibit_any;
    const char *policies[PLAN_MAX_POLICIES];
    size_t num_policies;
    unsigned max_depth; /* 0: the default */
};

enum { PLAN_OPTIONS_LEN = 7, PLAN_STATEMENT_LEN = 3 };

void plan_make(struct plan *plan, const uint8_t *data, size_t size);
void plan_clear(struct plan *plan);

/* For LLVMFuzzerCustomMutator: mostly adds, drops or changes a statement. */
size_t plan_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed);

#endif
