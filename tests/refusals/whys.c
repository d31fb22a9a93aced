/* Why OpenSSL or GnuTLS judges otherwise than we do, in words. What is said of them was seen in the answers of the
 * versions that docs/refusals.md names, and read in their manuals. */
#include "refusals/rows.h"

#include "base/control.h"

enum { MAX_RULES = 10 };

static const struct {
    const char *why;
    const char *rules[MAX_RULES]; /* NULL behind the last */
} whys[] = {
    {"both compare an empty name like any other; RFC 5280 has it that a CA has a name, with X509_V_FLAG_X509_STRICT "
     "OpenSSL refuses it",
     {"the issuer's name is empty"}},
    {"OpenSSL counts a certificate as expired from the second of notAfter on, which RFC 5280 includes",
     {"the leaf's last second"}},
    {"an anchor is a name and a key for us (RFC 5280 §6.1.1 (d)); both others hold its dates against it",
     {"an anchor's dates do not count"}},
    {"GnuTLS counts self-issued certificates too", {"a self-issued certificate takes no room"}},
    {"an anchor is a name and a key for us (RFC 5280 §6.1.1 (d)); both others hold its path length against it",
     {"an anchor's path length does not count"}},
    {"neither asks it of an anchor whose keyUsage has keyCertSign (OpenSSL does with X509_V_FLAG_X509_STRICT); we do "
     "not let a server's own certificate, loaded as trust, vouch for others",
     {"an anchor has no basicConstraints"}},
    {"OpenSSL does not take anyExtendedKeyUsage for serverAuth", {"a leaf for any purpose"}},
    {"neither takes anyExtendedKeyUsage in a CA for serverAuth, GnuTLS although it does in a leaf; RFC 5280 does",
     {"a CA for any purpose"}},
    {"an anchor is a name and a key for us (RFC 5280 §6.1.1 (d)); OpenSSL holds its purposes against it",
     {"an anchor's extendedKeyUsage does not count"}},
    {"GnuTLS leaves the keyUsage of a leaf to TLS, where the key exchange says what is needed",
     {"a server's key that signs certificates only", "a server's key that encrypts data only",
      "a server's key for nonRepudiation only", "a client's key for nonRepudiation only",
      "a mail key that encrypts data only"}},
    {"an anchor is a name and a key for us (RFC 5280 §6.1.1 (d)); both others refuse an unknown critical extension in "
     "it",
     {"an anchor's extensions do not count"}},
    {"OpenSSL does not know the extension, so it refuses the twin too; GnuTLS passes over features that it does not "
     "know",
     {"a critical TLS feature is not known"}},
    {"neither looks at qualifiers unless asked to process policies",
     {"a policy has a qualifier that is not known, and is critical"}},
    {"neither looks into the extension unless asked to process policies",
     {"a policy qualifier has no value", "empty certificatePolicies", "empty policyMappings",
      "a negative number of certificates to skip"}},
    {"GnuTLS does not mind a path length below 0", {"a negative path length"}},
    {"neither minds an empty list where the type has at least one element",
     {"empty cRLDistributionPoints", "an empty authorityInfoAccess", "a list of extensions without one",
      "an empty part of a name", "a constraint without a subtree"}},
    {"both stop at the end of the value, and do not look behind it", {"octets behind the value of an extension"}},
    {"GnuTLS passes over an identifier that it cannot read", {"an authorityKeyIdentifier of another type"}},
    {"OpenSSL has them not among the critical extensions that it knows; RFC 5280 lets nobody make them critical",
     {"key identifiers that are critical"}},
    {"neither takes the CA's key where the identifier says another; for us, as in RFC 4158, it is a hint, and the "
     "signature decides",
     {"the authorityKeyIdentifier is not the CA's"}},
    {"neither minds octets that an IA5String does not have, in a name that is not asked for",
     {"a DNS name with octets beyond ASCII", "a constraint with octets beyond ASCII"}},
    {"both compute with it, and then a signature is what is signed in its padding, which anybody can write; RFC 8017 "
     "has it that the exponent is at least 3",
     {"the CA's RSA exponent is 1"}},
    {"OpenSSL can read it, and asks no more of the key of a leaf", {"the point at infinity"}},
    {"OpenSSL cannot read the key, and calls it weak; we leave a leaf's key to TLS, which finds out when the key is to "
     "check a signature",
     {"the leaf's point is not on the curve"}},
    {"neither minds the numbers of a key that it does not use", {"a negative RSA modulus", "an RSA exponent of 0"}},
    {"both take the long form of a tag for the short one", {"a tag of two octets"}},
    {"OpenSSL does not mind", {"a unique identifier in version 1"}},
    {"OpenSSL notices a repetition only of extensions that it reads", {"an extension twice"}},
    {"neither minds, though the type has at least one name (OpenSSL does with X509_V_FLAG_X509_STRICT)",
     {"an empty subjectAltName"}},
    {"neither checks an address that is not compared", {"an address of five octets"}},
    {"GnuTLS does not mind; OpenSSL refuses it, though not for its reason", {"a keyUsage without a bit"}},
    {"GnuTLS takes it for one that permits every purpose", {"an empty extendedKeyUsage"}},
    {"neither minds that it constrains nothing, which RFC 5280 forbids CAs to issue", {"empty nameConstraints"}},
    {"OpenSSL looks at it only when it processes policies; GnuTLS does not know the extension",
     {"empty policyConstraints"}},
    {"a limit that only we have, against work for nothing",
     {"65 extensions", "a name of 33 parts", "more than 128 KiB", "more than 100 signatures to verify",
      "more than 5000 certificates that could be issuers"}},
    {"112 bits are enough for both; TLS 1.3 has no such scheme, and no public CA issues so",
     {"ECDSA with SHA-224", "RSA with SHA-224"}},
    {"OpenSSL takes any salt that the parameters name, as RFC 4055 allows; we take what TLS and the CAs use, a salt as "
     "long as the hash; to GnuTLS the signature is wrong",
     {"RSASSA-PSS with a salt of another length"}},
    {"OpenSSL takes two hashes, which RFC 4055 §3.1 allows and advises against; GnuTLS refuses as we do",
     {"RSASSA-PSS with another hash in the mask"}},
    {"neither checks that parameters are absent",
     {"ECDSA with NULL as parameters", "Ed25519 with NULL as parameters", "Ed448 with NULL as parameters"}},
    {"OpenSSL counts bits of strength, and to it 2040 bits of RSA are worth the 112 of level 2",
     {"the leaf's RSA key has 2040 bits"}},
    {"neither has an upper limit for a leaf's key; OpenSSL has one of 16384 bits when it uses a key",
     {"the leaf's RSA key has 8200 bits", "the leaf's RSA key has 16384 bits"}},
    {"OpenSSL knows the curve and takes it for strong enough; TLS 1.3 has no scheme for it", {"a key on secp256k1"}},
    {"OpenSSL knows the curve and takes it for strong enough; we have no scheme for it", {"a key on brainpoolP256r1"}},
    {"both know the curve, and 112 bits are enough for both; TLS 1.3 has no scheme for it", {"a key on P-224"}},
    {"OpenSSL decompresses it, which RFC 5480 allows; TLS uses uncompressed points only, and public CAs issue no "
     "others",
     {"a compressed point"}},
    {"GnuTLS does not check the point of a key that it does not use; OpenSSL cannot read the key, and calls it weak",
     {"a point of half the length"}},
    {"both know DSA; TLS 1.3 has no scheme for it", {"a DSA key", "the leaf is signed with DSA and SHA-256"}},
    {"neither asks whether a leaf's key could sign, which TLS would find out", {"an X25519 key, which signs nothing"}},
    {"GnuTLS does not check that parameters are absent; OpenSSL cannot read the key, and calls it weak",
     {"an Ed25519 key with NULL as parameters"}},
    {"neither checks the parameters", {"an RSA key without the NULL of its parameters"}},
    {"both decode BER, and do not check that it is DER",
     {"the first length has an octet too many", "a length within has an octet too many", "a BOOLEAN is 01",
      "unused bits are set", "version 1 is written out"}},
    {"OpenSSL decodes BER, and does not check that it is DER", {"an indefinite length"}},
    {"GnuTLS decodes BER here, and does not check that it is DER",
     {"an INTEGER has an octet too many", "a NULL has content", "the serial number has no octet",
      "a length within an ECDSA signature has an octet too many"}},
    {"neither bounds it; RFC 5280 lets nobody issue more than 20 octets", {"the serial number has 21 octets"}},
    {"neither minds a version that does not exist", {"version 4"}},
    {"OpenSSL minds only with X509_V_FLAG_X509_STRICT", {"extensions in version 1", "extensions in version 2"}},
    {"GnuTLS takes it, as BER would allow", {"a UTCTime without seconds"}},
    {"GnuTLS does not check the day", {"the 30th of February"}},
    {"OpenSSL allows it unless told not to (X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS); RFC 9525 forbids it",
     {"a wildcard for part of a label"}},
    {"both fall back on the common name where there is no DNS name, as RFC 2818 had it; RFC 9525 forbids it (ours does "
     "with legacy_common_name)",
     {"a common name alone"}},
    {"OpenSSL falls back on the common name wherever there is no DNS name; with addresses in it, subjectAltName says "
     "all "
     "that the certificate is for",
     {"a common name beside an address, and legacy_common_name"}},
    {"GnuTLS compares the whole address without regard to case; only the host knows (RFC 5321 §2.4)",
     {"a mail address with another case before the @"}},
    {"both look into the subject where there is no subjectAltName; RFC 8398 and RFC 8550 have addresses in "
     "subjectAltName",
     {"a mail address in the subject alone"}},
    {"both want the caller to take the dot off", {"the final dot of an absolute name is asked for"}},
    {"both compare the wildcard as letters, so that it can be used for the excluded host",
     {"a wildcard that covers an excluded DNS name"}},
    {"GnuTLS compares each family on its own; RFC 5280 speaks of addresses",
     {"an IPv4 address where only IPv6 addresses are permitted"}},
    {"both regard case before the @; what may be the same we take for excluded",
     {"an excluded mailbox in capital letters"}},
    {"GnuTLS does not compare URIs, and passes over those that are permitted",
     {"a URI with a host that is not permitted", "a URI with a domain of which only hosts are permitted"}},
    {"GnuTLS does not compare this type of name: it refuses what is excluded whatever it is",
     {"a URI with an excluded host", "a URI without a host, and URIs are restricted",
      "an otherName, and otherNames are restricted", "a registeredID, and registeredIDs are restricted"}},
    {"OpenSSL compares the address as if it were a name; GnuTLS does not compare this type of name: it refuses what is "
     "excluded whatever it is",
     {"a URI with an address, and URIs are restricted"}},
    {"GnuTLS does not compare directory names: it passes over those that are permitted, and refuses all where some are "
     "excluded",
     {"a subject that is not permitted", "an excluded subject",
      "a directory name in subjectAltName that is not permitted"}},
    {"GnuTLS holds only the leaf to the constraints", {"a CA has a name that its issuer may not certify"}},
    {"OpenSSL applies any mask bit by bit; RFC 5280 has it in the manner of RFC 4632, ones before zeros",
     {"a mask with a hole"}},
    {"GnuTLS passes over minimum and maximum, which RFC 5280 does not let anybody use",
     {"a constraint with a minimum", "a constraint with a maximum"}},
    {"OpenSSL takes the user for a part of the host", {"a URI with a user before a permitted host"}},
    {"GnuTLS does not process policies; it refuses critical policyConstraints and policyMappings as unknown, in the "
     "twin too",
     {"a CA demands a policy, and the leaf has none", "a CA demands a policy, and the leaf has another",
      "a CA demands a policy, and has none itself", "a CA demands a policy one certificate below",
      "the leaf demands a policy, and there is none", "a CA inhibits mappings, and one below it maps",
      "we inhibit mappings, and the CA maps", "a mapping of anyPolicy", "a mapping to anyPolicy"}},
    {"GnuTLS does not process policies, and has no way to ask for one",
     {"we demand a policy, and there is none", "we demand another policy",
      "a CA inhibits anyPolicy, and the leaf has it", "we inhibit anyPolicy, and the CA has it",
      "the same policy twice", "too many policies"}},
    {"GnuTLS cannot be told that revocation must be known",
     {"no list of the CA", "no list of the root", "OCSP: there is no response"}},
    {"both take it for one that holds for ever, as X.509 allows; RFC 5280 §5.1.2.5 wants the date, and without it an "
     "old list would do",
     {"the list does not say until when it holds"}},
    {"neither holds lists to what it asks of certificates", {"the list is signed with SHA-1"}},
    {"GnuTLS does not look at extensions of lists", {"a critical extension of the list is not known"}},
    {"GnuTLS does not look at extensions of entries", {"a critical extension of an entry is not known"}},
    {"GnuTLS finds a list by its issuer's name alone, and does not look at its scope",
     {"the list is about CAs only", "the list is about attribute certificates only", "the list is of another point",
      "the list is of a point, and the leaf has none", "the list is about one reason only"}},
    {"no list is of the CA, and GnuTLS cannot be told that revocation must be known",
     {"the list of another issuer is not an indirect one"}},
    {"GnuTLS takes a delta for a complete list", {"a delta alone"}},
    {"GnuTLS does not compare the hash of the issuer's key", {"OCSP: the response names another key of the issuer"}},
    {"GnuTLS does not look at thisUpdate where there is a nextUpdate", {"OCSP: the response is of the future"}},
    {"RFC 6960 §2.4 has it that newer ones are always there: we take it for a day, GnuTLS for 15, OpenSSL for ever "
     "unless told otherwise",
     {"OCSP: the response is two days old and has no end"}},
    {"neither looks at the responder's keyUsage", {"OCSP: the responder's key is not for signatures"}},
    {"neither looks for unknown extensions of responses",
     {"OCSP: a critical extension of the response is not known",
      "OCSP: a critical extension of the status is not known"}},
    {"neither holds responses to what it asks of certificates", {"OCSP: the response is signed with SHA-1"}},
    {"OpenSSL's marks are for certificates that are trusted, and a leaf is not looked up among them",
     {"the leaf is distrusted"}},
    {"neither has such a date", {"the root is trusted for earlier certificates only"}},
    {"our default is 8; OpenSSL's is 100, GnuTLS's 16 certificates", {"nine CAs in the chain"}},
    {"GnuTLS cannot be told", {"two CAs, and one is allowed"}},
    {"GnuTLS takes another last octet than 0, which lets a signature have more forms than one",
     {"a signature with Ed448 whose last octet is not 0"}},
};

const char *row_why(const struct row *row) {
    for (size_t i = 0; i < COUNT_OF(whys); i++) {
        for (size_t k = 0; k < MAX_RULES && whys[i].rules[k] != NULL; k++) {
            if (strcmp(whys[i].rules[k], row->rule) == 0) {
                return whys[i].why;
            }
        }
    }
    return NULL;
}

const char *whys_next(size_t *cursor) {
    while (*cursor < COUNT_OF(whys) * MAX_RULES) {
        size_t at = (*cursor)++;
        const char *rule = whys[at / MAX_RULES].rules[at % MAX_RULES];
        if (rule != NULL) {
            return rule;
        }
    }
    return NULL;
}
