#!/usr/bin/env bash
# Revocation in tls client, tls server and tls verify: lists from files and directories, the policies, exemptions, what is
# printed, exit codes, and mistakes. And fingerprints, of which several may be given.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
for tool in openssl jq; do
    command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
make_certs
"$TLS" cert make --issuer ca.key.pem --name localhost --out bad.pem >/dev/null
"$TLS" cert make --issuer ca.key.pem --name localhost --days 7 --out short.pem >/dev/null
"$TLS" cert make --issuer ca.key.pem --client --subject alice --out alice.pem >/dev/null
"$TLS" cert make --issuer ca.key.pem --client --subject mallory --out mallory.pem >/dev/null
"$TLS" cert make --ca --subject "Other CA" --out other.key.pem --cert-out other.pem >/dev/null
mkdir site lists good empty
echo "hello" >site/index.html

# list_of CA FILE [REVOKED...]: a list of the CA's, made by openssl
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ndefault_md = sha256\ndefault_crl_days = 30\ncrlnumber = number\n' >ca.conf
echo 01 >number
list_of() {
    local ca=$1 file=$2 certificate
    shift 2
    : >index.txt
    sed -n '/PRIVATE KEY/,/PRIVATE KEY/p' "$ca.key.pem" >only.key
    for certificate in "$@"; do
        openssl ca -config ca.conf -keyfile only.key -cert "$ca.pem" -revoke "$certificate" \
            -crl_reason keyCompromise 2>>making || fail "openssl does not revoke $certificate"
    done
    openssl ca -config ca.conf -gencrl -keyfile only.key -cert "$ca.pem" -out "$file" 2>>making || fail "no list"
}
list_of ca good/good.crl
list_of ca lists/revoked.crl bad.pem mallory.pem
list_of other other.crl
cp other.crl lists/other.pem
echo "not a list" >lists/README
openssl crl -in lists/revoked.crl -outform DER -out revoked.der

# --- tls client ---
start_server -d site -c server.pem
expect 0 "$TLS" client -a ca.pem --revocation off "localhost:$port" /
says 'Server revocation: not checked$'
expect 0 "$TLS" client --insecure "localhost:$port" /
says 'Server revocation: not checked$'
expect 0 "$TLS" client -a ca.pem "localhost:$port" /
says 'Server revocation: not known, for nothing at hand tells it$'
expect 0 "$TLS" client -a ca.pem --crl good/good.crl "localhost:$port" /
says 'Server revocation: not revoked, says a list of [-0-9]{10} [:0-9]{8} UTC, which holds until [-0-9]{10} [:0-9]{8} UTC$'
for lists in lists revoked.der; do
    expect 0 "$TLS" client -a ca.pem --crl other.crl --crl $lists --revocation required "localhost:$port" /
    says 'Server revocation: not revoked'
done
expect 0 "$TLS" client -a ca.pem --crl other.crl "localhost:$port" /
says 'Server revocation: not known'
expect 0 "$TLS" client -a ca.pem --revocation if-known "localhost:$port" /
says 'Server revocation: not known'
for lists in "--crl other.crl" ""; do
    # shellcheck disable=SC2086
    expect 3 "$TLS" client -a ca.pem $lists --revocation required "localhost:$port" /
    says 'whether .* was revoked cannot be told'
    [ ! -s out ] || fail "something was fetched although nothing tells the status"
done
expect 0 "$TLS" client -a ca.pem --json --crl lists --revocation required "localhost:$port" /
jq -e '.event == "handshake" and .peer_revocation_status == "good" and .peer_revocation_source == "crl" and
    .peer_revocation_next_update - .peer_revocation_this_update == 30 * 86400' err >/dev/null || fail "the JSON on revocation"
expect 0 "$TLS" client -a ca.pem --json --revocation off "localhost:$port" /
jq -e '.peer_revocation_status == "not_checked" and .peer_revocation_source == null and
    .peer_revocation_this_update == null' err >/dev/null || fail "the JSON where nothing was asked"
stop_server

start_server -d site -c bad.pem
for version in tls1.2 tls1.3; do
    for lists in lists lists/revoked.crl revoked.der "good --crl lists"; do
        # shellcheck disable=SC2086
        expect 3 "$TLS" client -a ca.pem --max-ver $version --crl $lists "localhost:$port" /
        says 'revoked .*key compromise'
        [ ! -s out ] || fail "something was fetched from a server that was revoked"
    done
done
expect 0 "$TLS" client -a ca.pem --crl good "localhost:$port" /
expect 0 "$TLS" client -a ca.pem --crl lists --revocation off "localhost:$port" /
says 'Server revocation: not checked$'
stop_server
[ "$(grep -c 'certificate_revoked' server.log)" -eq 8 ] || fail "the server was not told"

start_server -d site -c short.pem
expect 3 "$TLS" client -a ca.pem --revocation required "localhost:$port" /
expect 3 "$TLS" client -a ca.pem --revocation required --short-lived 6 "localhost:$port" /
expect 0 "$TLS" client -a ca.pem --revocation required --short-lived 7 "localhost:$port" /
says 'Server revocation: not asked, for the certificate is short-lived$'
expect 0 "$TLS" client -a ca.pem --json --revocation required --short-lived 7 "localhost:$port" /
jq -e '.peer_revocation_status == "exempt"' err >/dev/null || fail "the JSON of one that is exempt"

# --- fingerprints, several at once ---
fingerprint() { openssl x509 -in "$1" -outform DER | openssl dgst "-$2" | sed 's/.*= *//'; }
right=$(fingerprint short.pem sha256) right1=$(fingerprint short.pem sha1)
other=$(fingerprint server.pem sha256) other1=$(fingerprint server.pem sha1)
for list in "$right" "$other,$right" "$other1, ${right1^^}"; do
    expect 0 "$TLS" client --fingerprint "$list" "localhost:$port" /
done
expect 0 "$TLS" client --fingerprint "$other" --fingerprint "$right1" "localhost:$port" /
expect 3 "$TLS" client --fingerprint "$other,$other1" "localhost:$port" /
says "has the fingerprint $right, which is none of those expected"
expect 3 "$TLS" client --fingerprint "$other1" "localhost:$port" /
says "has the fingerprint $right1, not the $other1"
expect 1 "$TLS" client --fingerprint "$right,lunch" "localhost:$port" /
says '"lunch"'
expect 1 "$TLS" client --fingerprint "$right" --fingerprint "" --fingerprint "0" "localhost:$port" /
expect 1 "$TLS" client -a ca.pem --fingerprint "$right" "localhost:$port" /
says '--fingerprint alone decides'
long=$(for _ in $(seq 64); do printf '%s,' "$other"; done)
expect 1 "$TLS" client --fingerprint "$long" "localhost:$port" /
says 'longer than 4095 characters'
pin=sha256/$(openssl x509 -in short.pem -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary |
    base64)
zeros=sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
expect 0 "$TLS" client -a ca.pem --pin "$zeros" --pin "$pin" "localhost:$port" /
expect 3 "$TLS" client -a ca.pem --pin "$zeros" --pin "${zeros/AA/AB}" "localhost:$port" /
says 'none of those expected'

# --- mistakes ---
expect 1 "$TLS" client -a ca.pem --crl nowhere.crl "localhost:$port" /
says 'nowhere.crl'
expect 1 "$TLS" client -a ca.pem --crl good --crl ca.pem "localhost:$port" /
says 'the revocation lists ca.pem'
expect 1 "$TLS" client -a ca.pem --crl empty "localhost:$port" /
says 'empty'
expect 1 "$TLS" client -a ca.pem --revocation perhaps "localhost:$port" /
says '"perhaps" is no policy'
expect 1 "$TLS" client -a ca.pem --revocation required --short-lived soon "localhost:$port" /
says 'the number of days is "soon"'
expect 1 "$TLS" client --insecure --crl good "localhost:$port" /
says '--insecure verifies nothing, so --crl'
expect 1 "$TLS" client --insecure --short-lived 7 "localhost:$port" /
for policy in if-known required; do
    expect 1 "$TLS" client --fingerprint "$right" --revocation $policy "localhost:$port" /
done
says '--fingerprint alone decides whom to trust, so --crl'
expect 0 "$TLS" client --fingerprint "$right" --revocation off "localhost:$port" /
expect 1 "$TLS" server -d site -c server.pem --crl good 127.0.0.1:0
says 'clients are not asked for certificates'
expect 1 "$TLS" server -d site --revocation required 127.0.0.1:0
says 'clients are not asked for certificates'
[ ! -s out ] || fail "a certificate was announced although the server does not start"
expect 1 "$TLS" server -d site -c server.pem --request-cert -a ca.pem --crl nowhere.crl 127.0.0.1:0
says 'nowhere.crl'
stop_server

# --- tls server ---
for policy in if-known required; do
    start_server -d site -c server.pem --require-cert -a ca.pem --crl lists --revocation $policy
    for version in tls1.2 tls1.3; do
        expect 0 "$TLS" client -a ca.pem -c alice.pem --max-ver $version "localhost:$port" /
        prints '^hello$'
        expect 4 "$TLS" client -a ca.pem -c mallory.pem --max-ver $version "localhost:$port" /
        says 'certificate_revoked'
        [ ! -s out ] || fail "a page for a client that was revoked"
    done
    stop_server
    [ "$(grep -c 'client="CN=alice" [0-9a-f]* revocation=good' server.log)" -eq 2 ] || fail "what is known is not in the log"
    [ "$(grep -c "failed: the client's certificate was revoked .*key compromise" server.log)" -eq 2 ] || fail "the refusal is not in the log"
done
start_server -d site -c server.pem --require-cert -a ca.pem --revocation required
expect 4 "$TLS" client -a ca.pem -c alice.pem "localhost:$port" /
stop_server
start_server -d site -c server.pem --require-cert -a ca.pem --crl lists --revocation leaf-required
expect 0 "$TLS" client -a ca.pem -c alice.pem "localhost:$port" /
expect 4 "$TLS" client -a ca.pem -c mallory.pem "localhost:$port" /
stop_server
start_server -d site -c server.pem --require-cert -a ca.pem --revocation leaf-required
expect 4 "$TLS" client -a ca.pem -c alice.pem "localhost:$port" /
stop_server
start_server -d site -c server.pem --request-cert -a ca.pem --revocation required --short-lived 90 --json
expect 0 "$TLS" client -a ca.pem -c alice.pem "localhost:$port" /
expect 0 "$TLS" client -a ca.pem "localhost:$port" /
stop_server
jq -se 'map(select(.event == "handshake").peer_revocation_status) == ["exempt", "not_checked"]' server.log >/dev/null ||
    fail "the JSON of the server"

# --- tls verify ---
expect 3 "$TLS" verify --roots ca.pem --crl lists bad.pem
says 'revoked .*key compromise'
prints '^revocation: revoked at [-0-9]{10} [:0-9]{8} UTC \(key compromise\), says a list of [-0-9]{10} [:0-9]{8} UTC, which'
expect 3 "$TLS" verify --roots ca.pem --json --crl lists bad.pem
jq -se 'any(.[]; .event == "revocation" and .status == "revoked" and .source == "crl" and .reason == "key compromise"
    and .revoked_at <= .this_update)' out >/dev/null || fail "the JSON of one that was revoked"
expect 3 "$TLS" verify --roots other.pem --crl lists bad.pem
if grep -q '^revocation' out; then fail "a status where no path was found"; fi
expect 0 "$TLS" verify --roots ca.pem --crl other.crl --crl lists --revocation required server.pem
prints '^revocation: not revoked'
expect 3 "$TLS" verify --roots ca.pem --crl good --crl revoked.der bad.pem
expect 3 "$TLS" verify --roots ca.pem --crl other.crl --revocation required bad.pem
expect 0 "$TLS" verify --roots ca.pem --crl other.crl bad.pem
prints '^revocation: not known'
expect 0 "$TLS" verify --roots ca.pem --revocation required --short-lived 7 short.pem
prints '^revocation: not asked'
expect 3 "$TLS" verify --roots ca.pem --revocation required --short-lived 6 short.pem
expect 0 "$TLS" verify --roots ca.pem --json --revocation required --short-lived 7 short.pem
prints '"event": ?"revocation".*"status": ?"exempt"'
expect 0 "$TLS" verify --roots ca.pem --short-lived 7 short.pem
prints '^revocation: not asked'
many=()
for _ in $(seq 101); do many+=(--crl good); done
expect 1 "$TLS" verify --roots ca.pem "${many[@]}" server.pem
says 'more than 100 times'
