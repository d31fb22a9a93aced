#!/usr/bin/env bash
# HelloRetryRequest both ways: the first key share is of a group that the other side does not have. wolfSSL sends a
# cookie too. (openssl s_server -stateless would, but drops the ChangeCipherSpec of compatibility mode, OpenSSL's own
# client's as well.)
source "$SOURCE_DIR/tests/interop/lib.bash"
make_identities
make_texts

# ---- our client: its only share is of x25519, the server has only secp384r1 ----

fetch() { # fetch OPTIONS...: over TLS 1.3
    run 0 "$TLS" client -a ca.crt --min-ver tls1.3 "$@"
    says '^  Group: secp384r1 \(after a HelloRetryRequest\)$'
}
for kind in "${kinds[@]}"; do
    case="to openssl s_server, $kind"
    start_s_server s_server -cert "$kind.crt" -key "$kind.key" -groups P-384 -rev -trace
    fetch "localhost:$port" < <(echo abc; echo CLOSE)
    prints '^cba$'
    log_says s_server 'cookie|NamedGroup: secp384r1'
    [ "$(grep -c 'ClientHello, Length' s_server.log)" -eq 2 ] || fail "$case: there were not two ClientHellos"
    stop
    ok "$case"
done
if has gnutls-serv; then
    case="to gnutls-serv"
    start_on_free_port serv gnutls-serv -p @PORT@ -a --http --httpdata small.txt --x509certfile p256.crt \
        --x509keyfile p256.key --priority NORMAL:-GROUP-ALL:+GROUP-SECP384R1
    fetch "localhost:$port" /
    same out small.txt
    log_says serv 'ECDHE-SECP384R1'
    stop
    ok "$case"
fi
if has selfserv; then
    case="to NSS selfserv"
    make_nss_db p256
    start_on_free_port selfserv stdbuf -oL selfserv -p @PORT@ -d sql:nss -n p256 -v -I P384
    fetch "localhost:$port" "$work/small.txt"
    same out small.txt
    log_says selfserv 'Key Exchange: 384-bit TLS 1.3'
    stop
    ok "$case"
fi

if has wolfssl_peer; then
    case="to wolfSSL, with a cookie"
    start wolfssl "$BUILD_DIR/tests/wolfssl_peer" server p256.crt p256.key "$(stat -c %s small.txt)" 24
    wait_for_port wolfssl '^listening on 127\.0\.0\.1:([0-9]+)'
    fetch "localhost:$port" <small.txt
    same out small.txt
    log_says wolfssl SECP384R1
    stop
    ok "$case"
fi

# ---- our server has only secp384r1, clients send a share of x25519 first ----

start_tls_server server -d . -c p256.pem --groups secp384r1 --json
make_request small.txt
retried() { log_says server '"group":"secp384r1".*"hello_retry":true'; }

case="from openssl s_client"
mark server
run 0 openssl s_client -connect "127.0.0.1:$port" -servername localhost -CAfile ca.crt -verify_return_error \
    -groups X25519:P-384 -tls1_3 -ign_eof -quiet -trace -msgfile trace <request
body_of out >body
same body small.txt
retried
grep -q 'ServerHello, Length' trace || fail "$case: no trace"
[ "$(grep -c 'ClientHello, Length' trace)" -eq 2 ] || fail "$case: there were not two ClientHellos"
ok "$case"

if has gnutls-cli; then
    case="from gnutls-cli"
    mark server
    run 0 gnutls-cli --priority NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP384R1 \
        --single-key-share --x509cafile ca.crt --logfile gnutls.log -p "$port" localhost <request
    body_of out >body
    same body small.txt
    retried
    grep -q ECDHE-SECP384R1 gnutls.log || fail "$case: another group"
    ok "$case"
fi
if has tstclnt; then
    case="from NSS tstclnt"
    [ -d nss ] || make_nss_db
    mark server
    run 0 tstclnt -4 -h localhost -p "$port" -d sql:nss -V tls1.3:tls1.3 -I x25519,P384 -A request -v </dev/null
    body_of out >body
    same body small.txt
    retried
    says 'Key Exchange: 384-bit TLS 1.3'
    ok "$case"
fi
if has curl; then
    case="from curl"
    mark server
    run 0 curl -sS --cacert ca.crt --curves X25519:P-384 --tlsv1.3 -o body "https://localhost:$port/small.txt"
    same body small.txt
    retried
    ok "$case"
fi
if has wolfssl_peer; then
    case="from wolfSSL"
    stop
    start_echo_server echo --cert p256.pem --groups secp384r1 --end-after "$(stat -c %s small.txt)"
    run 0 "$BUILD_DIR/tests/wolfssl_peer" client "$port" ca.crt tls1.3 TLS13-AES128-GCM-SHA256 29,24 ECDSA+SHA256 <small.txt
    same out small.txt
    says 'SECP384R1'
    log_says echo '^TLS 1.3 .* secp384r1 .* hrr=1'
    ok "$case"
fi
