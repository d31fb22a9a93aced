/* The lists of extensions of every message, read as a handshake reads them. Input: one octet for the role and whether
 * everything was offered, one for the message that the list is of; the rest is the list. */
#include "base/control.h"
#include "engine/engine.h"
#include "fuzz/engine_helper.h"
#include "fuzz/expect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FORM_TLS12 = 1, NUM_PLACES = 7 };

static void expect_within(tl_bytes list, tl_bytes part) {
    EXPECT(part.data == NULL ? part.len == 0 : part.data >= list.data && part.data + part.len <= list.data + list.len);
}

static void expect_sane(const struct extension_values *v, tl_bytes list) {
    const tl_bytes parts[] = {
        v->server_name,
        v->supported_groups,
        v->signature_algorithms,
        v->alpn,
        v->supported_versions,
        v->key_shares,
        v->key_share,
        v->cookie,
        v->ocsp_response,
        v->renegotiation_info,
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        expect_within(list, parts[i]);
    }
    EXPECT(v->supported_groups.len % 2 == 0 && v->signature_algorithms.len % 2 == 0);
    EXPECT(v->supported_versions.len % 2 == 0);
    EXPECT(v->server_name.len == 0 || memchr(v->server_name.data, 0, v->server_name.len) == NULL);
}

static void read_list(tl_engine *engine, bool offered, enum extension_place place, tl_bytes list) {
    struct handshake *h = engine->conn.handshake;
    h->offered = offered ? UINT32_MAX : h->offered;
    bool read = extensions_read(h, place, "the message", list);
    EXPECT(read == (engine->conn.error == NULL));
    if (read) {
        expect_sane(&h->extensions, list);
    } else {
        EXPECT(engine->conn.error->message[0] != '\0' && engine->conn.error->alert != TL_ALERT_NONE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 || size > 20000) {
        return 0;
    }
    /* A client of TLS 1.2 makes no key shares, which would only take time. */
    tl_engine *engine = fuzz_new_engine(data[0] % 2 ? ROLE_SERVER : ROLE_CLIENT, FORM_TLS12);
    enum extension_place place = 1 << data[1] % NUM_PLACES;
    read_list(engine, (data[0] & 2) != 0, place, bytes_of(data + 2, size - 2));
    tl_engine_free(engine);
    return 0;
}
