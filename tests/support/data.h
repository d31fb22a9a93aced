/* Files of this repository that tests read, found through SOURCE_DIR, which CTest sets; by hand, run from the
 * repository. */
#ifndef TESTS_SUPPORT_DATA_H
#define TESTS_SUPPORT_DATA_H

#include "base/buffer.h"

#define DATA_PATH_SIZE 512

void data_path(const char *name, char out[DATA_PATH_SIZE]); /* of tests/unit/data/name */
struct buffer data_read(const char *name);                  /* fails the running test where it cannot be read */

#endif
