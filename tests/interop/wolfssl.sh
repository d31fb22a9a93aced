#!/usr/bin/env bash
# Our client to wolfSSL's server and back: every suite, group and scheme that both have, 1 MB there and back, and what
# both sides say.
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/matrix.bash"
need wolfssl_peer
wolfssl=$BUILD_DIR/tests/wolfssl_peer
make_identities
make_texts
size=$(stat -c %s big.txt)

wolfssl_suite() {
    case $version in
    tls1.3) local name=${suite/AES_/AES}; name=TLS13-${name#TLS_}; echo "${name//_/-}" ;;
    tls1.2) openssl_suite12 "$suite" ;;
    esac
}
wolfssl_scheme() {
    local hash=${scheme##*_}
    case $scheme in
    ecdsa_*) echo "ECDSA+${hash^^}" ;;
    ed25519) echo ED25519 ;;
    rsa_pss_*) echo "RSA-PSS+${hash^^}" ;;
    rsa_pkcs1_*) echo "RSA+${hash^^}" ;;
    esac
}
wolfssl_groups() {
    local each numbers=
    for each in $(groups_offered); do
        numbers=$numbers${numbers:+,}$(group_number "$each")
    done
    echo "$numbers"
}
says_negotiated() { echo "^negotiated TLSv${version#tls} $(wolfssl_suite) ${group^^}\$"; }

peer="to wolfSSL"
for kind in "${kinds[@]}"; do
    start "wolfssl-$kind" "$wolfssl" server "$kind.crt" "$kind.key" "$size"
    wait_for_port "wolfssl-$kind" '^listening on 127\.0\.0\.1:([0-9]+)'
    ports[$kind]=$port
done
run_to() {
    mark "wolfssl-$kind"
    # shellcheck disable=SC2046
    run 0 "$TLS" client $(client_options) "localhost:${ports[$kind]}" <big.txt
    same out big.txt
    log_says "wolfssl-$kind" '^ended well$'
}
check_to() {
    client_says_cell
    log_says "wolfssl-$(kind_of "$scheme")" "$(says_negotiated)"
}
# wolfSSL 5.5 signs with rsa_pss_rsae_* for RSASSA-PSS keys too, which we refuse as RFC 8446 4.2.3 says, and it fails
# on our rsa_pss_pss_*.
lacks() { [ "$kind" = rsapss ] || is_rare; }
peer_wants_one_group=yes
each_cell run_to check_to lacks

peer="from wolfSSL"
peer_wants_one_group=
for kind in "${kinds[@]}"; do
    start_echo_server "echo-$kind" --cert "$kind.pem" --end-after "$size" --groups "$(groups_of_server "$kind")"
    ports[$kind]=$port
done
run_from() {
    mark "echo-$kind"
    run 0 "$wolfssl" client "${ports[$kind]}" ca.crt "$version" "$(wolfssl_suite)" "$(wolfssl_groups)" \
        "$(wolfssl_scheme)" <big.txt
    same out big.txt
    log_says "echo-$kind" '^ended well$'
}
check_from() {
    says "$(says_negotiated)"
    log_says "echo-$(kind_of "$scheme")" "^TLS ${version#tls} $suite $group $scheme "
}
each_cell run_from check_from lacks
