#include "fuzz/der_mutator.h"

#include <string.h>

#include "base/control.h"
#include "x509/der/der_writer.h"

/* The fuzzer's own; not there where a corpus is replayed, and not called then. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

enum { MAX_DEPTH = 24 };

enum change { DROP, REPEAT, RETAG, SCRAMBLE, REPLACE, MOVE_HERE, CUT, PUT_BEFORE, NUM_CHANGES };

struct mutation {
    uint32_t random;
    enum change change;
    int target, source, at; /* elements counted in order */
    tl_bytes moved;         /* the element at source */
};

static uint32_t next_random(struct mutation *m, uint32_t below) {
    m->random ^= m->random << 13;
    m->random ^= m->random >> 17;
    m->random ^= m->random << 5;
    return m->random % below;
}

#define ELEMENT(text)                                                                                                  \
    { (const uint8_t *)(text), sizeof(text) - 1 }

static const tl_bytes dictionary[] = {
    ELEMENT("\x01\x01\x00"),
    ELEMENT("\x01\x01\xff"),
    ELEMENT("\x01\x01\x01"), /* BOOLEAN, the last one BER */
    ELEMENT("\x02\x01\x00"),
    ELEMENT("\x02\x01\x01"),
    ELEMENT("\x02\x01\x02"),
    ELEMENT("\x02\x01\xff"),
    ELEMENT("\x02\x02\x00\x01"),
    ELEMENT("\x02\x05\x01\x00\x00\x00\x00"),
    ELEMENT("\x0a\x01\x06"),
    ELEMENT("\x02\x15\x01ssssssssssssssssssss"),
    ELEMENT("\x03\x01\x00"),
    ELEMENT("\x03\x02\x05\xa0"),
    ELEMENT("\x03\x02\x00\x80"),
    ELEMENT("\x03\x03\x07\x00\x80"),
    ELEMENT("\x04\x00"),
    ELEMENT("\x05\x00"),
    ELEMENT("\x30\x00"),
    ELEMENT("\x31\x00"),
    ELEMENT("\x06\x01\x80"),
    ELEMENT("\x0c\x02\xc3\x28"),
    ELEMENT("\x0c\x01"
            "A"),
    ELEMENT("\x13\x01"
            "a"),
    ELEMENT("\x16\x01"
            "A"),
    ELEMENT("\x16\x01\xe9"),
    ELEMENT("\x14\x01"
            "A"),
    ELEMENT("\x1e\x02\x00"
            "A"),
    ELEMENT("\x1e\x01"
            "A"),
    ELEMENT("\x1c\x04\x00\x00\x00"
            "A"),
    ELEMENT("\x12\x01"
            "1"),
    ELEMENT("\x17\x0d"
            "491231235959Z"),
    ELEMENT("\x17\x0d"
            "500101000000Z"),
    ELEMENT("\x17\x0b"
            "4912312359Z"),
    ELEMENT("\x17\x11"
            "491231235959+0100"),
    ELEMENT("\x18\x0f"
            "20491231235959Z"),
    ELEMENT("\x18\x0f"
            "20230229000000Z"),
    ELEMENT("\x18\x11"
            "20491231235959.5Z"),
    ELEMENT("\x17\x0d"
            "491231235960Z"),
    ELEMENT("\x82\x00"),
    ELEMENT("\x82\x01"
            "a"),
    ELEMENT("\x82\x05"
            "*.a.b"),
    ELEMENT("\x81\x03"
            "a@b"),
    ELEMENT("\x86\x03"
            "a:b"),
    ELEMENT("\x87\x04\x7f\x00\x00\x01"),
    ELEMENT("\x87\x05\x7f\x00\x00\x01\x00"),
    ELEMENT("\x87\x08\x0a\x00\x00\x00\xff\x00\x00\x00"),
    ELEMENT("\x87\x08\x0a\x00\x00\x00\xff\x00\xff\x00"),
    ELEMENT("\x88\x01\x2a"),
    ELEMENT("\x88\x01\x80"),
    ELEMENT("\x80\x01\x00"),
    ELEMENT("\x80\x01\x01"),
    ELEMENT("\x80\x01\xff"),
    ELEMENT("\x81\x01\x00"),
    ELEMENT("\x81\x01\xff"),
    ELEMENT("\x83\x02\x01\xfe"),
    ELEMENT("\xa0\x03\x02\x01\x00"),
    ELEMENT("\xa0\x03\x02\x01\x01"),
    ELEMENT("\xa0\x03\x02\x01\x02"),
    ELEMENT("\xa4\x02\x30\x00"),
    ELEMENT("\xa0\x04\x82\x02"
            "a."),
    ELEMENT("\xa0\x07\x06\x01\x2a\xa0\x02\x05\x00"),
    ELEMENT("\x30\x04\x82\x02"
            "cn"),
    ELEMENT("\x30\x05\x82\x00\x80\x01\x01"),
    ELEMENT("\x1f\x81\x01\x00"),
    ELEMENT("\x06\x03\x55\x1d\x0e"),
    ELEMENT("\x06\x03\x55\x1d\x0f"),
    ELEMENT("\x06\x03\x55\x1d\x11"),
    ELEMENT("\x06\x03\x55\x1d\x12"),
    ELEMENT("\x06\x03\x55\x1d\x13"),
    ELEMENT("\x06\x03\x55\x1d\x14"),
    ELEMENT("\x06\x03\x55\x1d\x15"),
    ELEMENT("\x06\x03\x55\x1d\x1b"),
    ELEMENT("\x06\x03\x55\x1d\x1c"),
    ELEMENT("\x06\x03\x55\x1d\x1d"),
    ELEMENT("\x06\x03\x55\x1d\x1e"),
    ELEMENT("\x06\x03\x55\x1d\x1f"),
    ELEMENT("\x06\x03\x55\x1d\x20"),
    ELEMENT("\x06\x03\x55\x1d\x21"),
    ELEMENT("\x06\x03\x55\x1d\x23"),
    ELEMENT("\x06\x03\x55\x1d\x24"),
    ELEMENT("\x06\x03\x55\x1d\x25"),
    ELEMENT("\x06\x03\x55\x1d\x36"),
    ELEMENT("\x06\x03\x2b\x65\x70"),
    ELEMENT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
    ELEMENT("\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"),
    ELEMENT("\x06\x03\x55\x04\x03"),
    ELEMENT("\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01"),
};

static tl_bytes any_word(struct mutation *m) {
    return dictionary[next_random(m, COUNT_OF(dictionary))];
}

/* What stands inside an element as elements: all of it, or what is behind the unused bits of a BIT STRING. */
static bool has_elements(unsigned tag, tl_bytes content, size_t *before) {
    *before = tag == DER_BIT_STRING ? 1 : 0;
    if ((tag & 0x20) == 0 && tag != DER_OCTET_STRING && tag != DER_BIT_STRING) {
        return false;
    }
    struct reader r = reader_of(bytes_from(content, *before));
    unsigned any;
    do {
        der_read_any(&r, &any);
    } while (read_more(&r));
    return read_end(&r);
}

static void write_scrambled(struct writer *w, unsigned tag, tl_bytes content) {
    uint8_t copy[512];
    size_t len = content.len < sizeof copy ? content.len : sizeof copy;
    if (len > 0) {
        memcpy(copy, content.data, len);
    }
    if (LLVMFuzzerMutate != NULL) {
        len = LLVMFuzzerMutate(copy, len, len < sizeof copy - 8 ? len + 8 : len);
    }
    der_write(w, tag, bytes_of(copy, len));
}

static void write_changed(struct mutation *m, struct writer *w, unsigned tag, tl_bytes element, tl_bytes content) {
    static const uint8_t tags[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x14, 0x16, 0x17,
                                   0x18, 0x1c, 0x1e, 0x30, 0x31, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86,
                                   0x87, 0x88, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0x23, 0x24, 0x3f};
    switch (m->change) {
    case REPEAT:
        write_bytes(w, element);
        write_bytes(w, element);
        break;
    case RETAG:
        der_write(w, tags[next_random(m, COUNT_OF(tags))], content);
        break;
    case SCRAMBLE:
        write_scrambled(w, tag, content);
        break;
    case REPLACE:
        write_bytes(w, any_word(m));
        break;
    case MOVE_HERE:
        write_bytes(w, m->moved);
        break;
    case CUT:
        der_write(w, tag, (tl_bytes){content.data, content.len > 0 ? next_random(m, (uint32_t)content.len) : 0});
        break;
    case PUT_BEFORE:
        write_bytes(w, any_word(m));
        write_bytes(w, element);
        break;
    case DROP:
    case NUM_CHANGES:
        break;
    }
}

/* Writes the elements again, the one at target changed, and what is no element as it is. */
static void write_elements(struct mutation *m, struct writer *w, tl_bytes elements, unsigned depth) {
    struct reader r = reader_of(elements);
    while (read_more(&r)) {
        const uint8_t *start = r.at;
        unsigned tag;
        size_t before;
        tl_bytes content = der_read_any(&r, &tag);
        if (r.failed) {
            write_bytes(w, bytes_of(start, (size_t)(r.end - start)));
            return;
        }
        tl_bytes element = bytes_of(start, (size_t)(r.at - start));
        int at = m->at++;
        m->moved = at == m->source ? element : m->moved;
        if (at == m->target) {
            write_changed(m, w, tag, element, content);
        } else if (depth < MAX_DEPTH && has_elements(tag, content, &before)) {
            size_t begun = der_begin(w, tag);
            write_bytes(w, (tl_bytes){content.data, before});
            write_elements(m, w, bytes_from(content, before), depth + 1);
            der_end(w, begun);
        } else {
            write_bytes(w, element);
        }
    }
}

size_t der_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    struct mutation m = {.random = seed | 1, .target = -1, .source = -1};
    struct buffer out = {0};
    struct writer w = writer_to(&out);
    if (LLVMFuzzerMutate != NULL && next_random(&m, 4) == 0) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    write_elements(&m, &w, bytes_of(data, size), 0); /* counts them */
    if (m.at == 0) {
        buffer_clear(&out);
        return LLVMFuzzerMutate != NULL ? LLVMFuzzerMutate(data, size, max_size) : size;
    }
    unsigned count = (unsigned)m.at;
    m.source = (int)next_random(&m, count);
    m.at = 0;
    buffer_reset(&out);
    write_elements(&m, &w, bytes_of(data, size), 0); /* finds the one at source */
    m.target = (int)next_random(&m, count);
    m.change = (enum change)next_random(&m, NUM_CHANGES);
    m.at = 0;
    buffer_reset(&out);
    write_elements(&m, &w, bytes_of(data, size), 0);
    if (!w.failed && out.len <= max_size) {
        size = out.len;
        if (size > 0) {
            memcpy(data, out.data, size);
        }
    }
    buffer_clear(&out);
    return size;
}
