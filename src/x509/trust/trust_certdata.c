/* Trust anchors from certdata.txt: those that are trusted for a use, the dates after which what they issue is not, and
 * the certificates that must not be trusted at all. */
#include "base/control.h"
#include "base/file.h"
#include "x509/sentences.h"
#include "x509/trust/certdata.h"
#include "x509/trust/trust_gather.h"

enum { MAX_CERTDATA = 16 << 20 };

static enum certdata_trust trust_for(const struct certdata_object *object, tl_trust_use use) {
    return use == TL_TRUST_EMAIL ? object->email : object->server;
}

/* The certificate that a trust object is about; NULL: it is not in the file. They mostly stand one after the other. */
static const struct certdata_object *certificate_of(const struct certdata *certdata, size_t index) {
    const struct certdata_object *trust = &certdata->objects[index];
    for (size_t i = 0; i < certdata->num_objects; i++) {
        const struct certdata_object *object =
            &certdata->objects[(index + certdata->num_objects - i) % certdata->num_objects];
        if (object->class == CERTDATA_CERTIFICATE && bytes_equal(object->serial, trust->serial) &&
            bytes_equal(object->issuer, trust->issuer)) {
            return object;
        }
    }
    return NULL;
}

/* See struct tl_trust: what tells the certificate itself, and what tells others with its name and key. */
static bool add_distrusted(struct trust_gathering *gathering, const struct certdata_object *trust,
                           const struct certdata_object *certificate_object) {
    struct buffer *list = &gathering->distrusted;
    struct certificate certificate;
    bool known = certificate_object != NULL && certificate_parse(certificate_object->value, &certificate, NULL);
    return trust_distrust(list, trust->issuer, trust->serial, known ? certificate.subject : (tl_bytes){0},
                          known ? certificate.spki : (tl_bytes){0});
}

static bool gather_object(struct trust_gathering *gathering, const struct certdata *certdata, size_t index,
                          tl_trust_use use) {
    const struct certdata_object *trust = &certdata->objects[index];
    enum certdata_trust how = trust_for(trust, use);
    if (trust->class != CERTDATA_TRUST || how == CERTDATA_MUST_VERIFY) {
        return true;
    }
    const struct certdata_object *certificate = certificate_of(certdata, index);
    if (how == CERTDATA_NOT_TRUSTED) {
        return add_distrusted(gathering, trust, certificate);
    }
    if (certificate == NULL) {
        gathering->num_skipped++;
        return true;
    }
    return trust_gather(gathering, certificate->value,
                        use == TL_TRUST_EMAIL ? certificate->email_distrust_after : certificate->server_distrust_after);
}

static tl_trust *trust_from_certdata(tl_bytes text, tl_trust_use use, const char *source, tl_error *error) {
    struct certdata certdata;
    struct trust_gathering gathering = {0};
    bool parsed = certdata_parse(&certdata, text, source, error), ok = parsed;
    for (size_t i = 0; ok && i < certdata.num_objects; i++) {
        ok = gather_object(&gathering, &certdata, i, use);
    }
    if (parsed && !ok) {
        error_set(error, OUT_OF_MEMORY);
    }
    certdata_clear(&certdata);
    if (!ok) {
        trust_gathering_clear(&gathering);
        return NULL;
    }
    return trust_gathered(&gathering, source, error);
}

tl_trust *tl_trust_parse_certdata(tl_bytes text, tl_trust_use use, tl_error *error) {
    return trust_from_certdata(text, use, "the given octets", error);
}

tl_trust *tl_trust_load_certdata(const char *file, tl_trust_use use, tl_error *error) {
    struct buffer content = {0};
    if (!file_read(file, MAX_CERTDATA, &content, error)) {
        return NULL;
    }
    tl_trust *trust = trust_from_certdata(buffer_bytes(&content), use, file, error);
    buffer_clear(&content);
    return trust;
}
