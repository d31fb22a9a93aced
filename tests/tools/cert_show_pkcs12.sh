#!/usr/bin/env bash
# tls cert show of PKCS #12: what OpenSSL, GnuTLS and Java wrote is told as `openssl pkcs12 -info` and `certtool
# --p12-info` tell it; nothing secret is; and what cannot be opened is told closed, with a sentence.
# ctest: timeout 300
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v openssl >/dev/null || { echo "skipped: openssl is not installed"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: python3, which reads the JSON, is not installed"; exit 77; }

cat >retell.py <<'PY'
# retell.py openssl|certtool|names|pins: the JSON of `tls cert show` in the words of another tool.
import json, re, sys

file = json.loads(sys.stdin.read())
WAYS = {"PBE with SHA-1 and 3DES": "pbeWithSHA1And3-KeyTripleDES-CBC"}

def way(o):
    if o["encryption"] != "PBES2":
        return f'{WAYS[o["encryption"]]}, Iteration {o["cost"]}'
    prf = o["prf"].replace("HMAC with SHA-", "hmacWithSHA")
    return f'PBES2, {o["keyDerivation"]}, {o["cipher"]}, Iteration {o["cost"]}, PRF {prf}'

def bags():
    return [bag for part in file["authSafe"] for bag in part["safeContents"]]

def attribute(bag, type):
    return [value for a in bag.get("bagAttributes", []) if a["type"] == type for value in a["values"]]

def openssl():
    mac = file["macData"]
    print(f'MAC: {mac["digestAlgorithm"].lower().replace("-", "")}, Iteration {mac["iterations"]}')
    print(f'salt length: {mac["saltLength"]}')
    for part in file["authSafe"]:
        print("PKCS7 Encrypted data: " + way(part) if part["encrypted"] else "PKCS7 Data")
        for bag in part["safeContents"]:
            key = bag.get("privateKey")
            print("Certificate bag" if key is None else
                  "Shrouded Keybag: " + way(key) if key["encrypted"] else "Key bag")

def certtool():
    print(f'MAC: {file["macData"]["digestAlgorithm"].replace("-", "")}')
    for part in file["authSafe"]:
        for o in ([part] if part["encrypted"] else []) + [b["privateKey"] for b in part["safeContents"]
                                                          if b.get("privateKey", {}).get("encrypted")]:
            print(f'Cipher: {o.get("cipher", "3DES-CBC")}')
        for bag in part["safeContents"]:
            for name in attribute(bag, "friendlyName"):
                print("Friendly name: " + name)
            for id in attribute(bag, "localKeyId"):
                print("Key ID: " + ":".join(re.findall("..", id.upper())))

def names():
    for bag in bags():
        for a in bag.get("bagAttributes", []):
            if a["type"] == "friendlyName":
                print("friendlyName: " + a["values"][0])
            if a["type"] == "localKeyId":
                print("localKeyID: " + " ".join(re.findall("..", a["values"][0].upper())))

def pins():
    for bag in bags():
        o = bag.get("privateKey", bag.get("certificate"))
        print(o["subjectPublicKeyInfo"]["pin"])

globals()[sys.argv[1]]()
PY

same() { diff $1 $2 >diff.log || { cat diff.log; fail "$case: ours (<) and theirs (>) differ"; }; }
retell() { python3 retell.py $1 <told >ours || fail "$case: what is told cannot be retold"; }

# pin_of: of a public key in PEM on standard input
pin_of() { echo "sha256/$(openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | base64)"; }
prints_pin_of() { grep -qxF "    pin: $(openssl pkey -in $1 -pubout | pin_of)" out || fail "the key is not that of $1"; }

# agrees FILE [OPTION]: with openssl (OPTION -legacy for old files) and certtool; and the private key is not told.
agrees() {
    expect 0 "$TLS" cert show --json --password-file pw $1
    cp out told
    retell openssl
    openssl pkcs12 $2 -info -in $1 -passin file:pw -nokeys -nocerts 2>&1 | sed 's/^MAC length: [0-9]*, //' >theirs
    same ours theirs
    retell names
    openssl pkcs12 $2 -in $1 -passin file:pw -nodes 2>/dev/null >opened
    sed -nE 's/^    ((friendlyName|localKeyID): .*[^ ]) *$/\1/p' opened >theirs
    same ours theirs
    retell pins
    openssl x509 -in opened -noout -pubkey | pin_of >theirs
    openssl pkey -in opened -pubout | pin_of >>theirs
    while read -r pin; do
        grep -qxF "$pin" ours || fail "$case: there is no key of pin $pin"
    done <theirs
    openssl pkey -in opened -text -noout | sed -n '/^priv:/,/^pub:/p; /^privateExponent:/,/^prime1:/p' | grep '^ ' |
        tr -d ' :\n' >secret
    grep -q '[0-9a-f]\{60\}' secret || fail "$case: openssl does not show the private key"
    if tr -d ' \n' <told | grep -q "$(cut -c 9-40 secret)"; then fail "$case: the private key is told"; fi
    if command -v certtool >/dev/null; then
        retell certtool
        certtool --p12-info --inder --infile $1 --password "$(cat pw)" 2>/dev/null |
            sed -nE 's/^[ \t]*((Friendly name|Key ID|Cipher): .*|MAC: [A-Z0-9]+).*/\1/p' >theirs
        same ours theirs
    fi
    echo "ok: $case"
}

printf 'gehe1m!!\n' >pw
printf 'wrong\n' >wrong
openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -subj /CN=rsa -days 9 -out rsa.pem 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.key -subj /CN=ec -days 9 -out ec.pem \
    2>/dev/null
export_ec() { openssl pkcs12 -export -inkey ec.key -in ec.pem -passout file:pw "$@"; }

case="OpenSSL"
export_ec -certfile rsa.pem -name 'my friend' -out new.p12
agrees new.p12 ""
case="OpenSSL, other ciphers"
openssl pkcs12 -export -inkey rsa.key -in rsa.pem -passout file:pw -certpbe AES-128-CBC -keypbe AES-192-CBC \
    -macalg SHA512 -iter 3000 -out other.p12
agrees other.p12 ""
case="OpenSSL -legacy with triple DES"
export_ec -legacy -certpbe PBE-SHA1-3DES -name x -out des.p12
agrees des.p12 -legacy
if command -v certtool >/dev/null; then
    case="GnuTLS"
    certtool --to-p12 --load-privkey ec.key --load-certificate ec.pem --p12-name 'gnu name' --password "$(cat pw)" \
        --outder --outfile gnu.p12 >/dev/null 2>&1
    agrees gnu.p12 ""
fi
if command -v keytool >/dev/null; then
    case="Java"
    keytool -genkeypair -alias 'java name' -keyalg EC -groupname secp256r1 -dname CN=java -storetype PKCS12 \
        -keystore java.p12 -storepass "$(cat pw)" -validity 9 >/dev/null 2>&1
    keytool -importcert -noprompt -alias trusted -file rsa.pem -keystore java.p12 -storepass "$(cat pw)" >/dev/null 2>&1
    agrees java.p12 ""
    grep -q '"type":"trustedKeyUsage"' told || fail "$case: its attribute has no name"
fi

# As text; PEM around it; a name that acts on terminals.
expect 0 "$TLS" cert show --password-file pw new.p12
prints '^pkcs12:$'
prints '^    digestAlgorithm: SHA-256$'
prints '^        - bagId: certBag$'
prints '^                - my friend$'
prints '^              name: CN=ec$'
{ echo '-----BEGIN PKCS12-----'; base64 -w 64 new.p12; echo '-----END PKCS12-----'; } >new.pem
"$TLS" cert show --password-file pw new.pem | cmp - out || fail "in PEM it is told otherwise"
export_ec -name "$(printf 'sch\303\266n \033[31m')" -out name.p12
expect 0 "$TLS" cert show --password-file pw name.p12
grep -qxF "                - $(printf 'sch\303\266n \\1B[31m')" out || fail "the name is told otherwise"

# Without MAC or encryption.
export_ec -nomac -out nomac.p12
expect 0 "$TLS" cert show --password-file pw nomac.p12
prints 'CN=ec'
if grep -q macData out; then fail "a MAC that is not there is told"; fi
export_ec -certpbe NONE -keypbe NONE -nomac -out open.p12
expect 0 setsid "$TLS" cert show open.p12
prints 'CN=ec'
prints 'bagId: keyBag'

# Closed: what is not encrypted is told, nothing else, and why.
expect 1 "$TLS" cert show --password-file wrong new.p12
says 'new.p12: .*the password is wrong'
prints '^    digestAlgorithm: SHA-256$'
prints '^      cipher: AES-256-CBC$'
prints '^        - bagId: pkcs8ShroudedKeyBag$'
if grep -q 'certBag\|subjectPublicKeyInfo' out; then fail "a wrong password opens it"; fi
cp out closed
expect 1 setsid "$TLS" cert show new.p12
says 'a password is needed for new.p12, and there is no terminal'
cmp out closed || fail "without a password something else is told"
export_ec -legacy -out rc2.p12
expect 1 "$TLS" cert show --password-file pw rc2.p12
says 'not decrypt \(PBE with SHA-1 and 40-bit RC2\); write it anew, in PEM: openssl pkcs12 -legacy -aes256 -in OLD -out NEW$'
prints '^      encryption: PBE with SHA-1 and 40-bit RC2$'
prints '^            subjectPublicKeyInfo:$' # the key is under triple DES, which is read
openssl pkcs12 -legacy -aes256 -in rc2.p12 -passin file:pw -passout "pass:$(cat pw)" -out anew.pem # as the sentence says
expect 0 "$TLS" cert show --password-file pw anew.pem
prints '^certificate:$'
prints_pin_of ec.key
expect 0 "$TLS" cert make --issuer anew.pem --password-file pw --name x --out x.pem
head -c 200 new.p12 >cut.p12
expect 1 "$TLS" cert show --password-file pw cut.p12
says 'cut.p12'
[ ! -s out ] || fail "something of a cut file is told"

# Encrypted keys alone are opened where --password-file is given; nobody is asked for them.
openssl pkcs8 -topk8 -in ec.key -passout file:pw -out locked.key
expect 0 setsid "$TLS" cert show locked.key
prints '^  prf: HMAC with SHA-256$'
if grep -q subjectPublicKeyInfo out; then fail "it is open without a password"; fi
expect 0 "$TLS" cert show --password-file pw locked.key
prints_pin_of ec.key
expect 1 "$TLS" cert show --password-file wrong locked.key
says 'the password is wrong'

# At a terminal.
source "$SOURCE_DIR/tests/tools/terminal.bash"
at_terminal 0 "$(cat pw)\n" "$TLS" cert show new.p12
prints '^Password for new.p12: '
prints 'CN=ec'
if grep -q "$(cat pw)" out; then fail "the password has an echo"; fi
at_terminal 1 "not-it\n" "$TLS" cert show new.p12
prints 'the password is wrong'
echo "tls cert show, PKCS #12: all as expected"
