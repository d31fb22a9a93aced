/* A description under way: fields, groups and lists, told one after the other to whoever asked (tl_describe).
 *
 * What a function of this folder is given is a reader, and what it cannot read fails that reader: an extension's value
 * is described twice, the first time mute, and told only where it was good. */
#ifndef X509_DESCRIBE_DESCRIPTION_H
#define X509_DESCRIBE_DESCRIPTION_H

#include <tlslite/x509.h>

#include "base/buffer.h"
#include "x509/der/der.h"
#include "x509/der/text.h"

struct unlocking;

struct description {
    tl_field_fn *field;
    void *arg;
    unsigned depth;
    bool mute;
    bool out_of_memory;
    struct buffer text;          /* of the field that is told */
    struct unlocking *unlocking; /* NULL: no password */
    tl_error problem;            /* the first of what could not be read in the object that is told */
};

/* Lets the object be told to its end, and the problem be the error then. */
void describe_note(struct description *d, const tl_error *problem);

/* The same, and tells it where what cannot be read would stand. */
void describe_unreadable(struct description *d, const tl_error *problem);

/* What came of an attempt to open something with d->unlocking, whose error is noted; unless nobody gave a password:
 * then it stays closed, and nobody is asked again. */
bool describe_opened(struct description *d, bool opened);

/* Names are NULL in lists. */
void describe_group(struct description *d, const char *name);
void describe_list(struct description *d, const char *name);
void describe_end(struct description *d);

void describe_text(struct description *d, const char *name, const char *text); /* our own words */
void describe_hex(struct description *d, const char *name, tl_bytes octets);
void describe_number(struct description *d, const char *name, int64_t number);
void describe_bool(struct description *d, const char *name, bool value);
void describe_time(struct description *d, const char *name, int64_t seconds);

/* Text that has to be made of octets first. */
typedef void describe_write_fn(unsigned tag, tl_bytes octets, struct text *text);
void describe_written(struct description *d, const char *name, unsigned tag, tl_bytes octets, describe_write_fn *write);

/* ---- values of ASN.1 types ---- */

void describe_oid(struct description *d, const char *name, tl_bytes oid); /* its name, or dotted numbers */
void describe_string(struct description *d, const char *name, unsigned tag, tl_bytes content);
void describe_integer(struct description *d, const char *name, tl_bytes content);   /* hexadecimal where it is long */
void describe_magnitude(struct description *d, const char *name, tl_bytes content); /* hexadecimal, "-" before it */

/* The next element: a string as text, another one with tag and length in hexadecimal. */
void describe_any(struct description *d, const char *name, struct reader *r);

/* The bits that are set, each by its name; NULL ends the names, and a bit without a name is told by number. */
void describe_bits(struct description *d, const char *name, unsigned bits, const char *const *names);

#endif
