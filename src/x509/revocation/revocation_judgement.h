/* The judgement of one certificate's revocation, by OCSP responses (RFC 6960) and by lists (RFC 5280 §6.3.3). */
#ifndef X509_REVOCATION_JUDGEMENT_H
#define X509_REVOCATION_JUDGEMENT_H

#include "x509/revocation/ocsp.h"
#include "x509/revocation/revocation_signer.h"

#define REVOCATION_MAX_COMPARISONS (1 << 14) /* of names, for one certificate */

/* Is a status that cannot be told a reason to refuse? That of a CA, or of who signs responses, is it under REQUIRED
 * alone. */
bool revocation_must_be_known(const struct revocation_request *request, bool of_leaf);

/* Why the status cannot be told: how far the best of the lists, and of the responses, came. */
enum list_obstacle {
    NO_LIST,
    OUT_OF_SCOPE,
    UNKNOWN_PART,
    WEAK,
    NO_SIGNER,
    NOT_YET_VALID,
    WITHOUT_END,
    OUT_OF_DATE,
    SOME_REASONS
};

enum response_obstacle {
    NO_RESPONSE,
    RESPONSE_OF_OTHERS,
    RESPONSE_NOT_SUCCESSFUL,
    RESPONSE_UNKNOWN_PART,
    RESPONSE_WEAK,
    RESPONSE_NOT_SIGNED,
    RESPONSE_NOT_YET_VALID,
    RESPONSE_OUT_OF_DATE,
    RESPONSE_SAYS_UNKNOWN
};

/* A list that was asked, and the reasons for which it told that the certificate is good. */
struct list_answer {
    const struct crl *crl;
    unsigned reasons;
};

enum { MAX_LIST_ANSWERS = 8 }; /* each answers one of the reasons at least that none did before */

struct judgement {
    struct revocation_case judged;
    const struct certificate *certificate, *issuer;
    unsigned reasons; /* reasons_mask: those that lists were asked about */
    struct list_answer answers[MAX_LIST_ANSWERS];
    unsigned num_answers;
    unsigned budget; /* of names compared */
    enum list_obstacle list_obstacle;
    tl_bytes obstacle_issuer; /* of the list */
    enum response_obstacle response_obstacle;
    enum ocsp_response_status response_status;
    tl_bytes source_name; /* who says what the status is */
    tl_revocation_status status;
};

/* Each sets j->status: revoked, good, or unknown with the obstacle. */
void revocation_ask_lists(struct judgement *j);

/* False with the sentence in *error where a response is malformed. */
bool revocation_ask_responses(struct judgement *j, tl_error *error);

/* The sentences; always false. */
bool revocation_is_revoked(const struct judgement *j, tl_error *error);
bool revocation_is_unknown(const struct judgement *j, tl_error *error);
bool revocation_is_not_stapled(const struct judgement *j, tl_error *error);
bool revocation_response_is_useless(const struct judgement *j, tl_error *error);
bool revocation_gave_up(const struct judgement *j, tl_error *error);

#endif
