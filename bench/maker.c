/* Certificates and lists of any kind, made with the library's own writers. */
#include <time.h>

#include "base/alloc.h"
#include "base/pem.h"
#include "x509.h"
#include "x509/certificate/algorithm.h"
#include "x509/der/oid.h"
#include "x509/key_files/key_writer.h"

enum { HOUR = 3600 };

static void need(bool good, const char *what) {
    if (!good) {
        bench_die("the benchmark could not make %s", what);
    }
}

const tl_crypto *maker_crypto(void) {
    static tl_crypto *crypto;
    if (crypto == NULL) {
        crypto = tl_crypto_new(NULL, NULL, NULL);
        need(crypto != NULL, "a provider");
    }
    return crypto;
}

static struct private_key *make_key(const struct recipe *recipe) {
    struct private_key_parts parts;
    tl_bytes memory;
    if (recipe->same_key == NULL) {
        bool rsa = recipe->key_kind == KEY_RSA;
        return private_key_generate(maker_crypto(), rsa ? KEY_RSA : KEY_ECDSA, rsa ? CURVE_NONE : CURVE_P256, 2048);
    }
    need(private_key_export(recipe->same_key->key, &parts, &memory), "a copy of a key");
    struct private_key *key = private_key_new(&parts);
    mem_free((void *)(uintptr_t)memory.data);
    return key;
}

static void write_extensions(struct writer *w, const struct recipe *recipe) {
    static const char *const names[] = {BENCH_HOST, "example.org"};
    if (recipe->is_ca) {
        extension_write_basic_constraints(w, true, -1);
        extension_write_key_usage(w, KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN);
    } else {
        extension_write_key_usage(w, KEY_USAGE_DIGITAL_SIGNATURE);
        extension_write_extended_key_usage(w, (tl_bytes)OID_VIEW(OID_SERVER_AUTH));
    }
    if (!recipe->is_ca && !recipe->has_names) {
        extension_write_subject_alt_name(w, names, 2);
    }
    if (recipe->extend != NULL) {
        recipe->extend(w);
    }
}

static tl_bytes subject_of(const struct made *made) {
    tl_bytes issuer, subject;
    need(certificate_peek_names(made_der(made), &issuer, &subject), "an issuer");
    return subject;
}

struct made make(const struct recipe *recipe) {
    static uint32_t serial;
    struct made made = {.key = recipe->spki.len > 0 ? NULL : make_key(recipe)};
    struct buffer subject = {0}, spki = {0}, extensions = {0};
    struct writer to_subject = writer_to(&subject), to_spki = writer_to(&spki), to_extensions = writer_to(&extensions);
    const struct private_key *signer = recipe->issuer != NULL ? recipe->issuer->key : made.key;
    serial++;
    uint8_t number[] = {1, (uint8_t)(serial >> 16), (uint8_t)(serial >> 8), (uint8_t)serial};
    need(signer != NULL, "a key");
    name_write_common(&to_subject, recipe->name != NULL ? recipe->name : BENCH_HOST);
    if (made.key != NULL) {
        public_key_info_write(&to_spki, private_key_public(made.key));
    }
    write_extensions(&to_extensions, recipe);
    tl_bytes own_name = recipe->subject.len > 0 ? recipe->subject : buffer_bytes(&subject);
    struct certificate_fields fields = {
        .serial = bytes_of(number, sizeof number),
        .issuer = recipe->issuer != NULL ? subject_of(recipe->issuer) : own_name,
        .subject = own_name,
        .not_before = time(NULL) - HOUR,
        .not_after = time(NULL) + 24 * HOUR,
        .spki = made.key != NULL ? buffer_bytes(&spki) : recipe->spki,
        .extensions = buffer_bytes(&extensions),
    };
    struct writer w = writer_to(&made.der);
    need(!to_subject.failed && !to_spki.failed && !to_extensions.failed &&
             certificate_write(&w, &fields, maker_crypto(), signer, signature_alg_for_key(private_key_public(signer))),
         "a certificate");
    buffer_clear(&subject);
    buffer_clear(&spki);
    buffer_clear(&extensions);
    return made;
}

void made_clear(struct made *made) {
    buffer_clear(&made->der);
    private_key_free(made->key);
    *made = (struct made){0};
}

void append_pem(struct buffer *text, tl_bytes der) {
    struct writer w = writer_to(text);
    pem_write(&w, "CERTIFICATE", der);
    need(!w.failed, "PEM");
}

/* ---- revocation lists ---- */

/* A permutation of the numbers of 32 bits, so that they come in no order. */
void crl_serial(uint32_t index, uint8_t serial[CRL_SERIAL_LEN]) {
    uint32_t number = index * 2654435761u;
    serial[0] = 1;
    for (unsigned i = 0; i < 4; i++) {
        serial[1 + i] = (uint8_t)(number >> (24 - 8 * i));
    }
}

/* A SEQUENCE of 64 KiB and more: the writer's own lengths end at 16 MiB. */
static void write_long_header(struct writer *w, size_t len) {
    if (len < 1 << 24) {
        write_u16(w, 0x3083);
        write_u24(w, (uint32_t)len);
    } else {
        write_u16(w, 0x3084);
        write_u32(w, (uint32_t)len);
    }
}

static void write_entries(struct writer *w, uint32_t num) {
    static const uint8_t entry[] = {
        0x30, 0x16, 0x02, CRL_SERIAL_LEN, 0, 0, 0, 0, 0, 0x17, 0x0d, '2', '4', '0', '1', '0', '1', '0', '0', '0', '0',
        '0',  '0',  'Z'};
    write_long_header(w, num * sizeof entry);
    for (uint32_t i = 0; i < num; i++) {
        uint8_t *room = write_room(w, sizeof entry);
        need(room != NULL, "a list");
        memcpy(room, entry, sizeof entry);
        crl_serial(i, room + 4);
    }
}

/* Version, algorithm, issuer and dates. */
static void write_head(struct writer *w, const struct made *issuer, const struct signature_alg *alg) {
    der_write_small(w, 1);
    signature_algorithm_write(w, alg);
    write_bytes(w, subject_of(issuer));
    der_write_time(w, time(NULL) - HOUR);
    der_write_time(w, time(NULL) + 24 * HOUR);
}

struct buffer make_crl(const struct made *issuer, uint32_t num) {
    const struct signature_alg *alg = signature_alg_for_key(private_key_public(issuer->key));
    struct buffer content = {0}, tbs = {0}, rest = {0}, der = {0};
    struct writer to_content = writer_to(&content), to_tbs = writer_to(&tbs), to_rest = writer_to(&rest);
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t signature_len = 0;
    write_head(&to_content, issuer, alg);
    write_entries(&to_content, num);
    write_long_header(&to_tbs, content.len);
    write_bytes(&to_tbs, buffer_bytes(&content));
    need(!to_tbs.failed &&
             private_key_sign(maker_crypto(), issuer->key, alg, buffer_bytes(&tbs), signature, &signature_len),
         "a list");
    signature_algorithm_write(&to_rest, alg);
    der_write_bit_string(&to_rest, bytes_of(signature, signature_len));
    struct writer w = writer_to(&der);
    write_long_header(&w, tbs.len + rest.len);
    write_bytes(&w, buffer_bytes(&tbs));
    write_bytes(&w, buffer_bytes(&rest));
    need(!to_content.failed && !to_rest.failed && !w.failed, "a list");
    buffer_clear(&content);
    buffer_clear(&tbs);
    buffer_clear(&rest);
    return der;
}
