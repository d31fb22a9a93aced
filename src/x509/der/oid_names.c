/* What object identifiers are called, in sentences and where certificates are shown. */
#include "base/control.h"
#include "x509/der/oid.h"

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
    {OID_VIEW(OID_CRL_NUMBER), "cRLNumber"},
    {OID_VIEW(OID_CRL_REASON), "reasonCode"},
    {OID_VIEW(OID_DELTA_CRL_INDICATOR), "deltaCRLIndicator"},
    {OID_VIEW(OID_ISSUING_DISTRIBUTION_POINT), "issuingDistributionPoint"},
    {OID_VIEW(OID_CERTIFICATE_ISSUER), "certificateIssuer"},
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
    {OID_VIEW(OID_HMAC_WITH_SHA1), "HMAC with SHA-1"},
    {OID_VIEW(OID_HMAC_WITH_SHA256), "HMAC with SHA-256"},
    {OID_VIEW(OID_HMAC_WITH_SHA384), "HMAC with SHA-384"},
    {OID_VIEW(OID_HMAC_WITH_SHA512), "HMAC with SHA-512"},
    {OID_VIEW(OID_AES_128_CBC), "AES-128-CBC"},
    {OID_VIEW(OID_AES_192_CBC), "AES-192-CBC"},
    {OID_VIEW(OID_AES_256_CBC), "AES-256-CBC"},
    {OID_VIEW(OID_CT_POISON), "precertificatePoison"},

    /* attributes of names (RFC 4519, RFC 5280 appendix A, CA/Browser Forum's Baseline and EV Guidelines) */
    {OID_VIEW("\x55\x04\x01"), "aliasedEntryName"},                               /* 2.5.4.1 */
    {OID_VIEW("\x55\x04\x0d"), "description"},                                    /* 2.5.4.13 */
    {OID_VIEW("\x55\x04\x0f"), "businessCategory"},                               /* 2.5.4.15 */
    {OID_VIEW("\x55\x04\x10"), "postalAddress"},                                  /* 2.5.4.16 */
    {OID_VIEW("\x55\x04\x11"), "postalCode"},                                     /* 2.5.4.17 */
    {OID_VIEW("\x55\x04\x12"), "postOfficeBox"},                                  /* 2.5.4.18 */
    {OID_VIEW("\x55\x04\x14"), "telephoneNumber"},                                /* 2.5.4.20 */
    {OID_VIEW("\x55\x04\x29"), "name"},                                           /* 2.5.4.41 */
    {OID_VIEW("\x55\x04\x2b"), "initials"},                                       /* 2.5.4.43 */
    {OID_VIEW("\x55\x04\x2c"), "generationQualifier"},                            /* 2.5.4.44 */
    {OID_VIEW("\x55\x04\x2d"), "x500UniqueIdentifier"},                           /* 2.5.4.45 */
    {OID_VIEW("\x55\x04\x2e"), "dnQualifier"},                                    /* 2.5.4.46 */
    {OID_VIEW("\x55\x04\x33"), "houseIdentifier"},                                /* 2.5.4.51 */
    {OID_VIEW("\x55\x04\x41"), "pseudonym"},                                      /* 2.5.4.65 */
    {OID_VIEW("\x55\x04\x48"), "role"},                                           /* 2.5.4.72 */
    {OID_VIEW("\x55\x04\x62"), "c3"},                                             /* 2.5.4.98 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01"), "jurisdictionL"},  /* 1.3.6.1.4.1.311.60.2.1.1 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02"), "jurisdictionST"}, /* 1.3.6.1.4.1.311.60.2.1.2 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03"), "jurisdictionC"},  /* 1.3.6.1.4.1.311.60.2.1.3 */
    {OID_VIEW("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x03"), "mail"},               /* 0.9.2342.19200300.100.1.3 */
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x02"), "unstructuredName"},       /* 1.2.840.113549.1.9.2 */
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x08"), "unstructuredAddress"},    /* 1.2.840.113549.1.9.8 */

    /* attributes of persons (RFC 3739 §3.2.2, RFC 3281 §4.4) */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x09\x01"), "dateOfBirth"},          /* 1.3.6.1.5.5.7.9.1 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x09\x02"), "placeOfBirth"},         /* 1.3.6.1.5.5.7.9.2 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x09\x03"), "gender"},               /* 1.3.6.1.5.5.7.9.3 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x09\x04"), "countryOfCitizenship"}, /* 1.3.6.1.5.5.7.9.4 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x09\x05"), "countryOfResidence"},   /* 1.3.6.1.5.5.7.9.5 */
    {OID_VIEW("\x2a\x86\x48\x86\xf6\x7d\x07\x44\x1d"), "entrustVersInfo"},  /* 1.2.840.113533.7.68.29 */

    /* attributes of requests (RFC 2985 §5.4) */
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x07"), "challengePassword"}, /* 1.2.840.113549.1.9.7 */
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e"), "extensionRequest"},  /* 1.2.840.113549.1.9.14 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x0d\x02\x03"), "osVersion"},     /* 1.3.6.1.4.1.311.13.2.3 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x15\x14"), "requestClientInfo"}, /* 1.3.6.1.4.1.311.21.20 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x0d\x02\x02"), "enrolmentCSP"},  /* 1.3.6.1.4.1.311.13.2.2 */

    /* PKCS #12 (RFC 7292 §4.2, appendix C, RFC 9579, Java's and Microsoft's attributes) and old encryption */
    {OID_VIEW(OID_PKCS7_DATA), "data"},
    {OID_VIEW(OID_PKCS7_ENCRYPTED), "encryptedData"},
    {OID_VIEW(OID_KEY_BAG), "keyBag"},
    {OID_VIEW(OID_SHROUDED_KEY_BAG), "pkcs8ShroudedKeyBag"},
    {OID_VIEW(OID_CERT_BAG), "certBag"},
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x04"), "crlBag"},          /* 1.2.840.113549.1.12.10.1.4 */
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x05"), "secretBag"},       /* 1.2.840.113549.1.12.10.1.5 */
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x06"), "safeContentsBag"}, /* 1.2.840.113549.1.12.10.1.6 */
    {OID_VIEW(OID_FRIENDLY_NAME), "friendlyName"},
    {OID_VIEW(OID_LOCAL_KEY_ID), "localKeyId"},
    {OID_VIEW("\x60\x86\x48\x01\x86\xf9\x66\xad\xca\x7b\x01\x01"),
     "trustedKeyUsage"},                                                        /* 2.16.840.1.113894.746875.1.1 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x11\x01"), "microsoftCSPName"},     /* 1.3.6.1.4.1.311.17.1 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x11\x02"), "microsoftLocalKeySet"}, /* 1.3.6.1.4.1.311.17.2 */
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0e"), "PBMAC1"},               /* 1.2.840.113549.1.5.14 */
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x01"), "PBE with SHA-1 and 128-bit RC4"},
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x02"), "PBE with SHA-1 and 40-bit RC4"},
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x04"), "PBE with SHA-1 and two-key 3DES"},
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x05"), "PBE with SHA-1 and 128-bit RC2"},
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x03\x07"), "DES-EDE3-CBC"}, /* 1.2.840.113549.3.7 */

    /* hashes and curves (RFC 4055, RFC 5480, RFC 5639), keys */
    {OID_VIEW(OID_MGF1), "MGF1"},
    {OID_VIEW(OID_SHA1), "SHA-1"},
    {OID_VIEW(OID_SHA256), "SHA-256"},
    {OID_VIEW(OID_SHA384), "SHA-384"},
    {OID_VIEW(OID_SHA512), "SHA-512"},
    {OID_VIEW("\x60\x86\x48\x01\x65\x03\x04\x02\x04"), "SHA-224"},          /* 2.16.840.1.101.3.4.2.4 */
    {OID_VIEW("\x2a\x86\x48\x86\xf7\x0d\x02\x05"), "MD5"},                  /* 1.2.840.113549.2.5 */
    {OID_VIEW("\x2a\x86\x48\xce\x3d\x03\x01\x01"), "secp192r1"},            /* 1.2.840.10045.3.1.1 */
    {OID_VIEW("\x2b\x81\x04\x00\x21"), "secp224r1"},                        /* 1.3.132.0.33 */
    {OID_VIEW("\x2b\x24\x03\x03\x02\x08\x01\x01\x07"), "brainpoolP256r1"},  /* 1.3.36.3.3.2.8.1.1.7 */
    {OID_VIEW("\x2b\x24\x03\x03\x02\x08\x01\x01\x0b"), "brainpoolP384r1"},  /* 1.3.36.3.3.2.8.1.1.11 */
    {OID_VIEW("\x2b\x24\x03\x03\x02\x08\x01\x01\x0d"), "brainpoolP512r1"},  /* 1.3.36.3.3.2.8.1.1.13 */
    {OID_VIEW("\x2b\x65\x6e"), "X25519"},                                   /* 1.3.101.110 */
    {OID_VIEW("\x2b\x65\x6f"), "X448"},                                     /* 1.3.101.111 */
    {OID_VIEW("\x2a\x86\x48\xce\x3e\x02\x01"), "Diffie-Hellman"},           /* 1.2.840.10046.2.1 */
    {OID_VIEW("\x60\x86\x48\x01\x65\x03\x04\x03\x02"), "DSA with SHA-256"}, /* 2.16.840.1.101.3.4.3.2 */
    {OID_VIEW("\x60\x86\x48\x01\x65\x03\x04\x03\x11"), "ML-DSA-44"},        /* 2.16.840.1.101.3.4.3.17 */
    {OID_VIEW("\x60\x86\x48\x01\x65\x03\x04\x03\x12"), "ML-DSA-65"},        /* 2.16.840.1.101.3.4.3.18 */
    {OID_VIEW("\x60\x86\x48\x01\x65\x03\x04\x03\x13"), "ML-DSA-87"},        /* 2.16.840.1.101.3.4.3.19 */

    /* extensions (RFC 5280, RFC 6960, RFC 6962, RFC 3739, RFC 3779, Netscape's and Microsoft's) */
    {OID_VIEW(OID_SUBJECT_DIRECTORY_ATTRIBUTES), "subjectDirectoryAttributes"},
    {OID_VIEW(OID_PRIVATE_KEY_USAGE_PERIOD), "privateKeyUsagePeriod"},
    {OID_VIEW(OID_ISSUER_ALT_NAME), "issuerAltName"},
    {OID_VIEW(OID_INVALIDITY_DATE), "invalidityDate"},
    {OID_VIEW(OID_FRESHEST_CRL), "freshestCRL"},
    {OID_VIEW(OID_SUBJECT_INFO), "subjectInfoAccess"},
    {OID_VIEW(OID_QC_STATEMENTS), "qcStatements"},
    {OID_VIEW(OID_OCSP_NO_CHECK), "ocspNoCheck"},
    {OID_VIEW(OID_SCT_LIST), "signedCertificateTimestamps"},
    {OID_VIEW(OID_NETSCAPE_CERT_TYPE), "netscapeCertType"},
    {OID_VIEW(OID_NETSCAPE_BASE_URL), "netscapeBaseUrl"},
    {OID_VIEW(OID_NETSCAPE_REVOCATION_URL), "netscapeRevocationUrl"},
    {OID_VIEW(OID_NETSCAPE_CA_REVOCATION_URL), "netscapeCaRevocationUrl"},
    {OID_VIEW(OID_NETSCAPE_RENEWAL_URL), "netscapeRenewalUrl"},
    {OID_VIEW(OID_NETSCAPE_CA_POLICY_URL), "netscapeCaPolicyUrl"},
    {OID_VIEW(OID_NETSCAPE_SSL_SERVER_NAME), "netscapeSslServerName"},
    {OID_VIEW(OID_NETSCAPE_COMMENT), "netscapeComment"},
    {OID_VIEW(OID_MICROSOFT_TEMPLATE_NAME), "microsoftTemplateName"},
    {OID_VIEW(OID_MICROSOFT_CA_VERSION), "microsoftCAVersion"},
    {OID_VIEW(OID_MICROSOFT_PREVIOUS_CA_HASH), "microsoftPreviousCAHash"},
    {OID_VIEW(OID_MICROSOFT_TEMPLATE), "microsoftTemplate"},
    {OID_VIEW(OID_MICROSOFT_APPLICATION_POLICIES), "microsoftApplicationPolicies"},
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x01\x07"), "ipAddrBlocks"},     /* 1.3.6.1.5.5.7.1.7 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x01\x08"), "autonomousSysIds"}, /* 1.3.6.1.5.5.7.1.8 */

    /* extended key usages (RFC 5280 §4.2.1.12, IANA's SMI Security for PKIX Extended Key Purpose) */
    {OID_VIEW(OID_ANY_EXTENDED_KEY_USAGE), "anyExtendedKeyUsage"},
    {OID_VIEW(OID_SERVER_AUTH), "serverAuth"},
    {OID_VIEW(OID_CLIENT_AUTH), "clientAuth"},
    {OID_VIEW(OID_CODE_SIGNING), "codeSigning"},
    {OID_VIEW(OID_EMAIL_PROTECTION), "emailProtection"},
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x05"), "ipsecEndSystem"}, /* 1.3.6.1.5.5.7.3.5 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x06"), "ipsecTunnel"},    /* 1.3.6.1.5.5.7.3.6 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x07"), "ipsecUser"},      /* 1.3.6.1.5.5.7.3.7 */
    {OID_VIEW(OID_TIME_STAMPING), "timeStamping"},
    {OID_VIEW(OID_OCSP_SIGNING), "OCSPSigning"},
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x0d"), "eapOverPPP"},                             /* 1.3.6.1.5.5.7.3.13 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x0e"), "eapOverLAN"},                             /* 1.3.6.1.5.5.7.3.14 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x11"), "ipsecIKE"},                               /* 1.3.6.1.5.5.7.3.17 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x15"), "secureShellClient"},                      /* 1.3.6.1.5.5.7.3.21 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x16"), "secureShellServer"},                      /* 1.3.6.1.5.5.7.3.22 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x1f"), "brandIndicatorforMessageIdentification"}, /* 1.3.6.1.5.5.7.3.31 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x03\x24"), "documentSigning"},                        /* 1.3.6.1.5.5.7.3.36 */
    {OID_VIEW("\x2b\x06\x01\x05\x02\x03\x04"), "pkinitClientAuth"},                           /* 1.3.6.1.5.2.3.4 */
    {OID_VIEW("\x2b\x06\x01\x05\x02\x03\x05"), "pkinitKDC"},                                  /* 1.3.6.1.5.2.3.5 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x04"), "precertificateSigning"},      /* 1.3.6.1.4.1.11129.2.4.4 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x03"), "microsoftServerGatedCrypto"}, /* 1.3.6.1.4.1.311.10.3.3 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x04"), "microsoftEncryptedFileSystem"}, /* 1.3.6.1.4.1.311.10.3.4 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x0c"), "microsoftDocumentSigning"}, /* 1.3.6.1.4.1.311.10.3.12 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x02"), "microsoftSmartcardLogon"},  /* 1.3.6.1.4.1.311.20.2.2 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x15"),
     "microsoftIndividualCodeSigning"}, /* 1.3.6.1.4.1.311.2.1.21 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x16"),
     "microsoftCommercialCodeSigning"},                                              /* 1.3.6.1.4.1.311.2.1.22 */
    {OID_VIEW("\x60\x86\x48\x01\x86\xf8\x42\x04\x01"), "netscapeServerGatedCrypto"}, /* 2.16.840.1.113730.4.1 */

    /* policies and their qualifiers (RFC 5280 §4.2.1.4, CA/Browser Forum) */
    {OID_VIEW(OID_ANY_POLICY), "anyPolicy"},
    {OID_VIEW(OID_POLICY_CPS), "cps"},
    {OID_VIEW(OID_POLICY_USER_NOTICE), "userNotice"},
    {OID_VIEW("\x67\x81\x0c\x01\x01"), "extended-validation"},             /* 2.23.140.1.1 */
    {OID_VIEW("\x67\x81\x0c\x01\x02\x01"), "domain-validated"},            /* 2.23.140.1.2.1 */
    {OID_VIEW("\x67\x81\x0c\x01\x02\x02"), "organization-validated"},      /* 2.23.140.1.2.2 */
    {OID_VIEW("\x67\x81\x0c\x01\x02\x03"), "individual-validated"},        /* 2.23.140.1.2.3 */
    {OID_VIEW("\x67\x81\x0c\x01\x03"), "extended-validation-codesigning"}, /* 2.23.140.1.3 */
    {OID_VIEW("\x67\x81\x0c\x01\x04\x01"), "code-signing"},                /* 2.23.140.1.4.1 */

    /* access methods (RFC 5280 §4.2.2, RFC 6487 §4.8.8) */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x30\x01"), "ocsp"},         /* 1.3.6.1.5.5.7.48.1 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x30\x02"), "caIssuers"},    /* 1.3.6.1.5.5.7.48.2 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x30\x03"), "timeStamping"}, /* 1.3.6.1.5.5.7.48.3 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x30\x05"), "caRepository"}, /* 1.3.6.1.5.5.7.48.5 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x30\x0a"), "rpkiManifest"}, /* 1.3.6.1.5.5.7.48.10 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x30\x0b"), "signedObject"}, /* 1.3.6.1.5.5.7.48.11 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x30\x0d"), "rpkiNotify"},   /* 1.3.6.1.5.5.7.48.13 */

    /* other names (RFC 4985, RFC 8398, RFC 4556, Microsoft's) */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x08\x05"), "id-on-xmppAddr"},            /* 1.3.6.1.5.5.7.8.5 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x08\x07"), "id-on-dnsSRV"},              /* 1.3.6.1.5.5.7.8.7 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x08\x09"), "id-on-SmtpUTF8Mailbox"},     /* 1.3.6.1.5.5.7.8.9 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x08\x03"), "id-on-permanentIdentifier"}, /* 1.3.6.1.5.5.7.8.3 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x08\x04"), "id-on-hardwareModuleName"},  /* 1.3.6.1.5.5.7.8.4 */
    {OID_VIEW("\x2b\x06\x01\x05\x02\x02"), "id-pkinit-san"},                     /* 1.3.6.1.5.2.2 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x03"), "userPrincipalName"}, /* 1.3.6.1.4.1.311.20.2.3 */
    {OID_VIEW("\x2b\x06\x01\x04\x01\x82\x37\x19\x01"), "ntdsReplication"},       /* 1.3.6.1.4.1.311.25.1 */

    /* qualified certificates (RFC 3739 §3.2.6, ETSI EN 319 412-5) */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x0b\x01"), "id-qcs-pkixQCSyntax-v1"}, /* 1.3.6.1.5.5.7.11.1 */
    {OID_VIEW("\x2b\x06\x01\x05\x05\x07\x0b\x02"), "id-qcs-pkixQCSyntax-v2"}, /* 1.3.6.1.5.5.7.11.2 */
    {OID_VIEW("\x04\x00\x8e\x46\x01\x01"), "QcCompliance"},                   /* 0.4.0.1862.1.1 */
    {OID_VIEW("\x04\x00\x8e\x46\x01\x02"), "QcLimitValue"},                   /* 0.4.0.1862.1.2 */
    {OID_VIEW("\x04\x00\x8e\x46\x01\x03"), "QcRetentionPeriod"},              /* 0.4.0.1862.1.3 */
    {OID_VIEW("\x04\x00\x8e\x46\x01\x04"), "QcSSCD"},                         /* 0.4.0.1862.1.4 */
    {OID_VIEW("\x04\x00\x8e\x46\x01\x05"), "QcPDS"},                          /* 0.4.0.1862.1.5 */
    {OID_VIEW("\x04\x00\x8e\x46\x01\x06"), "QcType"},                         /* 0.4.0.1862.1.6 */
};

const char *oid_name(tl_bytes oid) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (bytes_equal(names[i].oid, oid)) {
            return names[i].name;
        }
    }
    return NULL;
}
