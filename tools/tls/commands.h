/* The subcommands of tls, and what every one of them may exit with. */
#ifndef TLS_COMMANDS_H
#define TLS_COMMANDS_H

enum exit_code {
    EXIT_WELL = 0,
    EXIT_USAGE_OR_IO = 1,
    EXIT_HANDSHAKE = 2,
    EXIT_NOT_TRUSTED = 3,   /* we do not trust the peer */
    EXIT_AUTHENTICATION = 4 /* the peer does not trust us */
};

/* argv[0] is the command's full name ("tls client"). */
int client_command(int argc, char **argv);
int server_command(int argc, char **argv);
int cert_command(int argc, char **argv);
int verify_command(int argc, char **argv);
int trust_command(int argc, char **argv);
int ocsp_command(int argc, char **argv);
int features_command(int argc, char **argv);

/* What `tls` alone says: versions, and what is built in. */
void print_summary(void);

#endif
