/* Published test vectors in JSON. The large collections are found through the environment variable TLSLITE_VECTORS
 * (tests/vectors/README.md says where they come from); the figures that this repository carries itself are always
 * there.
 *
 * A vector that lacks a member or writes it wrongly fails the test: a loader that passes over what it does not
 * understand would let a test run nothing and succeed. */
#ifndef SUPPORT_VECTORS_H
#define SUPPORT_VECTORS_H

#include <jansson.h>

#include <tlslite.h>

/* One file and the octets decoded from it, freed together. */
struct vectors {
    json_t *root;
    struct vectors_memory *memory;
};

/* Whether TLSLITE_VECTORS is set. If not, says so on stderr: a program that tests nothing else then exits with
 * VECTORS_SKIPPED from main. */
#define VECTORS_SKIPPED 77
bool vectors_available(void);

/* Opens TLSLITE_VECTORS/path ("wycheproof/aes_gcm_test.json"). Skips the running cmocka test, saying why, where the
 * variable is unset; fails it where the file cannot be read. */
struct vectors vectors_open(const char *path);

/* Opens tests/vectors/name of this repository, which CTest names in SOURCE_DIR; by hand, run from the repository. */
struct vectors vectors_open_own(const char *name);
void vectors_close(struct vectors *vectors);

/* Members of an object; each fails the running test when the member is not there or of another type. */
json_t *vectors_array(const json_t *object, const char *name);
json_t *vectors_object(const json_t *object, const char *name);
const char *vectors_string(const json_t *object, const char *name);
size_t vectors_number(const json_t *object, const char *name);
bool vectors_has(const json_t *object, const char *name);

/* A member's hexadecimal octets (blanks between them are allowed); they live until vectors_close. */
tl_bytes vectors_hex(struct vectors *vectors, const json_t *object, const char *name);
tl_bytes vectors_decode(struct vectors *vectors, const char *hex);

#endif
