/* tlslite/features.h - what this library can do, row by row of its own tables. */
#ifndef TLSLITE_FEATURES_H
#define TLSLITE_FEATURES_H

#include <tlslite.h>

#ifdef __cplusplus
extern "C" {
#endif

/* tl_feature_use says when a feature is used. */
typedef enum tl_feature_use {
    TL_FEATURE_ALWAYS,  /* there is nothing to choose */
    TL_FEATURE_DEFAULT, /* where nothing else is chosen: zeroed settings have it */
    TL_FEATURE_BY_NAME, /* only where it is chosen */
    TL_FEATURE_ABSENT   /* never: it is not built in, and `about` says why */
} tl_feature_use;

/* tl_feature is one thing that the library has, or lacks. Its strings are constants. The sections are
 *   library         versions, in `text`
 *   protocols       protocol versions
 *   ciphers         cipher suites (IANA's names and numbers), in the order of preference
 *   groups          key exchange groups, the same
 *   signatures      signature schemes, the same; those of TLS 1.2 alone are for certificates in TLS 1.3 too
 *   purposes        TL_PURPOSE_ constants: what a certificate is verified for
 *   revocation      TL_REVOCATION_ constants: what is asked of a certificate's status
 *   client-certs    TL_CLIENT_CERT_ constants: whether a server asks clients for certificates
 *   settings        fields of tl_settings
 *   options         fields of tl_common_options, tl_client_options and tl_server_options
 *   verification    fields of tl_verify_options
 *   extensions      of TLS (IANA's names and numbers), in the order in which they are sent
 *   formats         of files with certificates and keys; `text` is the label in PEM
 *   missing         what is not built in
 * and later versions may have more. tl_settings take the name and the short_name of ciphers, and the name of groups and
 * signatures; the command takes the short_name of everything else that has one. */
typedef struct tl_feature {
    const char *section;
    const char *name;       /* "TLS_AES_128_GCM_SHA256", "max_record" */
    const char *short_name; /* "aes128gcm", which several may share; NULL: it has none */
    tl_feature_use use;
    bool has_code;
    uint32_t code;                        /* the number on the wire, or of the constant */
    tl_protocol min_version, max_version; /* protocol versions that have it; 0: it is not bound to any */
    unsigned bits;                        /* of a cipher's key; 0: it has none */
    const char *text;                     /* a version, a label, or what a setting of names or of a constant stands for
                                             when it is NULL or 0; NULL: nothing of these */
    const char *unit;                     /* of settings: "octets", "flag", "names", ...; NULL: it is no setting */
    bool has_range;                       /* it is a setting of a number or flag: then what 0 stands for, and the bounds
                                             of what is given; largest UINT64_MAX: there is none */
    uint64_t initial, smallest, largest;
    const char *about; /* in words; NULL: there is no more to say */
} tl_feature;

/* tl_feature_next walks everything, section by section: *cursor starts at 0. False: no more. Nothing is allocated and
 * nothing remembered. Fields may be appended to tl_feature in later versions: the _sized form fills as many as the
 * caller knows, and zeroes those that the library does not. */
TL_API bool tl_feature_next_sized(size_t *cursor, tl_feature *feature, size_t size);
static inline bool tl_feature_next(size_t *cursor, tl_feature *feature) {
    return tl_feature_next_sized(cursor, feature, sizeof *feature);
}

#ifdef __cplusplus
}
#endif
#endif
