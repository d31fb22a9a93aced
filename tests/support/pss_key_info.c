#include "support/pss_key_info.h"

#include "x509/der/oid.h"
#include "x509/key_files/key_writer.h"

void pss_key_info_write(struct writer *w, const struct public_key *key, tl_bytes parameters) {
    struct buffer plain = {0};
    struct writer to_plain = writer_to(&plain);
    public_key_info_write(&to_plain, key);
    struct reader outer = reader_of(buffer_bytes(&plain));
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    der_read(&r, DER_SEQUENCE);
    size_t info = der_begin(w, DER_SEQUENCE), algorithm = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_RSASSA_PSS));
    write_bytes(w, parameters);
    der_end(w, algorithm);
    write_bytes(w, read_rest(&r));
    der_end(w, info);
    w->failed = w->failed || to_plain.failed || r.failed;
    buffer_clear(&plain);
}
