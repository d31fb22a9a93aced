#!/usr/bin/env bash
# tls client: exit codes, what it prints, and that it is a clean pipe.
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
command -v openssl >/dev/null || { echo "skipped: openssl is not installed"; exit 77; }
make_certs
"$TLS" cert make --ca --subject "Other CA" --out other.key.pem --cert-out other.pem >/dev/null
"$TLS" cert make --issuer ca.key.pem --client --subject alice --out alice.pem >/dev/null
"$TLS" cert make --issuer other.key.pem --client --subject mallory --out mallory.pem >/dev/null
mkdir site
head -c 300000 /dev/urandom >site/large.bin
echo "hello" >site/index.html

# --- fetching, and what is printed ---
start_server -d site -c server.pem
expect 0 "$TLS" client -a ca.pem "localhost:$port" /
prints '^hello$'
says 'Version: TLS 1.3'
says 'Cipher: TLS_AES_128_GCM_SHA256 \(128 bits\)'
says 'Group: x25519'
says 'Server signature: ecdsa_secp256r1_sha256'
says 'Server X.509 SHA-256 fingerprint: [0-9a-f]{64}'
says 'SNI: localhost'
says 'ALPN: http/1.1'
says 'Handshake time: [0-9.]+ seconds'
fingerprint=$(sed -n 's/.*SHA-256 fingerprint: //p' err)
sha1=$(sed -n 's/.*SHA-1 fingerprint: //p' err)
expect 0 "$TLS" client -a ca.pem "localhost:$port" /large.bin
cmp out site/large.bin || fail "a large page came changed"
expect 1 "$TLS" client -a ca.pem "localhost:$port" /nothing
says 'answered 404 Not Found'
expect 0 "$TLS" client -a ca.pem --max-ver tls1.2 --cipherlist aes256gcm --groups secp256r1 "localhost:$port" /
says 'Version: TLS 1.2'
says 'AES_256_GCM'
says 'Group: secp256r1'
says 'Extended Master Secret: yes'
expect 0 "$TLS" client -a ca.pem --cipherlist chacha20-poly1305 --cipherlist aes128gcm "localhost:$port" /
expect 0 "$TLS" client -a ca.pem --json "localhost:$port" /
jq -e '.v == 1 and .event == "handshake" and .version == "TLS 1.3" and .alpn == "http/1.1"' err >/dev/null ||
    fail "the JSON is not as it should be"
expect 0 "$TLS" client -a ca.pem -l "EXPORTER-test" -L 32 "localhost:$port" /
says 'Keying material: [0-9a-f]{64}$'
expect 0 "$TLS" client -a ca.pem --keylog keys "localhost:$port" /
says 'warning: keys are logged'
grep -q '^CLIENT_TRAFFIC_SECRET_0 [0-9a-f]' keys || fail "no keys in the key log"
[ "$(stat -c %a keys)" = 600 ] || fail "the key log may be read by others"
rm keys
SSLKEYLOGFILE=keys expect 0 "$TLS" client -a ca.pem "localhost:$port" /
grep -q CLIENT_TRAFFIC keys || fail "SSLKEYLOGFILE is not heeded"

# --- trust ---
expect 3 "$TLS" client "localhost:$port" /
expect 3 "$TLS" client -a other.pem "localhost:$port" /
[ ! -s out ] || fail "something was fetched without trust"
expect 3 "$TLS" client -a ca.pem --name www.example.org "localhost:$port" /
says 'www.example.org'
expect 0 "$TLS" client -a ca.pem --name localhost "127.0.0.1:$port" /
says 'SNI: localhost'
expect 0 "$TLS" client -a ca.pem "127.0.0.1:$port" /
says 'SNI: none' # addresses are not sent
expect 0 "$TLS" client --fingerprint "$fingerprint" "localhost:$port" /
expect 0 "$TLS" client --fingerprint "${sha1^^}" "localhost:$port" /
expect 3 "$TLS" client --fingerprint "${fingerprint/[0-8]/9}" "localhost:$port" /
expect 1 "$TLS" client --fingerprint "xyz" "localhost:$port" /
expect 0 "$TLS" client --insecure "localhost:$port" /
says 'warning: --insecure'
expect 2 "$TLS" client -a ca.pem --alpn nonsense "localhost:$port"
says 'no_application_protocol'
stop_server
expect 1 "$TLS" client -a ca.pem "localhost:$port" /
says 'refused'

# --- client certificates ---
start_server -d site -c server.pem --require-cert -a ca.pem
for version in tls1.2 tls1.3; do
    expect 0 "$TLS" client -a ca.pem -c alice.pem --max-ver $version "localhost:$port" /
    says 'Own signature: ecdsa_secp256r1_sha256'
    expect 4 "$TLS" client -a ca.pem --max-ver $version "localhost:$port" /
    [ ! -s out ] || fail "a page without the certificate that is required"
    expect 4 "$TLS" client -a ca.pem -c mallory.pem --max-ver $version "localhost:$port" /
done
stop_server
grep -q 'client="CN=alice"' server.log || fail "the server does not name its client"
start_server -d site -c server.pem --reqcert -a ca.pem
expect 0 "$TLS" client -a ca.pem "localhost:$port" /
expect 0 "$TLS" client -a ca.pem -c alice.pem "localhost:$port" /
stop_server

# --- a pipe: octets through a server that sends them back reversed, line by line ---
start_peer() { # start_peer OPTIONS...: openssl s_server on a free port
    local tries=0
    port=
    openssl s_server -accept 127.0.0.1:0 -cert server.pem "$@" >peer.out 2>peer.err </dev/null &
    started+=($!)
    while [ -z "$port" ]; do
        [ $((tries++)) -lt 200 ] || fail "openssl s_server did not start"
        sleep 0.05
        port=$(sed -n 's/^ACCEPT 127.0.0.1:\([0-9]*\).*/\1/p' peer.out)
    done
}
start_peer -rev
for version in tls1.2 tls1.3; do
    code=0
    { seq 1 2000; echo CLOSE; } | "$TLS" client -a ca.pem --max-ver $version "localhost:$port" >out 2>err || code=$?
    [ $code -eq 0 ] || fail "the pipe over $version ended with $code"
    seq 1 2000 | perl -lpe '$_ = reverse' | cmp - out || fail "the pipe over $version changed what went through it"
done

# --- a slow reader: everything comes back, though at times nothing can move in either direction ---
command -v python3 >/dev/null || { echo "skipped from here on: python3 is not installed"; exit 0; }
cat >echo.py <<'PY'
import socket, ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem")
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    connection = context.wrap_socket(listener.accept()[0], server_side=True)
    while data := connection.recv(65536):
        connection.sendall(data)
    connection.unwrap()
    connection.close()
PY
python3 echo.py >echo.port 2>peer.err &
started+=($!)
until [ -s echo.port ]; do sleep 0.05; done
head -c 8000000 /dev/urandom >large
"$TLS" client -a ca.pem "localhost:$(cat echo.port)" <large 2>err | { sleep 1; cat; } | cmp - large ||
    fail "what went through the pipe did not come back as it was"
# A reader that goes away ends the client, with a sentence.
code=0
"$TLS" client -a ca.pem "localhost:$(cat echo.port)" <large 2>err | head -c 100 >out || code=${PIPESTATUS[0]}
[ $code -eq 1 ] || fail "exit code $code, not 1, when nobody reads"
says 'standard output'

# --- a peer that is no TLS server, and one that never answers ---
python3 - >peer.port <<'PY' &
import socket, sys
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
c, _ = s.accept()
c.sendall(b"220 mail.example.org ESMTP\r\n")
c.recv(10)
c.close()
c, _ = s.accept()
c.recv(100000)
import time
time.sleep(30)
PY
started+=($!)
until [ -s peer.port ]; do sleep 0.05; done
expect 2 "$TLS" client -a ca.pem "localhost:$(cat peer.port)"
expect 2 "$TLS" client -a ca.pem --timeout 1 "localhost:$(cat peer.port)"
says 'deadline|complete after'
