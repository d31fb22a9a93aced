#!/usr/bin/env bash
# The numbers that `tls features` tells are those that OpenSSL has for the same names: of cipher suites as `openssl
# ciphers` lists them, of groups and signature schemes as its ClientHello has them.
source "$SOURCE_DIR/tests/interop/lib.bash"
command -v jq >/dev/null || skip "jq is not installed"

run 0 "$TLS" features --json
cp out features.json
names_of() { jq -r "select(.section == \"$1\") | \"\(.name) \(.hex)\"" features.json; }

run 0 openssl ciphers -V -stdname 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'
sed -nE 's/^ *0x(..),0x(..) - ([A-Z0-9_]+) .* (TLSv1|TLSv1\.2|TLSv1\.3|SSLv3) .*Enc=[A-Z0-9/]+\(([0-9]+)\).*/\3 0x\L\1\2\E \4 \5/p' out >known
jq -r 'select(.section == "ciphers") | "\(.name) \(.hex) \(.min_version | sub("TLS "; "TLSv")) \(.bits)"' features.json >ciphers
[ "$(wc -l <ciphers)" -ge 9 ] || fail "hardly any cipher suites are told"
while read -r name hex version bits; do
    case="cipher suite $name"
    # one that this OpenSSL was built without has no line
    grep -q "^$name " known || { echo "# openssl does not know $name"; continue; }
    grep -qx "$name $hex $version $bits" known || fail "$case: not $hex $version $bits: $(grep "^$name " known)"
    ok "$case is $hex"
done <ciphers
[ $num_ok -ge 6 ] || fail "OpenSSL knows hardly any of the cipher suites"

# hello OPTIONS...: the octets of openssl's ClientHello in hexadecimal digits; false: it does not take the options. The
# handshake need not come to anything.
start_tls_server server
hello() {
    run any openssl s_client -connect "127.0.0.1:$port" -msg "$@" </dev/null
    awk '/^>>> .*ClientHello/ { on = 1; next } /^[<>]/ { on = 0 } on && /^    ([0-9a-f][0-9a-f] ?)+$/' out | tr -d ' \n' >hello
    [ -s hello ]
}
# check_list WHAT SECTION TYPE OPTION: the extension of this type in a hello with one name has its number alone.
check_list() {
    local name hex before=$num_ok
    while read -r name hex <&3; do
        case="$1 $name"
        hello "$4" "$name" || { echo "# openssl does not know $name"; continue; }
        grep -q "${3}00040002${hex#0x}" hello || fail "$case is not $hex: $(cat hello)"
        ok "$case is $hex"
    done 3< <(names_of "$2")
    [ $((num_ok - before)) -ge 3 ] || fail "OpenSSL knows hardly any of the $2"
}
check_list group groups 000a -groups
check_list 'signature scheme' signatures 000d -sigalgs

case="a number that is wrong"
hello -groups secp256r1
! grep -q 000a000400020018 hello || fail "$case was not seen"
ok "$case is seen"
