/* Every parser of src/wire. Input: one octet chooses the message, the rest is its body. What was parsed lies within the
 * body, and where there is a writer, it writes the same body again. */
#include "base/control.h"
#include "fuzz/expect.h"
#include "wire/authentication.h"
#include "wire/extension.h"
#include "wire/hello.h"
#include "wire/key_exchange.h"
#include "wire/message.h"
#include "wire/post_handshake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_within(tl_bytes body, tl_bytes part) {
    EXPECT(part.data == NULL ? part.len == 0 : part.data >= body.data && part.data + part.len <= body.data + body.len);
}

static void expect_written(struct writer *w, tl_bytes body) {
    EXPECT(!w->failed && bytes_equal(buffer_bytes(w->buffer), body));
    buffer_clear(w->buffer);
}

/* ---- hellos ---- */

static void write_extension_list(struct writer *w, tl_bytes extensions) {
    if (extensions.data != NULL) {
        write_vector(w, 2, extensions);
    }
}

static void client_hello(tl_bytes body) {
    struct client_hello m;
    struct buffer again = {0};
    struct writer w = writer_to(&again);
    if (!parse_client_hello(body, &m)) {
        return;
    }
    const tl_bytes parts[] = {m.random, m.session_id, m.cipher_suites, m.compression_methods, m.extensions};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        expect_within(body, parts[i]);
    }
    EXPECT(m.random.len == RANDOM_LEN && m.session_id.len <= MAX_SESSION_ID_LEN && m.cipher_suites.len % 2 == 0);
    EXPECT(m.cipher_suites.len > 0 && m.compression_methods.len > 0);
    EXPECT(has_u16(m.cipher_suites, (uint16_t)(m.cipher_suites.data[0] << 8 | m.cipher_suites.data[1])));
    write_client_hello(&w, &m);
    write_extension_list(&w, m.extensions);
    expect_written(&w, body);
}

static void server_hello(tl_bytes body) {
    struct server_hello m;
    struct buffer again = {0};
    struct writer w = writer_to(&again);
    if (!parse_server_hello(body, &m)) {
        return;
    }
    expect_within(body, m.random);
    expect_within(body, m.session_id);
    expect_within(body, m.extensions);
    EXPECT(m.random.len == RANDOM_LEN && m.session_id.len <= MAX_SESSION_ID_LEN);
    write_server_hello(&w, &m);
    write_extension_list(&w, m.extensions);
    expect_written(&w, body);
}

/* ---- certificates ---- */

static void entries(tl_bytes list, bool (*read_entry)(struct reader *list, struct certificate_entry *entry)) {
    struct reader r = reader_of(list);
    for (struct certificate_entry entry; read_entry(&r, &entry);) {
        EXPECT(entry.der.len > 0);
        expect_within(list, entry.der);
        expect_within(list, entry.extensions);
    }
    EXPECT(r.failed || read_end(&r));
}

static void certificate13(tl_bytes body) {
    struct certificate_message m;
    if (parse_certificate13(body, &m)) {
        EXPECT(1 + m.request_context.len + 3 + m.list.len == body.len);
        entries(m.list, read_certificate_entry13);
    }
}

static void certificate12(tl_bytes body) {
    struct certificate_message m;
    if (parse_certificate12(body, &m)) {
        EXPECT(3 + m.list.len == body.len);
        entries(m.list, read_certificate_entry12);
    }
}

static void certificate_request13(tl_bytes body) {
    struct certificate_request13 m;
    if (parse_certificate_request13(body, &m)) {
        EXPECT(1 + m.request_context.len + 2 + m.extensions.len == body.len);
    }
}

static void certificate_request12(tl_bytes body) {
    struct certificate_request12 m;
    if (parse_certificate_request12(body, &m)) {
        EXPECT(5 + m.certificate_types.len + m.signature_algorithms.len + m.authorities.len == body.len);
        EXPECT(m.signature_algorithms.len % 2 == 0);
    }
}

static void certificate_verify(tl_bytes body) {
    struct certificate_verify m;
    struct buffer again = {0};
    struct writer w = writer_to(&again);
    if (parse_certificate_verify(body, &m)) {
        write_digitally_signed(&w, m.scheme, m.signature);
        expect_written(&w, body);
    }
}

static void certificate_status(tl_bytes body) {
    struct certificate_status m;
    struct buffer again = {0};
    struct writer w = writer_to(&again);
    if (parse_certificate_status(body, &m)) {
        EXPECT(m.ocsp_response.len > 0);
        write_certificate_status(&w, &m);
        expect_written(&w, body);
    }
}

static void certificate_status_request(tl_bytes content) {
    struct certificate_status_request m;
    if (parse_certificate_status_request(content, &m)) {
        EXPECT(!m.is_ocsp || 5 + m.responder_ids.len + m.request_extensions.len == content.len);
        expect_within(content, m.responder_ids);
        expect_within(content, m.request_extensions);
    }
}

/* ---- key exchange ---- */

static void server_key_exchange(tl_bytes body) {
    struct server_key_exchange m;
    struct buffer again = {0};
    struct writer w = writer_to(&again);
    if (!parse_server_key_exchange(body, &m)) {
        return;
    }
    EXPECT(m.parameters.data == body.data && m.share.data + m.share.len == m.parameters.data + m.parameters.len);
    if (m.curve_type == CURVE_TYPE_NAMED) {
        write_server_ecdh_params(&w, m.group, m.share);
        write_digitally_signed(&w, m.signature.scheme, m.signature.signature);
        expect_written(&w, body);
    }
}

static void client_key_exchange(tl_bytes body) {
    tl_bytes share;
    struct buffer again = {0};
    struct writer w = writer_to(&again);
    if (parse_client_key_exchange(body, &share)) {
        write_client_key_exchange(&w, share);
        expect_written(&w, body);
    }
}

/* ---- after the handshake ---- */

static void key_update(tl_bytes body) {
    uint8_t request;
    if (parse_key_update(body, &request)) {
        EXPECT(body.len == 1 && request == body.data[0]);
    }
}

static void new_session_ticket(tl_bytes body) {
    struct new_session_ticket m;
    if (parse_new_session_ticket(body, &m)) {
        EXPECT(8 + 1 + m.nonce.len + 2 + m.ticket.len + 2 + m.extensions.len == body.len);
        EXPECT(m.ticket.len > 0);
    }
}

/* ---- extensions, and messages as a whole ---- */

static int count(tl_bytes list, uint16_t type) {
    struct reader r = reader_of(list);
    int found = 0;
    for (struct wire_extension extension; read_extension(&r, &extension);) {
        expect_within(list, extension.content);
        found += extension.type == type;
    }
    return found;
}

static void extension_list(tl_bytes list) {
    int duplicate = 0;
    tl_bytes content;
    if (!check_extensions(list, &duplicate)) {
        return;
    }
    EXPECT(duplicate < 0 || count(list, (uint16_t)duplicate) > 1);
    struct reader r = reader_of(list);
    for (struct wire_extension extension; read_extension(&r, &extension);) {
        EXPECT(find_extension(list, extension.type, &content));
        EXPECT(duplicate >= 0 || count(list, extension.type) == 1);
    }
    EXPECT(read_end(&r));
}

static void whole_message(tl_bytes message) {
    if (message.len < 4) { /* the assembler gives whole ones */
        return;
    }
    enum message kind = message_kind(message);
    EXPECT(message_wire_type(kind) == message.data[0] && message_name(kind) != NULL);
    EXPECT(is_hello_retry_request(message) || kind != MESSAGE_HELLO_RETRY_REQUEST);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static void (*const parsers[])(tl_bytes body) = {
        client_hello,          server_hello,       certificate13,       certificate12,       certificate_request13,
        certificate_request12, certificate_verify, server_key_exchange, client_key_exchange, key_update,
        new_session_ticket,    extension_list,     whole_message,       certificate_status,  certificate_status_request,
    };
    if (size > 0 && size <= 20000) {
        parsers[data[0] % COUNT_OF(parsers)](bytes_of(data + 1, size - 1));
    }
    return 0;
}
