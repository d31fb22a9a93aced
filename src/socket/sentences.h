/* Every sentence about sockets, in one place: reason, kind, alert, format. */
#ifndef SOCKET_SENTENCES_H
#define SOCKET_SENTENCES_H

#include "base/error.h"

/* ---- what the caller gave ---- */
#define NO_HOST                                                                                                        \
    TL_REASON_USAGE, TL_ERR_USAGE, TL_ALERT_NONE,                                                                      \
        "no host was given to connect to; give the server's DNS name or IP address"
#define NO_SERVER_CONFIG                                                                                               \
    TL_REASON_USAGE, TL_ERR_USAGE, TL_ALERT_NONE,                                                                      \
        "a server needs a configuration with an identity; make one with tl_server_config_new"
#define NEEDS_ANSWERS                                                                                                  \
    TL_REASON_USAGE, TL_ERR_USAGE, TL_ALERT_NONE,                                                                      \
        "the configuration leaves a signature to the application, which tl_connect cannot ask for; connect a socket, " \
        "use tl_client and answer through tl_conn_engine"
#define BAD_FD                                                                                                         \
    TL_REASON_BAD_FD, TL_ERR_USAGE, TL_ALERT_NONE, "%d is not an open file descriptor (%s); give a connected one"
#define NOT_A_STREAM                                                                                                   \
    TL_REASON_BAD_FD, TL_ERR_USAGE, TL_ALERT_NONE,                                                                     \
        "file descriptor %d is a socket that does not carry a stream; TLS needs one, such as TCP"
#define BAD_PORT                                                                                                       \
    TL_REASON_BAD_PORT, TL_ERR_USAGE, TL_ALERT_NONE,                                                                   \
        "\"%s\" is no port to connect to at %s; give a number from 1 to 65535 or the name of a service"

/* ---- connecting: host, port, what each address came to ---- */
#define NAME_NOT_FOUND                                                                                                 \
    TL_REASON_HOST_NOT_FOUND, TL_ERR_IO, TL_ALERT_NONE,                                                                \
        "the name %s does not resolve, so port %s was not tried (%s); check how it is spelled"
#define NAME_SERVICE_FAILED                                                                                            \
    TL_REASON_NAME_SERVICE, TL_ERR_IO, TL_ALERT_NONE,                                                                  \
        "the name service on our side could not look up %s, so port %s was not tried (%s); check the network, then "   \
        "try again"
#define CONNECT_REFUSED                                                                                                \
    TL_REASON_CONNECT_REFUSED, TL_ERR_IO, TL_ALERT_NONE,                                                               \
        "%s port %s refused the connection; check that the server runs and listens there (tried:%s)"
#define CONNECT_TIMED_OUT                                                                                              \
    TL_REASON_CONNECT_TIMEOUT, TL_ERR_TIMEOUT, TL_ALERT_NONE,                                                          \
        "%s port %s did not answer before the connect deadline; check the address and the firewalls between "          \
        "(tried:%s)"
#define CONNECT_FAILED                                                                                                 \
    TL_REASON_CONNECT_FAILED, TL_ERR_IO, TL_ALERT_NONE,                                                                \
        "could not connect to %s port %s; check the address and our side's network (tried:%s)"

/* ---- on a connection: the peer's address ---- */
#define HANDSHAKE_TIMED_OUT                                                                                            \
    TL_REASON_HANDSHAKE_TIMEOUT, TL_ERR_TIMEOUT, TL_ALERT_NONE,                                                        \
        "the handshake with %s was not complete after %u ms, our deadline; see whether the peer speaks TLS on this "   \
        "port and is not overloaded"
#define CONNECTION_RESET                                                                                               \
    TL_REASON_CONNECTION_RESET, TL_ERR_IO, TL_ALERT_NONE,                                                              \
        "%s dropped the connection without close_notify (%s); data may be missing: ask its operator, or try again"
#define SEND_FAILED                                                                                                    \
    TL_REASON_SEND_FAILED, TL_ERR_IO, TL_ALERT_NONE,                                                                   \
        "our system could not send to %s (%s); data may be missing there: connect again"
#define RECEIVE_FAILED                                                                                                 \
    TL_REASON_RECEIVE_FAILED, TL_ERR_IO, TL_ALERT_NONE,                                                                \
        "our system could not receive from %s (%s); data may be missing: connect again"
#define WAIT_FAILED                                                                                                    \
    TL_REASON_WAIT_FAILED, TL_ERR_IO, TL_ALERT_NONE, "our system could not wait for %s (%s); connect again"
#define ENDED_EARLY                                                                                                    \
    TL_REASON_ENDED_EARLY, TL_ERR_CLOSED, TL_ALERT_NONE,                                                               \
        "the connection with %s has ended, so no more can be done on it; connect again"

#endif
