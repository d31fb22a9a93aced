#!/usr/bin/env bash
# The examples, run against each other: what works, and what must be refused.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
examples=$BUILD_DIR/examples
make_certs
"$TLS" cert make --ca --subject "Other CA" --out other.key.pem --cert-out other.pem >/dev/null

# start COMMAND...: a server that prints its port; sets port and server_pid.
start() {
    : >server.log # or the port of the server before is read
    "$@" >server.log 2>&1 &
    server_pid=$!
    started+=($server_pid)
    port=
    for _ in $(seq 400); do
        port=$(sed -nE 's/listening on port ([0-9]+)/\1/p' server.log)
        [ -z "$port" ] || return 0
        kill -0 $server_pid 2>/dev/null || fail "it did not start: $*"
        sleep 0.05
    done
    fail "it did not get ready: $*"
}
stop() { kill $server_pid; wait $server_pid || true; }

echo "== 01_client and 02_server"
start "$examples/02_server" 0 server.pem server.pem
expect 0 "$examples/01_client" localhost "$port" ca.pem
prints '^Hello over TLS\.$'
expect 1 "$examples/01_client" localhost "$port" other.pem
[ ! -s out ] || fail "something was printed although the server is not trusted"
expect 1 "$examples/01_client" localhost "$port"
expect 1 "$examples/01_client" 127.0.0.2 "$port" ca.pem
says '127\.0\.0\.2'
expect 2 "$examples/01_client" localhost "$port" no-such-file.pem
expect 2 "$examples/01_client"
expect 2 "$examples/02_server" 0 server.pem ca.key.pem
says 'key'
expect 0 "$examples/01_client" localhost "$port" ca.pem # the server is still there

echo "== 04_fingerprint"
expect 0 "$examples/04_fingerprint" localhost "$port"
fingerprint=$(cat out)
[ ${#fingerprint} -eq 64 ] || fail "no fingerprint: $fingerprint"
expect 0 "$examples/04_fingerprint" localhost "$port" "$fingerprint"
expect 3 "$examples/04_fingerprint" localhost "$port" "$(echo "$fingerprint" | tr 0-9a-f 1-9a-f0)"
expect 1 "$examples/04_fingerprint" localhost "$port" nonsense

expect 0 "$examples/04_fingerprint" localhost "$port" "$(echo "$fingerprint" | tr 0-9a-f 1-9a-f0),$fingerprint"

echo "== 06_pins"
expect 0 "$examples/06_pins" localhost "$port" ca.pem
pin=$(cat out)
[[ "$pin" == sha256/* ]] && [ ${#pin} -eq 51 ] || fail "no pin: $pin"
other=sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
expect 0 "$examples/06_pins" localhost "$port" ca.pem "$other,$pin"
expect 3 "$examples/06_pins" localhost "$port" ca.pem "$other"
says "which is none of those expected"
expect 1 "$examples/06_pins" localhost "$port" ca.pem nonsense
expect 1 "$examples/06_pins" localhost "$port" other.pem "$pin" # a pin takes the place of nothing
expect 0 "$TLS" client -a ca.pem --pin "$pin" "localhost:$port" /
expect 3 "$TLS" client -a ca.pem --pin "$other" "localhost:$port" /
if command -v openssl >/dev/null; then
    theirs=$(openssl x509 -in server.pem -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary |
        base64)
    [ "$pin" = "sha256/$theirs" ] || fail "OpenSSL finds another pin: $theirs"
fi
stop
expect 1 "$examples/01_client" localhost "$port" ca.pem
says "localhost port $port refused"

echo "== 03_poll_loop: many clients at once, each larger than every buffer on the way"
"$examples/03_poll_loop" "$port" server.pem server.pem >server.log 2>&1 &
server_pid=$!
started+=($server_pid)
for _ in $(seq 400); do
    "$examples/04_fingerprint" localhost "$port" >out 2>err && break
    kill -0 $server_pid || fail "it did not start"
    sleep 0.05
done
[ "$(cat out)" = "$fingerprint" ] || fail "03_poll_loop shows another certificate"
for i in 1 2 3 4 5 6; do
    head -c 700000 /dev/urandom >sent.$i
    timeout 60 "$TLS" client -a ca.pem "localhost:$port" <sent.$i >got.$i 2>err.$i &
    clients[i]=$!
done
for i in 1 2 3 4 5 6; do
    wait "${clients[i]}" || { cat err.$i; fail "client $i"; }
    tail -c 700000 got.$i | cmp - sent.$i || fail "client $i got something else back"
done
"$examples/04_fingerprint" localhost "$port" >/dev/null 2>&1 || fail "03_poll_loop ended"
expect 2 "$examples/03_poll_loop" "$port" server.pem server.pem
says 'port'
stop

echo "== 05_signature_elsewhere"
command -v openssl >/dev/null || { echo "not run: the openssl command, which signs here, is not installed"; exit 0; }
start "$BUILD_DIR/tests/inetd_tool" "$examples/05_signature_elsewhere" server.pem server.pem
timeout 60 "$TLS" client -a ca.pem "localhost:$port" </dev/null >out 2>err || fail "the client refuses the signature"
prints '^signed elsewhere$'
wait $server_pid || fail "05_signature_elsewhere ended badly"
# The key of another certificate: the client must notice.
start "$BUILD_DIR/tests/inetd_tool" "$examples/05_signature_elsewhere" server.pem ca.key.pem
if timeout 60 "$TLS" client -a ca.pem "localhost:$port" </dev/null >out 2>err; then
    fail "a signature of another key was accepted"
fi
if grep -q 'signed elsewhere' out; then fail "data came although the signature is wrong"; fi
wait $server_pid && fail "05_signature_elsewhere did not notice"
# No key at all: the question is refused, and the connection fails on both sides.
start "$BUILD_DIR/tests/inetd_tool" "$examples/05_signature_elsewhere" server.pem ca.pem
if timeout 60 "$TLS" client -a ca.pem "localhost:$port" </dev/null >out 2>err; then
    fail "it went on without a signature"
fi
wait $server_pid && fail "05_signature_elsewhere did not notice that there is no signature"
echo "== 07_verify"
expect 0 "$examples/07_verify" ca.pem server.pem -- localhost
expect 0 "$examples/07_verify" ca.pem server.pem
grep -q '^issued by CN=Test CA$' out || fail "07_verify does not print the path"
expect 3 "$examples/07_verify" ca.pem server.pem -- www.example.org
grep -q 'not for www.example.org' out || fail "07_verify does not say why"
expect 3 "$examples/07_verify" server.pem ca.pem
expect 2 "$examples/07_verify" ca.pem nowhere.pem

echo "== 08_revocation and 09_verify_with_lists"
"$TLS" cert make --ca --subject "Middle CA" --issuer ca.key.pem --out middle.key.pem --cert-out middle.pem >/dev/null
"$TLS" cert make --issuer middle.key.pem --name localhost --out leaf.pem >/dev/null
"$TLS" cert make --issuer middle.key.pem --name localhost --days 7 --out short.pem >/dev/null
mkdir lists
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ndefault_md = sha256\ndefault_crl_days = 30\n' >ca.conf
list_of() { # list_of CA [REVOKED]: its list in lists/CA.crl
    sed -n '/PRIVATE KEY/,/PRIVATE KEY/p' "$1.key.pem" >only.key
    : >index.txt
    [ $# -lt 2 ] || openssl ca -config ca.conf -keyfile only.key -cert "$1.pem" -revoke "$2" -crl_reason superseded 2>making
    openssl ca -config ca.conf -keyfile only.key -cert "$1.pem" -gencrl -out "lists/$1.crl" 2>making || fail "no list"
}
verify_with_lists() { # verify_with_lists CODE CERTIFICATE
    cat lists/*.crl >lists.pem
    expect "$1" "$examples/09_verify_with_lists" ca.pem lists.pem "$2" middle.pem
}
connect_with_lists() { expect "$1" "$examples/08_revocation" localhost "$port" ca.pem lists; }
list_of ca
start "$examples/02_server" 0 leaf.pem leaf.pem
connect_with_lists 3 # no list covers it
says 'no revocation list of "CN=Middle CA" is at hand'
verify_with_lists 3 leaf.pem
list_of middle
connect_with_lists 0
prints '^not revoked, says a list that is [0-9]+ seconds old$'
verify_with_lists 0 leaf.pem
prints '^good$'
prints '^says a list of [-0-9]{10} [:0-9]{8} UTC$'
list_of middle leaf.pem
connect_with_lists 3
says 'was revoked .*superseded'
verify_with_lists 3 leaf.pem
prints '^why: superseded$'
list_of middle
list_of ca middle.pem # the CA itself, so that the status of the leaf is not what counts
connect_with_lists 3
says 'the CA certificate "CN=Middle CA" was revoked'
verify_with_lists 3 leaf.pem
stop
list_of ca
rm lists/middle.crl
start "$examples/02_server" 0 short.pem short.pem
connect_with_lists 0
prints '^short-lived'
verify_with_lists 3 short.pem
stop
expect 1 "$examples/08_revocation" localhost "$port" ca.pem nowhere
expect 2 "$examples/08_revocation"
expect 2 "$examples/09_verify_with_lists" ca.pem ca.pem leaf.pem
expect 2 "$examples/09_verify_with_lists" ca.pem lists.pem nowhere.pem
echo "== 10_renewal"
ocsp_tool=$BUILD_DIR/tests/ocsp_tool
if [ -x "$ocsp_tool" ]; then
    respond() { # respond CERT UNTIL: now.der, which holds for so many hours more
        "$ocsp_tool" ca.pem ca.key.pem ca.pem "$1" good -1 "$2" now.der || fail "no response"
    }
    "$TLS" cert make --issuer ca.key.pem --name localhost --out second.pem >/dev/null
    served() { # served CERT: that certificate, with a good response
        expect 0 "$TLS" client -a ca.pem --revocation required "localhost:$port"
        prints '^hello$'
        says "SHA-256 fingerprint: $(openssl x509 -in "$1" -outform DER | openssl dgst -sha256 | sed 's/.*= *//')"
        says 'Server revocation: not revoked, says an OCSP response'
    }
    cp server.pem now.pem
    respond server.pem 2
    start "$examples/10_renewal" 0 now.pem now.der
    served server.pem
    cp second.pem now.pem
    respond second.pem 24
    served server.pem
    kill -HUP $server_pid
    served second.pem
    grep -q '^loaded; the response holds for 1[0-9]* minutes$' server.log || fail "the first response holds for two hours"
    grep -q '^loaded; the response holds for 14[0-9][0-9] minutes$' server.log || fail "the second one holds for a day"
    respond server.pem 24
    kill -HUP $server_pid
    served second.pem
    grep -q '^not loaded: .*is for no certificate of the chain of "CN=localhost"' server.log || fail "the failure is not said"
    stop
    echo broken >now.pem
    expect 1 "$examples/10_renewal" 0 now.pem now.der
    expect 2 "$examples/10_renewal"
    says '^usage: '
else
    echo "not run: ocsp_tool, which makes the responses, was not built"
fi
echo "the examples work"
