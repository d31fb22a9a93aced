#!/usr/bin/env bash
# The commands of docs/howto.md (its blocks marked sh), run as they stand, one after the other in one folder; only the
# ports are free ones. Each must succeed.
source "$SOURCE_DIR/tests/tools/lib.bash"

# free_port VARIABLE: one that the system gave to a server that is gone again.
free_port() { start_server >/dev/null; stop_server; printf -v "$1" %s "$port"; }
mkdir bin
ln -s "$TLS" bin/tls
PATH=$work/bin:$PATH
free_port first
free_port second
awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$SOURCE_DIR/docs/howto.md" |
    sed "s/4443/$first/; s/4444/$second/" >commands
[ "$(grep -c '^tls ' commands)" -gt 10 ] || fail "docs/howto.md has hardly any commands"
{ echo 'trap "kill \$(jobs -p)" EXIT'; cat commands; } >script
mkdir run
code=0
(cd run && bash -eu ../script) >out 2>err </dev/null || code=$?
[ $code -eq 0 ] || fail "a command of docs/howto.md fails"
cmp run/ca.pem run/fetched.pem || fail "the page was not fetched"
grep -q 'BEGIN ENCRYPTED PRIVATE KEY' run/ca.key.pem || fail "the CA's key has no password"
