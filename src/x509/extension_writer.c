#include "x509/certificate_writer.h"
#include "x509/general_names.h"
#include "x509/oid.h"
#include "x509/path.h"

void name_write_common(struct writer *w, const char *common_name) {
    size_t name = der_begin(w, DER_SEQUENCE);
    if (*common_name != '\0') {
        size_t rdn = der_begin(w, DER_SET), attribute = der_begin(w, DER_SEQUENCE);
        der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_COMMON_NAME));
        der_write(w, DER_UTF8_STRING, bytes_of_string(common_name));
        der_end(w, attribute);
        der_end(w, rdn);
    }
    der_end(w, name);
}

struct open_extension {
    size_t extension, value;
};

static struct open_extension begin_extension(struct writer *w, tl_bytes oid, bool critical) {
    struct open_extension open;
    open.extension = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, oid);
    if (critical) {
        der_write_boolean(w, true);
    }
    open.value = der_begin(w, DER_OCTET_STRING);
    return open;
}

static void end_extension(struct writer *w, struct open_extension open) {
    der_end(w, open.value);
    der_end(w, open.extension);
}

void extension_write(struct writer *w, tl_bytes oid, bool critical, tl_bytes value) {
    struct open_extension open = begin_extension(w, oid, critical);
    write_bytes(w, value);
    end_extension(w, open);
}

void extension_write_basic_constraints(struct writer *w, bool is_ca, int path_len) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_BASIC_CONSTRAINTS), true);
    size_t constraints = der_begin(w, DER_SEQUENCE);
    if (is_ca) {
        der_write_boolean(w, true);
    }
    if (path_len >= 0) {
        der_write_small(w, (uint32_t)path_len);
    }
    der_end(w, constraints);
    end_extension(w, open);
}

void extension_write_key_usage(struct writer *w, unsigned bits) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_KEY_USAGE), true);
    der_write_named_bits(w, bits);
    end_extension(w, open);
}

void extension_write_extended_key_usage(struct writer *w, tl_bytes oid) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_EXTENDED_KEY_USAGE), false);
    size_t usages = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, oid);
    der_end(w, usages);
    end_extension(w, open);
}

void extension_write_subject_key_id(struct writer *w, tl_bytes id) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_SUBJECT_KEY_ID), false);
    der_write(w, DER_OCTET_STRING, id);
    end_extension(w, open);
}

void extension_write_authority_key_id(struct writer *w, tl_bytes id) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_AUTHORITY_KEY_ID), false);
    size_t key_id = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_CONTEXT(0), id);
    der_end(w, key_id);
    end_extension(w, open);
}

static void write_alt_name(struct writer *w, const char *name) {
    uint8_t address[16];
    size_t len;
    if (host_is_ip_address(name, address, &len)) {
        der_write(w, DER_CONTEXT(GENERAL_NAME_IP), bytes_of(address, len));
    } else {
        der_write(w, DER_CONTEXT(GENERAL_NAME_DNS), bytes_of_string(name));
    }
}

void extension_write_subject_alt_name(struct writer *w, const char *const *names, size_t num_names) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), false);
    size_t list = der_begin(w, DER_SEQUENCE);
    for (size_t i = 0; i < num_names; i++) {
        write_alt_name(w, names[i]);
    }
    der_end(w, list);
    end_extension(w, open);
}
