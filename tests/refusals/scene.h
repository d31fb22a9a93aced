/* One chain with a question about it. Each row of the table changes the good scene in one thing. */
#ifndef TESTS_REFUSALS_SCENE_H
#define TESTS_REFUSALS_SCENE_H

#include <tlslite/x509.h>

#include "support/forge_crl.h"
#include "support/forge_ocsp.h"

enum { SCENE_MAX_BELOW = 10, SCENE_MAX_ALSO = 100, SCENE_MAX_LISTS = 3, SCENE_MAX_SENT = 5100 };

/* Who signs a revocation list, and in whose name. */
enum list_signer { BY_ITS_ISSUER, BY_THE_OTHER_CA, BY_A_STRANGER };
struct scene_list {
    bool of_root; /* else of the CA that issued the leaf */
    enum list_signer signer;
    struct crl_forgery forgery;
};

/* Who signs an OCSP response: the CA that issued the leaf, whom it or the root appointed, or nobody's friend. */
enum response_signer { BY_THE_CA, BY_AN_APPOINTED, BY_ONE_APPOINTED_BY_ROOT, BY_NOBODY };
struct scene_response {
    bool is_there;
    enum response_signer signer;
    struct forgery appointed;
    bool names_root;             /* in place of the CA, as the leaf's issuer */
    struct forged_single single; /* of the leaf */
    struct ocsp_forgery forgery;
    bool cut; /* by its last octet */
};

enum distrust { TRUSTED, LEAF_DISTRUSTED, CA_DISTRUSTED, DISTRUSTED_AFTER_DATE };

struct scene {
    /* root, ca, below[0] to below[num_below - 1], leaf: each issued by the one before */
    struct forgery root, ca, below[SCENE_MAX_BELOW], leaf;
    size_t num_below;
    bool ca_is_not_sent;
    size_t num_ca_copies;                /* the CA's certificate is sent so many times more */
    struct forgery also[SCENE_MAX_ALSO]; /* sent too; each issued by the one before, the first by itself */
    size_t num_also;
    bool leaf_is_of_also; /* the last of them issued the leaf */
    bool leaf_is_self_signed;
    tl_bytes last;                    /* octets behind the leaf's end */
    tl_bytes outer_algorithm;         /* in place of the leaf's signatureAlgorithm, outside of what is signed */
    bool long_outer_length;           /* the leaf's first length has an octet too many */
    uint8_t unused_bits_of_signature; /* that the leaf's signatureValue says it has */
    bool leaf_is_trusted;             /* as an anchor */
    enum distrust distrust;
    const char *distrust_date; /* DISTRUSTED_AFTER_DATE: as certdata.txt has it */

    const char *host, *email;
    bool legacy_common_name; /* the others have no such choice: they do so */
    tl_purpose purpose;
    int64_t time;
    unsigned max_depth;
    const char *policies[4];
    size_t num_policies;
    bool about_policies; /* whoever looks at policies only when told so must look */
    bool require_policy, inhibit_policy_mapping, inhibit_any_policy;

    tl_revocation revocation;
    struct scene_list lists[SCENE_MAX_LISTS];
    size_t num_lists;
    struct scene_response response;

    struct buffer memory[32]; /* what fields above point to */
    size_t num_memory;
};

/* A server's certificate for www.example.org below a CA below a root, all in order. */
void scene_init(struct scene *scene);
void scene_clear(struct scene *scene);

/* A writer into memory that lives as long as the scene. */
struct writer scene_writer(struct scene *scene);

/* Adds one extension; the value is copied. */
void scene_extend(struct scene *scene, struct forgery *forgery, const char *oid, size_t oid_len, bool critical,
                  tl_bytes value);
#define EXTEND(scene, forgery, oid, critical, ...)                                                                     \
    scene_extend(scene, forgery, oid, sizeof(oid) - 1, critical, (tl_bytes)OCTETS_OF(__VA_ARGS__))
#define OCTETS_OF(...)                                                                                                 \
    { (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}) }
#define TEXT_OF(literal)                                                                                               \
    { (const uint8_t *)(literal), sizeof(literal) - 1 }

/* A CA below those there are. */
struct forgery *scene_add_ca(struct scene *scene, const char *name);

/* An RSA key of 2048 bits for the whole program. */
const struct forged *scene_rsa(void);

/* ---- what was made of it ---- */

struct stage {
    const struct scene *scene;
    struct forged root, ca, below[SCENE_MAX_BELOW], leaf, also[SCENE_MAX_ALSO], stranger, appointed;
    tl_bytes sent[SCENE_MAX_SENT]; /* above the leaf, in order up to the one below the root; then what is sent too */
    size_t num_sent;
    struct buffer lists[SCENE_MAX_LISTS];
    struct buffer response;
};

/* Fails the running test where it cannot be made. */
void stage_make(struct stage *stage, const struct scene *scene);
void stage_clear(struct stage *stage);

/* What a verifier says. */
enum { ANSWER_SIZE = 700 };
struct answer {
    bool accepted;
    unsigned reason;        /* ours; TL_REASON_NONE where it is accepted */
    char text[ANSWER_SIZE]; /* "accepted", or why it was refused, in its own words */
};

typedef void answer_fn(const struct stage *stage, struct answer *answer);
answer_fn ours_answers, openssl_answers, gnutls_answers;

void scene_free_shared(void);

#endif
