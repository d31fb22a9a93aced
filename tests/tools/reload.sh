#!/usr/bin/env bash
# SIGHUP makes tls server read its files again: new connections get what is there now, those that are open go on; what
# cannot be loaded is said, and what was loaded before stays in use.
# ctest: timeout 180
set -eu
source "$SOURCE_DIR/tests/tools/lib.bash"
for tool in openssl jq python3; do
    command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
ocsp_tool=$BUILD_DIR/tests/ocsp_tool
[ -x "$ocsp_tool" ] || { echo "skipped: ocsp_tool was not built"; exit 77; }

make_certs
"$TLS" cert make --ca --subject "Other CA" --out other.key.pem --cert-out other.pem >/dev/null
"$TLS" cert make --issuer ca.key.pem --name localhost --out second.pem >/dev/null
for name in alice mallory; do
    "$TLS" cert make --issuer ca.key.pem --client --subject $name --out $name.pem >/dev/null
done
"$TLS" cert make --issuer other.key.pem --client --subject stranger --out stranger.pem >/dev/null
mkdir site
echo hello >site/index.html

respond() { # respond FILE CERT STATUS FROM UNTIL
    "$ocsp_tool" ca.pem ca.key.pem ca.pem "$2" "$3" "$4" "$5" "$1.new" && mv "$1.new" "$1" || fail "no response $1"
}
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ndefault_md = sha256\ndefault_crl_days = 30\ncrlnumber = number\n' >ca.conf
echo 01 >number
sed -n '/PRIVATE KEY/,/PRIVATE KEY/p' ca.key.pem >ca.key
list() { # list FILE [REVOKED...]: a list of the CA's; the environment may have OPTIONS
    local file=$1 name
    shift
    : >index.txt
    for name in "$@"; do
        openssl ca -config ca.conf -keyfile ca.key -cert ca.pem -revoke "$name" 2>>making || fail "nobody is revoked"
    done
    # shellcheck disable=SC2086
    openssl ca -config ca.conf -gencrl -keyfile ca.key -cert ca.pem ${OPTIONS-} -out "$file" 2>>making || fail "no list"
}

waits_for() { # waits_for NUMBER REGEX: until that many lines of the server's log have it
    local tries=0
    while [ "$(grep -cE -- "$2" server.log)" -lt "$1" ]; do
        [ $((tries++)) -lt 400 ] || fail "the server does not say $1 times: $2"
        sleep 0.05
    done
}
num_good=0 num_bad=0
reloads() {
    kill -HUP "$server_pid"
    waits_for $((++num_good)) '^reloaded: '
}
reloads_not() { # reloads_not SENTENCE
    kill -HUP "$server_pid"
    waits_for $((++num_bad)) '^not reloaded: '
    grep -qE -- "$1" server.log || fail "the reason is not said: $1"
}
fetch() { # fetch CODE OPTIONS...
    local code=$1
    shift
    expect "$code" "$TLS" client -a ca.pem "$@" "localhost:$port" /
    [ "$code" -ne 0 ] || prints '^hello$'
}
fingerprint() { openssl x509 -in "$1" -outform DER | openssl dgst -sha256 | sed 's/.*= *//'; }
shows() { # shows CERT: whose certificate the server has
    expect 0 "$TLS" client --fingerprint "$(fingerprint "$1")" "localhost:$port" /
}

# ---- certificate, key, staple, list and trust, all at once, while a connection is open ----

cp server.pem now.pem
cp ca.pem trust.pem
respond now.der server.pem good -2 24
list now.crl
start_server -d site -c now.pem --ocsp now.der --request-cert -a trust.pem --crl now.crl
shows server.pem
fetch 0 --revocation required
says 'Server revocation: not revoked, says an OCSP response'
for version in tls1.2 tls1.3; do
    fetch 0 -c alice.pem --max-ver $version
    fetch 0 -c mallory.pem --max-ver $version
    fetch 4 -c stranger.pem --max-ver $version
done

mkfifo to_old
"$TLS" client -a ca.pem -c mallory.pem "localhost:$port" <to_old >from_old 2>old_err &
old=$!
started+=($old)
exec 7>to_old
printf 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n' >&7
tries=0
until grep -q hello from_old; do
    [ $((tries++)) -lt 400 ] || fail "the connection that is to last did not begin"
    sleep 0.05
done

cp second.pem now.pem
respond now.der second.pem good -1 24
list now.crl mallory.pem
cat ca.pem other.pem >trust.pem
fetch 0 -c mallory.pem # nothing is read without being told to
shows server.pem
reloads
shows second.pem
fetch 0 --revocation required
for version in tls1.2 tls1.3; do
    fetch 0 -c alice.pem --max-ver $version
    fetch 0 -c stranger.pem --max-ver $version
    fetch 4 -c mallory.pem --max-ver $version
    says 'certificate_revoked'
done

# The old connection goes on with what it began.
printf 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&7
exec 7>&-
wait $old || fail "the connection that was open did not end well"
[ "$(grep -c hello from_old)" -eq 2 ] || fail "the connection that was open got no second page"

# ---- what cannot be loaded leaves everything as it was ----

as_before() {
    shows second.pem
    fetch 0 --revocation required -c alice.pem
    fetch 4 -c mallory.pem
}
echo "no certificate" >now.pem
reloads_not 'the certificate now.pem: '
as_before
sed '/PRIVATE KEY/,/PRIVATE KEY/d' second.pem >now.pem
sed -n '/PRIVATE KEY/,/PRIVATE KEY/p' alice.pem >>now.pem
reloads_not 'the certificate now.pem: .*key'
as_before
rm now.pem
reloads_not 'the certificate now.pem: .*No such file'
as_before
echo secret >secret.txt
expect 0 "$TLS" cert make --issuer ca.key.pem --name localhost --encrypt-key --new-password-file secret.txt --out now.pem
reloads_not 'a password is needed for now.pem, and a running server asks for none.*--password-file'
as_before
cp second.pem now.pem
respond now.der server.pem good -1 24
reloads_not 'the OCSP response now.der is for no certificate that -c gives'
as_before
head -c 100 /dev/zero >now.der
reloads_not 'the OCSP response now.der: .*malformed'
as_before
respond now.der second.pem good -1 24
echo "no list" >now.crl
reloads_not 'the revocation lists now.crl: '
as_before
list now.crl mallory.pem
echo "nobody" >trust.pem
reloads_not 'the CA file trust.pem: '
as_before
cp ca.pem trust.pem
list now.crl
reloads # all is well again
fetch 0 -c mallory.pem
fetch 4 -c stranger.pem

# A staple that is of no use is said, and left out.
respond now.der second.pem revoked -1 24
reloads
grep -q '^warning: the OCSP response now.der is not sent: .*was revoked at ' server.log || fail "nothing is said of revoked"
fetch 0
says 'Server revocation: not known'
respond now.der second.pem good -1 24
reloads
fetch 0 --revocation required

# Many times: nothing is lost and nothing is left open.
open_fds() { ls "/proc/$server_pid/fd" | wc -l; }
before=$(open_fds)
for _ in 1 2 3 4 5 6 7 8 9 10; do
    reloads
done
[ "$(open_fds)" -le "$before" ] || fail "$(open_fds) files are open, $before were"
fetch 0 -c alice.pem
stop_server
if grep -qE 'Sanitizer|runtime error' server.log; then fail "a sanitizer has found something"; fi

# ---- dates: what is over soon, and what ends while the server runs ----

num_good=0 num_bad=0
when='20[-0-9]{8} [:0-9]{8} UTC'
respond now.der second.pem good -3600s 5s
OPTIONS="-crl_lastupdate $(date -u -d '-1 day' +%Y%m%d%H%M%SZ) -crl_nextupdate $(date -u -d '+1 hour' +%Y%m%d%H%M%SZ)" list now.crl
OPTIONS="-crl_lastupdate 20250101000000Z -crl_nextupdate 20250201000000Z" list old.crl
start_server -d site -c now.pem --ocsp now.der --request-cert -a trust.pem --crl now.crl --crl old.crl
waits_for 1 "^warning: the OCSP response now.der holds until $when; get a new one \(tls ocsp\), then send the server SIGHUP$"
waits_for 1 "^warning: the revocation list of \"CN=Test CA\" holds until $when; get the next one, then send the server SIGHUP$"
waits_for 1 '^warning: the revocation list of "CN=Test CA" held until 2025-02-01 00:00:00 UTC and tells of no certificate '
waits_for 1 "^warning: the OCSP response now.der held until $when and is not sent any more; get a new one"
fetch 0
says 'Server revocation: not known'
[ "$(grep -c '^warning' server.log)" -eq 4 ] || fail "not each is named once"
respond now.der second.pem good -1 24
list now.crl
rm old.crl
cp now.crl old.crl
reloads
fetch 0 --revocation required
[ "$(grep -c '^warning' server.log)" -eq 4 ] || fail "what was renewed is still named"
stop_server

# A certificate of 90 days is named in the last quarter of that, one of ten years in its last month.
dated() { # dated NAME DAYS_BEFORE DAYS_LEFT
    "$TLS" cert make --issuer ca.key.pem --name localhost --not-before "$(date -u -d "-$2 days" +%F)" \
        --not-after "$(date -u -d "$3 days" +%F)" --out "$1.pem" >/dev/null
}
dated early 60 30
dated soon 75 15
dated long 3600 50
dated longest 3600 20
dated ended 90 -1
start_server -d site -c early.pem -c soon.pem -c long.pem -c longest.pem -c ended.pem
stop_server
for name in soon longest; do
    grep -qE "^warning: the certificate $name.pem is valid until $when; get a new" server.log || fail "$name.pem is not named"
done
grep -qE "^warning: the certificate ended.pem was valid until $when, so that the other side ref" server.log || fail "ended.pem"
[ "$(grep -c '^warning' server.log)" -eq 3 ] || fail "others are named"

# ---- JSON ----

start_server -d site -c now.pem --json
kill -HUP "$server_pid"
waits_for 1 '"event":"reload","done":true'
echo broken >now.pem
kill -HUP "$server_pid"
waits_for 1 '"event":"reload","done":false'
stop_server

# ---- a certificate that the server made lives as long as it ----

start_server -d site
made=$(sed -nE 's/^SHA-256 fingerprint: //p' server.log)
num_good=0
reloads
expect 0 "$TLS" client --fingerprint "$made" "localhost:$port" /
stop_server

# ---- the terminal: where it is closed the server ends, unless it was told not to care ----

cat >terminal.py <<'PY'
import os, pty, signal, sys, time

def wait_for(file, text, tries=400):
    while tries and text not in open(file).read():
        time.sleep(0.05)
        tries -= 1
    assert tries, f"{text!r} is not in {file}"

def start(log, ignoring):
    open(log, "w").close()
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGHUP, signal.SIG_IGN if ignoring else signal.SIG_DFL)
        output = os.open(log, os.O_WRONLY)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.execv(sys.argv[1], [sys.argv[1], "server", "-d", "site", "127.0.0.1:0"])
    wait_for(log, "listening on")
    return pid, terminal

for ignoring in False, True:
    log = f"terminal{ignoring}.log"
    pid, terminal = start(log, ignoring)
    os.kill(pid, signal.SIGHUP)
    wait_for(log, "reloaded: ") # the terminal is there
    os.close(terminal)
    if ignoring:
        time.sleep(0.3)
        assert os.waitpid(pid, os.WNOHANG) == (0, 0), "nohup did not keep it"
        os.kill(pid, signal.SIGTERM)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, status
PY
timeout 60 python3 terminal.py "$TLS" >out 2>err || fail "the terminal"
