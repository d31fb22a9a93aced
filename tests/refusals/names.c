#include "refusals/names.h"

#include "x509/der/oid.h"

static void write_general_name(struct writer *w, enum general_name_kind kind, tl_bytes value) {
    bool constructed = kind == GENERAL_NAME_OTHER || kind == GENERAL_NAME_X400 || kind == GENERAL_NAME_DIRECTORY ||
                       kind == GENERAL_NAME_EDI;
    der_write(w, constructed ? DER_CONTEXT_CONSTRUCTED(kind) : DER_CONTEXT(kind), value);
}

void set_name(struct scene *scene, struct forgery *forgery, enum general_name_kind kind, tl_bytes value) {
    struct writer w = scene_writer(scene);
    size_t names = der_begin(&w, DER_SEQUENCE);
    write_general_name(&w, kind, value);
    der_end(&w, names);
    forgery->names = NULL;
    scene_extend(scene, forgery, OID_SUBJECT_ALT_NAME, sizeof OID_SUBJECT_ALT_NAME - 1, false, buffer_bytes(w.buffer));
}

void constrain_with(struct scene *scene, struct forgery *forgery, enum subtree which, enum general_name_kind kind,
                    tl_bytes base, tl_bytes behind) {
    struct writer w = scene_writer(scene);
    size_t constraints = der_begin(&w, DER_SEQUENCE);
    size_t subtrees = der_begin(&w, DER_CONTEXT_CONSTRUCTED(which)), subtree = der_begin(&w, DER_SEQUENCE);
    write_general_name(&w, kind, base);
    write_bytes(&w, behind);
    der_end(&w, subtree);
    der_end(&w, subtrees);
    der_end(&w, constraints);
    scene_extend(scene, forgery, OID_NAME_CONSTRAINTS, sizeof OID_NAME_CONSTRAINTS - 1, true, buffer_bytes(w.buffer));
}

void constrain(struct scene *scene, struct forgery *forgery, enum subtree which, enum general_name_kind kind,
               tl_bytes base) {
    constrain_with(scene, forgery, which, kind, base, (tl_bytes){0});
}

static void write_attribute(struct writer *w, tl_bytes type, unsigned tag, const char *value) {
    if (value == NULL) {
        return;
    }
    size_t rdn = der_begin(w, DER_SET), attribute = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, type);
    der_write(w, tag, bytes_of_string(value));
    der_end(w, attribute);
    der_end(w, rdn);
}

tl_bytes make_name(struct scene *scene, const char *organization, const char *common_name) {
    struct writer w = scene_writer(scene);
    size_t name = der_begin(&w, DER_SEQUENCE);
    write_attribute(&w, (tl_bytes)OID_VIEW(OID_ORGANIZATION), DER_UTF8_STRING, organization);
    write_attribute(&w, (tl_bytes)OID_VIEW(OID_COMMON_NAME), DER_UTF8_STRING, common_name);
    der_end(&w, name);
    return buffer_bytes(w.buffer);
}

tl_bytes make_name_with_email(struct scene *scene, const char *email) {
    struct writer w = scene_writer(scene);
    size_t name = der_begin(&w, DER_SEQUENCE);
    write_attribute(&w, (tl_bytes)OID_VIEW(OID_EMAIL_ADDRESS), DER_IA5_STRING, email);
    der_end(&w, name);
    return buffer_bytes(w.buffer);
}
