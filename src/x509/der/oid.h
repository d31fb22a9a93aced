/* Object identifiers as they are encoded, and their names in sentences. */
#ifndef X509_OID_H
#define X509_OID_H

#include "base/bytes.h"

/* keys and signatures (RFC 3279, RFC 4055, RFC 5480, RFC 5758, RFC 8410) */
#define OID_RSA_ENCRYPTION    "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
#define OID_MD2_WITH_RSA      "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02"
#define OID_MD5_WITH_RSA      "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"
#define OID_SHA1_WITH_RSA     "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"
#define OID_MGF1              "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"
#define OID_RSASSA_PSS        "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"
#define OID_SHA256_WITH_RSA   "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"
#define OID_SHA384_WITH_RSA   "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"
#define OID_SHA512_WITH_RSA   "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"
#define OID_SHA224_WITH_RSA   "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e"
#define OID_EC_PUBLIC_KEY     "\x2a\x86\x48\xce\x3d\x02\x01"
#define OID_SECP256R1         "\x2a\x86\x48\xce\x3d\x03\x01\x07"
#define OID_SECP384R1         "\x2b\x81\x04\x00\x22"
#define OID_SECP521R1         "\x2b\x81\x04\x00\x23"
#define OID_SECP256K1         "\x2b\x81\x04\x00\x0a"
#define OID_ECDSA_WITH_SHA1   "\x2a\x86\x48\xce\x3d\x04\x01"
#define OID_ECDSA_WITH_SHA224 "\x2a\x86\x48\xce\x3d\x04\x03\x01"
#define OID_ECDSA_WITH_SHA256 "\x2a\x86\x48\xce\x3d\x04\x03\x02"
#define OID_ECDSA_WITH_SHA384 "\x2a\x86\x48\xce\x3d\x04\x03\x03"
#define OID_ECDSA_WITH_SHA512 "\x2a\x86\x48\xce\x3d\x04\x03\x04"
#define OID_DSA               "\x2a\x86\x48\xce\x38\x04\x01"
#define OID_DSA_WITH_SHA1     "\x2a\x86\x48\xce\x38\x04\x03"
#define OID_ED25519           "\x2b\x65\x70"
#define OID_ED448             "\x2b\x65\x71"
#define OID_SHA1              "\x2b\x0e\x03\x02\x1a"
#define OID_SHA256            "\x60\x86\x48\x01\x65\x03\x04\x02\x01"
#define OID_SHA384            "\x60\x86\x48\x01\x65\x03\x04\x02\x02"
#define OID_SHA512            "\x60\x86\x48\x01\x65\x03\x04\x02\x03"

/* certificate extensions (RFC 5280 §4.2) */
#define OID_SUBJECT_KEY_ID     "\x55\x1d\x0e"
#define OID_KEY_USAGE          "\x55\x1d\x0f"
#define OID_SUBJECT_ALT_NAME   "\x55\x1d\x11"
#define OID_BASIC_CONSTRAINTS  "\x55\x1d\x13"
#define OID_NAME_CONSTRAINTS   "\x55\x1d\x1e"
#define OID_CRL_POINTS         "\x55\x1d\x1f"
#define OID_POLICIES           "\x55\x1d\x20"
#define OID_POLICY_MAPPINGS    "\x55\x1d\x21"
#define OID_AUTHORITY_KEY_ID   "\x55\x1d\x23"
#define OID_POLICY_CONSTRAINTS "\x55\x1d\x24"
#define OID_EXTENDED_KEY_USAGE "\x55\x1d\x25"
#define OID_INHIBIT_ANY_POLICY "\x55\x1d\x36"
#define OID_AUTHORITY_INFO     "\x2b\x06\x01\x05\x05\x07\x01\x01"
#define OID_TLS_FEATURE        "\x2b\x06\x01\x05\x05\x07\x01\x18"
#define OID_CT_POISON          "\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x03"

/* extensions of other documents and makers (RFC 6960 §4.2.2.2.1, RFC 6962 §3.3, RFC 3739 §3.2.6, Netscape, Microsoft)
 */
#define OID_SUBJECT_DIRECTORY_ATTRIBUTES   "\x55\x1d\x09"
#define OID_PRIVATE_KEY_USAGE_PERIOD       "\x55\x1d\x10"
#define OID_ISSUER_ALT_NAME                "\x55\x1d\x12"
#define OID_INVALIDITY_DATE                "\x55\x1d\x18"
#define OID_FRESHEST_CRL                   "\x55\x1d\x2e"
#define OID_SUBJECT_INFO                   "\x2b\x06\x01\x05\x05\x07\x01\x0b"
#define OID_QC_STATEMENTS                  "\x2b\x06\x01\x05\x05\x07\x01\x03"
#define OID_OCSP_NO_CHECK                  "\x2b\x06\x01\x05\x05\x07\x30\x01\x05"
#define OID_SCT_LIST                       "\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02"
#define OID_NETSCAPE_CERT_TYPE             "\x60\x86\x48\x01\x86\xf8\x42\x01\x01"
#define OID_NETSCAPE_BASE_URL              "\x60\x86\x48\x01\x86\xf8\x42\x01\x02"
#define OID_NETSCAPE_REVOCATION_URL        "\x60\x86\x48\x01\x86\xf8\x42\x01\x03"
#define OID_NETSCAPE_CA_REVOCATION_URL     "\x60\x86\x48\x01\x86\xf8\x42\x01\x04"
#define OID_NETSCAPE_RENEWAL_URL           "\x60\x86\x48\x01\x86\xf8\x42\x01\x07"
#define OID_NETSCAPE_CA_POLICY_URL         "\x60\x86\x48\x01\x86\xf8\x42\x01\x08"
#define OID_NETSCAPE_SSL_SERVER_NAME       "\x60\x86\x48\x01\x86\xf8\x42\x01\x0c"
#define OID_NETSCAPE_COMMENT               "\x60\x86\x48\x01\x86\xf8\x42\x01\x0d"
#define OID_MICROSOFT_TEMPLATE_NAME        "\x2b\x06\x01\x04\x01\x82\x37\x14\x02"
#define OID_MICROSOFT_CA_VERSION           "\x2b\x06\x01\x04\x01\x82\x37\x15\x01"
#define OID_MICROSOFT_PREVIOUS_CA_HASH     "\x2b\x06\x01\x04\x01\x82\x37\x15\x02"
#define OID_MICROSOFT_TEMPLATE             "\x2b\x06\x01\x04\x01\x82\x37\x15\x07"
#define OID_MICROSOFT_APPLICATION_POLICIES "\x2b\x06\x01\x04\x01\x82\x37\x15\x0a"

/* where things are to be had (RFC 5280 §4.2.2.1), attributes of requests (RFC 2985 §5.4) */
#define OID_ACCESS_OCSP       "\x2b\x06\x01\x05\x05\x07\x30\x01"
#define OID_ACCESS_CA_ISSUERS "\x2b\x06\x01\x05\x05\x07\x30\x02"
#define OID_EXTENSION_REQUEST "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e"

/* certificate policies (RFC 5280 §4.2.1.4) */
#define OID_ANY_POLICY "\x55\x1d\x20\x00"

/* policy qualifiers (RFC 5280 §4.2.1.4) */
#define OID_POLICY_CPS         "\x2b\x06\x01\x05\x05\x07\x02\x01"
#define OID_POLICY_USER_NOTICE "\x2b\x06\x01\x05\x05\x07\x02\x02"

/* extensions of CRLs and their entries (RFC 5280 §5.2, §5.3) */
#define OID_CRL_NUMBER                 "\x55\x1d\x14"
#define OID_CRL_REASON                 "\x55\x1d\x15"
#define OID_DELTA_CRL_INDICATOR        "\x55\x1d\x1b"
#define OID_ISSUING_DISTRIBUTION_POINT "\x55\x1d\x1c"
#define OID_CERTIFICATE_ISSUER         "\x55\x1d\x1d"

/* extended key usages (RFC 5280 §4.2.1.12) */
#define OID_ANY_EXTENDED_KEY_USAGE "\x55\x1d\x25\x00"
#define OID_SERVER_AUTH            "\x2b\x06\x01\x05\x05\x07\x03\x01"
#define OID_CLIENT_AUTH            "\x2b\x06\x01\x05\x05\x07\x03\x02"
#define OID_CODE_SIGNING           "\x2b\x06\x01\x05\x05\x07\x03\x03"
#define OID_EMAIL_PROTECTION       "\x2b\x06\x01\x05\x05\x07\x03\x04"
#define OID_TIME_STAMPING          "\x2b\x06\x01\x05\x05\x07\x03\x08"
#define OID_OCSP_SIGNING           "\x2b\x06\x01\x05\x05\x07\x03\x09"

/* OCSP (RFC 6960 §4.2.1, §4.2.2.2.1, §4.4.1) */
#define OID_OCSP_BASIC "\x2b\x06\x01\x05\x05\x07\x30\x01\x01"
#define OID_OCSP_NONCE "\x2b\x06\x01\x05\x05\x07\x30\x01\x02"

/* attributes of names (RFC 4519, RFC 4514 §3, RFC 5280 §4.1.2.4) */
#define OID_COMMON_NAME         "\x55\x04\x03"
#define OID_SURNAME             "\x55\x04\x04"
#define OID_SERIAL_NUMBER       "\x55\x04\x05"
#define OID_COUNTRY             "\x55\x04\x06"
#define OID_LOCALITY            "\x55\x04\x07"
#define OID_STATE               "\x55\x04\x08"
#define OID_STREET              "\x55\x04\x09"
#define OID_ORGANIZATION        "\x55\x04\x0a"
#define OID_ORGANIZATIONAL_UNIT "\x55\x04\x0b"
#define OID_TITLE               "\x55\x04\x0c"
#define OID_GIVEN_NAME          "\x55\x04\x2a"
#define OID_ORGANIZATION_ID     "\x55\x04\x61"
#define OID_DOMAIN_COMPONENT    "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19"
#define OID_USER_ID             "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01"
#define OID_EMAIL_ADDRESS       "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"

/* encrypted private keys (RFC 8018 appendix C, RFC 7914 §7, FIPS 197's registry) and PKCS #12 (RFC 7292) */
#define OID_PBES2            "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"
#define OID_PBKDF2           "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c"
#define OID_SCRYPT           "\x2b\x06\x01\x04\x01\xda\x47\x04\x0b"
#define OID_HMAC_WITH_SHA1   "\x2a\x86\x48\x86\xf7\x0d\x02\x07"
#define OID_HMAC_WITH_SHA256 "\x2a\x86\x48\x86\xf7\x0d\x02\x09"
#define OID_HMAC_WITH_SHA384 "\x2a\x86\x48\x86\xf7\x0d\x02\x0a"
#define OID_HMAC_WITH_SHA512 "\x2a\x86\x48\x86\xf7\x0d\x02\x0b"
#define OID_AES_128_CBC      "\x60\x86\x48\x01\x65\x03\x04\x01\x02"
#define OID_AES_192_CBC      "\x60\x86\x48\x01\x65\x03\x04\x01\x16"
#define OID_AES_256_CBC      "\x60\x86\x48\x01\x65\x03\x04\x01\x2a"
#define OID_PKCS12_PBE       "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01" /* the arc of the two that follow */
#define OID_PBE_SHA1_3DES    "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03"
#define OID_PBE_SHA1_RC2_40  "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x06"
#define OID_PKCS7_DATA       "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
#define OID_PKCS7_ENCRYPTED  "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06"
#define OID_KEY_BAG          "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01"
#define OID_SHROUDED_KEY_BAG "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02"
#define OID_CERT_BAG         "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03"
#define OID_FRIENDLY_NAME    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14"
#define OID_LOCAL_KEY_ID     "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x15"
#define OID_X509_CERTIFICATE "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01"

/* One of the literals above as a view; also in initialisers. */
#define OID_VIEW(literal)                                                                                              \
    { (const uint8_t *)(literal), sizeof(literal) - 1 }

#define oid_is(oid, literal) bytes_equal((oid), (tl_bytes)OID_VIEW(literal))

/* "2.5.29.32.0" as it is encoded; false: it is none, or longer than any that is in use. */
#define OID_MAX_LEN 64
bool oid_parse(const char *dotted, uint8_t out[OID_MAX_LEN], size_t *len);

const char *oid_name(tl_bytes oid); /* "keyUsage"; NULL: not known */

#define OID_TEXT_SIZE 96
void oid_dotted(tl_bytes oid, char out[OID_TEXT_SIZE]); /* "2.5.29.15", cut where it does not fit */

/* The name if it is known, else dotted numbers, cut where it does not fit. */
void oid_text(tl_bytes oid, char out[OID_TEXT_SIZE]);

#endif
