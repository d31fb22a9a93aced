/* What a server reads from files, at the start and again while it runs: certificates and keys, OCSP responses, trust
 * and revocation lists. */
#ifndef TLS_SERVER_FILES_H
#define TLS_SERVER_FILES_H

#include "tls/options.h"
#include "tls/revocation.h"
#include "tls/staples.h"

enum { MAX_IDENTITIES = 32 };

struct server_files {
    const char *command;
    const struct tls_options *tls;
    const char *cert_files[MAX_IDENTITIES], *key_files[MAX_IDENTITIES];
    size_t num_certs, num_keys;
    tl_identity *made; /* where no certificate is given */
    struct ocsp_files staples;
    const char *ca_file; /* NULL: none */
    tl_client_cert client_cert;
    struct revocation revocation; /* its options: lists are loaded anew each time */
};

struct loaded {
    tl_server_config *config;
    struct watch watch; /* over what is in it */
};

/* Reads everything, and says what does not hold. False: something cannot be loaded, which was said. A server that runs
 * already does not ask for passwords. */
bool server_files_load(const struct server_files *files, bool running, struct loaded *loaded);
void loaded_clear(struct loaded *loaded);

#endif
