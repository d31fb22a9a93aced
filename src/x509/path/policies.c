/* The steps have the names that they have in RFC 5280 §6.1 and RFC 9618 §5. */
#include "x509/path/policies.h"

#include "base/alloc.h"
#include "base/control.h"
#include "x509/der/der.h"
#include "x509/der/oid.h"
#include "x509/path/path.h"

/* A valid policy at one depth. Its parents are all policies of the depth above that expect it, or anyPolicy there; what
 * it expects itself is that policy, or what the certificate's policyMappings map it to. */
struct policy_node {
    tl_bytes policy;
    bool from_any;     /* its parent is anyPolicy */
    bool is_mapped;    /* its expected policies stand in the level's mappings */
    bool leads_to_end; /* not to be pruned (§6.1.3 (d) (3)) */
};

struct level {
    struct policy_node *nodes;
    size_t num_nodes, room;
    bool has_any; /* a node for anyPolicy, whose parent is anyPolicy */
    tl_bytes mappings;
};

struct graph {
    struct level levels[PATH_MAX_DEPTH + 3]; /* [0]: anyPolicy */
    unsigned explicit_policy, policy_mapping, inhibit_any;
    unsigned demanded_by; /* who made explicit_policy what it is */
    unsigned *comparisons;
    enum policy_result failure;
};

static bool fail(struct graph *graph, enum policy_result failure) {
    graph->failure = failure;
    return false;
}

static bool is_any(tl_bytes policy) {
    return oid_is(policy, OID_ANY_POLICY);
}

/* PolicyInformation; false: with a qualifier that we do not know. */
static bool read_policy(struct reader *r, tl_bytes *policy) {
    struct reader information = der_enter(r, DER_SEQUENCE);
    bool known_qualifiers = true;
    *policy = der_read_oid(&information);
    if (read_more(&information)) {
        struct reader qualifiers = der_enter(&information, DER_SEQUENCE);
        do { /* SIZE (1..MAX) */
            struct reader qualifier = der_enter(&qualifiers, DER_SEQUENCE);
            tl_bytes id = der_read_oid(&qualifier);
            der_read_any_element(&qualifier);
            der_leave(&qualifiers, &qualifier);
            known_qualifiers = known_qualifiers && (oid_is(id, OID_POLICY_CPS) || oid_is(id, OID_POLICY_USER_NOTICE));
        } while (read_more(&qualifiers));
        der_leave(&information, &qualifiers);
    }
    der_leave(r, &information);
    return known_qualifiers;
}

bool policies_are_well_formed(tl_bytes content, bool *known_qualifiers) {
    struct reader r = reader_of(content);
    tl_bytes policy;
    *known_qualifiers = true;
    do { /* SIZE (1..MAX) */
        *known_qualifiers = read_policy(&r, &policy) && *known_qualifiers;
    } while (read_more(&r));
    return read_end(&r);
}

struct mapping {
    tl_bytes issuer_domain, subject_domain;
};

static void read_mapping(struct reader *r, struct mapping *mapping) {
    struct reader pair = der_enter(r, DER_SEQUENCE);
    mapping->issuer_domain = der_read_oid(&pair);
    mapping->subject_domain = der_read_oid(&pair);
    der_leave(r, &pair);
}

bool policy_mappings_are_well_formed(tl_bytes content) {
    struct reader r = reader_of(content);
    struct mapping mapping;
    do { /* SIZE (1..MAX) */
        read_mapping(&r, &mapping);
    } while (read_more(&r));
    return read_end(&r);
}

/* ---- nodes ---- */

/* Has the work that a path may ask for been done? Then all that follows comes to nothing quickly. */
static bool spend(struct graph *graph) {
    if (graph->failure == POLICIES_VALID && ++*graph->comparisons > POLICIES_MAX_COMPARISONS) {
        graph->failure = POLICIES_TOO_MANY;
    }
    return graph->failure == POLICIES_VALID;
}

static struct policy_node *find(struct graph *graph, struct level *level, tl_bytes policy) {
    for (size_t i = 0; i < level->num_nodes && spend(graph); i++) {
        if (bytes_equal(level->nodes[i].policy, policy)) {
            return &level->nodes[i];
        }
    }
    return NULL;
}

static bool add(struct graph *graph, struct level *level, struct policy_node node) {
    if (level->num_nodes == level->room) {
        size_t room = level->room > 0 ? 2 * level->room : 8;
        struct policy_node *nodes = mem_resize(level->nodes, room * sizeof *nodes);
        REQUIRE(nodes != NULL, fail(graph, POLICIES_OUT_OF_MEMORY));
        level->nodes = nodes;
        level->room = room;
    }
    level->nodes[level->num_nodes++] = node;
    return graph->failure == POLICIES_VALID;
}

static bool is_empty(const struct level *level) {
    return level->num_nodes == 0 && !level->has_any;
}

/* The next node of a level that expects this policy; *cursor is a zeroed reader at first. */
struct parents {
    struct reader mappings;
    bool begun;
};

static struct policy_node *next_parent(struct graph *graph, struct level *level, tl_bytes policy,
                                       struct parents *parents) {
    if (!parents->begun) {
        *parents = (struct parents){reader_of(level->mappings), true};
        struct policy_node *same = find(graph, level, policy);
        if (same != NULL && !same->is_mapped) {
            return same;
        }
    }
    while (read_more(&parents->mappings) && spend(graph)) {
        struct mapping mapping;
        read_mapping(&parents->mappings, &mapping);
        struct policy_node *parent =
            bytes_equal(mapping.subject_domain, policy) ? find(graph, level, mapping.issuer_domain) : NULL;
        if (parent != NULL && parent->is_mapped) {
            return parent;
        }
    }
    return NULL;
}

static bool is_expected(struct graph *graph, struct level *level, tl_bytes policy) {
    struct parents parents = {0};
    return next_parent(graph, level, policy, &parents) != NULL;
}

/* ---- §6.1.3 (d) ---- */

/* (1): the policies that the certificate names; *has_any: it names anyPolicy too. */
static bool add_named(struct graph *graph, struct level *above, struct level *level, tl_bytes policies, bool *has_any) {
    struct reader r = reader_of(policies);
    while (read_more(&r)) {
        tl_bytes policy;
        read_policy(&r, &policy);
        bool twice = is_any(policy) ? *has_any : find(graph, level, policy) != NULL;
        REQUIRE(!twice, fail(graph, POLICIES_MALFORMED));
        if (is_any(policy)) {
            *has_any = true;
        } else if (is_expected(graph, above, policy)) {
            TRY(add(graph, level, (struct policy_node){.policy = policy}));
        } else if (above->has_any) {
            TRY(add(graph, level, (struct policy_node){.policy = policy, .from_any = true}));
        }
    }
    return true;
}

static bool add_unless_there(struct graph *graph, struct level *level, tl_bytes policy) {
    return find(graph, level, policy) != NULL || add(graph, level, (struct policy_node){.policy = policy});
}

/* (2): with anyPolicy, all policies that are expected. */
static bool add_expected(struct graph *graph, struct level *above, struct level *level) {
    level->has_any = above->has_any;
    for (size_t i = 0; i < above->num_nodes; i++) {
        if (!above->nodes[i].is_mapped) {
            TRY(add_unless_there(graph, level, above->nodes[i].policy));
        }
    }
    struct reader r = reader_of(above->mappings);
    while (read_more(&r)) {
        struct mapping mapping;
        read_mapping(&r, &mapping);
        const struct policy_node *issuer = find(graph, above, mapping.issuer_domain);
        if (issuer != NULL && issuer->is_mapped) {
            TRY(add_unless_there(graph, level, mapping.subject_domain));
        }
    }
    return true;
}

/* ---- §6.1.4 ---- */

static void remove_node(struct level *level, struct policy_node *node) {
    *node = level->nodes[--level->num_nodes];
}

/* (b) for one pair. */
static bool map(struct graph *graph, struct level *level, tl_bytes policy) {
    struct policy_node *node = find(graph, level, policy);
    if (graph->policy_mapping == 0) {
        if (node != NULL) {
            remove_node(level, node);
        }
        return true;
    }
    if (node != NULL) {
        node->is_mapped = true;
        return true;
    }
    return !level->has_any ||
           add(graph, level, (struct policy_node){.policy = policy, .from_any = true, .is_mapped = true});
}

/* (a), (b) */
static bool apply_mappings(struct graph *graph, struct level *level, tl_bytes mappings) {
    struct reader r = reader_of(mappings);
    while (read_more(&r)) {
        struct mapping mapping;
        read_mapping(&r, &mapping);
        REQUIRE(!is_any(mapping.issuer_domain) && !is_any(mapping.subject_domain), fail(graph, POLICIES_MALFORMED));
        TRY(spend(graph) && map(graph, level, mapping.issuer_domain));
    }
    level->mappings = graph->policy_mapping > 0 ? mappings : (tl_bytes){0};
    return graph->failure == POLICIES_VALID;
}

static void count_down(unsigned *counter) {
    *counter -= *counter > 0 ? 1 : 0;
}

static void lower_to(unsigned *counter, int bound) {
    if (bound >= 0 && (unsigned)bound < *counter) {
        *counter = (unsigned)bound;
    }
}

/* (h) to (j) */
static void prepare_counters(struct graph *graph, const struct certificate *certificate, unsigned at) {
    if (!certificate_is_self_issued(certificate)) {
        count_down(&graph->explicit_policy);
        count_down(&graph->policy_mapping);
        count_down(&graph->inhibit_any);
    }
    unsigned before = graph->explicit_policy;
    lower_to(&graph->explicit_policy, certificate->require_explicit_policy);
    graph->demanded_by = graph->explicit_policy < before ? at : graph->demanded_by;
    lower_to(&graph->policy_mapping, certificate->inhibit_policy_mapping);
    lower_to(&graph->inhibit_any, certificate->inhibit_any_policy);
}

/* ---- §6.1.5 ---- */

/* Marks what §6.1.3 (d) (3) would not have pruned. */
static void mark_level(struct graph *graph, struct level *above, const struct level *level) {
    for (size_t i = 0; i < level->num_nodes; i++) {
        const struct policy_node *node = &level->nodes[i];
        struct parents parents = {0};
        struct policy_node *parent;
        while (node->leads_to_end && !node->from_any &&
               (parent = next_parent(graph, above, node->policy, &parents)) != NULL) {
            parent->leads_to_end = true;
        }
    }
}

static bool is_accepted(struct graph *graph, const struct policy_inputs *inputs, tl_bytes policy) {
    for (size_t i = 0; i < inputs->num_policies && spend(graph); i++) {
        if (bytes_equal(inputs->policies[i], policy)) {
            return true;
        }
    }
    return false;
}

static bool has_accepted(struct graph *graph, const struct policy_inputs *inputs, const struct level *level) {
    for (size_t i = 0; i < level->num_nodes; i++) {
        const struct policy_node *node = &level->nodes[i];
        if (node->from_any && node->leads_to_end && is_accepted(graph, inputs, node->policy)) {
            return true;
        }
    }
    return false;
}

/* (g): is the user-constrained-policy-set of RFC 9618 §5.5 not empty? */
static bool has_user_policy(struct graph *graph, const struct policy_inputs *inputs, unsigned depth) {
    struct level *last = &graph->levels[depth];
    if (inputs->num_policies == 0 || last->has_any) {
        return !is_empty(last);
    }
    for (size_t i = 0; i < last->num_nodes; i++) {
        last->nodes[i].leads_to_end = true;
    }
    for (unsigned i = depth; i >= 1; i--) {
        if (has_accepted(graph, inputs, &graph->levels[i])) {
            return true;
        }
        mark_level(graph, &graph->levels[i - 1], &graph->levels[i]);
    }
    return false;
}

/* ---- the path ---- */

/* §6.1.3 (d) to (f) */
static bool process(struct graph *graph, const struct certificate *certificate, unsigned depth, bool is_leaf) {
    struct level *above = &graph->levels[depth - 1], *level = &graph->levels[depth];
    bool names_any = false;
    TRY(add_named(graph, above, level, certificate->policies, &names_any));
    bool any_allowed = graph->inhibit_any > 0 || (!is_leaf && certificate_is_self_issued(certificate));
    if (names_any && any_allowed) {
        TRY(add_expected(graph, above, level));
    }
    REQUIRE(graph->explicit_policy > 0 || !is_empty(level), fail(graph, POLICIES_NONE));
    return graph->failure == POLICIES_VALID;
}

static bool prepare(struct graph *graph, const struct certificate *certificate, unsigned depth, unsigned at) {
    TRY(apply_mappings(graph, &graph->levels[depth], certificate->policy_mappings));
    prepare_counters(graph, certificate, at);
    return true;
}

static bool wrap_up(struct graph *graph, const struct certificate *leaf, const struct policy_inputs *inputs,
                    unsigned depth) {
    count_down(&graph->explicit_policy);
    if (leaf->require_explicit_policy == 0 && graph->explicit_policy > 0) {
        graph->explicit_policy = 0;
        graph->demanded_by = 0;
    }
    if (graph->explicit_policy > 0 || has_user_policy(graph, inputs, depth)) {
        return graph->failure == POLICIES_VALID;
    }
    return graph->failure == POLICIES_VALID && fail(graph, POLICIES_NONE);
}

static bool run(struct graph *graph, const struct certificate *path, unsigned len, const struct policy_inputs *inputs,
                unsigned *at) {
    for (unsigned depth = 1; depth <= len; depth++) {
        *at = len - depth;
        TRY(process(graph, &path[*at], depth, *at == 0));
        if (*at > 0) {
            TRY(prepare(graph, &path[*at], depth, *at));
        }
    }
    return wrap_up(graph, path, inputs, len);
}

enum policy_result policies_check(const struct certificate *path, unsigned len, const struct policy_inputs *inputs,
                                  unsigned *comparisons, struct policy_finding *finding) {
    struct graph graph = {.levels[0].has_any = true,
                          .explicit_policy = inputs->explicit_policy ? 0 : len + 1,
                          .policy_mapping = inputs->inhibit_mapping ? 0 : len + 1,
                          .inhibit_any = inputs->inhibit_any ? 0 : len + 1,
                          .demanded_by = len,
                          .comparisons = comparisons};
    run(&graph, path, len, inputs, &finding->at);
    finding->demanded_by = graph.demanded_by;
    for (unsigned depth = 1; depth <= len; depth++) {
        mem_free(graph.levels[depth].nodes);
    }
    return graph.failure;
}
