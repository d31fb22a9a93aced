#!/usr/bin/env bash
# tls cert show: text and JSON of what files hold, safe for a terminal, and mistakes.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v openssl >/dev/null || { echo "skipped: openssl is not installed"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: python3, which reads the JSON, is not installed"; exit 77; }

# at FILE LINE EXPRESSION: a Python expression over `o`, the object on that line of the file of JSON lines.
at() { python3 -c 'import json, sys
o = json.loads(open(sys.argv[1], encoding="utf-8").read().splitlines()[int(sys.argv[2])])
print(eval(sys.argv[3]))' "$@" || fail "line $2 of $1 has no $3"; }
is() { [ "$(at "$1" "$2" "$3")" = "$4" ] || fail "$3 is $(at "$1" "$2" "$3"), not $4"; }

make_certs
expect 0 "$TLS" cert show server.pem
prints '^certificate:$'
prints '^  subject:$'
prints '^    name: CN=localhost$'
prints '^    - name: subjectAltName$'
prints '^        - dNSName: localhost$'
prints '^        - iPAddress: 127\.0\.0\.1$'
prints '^privateKey:$'
[ "$(grep -c '^certificate:$' out)" = 2 ] || fail "not both certificates of the file are shown"
serial=$(openssl x509 -in server.pem -noout -serial | sed 's/.*=//' | tr 'A-F' 'a-f')
prints "^  serialNumber: $serial\$"
fingerprint=$(openssl x509 -in server.pem -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr 'A-F' 'a-f')
prints "^    sha256: $fingerprint\$"

# Nothing of the private key but its public half.
openssl pkey -in server.pem -text -noout | sed -n '/^priv:/,/^pub:/p' | grep '^ ' | tr -d ' :\n' >secret
grep -q '[0-9a-f]\{60\}' secret || fail "openssl does not show the private key"
if tr -d ' \n' <out | grep -q "$(cut -c 9-40 secret)"; then fail "the private key is shown"; fi

expect 0 "$TLS" cert show server.pem ca.pem
[ "$(grep -c '^  file: server.pem$' out)" = 3 ] || fail "it is not said what is of server.pem"
[ "$(grep -c '^  file: ca.pem$' out)" = 1 ] || fail "it is not said what is of ca.pem"
expect 0 "$TLS" cert show --json server.pem ca.pem
[ "$(wc -l <out)" = 4 ] || fail "there are not four JSON lines"
is out 0 'o["v"]' 1
is out 0 'o["event"]' certificate
is out 0 'o["file"]' server.pem
is out 0 'o["version"]' 3
is out 0 'o["serialNumber"]' "$serial"
is out 0 'o["extensions"][-1]["value"][1]["iPAddress"]' 127.0.0.1
is out 0 'o["validity"]["notAfter"][-1]' Z
is out 1 'o["subject"]["attributes"][0]["CN"]' 'Test CA'
is out 2 'o["event"], o["encrypted"]' "('privateKey', False)"
is out 2 'o["subjectPublicKeyInfo"]["pin"]' "$(at out 0 'o["subjectPublicKeyInfo"]["pin"]')"
is out 3 'o["file"]' ca.pem
is out 3 '[e["value"]["cA"] for e in o["extensions"] if e["oid"] == "2.5.29.19"][0]' True

# Standard input, DER, and several things in one file.
openssl x509 -in ca.pem -outform DER -out ca.der
"$TLS" cert show --json ca.der >der
"$TLS" cert show --json - <ca.pem >stdin
is stdin 0 'o["fingerprints"]["sha256"]' "$(at der 0 'o["fingerprints"]["sha256"]')"
is stdin 0 'o["file"]' -
openssl req -new -newkey rsa:2048 -nodes -keyout key.pem -subj '/CN=www.example.org' \
    -addext 'subjectAltName=DNS:www.example.org' -out request.pem 2>/dev/null
expect 0 "$TLS" cert show request.pem
prints '^certificateRequest:$'
prints 'dNSName: www\.example\.org'
openssl pkey -in key.pem -pubout -out public.pem
expect 0 "$TLS" cert show public.pem
prints '^publicKey:$'
prints '    publicExponent: 65537'
openssl pkey -in key.pem -aes256 -passout pass:secret -out encrypted.pem
expect 0 "$TLS" cert show encrypted.pem
prints '  encrypted: true'
prints '  encryption: PBES2'
prints '  cost: [0-9]+'

# Octets that act on a terminal, break lines or are no UTF-8 reach neither text nor JSON as they are.
printf '[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=\033[31mred\\n\377\n[x]\nsubjectAltName=DER:3009820761001b5b0a7f5c\n' >evil.conf
openssl req -x509 -new -key key.pem -config evil.conf -extensions x -out evil.pem
expect 0 "$TLS" cert show evil.pem
prints 'CN=\\1B\[31mred'
prints 'dNSName: a\\00\\1B\[\\0A\\7F\\\\$'
if LC_ALL=C grep -q "$(printf '[\001-\011\013-\037\177]')" out; then fail "control characters are shown"; fi
expect 0 "$TLS" cert show --json evil.pem
is out 0 '[e["value"][0]["dNSName"] for e in o["extensions"] if e["oid"] == "2.5.29.17"][0]' 'a\00\1B[\0A\7F\\'

# A known extension that is malformed is shown as such.
printf '[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=x\n[x]\n2.5.29.15=DER:0401ff\n' >bad.conf
openssl req -x509 -new -key key.pem -config bad.conf -extensions x -out bad.pem
expect 0 "$TLS" cert show bad.pem
prints '^  malformed: the certificate is malformed: .*keyUsage'
prints '^      octets: 0401ff$'

# What is none.
expect 1 "$TLS" cert show
says 'something is missing'
expect 1 "$TLS" cert show no-such-file.pem
says 'no-such-file\.pem cannot be read: No such file'
expect 1 "$TLS" cert show .
says 'cannot be read: Is a directory'
echo nothing >nothing
expect 1 "$TLS" cert show nothing
says 'neither PEM nor DER'
head -c 300 ca.der >cut.der
expect 1 "$TLS" cert show cut.der
says 'neither PEM nor DER'
head -n -2 ca.pem >cut.pem
expect 1 "$TLS" cert show cut.pem
says 'cut off'
[ ! -s out ] || fail "something of a cut file is shown"
expect 1 "$TLS" cert show cut.pem ca.pem # the other file all the same
prints '^certificate:$'
expect 1 "$TLS" cert show --nonsense ca.pem
says 'nonsense'
