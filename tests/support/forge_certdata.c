#include "support/forge_certdata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

void certdata_add_text(struct buffer *text, const char *line) {
    assert_true(buffer_append(text, bytes_of_string(line)));
}

static void add_octal(struct buffer *text, const char *name, tl_bytes octets) {
    char one[8];
    certdata_add_text(text, name);
    certdata_add_text(text, " MULTILINE_OCTAL\n");
    for (size_t i = 0; i < octets.len; i++) {
        snprintf(one, sizeof one, "\\%03o%s", octets.data[i], i % 16 == 15 ? "\n" : "");
        certdata_add_text(text, one);
    }
    certdata_add_text(text, octets.len % 16 != 0 ? "\nEND\n" : "END\n");
}

static void add_name_and_serial(struct buffer *text, const struct forged *forged) {
    struct certificate certificate;
    struct buffer serial = {0};
    struct writer w = writer_to(&serial);
    assert_true(certificate_parse(forged_der(forged), &certificate, NULL));
    der_write(&w, DER_INTEGER, certificate.serial);
    add_octal(text, "CKA_ISSUER", certificate.issuer);
    add_octal(text, "CKA_SERIAL_NUMBER", buffer_bytes(&serial));
    buffer_clear(&serial);
}

void certdata_add_certificate(struct buffer *text, const struct forged *forged, const char *server_date) {
    certdata_add_text(text, "\n# a comment\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\nCKA_LABEL UTF8 \"a label\"\n");
    add_name_and_serial(text, forged);
    add_octal(text, "CKA_VALUE", forged_der(forged));
    if (server_date != NULL) {
        add_octal(text, "CKA_NSS_SERVER_DISTRUST_AFTER", bytes_of_string(server_date));
    } else {
        certdata_add_text(text, "CKA_NSS_SERVER_DISTRUST_AFTER CK_BBOOL CK_FALSE\n");
    }
}

void certdata_add_trust(struct buffer *text, const struct forged *forged, const char *server, const char *email) {
    char line[200];
    certdata_add_text(text, "CKA_CLASS CK_OBJECT_CLASS CKO_NSS_TRUST\n");
    add_name_and_serial(text, forged);
    snprintf(line, sizeof line, "CKA_TRUST_SERVER_AUTH CK_TRUST %s\nCKA_TRUST_EMAIL_PROTECTION CK_TRUST %s\n", server,
             email);
    certdata_add_text(text, line);
}
