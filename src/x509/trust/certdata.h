/* Mozilla's certdata.txt: PKCS #11 objects as text, certificates and beside them what each is trusted for. */
#ifndef X509_CERTDATA_H
#define X509_CERTDATA_H

#include "base/buffer.h"
#include "base/error.h"

#define CERTDATA_MAX_OBJECTS 4096

enum certdata_class { CERTDATA_OTHER, CERTDATA_CERTIFICATE, CERTDATA_TRUST };

/* How far a certificate is trusted for a use (nss/lib/util/pkcs11n.h names these). */
enum certdata_trust { CERTDATA_MUST_VERIFY, CERTDATA_TRUSTED, CERTDATA_NOT_TRUSTED };

struct certdata_object {
    enum certdata_class class;
    tl_bytes issuer, serial, value; /* DER, in the buffer of certdata_parse */
    enum certdata_trust server, email;
    int64_t server_distrust_after, email_distrust_after; /* 0: none */
};

struct certdata {
    struct buffer octets;
    struct certdata_object *objects;
    size_t num_objects;
};

/* False with a sentence; certdata_clear is due either way. */
bool certdata_parse(struct certdata *certdata, tl_bytes text, const char *source, tl_error *error);
void certdata_clear(struct certdata *certdata);

#endif
