# For tests with real peers: a work folder, peers on free ports of the loopback, logs, expectations. Every case that
# held prints one line; the first that does not ends the script with the last command and the logs that changed since.
# Needs BUILD_DIR, SOURCE_DIR and TLS.
set -u
interop=$SOURCE_DIR/tests/interop
work=$(mktemp -d)
started=()
num_ok=0
declare -A marks
patience=500 # naps until something must be in a log

cleanup() {
    local pid
    for pid in ${started[@]+"${started[@]}"}; do
        kill "$pid" 2>/dev/null
    done
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
export HOME=$work # peers find no configuration of the user's
unset SSLKEYLOGFILE SSL_CERT_FILE SSL_CERT_DIR

skip() { echo "skipped: $*"; exit 77; }
ok() { num_ok=$((num_ok + 1)); echo "ok $num_ok - $*"; }
fail() {
    local file
    echo "not ok $((num_ok + 1)) - $*"
    for file in command out err ./*.log; do
        [ ! -s "$file" ] || [ "$file" -ot command ] || { echo "--- $file"; tail -c 3000 "$file" | tr -cd '\t\n -~' | cut -c -400; echo; }
    done
    exit 1
}
# Why a peer cannot be run; nothing if it can. Servers that listen on all addresses are not run without loopback.so.
why_not() {
    case $1 in
    wolfssl_peer) [ -x "$BUILD_DIR/tests/$1" ] || echo "$1 was not built, for wolfSSL was not found (libwolfssl-dev)" ;;
    gnutls-serv | selfserv) [ -f "$BUILD_DIR/tests/libloopback.so" ] || echo "$1 is not run without libloopback.so" ;;
    esac
    [ "$1" = wolfssl_peer ] || command -v "$1" >/dev/null || echo "$1 is not installed (package $(package_of "$1"))"
}
package_of() {
    case $1 in
    gnutls-* | certtool) echo gnutls-bin ;;
    tstclnt | selfserv | certutil) echo libnss3-tools ;;
    java | javac) echo openjdk-17-jdk-headless ;;
    *) echo "$1" ;;
    esac
}
need() { # need PEER: else the test is skipped
    local reason
    reason=$(why_not "$1")
    [ -z "$reason" ] || skip "$reason"
}
has() { # has PEER: else its cases are left out, which is said once
    local reason
    reason=$(why_not "$1")
    [ -n "$reason" ] || return 0
    [[ $left_out == *" $1 "* ]] || echo "# left out: $reason"
    left_out="$left_out $1 "
    return 1
}
left_out=
[ -x "$TLS" ] || skip "tls was not built"
need openssl
nap() { read -r -t 0.02 <>"$work/never"; }
mkfifo "$work/never"

# ---- processes ----

# run CODE COMMAND...: its output in out and err; the code must be CODE, unless that is `any`. Standard input is the
# caller's.
run() {
    local wanted=$1 code=0
    shift
    echo "$*" >command
    timeout 30 "$@" >out 2>err || code=$?
    [ "$wanted" != any ] && [ $code -ne "$wanted" ] && fail "${case-}: exit code $code, not $wanted, of: $*"
    return 0
}

# start NAME COMMAND...: in the background, its output in NAME.log; sets pid. Standard input is a pipe that never ends,
# NAME.in: type_into NAME TEXT writes into it. stop PID: ends it.
start() {
    local name=$1
    shift
    [ -p "$name.in" ] || mkfifo "$name.in"
    : >"$name.log"
    marks[$name]=0
    "$@" >"$name.log" 2>&1 <>"$name.in" &
    pid=$!
    started+=($pid)
}
type_into() { printf '%s\n' "$2" >"$1.in"; }
stop() {
    kill "${1:-$pid}" 2>/dev/null
    wait "${1:-$pid}" 2>/dev/null
    ! grep -qE 'Sanitizer|runtime error:' ./*.log || fail "${case-}: a sanitizer has found something"
}

# Where a port is waited on no octet is sent: the peers' logs have only what the test did.
is_listening() { grep -qhE "^ *[0-9]+: 0*(FFFF0000)?0100007F:$(printf %04X "$1") 0*:0000 0A" /proc/net/tcp /proc/net/tcp6; }

# start_on_free_port NAME COMMAND...: for peers that cannot choose a port; @PORT@ in COMMAND becomes one. They listen on
# every address, unless peers/loopback.c keeps them from it. Sets pid and port.
start_on_free_port() {
    local name=$1 attempt tries
    shift
    for attempt in 1 2 3 4 5 6 7 8; do
        port=$((20000 + RANDOM % 12000))
        ! is_listening $port || continue
        start "$name" env LD_PRELOAD="$BUILD_DIR/tests/libloopback.so" "${@//@PORT@/$port}"
        for ((tries = 0; tries < 500; tries++)); do
            is_listening $port && kill -0 $pid 2>/dev/null && return
            kill -0 $pid 2>/dev/null || break
            nap
        done
        stop
    done
    fail "$name did not start after $attempt attempts"
}
# wait_for_port NAME REGEX: the first group of the (sed -E) expression in NAME.log is the port; sets port.
wait_for_port() {
    local tries
    for ((tries = 0; tries < 500; tries++)); do
        port=$(sed -nE "s/.*$2.*/\1/p" "$1.log" | head -1)
        [ -z "$port" ] || return 0
        kill -0 $pid 2>/dev/null || break
        nap
    done
    fail "$1 did not start"
}

start_tls_server() { # start_tls_server NAME OPTIONS...
    local name=$1
    shift
    start "$name" "$TLS" server "$@" 127.0.0.1:0
    wait_for_port "$name" 'listening.*[ "]127\.0\.0\.1:([0-9]+)'
}
start_echo_server() { # start_echo_server NAME OPTIONS...: the server of peers/echo_peer.c
    local name=$1
    shift
    start "$name" "$BUILD_DIR/tests/echo_peer" server "$@"
    wait_for_port "$name" '^listening on 127\.0\.0\.1:([0-9]+)'
}
start_s_server() { # start_s_server NAME OPTIONS...
    local name=$1
    shift
    start "$name" stdbuf -oL openssl s_server -accept 127.0.0.1:0 "$@"
    wait_for_port "$name" '^ACCEPT 127\.0\.0\.1:([0-9]+)'
}

# ---- logs ----

# mark NAME: from now on `since NAME` is what comes into NAME.log, and log_says waits for a line in that.
mark() { marks[$1]=$(stat -c %s "$1.log"); }
since() { tail -c +$((${marks[$1]:-0} + 1)) "$1.log"; }
log_says() { # log_says NAME REGEX
    local tries
    for ((tries = 0; tries < patience; tries++)); do
        ! since "$1" | grep -qaE -- "$2" || return 0
        nap
    done
    fail "${case-}: $1.log does not say: $2"
}
log_lacks() { # log_lacks NAME REGEX: as far as it has been written
    ! since "$1" | grep -qaE -- "$2" || fail "${case-}: $1.log says: $2"
}

says() { grep -qaE -- "$1" err || fail "${case-}: stderr does not say: $1"; }
prints() { grep -qaE -- "$1" out || fail "${case-}: stdout does not say: $1"; }
same() { cmp -s "$1" "$2" || fail "${case-}: $1 and $2 differ"; }

# ---- keys and certificates, made by OpenSSL ----

fail_making() {
    tail -5 making
    fail "$@"
}
make_key() { # make_key NAME KIND
    case $2 in
    p256) openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" ;;
    p384) openssl ecparam -name secp384r1 -genkey -noout -out "$1.key" ;;
    p521) openssl ecparam -name secp521r1 -genkey -noout -out "$1.key" ;;
    ed*) openssl genpkey -algorithm "$2" -out "$1.key" ;;
    rsa) openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out "$1.key" ;;
    rsapss) openssl genpkey -algorithm rsa-pss -pkeyopt rsa_keygen_bits:2048 -out "$1.key" ;;
    esac 2>>making || fail_making "no $2 key could be made"
}

make_ca() { # make_ca NAME [KIND]: a root in NAME.crt and NAME.key
    make_key "$1" "${2:-p256}"
    openssl req -x509 -new -key "$1.key" -days 30 -subj "/CN=Root $1" -out "$1.crt" \
        -addext keyUsage=critical,keyCertSign,cRLSign 2>>making || fail_making "the CA $1 could not be made"
}

# make_leaf NAME KIND CA [SAN [DATES [CONSTRAINTS]]]: chain in NAME.crt, key in NAME.key, both in NAME.pem.
make_leaf() {
    local name=$1 kind=$2 ca=$3 san=${4:-DNS:localhost,IP:127.0.0.1} dates=${5:--days 20} is_ca=${6:-CA:FALSE}
    local usage=digitalSignature
    [[ $kind != rsa* ]] || usage=digitalSignature,keyEncipherment # NSS wants that of RSA keys
    [ "$is_ca" = CA:FALSE ] || usage=keyCertSign,cRLSign
    make_key "$name" "$kind"
    cat >"$name.ext" <<EOF
basicConstraints = critical,$is_ca
keyUsage = critical,$usage
$([ "$is_ca" = CA:FALSE ] && printf 'extendedKeyUsage = serverAuth,clientAuth\nsubjectAltName = %s' "$san")
EOF
    # shellcheck disable=SC2086
    openssl req -new -key "$name.key" -subj "/CN=$name" 2>>making |
        openssl x509 -req -CA "$ca.crt" -CAkey "$ca.key" -sha256 $dates -extfile "$name.ext" \
            -out "$name.crt" 2>>making || fail_making "the certificate $name could not be made"
    cat "$name.crt" "$name.key" >"$name.pem"
}

# One identity of each kind, all of one CA, in the order that every server here gets them.
kinds=(p256 p384 ed25519 p521 ed448 rsa rsapss)
make_identities() {
    local kind
    make_ca ca
    for kind in "${kinds[@]}"; do
        make_leaf "$kind" "$kind" ca
        identity_options+=(-c "$kind.pem")
    done
}
identity_options=()

# nss_db: the certificates above as NSS likes them, in the database sql:nss.
make_nss_db() {
    local name
    mkdir nss
    certutil -N -d sql:nss --empty-password
    certutil -A -d sql:nss -n ca -t CT,C, -i ca.crt
    for name in "$@"; do
        openssl pkcs12 -export -in "$name.crt" -inkey "$name.key" -name "$name" -out "$name.p12" -passout pass: &&
            pk12util -i "$name.p12" -d sql:nss -W '' >>making 2>&1 || fail_making "NSS does not take the key $name"
    done
}

# ---- what is sent ----

# make_request PATH: a request of a bit more than 4 KB in the file request. body_of FILE: what follows its HTTP head.
make_request() { printf 'GET /%s HTTP/1.0\r\nX-Padding: %s\r\n\r\n' "$1" "$(head -c 4000 /dev/zero | tr '\0' x)" >request; }
body_of() { sed '1,/^\r$/d' "$1"; }

# Text in lines of 4000 octets: one line, and 1 MB.
make_texts() {
    base64 -w 3999 /dev/urandom | head -c 1000000 >big.txt
    echo >>big.txt
    head -c 4000 big.txt >small.txt
}
