/* Name constraints against names of every type.
 *
 * Input: two octets say how long the NameConstraints are (content of the SEQUENCE), then these, then the content of a
 * subjectAltName. */
#include "base/reader.h"
#include "fuzz/expect.h"
#include "x509/names/general_names.h"
#include "x509/names/mailbox.h"
#include "x509/path/name_constraints.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t empty_name[] = {0x30, 0x00};

static void expect_within(tl_bytes whole, tl_bytes view) {
    if (view.len > 0) {
        EXPECT(view.data >= whole.data && view.data + view.len <= whole.data + whole.len);
    }
}

static void check_texts(tl_bytes text) {
    struct mailbox mailbox;
    if (mailbox_parse(text, &mailbox)) {
        expect_within(text, mailbox.local);
        expect_within(text, mailbox.host);
        EXPECT(mailbox.local.len > 0 && mailbox.host.len > 0);
        EXPECT(mailbox.local.len + 1 + mailbox.host.len == text.len);
    }
    expect_within(text, uri_host(text));
}

/* All names are kept if and only if each is. */
static void check_names(tl_bytes constraints, tl_bytes names) {
    struct certificate certificate = {.subject = {empty_name, 2}, .subject_alt_name = names};
    struct general_name failed, name;
    unsigned comparisons = 0, single_comparisons = 0;
    enum constraint_result all = name_constraints_check(constraints, &certificate, &comparisons, &failed);
    enum constraint_result first = CONSTRAINT_KEPT;
    size_t cursor = 0;
    EXPECT(comparisons <= NAME_CONSTRAINTS_MAX_COMPARISONS + 1);
    while (first == CONSTRAINT_KEPT && general_names_next(names, &cursor, &name)) {
        check_texts(name.value);
        first = name_constraints_check_name(constraints, &single_comparisons, &name);
    }
    EXPECT(all == first && comparisons == single_comparisons);
    EXPECT(general_name_kind_text(all == CONSTRAINT_KEPT ? GENERAL_NAME_DNS : failed.kind) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct reader r = reader_of(bytes_of(data, size));
    tl_bytes constraints = read_vector(&r, 2, 0, 65535);
    tl_bytes names = read_rest(&r);
    if (r.failed || !name_constraints_are_well_formed(constraints) || !general_names_are_well_formed(names)) {
        return 0;
    }
    check_names(constraints, names);
    return 0;
}
