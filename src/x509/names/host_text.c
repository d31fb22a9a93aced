#include <arpa/inet.h>

#include "x509/names/host_name.h"

void ip_address_write(tl_bytes address, struct text *text) {
    char buffer[INET6_ADDRSTRLEN];
    if (inet_ntop(address.len == 4 ? AF_INET : AF_INET6, address.data, buffer, sizeof buffer) != NULL) {
        text_add(text, buffer);
    }
}

void dns_name_write(tl_bytes name, struct text *text) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];
        if (c > ' ' && c < 0x7f && c != '\\') {
            text_add_char(text, (char)c);
            continue;
        }
        text_add_char(text, '\\');
        text_add_char(text, digits[c >> 4]);
        text_add_char(text, digits[c & 15]);
    }
}
