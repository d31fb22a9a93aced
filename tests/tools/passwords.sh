#!/usr/bin/env bash
# Keys under passwords: made, read by OpenSSL and GnuTLS, and used by the commands, with the password from a file and
# from a terminal.
# ctest: timeout 600
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v openssl >/dev/null || { echo "skipped: openssl is not installed"; exit 77; }
command -v certtool >/dev/null || { echo "skipped: certtool is not installed"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: python3, which plays the terminal, is not installed"; exit 77; }

printf 's3cret p\xc3\xa4ss\nmore\n' >pw
printf 'wrong\r\n' >wrong
printf '\n' >empty
password=$(head -n 1 pw)

# Made by us.
for kdf in pbkdf2 scrypt; do
    expect 0 "$TLS" cert make --key-only --encrypt-key --new-password-file pw --kdf $kdf --out $kdf.key
    grep -q 'BEGIN ENCRYPTED PRIVATE KEY' $kdf.key || fail "the key is not encrypted"
    openssl pkey -in $kdf.key -passin "pass:$password" -noout -check >out 2>&1 || fail "openssl does not open $kdf.key"
    if openssl pkey -in $kdf.key -passin pass:wrong -noout 2>/dev/null; then fail "any password opens $kdf.key"; fi
done
certtool -k --infile pbkdf2.key --password "$password" >out 2>&1 || fail "certtool does not open pbkdf2.key"
expect 0 "$TLS" cert make --ca --subject CA --encrypt-key --new-password-file pw --out ca.key.pem --cert-out ca.pem
[ "$(stat -c %a ca.key.pem)" = 600 ] || fail "the file with the key may be read by others"
if grep -q 'BEGIN PRIVATE KEY' ca.key.pem; then fail "the key is there without its password too"; fi

# Used by us: issuer, key, request.
expect 0 "$TLS" cert make --issuer ca.key.pem --password-file pw --name localhost --name 127.0.0.1 --encrypt-key \
    --new-password-file pw --out server.pem
openssl verify -CAfile ca.pem server.pem >out || fail "openssl does not verify server.pem"
expect 0 "$TLS" cert make --key scrypt.key --password-file pw --name a.example --request-out a.csr
[ "$(openssl req -in a.csr -noout -pubkey)" = "$(openssl pkey -in scrypt.key -passin "pass:$password" -pubout)" ] ||
    fail "a.csr is for another key"
expect 1 "$TLS" cert make --issuer ca.key.pem --password-file wrong --name x --out x.pem
says 'the password is wrong'
expect 1 "$TLS" cert make --issuer ca.key.pem --password-file no-such-file --name x --out x.pem
says 'no-such-file cannot be read'
expect 1 "$TLS" cert make --issuer ca.key.pem --password-file empty --name x --out x.pem
says 'is no password: it is empty'
expect 1 setsid "$TLS" cert make --issuer ca.key.pem --name x --out x.pem
says 'no terminal to ask at; name a file with it'
expect 1 setsid "$TLS" cert make --key-only --encrypt-key --out x.pem
says 'no terminal to ask at'
expect 1 "$TLS" cert make --key-only --encrypt-key --new-password-file empty --out x.pem
says 'is no password'
expect 1 "$TLS" cert make --key-only --new-password-file pw --out x.pem
says 'give --encrypt-key too'
expect 1 "$TLS" cert make --key-only --encrypt-key --new-password-file pw --kdf md5 --out x.pem
says 'pbkdf2 or scrypt'
[ ! -e x.pem ] || fail "something was written without its password"

# Servers and clients: PKCS #8 of ours, and PKCS #12 of OpenSSL's.
mkdir site
echo hello >site/index.html
openssl pkcs12 -export -in server.pem -passin "pass:$password" -passout "pass:$password" -out server.p12
for identity in server.pem server.p12; do
    start_server -d site -c $identity --password-file pw
    expect 0 "$TLS" client -a ca.pem "127.0.0.1:$port" /index.html
    prints '^hello$'
    stop_server
done
openssl pkey -in server.pem -passin "pass:$password" -out plain.key
start_server -d site -c server.pem -k plain.key # a key that has none needs no password
stop_server
expect 1 "$TLS" server -d site -c server.p12 --password-file wrong 127.0.0.1:0
says 'the password is wrong'
expect 1 setsid "$TLS" server -d site -c server.pem 127.0.0.1:0
says 'no terminal to ask at'

expect 0 "$TLS" cert make --issuer ca.key.pem --password-file pw --client --subject alice --encrypt-key \
    --new-password-file pw --out alice.pem
start_server -d site -c server.pem --password-file pw -a ca.pem --require-cert
expect 0 "$TLS" client -a ca.pem -c alice.pem --password-file pw "127.0.0.1:$port" /index.html
prints '^hello$'
expect 1 "$TLS" client -a ca.pem -c alice.pem --password-file wrong "127.0.0.1:$port" /index.html
says 'the password is wrong'
stop_server

# At a terminal: asked for without echo, twice for a new one, and given up with Ctrl-C.
source "$SOURCE_DIR/tests/tools/terminal.bash"
at_terminal 0 "$password\n" "$TLS" cert make --issuer ca.key.pem --name t.example --out t.pem
prints 'Password for ca.key.pem: '
if grep -q s3cret out; then fail "the password was echoed"; fi
openssl verify -CAfile ca.pem t.pem >out || fail "t.pem was not made"
at_terminal 0 "new one\nnew one\n" "$TLS" cert make --key-only --encrypt-key --out asked.key
prints 'New password for asked.key: '
openssl pkey -in asked.key -passin 'pass:new one' -noout || fail "asked.key has another password"
at_terminal 1 "new one\nother\n" "$TLS" cert make --key-only --encrypt-key --out x.pem
prints 'are not the same'
at_terminal 1 "wrong\n" "$TLS" cert make --issuer ca.key.pem --name t.example --out x.pem
prints 'the password is wrong'
at_terminal 1 "abc\003\n" "$TLS" cert make --issuer ca.key.pem --name t.example --out x.pem
prints 'no password was given'
at_terminal 1 "\n" "$TLS" cert make --issuer ca.key.pem --name t.example --out x.pem
prints 'no password was given'
[ ! -e x.pem ] || fail "something was written without its password"
