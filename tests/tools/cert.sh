#!/usr/bin/env bash
# tls cert make: what OpenSSL reads in the result, the mode of files with keys, and mistakes.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v openssl >/dev/null || { echo "skipped: openssl is not installed"; exit 77; }

text() { openssl x509 -in "$1" -noout -text; }
has() { text "$1" | grep -qE -- "$2" || { text "$1"; fail "$1 has no: $2"; }; }
has_not() { if text "$1" | grep -qE -- "$2"; then fail "$1 has: $2"; fi; }

expect 0 "$TLS" cert make --ca --subject "Test CA" --out ca.key.pem --cert-out ca.pem
prints 'SHA-256 fingerprint [0-9a-f]{64}'
[ "$(stat -c %a ca.key.pem)" = 600 ] || fail "the file with the key may be read by others"
if grep -q PRIVATE ca.pem; then fail "the key went into --cert-out"; fi
has ca.pem 'CA:TRUE'
has ca.pem 'Certificate Sign'
expect 1 "$TLS" cert make --ca --subject "Test CA" --out ca.key.pem
says 'File exists'

expect 0 "$TLS" cert make --issuer ca.key.pem --name www.example.org --name 192.0.2.1 --name 2001:db8::1 --out s.pem
has s.pem 'DNS:www.example.org, IP Address:192.0.2.1, IP Address:2001:DB8'
has s.pem 'TLS Web Server Authentication'
has s.pem 'Subject: CN = www.example.org'
has_not s.pem 'CA:TRUE'
openssl verify -CAfile ca.pem s.pem >out || fail "openssl does not verify the chain"
openssl verify -CAfile s.pem ca.pem >out 2>&1 || true
expect 0 "$TLS" cert make --issuer ca.key.pem --client --subject alice --out c.pem
has c.pem 'TLS Web Client Authentication'
has_not c.pem 'TLS Web Server Authentication'

for type in ecdsa-p256:prime256v1 ecdsa-p384:secp384r1 ed25519:ED25519 rsa-2048:'2048 bit' rsa-3072:'3072 bit'; do
    expect 0 "$TLS" cert make --name a.example --key-type "${type%%:*}" --out "k-${type%%:*}.pem"
    has "k-${type%%:*}.pem" "${type#*:}"
    openssl pkey -in "k-${type%%:*}.pem" -noout -check >out 2>&1 || fail "openssl does not accept the ${type%%:*} key"
done
expect 0 "$TLS" cert make --name a.example --not-before 2020-01-01 --not-after 2020-12-31T12:00:00Z --out old.pem
has old.pem 'Not Before: Jan  1 00:00:00 2020 GMT'
has old.pem 'Not After : Dec 31 12:00:00 2020 GMT'
expect 0 "$TLS" cert make --name a.example --not-before 2020-01-01 --days 10 --out ten.pem
has ten.pem 'Not After : Jan 11 00:00:00 2020 GMT'

expect 1 "$TLS" cert make --out x.pem
says 'no name'
expect 1 "$TLS" cert make --name a.example
says 'give --out'
expect 1 "$TLS" cert make --name a.example --days 5 --not-after 2030-01-01 --out x.pem
says 'one of them'
expect 1 "$TLS" cert make --name a.example --not-after tomorrow --out x.pem
says 'no time'
expect 1 "$TLS" cert make --name a.example --key-type dsa --out x.pem
says 'type of key'
expect 1 "$TLS" cert make --issuer s.pem --name b.example --out x.pem
[ ! -e x.pem ] || fail "a certificate that is no CA's signed another one"

# Keys go into no file that somebody else made: no pipe, nothing that a link leads to.
mkfifo pipe.pem
ln -s elsewhere.pem link.pem
for out in pipe.pem link.pem; do
    expect 1 "$TLS" cert make --name a.example --out $out
    says "$out cannot be written: File exists"
done
[ ! -e elsewhere.pem ] || fail "a key was written where a link leads to"

# A disk that is full: what was written in part goes away, so that the next try is not refused.
(trap '' XFSZ && ulimit -f 0 && "$TLS" cert make --name a.example --out full.pem 2>&1 || true) |
    grep 'full.pem cannot be written: File too large' >/dev/null || fail "nothing is said of the full disk"
[ ! -e full.pem ] || fail "part of a key stayed"
expect 0 "$TLS" cert make --name a.example --out full.pem

# RSA keys that nobody accepts.
openssl req -new -newkey rsa:1024 -nodes -keyout weak.key -out weak.csr -subj /CN=weak.example 2>/dev/null
expect 1 "$TLS" cert make --key weak.key --name weak.example --out weak.pem
says 'fewer than 2048 bits'
expect 1 "$TLS" cert make --request weak.csr --take-names --issuer ca.key.pem --out weak.pem
says 'fewer than 2048 bits'
