/* Writing names. */
#include "x509/der/oid.h"
#include "x509/issue/certificate_writer.h"

static void write_attribute(struct writer *w, tl_bytes type, unsigned tag, const char *value) {
    if (value == NULL || *value == '\0') {
        return;
    }
    size_t rdn = der_begin(w, DER_SET), attribute = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, type);
    der_write(w, tag, bytes_of_string(value));
    der_end(w, attribute);
    der_end(w, rdn);
}

/* RFC 5280 §4.1.2.4: UTF8String, but the country is a PrintableString (A.1). */
void name_write_subject(struct writer *w, const struct subject_fields *fields) {
    size_t name = der_begin(w, DER_SEQUENCE);
    write_attribute(w, (tl_bytes)OID_VIEW(OID_COUNTRY), DER_PRINTABLE_STRING, fields->country);
    write_attribute(w, (tl_bytes)OID_VIEW(OID_ORGANIZATION), DER_UTF8_STRING, fields->organization);
    write_attribute(w, (tl_bytes)OID_VIEW(OID_COMMON_NAME), DER_UTF8_STRING, fields->common_name);
    der_end(w, name);
}

void name_write_common(struct writer *w, const char *common_name) {
    name_write_subject(w, &(struct subject_fields){.common_name = common_name});
}
