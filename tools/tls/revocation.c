#include "tls/revocation.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tls/feature_name.h"

/* ---- options ---- */

static bool add_path(struct revocation *revocation, const char *path) {
    if (revocation->num_paths == MAX_LIST_PATHS) {
        fprintf(stderr, "--crl is given more than %d times; put the files into one directory\n", MAX_LIST_PATHS);
        return false;
    }
    revocation->paths[revocation->num_paths++] = path;
    return true;
}

static bool set_policy(struct revocation *revocation, const char *name) {
    unsigned code = 0;
    if (!parse_feature("revocation", "policy for revocation", name, &code)) {
        return false;
    }
    revocation->policy = (tl_revocation)code;
    revocation->has_policy = true;
    return true;
}

bool revocation_set(struct revocation *revocation, int key, const char *value) {
    unsigned long days = 0;
    switch (key) {
    case KEY_CRL:
        return add_path(revocation, value);
    case KEY_REVOCATION:
        return set_policy(revocation, value);
    default: /* KEY_SHORT_LIVED */
        if (!parse_number(value, "the number of days", 1, 3650, &days)) {
            return false;
        }
        revocation->short_lived_days = (unsigned)days;
        return true;
    }
}

/* ---- lists ---- */

static tl_crls *load_path(const char *path) {
    struct stat about;
    tl_error error;
    bool is_directory = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    tl_crls *crls = is_directory ? tl_crls_load_dir(path, &error) : tl_crls_load(path, &error);
    if (crls == NULL) {
        say_error("the revocation lists", path, &error);
    }
    return crls;
}

/* All lists of several sets as one. */
static tl_crls *join(tl_crls *const *sets, size_t num_sets) {
    size_t count = 0;
    tl_error error;
    for (size_t i = 0; i < num_sets; i++) {
        count += tl_crls_count(sets[i]);
    }
    const tl_crl **all = calloc(count, sizeof *all);
    if (all == NULL) {
        fprintf(stderr, "out of memory for %zu revocation lists\n", count);
        return NULL;
    }
    count = 0;
    for (size_t i = 0; i < num_sets; i++) {
        for (size_t j = 0; j < tl_crls_count(sets[i]); j++) {
            all[count++] = tl_crls_get(sets[i], j);
        }
    }
    tl_crls *joined = tl_crls_new(all, count, &error);
    if (joined == NULL) {
        say_error("the revocation lists", NULL, &error);
    }
    free(all);
    return joined;
}

static bool load_all(struct revocation *revocation) {
    tl_crls *sets[MAX_LIST_PATHS];
    size_t loaded = 0;
    while (loaded < revocation->num_paths && (sets[loaded] = load_path(revocation->paths[loaded])) != NULL) {
        loaded++;
    }
    if (loaded == revocation->num_paths) {
        revocation->crls = join(sets, loaded);
    }
    for (size_t i = 0; i < loaded; i++) {
        tl_crls_free(sets[i]);
    }
    return revocation->crls != NULL;
}

bool revocation_load(struct revocation *revocation, const char *command, const char *unchecked) {
    if (revocation->policy == TL_REVOCATION_OFF) {
        revocation->short_lived_days = 0;
        return true;
    }
    bool is_given = revocation->has_policy || revocation->num_paths > 0 || revocation->short_lived_days > 0;
    if (is_given && unchecked != NULL) {
        fprintf(stderr, "%s: %s, so --crl, --revocation and --short-lived make no sense\n", command, unchecked);
        return false;
    }
    return revocation->num_paths == 0 || load_all(revocation);
}

bool revocation_watch(const struct revocation *revocation, struct watch *watch) {
    size_t num = revocation->crls != NULL ? tl_crls_count(revocation->crls) : 0;
    for (size_t i = 0; i < num; i++) {
        const tl_crl *crl = tl_crls_get(revocation->crls, i);
        bool ends = tl_crl_next_update(crl) != 0;
        if (ends &&
            !watch_add(watch, WATCHED_LIST, tl_crl_issuer(crl), tl_crl_this_update(crl), tl_crl_next_update(crl))) {
            return false;
        }
    }
    return true;
}

void revocation_clear(struct revocation *revocation) {
    tl_crls_free(revocation->crls);
    revocation->crls = NULL;
}

/* ---- what was found out ---- */

const char *revocation_state_name(tl_revocation_state state) {
    switch (state) {
    case TL_REVOCATION_NOT_CHECKED:
        break;
    case TL_REVOCATION_GOOD:
        return "good";
    case TL_REVOCATION_REVOKED:
        return "revoked";
    case TL_REVOCATION_UNKNOWN:
        return "unknown";
    case TL_REVOCATION_EXEMPT:
        return "exempt";
    }
    return "not_checked";
}

static void print_time(FILE *to, time_t time) {
    char text[UTC_TEXT_SIZE];
    utc_text(time, text);
    fputs(text, to);
}

static const struct {
    const char *words, *member;
} sources[] = {
    [TL_REVOCATION_FROM_NOWHERE] = {"nothing", NULL},
    [TL_REVOCATION_FROM_CRL] = {"a list", "crl"},
    [TL_REVOCATION_FROM_OCSP] = {"an OCSP response", "ocsp"},
};

static void print_source(FILE *to, const tl_revocation_status *status) {
    fprintf(to, ", says %s of ", sources[status->source].words);
    print_time(to, status->this_update);
    if (status->next_update != 0) {
        fputs(", which holds until ", to);
        print_time(to, status->next_update);
    }
}

void print_revocation(FILE *to, const tl_revocation_status *status) {
    switch (status->state) {
    case TL_REVOCATION_NOT_CHECKED:
        fputs("not checked", to);
        return;
    case TL_REVOCATION_UNKNOWN:
        fputs("not known, for nothing at hand tells it", to);
        return;
    case TL_REVOCATION_EXEMPT:
        fputs("not asked, for the certificate is short-lived", to);
        return;
    case TL_REVOCATION_GOOD:
        fputs("not revoked", to);
        break;
    case TL_REVOCATION_REVOKED:
        fputs("revoked at ", to);
        print_time(to, status->revoked_at);
        fprintf(to, " (%s)", tl_revocation_reason_name(status->reason));
        break;
    }
    print_source(to, status);
}

static void json_time(struct json *json, const char *prefix, const char *key, time_t time) {
    char member[64];
    snprintf(member, sizeof member, "%s%s", prefix, key);
    if (time == 0) {
        json_text(json, member, NULL);
    } else {
        json_number(json, member, (double)time);
    }
}

void json_revocation(struct json *json, const char *prefix, const tl_revocation_status *status) {
    char member[64];
    snprintf(member, sizeof member, "%sstatus", prefix);
    json_text(json, member, revocation_state_name(status->state));
    snprintf(member, sizeof member, "%ssource", prefix);
    json_text(json, member, sources[status->source].member);
    json_time(json, prefix, "this_update", status->this_update);
    json_time(json, prefix, "next_update", status->next_update);
    if (status->state == TL_REVOCATION_REVOKED) {
        json_time(json, prefix, "revoked_at", status->revoked_at);
        snprintf(member, sizeof member, "%sreason", prefix);
        json_text(json, member, tl_revocation_reason_name(status->reason));
    }
}
