/* What can be done with certificates: `tls cert VERB`. argv[0] is the full name ("tls cert make"). */
#ifndef TLS_CERT_H
#define TLS_CERT_H

int cert_make_command(int argc, char **argv);
int cert_show_command(int argc, char **argv);

#endif
