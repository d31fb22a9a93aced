/* Every handshake message of both families, cut at every length and with an octet too many; and every extension, with
 * its content cut at every length and with an octet too many. Each is refused with decode_error, but where what is left
 * is a whole message of another meaning.
 *
 * ctest: timeout 300 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/encounter.h"
#include "support/tamper.h"

/* ---- the messages ---- */

static const struct subject {
    tl_protocol version;
    enum role sender;
    enum message message;
    unsigned nth;
} subjects[] = {
    {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0},
    {TL_TLS1_3, ROLE_SERVER, MESSAGE_HELLO_RETRY_REQUEST, 0},
    {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 1},
    {TL_TLS1_3, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0},
    {TL_TLS1_3, ROLE_SERVER, MESSAGE_ENCRYPTED_EXTENSIONS, 0},
    {TL_TLS1_3, ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST, 0},
    {TL_TLS1_3, ROLE_SERVER, MESSAGE_CERTIFICATE, 0},
    {TL_TLS1_3, ROLE_SERVER, MESSAGE_CERTIFICATE_VERIFY, 0},
    {TL_TLS1_3, ROLE_SERVER, MESSAGE_FINISHED, 0},
    {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CERTIFICATE, 0},
    {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY, 0},
    {TL_TLS1_3, ROLE_CLIENT, MESSAGE_FINISHED, 0},
    {TL_TLS1_2, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0},
    {TL_TLS1_2, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0},
    {TL_TLS1_2, ROLE_SERVER, MESSAGE_CERTIFICATE, 0},
    {TL_TLS1_2, ROLE_SERVER, MESSAGE_CERTIFICATE_STATUS, 0},
    {TL_TLS1_2, ROLE_SERVER, MESSAGE_SERVER_KEY_EXCHANGE, 0},
    {TL_TLS1_2, ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST, 0},
    {TL_TLS1_2, ROLE_SERVER, MESSAGE_SERVER_HELLO_DONE, 0},
    {TL_TLS1_2, ROLE_CLIENT, MESSAGE_CERTIFICATE, 0},
    {TL_TLS1_2, ROLE_CLIENT, MESSAGE_CLIENT_KEY_EXCHANGE, 0},
    {TL_TLS1_2, ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY, 0},
    {TL_TLS1_2, ROLE_CLIENT, MESSAGE_FINISHED, 0},
    {TL_TLS1_2, ROLE_SERVER, MESSAGE_FINISHED, 0},
};

/* Flows with every message there is: a retry in TLS 1.3, a client certificate, and what is stapled. */
static size_t prepare(struct encounter *e, struct world *world, const struct subject *s, const char *name) {
    encounter_init(e, world, name, other_role(s->sender), s->version);
    encounter_with_client_certificate(e, world);
    encounter_with_staples(e, world);
    e->peers.client_options.common.alpn = "h2,http/1.1";
    e->peers.server_options.common.alpn = "http/1.1";
    if (s->version == TL_TLS1_3) {
        encounter_with_retry(e);
    }
    return script_row(&e->script, s->sender, s->message, s->nth);
}

/* ---- the twin: the message as it is, which also tells how long it is ---- */

struct seen {
    size_t len, len_without_extensions;
    tl_bytes extensions; /* a copy */
    uint8_t copy[2048];
};

static bool ends_with_extensions(const struct subject *s) {
    bool is_request = s->message == MESSAGE_CERTIFICATE_REQUEST && s->version == TL_TLS1_3;
    return is_request || s->message == MESSAGE_CLIENT_HELLO || s->message == MESSAGE_SERVER_HELLO ||
           s->message == MESSAGE_HELLO_RETRY_REQUEST || s->message == MESSAGE_ENCRYPTED_EXTENSIONS;
}

static bool has_extensions(const struct subject *s) {
    return ends_with_extensions(s) || (s->message == MESSAGE_CERTIFICATE && s->version == TL_TLS1_3);
}

static void look(struct script_body *body, const void *arg) {
    struct seen *seen = (struct seen *)(uintptr_t)arg;
    seen->len = script_body_bytes(body).len;
}

static void look_inside(struct script_body *body, const void *arg) {
    struct seen *seen = (struct seen *)(uintptr_t)arg;
    tl_bytes list = tamper_extensions(body);
    look(body, arg);
    assert_true(list.len <= sizeof seen->copy);
    memcpy(seen->copy, list.data, list.len);
    seen->extensions = bytes_of(seen->copy, list.len);
    seen->len_without_extensions = seen->len - list.len - 2;
}

static void accept(struct world *world, const struct subject *s, struct seen *seen) {
    struct encounter e;
    size_t row = prepare(&e, world, s, message_name(s->message));
    *seen = (struct seen){0};
    script_edit(&e.script, row, has_extensions(s) ? look_inside : look, seen);
    encounter_run(&e);
    encounter_accepted(&e);
    encounter_clear(&e);
}

/* ---- refusals ---- */

static void refuse(struct world *world, const struct subject *s, script_edit_fn *edit, const void *arg, tl_alert alert,
                   unsigned reason, const char *what, size_t number) {
    struct encounter e;
    char name[160];
    snprintf(name, sizeof name, "%s of the %s in TLS %s, %s %zu", message_name(s->message), role_name(s->sender),
             s->version == TL_TLS1_3 ? "1.3" : "1.2", what, number);
    size_t row = prepare(&e, world, s, name);
    script_edit(&e.script, row, edit, arg);
    encounter_run(&e);
    encounter_refused(&e, alert, reason);
    encounter_clear(&e);
}

/* Counted from the end, for signatures vary in length. */
static void drop(struct script_body *body, const void *arg) {
    size_t len = script_body_bytes(body).len, dropped = *(const size_t *)arg;
    body->buffer->len -= dropped < len ? dropped : len;
}

/* A hello that ends before its extensions is whole, but says something else. */
static void refuse_without_extensions(struct world *world, const struct subject *s, const size_t *dropped) {
    static const struct {
        struct subject subject;
        tl_alert alert;
        unsigned reason;
    } meanings[] = {
        {{TL_TLS1_3, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0}, TL_ALERT_PROTOCOL_VERSION, TL_REASON_NO_COMMON_VERSION},
        {{TL_TLS1_3, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 1}, TL_ALERT_ILLEGAL_PARAMETER, TL_REASON_RETRY_CHANGED},
        {{TL_TLS1_3, ROLE_SERVER, MESSAGE_HELLO_RETRY_REQUEST, 0},
         TL_ALERT_MISSING_EXTENSION,
         TL_REASON_MISSING_EXTENSION},
        {{TL_TLS1_3, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0}, TL_ALERT_PROTOCOL_VERSION, TL_REASON_SERVER_CHOSE_VERSION},
        {{TL_TLS1_2, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0}, TL_ALERT_HANDSHAKE_FAILURE, TL_REASON_NO_COMMON_SCHEME},
        {{TL_TLS1_2, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0},
         TL_ALERT_HANDSHAKE_FAILURE,
         TL_REASON_NO_SECURE_RENEGOTIATION},
    };
    for (size_t i = 0; i < COUNT_OF(meanings); i++) {
        const struct subject *m = &meanings[i].subject;
        if (m->version == s->version && m->message == s->message && m->nth == s->nth) {
            refuse(world, s, drop, dropped, meanings[i].alert, meanings[i].reason, "shorter by", *dropped);
            return;
        }
    }
    refuse(world, s, drop, dropped, TL_ALERT_DECODE_ERROR, TL_REASON_BAD_MESSAGE, "shorter by", *dropped);
}

static size_t cut_everywhere(struct world *world, const struct subject *s, const struct seen *seen) {
    for (size_t dropped = 1; dropped <= seen->len; dropped++) {
        if (ends_with_extensions(s) && dropped == seen->len - seen->len_without_extensions) {
            refuse_without_extensions(world, s, &dropped);
        } else {
            refuse(world, s, drop, &dropped, TL_ALERT_DECODE_ERROR, TL_REASON_BAD_MESSAGE, "shorter by", dropped);
        }
    }
    return seen->len;
}

static void add_octets(struct world *world, const struct subject *s) {
    const tl_bytes more[] = {OCTETS(0), OCTETS(255), OCTETS(0, 0), OCTETS(0, 0, 0, 0)};
    for (size_t i = 0; i < COUNT_OF(more); i++) {
        refuse(world, s, script_append, &more[i], TL_ALERT_DECODE_ERROR, TL_REASON_BAD_MESSAGE, "longer by",
               more[i].len);
    }
}

static void test_messages(void **state) {
    size_t num_cuts = 0;
    for (size_t i = 0; i < COUNT_OF(subjects); i++) {
        struct seen seen;
        accept(*state, &subjects[i], &seen);
        num_cuts += cut_everywhere(*state, &subjects[i], &seen);
        add_octets(*state, &subjects[i]);
    }
    assert_in_range(num_cuts, 5000, 10000); /* certificates and signatures vary in length */
}

/* ---- extensions ---- */

static void refuse_extension(struct world *world, const struct subject *s, const struct wire_extension *extension,
                             tl_bytes content) {
    struct tamper_extension change = {extension->type, content};
    char what[80];
    snprintf(what, sizeof what, "extension %u of %zu octets with", extension->type, extension->content.len);
    refuse(world, s, tamper_set_extension, &change, TL_ALERT_DECODE_ERROR, TL_REASON_BAD_EXTENSION, what, content.len);
}

static size_t change_length(struct world *world, const struct subject *s, const struct wire_extension *extension) {
    uint8_t longer[512] = {0};
    size_t len = extension->content.len;
    assert_true(len < sizeof longer);
    memcpy(longer, extension->content.data, len);
    for (size_t cut = 0; cut < len; cut++) {
        refuse_extension(world, s, extension, bytes_of(longer, cut));
    }
    refuse_extension(world, s, extension, bytes_of(longer, len + 1));
    return len + 1;
}

static void test_extensions(void **state) {
    size_t num = 0, num_extensions = 0;
    for (size_t i = 0; i < COUNT_OF(subjects); i++) {
        struct seen seen;
        if (!has_extensions(&subjects[i])) {
            continue;
        }
        accept(*state, &subjects[i], &seen);
        struct reader r = reader_of(seen.extensions);
        for (struct wire_extension extension; read_extension(&r, &extension);) {
            num += change_length(*state, &subjects[i], &extension);
            num_extensions++;
        }
        assert_true(read_end(&r));
    }
    assert_int_equal(num_extensions, 39);
    assert_in_range(num, 800, 1500);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_extensions),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
