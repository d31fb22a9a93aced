#!/usr/bin/env bash
# Our client to OpenSSL's server: every suite, group and scheme, 1 MB there and back, and what both sides say.
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/matrix.bash"
peer="to openssl s_server"
make_identities
make_texts
rev big.txt >back.txt
{ cat big.txt; echo CLOSE; } >send.txt # -rev sends every line back reversed, and ends at this one
for kind in "${kinds[@]}"; do
    start_s_server "s_server-$kind" -cert "$kind.crt" -key "$kind.key" -rev -trace
    ports[$kind]=$port
done

run_cell() {
    mark "s_server-$kind"
    # shellcheck disable=SC2046
    run 0 "$TLS" client $(client_options) "localhost:${ports[$kind]}" <send.txt
    same out back.txt
    log_says "s_server-$kind" '^CONNECTION CLOSED'
}
check_cell() {
    local log=s_server-$(kind_of "$scheme")
    client_says_cell
    log_says "$log" "^Protocol version: TLSv${version#tls}\$"
    log_says "$log" "^Ciphersuite: $(openssl_suite)\$"
    log_says "$log" "(NamedGroup|named_curve): $(openssl_traced_group)"
    log_says "$log" "^ *Signature Algorithm: $scheme "
}
each_cell run_cell check_cell
