#!/usr/bin/env bash
# `make demo`: a page over verified TLS on this machine, and three servers that are refused. Every exit code is checked;
# what is started is stopped. TLS: the command to show (default build/tls).
set -euo pipefail
tls=$(realpath "${TLS:-$(dirname "$0")/../build/tls}")
work=$(mktemp -d)
servers=()
stop() {
    for pid in "${servers[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap stop EXIT
cd "$work"

exec 3>&1 # what the reader sees, wherever a command's own output goes
step() { printf '\n== %s\n' "$*"; }
fail() { printf '\nThe demo failed: %s\n' "$*" >&2; exit 1; }
prompt() { { printf '$ tls'; printf ' %q' "$@"; echo; } >&3; }
show() { prompt "$@"; "$tls" "$@"; }

# serve NAME OPTIONS...: starts a server on a free port of the loopback and sets port.
serve() {
    local name=$1
    shift
    prompt server "$@" 127.0.0.1:0
    : >"$name.log"
    "$tls" server "$@" 127.0.0.1:0 >"$name.log" 2>&1 &
    servers+=($!)
    local pid=$! tries=0
    until port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$name.log") && [ -n "$port" ]; do
        tries=$((tries + 1))
        if [ $tries -gt 200 ] || ! kill -0 "$pid" 2>/dev/null; then
            cat "$name.log" >&2
            fail "the server did not start"
        fi
        sleep 0.05
    done
    cat "$name.log"
}

# refused WHY CLIENT_OPTIONS...: the client must exit with 3 and say why.
refused() {
    local why=$1 code=0
    shift
    prompt client "$@"
    "$tls" client "$@" >out 2>err || code=$?
    cat err
    echo "(exit code $code)"
    [ "$code" -eq 3 ] || fail "exit code 3 (not trusted) was due for $why, not $code"
    [ ! -s out ] || fail "something was fetched from a server that is not trusted"
    [ -s err ] || fail "no sentence says why"
}

step "A CA, and a certificate of it for the name localhost"
show cert make --ca --subject "Demo CA" --out ca.key.pem --cert-out ca.pem
show cert make --issuer ca.key.pem --name localhost --out good.pem
show cert make --issuer ca.key.pem --name localhost --out expired.pem \
    --not-before 2020-01-01 --not-after 2020-12-31
show cert make --ca --subject "Another CA" --out other.key.pem --cert-out other.pem

step "A server with that certificate"
mkdir site
echo "<p>Hello over TLS." >site/index.html
serve good -d site -c good.pem
good=$port

step "A client that trusts the CA verifies chain and name, and fetches the page"
show client -a ca.pem "localhost:$good" / >page
cat page
cmp -s page site/index.html || fail "the page that came is not the one that was served"

step "Refused: the certificate is for another name"
refused "a wrong name" -a ca.pem --name www.example.org "localhost:$good" /

step "Refused: an unknown CA"
refused "an unknown CA" -a other.pem "localhost:$good" /

step "Refused: a certificate that has expired"
serve expired -d site -c expired.pem
refused "an expired certificate" -a ca.pem "localhost:$port" /

step "What the first server saw"
tail -n +2 good.log

step "All went as it should."
