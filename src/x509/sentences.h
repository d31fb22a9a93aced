/* What can be wrong with certificates, requests, paths, keys and the files that hold them; of their revocation:
 * revocation/revocation_sentences.h. */
#ifndef X509_SENTENCES_H
#define X509_SENTENCES_H

#include "base/error.h"

/* ---- certificates ---- */

#define MALFORMED_CERTIFICATE                                                                                          \
    TL_REASON_MALFORMED_CERTIFICATE, TL_ERR_AUTH_INVALID, TL_ALERT_BAD_CERTIFICATE,                                    \
        "the certificate is malformed: %s; have it reissued"

#define MALFORMED_CERTIFICATE_SENT                                                                                     \
    TL_REASON_MALFORMED_CERTIFICATE, TL_ERR_AUTH_INVALID, TL_ALERT_BAD_CERTIFICATE,                                    \
        "\"%s\", which would be the issuer of %s: %s"

/* ---- requests for certificates ---- */

#define MALFORMED_REQUEST                                                                                              \
    TL_REASON_MALFORMED_REQUEST, TL_ERR_USAGE, TL_ALERT_NONE,                                                          \
        "the certificate request is malformed: %s; have whoever asks make it anew"
#define NO_REQUEST                                                                                                     \
    TL_REASON_NO_REQUEST, TL_ERR_USAGE, TL_ALERT_NONE,                                                                 \
        "%s: there is no certificate request in it; one begins with \"-----BEGIN CERTIFICATE REQUEST-----\", or is "   \
        "DER (PKCS #10)"
#define UNSUPPORTED_REQUEST                                                                                            \
    TL_REASON_UNSUPPORTED_KEY, TL_ERR_USAGE, TL_ALERT_NONE,                                                            \
        "the certificate request has a key or a signature of a kind that this library does not know; have it made "    \
        "anew with an RSA, ECDSA, Ed25519 or Ed448 key"
#define BAD_REQUEST_SIGNATURE                                                                                          \
    TL_REASON_BAD_REQUEST_SIGNATURE, TL_ERR_USAGE, TL_ALERT_NONE,                                                      \
        "the signature on the certificate request is not that of the key in it: it was altered, or who sent it does "  \
        "not have that key; have whoever asks make it anew"

/* ---- describing ---- */

#define NOTHING_TO_DESCRIBE                                                                                            \
    TL_REASON_NOTHING_TO_DESCRIBE, TL_ERR_USAGE, TL_ALERT_NONE,                                                        \
        "it is neither PEM nor DER of a certificate, a request, a revocation list, a key or PKCS #12; see whether it " \
        "is the right file, and whole"
#define NOT_BASE64                                                                                                     \
    TL_REASON_BROKEN_PEM, TL_ERR_USAGE, TL_ALERT_NONE,                                                                 \
        "it is cut off or has characters in it that are not base64; get it again"
#define BAD_PUBLIC_KEY                                                                                                 \
    TL_REASON_MALFORMED_CERTIFICATE, TL_ERR_USAGE, TL_ALERT_NONE, "the public key is malformed; get it again"
#define BAD_PEM_BLOCK(problem) (problem).reason, (problem).kind, (problem).alert, "PEM block number %zu: %s"

/* ---- paths: "the server's certificate" and the like come as %s ---- */

#define REFUSED(reason, alert) reason, TL_ERR_AUTH_INVALID, alert

#define CERTIFICATE_EXPIRED                                                                                            \
    REFUSED(TL_REASON_CERTIFICATE_EXPIRED, TL_ALERT_CERTIFICATE_EXPIRED),                                              \
        "%s expired at %s, and it is %s now; have it renewed, unless the clock on our side is wrong"
#define CERTIFICATE_NOT_YET_VALID                                                                                      \
    REFUSED(TL_REASON_CERTIFICATE_NOT_YET_VALID, TL_ALERT_CERTIFICATE_EXPIRED),                                        \
        "%s is not valid before %s, and it is only %s now; see whether the clock on our side is right"
#define UNKNOWN_ISSUER                                                                                                 \
    REFUSED(TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA),                                                            \
        "%s was issued by \"%s\", which is neither among our %zu %s%s nor among the certificates sent; "               \
        "trust that issuer if it is to be trusted, or have the %s send the certificates that lead to a known one"
#define EMPTY_ISSUER                                                                                                   \
    REFUSED(TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA),                                                            \
        "%s names nobody as its issuer (RFC 5280 §4.1.2.4), so nobody vouches for it; have it issued by a CA that "   \
        "has "                                                                                                         \
        "a name, or trust the certificate itself if it is the right one"
#define SELF_SIGNED_LEAF                                                                                               \
    REFUSED(TL_REASON_SELF_SIGNED, TL_ALERT_UNKNOWN_CA),                                                               \
        "%s is self-signed (\"%s\") and not among our %zu %s%s, so nobody vouches for it; if it is the "               \
        "right one, load it as trust or expect its fingerprint"
#define SELF_SIGNED_ROOT                                                                                               \
    REFUSED(TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA),                                                            \
        "the chain of %s ends at the self-signed \"%s\", which is not among our %zu %s%s; load that "                  \
        "certificate as trust if it is to be trusted"
#define BAD_CERTIFICATE_SIGNATURE                                                                                      \
    REFUSED(TL_REASON_BAD_CERTIFICATE_SIGNATURE, TL_ALERT_BAD_CERTIFICATE),                                            \
        "the signature on %s is not that of its issuer \"%s\": it was altered, or the issuer has another key than "    \
        "the certificate by that name that we know; get the issuer's present certificate"
#define KEY_SIGNS_OTHERWISE                                                                                            \
    REFUSED(TL_REASON_BAD_CERTIFICATE_SIGNATURE, TL_ALERT_BAD_CERTIFICATE),                                            \
        "%s is signed with %s, which the key of its issuer \"%s\" is not for: that is an RSASSA-PSS key, perhaps "     \
        "with "                                                                                                        \
        "a hash and salt of its own (RFC 4055 §1.2, §3.3); have it reissued with what the key is for"
#define NOT_A_CA                                                                                                       \
    REFUSED(TL_REASON_NOT_A_CA, TL_ALERT_BAD_CERTIFICATE),                                                             \
        "%s was issued by \"%s\", which %s, so it must not issue certificates; have it issued by a CA"
#define PATH_TOO_LONG                                                                                                  \
    REFUSED(TL_REASON_PATH_TOO_LONG, TL_ALERT_BAD_CERTIFICATE),                                                        \
        "\"%s\" allows at most %d CA certificates below itself, but %u %s to %s; have it issued by a CA nearer to "    \
        "that one"
#define PATH_TOO_DEEP                                                                                                  \
    REFUSED(TL_REASON_PATH_TOO_LONG, TL_ALERT_UNKNOWN_CA),                                                             \
        "no trust anchor was reached from %s over %u CA certificates, which is our limit; allow more (max_depth), or " \
        "trust one of the CAs on the way"
#define PATH_SEARCH_TOO_LONG                                                                                           \
    REFUSED(TL_REASON_PATH_SEARCH_TOO_LONG, TL_ALERT_BAD_CERTIFICATE),                                                 \
        "no path from %s to a trust anchor was found within %u signature checks; the chain sent has too many "         \
        "certificates that look alike, have the %s send only those that are needed"
#define PATH_SEARCH_TOO_WIDE                                                                                           \
    REFUSED(TL_REASON_PATH_SEARCH_TOO_LONG, TL_ALERT_BAD_CERTIFICATE),                                                 \
        "no path from %s to a trust anchor was found among %u certificates that could be issuers; the chain sent has " \
        "too many that look alike, have the %s send only those that are needed"
#define WRONG_KEY_USAGE                                                                                                \
    REFUSED(TL_REASON_WRONG_KEY_USAGE, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                              \
        "%s may not be used in TLS: its keyUsage has neither digitalSignature nor keyEncipherment nor keyAgreement; "  \
        "have it reissued with digitalSignature"
#define WRONG_KEY_USAGE_OF_CLIENT                                                                                      \
    REFUSED(TL_REASON_WRONG_KEY_USAGE, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                              \
        "%s may not be used by a TLS client: its keyUsage has neither digitalSignature nor keyAgreement (RFC 5280 "    \
        "§4.2.1.12); have it reissued with digitalSignature"
#define WRONG_KEY_USAGE_FOR_MAIL                                                                                       \
    REFUSED(TL_REASON_WRONG_KEY_USAGE, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                              \
        "%s may not be used for mail: its keyUsage neither lets it sign nor encrypt (RFC 5280 §4.2.1.12); have it "   \
        "reissued with digitalSignature"
#define WRONG_EXTENDED_KEY_USAGE                                                                                       \
    REFUSED(TL_REASON_WRONG_EXTENDED_KEY_USAGE, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                     \
        "%s is not for %s: its extendedKeyUsage lacks %s; have one issued for that purpose"
#define UNKNOWN_CRITICAL_EXTENSION                                                                                     \
    REFUSED(TL_REASON_UNKNOWN_CRITICAL_EXTENSION, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                   \
        "%s has the critical extension %s, which this library cannot process and so must not pass over (RFC 5280 "     \
        "§4.2); have it reissued without"
#define NAME_NOT_PERMITTED                                                                                             \
    REFUSED(TL_REASON_NAME_NOT_PERMITTED, TL_ALERT_BAD_CERTIFICATE),                                                   \
        "%s has the name %s, for which \"%s\" may not issue certificates (nameConstraints); have it issued by "        \
        "another "                                                                                                     \
        "CA"
#define UNSUPPORTED_NAME_CONSTRAINT                                                                                    \
    REFUSED(TL_REASON_UNSUPPORTED_NAME_CONSTRAINT, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                  \
        "\"%s\" restricts names of type %s, which this library cannot compare, and %s has such a name; have it "       \
        "issued by another CA or without that name"
#define MALFORMED_NAME_CONSTRAINT                                                                                      \
    REFUSED(TL_REASON_UNSUPPORTED_NAME_CONSTRAINT, TL_ALERT_BAD_CERTIFICATE),                                          \
        "\"%s\" restricts names of type %s in a way that RFC 5280 §4.2.1.10 does not know, and %s has such a name; "  \
        "have it issued by another CA"
#define TOO_MANY_CONSTRAINED_NAMES                                                                                     \
    REFUSED(TL_REASON_NAME_NOT_PERMITTED, TL_ALERT_BAD_CERTIFICATE),                                                   \
        "%s has too many names to compare them all with the name constraints of \"%s\"; have it reissued with fewer"
#define NO_VALID_POLICY                                                                                                \
    REFUSED(TL_REASON_NO_VALID_POLICY, TL_ALERT_BAD_CERTIFICATE),                                                      \
        "no certificate policy holds for the whole path down to %s, and %s demands one (RFC 5280 §6.1); have it "     \
        "issued under a policy that every CA on the path allows"
#define NO_ACCEPTED_POLICY                                                                                             \
    REFUSED(TL_REASON_NO_VALID_POLICY, TL_ALERT_BAD_CERTIFICATE),                                                      \
        "none of the certificate policies that we accept holds for the whole path down to %s, and %s demands one "     \
        "(RFC 5280 §6.1); have it issued under one of them, or accept another"
#define INVALID_POLICIES                                                                                               \
    REFUSED(TL_REASON_INVALID_POLICIES, TL_ALERT_BAD_CERTIFICATE),                                                     \
        "%s has the same certificate policy twice or maps anyPolicy, which RFC 5280 §4.2.1.4 and §4.2.1.5 forbid; "  \
        "have it reissued"
#define TOO_MANY_POLICIES                                                                                              \
    REFUSED(TL_REASON_INVALID_POLICIES, TL_ALERT_BAD_CERTIFICATE),                                                     \
        "the path down to %s has too many certificate policies and mappings to compare them all; have it reissued "    \
        "with fewer"
#define DISTRUSTED                                                                                                     \
    REFUSED(TL_REASON_DISTRUSTED, TL_ALERT_CERTIFICATE_UNKNOWN),                                                       \
        "%s is marked as not to be trusted in the list that our trust anchors come from, whoever vouches for it; "     \
        "have "                                                                                                        \
        "it replaced by one of another CA"
#define DISTRUSTED_AFTER                                                                                               \
    REFUSED(TL_REASON_DISTRUSTED, TL_ALERT_UNKNOWN_CA), "%s was issued at %s by \"%s\", which our list of trust "      \
                                                        "anchors trusts only for what it issued until %s; have "       \
                                                        "it issued by another CA"
#define WEAK_SIGNATURE                                                                                                 \
    REFUSED(TL_REASON_WEAK_SIGNATURE, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                               \
        "%s is signed in a way that can be forged (%s); have it reissued with SHA-256 or better"
#define UNSUPPORTED_SIGNATURE                                                                                          \
    REFUSED(TL_REASON_UNSUPPORTED_SIGNATURE, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                        \
        "%s is signed in a way that this library cannot check (%s, with these parameters); have it reissued with RSA " \
        "or ECDSA and SHA-256, SHA-384 or SHA-512, or with Ed25519"
#define WEAK_KEY                                                                                                       \
    REFUSED(TL_REASON_WEAK_KEY, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                                     \
        "%s has an RSA key of %u bits, under the %u that we ask for; have it reissued with a longer key"
#define KEY_TOO_LARGE                                                                                                  \
    REFUSED(TL_REASON_KEY_TOO_LARGE, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                                \
        "%s has an RSA key of %u bits, over the %u that we allow because of the work it would cost; raise the limit "  \
        "or have it reissued with a shorter key"
#define UNSUPPORTED_KEY                                                                                                \
    REFUSED(TL_REASON_UNSUPPORTED_KEY, TL_ALERT_UNSUPPORTED_CERTIFICATE),                                              \
        "%s has a key of a kind that this library does not know (%s); have it reissued with an RSA, ECDSA (P-256, "    \
        "P-384, P-521), Ed25519 or Ed448 key"

/* RFC 8446 §6.2 has no alert for a name: certificate_unknown is "some other issue ... rendering it unacceptable". */
#define WRONG_HOST                                                                                                     \
    REFUSED(TL_REASON_WRONG_HOST, TL_ALERT_CERTIFICATE_UNKNOWN),                                                       \
        "%s is for %s, not for %s; connect by a name that it has, or have it reissued"
#define NO_HOST_NAMES                                                                                                  \
    REFUSED(TL_REASON_WRONG_HOST, TL_ALERT_CERTIFICATE_UNKNOWN),                                                       \
        "%s names no host in its subjectAltName, so it is not for %s (a common name does not count, RFC 9525); have "  \
        "it reissued with that name"
#define WRONG_EMAIL                                                                                                    \
    REFUSED(TL_REASON_WRONG_EMAIL, TL_ALERT_CERTIFICATE_UNKNOWN),                                                      \
        "%s is not for the mail address %s, which is not in its subjectAltName; ask the sender for the right one"
#define WRONG_FINGERPRINT                                                                                              \
    TL_REASON_WRONG_FINGERPRINT, TL_ERR_AUTH_FINGERPRINT, TL_ALERT_BAD_CERTIFICATE,                                    \
        "the peer's certificate has the fingerprint %s, not the %s that was expected; find out whether the peer "      \
        "changed its certificate, and do not go on before you know"
#define NONE_OF_FINGERPRINTS                                                                                           \
    TL_REASON_WRONG_FINGERPRINT, TL_ERR_AUTH_FINGERPRINT, TL_ALERT_BAD_CERTIFICATE,                                    \
        "the peer's certificate has the fingerprint %s, which is none of those expected (%.200s); find out whether "   \
        "the peer changed its certificate, and do not go on before you know"
#define MALFORMED_FINGERPRINT                                                                                          \
    TL_REASON_MALFORMED_FINGERPRINT, TL_ERR_USAGE, TL_ALERT_INTERNAL_ERROR,                                            \
        "a fingerprint to expect is \"%.*s\", but it must be 64 (SHA-256) or 40 (SHA-1) hexadecimal digits, colons "   \
        "allowed, several with commas between them"
#define NO_PEER_CERTIFICATE                                                                                            \
    TL_REASON_NO_PEER_CERTIFICATE, TL_ERR_AUTH_MISSING, TL_ALERT_BAD_CERTIFICATE,                                      \
        "the peer showed no certificate, but one with the fingerprint %.200s was expected; have the peer use it"

#define WRONG_PIN                                                                                                      \
    TL_REASON_WRONG_PIN, TL_ERR_AUTH_FINGERPRINT, TL_ALERT_BAD_CERTIFICATE,                                            \
        "the peer's key has the pin %s, which is none of those expected (%.200s); find out whether the peer changed "  \
        "its key, and do not go on before you know"
#define MALFORMED_PIN                                                                                                  \
    TL_REASON_MALFORMED_PIN, TL_ERR_USAGE, TL_ALERT_INTERNAL_ERROR,                                                    \
        "the pins to expect are \"%.200s\", but each must be \"sha256/\" and 44 characters of base64, or 64 "          \
        "hexadecimal digits, with commas between them"
#define NO_PEER_CERTIFICATE_TO_PIN                                                                                     \
    TL_REASON_NO_PEER_CERTIFICATE, TL_ERR_AUTH_MISSING, TL_ALERT_BAD_CERTIFICATE,                                      \
        "the peer showed no certificate, but one whose key has one of these pins was expected: %.200s; have the peer " \
        "use it"

/* ---- files: the file's name, or "the given octets", comes as %s ---- */

#define UNUSABLE(reason) reason, TL_ERR_USAGE, TL_ALERT_NONE

#define NO_CERTIFICATE                                                                                                 \
    UNUSABLE(TL_REASON_NO_CERTIFICATE), "%s: there is no certificate in it; one begins with \"-----BEGIN "             \
                                        "CERTIFICATE-----\", or is DER"
#define BROKEN_PEM                                                                                                     \
    UNUSABLE(TL_REASON_BROKEN_PEM), "%s: its PEM block number %zu is cut off or has characters in it that are not "    \
                                    "base64; get the file again"
#define TOO_MANY_CERTIFICATES                                                                                          \
    UNUSABLE(TL_REASON_TOO_MANY_CERTIFICATES), "%s: it has more than %u certificates; a chain needs only those that "  \
                                               "lead from the leaf to a root"
#define BAD_CERTIFICATE_IN_FILE                                                                                        \
    UNUSABLE(TL_REASON_BAD_CERTIFICATE_IN_FILE), "%s: certificate number %zu cannot be used: %s"
#define NO_PRIVATE_KEY                                                                                                 \
    UNUSABLE(TL_REASON_NO_PRIVATE_KEY), "%s: there is no private key in it; one begins with \"-----BEGIN PRIVATE "     \
                                        "KEY-----\", or is DER (PKCS #8, PKCS #1, SEC 1 or PKCS #12)"
#define ENCRYPTED_KEY                                                                                                  \
    UNUSABLE(TL_REASON_ENCRYPTED_KEY), "%s: the private key is encrypted, and no password was given; load it with a "  \
                                       "password (tl_identity_load_with_password)"
#define LEGACY_ENCRYPTED_KEY                                                                                           \
    UNUSABLE(TL_REASON_UNSUPPORTED_ENCRYPTION),                                                                        \
        "%s: the private key is encrypted in the old way of PEM (\"Proc-Type: "                                        \
        "4,ENCRYPTED\"), where passwords are guessed quickly; encrypt it "                                             \
        "anew: openssl pkcs8 -topk8 -in OLD -out NEW"
#define NO_PASSWORD                                                                                                    \
    UNUSABLE(TL_REASON_NO_PASSWORD), "%s: it needs a password, and the password callback had none of at most 1024 "    \
                                     "octets; give one"
#define PASSWORD_NOT_UTF8                                                                                              \
    UNUSABLE(TL_REASON_NO_PASSWORD), "%s: the password for it is not UTF-8, which PKCS #12 needs; give it so"
#define WRONG_PASSWORD                                                                                                 \
    UNUSABLE(TL_REASON_WRONG_PASSWORD), "%s: the password is wrong, or the file is damaged; try again with the right " \
                                        "one"
#define BAD_ENCRYPTION                                                                                                 \
    UNUSABLE(TL_REASON_BAD_ENCRYPTION), "%s: how it is encrypted is malformed (RFC 8018 appendix A); get the file "    \
                                        "again"
#define UNSUPPORTED_ENCRYPTION                                                                                         \
    UNUSABLE(TL_REASON_UNSUPPORTED_ENCRYPTION), "%s: it is protected in a way that this library does not read (%s); "  \
                                                "use PBES2 with PBKDF2 or scrypt and AES-CBC, and in PKCS #12 a MAC "  \
                                                "with SHA-256, as openssl does without -legacy"
#define LEGACY_PKCS12_ENCRYPTION                                                                                       \
    UNUSABLE(TL_REASON_UNSUPPORTED_ENCRYPTION), "%s: it is protected in an old way of PKCS #12 that is broken, and "   \
                                                "that this library does not decrypt (%s); write it anew, in PEM: "     \
                                                "openssl pkcs12 -legacy -aes256 -in OLD -out NEW"
#define TOO_MUCH_WORK                                                                                                  \
    UNUSABLE(TL_REASON_TOO_MUCH_WORK), "%s: its password protection costs %llu rounds, and all of one file may cost "  \
                                       "at most %lu; have it encrypted anew with fewer"
#define TOO_MUCH_MEMORY                                                                                                \
    UNUSABLE(TL_REASON_TOO_MUCH_WORK), "%s: its password protection (scrypt) needs %llu MiB of memory, and may need "  \
                                       "at most %u; have it encrypted anew with less"
#define BAD_PKCS12      UNUSABLE(TL_REASON_BAD_PKCS12), "%s: it is a malformed PKCS #12 file: %s; export it again"
#define BAD_PRIVATE_KEY UNUSABLE(TL_REASON_BAD_PRIVATE_KEY), "%s: the private key is malformed; get the file again"
#define REFUSED_PRIVATE_KEY                                                                                            \
    UNUSABLE(TL_REASON_BAD_PRIVATE_KEY), "%s: the crypto library refused the private key: its numbers do not fit "     \
                                         "together, or memory ran out meanwhile; get the file again"
#define UNSUPPORTED_PRIVATE_KEY                                                                                        \
    UNUSABLE(TL_REASON_UNSUPPORTED_PRIVATE_KEY), "%s: the private key is of a kind that this library does not know; "  \
                                                 "use an RSA, ECDSA (P-256, P-384, P-521), Ed25519 or Ed448 key"
#define RESTRICTED_PRIVATE_KEY                                                                                         \
    UNUSABLE(TL_REASON_UNSUPPORTED_PRIVATE_KEY),                                                                       \
        "%s: the RSASSA-PSS key is restricted to %s with a salt of at least %u octets, and this library signs with "   \
        "SHA-256, SHA-384 or SHA-512 and a salt as long as the hash, as TLS wants it; use a key that allows that"
#define KEY_OF_OTHER_PARAMETERS                                                                                        \
    UNUSABLE(TL_REASON_KEY_MISMATCH), "%s: the private key is restricted to %s, and its certificate to %s "            \
                                      "(RSASSA-PSS-params, RFC 4055 §3.1); have a certificate made with the key's "   \
                                      "own parameters"
#define UNSUPPORTED_LEAF_KEY                                                                                           \
    UNUSABLE(TL_REASON_UNSUPPORTED_KEY), "%s: the first certificate has a key of a kind that this library does not "   \
                                         "know; use an RSA, ECDSA (P-256, P-384, P-521), Ed25519 or Ed448 key"
#define KEY_MISMATCH                                                                                                   \
    UNUSABLE(TL_REASON_KEY_MISMATCH), "%s: the private key does not belong to the certificate of \"%s\"%s; give the "  \
                                      "two that were made together"
#define KEY_OF_ISSUER                                                                                                  \
    UNUSABLE(TL_REASON_LEAF_NOT_FIRST),                                                                                \
        "%s: the private key belongs to certificate number %zu (\"%s\"), which issued "                                \
        "another one there: it is not the owner's; give the owner's key"
#define NO_SYSTEM_TRUST                                                                                                \
    UNUSABLE(TL_REASON_NO_SYSTEM_TRUST), "the system's trust anchors were found at none of the usual places; install " \
                                         "them (Debian: ca-certificates), or name a PEM file in SSL_CERT_FILE"
#define BAD_CERTDATA                                                                                                   \
    UNUSABLE(TL_REASON_BAD_CERTDATA),                                                                                  \
        "%s: line %zu: %s, so it is not Mozilla's certdata.txt as it should be; get the "                              \
        "file again"
#define NO_SUCH_ANCHOR                                                                                                 \
    UNUSABLE(TL_REASON_USAGE), "trust anchor number %zu was asked for, but there are %zu, counted from 0"
#define KEY_IS_ELSEWHERE                                                                                               \
    UNUSABLE(TL_REASON_NO_PRIVATE_KEY), "the identity's private key is elsewhere and cannot be written; ask for PEM "  \
                                        "without the key"
#define VERIFY_OPTION               TL_REASON_USAGE, TL_ERR_USAGE, TL_ALERT_NONE, "the verification option %s must be %s"
#define USELESS_CERTIFICATE_OPTIONS UNUSABLE(TL_REASON_CERTIFICATE_OPTIONS), "the certificate cannot be made: %s"

#endif
