#include "x509/names/mailbox.h"

#include "x509/names/host_name.h"

/* atext of RFC 5322 §3.2.3, and the dot between atoms. */
static bool is_local_character(uint8_t c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != 0 && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static bool is_local_part(tl_bytes local) {
    for (size_t i = 0; i < local.len; i++) {
        bool twice = i > 0 && local.data[i] == '.' && local.data[i - 1] == '.';
        if (!is_local_character(local.data[i]) || twice) {
            return false;
        }
    }
    return local.len > 0 && local.data[0] != '.' && local.data[local.len - 1] != '.';
}

bool mailbox_parse(tl_bytes text, struct mailbox *mailbox) {
    const uint8_t *at = text.len > 0 ? memchr(text.data, '@', text.len) : NULL;
    if (at == NULL) {
        return false;
    }
    size_t local_len = (size_t)(at - text.data);
    *mailbox = (struct mailbox){{text.data, local_len}, bytes_from(text, local_len + 1)};
    return is_local_part(mailbox->local) && host_name_is_well_formed(mailbox->host);
}

/* The text before the first of these characters. */
static tl_bytes before_any(tl_bytes text, const char *ends) {
    size_t len = 0;
    while (len < text.len && (text.data[len] == 0 || strchr(ends, text.data[len]) == NULL)) {
        len++;
    }
    return bytes_of(text.data, len);
}

tl_bytes uri_host(tl_bytes uri) {
    tl_bytes scheme = before_any(uri, ":/?#");
    tl_bytes rest = bytes_from(uri, scheme.len);
    if (scheme.len == 0 || rest.len < 3 || memcmp(rest.data, "://", 3) != 0) {
        return (tl_bytes){0};
    }
    tl_bytes authority = before_any(bytes_from(rest, 3), "/?#");
    tl_bytes user = before_any(authority, "@");
    if (user.len < authority.len) {
        authority = bytes_from(authority, user.len + 1);
    }
    return before_any(authority, ":"); /* an address in brackets is cut here, and is no name either way */
}
