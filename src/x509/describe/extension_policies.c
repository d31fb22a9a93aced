/* Certificate policies (RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11) and statements of qualified certificates. */
#include "base/control.h"
#include "x509/der/oid.h"
#include "x509/describe/extension_values.h"

/* NoticeReference ::= SEQUENCE { organization DisplayText, noticeNumbers SEQUENCE OF INTEGER } */
static void describe_notice_reference(struct description *d, struct reader *notice) {
    struct reader r = der_enter(notice, DER_SEQUENCE);
    describe_group(d, "noticeRef");
    describe_any(d, "organization", &r);
    struct reader numbers = der_enter(&r, DER_SEQUENCE);
    describe_list(d, "noticeNumbers");
    while (read_more(&numbers)) {
        describe_integer(d, NULL, der_read_integer(&numbers));
    }
    describe_end(d);
    describe_end(d);
    der_leave(&r, &numbers);
    der_leave(notice, &r);
}

static void describe_user_notice(struct description *d, struct reader *r) {
    struct reader notice = der_enter(r, DER_SEQUENCE);
    describe_group(d, "userNotice");
    if (der_next_is(&notice, DER_SEQUENCE)) {
        describe_notice_reference(d, &notice);
    }
    if (read_more(&notice)) {
        describe_any(d, "explicitText", &notice);
    }
    describe_end(d);
    der_leave(r, &notice);
}

static void describe_qualifier(struct description *d, struct reader *list) {
    struct reader r = der_enter(list, DER_SEQUENCE);
    tl_bytes oid = der_read_oid(&r);
    describe_group(d, NULL);
    if (oid_is(oid, OID_POLICY_CPS)) {
        describe_any(d, "cPSuri", &r);
    } else if (oid_is(oid, OID_POLICY_USER_NOTICE)) {
        describe_user_notice(d, &r);
    } else {
        describe_oid(d, "policyQualifierId", oid);
        describe_any(d, "qualifier", &r);
    }
    describe_end(d);
    der_leave(list, &r);
}

/* The dotted numbers, which are what people know policies by, and the name where there is one. */
static void describe_policy_oid(struct description *d, const char *field, tl_bytes oid) {
    char dotted[OID_TEXT_SIZE];
    oid_dotted(oid, dotted);
    describe_text(d, field, dotted);
}

static void describe_policy(struct description *d, struct reader *list) {
    struct reader r = der_enter(list, DER_SEQUENCE);
    tl_bytes oid = der_read_oid(&r);
    describe_group(d, NULL);
    describe_policy_oid(d, "policyIdentifier", oid);
    if (oid_name(oid) != NULL) {
        describe_text(d, "name", oid_name(oid));
    }
    if (read_more(&r)) {
        struct reader qualifiers = der_enter(&r, DER_SEQUENCE);
        describe_list(d, "policyQualifiers");
        do { /* SIZE (1..MAX) */
            describe_qualifier(d, &qualifiers);
        } while (read_more(&qualifiers));
        describe_end(d);
        der_leave(&r, &qualifiers);
    }
    describe_end(d);
    der_leave(list, &r);
}

void describe_policies(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_list(d, "value");
    do { /* SIZE (1..MAX) */
        describe_policy(d, &r);
    } while (read_more(&r));
    describe_end(d);
    der_leave(outer, &r);
}

void describe_policy_mappings(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_list(d, "value");
    do { /* SIZE (1..MAX) */
        struct reader mapping = der_enter(&r, DER_SEQUENCE);
        describe_group(d, NULL);
        describe_policy_oid(d, "issuerDomainPolicy", der_read_oid(&mapping));
        describe_policy_oid(d, "subjectDomainPolicy", der_read_oid(&mapping));
        describe_end(d);
        der_leave(&r, &mapping);
    } while (read_more(&r));
    describe_end(d);
    der_leave(outer, &r);
}

void describe_policy_constraints(struct description *d, struct reader *outer) {
    static const char *const fields[] = {"requireExplicitPolicy", "inhibitPolicyMapping"};
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_group(d, "value");
    for (unsigned i = 0; i < COUNT_OF(fields); i++) {
        if (der_next_is(&r, DER_CONTEXT(i))) {
            describe_integer(d, fields[i], der_read(&r, DER_CONTEXT(i)));
        }
    }
    describe_end(d);
    der_leave(outer, &r);
}

/* QCStatement ::= SEQUENCE { statementId, statementInfo ANY OPTIONAL } (RFC 3739 §3.2.6) */
void describe_qc_statements(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_list(d, "value");
    while (read_more(&r)) {
        struct reader statement = der_enter(&r, DER_SEQUENCE);
        describe_group(d, NULL);
        describe_oid(d, "statementId", der_read_oid(&statement));
        if (read_more(&statement)) {
            describe_any(d, "statementInfo", &statement);
        }
        describe_end(d);
        der_leave(&r, &statement);
    }
    describe_end(d);
    der_leave(outer, &r);
}
