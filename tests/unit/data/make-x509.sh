#!/bin/sh
# Makes the certificates and keys in this folder anew with OpenSSL 3. They are for tests only: everybody has these keys.
#
#   NAME.pem       a self-signed certificate for www.example.org, then its key as PKCS #8
#   *-pkcs1.pem, *-sec1.pem, *-encrypted*.pem, other-*.pem   keys alone, in other forms
set -eu
cd "$(dirname "$0")"

certify() { # NAME: a certificate for the key in key.tmp
    openssl req -x509 -new -key key.tmp -days 36500 -subj "/C=DE/O=Example/CN=$1" \
        -addext subjectAltName=DNS:www.example.org,IP:192.0.2.1 ${sigopts-} -out cert.tmp
    cat cert.tmp key.tmp > "$1.pem"
}

make() { # NAME, then how openssl genpkey makes the key
    name=$1
    shift
    openssl genpkey "$@" -out key.tmp 2>/dev/null
    certify "$name"
}

make rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
openssl pkey -in key.tmp -traditional -out rsa-pkcs1.pem
openssl pkcs8 -topk8 -in key.tmp -passout pass:secret -out rsa-encrypted.pem
openssl rsa -in key.tmp -traditional -aes128 -passout pass:secret -out rsa-encrypted-pkcs1.pem 2>/dev/null

sigopts='-sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest' make rsa-signed-pss \
    -algorithm RSA -pkeyopt rsa_keygen_bits:2048
sigopts='-sigopt rsa_pss_saltlen:digest' make rsa-pss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
sigopts='-sigopt rsa_pss_saltlen:digest -sha384' make rsa-pss-sha384 -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 \
    -pkeyopt rsa_pss_keygen_md:sha384 -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48

for curve in 256 384 521; do
    make "p$curve" -algorithm EC -pkeyopt "ec_paramgen_curve:P-$curve"
    { openssl ecparam -name "$(echo 256prime256v1 384secp384r1 521secp521r1 | tr ' ' '\n' | sed -n "s/^$curve//p")"
      openssl pkey -in key.tmp -traditional; } > "p$curve-sec1.pem"
done
openssl ecparam -genkey -noout -name prime256v1 | openssl ec -conv_form compressed -out key.tmp 2>/dev/null
certify p256-compressed
make ed25519 -algorithm ED25519
make ed448 -algorithm ED448

make other-secp256k1 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -out dsa.tmp 2>/dev/null
openssl genpkey -paramfile dsa.tmp -out other-dsa.pem 2>/dev/null
openssl pkey -in other-dsa.pem -traditional -out other-dsa-traditional.pem
rm -f ./*.tmp
chmod 644 ./*.pem
