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
says 'several commands'
expect 1 "$TLS" nothing
says 'is no command'
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
says 'make'
expect 0 "$TLS" cert
prints '  make '
prints '  show '
expect 0 "$TLS" cert m --help
prints '^Usage: tls cert make'
