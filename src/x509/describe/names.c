/* Names: distinguished ones, and GeneralName (RFC 5280 §4.2.1.6). */
#include "base/control.h"
#include "x509/der/oid.h"
#include "x509/der/string_text.h"
#include "x509/describe/parts.h"
#include "x509/names/general_names.h"
#include "x509/names/host_name.h"
#include "x509/names/name.h"

enum { IPV4_LEN = 4, IPV6_LEN = 16 };

/* ---- distinguished names ---- */

static void write_name(unsigned tag, tl_bytes name, struct text *text) {
    (void)tag;
    name_write(name, text);
}

static const char *string_type(unsigned tag) {
    switch (tag) {
    case DER_TELETEX_STRING:
        return "TeletexString";
    case DER_UNIVERSAL_STRING:
        return "UniversalString";
    case DER_BMP_STRING:
        return "BMPString";
    default:
        return NULL; /* UTF-8 or a part of it: nothing to remark */
    }
}

static void describe_attribute(struct description *d, const struct name_attribute *attribute) {
    char type[OID_TEXT_SIZE];
    oid_text(attribute->type, type);
    describe_group(d, NULL);
    if (string_is(attribute->tag)) {
        describe_string(d, type, attribute->tag, attribute->value);
    } else {
        describe_hex(d, type, attribute->element);
    }
    if (string_type(attribute->tag) != NULL) {
        describe_text(d, "encoding", string_type(attribute->tag));
    }
    describe_end(d);
}

static void describe_name_attributes(struct description *d, tl_bytes name) {
    struct reader outer = reader_of(name);
    struct reader rdns = der_enter(&outer, DER_SEQUENCE);
    describe_list(d, "attributes");
    while (read_more(&rdns)) {
        struct reader rdn = der_enter(&rdns, DER_SET);
        while (read_more(&rdn)) {
            struct name_attribute attribute;
            name_read_attribute(&rdn, &attribute);
            describe_attribute(d, &attribute);
        }
    }
    describe_end(d);
}

void describe_name(struct description *d, const char *name, tl_bytes element) {
    describe_group(d, name);
    if (name_is_well_formed(element)) {
        describe_written(d, "name", DER_SEQUENCE, element, write_name);
        describe_name_attributes(d, element);
    } else {
        describe_bool(d, "malformed", true);
        describe_hex(d, "octets", element);
    }
    describe_end(d);
}

/* ---- general names ---- */

/* The number of leading one bits of a mask; -1: other bits follow them. */
static int prefix_length(tl_bytes mask) {
    int length = 0;
    bool ended = false;
    for (size_t i = 0; i < 8 * mask.len; i++) {
        bool bit = (mask.data[i / 8] >> (7 - i % 8) & 1) != 0;
        if (bit && ended) {
            return -1;
        }
        ended = ended || !bit;
        length += bit;
    }
    return length;
}

static void add_decimal(struct text *text, int number) {
    if (number >= 10) {
        add_decimal(text, number / 10);
    }
    text_add_char(text, (char)('0' + number % 10));
}

static void write_address(unsigned tag, tl_bytes value, struct text *text) {
    (void)tag;
    if (value.len == IPV4_LEN || value.len == IPV6_LEN) {
        ip_address_write(value, text);
        return;
    }
    tl_bytes mask = bytes_from(value, value.len / 2);
    int length = prefix_length(mask);
    ip_address_write(bytes_of(value.data, value.len / 2), text);
    text_add_char(text, '/');
    if (length >= 0) {
        add_decimal(text, length);
    } else {
        ip_address_write(mask, text);
    }
}

static void describe_address(struct description *d, struct reader *r, tl_bytes value, bool is_constraint) {
    size_t factor = is_constraint ? 2 : 1;
    if (value.len != factor * IPV4_LEN && value.len != factor * IPV6_LEN) {
        read_fail(r);
        return;
    }
    describe_written(d, "iPAddress", DER_OCTET_STRING, value, write_address);
}

/* OtherName ::= SEQUENCE { type-id, value [0] EXPLICIT ANY } */
static void describe_other_name(struct description *d, struct reader *r, tl_bytes content) {
    struct reader other = reader_of(content);
    describe_group(d, "otherName");
    describe_oid(d, "type", der_read_oid(&other));
    struct reader value = der_enter(&other, DER_CONTEXT_CONSTRUCTED(0));
    describe_any(d, "value", &value);
    der_leave(&other, &value);
    describe_end(d);
    der_leave(r, &other);
}

/* EDIPartyName ::= SEQUENCE { nameAssigner [0] DirectoryString OPTIONAL, partyName [1] DirectoryString } */
static void describe_edi_name(struct description *d, struct reader *r, tl_bytes content) {
    static const char *const fields[] = {"nameAssigner", "partyName"};
    struct reader edi = reader_of(content);
    describe_group(d, "ediPartyName");
    for (unsigned i = 0; i < COUNT_OF(fields); i++) {
        if (i == 1 || der_next_is(&edi, DER_CONTEXT_CONSTRUCTED(i))) {
            struct reader field = der_enter(&edi, DER_CONTEXT_CONSTRUCTED(i));
            describe_any(d, fields[i], &field);
            der_leave(&edi, &field);
        }
    }
    describe_end(d);
    der_leave(r, &edi);
}

void describe_general_name(struct description *d, struct reader *r, bool is_constraint) {
    struct general_name name;
    general_name_read(r, &name);
    switch (name.kind) {
    case GENERAL_NAME_OTHER:
        describe_other_name(d, r, name.value);
        break;
    case GENERAL_NAME_EMAIL:
        describe_string(d, "rfc822Name", DER_IA5_STRING, name.value);
        break;
    case GENERAL_NAME_DNS:
        describe_string(d, "dNSName", DER_IA5_STRING, name.value);
        break;
    case GENERAL_NAME_X400:
        describe_hex(d, "x400Address", name.value);
        break;
    case GENERAL_NAME_DIRECTORY:
        describe_written(d, "directoryName", DER_SEQUENCE, name.value, write_name);
        break;
    case GENERAL_NAME_EDI:
        describe_edi_name(d, r, name.value);
        break;
    case GENERAL_NAME_URI:
        describe_string(d, "uniformResourceIdentifier", DER_IA5_STRING, name.value);
        break;
    case GENERAL_NAME_IP:
        describe_address(d, r, name.value, is_constraint);
        break;
    case GENERAL_NAME_REGISTERED_ID:
        describe_oid(d, "registeredID", name.value);
        break;
    }
}

void describe_general_names(struct description *d, const char *name, struct reader *r) {
    describe_list(d, name);
    do { /* SIZE (1..MAX) */
        describe_group(d, NULL);
        describe_general_name(d, r, false);
        describe_end(d);
    } while (read_more(r));
    describe_end(d);
}
