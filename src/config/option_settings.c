#include "config/option_settings.h"

#define DEFAULT_TIMEOUT_MS 30000

const struct setting option_settings[NUM_OPTION_SETTINGS] = {
    [OPTION_ALPN] = NAMES_SETTING("alpn", NULL, "application protocols; by default none"),
    [OPTION_HANDSHAKE_TIMEOUT] = {"handshake_timeout_ms", "milliseconds", NULL, DEFAULT_TIMEOUT_MS, 1, NO_BOUND, NULL},
    [OPTION_TOLERATE_ABRUPT_END] = FLAG_SETTING("tolerate_abrupt_end", "an end without close_notify is an orderly one"),
    [OPTION_KEEP_PEER_CHAIN] = FLAG_SETTING("keep_peer_chain", "keep all certificates of the peer, not only the leaf"),
    [OPTION_CONNECT_TIMEOUT] = {"connect_timeout_ms", "milliseconds", NULL, DEFAULT_TIMEOUT_MS, 1, NO_BOUND, "client"},
    [OPTION_INSECURE_NO_CHAIN_CHECK] = FLAG_SETTING("insecure_no_chain_check", "client: anyone can pose as the server"),
    [OPTION_INSECURE_NO_NAME_CHECK] =
        FLAG_SETTING("insecure_no_name_check", "client: who has any trusted certificate can pose as the server"),
    [OPTION_REVOCATION] = CONSTANT_SETTING("revocation", TL_REVOCATION_IF_KNOWN, "client: of the server's chain"),
    [OPTION_SHORT_LIVED_DAYS] = {"short_lived_days", "days", NULL, 0, 0, NO_BOUND,
                                 "client: a leaf valid for at most so many needs no status"},
    [OPTION_REFUSE_UNKNOWN_NAMES] =
        FLAG_SETTING("refuse_unknown_names", "server: no identity by default for names that none has"),
    [OPTION_CLIENT_CERT] = CONSTANT_SETTING("client_cert", TL_CLIENT_CERT_NONE, "server"),
    [OPTION_CLIENT_REVOCATION] =
        CONSTANT_SETTING("client_revocation", TL_REVOCATION_IF_KNOWN, "server: of clients' chains"),
    [OPTION_CLIENT_SHORT_LIVED_DAYS] = {"client_short_lived_days", "days", NULL, 0, 0, NO_BOUND,
                                        "server: a leaf valid for at most so many needs no status"},
};
