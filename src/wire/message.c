#include "wire/message.h"

#include "wire/hello.h"

const char *message_name(enum message message) {
    switch (message) {
    case MESSAGE_HELLO_REQUEST:
        return "HelloRequest";
    case MESSAGE_CLIENT_HELLO:
        return "ClientHello";
    case MESSAGE_SERVER_HELLO:
        return "ServerHello";
    case MESSAGE_NEW_SESSION_TICKET:
        return "NewSessionTicket";
    case MESSAGE_END_OF_EARLY_DATA:
        return "EndOfEarlyData";
    case MESSAGE_ENCRYPTED_EXTENSIONS:
        return "EncryptedExtensions";
    case MESSAGE_CERTIFICATE:
        return "Certificate";
    case MESSAGE_SERVER_KEY_EXCHANGE:
        return "ServerKeyExchange";
    case MESSAGE_CERTIFICATE_REQUEST:
        return "CertificateRequest";
    case MESSAGE_SERVER_HELLO_DONE:
        return "ServerHelloDone";
    case MESSAGE_CERTIFICATE_VERIFY:
        return "CertificateVerify";
    case MESSAGE_CLIENT_KEY_EXCHANGE:
        return "ClientKeyExchange";
    case MESSAGE_FINISHED:
        return "Finished";
    case MESSAGE_CERTIFICATE_STATUS:
        return "CertificateStatus";
    case MESSAGE_KEY_UPDATE:
        return "KeyUpdate";
    case MESSAGE_HASH:
        return "message_hash";
    case MESSAGE_HELLO_RETRY_REQUEST:
        return "HelloRetryRequest";
    case MESSAGE_CHANGE_CIPHER_SPEC:
        return "ChangeCipherSpec";
    }
    return "a message of unknown type";
}

uint8_t message_wire_type(enum message message) {
    return message == MESSAGE_HELLO_RETRY_REQUEST ? MESSAGE_SERVER_HELLO : (uint8_t)message;
}

enum message message_kind(tl_bytes message) {
    enum message kind = message.data[0];
    if (kind == MESSAGE_SERVER_HELLO && is_hello_retry_request(message)) {
        return MESSAGE_HELLO_RETRY_REQUEST;
    }
    return kind;
}
