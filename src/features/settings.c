/* Fields of options: what zero stands for, and the bounds. */
#include "config/option_settings.h"
#include "features/features.h"
#include "policy/policy.h"
#include "policy/settings.h"
#include "x509/path/verify_settings.h"

static bool row_of(const struct setting *table, size_t count, size_t index, tl_feature *feature) {
    if (index >= count) {
        return false;
    }
    const struct setting *setting = &table[index];
    feature->name = setting->name;
    feature->unit = setting->unit;
    feature->text = setting->text;
    feature->has_range = setting->largest != 0;
    feature->initial = setting->initial;
    feature->smallest = setting->smallest;
    feature->largest = setting->largest;
    feature->about = setting->about;
    return true;
}

bool feature_setting(size_t index, tl_feature *feature) {
    return row_of(settings_table, NUM_SETTINGS, index, feature);
}

bool feature_option(size_t index, tl_feature *feature) {
    return row_of(option_settings, NUM_OPTION_SETTINGS, index, feature);
}

bool feature_verification(size_t index, tl_feature *feature) {
    return row_of(verify_settings, NUM_VERIFY_SETTINGS, index, feature);
}
