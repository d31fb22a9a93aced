#!/usr/bin/env bash
# Our client to GnuTLS's server: every suite, group and scheme, a request of 4 KB and a page of 1 MB, and what both sides
# say; and 1 MB there and back.
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/matrix.bash"
need gnutls-serv
peer="to gnutls-serv"
make_identities
make_texts
for kind in "${kinds[@]}"; do
    start_on_free_port "serv-$kind" gnutls-serv -p @PORT@ -a --http --httpdata big.txt \
        --x509certfile "$kind.crt" --x509keyfile "$kind.key"
    ports[$kind]=$port
done
path=/$(head -c 4000 /dev/zero | tr '\0' x)

run_cell() {
    mark "serv-$kind"
    # shellcheck disable=SC2046
    run 0 "$TLS" client $(client_options) "localhost:${ports[$kind]}" "$path"
    same out big.txt
    log_says "serv-$kind" "^ - 'tls-exporter'" # the last line about a handshake
}
check_cell() {
    client_says_cell
    log_says "serv-$(kind_of "$scheme")" "$(gnutls_description)\$"
}
each_cell run_cell check_cell

start_on_free_port echo gnutls-serv -p @PORT@ -a --echo --quiet --x509certfile p256.crt --x509keyfile p256.key
for cipher in "${ciphers[@]}"; do
    kind=p256 scheme=ecdsa_secp256r1_sha256 group=x25519 version=tls1.3
    case="$version $cipher 1 MB there and back"
    # shellcheck disable=SC2046
    run 0 "$TLS" client $(client_options) "localhost:$port" <big.txt
    same out big.txt
    ok "$peer $case"
done
