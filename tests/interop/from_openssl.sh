#!/usr/bin/env bash
# OpenSSL's client to our server: every suite, group and scheme, a request of 4 KB and a page of 1 MB, and what both
# sides say; and 1 MB there and back.
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/matrix.bash"
peer="from openssl s_client"
make_identities
make_texts
make_request big.txt
start_servers_of_cells -d .

s_client() { # s_client PORT OPTIONS...
    local to=$1
    shift
    run 0 openssl s_client -connect "127.0.0.1:$to" -servername localhost -verify_hostname localhost -CAfile ca.crt \
        -verify_return_error -brief -ign_eof "$@"
}
cell_options() {
    local suites=-cipher
    [ "$version" = tls1.2 ] || suites=-ciphersuites
    echo "${version/tls1./-tls1_} $suites $(openssl_suite) -groups $(openssl_groups) -sigalgs $scheme"
}
run_cell() {
    server_of_cell
    # shellcheck disable=SC2046
    s_client $port $(cell_options) <request
    body_of out >body
    same body big.txt
}
check_cell() {
    server_says_cell
    says "^Protocol version: TLSv${version#tls}\$"
    says "^Ciphersuite: $(openssl_suite)\$"
    says "^Server Temp Key: $(openssl_printed_group)"
    says "^Peer certificate: CN = $(kind_of "$scheme")\$"
    says '^Verification: OK$'
    case $scheme in
    ed*) says "^Signature type: ${scheme^}|^Signature type: $scheme" ;;
    ecdsa_*) says '^Signature type: ECDSA' ;;
    rsa_pss_*) says '^Signature type: RSA-PSS' ;;
    rsa_pkcs1_*) says '^Signature type: RSA$' ;;
    esac
    [[ $scheme = ed* ]] || says "^Hash used: ${scheme/*_sha/SHA}\$"
}
each_cell run_cell check_cell

start_echo_server echo --cert p256.pem --end-after "$(stat -c %s big.txt)"
for version in tls1.3 tls1.2; do
    for cipher in "${ciphers[@]}"; do
        kind=p256 scheme=ecdsa_secp256r1_sha256 group=x25519
        suite=$(suite_of) case="$version $cipher 1 MB there and back"
        # shellcheck disable=SC2046
        s_client $port $(cell_options) <big.txt
        same out big.txt
        ok "$peer $case"
    done
done
