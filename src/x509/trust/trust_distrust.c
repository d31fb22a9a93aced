/* What a list of anchors takes back: certificates issued after a date, and certificates that must not be trusted. */
#include "base/clock.h"
#include "base/control.h"
#include "x509/der/der_writer.h"
#include "x509/names/name.h"
#include "x509/path/path_rules.h"
#include "x509/sentences.h"
#include "x509/trust/trust.h"

bool trust_distrust(struct buffer *list, tl_bytes issuer, tl_bytes serial, tl_bytes subject, tl_bytes spki) {
    struct writer w = writer_to(list);
    const tl_bytes parts[] = {issuer, serial, subject, spki};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        write_u24(&w, (uint32_t)parts[i].len);
        write_bytes(&w, parts[i]);
    }
    return !w.failed;
}

static bool is_serial(tl_bytes element, tl_bytes serial) {
    struct reader r = reader_of(element);
    return bytes_equal(der_read(&r, DER_INTEGER), serial) && read_end(&r);
}

bool trust_distrusts(const tl_trust *trust, const struct certificate *certificate) {
    struct reader r = reader_of(trust->distrusted);
    while (read_more(&r)) {
        tl_bytes issuer = read_vector(&r, 3, 0, SIZE_MAX), serial = read_vector(&r, 3, 0, SIZE_MAX);
        tl_bytes subject = read_vector(&r, 3, 0, SIZE_MAX), spki = read_vector(&r, 3, 0, SIZE_MAX);
        bool itself = is_serial(serial, certificate->serial) && bytes_equal(issuer, certificate->issuer);
        bool its_key =
            spki.len > 0 && bytes_equal(spki, certificate->spki) && name_equal(subject, certificate->subject);
        if (itself || its_key) {
            return true;
        }
    }
    return false;
}

int64_t trust_distrust_after(const tl_trust *trust, size_t index) {
    return trust->distrust_after != NULL ? trust->distrust_after[index] : 0;
}

/* Which anchor's octets the certificate shows. */
static int64_t distrust_after_of(const tl_trust *trust, const struct certificate *anchor) {
    for (size_t i = 0; trust->distrust_after != NULL && i < trust->count; i++) {
        if (trust->der + trust->entries[i].offset == anchor->der.data) {
            return trust->distrust_after[i];
        }
    }
    return 0;
}

static bool check_distrusted(const struct path *path, const struct certificate *certificate, tl_error *error) {
    if (!trust_distrusts(path->request->trust, certificate)) {
        return true;
    }
    char who[DESCRIPTION_SIZE];
    path_describe(path, certificate, who);
    return error_set(error, DISTRUSTED, who);
}

static bool check_date(const struct path *path, const struct certificate *anchor, tl_error *error) {
    const struct certificate *leaf = path->certificates;
    int64_t date = distrust_after_of(path->request->trust, anchor);
    if (date == 0 || leaf->not_before <= date) {
        return true;
    }
    char who[DESCRIPTION_SIZE], name[NAME_TEXT_SIZE], issued[TIME_TEXT_SIZE], limit[TIME_TEXT_SIZE];
    path_describe(path, leaf, who);
    path_name_text(anchor->subject, name);
    time_text(leaf->not_before, issued);
    time_text(date, limit);
    return error_set(error, DISTRUSTED_AFTER, who, issued, name, limit);
}

bool path_check_distrust(const struct path *path, const struct certificate *anchor, tl_error *error) {
    for (unsigned i = 0; i < path->len; i++) {
        TRY(check_distrusted(path, &path->certificates[i], error));
    }
    return check_distrusted(path, anchor, error) && check_date(path, anchor, error);
}
