#!/usr/bin/env bash
# tls server: HTTP as it should be, nothing outside the directory, many clients, rude clients.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v curl >/dev/null || { echo "skipped: curl is not installed"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: python3 is not installed"; exit 77; }
make_certs
mkdir -p site/sub site/.well-known outside site/empty
echo "hello" >site/index.html
echo "below" >site/sub/index.html
echo "known" >site/.well-known/probe.txt
echo "secret" >outside/secret.txt
echo "hidden" >site/.hidden
echo "a b" >"site/a b.txt"
head -c 3000000 /dev/urandom >site/large.bin
: >site/nothing.txt
ln -s ../outside/secret.txt site/link.txt
ln -s ../outside site/linked
mkfifo site/fifo
start_server -d site -c server.pem

get() { curl -sS --path-as-is --cacert ca.pem -o body -w '%{http_code}' "$@"; }
base="https://localhost:$port"
want() { # want STATUS PATH [CURL OPTIONS...]
    local wanted=$1 path=$2 got
    shift 2
    got=$(get "$@" "$base$path")
    [ "$got" = "$wanted" ] || fail "$path was answered $got, not $wanted"
}

want 200 /
[ "$(cat body)" = hello ] || fail "the page came changed"
want 200 /large.bin
cmp body site/large.bin || fail "the large page came changed"
want 200 /nothing.txt
want 200 /sub/
want 200 '/a%20b.txt?query=1'
want 200 /.well-known/probe.txt
want 301 /sub
want 404 /no-such-page
want 404 /.hidden
want 404 /index.html/
want 404 /empty/
want 403 /link.txt
want 403 /linked/secret.txt
want 403 /fifo
want 403 /../outside/secret.txt
want 403 /%2e%2e/outside/secret.txt
want 403 /sub/../../outside/secret.txt
want 403 /..%2foutside%2fsecret.txt
want 400 /a%00b
want 400 /a%zz
want 400 //sub
want 405 / -X POST -d x=1
want 405 / -X OPTIONS
want 414 "/$(head -c 3000 /dev/zero | tr '\0' a)"
want 431 / -H "X: $(head -c 20000 /dev/zero | tr '\0' a)"
curl -sS --cacert ca.pem -I "$base/large.bin" | grep -qi '^content-length: 3000000' || fail "HEAD lacks the length"
curl -sS --cacert ca.pem -I "$base/sub" | grep -qi '^location: /sub/' || fail "the redirection leads elsewhere"
curl -sS --cacert ca.pem -I "$base/" | grep -qi '^content-type: text/html' || fail "the type is wrong"

# Keep-alive: several requests, one handshake.
before=$(grep -c ' TLS 1\.' server.log)
curl -sS --cacert ca.pem -o body "$base/" -o body2 "$base/sub/" -o body3 "$base/large.bin"
cmp body3 site/large.bin || fail "the page after others came changed"
[ $(($(grep -c ' TLS 1\.' server.log) - before)) -eq 1 ] || fail "keep-alive made more than one handshake"

cat >rude.py <<'PY'
import os, random, socket, ssl, struct, sys, threading, time
port = int(sys.argv[1])
context = ssl.create_default_context(cafile="ca.pem")

def connect():
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20), server_hostname="localhost")

def until_end(c):
    data = b""
    while True:
        try:
            more = c.recv(65536)
        except (ssl.SSLError, ConnectionError):
            return data
        if not more:
            return data
        data += more

def ask(octets):
    with connect() as c:
        c.sendall(octets)
        return until_end(c)

large = open("site/large.bin", "rb").read()
host = b"Host: localhost\r\n"

# Pipelining: answers in the order of the requests; the last one closes.
answer = ask(b"GET / HTTP/1.1\r\n" + host + b"\r\n" + b"GET /large.bin HTTP/1.1\r\n" + host + b"\r\n" +
             b"HEAD /sub/ HTTP/1.1\r\n" + host + b"\r\n" +
             b"GET /sub/ HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n")
assert answer.count(b"HTTP/1.1 200 OK") == 4, answer.count(b"HTTP/1.1")
assert large in answer and answer.endswith(b"\r\n\r\nbelow\n")

# One octet a time; HTTP/1.0; an absolute target; an upgrade that is declined and followed by another request.
with connect() as c:
    for octet in b"GET / HTTP/1.0\r\n\r\n":
        c.sendall(bytes([octet]))
    answer = until_end(c)
assert answer.endswith(b"hello\n") and b"Connection: close" in answer
assert ask(b"GET https://localhost/sub/ HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n").endswith(b"below\n")
answer = ask(b"GET / HTTP/1.1\r\n" + host + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n" +
             b"GET /sub/ HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n")
assert answer.count(b"200 OK") == 2 and answer.endswith(b"below\n"), answer

# Refusals.
for octets, status in [
    (b"GET / HTTP/1.1\r\n\r\n", b"400"),
    (b"GET / HTTP/1.1\r\n" + host + host + b"\r\n", b"400"),
    (b"NONSENSE\r\n\r\n", b"400"),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
    (b"GET / HTTP/3.7\r\n\r\n", b"505"),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"505"),
    (b"GET / HTTP/1.1\r\n" + host + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", b"400"),
    (b"CONNECT x:1 HTTP/1.1\r\n" + host + b"\r\n", b"405"),
]:
    answer = ask(octets)
    assert answer.startswith(b"HTTP/1.1 " + status), (octets, answer)

# Many at once, each with its own page.
results = []
def one():
    results.append(ask(b"GET /large.bin HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n").endswith(large))
threads = [threading.Thread(target=one) for _ in range(40)]
[t.start() for t in threads]
[t.join() for t in threads]
assert results == [True] * 40, results

# Rude ones: resets in every phase, noise in place of a handshake, half a hello, a client that takes nothing.
def reset(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
random.seed(1)
for i in range(60):
    raw = socket.create_connection(("127.0.0.1", port))
    raw.sendall(random.randbytes(random.randrange(1, 600)))
    reset(raw) if i % 2 else raw.close()
    raw = socket.create_connection(("127.0.0.1", port))
    reset(raw)
raw = socket.create_connection(("127.0.0.1", port))
raw.sendall(b"GET / HTTP/1.1\r\n\r\n")
raw.settimeout(20)
while raw.recv(1000):
    pass
stalled = []
for i in range(20):
    c = connect()
    c.sendall(b"GET /large.bin HTTP/1.1\r\n" + host + b"\r\n")
    stalled.append(c)
for c in stalled:
    s = socket.socket(fileno=c.detach())
    reset(s)
assert ask(b"GET / HTTP/1.0\r\n\r\n").endswith(b"hello\n")
PY
python3 rude.py "$port" >out 2>err || fail "rude.py"
kill -0 "$server_pid" || fail "the server did not survive"
rss=$(awk '/VmRSS/ { print $2 }' "/proc/$server_pid/status")
open_fds=$(ls "/proc/$server_pid/fd" | wc -l)
[ "$open_fds" -lt 40 ] || fail "$open_fds files are still open"
echo "after all clients: $rss KB resident, $open_fds files open"
stop_server
grep -q 'handshake failed: ' server.log || fail "failed handshakes are not printed"

# Deadlines, and the limit on clients: one that says nothing is dropped, one too many waits for that.
start_server -d site -c server.pem --timeout 1 --max-clients 1
python3 - "$port" <<'PY' || fail "deadlines"
import socket, ssl, sys, time
port = int(sys.argv[1])
silent = socket.create_connection(("127.0.0.1", port))
context = ssl.create_default_context(cafile="ca.pem")
start = time.time()
c = context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20), server_hostname="localhost")
assert time.time() - start > 0.5, "the second client did not have to wait"
silent.settimeout(10)
assert silent.recv(10) == b"", "the silent client was not dropped"
c.settimeout(10)
assert c.recv(10) == b"", "the idle client was not closed in order"
PY
grep -q 'did not complete the handshake in 1 second' server.log || fail "the deadline is not said"
stop_server

# A certificate of its own: the command that it prints works.
start_server -d site
eval "set -- $(sed -n 's/^fetch from it with: tls //p' server.log)"
expect 0 "$TLS" "$@"
prints '^hello$'
stop_server
start_server -d site --json
jq -se 'length == 2 and all(.[]; .v == 1) and (.[0].fingerprint | length == 64)' server.log >/dev/null || fail "JSON"
stop_server
