# For test scripts of the command: a work folder, servers that are stopped at the end, expectations.
set -euo pipefail
[ -x "$TLS" ] || { echo "skipped: tls was not built"; exit 77; }
work=$(mktemp -d)
started=()
cleanup() {
    local pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap cleanup EXIT
cd "$work"

fail() { echo "FAILED: $*"; for f in out err server.log; do [ ! -s $f ] || { echo "--- $f"; cat $f; }; done; exit 1; }

# start_server OPTIONS...: `tls server OPTIONS 127.0.0.1:0`, its output in server.log; sets port and server_pid.
start_server() {
    : >server.log # or the port of the server before is read
    "$TLS" server "$@" 127.0.0.1:0 >server.log 2>&1 &
    server_pid=$!
    started+=($server_pid)
    local tries=0
    port=
    while [ -z "$port" ]; do
        kill -0 $server_pid 2>/dev/null || fail "the server did not start"
        [ $((tries++)) -lt 400 ] || fail "the server did not get ready"
        sleep 0.05
        port=$(sed -nE 's/.*listening.* ?"?127\.0\.0\.1:([0-9]+).*/\1/p' server.log)
    done
}

# stop_server: it must end well by SIGTERM.
stop_server() {
    local code=0
    kill -TERM $server_pid
    wait $server_pid || code=$?
    [ $code -eq 0 ] || fail "the server ended with $code at SIGTERM"
}

# expect CODE COMMAND...: runs it, output in out and err.
expect() {
    local wanted=$1 code=0
    shift
    "$@" >out 2>err </dev/null || code=$?
    [ $code -eq "$wanted" ] || fail "exit code $code, not $wanted, of: $*"
}
says() { grep -qE -- "$1" err || fail "stderr does not say: $1"; }
prints() { grep -qE -- "$1" out || fail "stdout does not say: $1"; }

make_certs() {
    "$TLS" cert make --ca --subject "Test CA" --out ca.key.pem --cert-out ca.pem >/dev/null
    "$TLS" cert make --issuer ca.key.pem --name localhost --name 127.0.0.1 --out server.pem >/dev/null
}
