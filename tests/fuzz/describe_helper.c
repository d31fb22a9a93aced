#include "fuzz/describe_helper.h"

#include <string.h>

#include "fuzz/expect.h"

/* UTF-8 by the table of RFC 3629 §4, without controls. */
static void expect_clean_text(const char *text) {
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        size_t more = *at < 0x80 ? 0 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : 3;
        EXPECT(*at >= 0x20 && *at != 0x7f && (*at < 0x80 || (*at >= 0xc2 && *at <= 0xf4)));
        EXPECT(*at != 0xc2 || at[1] >= 0xa0); /* the controls from U+0080 on */
        for (at++; more > 0; more--) {
            EXPECT((*at++ & 0xc0) == 0x80);
        }
    }
}

static void check_value(const tl_field *field) {
    EXPECT(field->text != NULL);
    expect_clean_text(field->text);
    if (field->kind == TL_FIELD_HEX) {
        EXPECT(strlen(field->text) == 2 * field->octets.len);
        EXPECT(strspn(field->text, "0123456789abcdef") == 2 * field->octets.len);
    }
    if (field->kind == TL_FIELD_BOOL) {
        EXPECT(strcmp(field->text, field->number != 0 ? "true" : "false") == 0);
    }
}

void check_described_field(void *arg, const tl_field *field) {
    struct described *described = arg;
    described->num_fields++;
    if (field->kind == TL_FIELD_END) {
        EXPECT(described->depth-- > 0 && field->depth == described->depth);
        return;
    }
    EXPECT(field->depth == described->depth);
    bool in_list = field->depth > 0 && described->is_list[field->depth - 1];
    EXPECT((field->name == NULL) == in_list);
    if (field->name != NULL) {
        expect_clean_text(field->name);
        described->num_malformed += strcmp(field->name, "malformed") == 0;
    }
    if (field->kind == TL_FIELD_GROUP || field->kind == TL_FIELD_LIST) {
        EXPECT(described->depth < 40); /* the command prints 64 */
        described->is_list[described->depth++] = field->kind == TL_FIELD_LIST;
        return;
    }
    EXPECT(field->depth > 0);
    check_value(field);
}
