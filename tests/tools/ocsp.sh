#!/usr/bin/env bash
# tls ocsp and tls verify --ocsp: questions to a responder over HTTP (OpenSSL's), answers from files, and what is refused.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v openssl >/dev/null || { echo "skipped: openssl is not installed"; exit 77; }
source "$SOURCE_DIR/tests/tools/responder.bash"

make_ocsp_pki
start_responder

# Good, revoked, unknown; with the responder's certificate sent along, and by the CA itself.
expect 0 "$TLS" ocsp --url "$responder" --issuer ca.pem --out good.der good.pem
prints '^not revoked, says an OCSP response of 20'
expect 0 "$TLS" ocsp --json --url "$responder" --issuer ca.pem --no-nonce good.pem
prints '"event":"revocation","status":"good","source":"ocsp"'
expect 3 "$TLS" ocsp --url "$responder" --issuer ca.pem --out never.der revoked.pem
prints '^revoked at 2026-01-01 00:00:00 UTC \(key compromise\), says an OCSP response'
expect 3 "$TLS" ocsp --json --url "$responder" --issuer ca.pem revoked.pem
prints '"status":"revoked","source":"ocsp".*"revoked_at":1767225600,"reason":"key compromise"'
expect 3 "$TLS" ocsp --url "$responder" --issuer ca.pem unknown.pem
says 'says that it does not know the certificate'
[ ! -e never.der ] || fail "a response that is not good was written"

# The issuer may be the second certificate, the address the certificate's own.
cat named.pem ca.pem >chain.pem
expect 0 "$TLS" ocsp chain.pem
expect 1 "$TLS" ocsp named.pem
says 'has no second certificate'
expect 1 "$TLS" ocsp --issuer other.pem good.pem
says 'did not issue the certificate of'
expect 1 "$TLS" ocsp --issuer ca.pem good.pem
says 'names no OCSP responder'

# Files: the request that others would carry, the response that they brought back.
expect 0 "$TLS" ocsp --issuer ca.pem --request q.der good.pem
openssl ocsp -reqin q.der -req_text -noverify >request.txt 2>&1 || fail "OpenSSL does not read the request"
grep -q 'Serial Number: 01$' request.txt || fail "the request has another serial number"
grep -q 'OCSP Nonce' request.txt || fail "the request has no nonce"
if command -v ocsptool >/dev/null; then
    ocsptool --request-info --inder --infile q.der >request.txt 2>&1 || fail "GnuTLS does not read the request"
    grep -q 'Serial Number: 01$' request.txt || fail "GnuTLS sees another serial number"
    grep -q 'Nonce: [0-9a-f]\{64\}$' request.txt || fail "GnuTLS sees no nonce of 32 octets"
fi
expect 0 "$TLS" ocsp --issuer ca.pem --no-nonce --request q.der good.pem
if openssl ocsp -reqin q.der -req_text -noverify 2>&1 | grep -q 'OCSP Nonce'; then fail "a nonce that was not asked for"; fi
expect 0 "$TLS" ocsp --issuer ca.pem --response good.der good.pem
expect 3 "$TLS" ocsp --issuer ca.pem --response good.der revoked.pem
says 'is not about this certificate'
expect 3 "$TLS" ocsp --issuer ca.pem --response good.der --time 2036-01-01 good.pem
says 'is out of date'
head -c 300 good.der >cut.der
expect 3 "$TLS" ocsp --issuer ca.pem --response cut.der good.pem
says 'is malformed'
expect 1 "$TLS" ocsp --issuer ca.pem --response none.der good.pem
says 'none.der cannot be read'

# A new response takes the place of the old one.
echo old >good.der
expect 0 "$TLS" ocsp --url "$responder" --issuer ca.pem --out good.der good.pem
expect 0 "$TLS" ocsp --issuer ca.pem --response good.der good.pem
expect 1 "$TLS" ocsp --url "$responder" --issuer ca.pem --out no/such/place.der good.pem
says 'no/such/place.der cannot be written'

# Responders that are none.
expect 1 "$TLS" ocsp --url https://127.0.0.1/ --issuer ca.pem good.pem
says 'does not begin with http://'
expect 1 "$TLS" ocsp --url http:// --issuer ca.pem good.pem
says 'no host was given'
expect 1 "$TLS" ocsp --url 'http://a b/' --issuer ca.pem good.pem
says 'characters that no address has'
expect 1 "$TLS" ocsp --url "${responder%/}0" --issuer ca.pem good.pem
make_certs_of_server() { "$TLS" cert make --name localhost --out https.pem >/dev/null; }
make_certs_of_server
start_server -c https.pem
expect 1 "$TLS" ocsp --url "http://127.0.0.1:$port/" --issuer ca.pem --timeout 5 good.pem
stop_server
refuses_page() { # refuses_page SENTENCE: the responder answers with what is in the file page
    start_answering page
    expect 1 "$TLS" ocsp --url "$answering" --issuer ca.pem good.pem
    says "$1"
}
printf 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n' >page
refuses_page 'the server answered 404 Not Found'
printf 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort' >page
refuses_page 'the server ended the connection before its answer was complete'
echo 'SSH-2.0-x' >page
refuses_page "the server's answer is not HTTP/1.1"
{ printf 'HTTP/1.1 200 OK\r\n\r\n'; head -c 65537 /dev/zero; } >page
refuses_page "the server's answer is too long for one"
for _ in $(seq 4000); do printf 'HTTP/1.1 100 Continue\r\n\r\n'; done >page # without end, for all we can know
refuses_page "the server's answer is too long for one"
{ printf 'HTTP/1.1 200 OK\r\nX: '; head -c 110000 /dev/zero | tr '\0' a; } >page
refuses_page "the server's answer is too long for one"
printf 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n' >page
refuses_page 'the server answered 302 Found, see http://127.0.0.1:1/'
printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n??' >page
start_answering page
expect 3 "$TLS" ocsp --url "$answering" --issuer ca.pem good.pem
says 'is malformed'
: >page
start_answering page silent
expect 1 "$TLS" ocsp --url "$answering" --timeout 1 --issuer ca.pem good.pem
says 'silent for too long'

# tls verify takes responses for the whole path.
expect 0 "$TLS" verify --roots ca.pem --ocsp good.der --revocation required good.pem
prints 'revocation: not revoked, says an OCSP response of'
expect 3 "$TLS" verify --roots ca.pem --revocation required good.pem
says 'and no OCSP response'
"$TLS" ocsp --issuer ca.pem --request q.der --no-nonce revoked.pem
answer_from_index q.der revoked.der
expect 3 "$TLS" verify --roots ca.pem --ocsp good.der --ocsp revoked.der revoked.pem
says "was revoked at 2026-01-01 00:00:00 UTC \(key compromise\), says the OCSP response of \"CN=responder\""
expect 0 "$TLS" verify --roots ca.pem --ocsp revoked.der --revocation off revoked.pem
expect 3 "$TLS" verify --roots ca.pem --ocsp cut.der good.pem
says 'is malformed'
expect 1 "$TLS" verify --roots ca.pem --ocsp none.der good.pem
says 'none.der cannot be read'

# What is too much for one is too much for all: 64 files, 65536 octets each.
many=()
for i in $(seq 65); do many+=(--ocsp good.der); done
expect 1 "$TLS" verify "${many[@]}" good.pem
says 'ocsp is given more than 64 times'
expect 1 "$TLS" server -c good.pem -k good.key "${many[@]}" :0
says 'ocsp is given more than 64 times'
head -c 65537 /dev/zero >large.der
for command in "verify --ocsp large.der good.pem" "ocsp --issuer ca.pem --response large.der good.pem" \
    "client -c good.pem -k good.key --ocsp large.der localhost:1"; do
    expect 1 "$TLS" $command
    says 'large.der cannot be read: it is larger than any such file'
done
echo "tls ocsp: all as expected"
