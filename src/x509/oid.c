#include "x509/oid.h"

#include <stdio.h>

#include "base/control.h"

static const struct {
    tl_bytes oid;
    const char *name;
} names[] = {
    {OID_VIEW(OID_COMMON_NAME), "CN"},
    {OID_VIEW(OID_ORGANIZATION), "O"},
    {OID_VIEW(OID_COUNTRY), "C"},
    {OID_VIEW(OID_ORGANIZATIONAL_UNIT), "OU"},
    {OID_VIEW(OID_SURNAME), "SN"},
    {OID_VIEW(OID_SERIAL_NUMBER), "serialNumber"},
    {OID_VIEW(OID_LOCALITY), "L"},
    {OID_VIEW(OID_STATE), "ST"},
    {OID_VIEW(OID_STREET), "STREET"},
    {OID_VIEW(OID_TITLE), "title"},
    {OID_VIEW(OID_GIVEN_NAME), "GN"},
    {OID_VIEW(OID_ORGANIZATION_ID), "organizationIdentifier"},
    {OID_VIEW(OID_DOMAIN_COMPONENT), "DC"},
    {OID_VIEW(OID_USER_ID), "UID"},
    {OID_VIEW(OID_EMAIL_ADDRESS), "emailAddress"},
    {OID_VIEW(OID_RSA_ENCRYPTION), "rsaEncryption"},
    {OID_VIEW(OID_MD2_WITH_RSA), "RSA with MD2"},
    {OID_VIEW(OID_MD5_WITH_RSA), "RSA with MD5"},
    {OID_VIEW(OID_SHA1_WITH_RSA), "RSA with SHA-1"},
    {OID_VIEW(OID_RSASSA_PSS), "RSASSA-PSS"},
    {OID_VIEW(OID_SHA256_WITH_RSA), "RSA with SHA-256"},
    {OID_VIEW(OID_SHA384_WITH_RSA), "RSA with SHA-384"},
    {OID_VIEW(OID_SHA512_WITH_RSA), "RSA with SHA-512"},
    {OID_VIEW(OID_SHA224_WITH_RSA), "RSA with SHA-224"},
    {OID_VIEW(OID_EC_PUBLIC_KEY), "id-ecPublicKey"},
    {OID_VIEW(OID_SECP256R1), "secp256r1"},
    {OID_VIEW(OID_SECP384R1), "secp384r1"},
    {OID_VIEW(OID_SECP521R1), "secp521r1"},
    {OID_VIEW(OID_SECP256K1), "secp256k1"},
    {OID_VIEW(OID_ECDSA_WITH_SHA1), "ECDSA with SHA-1"},
    {OID_VIEW(OID_ECDSA_WITH_SHA224), "ECDSA with SHA-224"},
    {OID_VIEW(OID_ECDSA_WITH_SHA256), "ECDSA with SHA-256"},
    {OID_VIEW(OID_ECDSA_WITH_SHA384), "ECDSA with SHA-384"},
    {OID_VIEW(OID_ECDSA_WITH_SHA512), "ECDSA with SHA-512"},
    {OID_VIEW(OID_DSA), "DSA"},
    {OID_VIEW(OID_DSA_WITH_SHA1), "DSA with SHA-1"},
    {OID_VIEW(OID_ED25519), "Ed25519"},
    {OID_VIEW(OID_ED448), "Ed448"},
    {OID_VIEW(OID_SUBJECT_KEY_ID), "subjectKeyIdentifier"},
    {OID_VIEW(OID_KEY_USAGE), "keyUsage"},
    {OID_VIEW(OID_SUBJECT_ALT_NAME), "subjectAltName"},
    {OID_VIEW(OID_BASIC_CONSTRAINTS), "basicConstraints"},
    {OID_VIEW(OID_NAME_CONSTRAINTS), "nameConstraints"},
    {OID_VIEW(OID_CRL_POINTS), "cRLDistributionPoints"},
    {OID_VIEW(OID_POLICIES), "certificatePolicies"},
    {OID_VIEW(OID_POLICY_MAPPINGS), "policyMappings"},
    {OID_VIEW(OID_AUTHORITY_KEY_ID), "authorityKeyIdentifier"},
    {OID_VIEW(OID_POLICY_CONSTRAINTS), "policyConstraints"},
    {OID_VIEW(OID_EXTENDED_KEY_USAGE), "extendedKeyUsage"},
    {OID_VIEW(OID_INHIBIT_ANY_POLICY), "inhibitAnyPolicy"},
    {OID_VIEW(OID_AUTHORITY_INFO), "authorityInfoAccess"},
    {OID_VIEW(OID_TLS_FEATURE), "tlsFeature"},
    {OID_VIEW(OID_PBES2), "PBES2"},
    {OID_VIEW(OID_PBKDF2), "PBKDF2"},
    {OID_VIEW(OID_SCRYPT), "scrypt"},
    {OID_VIEW(OID_PBE_SHA1_3DES), "PBE with SHA-1 and 3DES"},
    {OID_VIEW(OID_PBE_SHA1_RC2_40), "PBE with SHA-1 and 40-bit RC2"},
    {OID_VIEW(OID_CT_POISON), "the Certificate Transparency poison of a precertificate"},
};

static void dotted_text(tl_bytes oid, char *out, size_t size) {
    size_t len = 0;
    uint64_t arc = 0;
    bool first = true;
    *out = '\0';
    for (size_t i = 0; i < oid.len && len < size; i++) {
        arc = arc << 7 | (oid.data[i] & 0x7f);
        if (oid.data[i] >= 0x80) {
            continue;
        }
        uint64_t root = arc < 80 ? arc / 40 : 2; /* the first number stands for two arcs (X.690 §8.19.4) */
        int added =
            first ? snprintf(out, size, "%llu.%llu", (unsigned long long)root, (unsigned long long)(arc - 40 * root))
                  : snprintf(out + len, size - len, ".%llu", (unsigned long long)arc);
        len += added > 0 ? (size_t)added : 0;
        first = false;
        arc = 0;
    }
}

const char *oid_name(tl_bytes oid) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (bytes_equal(names[i].oid, oid)) {
            return names[i].name;
        }
    }
    return NULL;
}

void oid_text(tl_bytes oid, char out[OID_TEXT_SIZE]) {
    const char *name = oid_name(oid);
    if (name == NULL) {
        dotted_text(oid, out, OID_TEXT_SIZE);
        return;
    }
    snprintf(out, OID_TEXT_SIZE, "%s", name);
}

/* One number of the dotted form without leading zeros; *dotted is left behind it. */
static bool read_number(const char **dotted, uint32_t *number) {
    const char *start = *dotted;
    uint64_t value = 0;
    for (; **dotted >= '0' && **dotted <= '9' && value <= UINT32_MAX; (*dotted)++) {
        value = 10 * value + (uint64_t)(**dotted - '0');
    }
    *number = (uint32_t)value;
    return *dotted > start && value <= UINT32_MAX && (*start != '0' || *dotted == start + 1);
}

/* Base 128, the most significant digit first (X.690 §8.19.2). */
static bool add_arc(uint8_t out[OID_MAX_LEN], size_t *len, uint64_t arc) {
    unsigned digits = 1;
    while (arc >> (7 * digits) != 0) {
        digits++;
    }
    if (*len + digits > OID_MAX_LEN) {
        return false;
    }
    while (digits-- > 0) {
        out[(*len)++] = (uint8_t)((arc >> (7 * digits) & 0x7f) | (digits > 0 ? 0x80 : 0));
    }
    return true;
}

bool oid_parse(const char *dotted, uint8_t out[OID_MAX_LEN], size_t *len) {
    uint32_t first, second, arc;
    *len = 0;
    if (!read_number(&dotted, &first) || first > 2 || *dotted++ != '.' || !read_number(&dotted, &second) ||
        (first < 2 && second > 39) || !add_arc(out, len, (uint64_t)first * 40 + second)) {
        return false;
    }
    while (*dotted == '.') {
        dotted++;
        if (!read_number(&dotted, &arc) || !add_arc(out, len, arc)) {
            return false;
        }
    }
    return *dotted == '\0';
}
