/* GeneralName (RFC 5280 §4.2.1.6). */
#ifndef X509_GENERAL_NAMES_H
#define X509_GENERAL_NAMES_H

#include "x509/der/der.h"

enum general_name_kind { /* the number of the context tag */
                         GENERAL_NAME_OTHER = 0,
                         GENERAL_NAME_EMAIL = 1,
                         GENERAL_NAME_DNS = 2,
                         GENERAL_NAME_X400 = 3,
                         GENERAL_NAME_DIRECTORY = 4,
                         GENERAL_NAME_EDI = 5,
                         GENERAL_NAME_URI = 6,
                         GENERAL_NAME_IP = 7,
                         GENERAL_NAME_REGISTERED_ID = 8
};

struct general_name {
    enum general_name_kind kind;
    tl_bytes value; /* content; of a directoryName the Name with its tag */
};

/* Reads one name; fails the reader where it is none. */
void general_name_read(struct reader *r, struct general_name *name);

/* The content of a subjectAltName: at least one name, addresses of 4 or 16 octets. */
bool general_names_are_well_formed(tl_bytes content);

/* The next name of that content, which was found well-formed before; *cursor starts at 0. */
bool general_names_next(tl_bytes content, size_t *cursor, struct general_name *name);

#endif
