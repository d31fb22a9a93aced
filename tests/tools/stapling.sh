#!/usr/bin/env bash
# --ocsp of tls server and tls client: each response goes to the certificate that it is for; what cannot be stapled is
# said before anybody is served.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v openssl >/dev/null || { echo "skipped: openssl is not installed"; exit 77; }
make_certs
"$TLS" cert make --issuer ca.key.pem --name other.example --out other.pem >/dev/null
"$TLS" cert make --issuer ca.key.pem --name third.example --out third.pem >/dev/null

# respond FILE CERT V|R: a response of the CA's about the certificate, good or revoked.
respond() {
    local serial revoked=
    serial=$(openssl x509 -in "$2" -noout -serial | sed 's/serial=//')
    [ "$3" = V ] || revoked=$(date -u +%y%m%d%H%M%SZ)
    printf '%s\t%s\t%s\t%s\tunknown\t/CN=x\n' "$3" "$(date -u -d '+1 year' +%y%m%d%H%M%SZ)" "$revoked" "$serial" >index.txt
    openssl ocsp -index index.txt -rsigner ca.pem -rkey ca.key.pem -CA ca.pem -issuer ca.pem -cert "$2" -ndays 7 \
        -respout "$1" >ocsp.log 2>&1 || { cat ocsp.log; fail "openssl makes no response"; }
}
mkdir site
echo hello >site/index.html
respond server.der server.pem V
respond other.der other.pem V
respond third.der third.pem V
respond revoked.der server.pem R
echo "no response" >nonsense.der
head -c 70000 /dev/zero >long.der

# staples NAME VERSION WORDS: what s_client gets of the server with this name.
staples() {
    echo | openssl s_client -connect "127.0.0.1:$port" -servername "$1" -CAfile ca.pem -status "-$2" >out 2>err || true
    prints "$3"
}
start_server -d site -c server.pem -c other.pem -c third.pem --ocsp other.der --ocsp server.der
for version in tls1_2 tls1_3; do
    staples localhost $version 'Cert Status: good'
    prints "Serial Number: $(openssl x509 -in server.pem -noout -serial | sed 's/serial=//')"
    staples other.example $version 'Cert Status: good'
    prints "Serial Number: $(openssl x509 -in other.pem -noout -serial | sed 's/serial=//')"
    staples third.example $version 'OCSP response: no response sent'
done
for version in tls1.2 tls1.3; do
    expect 0 "$TLS" client -a ca.pem --max-ver $version --revocation required "localhost:$port" /
    says 'Server revocation: not revoked, says an OCSP response of '
    expect 0 "$TLS" client -a ca.pem --max-ver $version --name third.example "localhost:$port" /
    says 'Server revocation: not known'
    expect 3 "$TLS" client -a ca.pem --max-ver $version --name third.example --revocation required "localhost:$port" /
done
stop_server

# What cannot be sent is said, and the rest is served: it was revoked, is out of date, or of the future. One that says
# nothing ("unknown") is of no use either.
dated() { # dated FILE STATUS FROM UNTIL: a response about server.pem, made with libcrypto
    "$BUILD_DIR/tests/ocsp_tool" ca.pem ca.key.pem ca.pem server.pem "$2" "$3" "$4" "$1" || fail "no response $1"
}
warns() { # warns SENTENCE OPTIONS...: server and client say it, and nothing is stapled
    local sentence=$1
    shift
    start_server -d site -c server.pem "$@"
    grep -qE "^warning: $sentence" server.log || fail "the server does not say: $sentence"
    [ "$(grep -c '^warning' server.log)" -eq 1 ] || fail "not one warning"
    staples localhost tls1_3 'OCSP response: no response sent'
    expect 0 "$TLS" client -a ca.pem -c server.pem "$@" "localhost:$port" /
    prints '^hello$'
    says "^warning: $sentence"
    expect 0 "$TLS" client --json -a ca.pem -c server.pem "$@" "localhost:$port" /
    jq -se '.[0].event == "warning" and .[0].about == "ocsp" and .[0].name == "w.der" and (.[0].message | length > 20)' \
        err >/dev/null || fail "the client's warning in JSON"
    stop_server
    start_server -d site -c server.pem "$@" --json
    stop_server
    jq -se '.[0].event == "warning" and .[0].about == "ocsp" and .[0].name == "w.der" and (.[0].message | length > 20)' \
        server.log >/dev/null || fail "the server's warning in JSON"
}
when='20[-0-9]{8} [:0-9]{8} UTC'
if [ -x "$BUILD_DIR/tests/ocsp_tool" ] && command -v jq >/dev/null; then
    dated w.der revoked -1 24
    warns "the OCSP response w.der is not sent: .*\"CN=localhost\" says that it was revoked at $when \(key comp.*new cert" --ocsp w.der
    dated w.der unknown -1 24
    warns 'the OCSP response w.der is not sent: .*the responder does not know it; ask again later' --ocsp w.der
    dated w.der good -48 -24
    warns "the OCSP response w.der held until $when and is not sent any more; get a new one \(tls ocsp\)" --ocsp w.der
    dated w.der good 1 24
    warns "the OCSP response w.der holds from $when on and is not sent before; see whether our clock is right" --ocsp w.der
    dated w.der good -23 1
    start_server -d site -c server.pem --ocsp w.der
    grep -qE "^warning: the OCSP response w.der holds until $when; get a new .*, then send the server SIGHUP$" server.log ||
        fail "nothing is said of a response that runs out soon"
    staples localhost tls1_3 'Cert Status: good'
    stop_server
    dated w.der good -1 23
    start_server -d site -c server.pem --ocsp w.der
    staples localhost tls1_3 'Cert Status: good'
    stop_server
    if grep -q warning server.log; then fail "a warning about nothing"; fi
else
    echo "left out: warnings of dates, for ocsp_tool was not built or jq is not installed"
fi

# The client's own, for which a server asks in TLS 1.3.
expect 0 "$TLS" cert make --issuer ca.key.pem --client --name client.example --out client.pem
respond client.der client.pem V
start_server -d site -c server.pem -a ca.pem --require-cert --revocation required
expect 0 "$TLS" client -a ca.pem -c client.pem --ocsp client.der "localhost:$port" /
grep -q 'TLS 1.3 .* revocation=good' server.log || fail "the server does not say that the client's certificate is good"
expect 4 "$TLS" client -a ca.pem --max-ver tls1.2 -c client.pem --ocsp client.der "localhost:$port" /
expect 4 "$TLS" client -a ca.pem -c client.pem "localhost:$port" /
stop_server

refuses() { # refuses SENTENCE OPTIONS...: both commands do, with the same words
    local sentence=$1
    shift
    expect 1 "$TLS" server "$@" 127.0.0.1:0
    says "$sentence"
    expect 1 "$TLS" client "$@" localhost:1 /
    says "$sentence"
}
refuses '--ocsp gives a response without its certificate; give the certificate with -c' --ocsp server.der
refuses 'the OCSP response other.der is for no certificate that -c gives' -c server.pem --ocsp server.der --ocsp other.der
refuses 'none.der.*: No such file' -c server.pem --ocsp none.der
refuses 'the OCSP response nonsense.der: .*malformed' -c server.pem --ocsp nonsense.der
refuses 'long.der.*larger than any such file' -c server.pem --ocsp long.der
