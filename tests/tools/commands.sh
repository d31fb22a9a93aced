#!/usr/bin/env bash
# The command line: overview, prefixes, mistakes.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"

expect 0 "$TLS"
prints 'tlslite [0-9]+\.[0-9]+\.[0-9]+'
prints 'OpenSSL'
expect 0 "$TLS" --version
expect 0 "$TLS" cl --help
prints '^Usage: tls client'
expect 0 "$TLS" fe --help
prints '^Usage: tls features'
expect 0 "$TLS" s -h
prints '^Usage: tls server'
expect 1 "$TLS" c --help
says '"c" fits several commands; say client or cert$'
expect 1 "$TLS" nothing
says '"nothing" is no command; say client, server, .* or [a-z]+$'
expect 1 "$TLS" ''
says 'is no command'
expect 1 "$TLS" clients
says 'is no command'
expect 1 "$TLS" "$(printf '\033[31m')"
if grep -q "$(printf '\033')" err; then fail "a word of the command line acts on the terminal"; fi
expect 1 "$TLS" client
says 'something is missing'
expect 1 "$TLS" client localhost:1 / more
says 'too much'
expect 1 "$TLS" client localhost
says 'no port'
expect 1 "$TLS" client ::1:443
says 'brackets'
expect 1 "$TLS" client --no-such-option localhost:443
says 'no-such-option'
expect 1 "$TLS" client --max-ver ssl3 localhost:443
says 'tls1.2 or tls1.3'
expect 1 "$TLS" client --timeout never localhost:443
says 'number from 1'
expect 1 "$TLS" client --cipherlist nonsense localhost:443
says 'nonsense'
expect 1 "$TLS" client --insecure -a ca.pem localhost:443
says 'verifies nothing'
expect 1 "$TLS" client -k key.pem localhost:443
says 'give the certificate'
expect 1 "$TLS" client -a no-such-file.pem localhost:443
says 'no-such-file.pem'
expect 1 "$TLS" client localhost:443 'no slash'
says 'begins with /'
expect 1 "$TLS" server --require-cert localhost:0
says 'need -a'
expect 1 "$TLS" server -k key.pem localhost:0
says 'more keys'
expect 1 "$TLS" server -d no-such-directory 127.0.0.1:0
says 'no-such-directory'
expect 1 "$TLS" cert forget
says '^tls cert: "forget" is no command; say make or show$'
expect 1 "$TLS" cert ''
says 'is no command'
expect 0 "$TLS" cert
prints '  make '
prints '  show '
expect 0 "$TLS" cert m --help
prints '^Usage: tls cert make'

# A full disk is noticed by every command that prints.
if [ -w /dev/full ]; then
    make_certs
    for command in "" --version cert "cert show ca.pem" "cert make --name x --out x.pem" "trust ca.pem" \
        "verify --roots ca.pem --json server.pem" "client --help"; do
        code=0
        "$TLS" $command >/dev/full 2>err || code=$?
        [ $code = 1 ] || fail "tls $command: a full disk was not noticed"
        says 'standard output cannot be written'
    done
    head -c 200000 /dev/zero >large
    start_server -d . -c server.pem
    for page in large ca.pem; do
        code=0
        "$TLS" client -a ca.pem 127.0.0.1:$port /$page >/dev/full 2>err || code=$?
        [ $code = 1 ] || fail "/$page: a full disk was not noticed"
        [ "$(grep -c 'standard output cannot be written: No space left' err)" = 1 ] || fail "/$page: it is not said once"
    done
    stop_server
fi
