#!/usr/bin/env bash
# tls trust: lists and PEM of files, folders and certdata.txt; what is converted is the same afterwards.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"

for i in 1 2 3; do
    "$TLS" cert make --ca --subject "CA $i" --out key$i.pem --cert-out ca$i.pem >/dev/null
done
mkdir folder
cp ca1.pem folder/one.crt
cat ca2.pem ca3.pem >folder/two.pem
cp ca1.pem folder/01234567.0
cp ca1.pem folder/ignored.txt
cat ca1.pem ca2.pem ca3.pem >all.pem

expect 0 "$TLS" trust all.pem
[ "$(grep -c '^CN=CA [123]$' out)" -eq 3 ] || fail "not three anchors"
prints 'ECDSA 256 bits, until 20'
says '^3 trust anchors$'
expect 0 "$TLS" trust --json folder
[ "$(wc -l <out)" -eq 3 ] || fail "the folder does not give three anchors"
prints '"subject":"CN=CA 2".*"distrust_after":null'
expect 0 "$TLS" trust --pem folder
cp out again.pem
expect 0 "$TLS" trust --json again.pem
sort out >from-pem
"$TLS" trust --json all.pem 2>/dev/null | sort | diff - from-pem || fail "what was written as PEM is not the same"

expect 1 "$TLS" trust no-such-file
says 'no-such-file'
expect 1 "$TLS" trust --use music all.pem
says 'servers or email'
expect 1 "$TLS" trust --pem --json all.pem
says 'one of'
echo nothing >empty.pem
expect 1 "$TLS" trust empty.pem
says 'no certificate'
printf 'BEGINDATA\nCKA_VALUE MULTILINE_OCTAL\n' >bad.txt
expect 1 "$TLS" trust bad.txt
says 'line 2'

certdata=${TLSLITE_VECTORS:-}/mozilla/certdata.txt
[ -f "$certdata" ] || { echo "not run: TLSLITE_VECTORS does not say where certdata.txt is"; exit 0; }
expect 0 "$TLS" trust "$certdata"
says '^140 trust anchors$'
[ "$(grep -c 'not trusted for what it issued after 2022-11-30T00:00:00Z' out)" -eq 3 ] || fail "the dates are not there"
expect 0 "$TLS" trust --use email --json "$certdata"
[ "$(wc -l <out)" -eq 108 ] || fail "not 108 anchors for email"
expect 0 "$TLS" trust --pem "$certdata"
[ "$(grep -c 'left out' err)" -eq 3 ] || fail "what PEM cannot say was not left out"
cp out mozilla.pem
expect 0 "$TLS" trust mozilla.pem
says '^137 trust anchors$'
