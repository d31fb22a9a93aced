#!/usr/bin/env bash
# GnuTLS's client to our server: every suite, group and scheme, a request of 4 KB and a page of as much, and what both
# sides say; and for every suite 1 MB there and back. (gnutls-cli prints every octet with a call of its own, which makes
# a large page slow.)
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/matrix.bash"
need gnutls-cli
peer="from gnutls-cli"
make_identities
make_texts
make_request small.txt
start_servers_of_cells -d .

# gnutls_cli PORT FILE: the file is sent, but standard input does not end before the server does.
mkfifo stdin
gnutls_cli() {
    local priority=NONE:+VERS-${version^^}:+$(gnutls_cipher):+AEAD:+$(gnutls_kx):+COMP-NULL:+CTYPE-X509:+SIGN-$(gnutls_scheme) each
    for each in $(groups_offered); do
        priority=$priority:+GROUP-$(gnutls_group "$each")
    done
    exec 8<>stdin
    cat "$2" >&8 &
    : >gnutls.log
    run 0 gnutls-cli --priority "$priority" --x509cafile ca.crt --logfile gnutls.log -p "$1" localhost <&8
    wait $!
    exec 8>&-
}
run_cell() {
    server_of_cell
    gnutls_cli "$port" request
    body_of out >body
    same body small.txt
}
check_cell() {
    server_says_cell
    mark gnutls && marks[gnutls]=0
    log_says gnutls "$(gnutls_description)\$"
    log_says gnutls 'Status: The certificate is trusted'
    log_says gnutls "subject \`CN=$(kind_of "$scheme")'"
}
each_cell run_cell check_cell

start_echo_server echo --cert p256.pem --end-after "$(stat -c %s big.txt)"
for version in tls1.3 tls1.2; do
    for cipher in "${ciphers[@]}"; do
        kind=p256 scheme=ecdsa_secp256r1_sha256 group=x25519 case="$version $cipher 1 MB there and back"
        gnutls_cli "$port" big.txt
        same out big.txt
        ok "$peer $case"
    done
done
