#!/usr/bin/env bash
# HelloRetryRequest both ways: the first key share is of a group that the other side does not have. wolfSSL sends a
# cookie too. (openssl s_server -stateless would, but drops the ChangeCipherSpec of compatibility mode, OpenSSL's own
# client's as well.)
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/matrix.bash"
make_identities
make_texts

# ---- our client: its only share is of x25519, the server has only another group ----

fetch() { # fetch OPTIONS...: over TLS 1.3
    run 0 "$TLS" client -a ca.crt --min-ver tls1.3 --groups "x25519,$group" "$@"
    says "^  Group: $group \(after a HelloRetryRequest\)\$"
}
to_openssl() {
    case="to openssl s_server, $kind, $group"
    start_s_server s_server -cert "$kind.crt" -key "$kind.key" -groups "$(openssl_group "$group")" -rev -trace
    fetch "localhost:$port" < <(echo abc; echo CLOSE)
    prints '^cba$'
    log_says s_server "NamedGroup: $(openssl_traced_group)"
    [ "$(grep -c 'ClientHello, Length' s_server.log)" -eq 2 ] || fail "$case: there were not two ClientHellos"
    stop
    ok "$case"
}
to_gnutls() {
    case="to gnutls-serv, $group"
    start_on_free_port serv gnutls-serv -p @PORT@ -a --http --httpdata small.txt --x509certfile p256.crt \
        --x509keyfile p256.key --priority "NORMAL:-GROUP-ALL:+GROUP-$(gnutls_group "$group")"
    fetch "localhost:$port" /
    same out small.txt
    log_says serv "ECDHE-$(gnutls_group "$group")"
    stop
    ok "$case"
}
to_nss() {
    case="to NSS selfserv, $group"
    start_on_free_port selfserv stdbuf -oL selfserv -p @PORT@ -d sql:nss -n p256 -v -I "$(nss_group "$group")"
    fetch "localhost:$port" "$work/small.txt"
    same out small.txt
    log_says selfserv "Key Exchange: $(nss_group_bits)-bit TLS 1.3"
    stop
    ok "$case"
}
to_wolfssl() {
    case="to wolfSSL, with a cookie, $group"
    start wolfssl "$BUILD_DIR/tests/wolfssl_peer" server p256.crt p256.key "$(stat -c %s small.txt)" \
        "$(group_number "$group")"
    wait_for_port wolfssl '^listening on 127\.0\.0\.1:([0-9]+)'
    fetch "localhost:$port" <small.txt
    same out small.txt
    log_says wolfssl "${group^^}"
    stop
    ok "$case"
}

group=secp384r1
for kind in "${kinds[@]}"; do
    to_openssl
done
kind=p256
for group in secp521r1 x448; do
    to_openssl
done
if has gnutls-serv; then
    for group in secp384r1 secp521r1 x448; do
        to_gnutls
    done
fi
if has selfserv; then
    make_nss_db p256
    for group in secp384r1 secp521r1; do # NSS has no X448
        to_nss
    done
fi
if has wolfssl_peer; then
    for group in secp384r1 secp521r1 x448; do
        to_wolfssl
    done
fi

# ---- our server has only another group, clients send a share of x25519 first ----

make_request small.txt
retried() { log_says server "\"group\":\"$group\".*\"hello_retry\":true"; }

from_openssl() {
    case="from openssl s_client, $group"
    mark server
    run 0 openssl s_client -connect "127.0.0.1:$port" -servername localhost -CAfile ca.crt -verify_return_error \
        -groups "X25519:$(openssl_group "$group")" -tls1_3 -ign_eof -quiet -trace -msgfile trace <request
    body_of out >body
    same body small.txt
    retried
    grep -q 'ServerHello, Length' trace || fail "$case: no trace"
    [ "$(grep -c 'ClientHello, Length' trace)" -eq 2 ] || fail "$case: there were not two ClientHellos"
    ok "$case"
}
from_gnutls() {
    case="from gnutls-cli, $group"
    mark server
    run 0 gnutls-cli --priority "NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-X25519:+GROUP-$(gnutls_group "$group")" \
        --single-key-share --x509cafile ca.crt --logfile gnutls.log -p "$port" localhost <request
    body_of out >body
    same body small.txt
    retried
    grep -q "ECDHE-$(gnutls_group "$group")" gnutls.log || fail "$case: another group"
    ok "$case"
}
from_nss() {
    case="from NSS tstclnt, $group"
    [ -d nss ] || make_nss_db
    mark server
    run 0 tstclnt -4 -h localhost -p "$port" -d sql:nss -V tls1.3:tls1.3 -I "x25519,$(nss_group "$group")" -A request -v \
        </dev/null
    body_of out >body
    same body small.txt
    retried
    says "Key Exchange: $(nss_group_bits)-bit TLS 1.3"
    ok "$case"
}
from_curl() {
    case="from curl, $group"
    mark server
    run 0 curl -sS --cacert ca.crt --curves "X25519:$(openssl_group "$group")" --tlsv1.3 -o body \
        "https://localhost:$port/small.txt"
    same body small.txt
    retried
    ok "$case"
}
from_wolfssl() {
    case="from wolfSSL, $group"
    start_echo_server echo --cert p256.pem --groups "$group" --end-after "$(stat -c %s small.txt)"
    run 0 "$BUILD_DIR/tests/wolfssl_peer" client "$port" ca.crt tls1.3 TLS13-AES128-GCM-SHA256 \
        "29,$(group_number "$group")" ECDSA+SHA256 <small.txt
    same out small.txt
    says "${group^^}"
    log_says echo "^TLS 1.3 .* $group .* hrr=1"
    stop
    ok "$case"
}

for group in secp384r1 secp521r1 x448; do
    start_tls_server server -d . -c p256.pem --groups "$group" --json
    server=$pid
    from_openssl
    ! has gnutls-cli || from_gnutls
    ! has curl || from_curl
    [ "$group" = x448 ] || ! has tstclnt || from_nss
    stop "$server"
    ! has wolfssl_peer || from_wolfssl
done
