#include "x509/der/oid.h"
#include "x509/issue/certificate_writer.h"
#include "x509/names/general_names.h"
#include "x509/path/path.h"

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

void extension_write_extended_key_usages(struct writer *w, const tl_bytes *oids, size_t num_oids) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_EXTENDED_KEY_USAGE), false);
    size_t usages = der_begin(w, DER_SEQUENCE);
    for (size_t i = 0; i < num_oids; i++) {
        der_write(w, DER_OID, oids[i]);
    }
    der_end(w, usages);
    end_extension(w, open);
}

void extension_write_extended_key_usage(struct writer *w, tl_bytes oid) {
    extension_write_extended_key_usages(w, &oid, 1);
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
        return;
    }
    enum general_name_kind kind = strstr(name, "://") != NULL ? GENERAL_NAME_URI
                                  : strchr(name, '@') != NULL ? GENERAL_NAME_EMAIL
                                                              : GENERAL_NAME_DNS;
    der_write(w, DER_CONTEXT((unsigned)kind), bytes_of_string(name));
}

void extension_write_alt_names(struct writer *w, const struct alt_names *names) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), names->critical);
    size_t list = der_begin(w, DER_SEQUENCE);
    for (size_t i = 0; i < names->num_names; i++) {
        write_alt_name(w, names->names[i]);
    }
    write_bytes(w, names->more);
    der_end(w, list);
    end_extension(w, open);
}

void extension_write_subject_alt_name(struct writer *w, const char *const *names, size_t num_names) {
    extension_write_alt_names(w, &(struct alt_names){.names = names, .num_names = num_names});
}

/* Every URL a point of its own: they are partitions or copies, and a reader needs one of them (RFC 5280 §4.2.1.13). */
void extension_write_crl_points(struct writer *w, struct url_list urls) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_CRL_POINTS), false);
    size_t points = der_begin(w, DER_SEQUENCE);
    for (size_t i = 0; i < urls.num_urls; i++) {
        size_t point = der_begin(w, DER_SEQUENCE), name = der_begin(w, DER_CONTEXT_CONSTRUCTED(0));
        size_t full_name = der_begin(w, DER_CONTEXT_CONSTRUCTED(0));
        der_write(w, DER_CONTEXT(GENERAL_NAME_URI), bytes_of_string(urls.urls[i]));
        der_end(w, full_name);
        der_end(w, name);
        der_end(w, point);
    }
    der_end(w, points);
    end_extension(w, open);
}

static void write_access(struct writer *w, tl_bytes method, struct url_list urls) {
    for (size_t i = 0; i < urls.num_urls; i++) {
        size_t access = der_begin(w, DER_SEQUENCE);
        der_write(w, DER_OID, method);
        der_write(w, DER_CONTEXT(GENERAL_NAME_URI), bytes_of_string(urls.urls[i]));
        der_end(w, access);
    }
}

void extension_write_authority_info(struct writer *w, struct url_list ocsp, struct url_list ca_issuers) {
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_AUTHORITY_INFO), false);
    size_t accesses = der_begin(w, DER_SEQUENCE);
    write_access(w, (tl_bytes)OID_VIEW(OID_ACCESS_OCSP), ocsp);
    write_access(w, (tl_bytes)OID_VIEW(OID_ACCESS_CA_ISSUERS), ca_issuers);
    der_end(w, accesses);
    end_extension(w, open);
}

void extension_write_must_staple(struct writer *w) {
    enum { STATUS_REQUEST = 5 };
    struct open_extension open = begin_extension(w, (tl_bytes)OID_VIEW(OID_TLS_FEATURE), false);
    size_t features = der_begin(w, DER_SEQUENCE);
    der_write_small(w, STATUS_REQUEST);
    der_end(w, features);
    end_extension(w, open);
}

void extension_write_ocsp_no_check(struct writer *w) {
    static const uint8_t null[] = {DER_NULL, 0};
    extension_write(w, (tl_bytes)OID_VIEW(OID_OCSP_NO_CHECK), false, bytes_of(null, sizeof null));
}
