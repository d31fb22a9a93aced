#!/usr/bin/env bash
# tls client HOST:PORT PATH: whole answers of every form, answers cut short, and answers that are none.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v python3 >/dev/null || { echo "skipped: python3 is not installed"; exit 77; }
make_certs
cat >pages.py <<'PY'
import socket, ssl
# path: what is answered, and whether the connection ends in order
pages = {
    b"/length": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", True),
    b"/length-then-cut": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", False),
    b"/chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: 1\r\n\r\n", True),
    b"/until-end": (b"HTTP/1.0 200 OK\r\n\r\nhello", True),
    b"/interim": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", True),
    b"/empty": (b"HTTP/1.1 204 No Content\r\n\r\n", True),
    b"/moved": (b"HTTP/1.1 302 Found\r\nLocation: https://example.org/\x1b[2J\r\nContent-Length: 0\r\n\r\n", True),
    b"/moved-well": (b"HTTP/1.1 302 Found\r\nLocation: https://example.org/\r\nContent-Length: 0\r\n\r\n", True),
    b"/short": (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", True),
    b"/short-chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", True),
    b"/cut": (b"HTTP/1.0 200 OK\r\n\r\nhello", False),
    b"/nothing": (b"", True),
    b"/head-only": (b"HTTP/1.1 200 OK\r\nContent-Len", True),
    b"/no-http": (b"SSH-2.0-OpenSSH_9.2\r\n", True),
}
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem")
context.set_alpn_protocols(["h2", "http/1.1"])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    connection = context.wrap_socket(listener.accept()[0], server_side=True)
    request = b""
    while b"\r\n\r\n" not in request:
        more = connection.recv(4096)
        if not more:
            break
        request += more
    if request:
        answer, in_order = pages[request.split()[1]]
        for i in range(0, len(answer), 7):
            connection.send(answer[i:i + 7])
        if in_order:
            try:
                connection.unwrap()
            except OSError:
                pass
    connection.close()
PY
python3 pages.py >pages.port 2>err &
started+=($!)
until [ -s pages.port ]; do sleep 0.05; done
at="localhost:$(cat pages.port)"

for path in length length-then-cut chunks until-end interim; do
    expect 0 "$TLS" client -a ca.pem "$at" /$path
    [ "$(cat out)" = hello ] || fail "/$path came changed"
done
expect 0 "$TLS" client -a ca.pem "$at" /empty
[ ! -s out ] || fail "an empty answer has a body"
for path in short short-chunks nothing head-only; do
    expect 1 "$TLS" client -a ca.pem "$at" /$path
    says 'before its answer was complete'
done
expect 1 "$TLS" client -a ca.pem "$at" /cut
[ "$(cat out)" = hello ] || fail "what came before the cut was not printed"
says 'close_notify'
expect 1 "$TLS" client -a ca.pem "$at" /moved-well
says 'answered 302 Found, see https://example.org/$'
expect 1 "$TLS" client -a ca.pem "$at" /moved
if grep -q "$(printf '\033')" err; then fail "the server's control characters reached the terminal"; fi
expect 1 "$TLS" client -a ca.pem "$at" /no-http
says 'not HTTP/1.1'
expect 1 "$TLS" client -a ca.pem --alpn h2 "$at" /length
says 'chose the protocol "h2"'
