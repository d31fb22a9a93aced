#!/usr/bin/env bash
# Keys: both sides log equal secrets and export equal keying material; KeyUpdates from either side while data flows.
source "$SOURCE_DIR/tests/interop/lib.bash"
make_identities
make_texts
make_request small.txt
label=EXPORTER-of-a-test
has_gnutls_serv=
! has gnutls-serv || has_gnutls_serv=yes

# same_keys NUMBER FILE FILE: both have the same NUMBER of lines, in any order.
same_keys() {
    grep -v '^#' "$2" | sort >keys1
    grep -v '^#' "$3" | sort >keys2
    [ "$(wc -l <keys1)" -eq "$1" ] || fail "$case: $2 has $(wc -l <keys1) lines, not $1"
    same keys1 keys2
}
# exported HEX: as lower-case hexadecimal digits, 32 octets of it.
exported() { [[ "$1" =~ ^[0-9a-f]{64}$ ]] || fail "$case: $1 is no keying material of 32 octets"; }
same_material() {
    exported "$1"
    [ "$1" = "$2" ] || fail "$case: the exported keying material is $1 here and $2 there"
}
our_material() { sed -n 's/^  Keying material: //p' err; }

# ---- to ----

for version in tls1.3 tls1.2; do
    lines=5
    [ $version = tls1.3 ] || lines=1
    case="to openssl s_server, $version"
    rm -f ours theirs
    start_s_server s_server -cert p256.crt -key p256.key -keylogfile theirs -keymatexport $label -keymatexportlen 32
    run 0 "$TLS" client -a ca.crt --max-ver $version --timeout 1 --keylog ours -l $label -L 32 "localhost:$port" <small.txt
    log_says s_server 'Keying material: [0-9A-F]+'
    theirs=$(sed -n 's/^ *Keying material: //p' s_server.log)
    same_keys $lines ours theirs
    ok "$case: equal secrets"
    same_material "$(our_material)" "${theirs,,}"
    ok "$case: equal keying material"
    run 0 "$TLS" client -a ca.crt --max-ver $version --timeout 1 -l ${label}2 -L 32 "localhost:$port" <small.txt
    [ "$(our_material)" != "${theirs,,}" ] || fail "$case: the label makes no difference"
    stop
    if [ $has_gnutls_serv ]; then
        case="to gnutls-serv, $version"
        rm -f ours theirs
        start_on_free_port serv env SSLKEYLOGFILE=theirs gnutls-serv -p @PORT@ -a --http --httpdata small.txt \
            --x509certfile p256.crt --x509keyfile p256.key --keymatexport $label --keymatexportsize 32
        run 0 "$TLS" client -a ca.crt --max-ver $version --keylog ours -l $label -L 32 "localhost:$port" /
        log_says serv '^- Key material: [0-9a-f]+'
        same_keys $lines ours theirs
        ok "$case: equal secrets"
        same_material "$(our_material)" "$(sed -n 's/^- Key material: //p' serv.log)"
        ok "$case: equal keying material"
        stop
    fi
done

# ---- from ----

nss_material() { sed -n '/Keying Material:/,$ { s/.*Keying Material://; /^ *[0-9a-f][0-9a-f]:/p }' | tr -d ' \n:' | cut -c -64; }
if has tstclnt; then
    make_nss_db
fi
for version in tls1.3 tls1.2; do
    lines=5
    [ $version = tls1.3 ] || lines=1
    start_tls_server server -d . -c p256.pem --keylog ours
    started_keys() { : >ours; rm -f theirs; }
    case="from openssl s_client, $version"
    started_keys
    run 0 openssl s_client -connect "127.0.0.1:$port" -${version/tls1./tls1_} -ign_eof -keylogfile theirs <request
    same_keys $lines theirs ours
    ok "$case: equal secrets"
    if has gnutls-cli; then
        case="from gnutls-cli, $version"
        started_keys
        : >gnutls.log
        run 0 env SSLKEYLOGFILE=theirs gnutls-cli --x509cafile ca.crt -p "$port" localhost --logfile gnutls.log \
            --priority NORMAL:-VERS-ALL:+VERS-${version^^} <request
        same_keys $lines theirs ours
        ok "$case: equal secrets"
    fi
    if has curl; then
        case="from curl, $version"
        started_keys
        run 0 env SSLKEYLOGFILE=theirs curl -sS --tls-max ${version#tls} --cacert ca.crt -o body \
            "https://localhost:$port/small.txt"
        same_keys $lines theirs ours
        ok "$case: equal secrets"
    fi
    stop
    start_echo_server echo --cert p256.pem --export $label --end-after "$(stat -c %s small.txt)" \
        --max-version $version
    echo_material() { since echo | sed -n 's/^keying material: //p'; }
    case="from openssl s_client, $version"
    mark echo
    run 0 openssl s_client -connect "127.0.0.1:$port" -ign_eof -keymatexport $label -keymatexportlen 32 <small.txt
    theirs=$(sed -n 's/^ *Keying material: //p' out)
    log_says echo 'ended well'
    same_material "$(echo_material)" "${theirs,,}"
    ok "$case: equal keying material"
    if has gnutls-cli; then
        case="from gnutls-cli, $version"
        : >gnutls.log
        mark echo
        run 0 gnutls-cli --x509cafile ca.crt -p "$port" localhost --logfile gnutls.log --keymatexport $label \
            --keymatexportsize 32 <small.txt
        log_says echo 'ended well'
        same_material "$(echo_material)" "$(sed -n 's/^- Key material: //p' gnutls.log)"
        ok "$case: equal keying material"
    fi
    if has tstclnt; then
        case="from NSS tstclnt, $version"
        mark echo
        run 0 tstclnt -4 -h localhost -p "$port" -d sql:nss -A small.txt -x $label:32 </dev/null
        log_says echo 'ended well'
        same_material "$(echo_material)" "$(nss_material <out)"
        ok "$case: equal keying material"
    fi
    stop
done

# ---- KeyUpdate ----

# Their server updates its keys, without and with asking us to (k, K), while lines flow.
case="KeyUpdates of openssl s_server"
start_s_server s_server -cert p256.crt -key p256.key -trace
mkfifo lines
"$TLS" client -a ca.crt "localhost:$port" <>lines >got 2>err &
client=$!
started+=($client)
for command in k K k K; do
    mark s_server
    echo "to server, before $command" >lines
    log_says s_server "to server, before $command"
    type_into s_server $command
    log_says s_server 'KeyUpdate, Length=1'
    type_into s_server "to client, after $command"
    echo "to server, after $command" >lines
    log_says s_server "to server, after $command"
done
until [ "$(wc -l <got)" -ge 4 ]; do
    kill -0 $client 2>/dev/null || fail "$case: our client ended"
    nap
done
[ "$(grep -c 'to client, after' got)" -eq 4 ] || fail "$case: not everything came to our client"
# Four of theirs, and ours in answer to the two that asked.
[ "$(grep -c 'update_requested (1)' s_server.log)" -eq 2 ] || fail "$case: not two requests"
[ "$(grep -c 'update_not_requested (0)' s_server.log)" -eq 4 ] || fail "$case: our two answers are missing"
stop $client
stop
ok "$case, four"

seq -f 'line %03.0f of those that go to and fro' 40 >lines.txt
updates_to() { # updates_to NUMBER: our client sends the lines with so many updates between them; they come back in echoed
    case="KeyUpdates of our client to $peer, $1"
    run 0 "$BUILD_DIR/tests/echo_peer" client --ca ca.crt --key-update $((40 / $1)) "$port" <lines.txt
    [ "$(grep -c '^key update$' out)" -eq "$1" ] || fail "$case: another number of updates"
}
peer="openssl s_server" # which sleeps for a second at each
start_s_server s_server -cert p256.crt -key p256.key -rev -trace
updates_to 4
rev lines.txt | cmp -s - echoed || fail "$case: the lines came back changed"
log_says s_server '^CONNECTION CLOSED'
[ "$(grep -c 'update_requested (1)' s_server.log)" -eq 4 ] || fail "$case: not all of them came"
[ "$(grep -c 'update_not_requested (0)' s_server.log)" -ge 3 ] || fail "$case: not all were answered"
stop
ok "$case"
if [ $has_gnutls_serv ]; then
    peer="gnutls-serv" # which takes eight a second
    start_on_free_port serv gnutls-serv -p @PORT@ -a --echo --x509certfile p256.crt --x509keyfile p256.key
    updates_to 8
    same lines.txt echoed
    stop
    ok "$case"
fi
if has wolfssl_peer; then
    peer="wolfSSL"
    start wolfssl "$BUILD_DIR/tests/wolfssl_peer" server p256.crt p256.key "$(stat -c %s lines.txt)"
    wait_for_port wolfssl '^listening on 127\.0\.0\.1:([0-9]+)'
    updates_to 20
    same lines.txt echoed
    stop
    ok "$case"
fi

case="KeyUpdates of openssl s_client"
start_echo_server echo --cert p256.pem
mkfifo s_client.in
start s_client stdbuf -oL openssl s_client -connect "127.0.0.1:$port" -CAfile ca.crt -trace
for command in k K k K; do
    mark s_client
    type_into s_client "before $command"
    log_says s_client "^before $command"
    type_into s_client $command
    log_says s_client 'KeyUpdate, Length=1'
    type_into s_client "after $command"
    log_says s_client "^after $command"
done
[ "$(grep -c 'update_requested (1)' s_client.log)" -eq 2 ] || fail "$case: not two requests"
[ "$(grep -c 'update_not_requested (0)' s_client.log)" -eq 4 ] || fail "$case: our two answers are missing"
type_into s_client Q
log_says echo '^ended well$'
stop
ok "$case, four"

if has gnutls-cli; then
    case="KeyUpdate of gnutls-cli, which asks for ours"
    start_echo_server echo --cert p256.pem --end-after "$(stat -c %s lines.txt)"
    start gnutls-cli gnutls-cli -e -d 5 --x509cafile ca.crt -p "$port" localhost
    gnutls=$pid
    log_says gnutls-cli 'received TLS 1.3 key update \(0\)'
    cat lines.txt >gnutls-cli.in
    log_says echo '^ended well$'
    log_says gnutls-cli "^$(tail -1 lines.txt)\$"
    stop "$gnutls"
    ok "$case"
fi

case="KeyUpdates of our server to openssl s_client"
start_echo_server echo --cert p256.pem --key-update 3 --end-after "$(stat -c %s big.txt)"
run 0 openssl s_client -connect "127.0.0.1:$port" -CAfile ca.crt -quiet -ign_eof -trace -msgfile trace <big.txt
same out big.txt
log_says echo '^ended well$'
updates=$(grep -c '^key update$' echo.log)
[ "$updates" -ge 10 ] || fail "$case: only $updates updates"
[ "$(grep -c 'update_requested (1)' trace)" -eq "$updates" ] || fail "$case: not all of them came"
stop
ok "$case, $updates within 1 MB"

updates_from() { # updates_from READS COMMAND...: an update of our server after so many reads of 1 MB that goes to and fro
    local reads=$1
    shift
    start_echo_server echo --cert p256.pem --key-update "$reads" --end-after "$(stat -c %s big.txt)"
    run 0 "${@//@PORT@/$port}"
    same out big.txt
    log_says echo '^ended well$'
    stop
    ok "$case, $(grep -c '^key update$' echo.log) within 1 MB"
}
if has gnutls-cli; then
    case="KeyUpdates of our server to gnutls-cli"
    updates_from 14 gnutls-cli --x509cafile ca.crt -p @PORT@ localhost --logfile gnutls.log <big.txt
fi
if has tstclnt; then
    case="KeyUpdates of our server to NSS tstclnt"
    updates_from 3 tstclnt -4 -h localhost -p @PORT@ -d sql:nss -A big.txt </dev/null
fi
if has wolfssl_peer; then
    case="KeyUpdates of our server to wolfSSL"
    updates_from 3 "$BUILD_DIR/tests/wolfssl_peer" client @PORT@ ca.crt tls1.3 TLS13-AES128-GCM-SHA256 29 ECDSA+SHA256 \
        <big.txt
fi
