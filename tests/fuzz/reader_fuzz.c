/* The sticky reader against a plain one: the same fields, views within the input, nothing after a failure.
 *
 * Input: one octet says how many octets of reading instructions follow; the rest is read. */
#include "base/reader.h"
#include "fuzz/expect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where a reader that checks every step by hand would be. */
struct model {
    tl_bytes input;
    size_t at;
    bool failed;
};

static size_t left(const struct model *m) {
    return m->input.len - m->at;
}

static void fail(struct model *m) {
    m->failed = true;
    m->at = m->input.len;
}

static uint32_t number(struct model *m, unsigned size) {
    uint32_t value = 0;
    if (m->failed || left(m) < size) {
        fail(m);
        return 0;
    }
    while (size-- > 0) {
        value = value << 8 | m->input.data[m->at++];
    }
    return value;
}

static tl_bytes octets(struct model *m, size_t len) {
    if (m->failed || left(m) < len) {
        fail(m);
        return (tl_bytes){0};
    }
    m->at += len;
    return bytes_of(m->input.data + m->at - len, len);
}

static tl_bytes vector(struct model *m, unsigned prefix, size_t min, size_t max) {
    size_t len = number(m, prefix);
    if (m->failed || len < min || len > max) {
        fail(m);
        return (tl_bytes){0};
    }
    return octets(m, len);
}

static void expect_view(const struct model *m, tl_bytes got, tl_bytes expected) {
    EXPECT(got.len == expected.len && got.data == expected.data);
    EXPECT(got.len == 0 || (got.data >= m->input.data && got.len <= m->input.len &&
                            got.data <= m->input.data + m->input.len - got.len));
    EXPECT(!m->failed || got.data == NULL);
}

/* One reading instruction: its low bits choose what is read, its high bits how much. */
static void step(struct reader *r, struct model *m, uint8_t instruction) {
    unsigned amount = instruction >> 3, prefix = 1 + amount % 3;
    size_t min = amount / 4 % 4, max = min + amount / 2;
    switch (instruction & 7) {
    case 0:
        EXPECT(read_u8(r) == number(m, 1));
        break;
    case 1:
        EXPECT(read_u16(r) == number(m, 2));
        break;
    case 2:
        EXPECT(read_u24(r) == number(m, 3));
        break;
    case 3:
        EXPECT(read_u32(r) == number(m, 4));
        break;
    case 4:
        expect_view(m, read_bytes(r, amount), octets(m, amount));
        break;
    case 5:
    case 6:
        expect_view(m, read_vector(r, prefix, min, max), vector(m, prefix, min, max));
        break;
    default:
        if (amount == 31) {
            read_fail(r);
            fail(m);
        } else {
            expect_view(m, read_rest(r), octets(m, left(m)));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0 || data[0] > size - 1) {
        return 0;
    }
    tl_bytes instructions = {data + 1, data[0]}, input = bytes_from(bytes_of(data, size), 1 + instructions.len);
    struct reader r = reader_of(input);
    struct model m = {input, 0, false};
    for (size_t i = 0; i < instructions.len; i++) {
        step(&r, &m, instructions.data[i]);
        EXPECT(r.failed == m.failed);
        EXPECT(read_left(&r) == left(&m));
        EXPECT(read_more(&r) == (!m.failed && left(&m) > 0));
        EXPECT(read_end(&r) == (!m.failed && left(&m) == 0));
    }
    return 0;
}
