/* Reading certificates: one that is right, and for each rule one that breaks it and nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/control.h"
#include "base/hex.h"
#include "support/forge.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/extensions.h"
#include "x509/der/oid.h"

/* A certificate put together from its pieces, each in hexadecimal digits. */
enum piece {
    VERSION,
    SERIAL,
    SIGNED_ALGORITHM,
    ISSUER,
    VALIDITY,
    SUBJECT,
    KEY,
    UNIQUE_IDS,
    EXTENSIONS, /* the content of the SEQUENCE; empty: no such field */
    AFTER_TBS,
    ALGORITHM,
    SIGNATURE,
    AFTER_ALL,
    NUM_PIECES
};

#define ECDSA_SHA256 "300a06082a8648ce3d040302"
#define ECDSA_SHA384 "300a06082a8648ce3d040303"
#define NAME_C       "300c310a300806035504030c0143"
#define DATES        "301e170d3236303130313030303030305a170d3237303130313030303030305a"
#define POINT        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define ED25519_KEY  "302a300506032b6570032100" POINT

static const char *const right[NUM_PIECES] = {
    [VERSION] = "a003020102", [SERIAL] = "02020123",      [SIGNED_ALGORITHM] = ECDSA_SHA256,
    [ISSUER] = NAME_C,        [VALIDITY] = DATES,         [SUBJECT] = NAME_C,
    [KEY] = ED25519_KEY,      [UNIQUE_IDS] = "",          [EXTENSIONS] = "",
    [AFTER_TBS] = "",         [ALGORITHM] = ECDSA_SHA256, [SIGNATURE] = "030200aa",
    [AFTER_ALL] = "",
};

static void write_hex(struct writer *w, const char *hex) {
    size_t len;
    uint8_t *room = write_room(w, strlen(hex) / 2);
    assert_true(strlen(hex) == 0 || (room != NULL && hex_decode(hex, room, strlen(hex) / 2, &len)));
    w->failed = false;
}

static void write_extensions(struct writer *w, const char *hex) {
    if (*hex != '\0') {
        size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(3)), list = der_begin(w, DER_SEQUENCE);
        write_hex(w, hex);
        der_end(w, list);
        der_end(w, field);
    }
}

static struct buffer assemble(const char *const pieces[NUM_PIECES]) {
    struct buffer der = {0};
    struct writer w = writer_to(&der);
    size_t certificate = der_begin(&w, DER_SEQUENCE), tbs = der_begin(&w, DER_SEQUENCE);
    for (int i = VERSION; i <= UNIQUE_IDS; i++) {
        write_hex(&w, pieces[i]);
    }
    write_extensions(&w, pieces[EXTENSIONS]);
    write_hex(&w, pieces[AFTER_TBS]);
    der_end(&w, tbs);
    write_hex(&w, pieces[ALGORITHM]);
    write_hex(&w, pieces[SIGNATURE]);
    der_end(&w, certificate);
    write_hex(&w, pieces[AFTER_ALL]);
    return der;
}

/* Parses the right certificate with up to two pieces exchanged. The views that *certificate has are of *der. */
static bool parse_with(enum piece a, const char *hex_a, enum piece b, const char *hex_b, struct buffer *der,
                       struct certificate *certificate, tl_error *error) {
    const char *pieces[NUM_PIECES];
    memcpy(pieces, right, sizeof pieces);
    pieces[a] = hex_a;
    pieces[b] = hex_b;
    *der = assemble(pieces);
    return certificate_parse(buffer_bytes(der), certificate, error);
}

static void expect_refused(enum piece piece, const char *hex, const char *why) {
    struct buffer der;
    struct certificate certificate;
    tl_error error;
    if (parse_with(piece, hex, piece, hex, &der, &certificate, &error)) {
        fail_msg("accepted with %s", hex);
    }
    assert_int_equal(error.reason, TL_REASON_MALFORMED_CERTIFICATE);
    assert_int_equal(error.alert, TL_ALERT_BAD_CERTIFICATE);
    if (strstr(error.message, why) == NULL) {
        fail_msg("with %s: %s", hex, error.message);
    }
    buffer_clear(&der);
}

static void expect_accepted(enum piece piece, const char *hex) {
    struct buffer der;
    struct certificate certificate;
    tl_error error;
    if (!parse_with(piece, hex, piece, hex, &der, &certificate, &error)) {
        fail_msg("with %s: %s", hex, error.message);
    }
    buffer_clear(&der);
}

static void right_one_is_read(void **state) {
    (void)state;
    struct buffer der = assemble(right);
    struct certificate c;
    assert_true(certificate_parse(buffer_bytes(&der), &c, NULL));
    assert_int_equal(c.version, 3);
    assert_int_equal(c.serial.len, 2);
    assert_int_equal(c.not_before, 1767225600);
    assert_int_equal(c.not_after, 1798761600);
    assert_int_equal(c.key.kind, KEY_ED25519);
    assert_int_equal(c.key.point.len, 32);
    assert_ptr_equal(c.signature_alg, &signature_ecdsa_sha256);
    assert_int_equal(c.signature.len, 1);
    assert_int_equal(c.path_len, -1);
    assert_true(bytes_equal(c.issuer, c.subject));
    assert_true(c.tbs.data == der.data + 3 && c.der.len == der.len);
    assert_false(c.has_key_usage || c.has_extended_key_usage || c.has_basic_constraints || c.has_name_constraints);
    assert_null(c.subject_alt_name.data);
    buffer_clear(&der);
}

static void frames(void **state) {
    (void)state;
    expect_refused(AFTER_ALL, "00", "three parts");
    expect_refused(SIGNATURE, "030201aa", "three parts");     /* an unused bit */
    expect_refused(SIGNATURE, "0402aaaa", "three parts");     /* no BIT STRING */
    expect_refused(SIGNATURE, "030200aa0500", "three parts"); /* a fourth part */
    expect_refused(SIGNATURE, "0300", "three parts");
    expect_refused(SIGNATURE, "", "three parts");
    expect_refused(ALGORITHM, "", "three parts");
    expect_refused(AFTER_TBS, "0500", "at its end");
}

static void versions(void **state) {
    (void)state;
    expect_accepted(VERSION, "");                     /* v1 */
    expect_accepted(VERSION, "a003020101");           /* v2 */
    expect_refused(VERSION, "a003020100", "version"); /* v1 is the default, which DER leaves out */
    expect_refused(VERSION, "a003020103", "version"); /* v4 */
    expect_refused(VERSION, "a0030201ff", "version");
    expect_refused(VERSION, "a00402020002", "version"); /* not minimal */
    expect_refused(VERSION, "a0050201020500", "version");
    expect_refused(VERSION, "020102", "version");
}

static void serials(void **state) {
    (void)state;
    expect_accepted(SERIAL, "020100");
    expect_accepted(SERIAL, "0201ff"); /* negative ones are out there (RFC 5280 §4.1.2.2) */
    expect_accepted(SERIAL, "021400a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2");
    expect_refused(SERIAL, "021500a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3", "serial");
    expect_refused(SERIAL, "02020001", "serial");
    expect_refused(SERIAL, "0200", "serial");
    expect_refused(SERIAL, "040101", "serial");
}

static void unique_ids(void **state) {
    (void)state;
    static const char both[] = "810200aa820200bb";
    struct buffer der;
    struct certificate c;
    expect_accepted(UNIQUE_IDS, both);
    expect_accepted(UNIQUE_IDS, "820200bb");
    expect_refused(UNIQUE_IDS, "820200bb810200aa", "at its end");
    expect_accepted(UNIQUE_IDS, "81020780");
    expect_accepted(UNIQUE_IDS, "810100");
    expect_refused(UNIQUE_IDS, "81020880",
                   "at its end"); /* BIT STRINGs with eight unused bits, with bits of nothing, */
    expect_refused(UNIQUE_IDS, "810101", "at its end");
    expect_refused(UNIQUE_IDS, "8100", "at its end"); /* and without an octet that says so */
    assert_true(parse_with(UNIQUE_IDS, both, VERSION, "a003020101", &der, &c, NULL));
    buffer_clear(&der);
    assert_false(parse_with(UNIQUE_IDS, both, VERSION, "", &der, &c, NULL)); /* not in version 1 */
    buffer_clear(&der);
}

static void names_and_dates(void **state) {
    (void)state;
    static const enum piece names[] = {ISSUER, SUBJECT};
    static const char *const words[] = {"issuer", "subject"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        expect_accepted(names[i], "3000");
        expect_refused(names[i], "310c310a300806035504030c0143", words[i]);
        expect_refused(names[i], "30023100", words[i]);
        expect_refused(names[i], "", words[i]);
    }
    expect_accepted(VALIDITY, "3022180f32303530303130313030303030305a180f32303531303130313030303030305a");
    expect_refused(VALIDITY, "300f170d3236303130313030303030305a", "dates");
    expect_refused(VALIDITY, "301e170d3236303133323030303030305a170d3237303130313030303030305a", "dates");
    expect_refused(VALIDITY, "3020170d3236303130313030303030305a170d3237303130313030303030305a0500", "dates");
}

/* ---- algorithms ---- */

#define PSS_PARAMS(hash, mask_hash, salt)                                                                              \
    "3034a00f300d0609608648016503040" hash "0500a11c301a06092a864886f70d010108300d0609608648016503040" mask_hash       \
    "0500a2030201" salt
#define PSS_ALGORITHM(params, len) "30" len "06092a864886f70d01010a" params
#define PSS(hash, mask_hash, salt) PSS_ALGORITHM(PSS_PARAMS(hash, mask_hash, salt), "41")

static void signature_algorithms(void **state) {
    (void)state;
    static const struct {
        const char *hex;
        bool ok;
        const struct signature_alg *alg;
    } cases[] = {
        {"300d06092a864886f70d01010b0500", true, &signature_rsa_pkcs1_sha256},
        {"300b06092a864886f70d01010b", true, &signature_rsa_pkcs1_sha256}, /* RFC 4055 §5: absent is accepted */
        {"300d06092a864886f70d01010c0500", true, &signature_rsa_pkcs1_sha384},
        {"300d06092a864886f70d01010d0500", true, &signature_rsa_pkcs1_sha512},
        {"300d06092a864886f70d0101050500", true, &signature_rsa_pkcs1_sha1},
        {"300d06092a864886f70d0101040500", true, NULL}, /* MD5: not known */
        {"300e06092a864886f70d01010b020101", false, NULL},
        {"300f06092a864886f70d01010b05000500", false, NULL},
        {ECDSA_SHA384, true, &signature_ecdsa_sha384},
        {"300a06082a8648ce3d040304", true, &signature_ecdsa_sha512},
        {"300c06082a8648ce3d0403020500", false, NULL}, /* RFC 5758 §3.2: no parameters */
        {"300506032b6570", true, &signature_ed25519},
        {"300706032b65700500", false, NULL},
        {"300506032b6571", true, &signature_ed448},
        {"300506032a0304", true, NULL},
        {"3000", false, NULL},
        {PSS("201", "201", "20"), true, &signature_rsa_pss_sha256},
        {PSS("202", "202", "30"), true, &signature_rsa_pss_sha384},
        {PSS("203", "203", "40"), true, &signature_rsa_pss_sha512},
        {PSS("201", "202", "20"), true, NULL}, /* two hashes, or another salt: not known */
        {PSS("201", "201", "30"), true, NULL},
        {"300d06092a864886f70d01010a3000", true, NULL}, /* SHA-1, the default */
        {"300b06092a864886f70d01010a", false, NULL},    /* RFC 4055 §3.1: there must be parameters */
        {"300d06092a864886f70d01010a0500", false, NULL},
        {"301206092a864886f70d01010a3005a303020101", true, NULL},
        {"301206092a864886f70d01010a3005a303020102", false, NULL}, /* trailerField */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer der;
        struct certificate c;
        bool ok = parse_with(ALGORITHM, cases[i].hex, SIGNED_ALGORITHM, cases[i].hex, &der, &c, NULL);
        if (ok != cases[i].ok || (ok && c.signature_alg != cases[i].alg)) {
            fail_msg("algorithm %s: %d", cases[i].hex, ok);
        }
        buffer_clear(&der);
    }
}

static void algorithm_inside_and_outside(void **state) {
    (void)state;
    expect_refused(ALGORITHM, ECDSA_SHA384, "not the one that was signed");
    expect_refused(SIGNED_ALGORITHM, ECDSA_SHA384, "not the one that was signed");
}

static void public_keys(void **state) {
    (void)state;
    static const struct {
        const char *hex;
        bool ok;
        enum key_kind kind;
        enum key_curve curve;
    } cases[] = {
        /* rsaEncryption: n = 0xc1..., e = 3 */
        {"301b300d06092a864886f70d0101010500030a003007020200c1020103", true, KEY_RSA, CURVE_NONE},
        {"3019300b06092a864886f70d010101030a003007020200c1020103", false, KEY_NONE, CURVE_NONE},   /* no NULL */
        {"301a300d06092a864886f70d010101050003090030060201c1020103", false, KEY_NONE, CURVE_NONE}, /* negative */
        {"301c300d06092a864886f70d0101010500030b00300802030000c1020103", false, KEY_NONE, CURVE_NONE},
        {"301a300d06092a864886f70d01010105000309003006020100020103", false, KEY_NONE, CURVE_NONE}, /* zero */
        {"301d300d06092a864886f70d0101010500030c003009020200c10201030500", false, KEY_NONE, CURVE_NONE},
        /* RSASSA-PSS without parameters, and with those for SHA-256 */
        {"3019300b06092a864886f70d01010a030a003007020200c1020103", true, KEY_RSA_PSS, CURVE_NONE},
        {"304f" PSS("201", "201", "20") "030a003007020200c1020103", true, KEY_RSA_PSS, CURVE_NONE},
        {"304f" PSS("201", "202", "20") "030a003007020200c1020103", true, KEY_NONE, CURVE_NONE},
        {"301b300d06092a864886f70d01010a0500030a003007020200c1020103", false, KEY_NONE, CURVE_NONE},
        /* P-256 uncompressed; one octet short; compressed; infinity; with explicit parameters; another curve */
        {"3059301306072a8648ce3d020106082a8648ce3d03010703420004" POINT POINT, true, KEY_ECDSA, CURVE_P256},
        {"3058301306072a8648ce3d020106082a8648ce3d03010703410004000102030405060708090a0b0c0d0e0f101112131415161718191a1"
         "b1c"
         "1d1e" POINT,
         false, KEY_NONE, CURVE_NONE},
        {"3039301306072a8648ce3d020106082a8648ce3d03010703220002" POINT, true, KEY_NONE, CURVE_P256},
        {"3039301306072a8648ce3d020106082a8648ce3d03010703220005" POINT, false, KEY_NONE, CURVE_NONE},
        {"3019301306072a8648ce3d020106082a8648ce3d03010703020000", false, KEY_NONE, CURVE_NONE},
        {"3056301006072a8648ce3d020106052b8104000a03420004" POINT POINT, true, KEY_NONE, CURVE_NONE},
        {"304f300906072a8648ce3d020103420004" POINT POINT, false, KEY_NONE, CURVE_NONE},
        /* Ed25519 of a wrong length, with parameters; Ed448; an algorithm that nobody knows */
        {"302b300506032b657003220000" POINT, false, KEY_NONE, CURVE_NONE},
        {"302c300706032b65700500032100" POINT, false, KEY_NONE, CURVE_NONE},
        {"3043300506032b6571033a00" POINT "20212223242526272829303132333435363738394041424344", true, KEY_ED448,
         CURVE_NONE},
        {"300b300506032a0304030200aa", true, KEY_NONE, CURVE_NONE},
        {"300b300506032a0304030201aa", false, KEY_NONE, CURVE_NONE},
        /* ... with parameters, of which there is one at most, and whole */
        {"300d300706032a03040500030200aa", true, KEY_NONE, CURVE_NONE},
        {"300f300906032a030405000500030200aa", false, KEY_NONE, CURVE_NONE},
        {"300d300706032a03040501030200aa", false, KEY_NONE, CURVE_NONE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer der;
        struct certificate c;
        bool ok = parse_with(KEY, cases[i].hex, KEY, cases[i].hex, &der, &c, NULL);
        if (ok != cases[i].ok || (ok && (c.key.kind != cases[i].kind || c.key.curve != cases[i].curve))) {
            fail_msg("key %s: %d, kind %d", cases[i].hex, ok, (int)c.key.kind);
        }
        buffer_clear(&der);
    }
}

static void pss_key_keeps_its_parameters(void **state) {
    (void)state;
    static const char key[] = "304f" PSS("202", "202", "30") "030a003007020200c1020103";
    struct buffer der;
    struct certificate c;
    assert_true(parse_with(KEY, key, KEY, key, &der, &c, NULL));
    assert_ptr_equal(c.key.pss_hash, &hash_sha384);
    assert_int_equal(c.key.pss_salt_len, 48);
    assert_int_equal(c.key.modulus.len, 1);
    buffer_clear(&der);
}

/* ---- extensions ---- */

#define BASIC_CONSTRAINTS_CA "300f0603551d130101ff040530030101ff"
#define KEY_USAGE_SIGNATURE  "300e0603551d0f0101ff040403020780"

static const struct {
    const char *hex, *why; /* why NULL: accepted */
} extension_cases[] = {
    {BASIC_CONSTRAINTS_CA, NULL},
    {BASIC_CONSTRAINTS_CA KEY_USAGE_SIGNATURE, NULL},
    {BASIC_CONSTRAINTS_CA KEY_USAGE_SIGNATURE BASIC_CONSTRAINTS_CA, "twice (RFC 5280 §4.2): basicConstraints"},
    {"300806032a0304040100300806032a0304040100", "twice (RFC 5280 §4.2): 1.2.3.4"},
    {"300806032a0304040100300806032a0305040100", NULL},
    /* the frame of an extension */
    {"300b06032a0304010100040100", NULL}, /* critical written out although it is false */
    {"300b06032a0304010101040100", "not DER"},
    {"300506032a0304", "not DER"},
    {"300a06032a03040401000500", "not DER"},
    {"300806032a0304030100", "not DER"},
    {"0500", "not DER"},
    /* basicConstraints */
    {"30090603551d1304023000", NULL},
    {"300c0603551d1304053003010100", NULL}, /* cA written out although it is false */
    {"300f0603551d13040830060101ff020100", NULL},
    {"300c0603551d1304053003020105", NULL},
    {"300c0603551d1304053003010101", "content: basicConstraints"},
    {"300f0603551d13040830060101ff0201ff", "content: basicConstraints"},
    {"300f0603551d13040830060101ff040100", "content: basicConstraints"},
    {"30110603551d13040a30080101ff0201000500", "content: basicConstraints"},
    {"30090603551d1304020500", "content: basicConstraints"},
    /* keyUsage */
    {"300b0603551d0f040403020106", NULL},
    {"300b0603551d0f040403020780", NULL},
    {"300a0603551d0f0403030100", "content: keyUsage"}, /* no bit at all */
    {"300b0603551d0f040403020781", "content: keyUsage"},
    {"300b0603551d0f040404020780", "content: keyUsage"},
    /* extKeyUsage */
    {"30130603551d25040c300a06082b06010505070301", NULL},
    {"30090603551d2504023000", "content: extendedKeyUsage"},
    {"300b0603551d25040430020500", "content: extendedKeyUsage"},
    /* subjectKeyIdentifier, authorityKeyIdentifier */
    {"300b0603551d0e04040402aabb", NULL},
    {"300b0603551d0e04040302aabb", "content: subjectKeyIdentifier"},
    {"300d0603551d23040630048002aabb", NULL},
    {"30090603551d2304023000", NULL},
    {"300d0603551d23040630048302aabb", "content: authorityKeyIdentifier"},
    /* certificatePolicies */
    {"30100603551d2004093007300506032a0304", NULL},
    {"30090603551d2004023000", "content: certificatePolicies"},
    {"30100603551d2004093007300506032a0305", NULL},
    {"30120603551d20040b3009300706032a03043000", "content: certificatePolicies"}, /* no qualifiers in their place */
    {"301e0603551d2004173015301306032a0304300c300a06082b06010505070201", "content: certificatePolicies"},
    {"30200603551d2004193017301506032a0304300e300c06082b060105050702011600", NULL},
    /* subjectAltName */
    {"300c0603551d1104053003820161", NULL},
    {"30090603551d1104023000", "content: subjectAltName"},
    {"300c0603551d11040530038201e4", "content: subjectAltName"}, /* not ASCII */
    {"300f0603551d11040830068704c0000201", NULL},
    {"300e0603551d11040730058703c00002", "content: subjectAltName"}, /* an address of three octets */
    {"300c0603551d1104053003890161", "content: subjectAltName"},     /* no such name */
    {"300c0603551d1104053003a20161", "content: subjectAltName"},     /* constructed */
    {"30190603551d1104123010a40e" NAME_C, NULL},
    {"300d0603551d1104063004a4023100", "content: subjectAltName"},
    {"300e0603551d110407300588032a0304", NULL},
    {"300c0603551d1104053003880180", "content: subjectAltName"},
    /* nameConstraints */
    {"30120603551d1e040b3009a007300582036f7267", NULL},
    {"30120603551d1e040b3009a107300582036f7267", NULL},
    {"30090603551d1e04023000", "content: nameConstraints"},
    {"300b0603551d1e04043002a000", "content: nameConstraints"},
    {"30150603551d1e040e300ca00a300882036f7267800100", "content: nameConstraints"}, /* minimum is 0 by default */
    {"30150603551d1e040e300ca00a300882036f7267810105", "content: nameConstraints"}, /* maximum */
    {"30170603551d1e0410300ea00c300a8708c0000200ffffff00", NULL},
    {"30170603551d1e0410300ea00c300a8708c0000200ff00ff00", "content: nameConstraints"}, /* a mask with a gap */
    {"30130603551d1e040c300aa00830068704c0000201", "content: nameConstraints"},
};

static void extensions(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(extension_cases); i++) {
        const char *hex = extension_cases[i].hex;
        if (extension_cases[i].why == NULL) {
            expect_accepted(EXTENSIONS, hex);
        } else {
            expect_refused(EXTENSIONS, hex, extension_cases[i].why);
        }
    }
}

static void extensions_need_version_3(void **state) {
    (void)state;
    static const char *const versions[] = {"", "a003020101"};
    for (size_t i = 0; i < COUNT_OF(versions); i++) {
        struct buffer der;
        struct certificate c;
        tl_error error;
        assert_false(parse_with(VERSION, versions[i], EXTENSIONS, KEY_USAGE_SIGNATURE, &der, &c, &error));
        assert_non_null(strstr(error.message, "not of version 3"));
        buffer_clear(&der);
    }
}

static void extensions_field(void **state) {
    (void)state;
    expect_refused(UNIQUE_IDS, "a3023000", "not DER");                            /* none in it */
    expect_refused(UNIQUE_IDS, "a310" KEY_USAGE_SIGNATURE, "");                   /* no SEQUENCE of them */
    expect_refused(UNIQUE_IDS, "a3143010" KEY_USAGE_SIGNATURE "0500", "not DER"); /* something behind it */
    expect_accepted(UNIQUE_IDS, "a3123010" KEY_USAGE_SIGNATURE);
}

static void extensions_have_a_limit(void **state) {
    (void)state;
    for (unsigned count = CERTIFICATE_MAX_EXTENSIONS; count <= CERTIFICATE_MAX_EXTENSIONS + 1; count++) {
        char *hex = calloc(count + 1, 20);
        assert_non_null(hex);
        for (unsigned i = 0; i < count; i++) {
            static const char digits[] = "0123456789abcdef";
            memcpy(hex + i * 20, "300806032a03..040100", 20);
            hex[i * 20 + 12] = digits[i / 16 % 16];
            hex[i * 20 + 13] = digits[i % 16];
        }
        if (count <= CERTIFICATE_MAX_EXTENSIONS) {
            expect_accepted(EXTENSIONS, hex);
        } else {
            expect_refused(EXTENSIONS, hex, "more than 64");
        }
        free(hex);
    }
}

static void contents_of_extensions(void **state) {
    (void)state;
    static const char hex[] = BASIC_CONSTRAINTS_CA "300b0603551d0f040403020106"
                                                   "30130603551d25040c300a06082b06010505070302"
                                                   "300b0603551d0e04040402aabb"
                                                   "300d0603551d23040630048002ccdd"
                                                   "300b06032a03040101ff040100"
                                                   "300b06032a03050101ff040100";
    struct buffer der;
    struct certificate c;
    assert_true(parse_with(EXTENSIONS, hex, EXTENSIONS, hex, &der, &c, NULL));
    assert_true(c.has_basic_constraints && c.is_ca && c.path_len == -1);
    assert_int_equal(c.key_usage, KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN);
    assert_int_equal(c.extended_key_usage, EXTENDED_KEY_USAGE_CLIENT);
    assert_memory_equal(c.subject_key_id.data, "\xaa\xbb", 2);
    assert_memory_equal(c.authority_key_id.data, "\xcc\xdd", 2);
    assert_memory_equal(c.unknown_critical.data, "\x2a\x03\x04", 3);
    buffer_clear(&der);
}

/* RFC 5280 §4.2.1.4: of a critical certificatePolicies every qualifier must be understood. */
static void policy_qualifiers(void **state) {
    (void)state;
    static const struct {
        const char *hex;
        bool understood;
    } cases[] = {
        {"30230603551d200101ff04193017301506032a0304300e300c06082b060105050702011600", true},
        {"30230603551d200101ff04193017301506032a0304300e300c06082b060105050702021600", true},
        {"30230603551d200101ff04193017301506032a0304300e300c06082b060105050702091600", false},
        {"30200603551d2004193017301506032a0304300e300c06082b060105050702091600", true}, /* not critical */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer der;
        struct certificate c;
        assert_true(parse_with(EXTENSIONS, cases[i].hex, EXTENSIONS, cases[i].hex, &der, &c, NULL));
        assert_int_equal(c.unknown_critical.len == 0, cases[i].understood);
        buffer_clear(&der);
    }
}

static void path_length(void **state) {
    (void)state;
    static const char hex[] = "30120603551d130101ff040830060101ff020103";
    struct buffer der;
    struct certificate c;
    assert_true(parse_with(EXTENSIONS, hex, EXTENSIONS, hex, &der, &c, NULL));
    assert_true(c.is_ca && c.path_len == 3);
    buffer_clear(&der);
}

/* ---- damage ---- */

static void write_constraints(struct writer *w) {
    static const uint8_t value[] = {0x30, 0x09, 0xa0, 0x07, 0x30, 0x05, 0x82, 0x03, 'o', 'r', 'g'};
    extension_write(w, (tl_bytes)OID_VIEW(OID_NAME_CONSTRAINTS), true, bytes_of(value, sizeof value));
}

/* One with every extension that we read. */
static struct forged rich_certificate(void) {
    return forge(&(struct forgery){
        .name = "damaged",
        .is_ca = true,
        .path_len = 3,
        .key_usage = KEY_USAGE_CERT_SIGN,
        .extended_key_usage = OID_VIEW(OID_SERVER_AUTH),
        .names = (const char *const[]){"www.example.org", "192.0.2.1", NULL},
        .key_ids = true,
        .extend = write_constraints,
    });
}

static void expect_nothing_in(const struct certificate *c) {
    assert_true(c->der.data == NULL && c->tbs.data == NULL && c->subject.data == NULL && c->spki.data == NULL);
    assert_true(c->key.kind == KEY_NONE && c->signature_alg == NULL && c->name_constraints.data == NULL);
    assert_true(!c->is_ca && !c->has_key_usage && c->path_len == -1 && c->require_explicit_policy == -1);
}

static void every_truncation_is_refused(void **state) {
    (void)state;
    struct forged forged = rich_certificate();
    struct certificate certificate;
    tl_error error;
    assert_true(certificate_parse(forged_der(&forged), &certificate, NULL));
    for (size_t len = 0; len < forged.der.len; len++) {
        uint8_t *copy = malloc(len > 0 ? len : 1); /* exactly so long, that reading past its end shows */
        assert_non_null(copy);
        memcpy(copy, forged.der.data, len);
        assert_false(certificate_parse(bytes_of(copy, len), &certificate, &error));
        assert_int_equal(error.reason, TL_REASON_MALFORMED_CERTIFICATE);
        free(copy);
    }
    forged_clear(&forged);
}

/* Every single bit turned: whatever comes of it, nothing is read outside, what is accepted has its parts inside, and of
 * what is refused nothing is given. */
static void every_flipped_bit_is_survived(void **state) {
    (void)state;
    struct forged forged = rich_certificate();
    unsigned num_accepted = 0;
    for (size_t bit = 0; bit < 8 * forged.der.len; bit++) {
        struct certificate c;
        forged.der.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (certificate_parse(forged_der(&forged), &c, NULL)) {
            num_accepted++;
            assert_true(c.spki.data > forged.der.data && c.spki.data + c.spki.len < forged.der.data + forged.der.len);
        } else {
            expect_nothing_in(&c);
        }
        forged.der.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_in_range(num_accepted, 100,
                    8 * forged.der.len - 100); /* in keys, names and the signature; not in the rest */
    forged_clear(&forged);
}

static void size_has_a_limit(void **state) {
    (void)state;
    for (size_t len = 100000; len <= 200000; len += 100000) {
        struct buffer der = {0}, value = {0};
        uint8_t *room = buffer_extend(&value, len);
        assert_non_null(room);
        memset(room, 0, len);
        struct writer w = writer_to(&der);
        extension_write(&w, bytes_of("\x2a\x03\x04", 3), false, buffer_bytes(&value));
        char *hex = malloc(2 * der.len + 1);
        assert_non_null(hex);
        hex_encode(buffer_bytes(&der), hex);
        if (len == 100000) {
            expect_accepted(EXTENSIONS, hex);
        } else {
            expect_refused(EXTENSIONS, hex, "three parts");
        }
        free(hex);
        buffer_clear(&der);
        buffer_clear(&value);
    }
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_one_is_read),
        cmocka_unit_test(frames),
        cmocka_unit_test(versions),
        cmocka_unit_test(serials),
        cmocka_unit_test(unique_ids),
        cmocka_unit_test(names_and_dates),
        cmocka_unit_test(signature_algorithms),
        cmocka_unit_test(algorithm_inside_and_outside),
        cmocka_unit_test(public_keys),
        cmocka_unit_test(pss_key_keeps_its_parameters),
        cmocka_unit_test(extensions),
        cmocka_unit_test(extensions_need_version_3),
        cmocka_unit_test(extensions_field),
        cmocka_unit_test(extensions_have_a_limit),
        cmocka_unit_test(contents_of_extensions),
        cmocka_unit_test(policy_qualifiers),
        cmocka_unit_test(path_length),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_flipped_bit_is_survived),
        cmocka_unit_test(size_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
