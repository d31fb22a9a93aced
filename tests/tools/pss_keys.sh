#!/usr/bin/env bash
# RSASSA-PSS keys of OpenSSL's that are restricted to a hash and a salt (RFC 4055 §3.1): certificates and requests carry
# the restriction, signatures honour it, as OpenSSL and GnuTLS see it; keys that leave no signature are refused.
# ctest: timeout 300
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v openssl >/dev/null || { echo "skipped: openssl is not installed"; exit 77; }

# pss_key NAME HASH SALT
pss_key() {
    openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:$2 \
        -pkeyopt rsa_pss_keygen_mgf1_md:$2 -pkeyopt rsa_pss_keygen_saltlen:$3 -out $1.key 2>/dev/null
    openssl pkey -in $1.key -pubout -out $1.pub
}
# same_key FILE NAME: the public key that OpenSSL sees in FILE, with its parameters, is that of NAME.key.
same_key() { openssl "${@:3}" | cmp - $2.pub || fail "$1 has other parameters than $2.key"; }
signed_by() { # signed_by FILE HASH SALT
    openssl x509 -in $1 -noout -text >text
    grep -q "Hash Algorithm: $2\$" text || fail "$1 is signed with another hash than $2"
    grep -q "Salt Length: $3\$" text || fail "$1 is signed with another salt than $3"
}

openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out free.key 2>/dev/null
openssl pkey -in free.key -pubout -out free.pub
pss_key low sha256 20 # longer salts than the least one are right
pss_key middle sha384 48
pss_key high sha512 64
for name in free low middle high; do
    case $name in
    middle) hash=sha384 salt=0x30 ;;
    high) hash=sha512 salt=0x40 ;;
    *) hash=sha256 salt=0x20 ;;
    esac
    expect 0 "$TLS" cert make --ca --key $name.key --subject $name --out $name.ca --cert-out $name.pem
    same_key $name.pem $name x509 -in $name.pem -noout -pubkey
    same_key $name.ca $name pkey -in $name.ca -pubout
    signed_by $name.pem $hash $salt
    openssl verify -CAfile $name.pem $name.pem >out 2>&1 || fail "OpenSSL does not verify $name.pem"

    expect 0 "$TLS" cert make --key $name.key --name localhost --request-out $name.csr
    same_key $name.csr $name req -in $name.csr -noout -pubkey
    openssl req -in $name.csr -verify -noout 2>&1 | grep -q OK || fail "OpenSSL does not verify $name.csr"
    expect 0 "$TLS" cert make --request $name.csr --take-names --issuer $name.ca --out $name.leaf
    same_key $name.leaf $name x509 -in $name.leaf -noout -pubkey
    signed_by $name.leaf $hash $salt
    openssl verify -CAfile $name.pem $name.leaf >out 2>&1 || fail "OpenSSL does not verify $name.leaf"
    if command -v certtool >/dev/null; then
        certtool --verify --infile $name.leaf --load-ca-certificate $name.pem >out 2>&1 ||
            fail "GnuTLS does not verify $name.leaf"
        certtool --crq-info --infile $name.csr >out 2>&1 || fail "GnuTLS does not read $name.csr"
        prints 'Self signature: verified'
    fi
    echo "ok: $name"
done

# In handshakes: the hash that the key allows and no other, whatever the other side offers.
expect 0 "$TLS" cert make --key middle.key --issuer middle.ca --name localhost --out server.pem
echo hello >index.html
start_server -d . -c server.pem
for version in tls1_2 tls1_3; do
    echo | openssl s_client -connect 127.0.0.1:$port -$version -CAfile middle.pem >out 2>&1 || fail "no handshake"
    prints '^Peer signing digest: SHA384$'
    prints '^ *Verify return code: 0'
    if echo | openssl s_client -connect 127.0.0.1:$port -$version -sigalgs rsa_pss_pss_sha256:rsa_pss_pss_sha512 >out 2>&1
    then fail "$version: the key signed with a hash that it is not for"; fi
done
grep -q 'failed: .*' server.log || fail "the server says nothing"
stop_server
expect 1 "$TLS" server -c server.pem --signatures rsa_pss_pss_sha256,ecdsa_secp256r1_sha256 127.0.0.1:0
says 'settings.signatures leaves no scheme that the key of identity 0'

# What leaves no signature.
pss_key long sha256 48
pss_key old sha1 20
for name in long old; do
    expect 1 "$TLS" cert make --key $name.key --name x --out x.pem
    says 'the RSASSA-PSS key is restricted to SHA-(256|1) with a salt of at least (48|20) octets, and this library signs'
    expect 1 "$TLS" cert make --key $name.key --name x --request-out x.csr
    says 'is restricted to'
    openssl req -x509 -new -key $name.key -subj /CN=x -days 9 -out $name.crt
    expect 1 "$TLS" server -c $name.crt -k $name.key 127.0.0.1:0
    says 'is restricted to'
    expect 0 "$TLS" cert show $name.key # it is told all the same
    prints 'saltLength: (48|20)'
done
[ ! -e x.pem ] && [ ! -e x.csr ] || fail "something was made with such a key"
echo "restricted RSASSA-PSS keys: all as expected"
