/* The sentences for a certificate that is for another host or mailbox. */
#include <stdio.h>

#include "x509/names/general_names.h"
#include "x509/names/host_name.h"
#include "x509/path/path.h"
#include "x509/path/path_rules.h"
#include "x509/sentences.h"

enum { NAMES_SHOWN = 3, NAMES_TEXT_SIZE = 200 };

/* An address in letters, as a DNS name, which is neither. */
static bool reads_as_address(tl_bytes dns_name) {
    char host[64];
    uint8_t address[16];
    size_t len;
    if (dns_name.len >= sizeof host) {
        return false;
    }
    snprintf(host, sizeof host, "%.*s", (int)dns_name.len, (const char *)dns_name.data);
    return host_is_ip_address(host, address, &len);
}

static void add_host(struct text *text, const struct general_name *name) {
    if (name->kind == GENERAL_NAME_IP) {
        ip_address_write(name->value, text);
        return;
    }
    dns_name_write(name->value, text);
    text_add(text, reads_as_address(name->value) ? " (as a DNS name, which an address is not)" : "");
}

/* "www.example.org, example.org, 192.0.2.1 and 4 more"; returns how many names there are. */
static unsigned host_names_text(const struct certificate *certificate, char out[NAMES_TEXT_SIZE]) {
    struct text text = text_into(out, NAMES_TEXT_SIZE - 24);
    struct general_name name;
    size_t cursor = 0;
    unsigned count = 0;
    while (general_names_next(certificate->subject_alt_name, &cursor, &name)) {
        if (name.kind != GENERAL_NAME_DNS && name.kind != GENERAL_NAME_IP) {
            continue;
        }
        if (count < NAMES_SHOWN) {
            text_add(&text, count > 0 ? ", " : "");
            add_host(&text, &name);
        }
        count++;
    }
    text_mark_cut(&text);
    if (count > NAMES_SHOWN) {
        size_t len = strlen(out);
        snprintf(out + len, NAMES_TEXT_SIZE - len, " and %u more", count - NAMES_SHOWN);
    }
    return count;
}

bool certificate_check_email(const struct certificate *certificate, const char *email, tl_purpose purpose,
                             tl_error *error) {
    if (certificate_matches_email(certificate, email)) {
        return true;
    }
    char who[DESCRIPTION_SIZE], wanted[NAME_TEXT_SIZE];
    snprintf(who, sizeof who, "the %s's certificate", path_role(purpose));
    struct text text = text_into(wanted, sizeof wanted);
    dns_name_write(bytes_of_string(email), &text);
    text_mark_cut(&text);
    return error_set(error, WRONG_EMAIL, who, wanted);
}

bool certificate_check_host(const struct certificate *certificate, const char *host, tl_purpose purpose,
                            tl_error *error) {
    if (certificate_matches_host(certificate, host)) {
        return true;
    }
    char who[DESCRIPTION_SIZE], names[NAMES_TEXT_SIZE], wanted[NAME_TEXT_SIZE];
    snprintf(who, sizeof who, "the %s's certificate", path_role(purpose));
    struct text text = text_into(wanted, sizeof wanted);
    dns_name_write(bytes_of_string(host), &text);
    text_mark_cut(&text);
    if (host_names_text(certificate, names) == 0) {
        return error_set(error, NO_HOST_NAMES, who, wanted);
    }
    return error_set(error, WRONG_HOST, who, names, wanted);
}
