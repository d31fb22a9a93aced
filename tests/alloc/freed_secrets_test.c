/* Passwords, private keys and what is derived on the way to them: no memory that is given back holds any of it, neither
 * ours nor libcrypto's, whether all goes well or any one allocation of ours fails.
 *
 * ctest: timeout 300 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <tlslite.h>
#include <tlslite/x509.h>

#include "alloc/each_allocation.h"
#include "base/base64.h"
#include "base/control.h"
#include "crypto/group.h"
#include "crypto/key_family.h"
#include "crypto/provider.h"
#include "support/openssl_files.h"
#include "x509/key_files/key_object.h"
#include "x509/key_files/password_text.h"

#define PASSWORD "correct-horse-battery"

/* ---- what must not be seen ---- */

enum { MAX_SECRETS = 20, MIN_SECRET = 12 };

static struct {
    const char *name;
    tl_bytes octets;
} secrets[MAX_SECRETS];
static size_t num_secrets;
static const char
    *volatile seen; /* the name of one that was freed as it is; compilers think that free touches nothing */

static void look(const void *memory, size_t size) {
    for (size_t i = 0; i < num_secrets; i++) {
        if (memmem(memory, size, secrets[i].octets.data, secrets[i].octets.len) != NULL) {
            seen = secrets[i].name;
        }
    }
}

static void watch(const char *name, tl_bytes octets) {
    assert_true(num_secrets < MAX_SECRETS && octets.len >= MIN_SECRET);
    secrets[num_secrets].name = name;
    secrets[num_secrets++].octets = octets;
}

/* As it stands in files, and as libcrypto's numbers have it, the low octet first. */
static void watch_number(const char *name, tl_bytes octets) {
    static uint8_t reversed[MAX_SECRETS][SIGNATURE_MAX_LEN];
    uint8_t *low_first = reversed[num_secrets];
    for (size_t i = 0; i < octets.len; i++) {
        low_first[i] = octets.data[octets.len - 1 - i];
    }
    watch(name, octets);
    watch(name, bytes_of(low_first, octets.len));
}

/* ---- libcrypto's memory, which never fails here ---- */

static void *crypto_malloc(size_t size, const char *file, int line) {
    (void)file, (void)line;
    return __real_malloc(size);
}

static void crypto_free(void *memory, const char *file, int line) {
    (void)file, (void)line;
    show_before_free(memory);
    __real_free(memory);
}

static void *crypto_realloc(void *memory, size_t size, const char *file, int line) {
    (void)file, (void)line;
    show_before_free(memory);
    return __real_realloc(memory, size);
}

/* ---- what is done ---- */

static struct openssl_files files;
static tl_key *ec, *rsa, *ed448; /* whose secrets are watched */
static tl_crypto *counting;      /* its randomness is always the same, and watched */
static uint8_t drawn[64];
static tl_bytes new_p12, encrypted_pem;

static bool draw(void *arg, uint8_t *out, size_t len) {
    (void)arg;
    for (size_t i = 0; i < len; i++) {
        out[i] = drawn[i % sizeof drawn];
    }
    return true;
}

static bool end_key(tl_key *key) {
    bool ok = key != NULL;
    tl_key_free(key);
    return ok;
}

static bool end_identity(tl_identity *identity) {
    bool ok = identity != NULL;
    tl_identity_free(identity);
    return ok;
}

static bool end_pem(char *pem) {
    bool ok = pem != NULL;
    tl_pem_free(pem);
    return ok;
}

static char password[] = PASSWORD;

static bool load_key(const char *name, tl_error *error) {
    char path[128];
    return end_key(tl_key_load(openssl_path(&files, name, path), tl_password_text, password, error));
}

static bool load_identity(const char *certs, const char *key, tl_error *error) {
    char cert_path[128], key_path[128];
    return end_identity(tl_identity_load_with_password(openssl_path(&files, certs, cert_path),
                                                       key != NULL ? openssl_path(&files, key, key_path) : NULL,
                                                       tl_password_text, password, error));
}

static bool load_plain_ec(tl_error *error) {
    return load_key("ec.pem", error);
}

static bool load_plain_rsa(tl_error *error) {
    return load_key("rsa.pem", error);
}

static bool load_plain_ed448(tl_error *error) {
    return load_key("ed448.pem", error);
}

static bool load_pbes2(tl_error *error) {
    return load_key("ec.enc.pem", error);
}

static bool load_scrypt(tl_error *error) {
    return load_key("ec.scrypt.pem", error);
}

static bool load_rsa_identity(tl_error *error) {
    return load_identity("rsa.cert", "rsa.enc.pem", error);
}

static bool load_new_pkcs12(tl_error *error) {
    return load_identity("new.p12", NULL, error);
}

static bool load_old_pkcs12(tl_error *error) {
    return load_identity("old.p12", NULL, error);
}

static void ignore_field(void *arg, const tl_field *field) {
    (void)arg;
    (void)field;
}

static bool tell_pkcs12(tl_error *error) {
    return tl_describe_with_password(new_p12, tl_password_text, password, ignore_field, NULL, error);
}

static bool tell_key(tl_error *error) {
    return tl_describe_with_password(encrypted_pem, tl_password_text, password, ignore_field, NULL, error);
}

static bool write_ec(tl_error *error) {
    return end_pem(tl_key_pem(ec, NULL, error));
}

static bool write_rsa(tl_error *error) {
    return end_pem(tl_key_pem(rsa, NULL, error));
}

static bool write_ed448(tl_error *error) {
    return end_pem(tl_key_pem(ed448, NULL, error));
}

static bool write_sealed(tl_error *error) {
    tl_key_encryption encryption = {.password = bytes_of_string(PASSWORD), .kdf = TL_KEY_KDF_SCRYPT};
    return end_pem(tl_key_pem(ec, &encryption, error));
}

static bool make_certificate(const tl_key *key, tl_error *error) {
    return end_identity(tl_cert_make(&(tl_cert_options){.common_name = "x", .key = key}, error));
}

static bool make_for_ec(tl_error *error) {
    return make_certificate(ec, error);
}

static bool make_for_rsa(tl_error *error) {
    return make_certificate(rsa, error);
}

static bool generate_ec(tl_error *error) {
    return end_key(tl_key_make(TL_KEY_ECDSA_P256, 0, counting, error));
}

static bool generate_ed25519(tl_error *error) {
    return end_key(tl_key_make(TL_KEY_ED25519, 0, counting, error));
}

static void each_kind_of_secret_is_wiped(void **state) {
    static const struct operation operations[] = {
        {"load_plain_ec", load_plain_ec, 0},
        {"load_plain_rsa", load_plain_rsa, 0},
        {"load_plain_ed448", load_plain_ed448, 0},
        {"load_pbes2", load_pbes2, 0},
        {"load_scrypt", load_scrypt, 0},
        {"load_rsa_identity", load_rsa_identity, 0},
        {"load_new_pkcs12", load_new_pkcs12, 0},
        {"load_old_pkcs12", load_old_pkcs12, 0},
        {"tell_pkcs12", tell_pkcs12, 0},
        {"tell_key", tell_key, 0},
        {"write_ec", write_ec, 0},
        {"write_rsa", write_rsa, 0},
        {"write_ed448", write_ed448, 0},
        {"write_sealed", write_sealed, 0},
        {"make_for_ec", make_for_ec, 0},
        {"make_for_rsa", make_for_rsa, 0},
        {"generate_ec", generate_ec, 0},
        {"generate_ed25519", generate_ed25519, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(operations); i++) {
        seen = NULL;
        allocations_of_one_fail(&operations[i]);
        if (seen != NULL) {
            fail_msg("%s gave back memory with %s in it", operations[i].name, seen);
        }
    }
}

/* The private octets of a key exchange. */
static void keys_of_groups_are_wiped(void **state) {
    static const struct group_alg *const groups[] = {&group_x25519, &group_x448, &group_secp256r1, &group_secp384r1};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        struct group_key key;
        uint8_t offer[GROUP_MAX_SHARE];
        seen = NULL;
        assert_true(group_generate(&key, groups[i], counting, offer));
        group_clear(&key);
        if (seen != NULL) {
            fail_msg("%s gave back memory with %s in it", groups[i]->name, seen);
        }
    }
}

/* Keeps compilers from leaving out what is written to memory that is freed next. */
static void keep_writes(void *memory) {
    __asm__ __volatile__("" : : "r"(memory) : "memory");
}

static void saw(const char *name) {
    assert_non_null(seen);
    assert_string_equal(seen, name);
}

/* The look itself sees what is there. */
static void what_is_not_wiped_is_seen(void **state) {
    (void)state;
    char *copy = malloc(100);
    assert_non_null(copy);
    memset(copy, 'x', 100);
    memcpy(copy + 7, PASSWORD, strlen(PASSWORD));
    keep_writes(copy);
    seen = NULL;
    free(copy);
    saw("the password");
    void *theirs = OPENSSL_zalloc(100);
    assert_non_null(theirs);
    memcpy(theirs, drawn, sizeof drawn);
    keep_writes(theirs);
    seen = NULL;
    OPENSSL_free(theirs);
    saw("what was drawn");
}

/* ---- the secrets ---- */

static const char make_files[] =
    "{ openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pem && "
    "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem && "
    "openssl genpkey -algorithm ED448 -out ed448.pem && "
    "openssl req -x509 -key ec.pem -subj /CN=ec -out ec.cert && "
    "openssl req -x509 -key rsa.pem -subj /CN=rsa -out rsa.cert && "
    "openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 10 -in ec.pem -out ec.enc.pem -passout pass:" PASSWORD " && "
    "openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 10 -in rsa.pem -out rsa.enc.pem -passout pass:" PASSWORD " && "
    "openssl pkcs8 -topk8 -scrypt -scrypt_N 16 -in ec.pem -out ec.scrypt.pem -passout pass:" PASSWORD " && "
    "openssl pkcs12 -export -iter 10 -inkey ec.pem -in ec.cert -out new.p12 -passout pass:" PASSWORD " && "
    "openssl pkcs12 -export -iter 10 -inkey ec.pem -in ec.cert -out old.p12 -passout pass:" PASSWORD
    " -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1; } 2>err || { cat err; false; }";

static tl_key *watched_key(const char *file) {
    char path[128];
    tl_error error;
    tl_key *key = tl_key_load(openssl_path(&files, file, path), NULL, NULL, &error);
    if (key == NULL) {
        fail_msg("%s", error.message);
    }
    return key;
}

/* The PEM text of the key from the scalar on, which begins behind 36 octets, to the end of its first line. */
static void watch_base64(const char *file) {
    static char text[17];
    tl_bytes pem = openssl_read(&files, file);
    const uint8_t *line = memchr(pem.data, '\n', pem.len);
    assert_true(line != NULL && pem.len > 200);
    memcpy(text, line + 1 + 48, sizeof text - 1);
    watch("an EC key in base64", bytes_of_string(text));
    free((void *)(uintptr_t)pem.data);
}

static int set_up(void **state) {
    (void)state;
    static struct buffer utf16;
    tl_error error;
    files = openssl_files_new();
    openssl_run(&files, make_files);
    new_p12 = openssl_read(&files, "new.p12");
    encrypted_pem = openssl_read(&files, "ec.enc.pem");
    ec = watched_key("ec.pem");
    rsa = watched_key("rsa.pem");
    ed448 = watched_key("ed448.pem");
    for (size_t i = 0; i < sizeof drawn; i++) {
        drawn[i] = (uint8_t)(0x51 + 7 * i);
    }
    counting = tl_crypto_new(draw, NULL, &error);
    assert_non_null(counting);
    assert_true(buffer_reserve(&utf16, 2 * strlen(PASSWORD) + 2));
    assert_true(password_to_bmp(bytes_of_string(PASSWORD), &utf16));
    watch("the password", bytes_of_string(PASSWORD));
    watch("the password in UTF-16", buffer_bytes(&utf16));
    watch_number("an EC scalar", ec->key->parts.scalar);
    watch("an Ed448 seed", ed448->key->parts.scalar);
    watch_number("RSA's d", rsa->key->parts.d);
    watch_number("RSA's p", rsa->key->parts.p);
    watch_number("RSA's dq", rsa->key->parts.dq);
    watch_number("RSA's qi", rsa->key->parts.qi);
    watch_number("what was drawn", bytes_of(drawn + 4, 24)); /* the ends are masked for some curves */
    watch_base64("ec.pem");
    allocations.before_free = look;
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    allocations.before_free = NULL;
    tl_key_free(ec);
    tl_key_free(rsa);
    tl_key_free(ed448);
    tl_crypto_free(counting);
    free((void *)(uintptr_t)new_p12.data);
    free((void *)(uintptr_t)encrypted_pem.data);
    openssl_files_clear(&files);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_wiped_is_seen),
        cmocka_unit_test(each_kind_of_secret_is_wiped),
        cmocka_unit_test(keys_of_groups_are_wiped),
    };
    if (CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) != 1) {
        return 1;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
