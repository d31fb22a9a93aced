#!/usr/bin/env bash
# tls features: text and JSON say the same, about every field and constant of the headers, what the build was configured
# with, and what the README says is missing; every name is one that the command's options take, every format one that it
# reads.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
for program in jq openssl; do
    command -v $program >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done

expect 0 "$TLS" features
cp out all.txt
expect 0 "$TLS" features --json
cp out all.json

# ask FILTER: of every feature.
ask() { jq -r "$1" all.json; }

# JSON: each line an object with the same members, of the types that the manual page says.
jq -es 'length > 50 and all(.[];
    keys_unsorted == ["v", "event", "section", "name", "short_name", "use", "code", "hex", "min_version", "max_version",
        "bits", "text", "unit", "initial", "smallest", "largest", "about"]
    and .v == 1 and .event == "feature" and (.section | type) == "string" and (.name | type) == "string"
    and (.use | IN("always", "default", "by name", "absent"))
    and all(.short_name, .hex, .min_version, .max_version, .text, .unit, .about; . == null or type == "string")
    and all(.code, .bits, .initial, .smallest, .largest; . == null or type == "number")
    and (.code == null) == (.hex == null))' all.json >/dev/null || fail "the JSON has another shape"
ask '"\(.code) \(.hex)"' | grep -v null | while read -r code hex; do
    [ $((hex)) -eq "$code" ] || fail "$hex is not $code"
done

# Text: the same features in the same order, a line each, section first, number behind the name.
[ "$(wc -l <all.txt)" -eq "$(wc -l <all.json)" ] || fail "text and JSON have different numbers of lines"
while IFS=$'\t' read -r section name hex <&3; do
    IFS= read -r line
    [[ $line == "$section  "*"$name"*"$hex"* ]] || fail "not the line of $section $name $hex: $line"
done 3< <(ask '[.section, .name, .hex // ""] | @tsv') <all.txt
expect 0 grep -c '^ciphers .* 0x1301 .*default, aes128gcm, TLS 1.3, 128 bits$' all.txt

# Sections, and prefixes of sections and of the command.
ask .section | uniq >sections
[ "$(sort -u sections | wc -l)" -eq "$(wc -l <sections)" ] || fail "a section is in several places"
while read -r section; do
    expect 0 "$TLS" fe "$section"
    grep "^$section " all.txt | cmp -s - out || fail "tls fe $section says something else than tls features"
done <sections
expect 0 "$TLS" fe --json gr
[ "$(jq -r .section out | sort -u)" = groups ] || fail "not the groups alone"
expect 1 "$TLS" features s
says '"s" fits several sections; there are library .*signatures'
expect 1 "$TLS" features nonsense
says '"nonsense" is no section; there are library'
expect 1 "$TLS" features groups ciphers
says 'too much'
if [ -w /dev/full ]; then
    "$TLS" features >/dev/full 2>err && fail "output that cannot be written was taken for written"
    says 'cannot be written'
fi

# The library, and the summary that tls alone makes of the same.
text_of() { ask "select(.section == \"library\" and .name == \"$1\").text"; }
[ "$(text_of libcrypto)" = "$(openssl version | sed -E 's/.*\(Library: (.*)\)/\1/')" ] || fail "another libcrypto"
case $(sed -n 's/^TLSLITE_LOW_LEVEL:BOOL=//p' "$BUILD_DIR/CMakeCache.txt") in
ON) calls=low-level missing=0 ;;
*) calls=EVP missing=1 ;;
esac
[ "$(text_of 'libcrypto calls')" = $calls ] || fail "not $calls"
[ "$(ask 'select(.section == "missing" and (.name | startswith("low-level")))' | jq -s length)" -eq $missing ] ||
    fail "what is missing for want of low-level calls"
expect 0 "$TLS" --version
prints "^tls, of tlslite $(text_of tlslite)\$"
prints "^  libcrypto +$(text_of libcrypto)\$"
prints '^  protocols +tls1.2, tls1.3$'
prints '^  ciphers +aes128gcm, aes256gcm, chacha20-poly1305'
prints "^  groups +$(ask 'select(.section == "groups").name' | paste -sd, | sed 's/,/, /g')\$"

# What the README says is not there yet.
tr '\n' ' ' <"$SOURCE_DIR/README.md" | grep -oP ' Not yet: \K.*?(?=\. )' | sed 's/, /\n/g' >not-yet
[ "$(wc -l <not-yet)" -gt 1 ] || fail "the README's list was not found"
ask 'select(.section == "missing" and .about == "not written yet").name' | diff not-yet - ||
    fail "the README (<) and tls features (>) differ in what is missing"

# Fields and constants of the public headers: fields_of STRUCT FILE TYPES, one a line.
fields_of() {
    sed -n "/^typedef struct $1 {/,/^}/p" "$SOURCE_DIR/include/$2" |
        sed -nE "s/^    ($3) \*?([a-z0-9_, ]+);.*/\2/p" | tr -d ' ' | tr , '\n'
}
choices='bool|unsigned|size_t|uint64_t|tl_protocol|tl_revocation|tl_client_cert|tl_purpose'
check_fields() { # SECTION FIELDS-THAT-MUST-BE-THERE FIELDS-THAT-MAY
    ask "select(.section == \"$1\").name" | sort >told
    [ "$(wc -l <"$2")" -gt 3 ] || fail "the fields of $1 were not found"
    sort "$2" | comm -23 - told | diff /dev/null - || fail "tls features $1 lacks fields"
    sort -u "$2" "$3" | comm -13 - told | diff /dev/null - || fail "tls features $1 has what is no field"
}
fields_of tl_settings tlslite.h "$choices|const char" >fields
check_fields settings fields /dev/null
for struct in tl_common_options tl_client_options tl_server_options; do
    fields_of $struct tlslite.h "$choices" | grep -v '^num_'
done >fields
echo alpn >more
check_fields options fields more
fields_of tl_verify_options tlslite/x509.h "$choices" | grep -v '^num_' >fields
echo policies >more
check_fields verification fields more

check_constants() { # SECTION PREFIX: those of the enumeration, with their values, which count from 0
    cat "$SOURCE_DIR"/include/tlslite.h "$SOURCE_DIR"/include/tlslite/x509.h | tr '\n' ' ' |
        grep -oE "enum $2 \{[^}]*\}" | sed 's,/\*[^/]*\*/,,g' | grep -oE '\bTL_[A-Z_]+' |
        awk '{ print $1, NR - 1 }' >constants
    [ "$(wc -l <constants)" -gt 2 ] || fail "the constants of $2 were not found"
    ask "select(.section == \"$1\") | \"\(.name) \(.code)\"" | diff constants - || fail "$2 (<) and $1 (>) differ"
}
check_constants purposes tl_purpose
check_constants revocation tl_revocation
check_constants client-certs tl_client_cert

# Names: an option takes them, and no other. What fails afterwards is that there is no server.
takes() { # OPTION NAME COMMAND...
    local option=$1 name=$2
    shift 2
    "$@" "$option" "$name" >out 2>err </dev/null || true
    ! grep -q 'does not know\|is no \|see `tls' err || fail "$option does not take $name"
    "$@" "$option" "${name}x" >out 2>err </dev/null && fail "$option takes ${name}x"
    grep -q 'does not know\|is no ' err || fail "$option takes ${name}x"
}
"$TLS" cert make --name localhost --out server.pem --cert-out cert.pem >/dev/null
connect=("$TLS" client --insecure 127.0.0.1:1)
while IFS=$'\t' read -r section name short version; do
    case $section in
    protocols) takes --max-ver "$short" "${connect[@]}" ;;
    ciphers)
        takes --cipherlist "$name" "${connect[@]}" --min-ver "$version" --max-ver "$version"
        takes --cipherlist "$short" "${connect[@]}"
        ;;
    groups) takes --groups "$name" "${connect[@]}" ;;
    signatures) takes --signatures "$name" "${connect[@]}" --max-ver tls1.2 ;;
    purposes) takes --purpose "$short" "$TLS" verify --roots cert.pem cert.pem ;;
    revocation) takes --revocation "$short" "$TLS" verify --roots cert.pem cert.pem ;;
    esac
done < <(ask '[.section, .name, .short_name // "-", (.min_version // "-" | ascii_downcase | sub(" "; ""))] | @tsv')

# Formats: each is made by OpenSSL and read.
source "$SOURCE_DIR/tests/tools/responder.bash"
make_ocsp_pki
printf '[ca]\ndefault_ca=x\n[x]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=3\n' >ca.conf
openssl ca -config ca.conf -gencrl -keyfile ca.key -cert ca.pem -out list.pem 2>/dev/null
"$TLS" ocsp --issuer ca.pem --request question.der good.pem
answer_from_index question.der answer.der
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out pkcs8.pem 2>/dev/null
openssl pkcs8 -topk8 -v2 aes-256-cbc -in pkcs8.pem -passout pass:secret -out encrypted.pem
openssl pkey -in pkcs8.pem -traditional -out pkcs1.pem
openssl pkey -in good.key -traditional -out sec1.pem
openssl pkey -in pkcs8.pem -pubout -out public.pem
sed 's/CERTIFICATE REQUEST/NEW &/' good.csr >new.pem
openssl pkcs12 -export -in good.pem -inkey good.key -passout pass:secret -out store.p12
echo secret >password
# octal OFFSET LENGTH: of the CA's certificate, as certdata.txt has it.
openssl x509 -in ca.pem -outform DER -out ca.der
octal() {
    printf '\\%03o' $(tail -c +$(($1 + 1)) ca.der | head -c "$2" | od -An -v -tu1)
    printf '\nEND\n'
}
# Of the fields of a TBSCertificate: the serial number is the first INTEGER, the issuer the second SEQUENCE.
field_at() {
    openssl asn1parse -in ca.pem | sed -nE "s/^ *([0-9]+):d=2 +hl=([0-9]+) +l= *([0-9]+) [a-z]+: $1 .*/\1 \2 \3/p" |
        awk -v nth="$2" 'NR == nth { print $1, $2 + $3 }'
}
name_and_serial() {
    printf 'CKA_ISSUER MULTILINE_OCTAL\n%s\n' "$(octal $(field_at SEQUENCE 2))"
    printf 'CKA_SERIAL_NUMBER MULTILINE_OCTAL\n%s\n' "$(octal $(field_at INTEGER 1))"
}
{
    printf 'BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n'
    name_and_serial
    printf 'CKA_VALUE MULTILINE_OCTAL\n%s\n' "$(octal 0 1000000)"
    printf 'CKA_CLASS CK_OBJECT_CLASS CKO_NSS_TRUST\n'
    name_and_serial
    printf 'CKA_TRUST_SERVER_AUTH CK_TRUST CKT_NSS_TRUSTED_DELEGATOR\n'
} >certdata.txt

shows() { # LABEL FILE: in PEM, and in DER
    grep -q "^-----BEGIN $1-----" "$2" || fail "OpenSSL calls $2 something else than $1"
    expect 0 "$TLS" cert show "$2"
    ! grep -q pemBlock out || fail "$1 is not shown"
}
shows_der() { # FILE: the one block of it
    sed '/^-----/d' "$1" | openssl base64 -d >block.der
    expect 0 "$TLS" cert show block.der
}
makes_with() { # KEY-FILE: a certificate
    rm -f made.pem
    expect 0 "$TLS" cert make --name localhost --key "$1" --password-file password --out made.pem
}
while IFS=$'\t' read -r name label <&3; do
    case $name in
    certificate) shows "$label" good.pem && shows_der good.pem ;;
    'revocation list') shows "$label" list.pem && shows_der list.pem ;;
    request) shows "$label" good.csr && shows_der good.csr ;;
    'request, old label') shows "$label" new.pem ;;
    'PKCS #8 key') shows "$label" pkcs8.pem && shows_der pkcs8.pem && makes_with pkcs8.pem && makes_with block.der ;;
    'PKCS #8 key, encrypted') shows "$label" encrypted.pem && makes_with encrypted.pem ;;
    'PKCS #1 key') shows "$label" pkcs1.pem && shows_der pkcs1.pem && makes_with pkcs1.pem && makes_with block.der ;;
    'SEC 1 key') shows "$label" sec1.pem && makes_with sec1.pem ;;
    'public key') shows "$label" public.pem ;;
    'PKCS #12') start_server -c store.p12 --password-file password && stop_server ;;
    'OCSP response') expect 0 "$TLS" ocsp --issuer ca.pem --response answer.der good.pem ;;
    certdata.txt) expect 0 "$TLS" trust certdata.txt && says '^1 trust anchors' ;;
    *) fail "tls features has a format \"$name\", of which this test does not know how to make a file" ;;
    esac
done 3< <(ask 'select(.section == "formats") | [.name, .text // "-"] | @tsv')
