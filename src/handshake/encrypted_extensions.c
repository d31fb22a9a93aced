#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/protocol.h"
#include "handshake/sentences.h"
#include "handshake/tls13.h"

enum step send_encrypted_extensions(struct handshake *h, struct writer *body) {
    extensions_write(h, IN_ENCRYPTED_EXTENSIONS, body);
    return STEP_DONE;
}

enum step receive_encrypted_extensions(struct handshake *h, tl_bytes body) {
    struct reader r = reader_of(body);
    tl_bytes list = read_vector(&r, 2, 0, 0xffff);
    REQUIRE(read_end(&r), handshake_fail(h, BAD_MESSAGE, "server", "EncryptedExtensions"));
    TRY(extensions_read(h, IN_ENCRYPTED_EXTENSIONS, "EncryptedExtensions", list));
    TRY(client_take_protocol(h));
    return STEP_DONE;
}
