#!/usr/bin/env bash
# tls cert make beyond a certificate and its key: keys alone, requests, certificates for requests, and what more a
# certificate can have; both ways with OpenSSL and GnuTLS.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v openssl >/dev/null || { echo "skipped: openssl is not installed"; exit 77; }
command -v certtool >/dev/null || { echo "skipped: certtool is not installed"; exit 77; }

text() { openssl x509 -in "$1" -noout -text; }
has() { text "$1" | grep -qE -- "$2" || { text "$1"; fail "$1 has no: $2"; }; }
has_not() { if text "$1" | grep -qE -- "$2"; then fail "$1 has: $2"; fi; }
key_of() { openssl x509 -in "$1" -noout -pubkey; }

expect 0 "$TLS" cert make --ca --subject "Test CA" --organization "Example, Ltd" --country DE --path-length 1 \
    --out ca.key.pem --cert-out ca.pem
has ca.pem 'Subject: C = DE, O = "Example, Ltd", CN = Test CA'
has ca.pem 'CA:TRUE, pathlen:1'
expect 0 "$TLS" cert make --ca --subject "Sub CA" --issuer ca.key.pem --path-length 0 --out sub.key.pem --cert-out sub.pem
expect 1 "$TLS" cert make --ca --subject "Sub Sub CA" --issuer sub.key.pem --out x.pem
says 'allows no CA below it'

# Keys alone.
for type in ecdsa-p256:256 ecdsa-p384:384 ecdsa-p521:521 ed25519:ED25519 ed448:ED448 rsa-2048:'2048 bit'; do
    key="k-${type%%:*}.pem"
    expect 0 "$TLS" cert make --key-only --key-type "${type%%:*}" --out "$key"
    [ "$(stat -c %a "$key")" = 600 ] || fail "$key may be read by others"
    openssl pkey -in "$key" -noout -text -check >out 2>&1 || fail "openssl does not accept $key"
    grep -q "${type#*:}" out || fail "$key is no key of ${type#*:}"
    certtool -k --infile "$key" >out 2>&1 || fail "certtool does not accept $key"
    [ "$(grep -c BEGIN "$key")" = 1 ] || fail "$key holds more than a key"

    # A request for it, which both accept, and a certificate for the request by each of the three.
    expect 0 "$TLS" cert make --key "$key" --name www.example.org --name 192.0.2.1 --name a@example.org \
        --organization Asker --request-out "r-$key"
    openssl req -in "r-$key" -noout -verify -text >out 2>&1 || fail "openssl does not verify the request for $key"
    prints 'DNS:www.example.org, IP Address:192.0.2.1, email:a@example.org'
    prints 'Subject: O = Asker, CN = www.example.org'
    certtool --crq-info --infile "r-$key" >out 2>&1 || fail "certtool does not read the request for $key"
    prints 'Self signature: verified'
    expect 0 "$TLS" cert make --request "r-$key" --take-names --issuer ca.key.pem --out "c-$key"
    prints "asks for the subject CN=www.example.org, O=Asker and the names www.example.org, 192.0.2.1, a@example.org"
    openssl verify -CAfile ca.pem "c-$key" >out 2>&1 || fail "openssl does not verify the certificate for $key"
    [ "$(key_of "c-$key")" = "$(openssl pkey -in "$key" -pubout)" ] || fail "c-$key is not for $key"
    if grep -q PRIVATE "c-$key"; then fail "a private key came into c-$key"; fi
    has "c-$key" 'DNS:www.example.org, IP Address:192.0.2.1, email:a@example.org'
    [ "$(grep -c 'BEGIN CERT' "c-$key")" = 2 ] || fail "the issuer is not behind the certificate"
    openssl x509 -req -in "r-$key" -CA ca.pem -CAkey ca.key.pem -days 9 -out "o-$key" 2>/dev/null ||
        fail "openssl does not answer the request for $key"
done

# Requests of others.
openssl req -new -newkey rsa:2048 -nodes -keyout o.key -out o.csr -subj '/CN=o.example.org' \
    -addext 'subjectAltName=DNS:o.example.org,URI:spiffe://example.org/o' 2>/dev/null
expect 0 "$TLS" cert make --request o.csr --take-names --issuer ca.key.pem --client --out o.pem --cert-out o.cert.pem
has o.cert.pem 'DNS:o.example.org, URI:spiffe://example.org/o'
has o.cert.pem 'TLS Web Client Authentication'
openssl verify -CAfile ca.pem o.cert.pem >out || fail "openssl does not verify o.cert.pem"
printf 'cn = "g.example.org"\ndns_name = "g.example.org"\nip_address = "192.0.2.9"\n' >g.cfg
certtool --generate-privkey --key-type ecdsa --outfile g.key >/dev/null 2>&1
certtool --generate-request --load-privkey g.key --template g.cfg --outfile g.csr >/dev/null 2>&1
expect 0 "$TLS" cert make --request g.csr --take-names --issuer sub.key.pem --out g.pem
has g.pem 'DNS:g.example.org, IP Address:192.0.2.9'
certtool --verify --load-ca-certificate ca.pem --infile g.pem >out 2>&1 || fail "certtool does not verify g.pem"
prints 'The certificate is trusted'

# Names are taken only where that is said; a request that asks to be a CA becomes none.
expect 1 "$TLS" cert make --request o.csr --issuer ca.key.pem --out x.pem
says 'o.csr asks for the subject CN=o.example.org and the names o.example.org, spiffe://example.org/o'
says 'give --take-names'
expect 0 "$TLS" cert make --request o.csr --issuer ca.key.pem --name mine.example.org --out mine.pem
has mine.pem 'DNS:mine.example.org'
has_not mine.pem 'o.example.org'
openssl req -new -key o.key -out greedy.csr -subj '/CN=CA' -addext basicConstraints=critical,CA:TRUE
expect 0 "$TLS" cert make --request greedy.csr --take-names --issuer ca.key.pem --out greedy.pem
has_not greedy.pem 'CA:TRUE'

# However long a name is, its end is shown too.
long="spiffe://example.org/$(printf '%0400d' 0)/the-end"
openssl req -new -key o.key -out long.csr -subj /CN=x -addext "subjectAltName=URI:$long"
expect 0 "$TLS" cert make --request long.csr --take-names --issuer ca.key.pem --out long.pem
prints "and the names $long\$"

# What is no name does not become one: a DNS name with a blank, a subject that would draw on the terminal.
openssl req -new -key o.key -out blank.csr -subj /CN=x -addext 'subjectAltName=DNS:a.example b.example'
expect 1 "$TLS" cert make --request blank.csr --take-names --issuer ca.key.pem --out x.pem
says 'neither a DNS name'
openssl req -new -key o.key -out escape.csr -utf8 -subj $'/CN=x\x1b[2Jy'
expect 1 "$TLS" cert make --request escape.csr --take-names --issuer ca.key.pem --out x.pem
says 'control or invisible characters'
[ ! -e x.pem ] || fail "it was answered all the same"

# A key and a request at once; a given key in a certificate.
expect 0 "$TLS" cert make --name n.example.org --out n.key --request-out n.csr
openssl req -in n.csr -noout -verify >out 2>&1 || fail "openssl does not verify n.csr"
[ "$(openssl req -in n.csr -noout -pubkey)" = "$(openssl pkey -in n.key -pubout)" ] || fail "n.csr is not for n.key"
expect 0 "$TLS" cert make --key n.key --name n.example.org --issuer ca.key.pem --out n.pem
[ "$(key_of n.pem)" = "$(openssl pkey -in n.key -pubout)" ] || fail "n.pem is not for n.key"

# What more a certificate can have.
expect 0 "$TLS" cert make --issuer ca.key.pem --name www.example.org --client --server --mail --must-staple \
    --ocsp-url http://ocsp.example.org/ --crl-url http://example.org/1.crl --crl-url http://example.org/2.crl \
    --ca-url http://example.org/ca.der --out all.pem
has all.pem 'TLS Web Server Authentication, TLS Web Client Authentication, E-mail Protection'
has all.pem 'status_request'
has all.pem 'OCSP - URI:http://ocsp.example.org/'
has all.pem 'CA Issuers - URI:http://example.org/ca.der'
has all.pem 'URI:http://example.org/1.crl'
has all.pem 'URI:http://example.org/2.crl'
certtool -i --infile all.pem >out 2>&1 || fail "certtool does not read all.pem"
prints 'TLS Features'
expect 0 "$TLS" cert make --issuer ca.key.pem --ocsp-signer --subject responder --out responder.pem
has responder.pem 'OCSP Signing'
has responder.pem 'OCSP No Check'
has_not responder.pem 'Server Authentication'
"$TLS" cert make --name www.example.org --out plain.pem >/dev/null
for extra in 'status_request' 'OCSP' 'CRL Distribution' 'Client Authentication'; do has_not plain.pem "$extra"; done

# What makes no sense.
refused() { # refused WHAT-IT-SAYS OPTIONS...
    local why=$1
    shift
    expect 1 "$TLS" cert make "$@"
    says "$why"
    [ ! -e x.pem ] && [ ! -e x.csr ] || fail "something was written: $*"
}
refused 'makes no certificate' --key-only --name a.example --out x.pem
refused 'leave out --key' --key-only --key n.key --out x.pem
refused 'give --out' --key-only
refused 'both --key and --key-type' --key n.key --key-type ed25519 --name a.example --out x.pem
refused 'give one of --request-out and --request' --request o.csr --request-out x.csr --issuer ca.key.pem --out x.pem
refused 'answered by an --issuer' --request o.csr --take-names --out x.pem
refused 'leave out --key and' --request o.csr --key n.key --issuer ca.key.pem --take-names --out x.pem
refused 'takes those of a --request' --take-names --out x.pem
refused 'for the issuer to say' --request-out x.csr --key n.key --name a.example --days 5
refused 'leave out --out' --request-out x.csr --key n.key --name a.example --out x.pem
refused 'has no name' --request-out x.csr --key n.key
refused 'leave out --ca' --ca --mail --subject x --out x.pem
refused 'is for a --ca' --path-length 1 --name a.example --out x.pem
refused 'number from 0' --ca --path-length many --subject x --out x.pem
refused 'two capital letters' --country Germany --name a.example --out x.pem
refused 'one of the URLs is none' --ocsp-url nowhere --name a.example --out x.pem
refused 'of a web page give the host' --name https://www.example.org/ --out x.pem
refused 'no private key' --key o.csr --name a.example --out x.pem
refused 'no certificate request in it' --request ca.pem --take-names --issuer ca.key.pem --out x.pem
refused 'No such file' --request no-such-file --take-names --issuer ca.key.pem --out x.pem
sed -e '5s/^\(..\)A/\1B/;t' -e '5s/^\(..\)./\1A/' o.csr >changed.csr
cmp -s o.csr changed.csr && fail "nothing was changed"
expect 1 "$TLS" cert make --request changed.csr --take-names --issuer ca.key.pem --out x.pem
[ ! -e x.pem ] || fail "a changed request was answered"
