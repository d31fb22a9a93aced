/* What holds of every description: tlslite/x509.h says so. */
#ifndef FUZZ_DESCRIBE_HELPER_H
#define FUZZ_DESCRIBE_HELPER_H

#include <tlslite/x509.h>

struct described {
    unsigned depth;
    size_t num_fields, num_malformed;
    bool is_list[64];
    tl_bytes octets; /* where views have to be, or data NULL */
};

/* A tl_field_fn whose argument is a struct described. */
void check_described_field(void *arg, const tl_field *field);

#endif
