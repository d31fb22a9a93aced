#include "x509/key_files/password_text.h"

#include "base/control.h"
#include "base/reader.h"
#include "base/writer.h"

/* The next code point (RFC 3629 §4). */
static uint32_t read_point(struct reader *r) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t first = read_u8(r);
    if (first < 0x80) {
        return first;
    }
    unsigned len = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    uint32_t point = first & (0xffu >> (len + 1));
    for (unsigned i = 1; i < len; i++) {
        uint32_t next = read_u8(r);
        if ((next & 0xc0) != 0x80) {
            read_fail(r);
        }
        point = point << 6 | (next & 0x3f);
    }
    bool surrogate = point >= 0xd800 && point < 0xe000;
    if (first < 0xc2 || first > 0xf4 || point < least[len] || point > 0x10ffff || surrogate) {
        read_fail(r);
    }
    return point;
}

bool password_to_bmp(tl_bytes utf8, struct buffer *out) {
    struct reader r = reader_of(utf8);
    struct writer w = writer_to(out);
    while (read_more(&r)) {
        uint32_t point = read_point(&r);
        if (point > 0xffff) {
            write_u16(&w, 0xd800 + ((point - 0x10000) >> 10));
            point = 0xdc00 + ((point - 0x10000) & 0x3ff);
        }
        write_u16(&w, point);
    }
    write_u16(&w, 0);
    return read_end(&r) && !w.failed;
}
