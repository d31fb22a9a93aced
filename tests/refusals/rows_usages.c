/* What a key is for (RFC 5280 §4.2.1.3, §4.2.1.12). */
#include "refusals/rows.h"

#include "x509/der/oid.h"

static void leaf_for(struct scene *s, const char *usage) {
    s->leaf.extended_key_usage = bytes_of_string(usage);
}

static void leaf_for_clients(struct scene *s) {
    leaf_for(s, OID_CLIENT_AUTH);
}
static void client_with_servers_leaf(struct scene *s) {
    s->purpose = TL_PURPOSE_CLIENT;
    s->host = NULL;
}
static void client(struct scene *s) {
    client_with_servers_leaf(s);
    leaf_for(s, OID_CLIENT_AUTH);
}
static void mail_with_servers_leaf(struct scene *s) {
    s->purpose = TL_PURPOSE_EMAIL;
    s->host = NULL;
}
static void mail(struct scene *s) {
    mail_with_servers_leaf(s);
    leaf_for(s, OID_EMAIL_PROTECTION);
}
static void leaf_for_code(struct scene *s) {
    leaf_for(s, OID_CODE_SIGNING);
}
static void leaf_for_any(struct scene *s) {
    s->leaf.extended_key_usage = (tl_bytes)OID_VIEW(OID_ANY_EXTENDED_KEY_USAGE);
}
static void leaf_without(struct scene *s) {
    s->leaf.extended_key_usage = (tl_bytes){0};
}
static void ca_for_clients(struct scene *s) {
    s->ca.extended_key_usage = (tl_bytes)OID_VIEW(OID_CLIENT_AUTH);
}
static void ca_for_servers(struct scene *s) {
    s->ca.extended_key_usage = (tl_bytes)OID_VIEW(OID_SERVER_AUTH);
}
static void ca_for_any(struct scene *s) {
    s->ca.extended_key_usage = (tl_bytes)OID_VIEW(OID_ANY_EXTENDED_KEY_USAGE);
}
static void upper_ca_for_clients(struct scene *s) {
    ca_for_clients(s);
    scene_add_ca(s, "ca below");
}
static void upper_ca_for_servers(struct scene *s) {
    ca_for_servers(s);
    scene_add_ca(s, "ca below");
}
static void upper_ca_for_clients_lower_for_servers(struct scene *s) {
    upper_ca_for_clients(s);
    s->below[0].extended_key_usage = (tl_bytes)OID_VIEW(OID_SERVER_AUTH);
}
static void root_for_clients(struct scene *s) {
    s->root.extended_key_usage = (tl_bytes)OID_VIEW(OID_CLIENT_AUTH);
}
static void usage_of_a_ca(struct scene *s) {
    s->leaf.key_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN;
}
static void data_encipherment(struct scene *s) {
    s->leaf.key_usage = KEY_USAGE_DATA_ENCIPHERMENT;
}
static void key_encipherment(struct scene *s) {
    s->leaf.key_usage = KEY_USAGE_KEY_ENCIPHERMENT;
}
static void non_repudiation(struct scene *s) {
    s->leaf.key_usage = KEY_USAGE_NON_REPUDIATION;
}
static void mail_with_data_encipherment(struct scene *s) {
    mail(s);
    data_encipherment(s);
}
static void mail_with_non_repudiation(struct scene *s) {
    mail(s);
    non_repudiation(s);
}
static void client_with_non_repudiation(struct scene *s) {
    client(s);
    non_repudiation(s);
}
static void leaf_without_usage(struct scene *s) {
    s->leaf.key_usage = 0;
}

static const struct row rows[] = {
    {"a client's certificate for a server", "RFC 5280 §4.2.1.12", BECAUSE(WRONG_EXTENDED_KEY_USAGE), leaf_for_clients,
     NULL},
    {"a server's certificate for a client", "RFC 5280 §4.2.1.12", BECAUSE(WRONG_EXTENDED_KEY_USAGE),
     client_with_servers_leaf, client},
    {"a server's certificate for mail", "RFC 5280 §4.2.1.12", BECAUSE(WRONG_EXTENDED_KEY_USAGE), mail_with_servers_leaf,
     mail},
    {"a certificate for signing code", "RFC 5280 §4.2.1.12", BECAUSE(WRONG_EXTENDED_KEY_USAGE), leaf_for_code, NULL},
    {"a leaf for any purpose", "RFC 5280 §4.2.1.12", BECAUSE(NONE), leaf_for_any, NULL},
    {"a leaf without extendedKeyUsage", "RFC 5280 §4.2.1.12", BECAUSE(NONE), leaf_without, NULL},
    {"the CA is for clients only", "CA/Browser Forum BR §7.1.2.10.6", BECAUSE(WRONG_EXTENDED_KEY_USAGE), ca_for_clients,
     ca_for_servers},
    {"the CA's issuer is for clients only", "CA/Browser Forum BR §7.1.2.10.6", BECAUSE(WRONG_EXTENDED_KEY_USAGE),
     upper_ca_for_clients, upper_ca_for_servers},
    {"a CA gives itself a purpose that its issuer lacks", "CA/Browser Forum BR §7.1.2.10.6",
     BECAUSE(WRONG_EXTENDED_KEY_USAGE), upper_ca_for_clients_lower_for_servers, upper_ca_for_servers},
    {"a CA for any purpose", "RFC 5280 §4.2.1.12", BECAUSE(NONE), ca_for_any, NULL},
    {"an anchor's extendedKeyUsage does not count", "RFC 5280 §6.1.1 (d)", BECAUSE(NONE), root_for_clients, NULL},
    {"a server's key that signs certificates only", "RFC 5280 §4.2.1.12", BECAUSE(WRONG_KEY_USAGE), usage_of_a_ca,
     NULL},
    {"a server's key that encrypts data only", "RFC 5280 §4.2.1.12", BECAUSE(WRONG_KEY_USAGE), data_encipherment,
     key_encipherment},
    {"a server's key for nonRepudiation only", "RFC 5280 §4.2.1.12", BECAUSE(WRONG_KEY_USAGE), non_repudiation, NULL},
    {"a client's key for nonRepudiation only", "RFC 5280 §4.2.1.12", BECAUSE(WRONG_KEY_USAGE),
     client_with_non_repudiation, client},
    {"a mail key that encrypts data only", "RFC 5280 §4.2.1.12", BECAUSE(WRONG_KEY_USAGE), mail_with_data_encipherment,
     mail_with_non_repudiation},
    {"a leaf without keyUsage", "RFC 5280 §4.2.1.3", BECAUSE(NONE), leaf_without_usage, NULL},
};

TABLE(table_usages, "What a key is for", NULL, NULL);
