/* Distinguished names: how they compare, and how they are written for people. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/control.h"
#include "x509/der/der_writer.h"
#include "x509/der/oid.h"
#include "x509/names/name.h"

/* One attribute; where `same_rdn`, it stands in one relative distinguished name with the one before. */
struct attribute {
    const char *type; /* an OID_ literal */
    unsigned tag;
    const char *value;
    bool same_rdn;
};

#define MAX_ATTRIBUTES 5

static void write_attribute(struct writer *w, const struct attribute *attribute) {
    size_t begun = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, bytes_of_string(attribute->type));
    der_write(w, attribute->tag, bytes_of_string(attribute->value));
    der_end(w, begun);
}

static struct buffer make_name(const struct attribute attributes[MAX_ATTRIBUTES]) {
    struct buffer buffer = {0};
    struct writer w = writer_to(&buffer);
    size_t name = der_begin(&w, DER_SEQUENCE);
    for (size_t i = 0; i < MAX_ATTRIBUTES && attributes[i].type != NULL;) {
        size_t rdn = der_begin(&w, DER_SET);
        do {
            write_attribute(&w, &attributes[i++]);
        } while (i < MAX_ATTRIBUTES && attributes[i].same_rdn);
        der_end(&w, rdn);
    }
    der_end(&w, name);
    assert_false(w.failed);
    return buffer;
}

#define CN  OID_COMMON_NAME
#define O   OID_ORGANIZATION
#define C   OID_COUNTRY
#define UTF DER_UTF8_STRING
#define PRT DER_PRINTABLE_STRING

static void names_compare(void **state) {
    (void)state;
    static const struct {
        struct attribute a[MAX_ATTRIBUTES], b[MAX_ATTRIBUTES];
        bool equal;
    } cases[] = {
        {{{CN, UTF, "Root", false}}, {{CN, UTF, "Root", false}}, true},
        {{{CN, UTF, "Root", false}}, {{CN, PRT, "Root", false}}, true},
        {{{CN, UTF, "Root", false}}, {{CN, UTF, "rOOT", false}}, true},
        {{{CN, UTF, "My Root", false}}, {{CN, PRT, "  my \t root ", false}}, true},
        {{{CN, UTF, "My Root", false}}, {{CN, PRT, "MyRoot", false}}, false},
        {{{CN, UTF, "Root", false}}, {{CN, UTF, "Root2", false}}, false},
        {{{CN, UTF, "", false}}, {{CN, UTF, "  ", false}}, true},
        {{{CN, UTF, "Root", false}}, {{O, UTF, "Root", false}}, false},
        {{{CN, UTF, "Root", false}}, {{C, UTF, "DE", false}, {CN, UTF, "Root", false}}, false},
        {{{C, UTF, "DE", false}, {CN, UTF, "Root", false}}, {{CN, UTF, "Root", false}}, false},
        {{{C, UTF, "DE", false}, {CN, UTF, "Root", false}}, {{C, PRT, "de", false}, {CN, UTF, "Root", false}}, true},
        {{{C, UTF, "DE", false}, {CN, UTF, "Root", false}}, {{CN, UTF, "Root", false}, {C, UTF, "DE", false}}, false},
        {{{C, UTF, "DE", false}, {CN, UTF, "Root", false}}, {{C, UTF, "DE", false}, {CN, UTF, "Root", true}}, false},
        {{{CN, UTF, "\xc3\x84rger", false}}, {{CN, UTF, "\xc3\x84RGER", false}}, true},
        {{{CN, UTF, "\xc3\x84rger", false}}, {{CN, UTF, "\xc3\xa4rger", false}}, false},
        {{{CN, DER_TELETEX_STRING, "Root", false}}, {{CN, UTF, "Root", false}}, false},
        {{{CN, DER_TELETEX_STRING, "Root", false}}, {{CN, DER_TELETEX_STRING, "root", false}}, false},
        {{{CN, DER_BMP_STRING, "\x01R", false}}, {{CN, DER_BMP_STRING, "\x01R", false}}, true},
        {{{NULL, 0, NULL, false}}, {{NULL, 0, NULL, false}}, true},
        {{{NULL, 0, NULL, false}}, {{CN, UTF, "Root", false}}, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer a = make_name(cases[i].a), b = make_name(cases[i].b);
        assert_true(name_is_well_formed(buffer_bytes(&a)) && name_is_well_formed(buffer_bytes(&b)));
        assert_int_equal(name_equal(buffer_bytes(&a), buffer_bytes(&b)), cases[i].equal);
        assert_int_equal(name_equal(buffer_bytes(&b), buffer_bytes(&a)), cases[i].equal);
        if (cases[i].equal) {
            assert_int_equal(name_hash(buffer_bytes(&a)), name_hash(buffer_bytes(&b)));
        }
        buffer_clear(&a);
        buffer_clear(&b);
    }
}

static void hashes_differ(void **state) {
    (void)state;
    struct buffer a = make_name((struct attribute[MAX_ATTRIBUTES]){{CN, UTF, "Root", false}});
    struct buffer b = make_name((struct attribute[MAX_ATTRIBUTES]){{CN, UTF, "Root2", false}});
    struct buffer c = make_name((struct attribute[MAX_ATTRIBUTES]){{O, UTF, "Root", false}});
    assert_int_not_equal(name_hash(buffer_bytes(&a)), name_hash(buffer_bytes(&b)));
    assert_int_not_equal(name_hash(buffer_bytes(&a)), name_hash(buffer_bytes(&c)));
    buffer_clear(&a);
    buffer_clear(&b);
    buffer_clear(&c);
}

static void names_within_a_subtree(void **state) {
    (void)state;
    struct buffer base =
        make_name((struct attribute[MAX_ATTRIBUTES]){{C, UTF, "DE", false}, {O, UTF, "Example", false}});
    struct buffer inside = make_name(
        (struct attribute[MAX_ATTRIBUTES]){{C, PRT, "DE", false}, {O, UTF, "example", false}, {CN, UTF, "x", false}});
    struct buffer outside = make_name(
        (struct attribute[MAX_ATTRIBUTES]){{C, UTF, "DE", false}, {O, UTF, "Examples", false}, {CN, UTF, "x", false}});
    struct buffer above = make_name((struct attribute[MAX_ATTRIBUTES]){{C, UTF, "DE", false}});
    struct buffer empty = make_name((struct attribute[MAX_ATTRIBUTES]){{0}});
    assert_true(name_is_within(buffer_bytes(&base), buffer_bytes(&base)));
    assert_true(name_is_within(buffer_bytes(&inside), buffer_bytes(&base)));
    assert_true(name_is_within(buffer_bytes(&inside), buffer_bytes(&empty)));
    assert_false(name_is_within(buffer_bytes(&outside), buffer_bytes(&base)));
    assert_false(name_is_within(buffer_bytes(&above), buffer_bytes(&base)));
    assert_true(name_is_empty(buffer_bytes(&empty)));
    assert_false(name_is_empty(buffer_bytes(&base)));
    struct buffer *all[] = {&base, &inside, &outside, &above, &empty};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        buffer_clear(all[i]);
    }
}

static void names_as_text(void **state) {
    (void)state;
    static const struct {
        struct attribute attributes[MAX_ATTRIBUTES];
        const char *text;
    } cases[] = {
        {{{C, PRT, "DE", false}, {O, UTF, "Example", false}, {CN, UTF, "www.example.org", false}},
         "CN=www.example.org, O=Example, C=DE"},
        {{{NULL, 0, NULL, false}}, ""},
        {{{C, PRT, "DE", false}, {CN, UTF, "a", false}, {O, UTF, "b", true}}, "CN=a+O=b, C=DE"},
        {{{CN, UTF, "a,b+c\"d\\e<f>g;h", false}}, "CN=a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h"},
        {{{CN, UTF, " a b ", false}}, "CN=\\ a b\\ "},
        {{{CN, UTF, "#a#", false}}, "CN=\\#a#"},
        {{{CN, UTF, " ", false}}, "CN=\\ "},
        {{{CN, UTF, "\xc3\x96sterreich", false}}, "CN=\xc3\x96sterreich"},
        {{{CN, UTF, "a\x1b[31m\x7f\n", false}}, "CN=a\\1B[31m\\7F\\0A"},
        {{{CN, UTF, "a\xff\xc3", false}}, "CN=a\\FF\\C3"},                       /* no UTF-8 */
        {{{CN, UTF, "\xc0\xaf\xed\xa0\x80", false}}, "CN=\\C0\\AF\\ED\\A0\\80"}, /* overlong, surrogate */
        {{{CN, UTF,
           "a\xe2\x80\xae"
           "b\xc2\x85",
           false}},
         "CN=a\\E2\\80\\AEb\\C2\\85"}, /* right-to-left override, next line */
        {{{CN, UTF, "\xf0\x9f\x94\x92", false}}, "CN=\xf0\x9f\x94\x92"},
        {{{CN, DER_TELETEX_STRING, "M\xfcnchen", false}}, "CN=M\xc3\xbcnchen"},
        {{{CN, DER_BMP_STRING, "\x01\x02", false}}, "CN=\xc4\x82"},
        {{{"\x2a\x03\x04", UTF, "x", false}}, "1.2.3.4=x"},
        {{{OID_DOMAIN_COMPONENT, DER_IA5_STRING, "org", false}, {OID_EMAIL_ADDRESS, DER_IA5_STRING, "a@b", false}},
         "emailAddress=a@b, DC=org"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer name = make_name(cases[i].attributes);
        char out[200];
        struct text text = text_into(out, sizeof out);
        name_write(buffer_bytes(&name), &text);
        assert_string_equal(out, cases[i].text);
        assert_int_equal(text.len, strlen(cases[i].text));
        buffer_clear(&name);
    }
}

static void text_that_is_cut_shows_it(void **state) {
    (void)state;
    char out[8];
    struct text text = text_into(out, sizeof out);
    text_add(&text, "1234567");
    text_mark_cut(&text);
    assert_string_equal(out, "1234567");
    text_add(&text, "8");
    text_mark_cut(&text);
    assert_string_equal(out, "1234...");
    assert_int_equal(text.len, 8);
}

static void names_that_are_none(void **state) {
    (void)state;
    static const uint8_t empty_set[] = {0x30, 0x02, 0x31, 0x00};
    static const uint8_t no_value[] = {0x30, 0x09, 0x31, 0x07, 0x30, 0x05, 0x06, 0x03, 0x55, 0x04, 0x03};
    static const uint8_t with_value[] = {0x30, 0x0b, 0x31, 0x09, 0x30, 0x07, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x00};
    static const uint8_t trailing[] = {0x30, 0x00, 0x00};
    assert_false(name_is_well_formed(bytes_of(empty_set, sizeof empty_set)));
    assert_false(name_is_well_formed(bytes_of(no_value, sizeof no_value)));
    assert_true(name_is_well_formed(bytes_of(with_value, sizeof with_value)));
    assert_false(name_is_well_formed(bytes_of(trailing, sizeof trailing)));
    assert_true(name_is_well_formed(bytes_of(trailing, 2)));
    assert_false(name_is_well_formed((tl_bytes){0}));
    for (size_t len = 1; len < sizeof with_value; len++) {
        assert_false(name_is_well_formed(bytes_of(with_value, len)));
    }
}

static void names_have_a_limit(void **state) {
    (void)state;
    for (unsigned count = NAME_MAX_RDNS; count <= NAME_MAX_RDNS + 1; count++) {
        struct buffer buffer = {0};
        struct writer w = writer_to(&buffer);
        size_t name = der_begin(&w, DER_SEQUENCE);
        for (unsigned i = 0; i < count; i++) {
            size_t rdn = der_begin(&w, DER_SET);
            write_attribute(&w, &(struct attribute){CN, UTF, "x", false});
            der_end(&w, rdn);
        }
        der_end(&w, name);
        assert_int_equal(name_is_well_formed(buffer_bytes(&buffer)), count <= NAME_MAX_RDNS);
        buffer_clear(&buffer);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_compare),
        cmocka_unit_test(hashes_differ),
        cmocka_unit_test(names_within_a_subtree),
        cmocka_unit_test(names_as_text),
        cmocka_unit_test(text_that_is_cut_shows_it),
        cmocka_unit_test(names_that_are_none),
        cmocka_unit_test(names_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
