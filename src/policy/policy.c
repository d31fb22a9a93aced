#include "policy/policy.h"

#include <strings.h>

#include "base/control.h"
#include "base/list.h"
#include "policy/sentences.h"
#include "policy/settings.h"

struct name_list {
    const char *setting; /* the setting's name, for sentences */
    const char *at;
};

static struct name_list names_of(enum setting_id id, const char *given) {
    const struct setting *setting = &settings_table[id];
    return (struct name_list){setting->name, given != NULL ? given : setting->text};
}

/* Takes the next comma-separated name, without spaces around it; false at the end. */
static bool next_name(struct name_list *list, tl_bytes *name) {
    return list_next(&list->at, name);
}

static bool is_name(tl_bytes name, const char *candidate) {
    return strlen(candidate) == name.len && strncasecmp((const char *)name.data, candidate, name.len) == 0;
}

static bool unknown_name(const struct name_list *list, tl_bytes name, tl_error *error) {
    return error_set(error, UNKNOWN_NAME, list->setting, (int)name.len, (const char *)name.data);
}

/* Appends once: a name given twice keeps its first place. */
static bool append(const void **items, uint8_t *count, const void *item, const char *setting, tl_error *error) {
    for (size_t i = 0; i < *count; i++) {
        if (items[i] == item) {
            return true;
        }
    }
    REQUIRE(*count < POLICY_MAX_LIST, error_set(error, LIST_TOO_LONG, setting, POLICY_MAX_LIST));
    items[(*count)++] = item;
    return true;
}

static bool within_versions(const struct policy *p, const struct suite *suite) {
    return suite->version >= p->min_version && suite->version <= p->max_version;
}

static bool append_suites(struct policy *p, struct name_list *list, tl_bytes name, tl_error *error) {
    bool known = false;
    for (size_t i = 0; i < num_suites; i++) {
        const struct suite *suite = &suites[i];
        if (!is_name(name, suite->name) && !is_name(name, suite->cipher)) {
            continue;
        }
        known = true;
        if (within_versions(p, suite)) {
            TRY(append((const void **)p->suites, &p->num_suites, suite, list->setting, error));
        }
    }
    return known || unknown_name(list, name, error);
}

static bool version_has_suite(const struct policy *p, tl_protocol version) {
    for (size_t i = 0; i < p->num_suites; i++) {
        if (p->suites[i]->version == version) {
            return true;
        }
    }
    return false;
}

static bool read_suites(struct policy *p, const char *setting, tl_error *error) {
    struct name_list list = names_of(SETTING_CIPHERS, setting);
    for (tl_bytes name; next_name(&list, &name);) {
        TRY(append_suites(p, &list, name, error));
    }
    REQUIRE(p->num_suites > 0, error_set(error, EMPTY_LIST, list.setting));
    REQUIRE(p->min_version > TL_TLS1_2 || version_has_suite(p, TL_TLS1_2),
            error_set(error, NO_SUITE_FOR_VERSION, version_name(TL_TLS1_2)));
    REQUIRE(p->max_version < TL_TLS1_3 || version_has_suite(p, TL_TLS1_3),
            error_set(error, NO_SUITE_FOR_VERSION, version_name(TL_TLS1_3)));
    return true;
}

static const struct group *group_by_name(tl_bytes name) {
    for (size_t i = 0; i < num_groups; i++) {
        if (is_name(name, groups[i].name)) {
            return &groups[i];
        }
    }
    return NULL;
}

static bool read_groups(struct policy *p, const char *setting, tl_error *error) {
    struct name_list list = names_of(SETTING_GROUPS, setting);
    for (tl_bytes name; next_name(&list, &name);) {
        const struct group *group = group_by_name(name);
        REQUIRE(group != NULL, unknown_name(&list, name, error));
        TRY(append((const void **)p->groups, &p->num_groups, group, list.setting, error));
    }
    REQUIRE(p->num_groups > 0, error_set(error, EMPTY_LIST, list.setting));
    return true;
}

static bool read_key_shares(struct policy *p, const char *setting, tl_error *error) {
    struct name_list list = names_of(SETTING_KEY_SHARES, setting != NULL ? setting : p->groups[0]->name);
    for (tl_bytes name; next_name(&list, &name);) {
        const struct group *group = group_by_name(name);
        REQUIRE(group != NULL, unknown_name(&list, name, error));
        REQUIRE(policy_has_group(p, group), error_set(error, SHARE_NOT_A_GROUP, group->name));
        TRY(append((const void **)p->key_shares, &p->num_key_shares, group, list.setting, error));
    }
    /* An empty list is legal: the server then asks for a share by HelloRetryRequest (RFC 8446 §4.2.8). */
    return true;
}

static const struct scheme *scheme_by_name(tl_bytes name) {
    for (size_t i = 0; i < num_schemes; i++) {
        if (is_name(name, schemes[i].name)) {
            return &schemes[i];
        }
    }
    return NULL;
}

static bool has_tls13_scheme(const struct policy *p) {
    for (size_t i = 0; i < p->num_schemes; i++) {
        if (p->schemes[i]->in_tls13) {
            return true;
        }
    }
    return false;
}

static bool read_schemes(struct policy *p, const char *setting, tl_error *error) {
    if (setting == NULL) {
        for (size_t i = 0; i < num_schemes; i++) {
            p->schemes[p->num_schemes++] = &schemes[i];
        }
        return true;
    }
    struct name_list list = names_of(SETTING_SIGNATURES, setting);
    for (tl_bytes name; next_name(&list, &name);) {
        const struct scheme *scheme = scheme_by_name(name);
        REQUIRE(scheme != NULL, unknown_name(&list, name, error));
        TRY(append((const void **)p->schemes, &p->num_schemes, scheme, list.setting, error));
    }
    REQUIRE(p->num_schemes > 0, error_set(error, EMPTY_LIST, list.setting));
    REQUIRE(p->max_version < TL_TLS1_3 || has_tls13_scheme(p), error_set(error, NO_SCHEME_FOR_TLS13));
    return true;
}

static bool read_version(enum setting_id id, tl_protocol given, tl_protocol *version, tl_error *error) {
    *version = (tl_protocol)setting_or_initial(&settings_table[id], given);
    REQUIRE(version_is_known(*version), error_set(error, BAD_VERSION, settings_table[id].name, (unsigned)*version));
    return true;
}

static bool read_versions(struct policy *p, const tl_settings *s, tl_error *error) {
    TRY(read_version(SETTING_MIN_VERSION, s->min_version, &p->min_version, error));
    TRY(read_version(SETTING_MAX_VERSION, s->max_version, &p->max_version, error));
    REQUIRE(p->min_version <= p->max_version, error_set(error, VERSIONS_CROSSED));
    return true;
}

static bool read_key_bits(struct policy *p, const tl_settings *s, tl_error *error) {
    const struct setting *min = &settings_table[SETTING_MIN_KEY_BITS], *max = &settings_table[SETTING_MAX_KEY_BITS];
    p->legacy = s->legacy;
    p->min_key_bits = (unsigned)setting_or_initial(min, s->min_key_bits);
    p->max_key_bits = (unsigned)setting_or_initial(max, s->max_key_bits);
    REQUIRE(p->min_key_bits >= (p->legacy ? min->smallest : min->initial),
            error_set(error, KEY_BITS_WEAK, p->min_key_bits));
    REQUIRE(p->min_key_bits <= p->max_key_bits && p->max_key_bits <= max->largest,
            error_set(error, KEY_BITS_CROSSED, p->min_key_bits, p->max_key_bits));
    return true;
}

static bool read_limit(enum setting_id id, size_t given, size_t *limit, tl_error *error) {
    const struct setting *setting = &settings_table[id];
    *limit = (size_t)setting_or_initial(setting, given);
    REQUIRE(*limit >= setting->smallest && *limit <= setting->largest,
            error_set(error, BAD_LIMIT, setting->name, *limit, setting->smallest, setting->largest, setting->unit));
    return true;
}

static bool read_limits(struct policy *p, const tl_settings *s, tl_error *error) {
    TRY(read_limit(SETTING_MAX_RECORD, s->max_record, &p->max_record, error));
    TRY(read_limit(SETTING_RECORD_PADDING, s->record_padding, &p->record_padding, error));
    TRY(read_limit(SETTING_MAX_HANDSHAKE, s->max_handshake, &p->max_handshake, error));
    REQUIRE(p->record_padding <= p->max_record, error_set(error, PADDING_OVER_RECORD, p->record_padding));
    p->records_per_key = setting_or_initial(&settings_table[SETTING_RECORDS_PER_KEY], s->records_per_key);
    return true;
}

bool policy_init(struct policy *policy, const tl_settings *settings, tl_error *error) {
    *policy = (struct policy){0};
    return read_versions(policy, settings, error) && read_key_bits(policy, settings, error) &&
           read_limits(policy, settings, error) && read_suites(policy, settings->ciphers, error) &&
           read_groups(policy, settings->groups, error) && read_key_shares(policy, settings->key_shares, error) &&
           read_schemes(policy, settings->signatures, error);
}

bool policy_has_suite(const struct policy *policy, const struct suite *suite) {
    for (size_t i = 0; i < policy->num_suites; i++) {
        if (policy->suites[i] == suite) {
            return true;
        }
    }
    return false;
}

bool policy_has_group(const struct policy *policy, const struct group *group) {
    for (size_t i = 0; i < policy->num_groups; i++) {
        if (policy->groups[i] == group) {
            return true;
        }
    }
    return false;
}

bool policy_has_scheme(const struct policy *policy, const struct scheme *scheme) {
    for (size_t i = 0; i < policy->num_schemes; i++) {
        if (policy->schemes[i] == scheme) {
            return true;
        }
    }
    return false;
}
