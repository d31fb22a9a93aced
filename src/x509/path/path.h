/* Building and verifying a certification path (RFC 5280 §6). */
#ifndef X509_PATH_H
#define X509_PATH_H

#include <tlslite/x509.h>

#include "x509/certificate/certificate.h"
#include "x509/path/policies.h"
#include "x509/revocation/revocation.h"

struct path_request {
    const tl_crypto *crypto;
    const tl_trust *trust;
    const struct certificate *leaf;
    const tl_bytes *intermediates; /* DER, in any order, parsed when needed */
    size_t num_intermediates;
    const char *host;  /* NULL: no name is checked */
    const char *email; /* the same; at most one of the two */
    bool legacy_common_name;
    tl_purpose purpose;
    int64_t time;
    unsigned min_key_bits, max_key_bits; /* RSA */
    unsigned max_depth;
    struct policy_inputs policies;
    struct tl_path *report; /* NULL: nobody wants to know more than the error says */
    struct revocation_request revocation;
};

#define PATH_DEFAULT_DEPTH 8
#define PATH_MAX_DEPTH     16

#define PATH_DEFAULT_MIN_KEY_BITS 2048
#define PATH_DEFAULT_MAX_KEY_BITS 8192

/* False with the refusal's reason, alert and sentence in *error (kind TL_ERR_AUTH_INVALID). */
bool path_verify(const struct path_request *request, tl_error *error);

/* The checks on a leaf alone that hold whoever vouches for it: dates are not among them. */
bool certificate_check_host(const struct certificate *certificate, const char *host, tl_purpose purpose,
                            tl_error *error); /* with the sentence that path_verify gives */
bool certificate_check_email(const struct certificate *certificate, const char *email, tl_purpose purpose,
                             tl_error *error);
bool certificate_matches_host(const struct certificate *certificate, const char *host);
bool certificate_matches_email(const struct certificate *certificate, const char *email);

/* The one common name that stands for a DNS name where subjectAltName has neither those nor addresses (RFC 6125 §6.4.4,
 * which RFC 9525 withdrew). False: there is none. */
bool certificate_legacy_host(const struct certificate *certificate, tl_bytes *name);
bool certificate_matches_legacy_host(const struct certificate *certificate, const char *host);
bool host_is_ip_address(const char *host, uint8_t address[16], size_t *len); /* len 4 or 16 */

#endif
