#!/usr/bin/env bash
# tls verify: the path found or every path tried, exit codes, names, purposes, times, policies, JSON, and mistakes.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"

make_certs
sed '/PRIVATE KEY/,/PRIVATE KEY/d' server.pem >chain.pem
awk '/BEGIN CERTIFICATE/ { n++ } n == 1' chain.pem >leaf.pem
"$TLS" cert make --ca --subject "Other CA" --out other.key.pem --cert-out other.pem >/dev/null
"$TLS" cert make --ca --subject "Middle CA" --issuer ca.key.pem --out middle.key.pem --cert-out middle.pem >/dev/null
"$TLS" cert make --issuer middle.key.pem --client --subject someone --out client.key.pem --cert-out client.pem >/dev/null

expect 0 "$TLS" verify --roots ca.pem leaf.pem
prints '^good: CN=localhost$'
prints '^  issued by CN=Test CA$'
expect 0 "$TLS" verify --roots ca.pem --name localhost chain.pem
expect 0 "$TLS" verify --roots ca.pem --name 127.0.0.1 leaf.pem
expect 3 "$TLS" verify --roots ca.pem --name www.example.org leaf.pem
prints '^tried: CN=localhost$'
prints 'is for localhost, 127.0.0.1, not for www.example.org'
says 'not for www.example.org'
expect 3 "$TLS" verify --roots ca.pem --purpose any --name someone@example.org leaf.pem
says 'is not for the mail address someone@example.org'

expect 3 "$TLS" verify --roots other.pem leaf.pem
prints 'issued by "CN=Test CA", which is neither among our 1 trust anchor'

# intermediates, purposes
expect 3 "$TLS" verify --roots ca.pem --purpose client client.pem
expect 0 "$TLS" verify --roots ca.pem --purpose client --intermediates middle.pem client.pem
prints '^  issued by CN=Middle CA$'
expect 0 "$TLS" verify --roots ca.pem --purpose any --intermediates middle.pem client.pem
expect 3 "$TLS" verify --roots ca.pem --intermediates middle.pem client.pem
prints 'is not for a TLS server'
expect 3 "$TLS" verify --roots ca.pem --purpose email --intermediates middle.pem client.pem
prints 'is not for mail'

expect 3 "$TLS" verify --roots ca.pem --time 2001-01-01 leaf.pem
prints 'is not valid before'
expect 3 "$TLS" verify --roots ca.pem --policy 2.23.140.1.2.1 leaf.pem
prints 'none of the certificate policies that we accept'

expect 0 "$TLS" verify --json --roots ca.pem leaf.pem
prints '"event": ?"certificate".*"subject": ?"CN=localhost"'
prints '"event": ?"verdict".*"valid": ?true'
expect 3 "$TLS" verify --json --roots other.pem leaf.pem
prints '"event": ?"attempt".*"path": ?"CN=localhost"'
prints '"event": ?"verdict".*"valid": ?false.*"message": ?"the server'

# revocation: lists made by openssl
sed -n '/PRIVATE KEY/,/PRIVATE KEY/p' ca.key.pem >ca.only.key
touch index.txt
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ndefault_md = sha256\ndefault_crl_days = 30\n' >ca.conf
openssl ca -config ca.conf -gencrl -keyfile ca.only.key -cert ca.pem -out good.crl 2>/dev/null
openssl ca -config ca.conf -keyfile ca.only.key -cert ca.pem -revoke leaf.pem -crl_reason keyCompromise 2>/dev/null
openssl ca -config ca.conf -gencrl -keyfile ca.only.key -cert ca.pem -out revoked.crl 2>/dev/null
expect 0 "$TLS" verify --roots ca.pem --crl good.crl leaf.pem
prints '^revocation: not revoked, says a list of [-0-9]{10} [:0-9]{8} UTC, which holds until '
expect 3 "$TLS" verify --roots ca.pem --crl revoked.crl leaf.pem
says 'revoked.*key compromise'
expect 0 "$TLS" verify --roots ca.pem --crl revoked.crl --revocation off leaf.pem
expect 3 "$TLS" verify --roots ca.pem --revocation required leaf.pem
expect 0 "$TLS" verify --roots ca.pem --revocation required --crl good.crl --json leaf.pem
prints '"event": ?"revocation".*"status": ?"good".*"source": ?"crl"'
expect 1 "$TLS" verify --roots ca.pem --revocation perhaps leaf.pem
says '"perhaps" is no policy'
expect 1 "$TLS" verify --roots ca.pem --crl ca.pem leaf.pem
says 'ca.pem'

expect 1 "$TLS" verify
expect 1 "$TLS" verify --roots ca.pem nowhere.pem
says 'nowhere.pem cannot be read'
expect 1 "$TLS" verify --roots nowhere.pem leaf.pem
echo nonsense >nonsense.pem
expect 1 "$TLS" verify --roots ca.pem nonsense.pem
says 'a certificate in nonsense.pem'
expect 1 "$TLS" verify --roots ca.pem --intermediates nonsense.pem leaf.pem
expect 1 "$TLS" verify --roots ca.pem --purpose lunch leaf.pem
says '"lunch" is no purpose'
expect 1 "$TLS" verify --roots ca.pem --policy lunch leaf.pem
says 'policies must be object identifiers'
expect 1 "$TLS" verify --roots ca.pem --time lunch leaf.pem
