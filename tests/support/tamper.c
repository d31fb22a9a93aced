#include "support/tamper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "wire/authentication.h"
#include "wire/extension.h"

/* ---- octets ---- */

void tamper_flip(struct script_body *body, const void *arg) {
    const struct tamper_octet *octet = arg;
    assert_true(body->start + octet->at < body->buffer->len);
    body->buffer->data[body->start + octet->at] ^= octet->flip;
}

void tamper_flip_last(struct script_body *body, const void *arg) {
    (void)arg;
    assert_true(body->start < body->buffer->len);
    body->buffer->data[body->buffer->len - 1] ^= 1;
}

/* ---- hellos ---- */

static struct buffer copy_of(tl_bytes octets) {
    struct buffer copy = {0};
    assert_true(buffer_append(&copy, octets));
    return copy;
}

static tl_bytes changed(tl_bytes to, tl_bytes from) {
    return to.data != NULL ? to : from;
}

static void keep_id(struct handshake *h, tl_bytes id) {
    assert_true(id.len <= MAX_SESSION_ID_LEN);
    memcpy(h->session_id, id.data, id.len);
    h->session_id_len = (uint8_t)id.len;
}

static void write_extensions(struct writer *w, const struct tamper_hello *change, tl_bytes extensions) {
    if (!change->no_extensions && extensions.data != NULL) {
        write_vector(w, 2, extensions);
    }
}

static void change_client_hello(const struct tamper_hello *change, tl_bytes old, struct writer *w) {
    struct client_hello m;
    assert_true(parse_client_hello(old, &m));
    m.legacy_version = change->legacy_version != 0 ? change->legacy_version : m.legacy_version;
    m.random = changed(change->random, m.random);
    m.session_id = changed(change->session_id, m.session_id);
    m.cipher_suites = changed(change->cipher_suites, m.cipher_suites);
    m.compression_methods = changed(change->compression_methods, m.compression_methods);
    write_client_hello(w, &m);
    write_extensions(w, change, m.extensions);
}

static void change_server_hello(const struct tamper_hello *change, tl_bytes old, struct writer *w) {
    struct server_hello m;
    assert_true(parse_server_hello(old, &m));
    m.legacy_version = change->legacy_version != 0 ? change->legacy_version : m.legacy_version;
    m.random = changed(change->random, m.random);
    m.session_id = changed(change->session_id, m.session_id);
    m.cipher_suite = change->cipher_suite != 0 ? change->cipher_suite : m.cipher_suite;
    m.compression_method = change->compression_method;
    write_server_hello(w, &m);
    write_extensions(w, change, m.extensions);
}

/* The departing side goes by its new random too, so that both derive the same keys. */
static void keep_random(struct connection *c, tl_bytes random) {
    if (random.data != NULL) {
        assert_int_equal(random.len, RANDOM_LEN);
        memcpy(connection_role(c) == ROLE_CLIENT ? c->client_random : c->server_random, random.data, RANDOM_LEN);
    }
}

void tamper_hello(struct script_body *body, const void *arg) {
    const struct tamper_hello *change = arg;
    struct buffer old = copy_of(script_body_bytes(body));
    struct writer w = writer_to(body->buffer);
    bool is_client = connection_role(body->h->conn) == ROLE_CLIENT;
    body->buffer->len = body->start;
    (is_client ? change_client_hello : change_server_hello)(change, buffer_bytes(&old), &w);
    assert_false(w.failed);
    buffer_clear(&old);
    keep_random(body->h->conn, change->random);
    if (change->keeps_own_id) {
        keep_id(body->h, change->session_id);
    }
}

/* ---- finding the list of extensions ---- */

static tl_bytes list_of_entry(tl_bytes body) {
    struct certificate_message m;
    struct certificate_entry entry;
    assert_true(parse_certificate13(body, &m));
    struct reader r = reader_of(m.list);
    assert_true(read_certificate_entry13(&r, &entry));
    return entry.extensions;
}

static tl_bytes list_of_request(tl_bytes body) {
    struct certificate_request13 m;
    assert_true(parse_certificate_request13(body, &m));
    return m.extensions;
}

static tl_bytes list_of_hello(tl_bytes body, enum message message) {
    struct client_hello client;
    struct server_hello server;
    if (message == MESSAGE_CLIENT_HELLO) {
        assert_true(parse_client_hello(body, &client));
        return client.extensions;
    }
    assert_true(parse_server_hello(body, &server));
    return server.extensions;
}

tl_bytes tamper_extensions(const struct script_body *body) {
    tl_bytes octets = script_body_bytes(body), list = {0};
    enum message message = body->h->row->message;
    switch (message) {
    case MESSAGE_CLIENT_HELLO:
    case MESSAGE_SERVER_HELLO:
    case MESSAGE_HELLO_RETRY_REQUEST:
        list = list_of_hello(octets, message);
        break;
    case MESSAGE_ENCRYPTED_EXTENSIONS:
        list = bytes_from(octets, 2);
        break;
    case MESSAGE_CERTIFICATE_REQUEST:
        list = list_of_request(octets);
        break;
    case MESSAGE_CERTIFICATE:
        list = list_of_entry(octets);
        break;
    default:
        break;
    }
    assert_non_null(list.data);
    return list;
}

/* ---- changing it ---- */

static void put_u16(uint8_t *at, size_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* Certificate's list of entries has a length of its own, behind the request context's. */
static void grow_certificate_list(struct script_body *body, size_t more) {
    uint8_t *at = body->buffer->data + body->start + 1;
    size_t len = ((size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2]) + more;
    at[0] = (uint8_t)(len >> 16);
    put_u16(at + 1, len);
}

void tamper_replace_extensions(struct script_body *body, tl_bytes list) {
    struct buffer *buffer = body->buffer;
    tl_bytes old = tamper_extensions(body);
    size_t at = (size_t)(old.data - buffer->data), old_len = old.len;
    struct buffer rest = copy_of(bytes_from(buffer_bytes(buffer), at + old_len));
    put_u16(buffer->data + at - 2, list.len);
    buffer->len = at;
    assert_true(buffer_append(buffer, list) && buffer_append(buffer, buffer_bytes(&rest)));
    if (body->h->row->message == MESSAGE_CERTIFICATE) {
        grow_certificate_list(body, list.len - old_len);
    }
    buffer_clear(&rest);
}

enum change { SET, ADD, REPEAT, REMOVE };

static void write_extension(struct writer *w, uint16_t type, tl_bytes content) {
    write_u16(w, type);
    write_vector(w, 2, content);
}

static void change_extensions(struct script_body *body, const struct tamper_extension *change, enum change what) {
    struct buffer list = {0};
    struct writer w = writer_to(&list);
    struct reader r = reader_of(tamper_extensions(body));
    tl_bytes found = {0};
    for (struct wire_extension extension; read_extension(&r, &extension);) {
        bool is_it = extension.type == change->type;
        found = is_it ? extension.content : found;
        if (!is_it || what != REMOVE) {
            write_extension(&w, extension.type, is_it && what == SET ? change->content : extension.content);
        }
    }
    assert_true((what != REPEAT && what != REMOVE) || found.data != NULL); /* else the test tests nothing */
    if (what == ADD || (what == SET && found.data == NULL)) {
        write_extension(&w, change->type, change->content);
    } else if (what == REPEAT) {
        write_extension(&w, change->type, found);
    }
    assert_true(read_end(&r) && !w.failed);
    tamper_replace_extensions(body, buffer_bytes(&list));
    buffer_clear(&list);
}

void tamper_set_extension(struct script_body *body, const void *arg) {
    change_extensions(body, arg, SET);
}

void tamper_add_extension(struct script_body *body, const void *arg) {
    change_extensions(body, arg, ADD);
}

void tamper_repeat_extension(struct script_body *body, const void *arg) {
    change_extensions(body, arg, REPEAT);
}

void tamper_remove_extension(struct script_body *body, const void *arg) {
    change_extensions(body, arg, REMOVE);
}
