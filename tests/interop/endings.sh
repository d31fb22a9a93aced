#!/usr/bin/env bash
# How connections end: orderly, half-closed, and abruptly, which must not be taken for an orderly end.
source "$SOURCE_DIR/tests/interop/lib.bash"
make_identities
make_texts
has_gnutls_serv=
! has gnutls-serv || has_gnutls_serv=yes
has_selfserv=
if has selfserv; then
    has_selfserv=yes
    make_nss_db p256
fi

# ---- our client ----

# connect OPTIONS...: our client in the background, with a standard input that does not end; sets client.
mkfifo input
connect() {
    : >out
    : >err
    "$TLS" client -a ca.crt "$@" <>input >out 2>err &
    client=$!
    started+=("$client")
    local tries
    for ((tries = 0; tries < 250; tries++)); do
        ! grep -q '^  ALPN: ' err || return 0
        nap
    done
    fail "$case: our client is not connected"
}
# ended CODE: our client must end now, with CODE.
ended() {
    local tries code=0
    for ((tries = 0; tries < 250; tries++)); do
        kill -0 "$client" 2>/dev/null || break
        nap
    done
    ! kill -0 "$client" 2>/dev/null || fail "$case: our client goes on"
    wait "$client" || code=$?
    [ $code -eq "$1" ] || fail "$case: exit code $code, not $1"
}
arrived() { # what was typed into the peer has come to our client
    until [ -s out ]; do
        kill -0 "$client" 2>/dev/null || fail "$case: our client ended"
        nap
    done
}
kill_peer() {
    kill -KILL $pid
    wait $pid 2>/dev/null
}
truncated() {
    ended 1
    says 'without .*close_notify.*data may be missing'
    ok "$case"
}

for version in tls1.3 tls1.2; do
    case="openssl s_server ends in order, $version"
    start_s_server s_server -cert p256.crt -key p256.key -rev -trace
    connect --max-ver $version "localhost:$port"
    printf 'some text\nCLOSE\n' >input
    ended 0
    prints '^txet emos$'
    log_says s_server 'Sent Record'
    [ "$(grep -c 'description=close notify' s_server.log)" -eq 2 ] || fail "$case: not one close_notify from each side"
    stop
    ok "$case"

    case="openssl s_server closes its socket without close_notify, $version"
    start_s_server s_server -cert p256.crt -key p256.key
    connect --max-ver $version "localhost:$port"
    type_into s_server "some text"
    arrived
    type_into s_server Q
    truncated
    prints '^some text$' # what came before is there

    case="openssl s_server is killed, $version"
    start_s_server s_server -cert p256.crt -key p256.key
    connect --max-ver $version "localhost:$port"
    type_into s_server "some text"
    arrived
    kill_peer
    truncated
    prints '^some text$'

    case="openssl s_server ends a page without a length in order, $version"
    start_s_server s_server -cert p256.crt -key p256.key -WWW
    run 0 "$TLS" client -a ca.crt --max-ver $version "localhost:$port" /big.txt
    same out big.txt
    stop
    ok "$case"

    case="openssl s_server is killed within a page without a length, $version"
    start_s_server s_server -cert p256.crt -key p256.key
    connect --max-ver $version "localhost:$port" /
    log_says s_server '^GET / HTTP/1.1'
    type_into s_server $'HTTP/1.0 200 OK\r\n\r\npart of a page'
    nap
    kill_peer
    truncated

    if [ $has_gnutls_serv ]; then
        case="gnutls-serv is killed, $version"
        start_on_free_port serv gnutls-serv -p @PORT@ -a --echo --x509certfile p256.crt --x509keyfile p256.key
        connect --max-ver $version "localhost:$port"
        echo "some text" >input
        arrived
        kill_peer
        truncated
        prints '^some text$'
    fi
    if [ $has_selfserv ]; then
        case="NSS selfserv is killed, $version"
        start_on_free_port selfserv stdbuf -oL selfserv -p @PORT@ -d sql:nss -n p256 -v
        connect --max-ver $version "localhost:$port"
        kill_peer
        truncated
    fi
done

# ---- our server ----

start_echo_server echo --cert p256.pem
for version in tls1.3 tls1.2; do
    for how in orderly abrupt; do
        case="openssl s_client, $version, $how end"
        mark echo
        start s_client stdbuf -oL openssl s_client -connect "127.0.0.1:$port" -${version/tls1./tls1_}
        type_into s_client "some text"
        log_says s_client '^some text$'
        if [ $how = orderly ]; then
            type_into s_client Q
            log_says echo '^ended well$'
        else
            kill_peer
            log_says echo '^ended with a failure$'
        fi
        ok "$case"
    done
    if has gnutls-cli; then
        case="gnutls-cli, $version, abrupt end"
        mark echo
        start gnutls-cli gnutls-cli --x509cafile ca.crt -p "$port" localhost --priority NORMAL:-VERS-ALL:+VERS-${version^^}
        type_into gnutls-cli "some text"
        log_says gnutls-cli '^some text$'
        kill_peer
        log_says echo '^ended with a failure$'
        ok "$case"
    fi
done

# ---- half-closed: one side has ended, the other goes on (TLS 1.3) ----

size=$(stat -c %s big.txt)
if has gnutls-cli; then
    case="gnutls-cli ends its side, then our server sends 1 MB"
    start_echo_server half --cert p256.pem --after-end
    run 0 gnutls-cli --x509cafile ca.crt -p "$port" localhost --logfile gnutls.log <big.txt
    log_says half "^the client ended its side after $size octets\$"
    log_says half '^ended well$'
    same out big.txt
    ok "$case"
fi
case="our client ends its side, openssl s_server follows"
start_s_server s_server -cert p256.crt -key p256.key -trace
run 0 "$TLS" client -a ca.crt "localhost:$port" <small.txt
log_says s_server 'CONNECTION CLOSED'
[ "$(grep -c 'description=close notify' s_server.log)" -eq 2 ] || fail "$case: not one close_notify from each side"
ok "$case"
