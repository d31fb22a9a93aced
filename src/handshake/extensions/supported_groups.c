/* supported_groups (RFC 8446 §4.2.7, RFC 8422 §5.1.1). */
#include "handshake/handshake.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    (void)h;
    return place == IN_CLIENT_HELLO;
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    (void)place;
    const struct policy *policy = &h->conn->config->policy;
    struct vector list = write_begin(content, 2);
    for (size_t i = 0; i < policy->num_groups; i++) {
        write_u16(content, policy->groups[i]->id);
    }
    write_close(content, list);
}

/* In EncryptedExtensions it tells the client what to offer next time (RFC 8446 §4.2.7); some servers send it with
 * ServerHello in TLS 1.2, which clients are wise to bear. */
static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    (void)place;
    struct reader r = reader_of(content);
    values->supported_groups = read_vector(&r, 2, 2, 0xffff);
    return read_end(&r) && values->supported_groups.len % 2 == 0;
}

const struct extension extension_supported_groups = {
    EXTENSION_SUPPORTED_GROUPS,
    "supported_groups",
    IN_CLIENT_HELLO | IN_ENCRYPTED_EXTENSIONS | IN_SERVER_HELLO12,
    wanted,
    write,
    read,
};
