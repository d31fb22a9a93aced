/* key_share (RFC 8446 §4.2.8). */
#include "handshake/handshake.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    return place != IN_CLIENT_HELLO || h->conn->config->policy.max_version >= TL_TLS1_3;
}

static void write_entry(struct writer *content, const struct group *group, tl_bytes share) {
    write_u16(content, group->id);
    write_vector(content, 2, share);
}

static void write_offer(const struct handshake *h, struct writer *content) {
    struct vector list = write_begin(content, 2);
    for (size_t i = 0; i < h->num_key_shares; i++) {
        write_entry(content, h->key_shares[i].group, buffer_bytes(&h->key_shares[i].share));
    }
    write_close(content, list);
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    if (place == IN_CLIENT_HELLO) {
        write_offer(h, content);
    } else if (place == IN_HELLO_RETRY) {
        write_u16(content, h->group->id);
    } else {
        write_entry(content, h->group, buffer_bytes(&h->own_share));
    }
}

static bool read_offer(struct extension_values *values, tl_bytes content) {
    struct reader r = reader_of(content);
    values->key_shares = read_vector(&r, 2, 0, 0xffff);
    struct reader list = reader_of(values->key_shares);
    while (read_more(&list)) {
        read_u16(&list);
        read_vector(&list, 2, 1, 0xffff);
    }
    return read_end(&r) && read_end(&list);
}

static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    values->has_key_share = true;
    if (place == IN_CLIENT_HELLO) {
        return read_offer(values, content);
    }
    struct reader r = reader_of(content);
    values->key_share_group = read_u16(&r);
    if (place == IN_SERVER_HELLO13) {
        values->key_share = read_vector(&r, 2, 1, 0xffff);
    }
    return read_end(&r);
}

const struct extension extension_key_share = {
    EXTENSION_KEY_SHARE, "key_share", IN_CLIENT_HELLO | IN_SERVER_HELLO13 | IN_HELLO_RETRY, wanted, write, read,
};
