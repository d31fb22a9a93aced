/* Certificate policies (RFC 5280 §6.1.3 (d) to (f), §6.1.4 (a) to (j), §6.1.5 (a), (b), (g)). */
#include "refusals/rows.h"

#include "x509/der/oid.h"

#define A   "\x06\x03\x2a\x03\x05" /* 1.2.3.5 */
#define B   "\x06\x03\x2a\x03\x06" /* 1.2.3.6 */
#define ANY "\x06\x04\x55\x1d\x20\x00"

static void extend(struct scene *s, struct forgery *forgery, const char *oid, bool critical, tl_bytes value) {
    scene_extend(s, forgery, oid, 3, critical, value);
}
static void policy(struct scene *s, struct forgery *forgery, char which) {
    static const char a[] = "\x30\x07\x30\x05" A, b[] = "\x30\x07\x30\x05" B, any[] = "\x30\x08\x30\x06" ANY;
    extend(s, forgery, OID_POLICIES, false,
           which == 'a'   ? (tl_bytes)TEXT_OF(a)
           : which == 'b' ? (tl_bytes)TEXT_OF(b)
                          : (tl_bytes)TEXT_OF(any));
}
static void setting(struct scene *s) {
    s->about_policies = true;
}

/* requireExplicitPolicy 0 */
static void ca_demands(struct scene *s) {
    extend(s, &s->ca, OID_POLICY_CONSTRAINTS, true, (tl_bytes)TEXT_OF("\x30\x03\x80\x01\x00"));
}
static void ca_demands_and_leaf_has_none(struct scene *s) {
    ca_demands(s);
    policy(s, &s->ca, 'a');
}
static void ca_demands_and_leaf_has_one(struct scene *s) {
    ca_demands(s);
    policy(s, &s->ca, 'a');
    policy(s, &s->leaf, 'a');
}
static void ca_demands_and_leaf_has_another(struct scene *s) {
    ca_demands(s);
    policy(s, &s->ca, 'a');
    policy(s, &s->leaf, 'b');
}
static void ca_demands_and_has_none(struct scene *s) {
    ca_demands(s);
    policy(s, &s->leaf, 'a');
}
static void leaf_demands(struct scene *s) {
    extend(s, &s->leaf, OID_POLICY_CONSTRAINTS, true, (tl_bytes)TEXT_OF("\x30\x03\x80\x01\x00"));
}
static void leaf_demands_and_has_one(struct scene *s) {
    leaf_demands(s);
    policy(s, &s->ca, 'a');
    policy(s, &s->leaf, 'a');
}
static void demands_after_one(struct scene *s, bool there_is_one) {
    extend(s, &s->ca, OID_POLICY_CONSTRAINTS, true, (tl_bytes)TEXT_OF("\x30\x03\x80\x01\x01"));
    struct forgery *below = scene_add_ca(s, "ca below");
    policy(s, &s->ca, 'a');
    policy(s, below, 'a');
    policy(s, &s->leaf, there_is_one ? 'a' : 'b');
}
static void demands_after_one_and_none(struct scene *s) {
    demands_after_one(s, false);
}
static void demands_after_one_and_one(struct scene *s) {
    demands_after_one(s, true);
}
static void we_demand(struct scene *s) {
    s->require_policy = true;
}
static void we_demand_and_all_have_one(struct scene *s) {
    we_demand(s);
    policy(s, &s->ca, 'a');
    policy(s, &s->leaf, 'a');
}
static void we_accept(struct scene *s, const char *oid) {
    we_demand_and_all_have_one(s);
    s->policies[s->num_policies++] = oid;
}
static void we_accept_this_one(struct scene *s) {
    we_accept(s, "1.2.3.5");
}
static void we_accept_another(struct scene *s) {
    we_accept(s, "1.2.3.6");
}

/* ---- anyPolicy ---- */

static void any_in_ca(struct scene *s) {
    we_demand(s);
    policy(s, &s->ca, '*');
    policy(s, &s->leaf, 'a');
}
static void ca_inhibits_any(struct scene *s, char in_leaf) {
    we_demand(s);
    extend(s, &s->ca, OID_INHIBIT_ANY_POLICY, true, (tl_bytes)TEXT_OF("\x02\x01\x00"));
    policy(s, &s->ca, 'a');
    policy(s, &s->leaf, in_leaf);
}
static void any_in_leaf_inhibited(struct scene *s) {
    ca_inhibits_any(s, '*');
}
static void any_inhibited_but_not_used(struct scene *s) {
    ca_inhibits_any(s, 'a');
}
static void we_inhibit_any(struct scene *s) {
    any_in_ca(s);
    s->inhibit_any_policy = true;
}
static void we_inhibit_any_but_none_is_there(struct scene *s) {
    we_demand_and_all_have_one(s);
    s->inhibit_any_policy = true;
}

/* ---- mappings: B of the leaf's is A of the CA's ---- */

static void mapped(struct scene *s) {
    we_accept(s, "1.2.3.5");
    s->leaf.extensions = (tl_bytes){0};
    policy(s, &s->leaf, 'b');
    extend(s, &s->ca, OID_POLICY_MAPPINGS, true, (tl_bytes)TEXT_OF("\x30\x0c\x30\x0a" A B));
}
static void mapping_inhibited(struct scene *s) {
    extend(s, &s->root, OID_POLICY_CONSTRAINTS, true, (tl_bytes)TEXT_OF("\x30\x03\x81\x01\x00"));
    struct forgery *below = scene_add_ca(s, "ca below");
    we_accept(s, "1.2.3.5");
    extend(s, &s->ca, OID_POLICY_CONSTRAINTS, true, (tl_bytes)TEXT_OF("\x30\x03\x81\x01\x00"));
    policy(s, below, 'a');
    extend(s, below, OID_POLICY_MAPPINGS, true, (tl_bytes)TEXT_OF("\x30\x0c\x30\x0a" A B));
    s->leaf.extensions = (tl_bytes){0};
    policy(s, &s->leaf, 'b');
}
static void mapping_allowed(struct scene *s) {
    struct forgery *below = scene_add_ca(s, "ca below");
    we_accept(s, "1.2.3.5");
    policy(s, below, 'a');
    extend(s, below, OID_POLICY_MAPPINGS, true, (tl_bytes)TEXT_OF("\x30\x0c\x30\x0a" A B));
    s->leaf.extensions = (tl_bytes){0};
    policy(s, &s->leaf, 'b');
}
static void we_inhibit_mapping(struct scene *s) {
    mapped(s);
    s->inhibit_policy_mapping = true;
}
static void mapping_of_any(struct scene *s) {
    mapped(s);
    s->ca.extensions = (tl_bytes){0};
    policy(s, &s->ca, '*');
    extend(s, &s->ca, OID_POLICY_MAPPINGS, true, (tl_bytes)TEXT_OF("\x30\x0d\x30\x0b" ANY B));
}
static void mapping_to_any(struct scene *s) {
    mapped(s);
    s->ca.extensions = (tl_bytes){0};
    policy(s, &s->ca, 'a');
    extend(s, &s->ca, OID_POLICY_MAPPINGS, true, (tl_bytes)TEXT_OF("\x30\x0d\x30\x0b" A ANY));
}
static void same_policy_twice(struct scene *s) {
    policy(s, &s->ca, 'a');
    extend(s, &s->leaf, OID_POLICIES, false, (tl_bytes)TEXT_OF("\x30\x0e\x30\x05" A "\x30\x05" A));
}
static void two_policies(struct scene *s) {
    policy(s, &s->ca, 'a');
    extend(s, &s->leaf, OID_POLICIES, false, (tl_bytes)TEXT_OF("\x30\x0e\x30\x05" A "\x30\x05" B));
}
static void different_and_nobody_demands(struct scene *s) {
    policy(s, &s->ca, 'a');
    policy(s, &s->leaf, 'b');
}

#define NO_POLICY(rule, source, change, twin)                                                                          \
    { rule, source, BECAUSE(NO_VALID_POLICY), change, twin }

static const struct row rows[] = {
    NO_POLICY("a CA demands a policy, and the leaf has none", "RFC 5280 §6.1.4 (i) (1)", ca_demands_and_leaf_has_none,
              ca_demands_and_leaf_has_one),
    NO_POLICY("a CA demands a policy, and the leaf has another", "RFC 5280 §6.1.3 (f)", ca_demands_and_leaf_has_another,
              ca_demands_and_leaf_has_one),
    NO_POLICY("a CA demands a policy, and has none itself", "RFC 5280 §6.1.3 (e)", ca_demands_and_has_none,
              ca_demands_and_leaf_has_one),
    NO_POLICY("a CA demands a policy one certificate below", "RFC 5280 §6.1.4 (h) (1)", demands_after_one_and_none,
              demands_after_one_and_one),
    NO_POLICY("the leaf demands a policy, and there is none", "RFC 5280 §6.1.5 (b)", leaf_demands,
              leaf_demands_and_has_one),
    NO_POLICY("we demand a policy, and there is none", "RFC 5280 §6.1.1 (e)", we_demand, we_demand_and_all_have_one),
    NO_POLICY("we demand another policy", "RFC 5280 §6.1.1 (c)", we_accept_another, we_accept_this_one),
    NO_POLICY("a CA inhibits anyPolicy, and the leaf has it", "RFC 5280 §6.1.4 (j)", any_in_leaf_inhibited,
              any_inhibited_but_not_used),
    NO_POLICY("we inhibit anyPolicy, and the CA has it", "RFC 5280 §6.1.1 (g)", we_inhibit_any,
              we_inhibit_any_but_none_is_there),
    NO_POLICY("a CA inhibits mappings, and one below it maps", "RFC 5280 §6.1.4 (i) (2)", mapping_inhibited,
              mapping_allowed),
    NO_POLICY("we inhibit mappings, and the CA maps", "RFC 5280 §6.1.1 (f)", we_inhibit_mapping, mapped),
    {"a mapping of anyPolicy", "RFC 5280 §6.1.4 (a)", BECAUSE(INVALID_POLICIES), mapping_of_any, mapped},
    {"a mapping to anyPolicy", "RFC 5280 §6.1.4 (a)", BECAUSE(INVALID_POLICIES), mapping_to_any, mapped},
    {"the same policy twice", "RFC 5280 §4.2.1.4", BECAUSE(INVALID_POLICIES), same_policy_twice, two_policies},
    {"anyPolicy in the CA", "RFC 5280 §6.1.3 (d) (1) (ii)", BECAUSE(NONE), any_in_ca, NULL},
    {"policies that do not fit, and nobody demands one", "RFC 5280 §6.1.3 (f)", BECAUSE(NONE),
     different_and_nobody_demands, NULL},
};

TABLE(table_policies, "Policies", NULL, setting);
