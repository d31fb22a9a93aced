/* Extensions that Microsoft's certificate services write ([MS-WCCE] §2.2.2.7.7). */
#include "base/control.h"
#include "x509/describe/extension_values.h"

/* CertificateTemplate ::= SEQUENCE { templateID, templateMajorVersion OPTIONAL, templateMinorVersion OPTIONAL } */
void describe_microsoft_template(struct description *d, struct reader *outer) {
    static const char *const fields[] = {"majorVersion", "minorVersion"};
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_group(d, "value");
    describe_oid(d, "templateID", der_read_oid(&r));
    for (size_t i = 0; i < COUNT_OF(fields) && read_more(&r); i++) {
        describe_integer(d, fields[i], der_read_integer(&r));
    }
    describe_end(d);
    der_leave(outer, &r);
}

/* How often the CA's certificate was renewed is in the low half, how often with a new key in the high one. */
void describe_microsoft_ca_version(struct description *d, struct reader *r) {
    uint32_t version = der_read_small(r, INT32_MAX);
    describe_group(d, "value");
    describe_number(d, "certificateIndex", version & 0xffff);
    describe_number(d, "keyIndex", version >> 16);
    describe_end(d);
}
