#include "wire/extension.h"

bool read_extension(struct reader *list, struct wire_extension *extension) {
    if (!read_more(list)) {
        return false;
    }
    extension->type = read_u16(list);
    extension->content = read_vector(list, 2, 0, 0xffff);
    return !list->failed;
}

/* One bit a type, so that the check takes time in proportion to the list, however long a hostile peer makes it. */
bool check_extensions(tl_bytes list, int *duplicate) {
    uint8_t seen[65536 / 8] = {0};
    struct reader r = reader_of(list);
    *duplicate = -1;
    for (struct wire_extension extension; read_extension(&r, &extension);) {
        uint8_t bit = (uint8_t)(1u << extension.type % 8);
        if ((seen[extension.type / 8] & bit) != 0 && *duplicate < 0) {
            *duplicate = extension.type;
        }
        seen[extension.type / 8] |= bit;
    }
    return read_end(&r);
}

bool find_extension(tl_bytes list, uint16_t type, tl_bytes *content) {
    struct reader r = reader_of(list);
    for (struct wire_extension extension; read_extension(&r, &extension);) {
        if (extension.type == type) {
            *content = extension.content;
            return true;
        }
    }
    return false;
}
