/* What the fields of tl_common_options, tl_client_options and tl_server_options stand for when they are zero. */
#ifndef CONFIG_OPTION_SETTINGS_H
#define CONFIG_OPTION_SETTINGS_H

#include "policy/settings.h"

enum option_setting {
    OPTION_ALPN,
    OPTION_HANDSHAKE_TIMEOUT,
    OPTION_TOLERATE_ABRUPT_END,
    OPTION_KEEP_PEER_CHAIN,
    OPTION_CONNECT_TIMEOUT,
    OPTION_INSECURE_NO_CHAIN_CHECK,
    OPTION_INSECURE_NO_NAME_CHECK,
    OPTION_REVOCATION,
    OPTION_SHORT_LIVED_DAYS,
    OPTION_REFUSE_UNKNOWN_NAMES,
    OPTION_CLIENT_CERT,
    OPTION_CLIENT_REVOCATION,
    OPTION_CLIENT_SHORT_LIVED_DAYS,
    NUM_OPTION_SETTINGS
};
extern const struct setting option_settings[NUM_OPTION_SETTINGS];

#endif
