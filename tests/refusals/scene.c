#include "refusals/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/control.h"
#include "x509/der/oid.h"

static const char *const host_names[] = {"www.example.org", NULL};

static const struct forgery good_ca = {
    .is_ca = true, .no_path_limit = true, .key_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN, .key_ids = true};

static struct forgery ca_named(const char *name) {
    struct forgery forgery = good_ca;
    forgery.name = name;
    return forgery;
}

void scene_init(struct scene *scene) {
    *scene = (struct scene){.root = ca_named("root"),
                            .ca = ca_named("ca"),
                            .leaf = {.name = "leaf",
                                     .names = host_names,
                                     .key_usage = KEY_USAGE_DIGITAL_SIGNATURE,
                                     .extended_key_usage = OID_VIEW(OID_SERVER_AUTH),
                                     .key_ids = true},
                            .host = host_names[0],
                            .time = FORGE_NOW};
}

void scene_clear(struct scene *scene) {
    for (size_t i = 0; i < scene->num_memory; i++) {
        buffer_clear(&scene->memory[i]);
    }
    scene->num_memory = 0;
}

struct writer scene_writer(struct scene *scene) {
    assert_true(scene->num_memory < COUNT_OF(scene->memory));
    return writer_to(&scene->memory[scene->num_memory++]);
}

void scene_extend(struct scene *scene, struct forgery *forgery, const char *oid, size_t oid_len, bool critical,
                  tl_bytes value) {
    struct writer w = scene_writer(scene);
    write_bytes(&w, forgery->extensions);
    extension_write(&w, bytes_of(oid, oid_len), critical, value);
    assert_false(w.failed);
    forgery->extensions = buffer_bytes(w.buffer);
}

struct forgery *scene_add_ca(struct scene *scene, const char *name) {
    assert_true(scene->num_below < COUNT_OF(scene->below));
    scene->below[scene->num_below] = ca_named(name);
    return &scene->below[scene->num_below++];
}

static struct forged shared_rsa;

const struct forged *scene_rsa(void) {
    if (shared_rsa.key == NULL) {
        shared_rsa = forge(&(struct forgery){.name = "rsa", .key_kind = KEY_RSA, .rsa_bits = 2048});
    }
    return &shared_rsa;
}

void scene_free_shared(void) {
    forged_clear(&shared_rsa);
    forge_clear_crypto();
}

/* ---- making it ---- */

static struct forged forge_below(const struct forgery *forgery, const struct forged *issuer) {
    struct forgery below = *forgery;
    below.issuer = issuer;
    return forge(&below);
}

static void replace_outer_algorithm(struct buffer *der, tl_bytes algorithm) {
    struct reader outer = reader_of(buffer_bytes(der));
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    struct buffer replaced = {0};
    struct writer w = writer_to(&replaced);
    tl_bytes tbs = der_read_element(&r, DER_SEQUENCE);
    der_read(&r, DER_SEQUENCE);
    size_t certificate = der_begin(&w, DER_SEQUENCE);
    write_bytes(&w, tbs);
    write_bytes(&w, algorithm);
    write_bytes(&w, read_rest(&r));
    der_end(&w, certificate);
    assert_false(w.failed);
    buffer_clear(der);
    *der = replaced;
}

/* 30 82 xx xx becomes 30 83 00 xx xx. */
static void lengthen_outer_length(struct buffer *der) {
    struct buffer longer = {0};
    assert_int_equal(der->data[1], 0x82);
    assert_true(buffer_append(&longer, (tl_bytes)OCTETS_OF(0x30, 0x83, 0x00)));
    assert_true(buffer_append(&longer, bytes_from(buffer_bytes(der), 2)));
    buffer_clear(der);
    *der = longer;
}

static void spoil_leaf(struct stage *stage, const struct scene *scene) {
    struct buffer *der = &stage->leaf.der;
    if (scene->outer_algorithm.len > 0) {
        replace_outer_algorithm(der, scene->outer_algorithm);
    }
    if (scene->long_outer_length) {
        lengthen_outer_length(der);
    }
    if (scene->unused_bits_of_signature > 0) {
        struct certificate leaf;
        assert_true(certificate_parse(buffer_bytes(der), &leaf, NULL));
        der->data[leaf.signature.data - 1 - der->data] = scene->unused_bits_of_signature;
    }
    assert_true(scene->last.len == 0 || buffer_append(der, scene->last));
}

static void send(struct stage *stage, const struct forged *forged) {
    assert_true(stage->num_sent < COUNT_OF(stage->sent));
    stage->sent[stage->num_sent++] = forged_der(forged);
}

static void send_all(struct stage *stage, const struct scene *scene) {
    for (size_t i = scene->num_below; i > 0; i--) {
        send(stage, &stage->below[i - 1]);
    }
    if (!scene->ca_is_not_sent) {
        send(stage, &stage->ca);
    }
    for (size_t i = 0; i < scene->num_also; i++) {
        send(stage, &stage->also[i]);
    }
    for (size_t i = 0; i < scene->num_ca_copies; i++) {
        send(stage, &stage->ca);
    }
}

static void make_list(struct stage *stage, size_t index) {
    const struct scene_list *list = &stage->scene->lists[index];
    struct crl_forgery forgery = list->forgery;
    const struct forged *issuer = list->of_root ? &stage->root : &stage->ca;
    const struct forged *other = list->of_root ? &stage->ca : &stage->root;
    if (forgery.issuer.len == 0) {
        forgery.issuer = forged_subject(issuer);
    }
    forgery.key = list->signer == BY_A_STRANGER     ? stage->stranger.key
                  : list->signer == BY_THE_OTHER_CA ? other->key
                                                    : issuer->key;
    stage->lists[index] = forge_crl(&forgery);
}

static const struct forged *response_signer(const struct stage *stage) {
    switch (stage->scene->response.signer) {
    case BY_THE_CA:
        return &stage->ca;
    case BY_AN_APPOINTED:
    case BY_ONE_APPOINTED_BY_ROOT:
        return &stage->appointed;
    case BY_NOBODY:
        break;
    }
    return &stage->stranger;
}

static void make_response(struct stage *stage) {
    const struct scene_response *response = &stage->scene->response;
    bool by_root = response->signer == BY_ONE_APPOINTED_BY_ROOT;
    stage->appointed = forge_below(&response->appointed, by_root ? &stage->root : &stage->ca);
    const struct forged *signer = response_signer(stage);
    struct forged_single single = response->single;
    struct ocsp_forgery forgery = response->forgery;
    single.of = &stage->leaf;
    single.issuer = response->names_root ? &stage->root : &stage->ca;
    forgery.singles = &single;
    forgery.num_singles = 1;
    forgery.signer = signer;
    forgery.sent[0] = signer != &stage->ca ? signer : NULL;
    stage->response = forge_ocsp(&forgery);
    stage->response.len -= response->cut ? 1 : 0;
}

void stage_make(struct stage *stage, const struct scene *scene) {
    *stage = (struct stage){.scene = scene, .root = forge(&scene->root)};
    stage->ca = forge_below(&scene->ca, &stage->root);
    const struct forged *issuer = &stage->ca;
    for (size_t i = 0; i < scene->num_below; i++) {
        stage->below[i] = forge_below(&scene->below[i], issuer);
        issuer = &stage->below[i];
    }
    for (size_t i = 0; i < scene->num_also; i++) {
        stage->also[i] = forge_below(&scene->also[i], i > 0 ? &stage->also[i - 1] : NULL);
    }
    issuer = scene->leaf_is_of_also ? &stage->also[scene->num_also - 1] : issuer;
    stage->leaf = forge_below(&scene->leaf, scene->leaf_is_self_signed ? NULL : issuer);
    spoil_leaf(stage, scene);
    stage->stranger = forge(&(struct forgery){.name = "stranger"});
    send_all(stage, scene);
    for (size_t i = 0; i < scene->num_lists; i++) {
        make_list(stage, i);
    }
    if (scene->response.is_there) {
        make_response(stage);
    }
}

void stage_clear(struct stage *stage) {
    struct forged *one[] = {&stage->root, &stage->ca, &stage->leaf, &stage->stranger, &stage->appointed};
    for (size_t i = 0; i < COUNT_OF(one); i++) {
        forged_clear(one[i]);
    }
    for (size_t i = 0; i < stage->scene->num_below; i++) {
        forged_clear(&stage->below[i]);
    }
    for (size_t i = 0; i < stage->scene->num_also; i++) {
        forged_clear(&stage->also[i]);
    }
    for (size_t i = 0; i < stage->scene->num_lists; i++) {
        buffer_clear(&stage->lists[i]);
    }
    buffer_clear(&stage->response);
}
