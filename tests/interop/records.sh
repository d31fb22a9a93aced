#!/usr/bin/env bash
# Records: padded and short ones from either side, handshake messages over many of them, chains and certificates that
# are long.
source "$SOURCE_DIR/tests/interop/lib.bash"
make_identities
make_texts
make_request big.txt
rev big.txt >back.txt
{ cat big.txt; echo CLOSE; } >send.txt
has_gnutls_serv=
! has gnutls-serv || has_gnutls_serv=yes

# traced FILE received|sent: the lengths of the application data records in a trace of OpenSSL's.
traced() {
    awk -v wanted="$2 Record" '
        tolower($0) ~ tolower("^" wanted) { on = 1 }
        on && / Length = / { length_ = $3 }
        on && /Inner Content Type = ApplicationData|Content Type = ApplicationData/ { data = 1 }
        on && /^ *Inner Content Type = / { if (/ApplicationData/) print length_; on = 0 }
    ' "$1" | sort -n | uniq
}

# ---- theirs ----

for options in "-record_padding 1000" "-record_padding 16384" "-max_send_frag 512" "-max_send_frag 512 -split_send_frag 512" \
    "-max_send_frag 600 -record_padding 700"; do
    for version in tls1.3 tls1.2; do
        [[ $version = tls1.3 || $options != *padding* ]] || continue
        case="openssl s_server $options, $version"
        # shellcheck disable=SC2086
        start_s_server s_server -cert p256.crt -key p256.key -rev $options
        run 0 "$TLS" client -a ca.crt --max-ver $version "localhost:$port" <send.txt
        same out back.txt
        stop
        ok "$case"
        case="openssl s_client $options, $version"
        start_echo_server echo --cert p256.pem --end-after "$(stat -c %s big.txt)"
        # shellcheck disable=SC2086
        run 0 openssl s_client -connect "127.0.0.1:$port" -${version/tls1./tls1_} -quiet -ign_eof $options <big.txt
        same out big.txt
        log_says echo '^ended well$'
        stop
        ok "$case"
    done
done
case="openssl s_client -maxfraglen 512, which we do not take up"
start_tls_server server -d . -c p256.pem
run 0 openssl s_client -connect "127.0.0.1:$port" -quiet -ign_eof -maxfraglen 512 <request
body_of out >body
same body big.txt
ok "$case"
if has gnutls-cli; then
    case="gnutls-cli --recordsize 512, which we do not take up"
    run 0 gnutls-cli --x509cafile ca.crt -p "$port" localhost --recordsize 512 --logfile gnutls.log \
        < <(printf 'GET /small.txt HTTP/1.0\r\n\r\n') # of more it would send no more than a record
    body_of out >body
    same body small.txt
    ok "$case"
fi
stop

# ---- ours ----

fold -w 63 small.txt | head -40 >lines.txt
# Lengths have the inner content type and the authentication tag in them, 17 octets; none is longer than 16401.
lengths() { # lengths FILE WHOSE LEAST MOST STEP: each is LEAST + n * STEP and at most MOST, or full; one there is
    local length
    traced "$1" "$2" >lengths
    [ -s lengths ] || fail "$case: there is no application data in the trace"
    while read -r length; do
        ((length == 16401 || (length >= $3 && length <= $4 && (length - $3) % $5 == 0))) ||
            fail "$case: a record of $length octets"
    done <lengths
}
case="our client pads for openssl s_server"
start_s_server s_server -cert p256.crt -key p256.key -rev -trace
run 0 "$BUILD_DIR/tests/echo_peer" client --ca ca.crt --padding 500 "$port" <lines.txt
rev lines.txt | cmp -s - echoed || fail "$case: the lines came back changed"
log_says s_server '^CONNECTION CLOSED'
lengths s_server.log received 517 517 500
stop
ok "$case"
case="our client's short records to openssl s_server"
start_s_server s_server -cert p256.crt -key p256.key -rev -trace
run 0 "$BUILD_DIR/tests/echo_peer" client --ca ca.crt --max-record 64 "$port" < <(head -20 big.txt | cut -c -1000)
rev <(head -20 big.txt | cut -c -1000) | cmp -s - echoed || fail "$case: the lines came back changed"
log_says s_server '^CONNECTION CLOSED'
lengths s_server.log received 18 81 1
stop
ok "$case"
for options in "--padding 1000" "--padding 16384" "--max-record 64" "--max-record 600 --padding 600"; do
    # shellcheck disable=SC2086
    start_echo_server echo --cert p256.pem --end-after "$(stat -c %s big.txt)" $options
    case="our server with $options to openssl s_client"
    run 0 openssl s_client -connect "127.0.0.1:$port" -quiet -ign_eof -trace -msgfile trace <big.txt
    same out big.txt
    case $options in
    "--padding 1000") lengths trace received 1017 16017 1000 ;;
    "--padding 16384") lengths trace received 16401 16401 1 ;;
    "--max-record 64") lengths trace received 18 81 1 ;;
    *) lengths trace received 617 617 600 ;;
    esac
    ok "$case"
    if has gnutls-cli; then
        case="our server with $options to gnutls-cli"
        run 0 gnutls-cli --x509cafile ca.crt -p "$port" localhost --logfile gnutls.log <big.txt
        same out big.txt
        ok "$case"
    fi
    stop
done
if has tstclnt; then
    make_nss_db
    for options in "--padding 1000" "--max-record 64"; do
        # shellcheck disable=SC2086
        start_echo_server echo --cert p256.pem --end-after "$(stat -c %s big.txt)" $options
        case="our server with $options to NSS tstclnt"
        run 0 tstclnt -4 -h localhost -p "$port" -d sql:nss -A big.txt </dev/null
        same out big.txt
        stop
        ok "$case"
    done
fi

# ---- long chains ----

# Eight intermediates, and a leaf whose names fill more than a record.
names=DNS:localhost,IP:127.0.0.1
for ((i = 0; i < 900; i++)); do
    names=$names,DNS:a-rather-long-name-$i.example
done
issuer=ca
cp ca.crt chain.crt
: >chain.crt
for ((i = 1; i <= 8; i++)); do
    make_leaf "ca$i" p256 $issuer '' '-days 20' CA:TRUE
    issuer=ca$i
    cat "ca$i.crt" chain.crt >chain.new
    mv chain.new chain.crt
done
make_leaf long p256 $issuer "$names"
cat long.crt chain.crt >long-chain.crt
cat long-chain.crt long.key >long-chain.pem
[ "$(openssl x509 -in long.crt -outform DER | wc -c)" -gt 20000 ] || fail "the long certificate is not long"

for version in tls1.3 tls1.2; do
    case="nine long certificates from openssl s_server, $version"
    for options in "" "-max_send_frag 512"; do
        # shellcheck disable=SC2086
        start_s_server s_server -cert long.crt -key long.key -cert_chain chain.crt -rev $options
        run 0 "$TLS" client -a ca.crt --max-ver $version "localhost:$port" < <(printf 'abc\nCLOSE\n')
        prints '^cba$'
        stop
        ok "$case${options:+, $options}"
    done
    if [ $has_gnutls_serv ]; then
        case="nine long certificates from gnutls-serv, $version"
        start_on_free_port serv gnutls-serv -p @PORT@ -a --http --httpdata small.txt --x509certfile long-chain.crt \
            --x509keyfile long.key
        run 0 "$TLS" client -a ca.crt --max-ver $version "localhost:$port" /
        same out small.txt
        stop
        ok "$case"
    fi
    start_tls_server server -d . -c long-chain.pem
    make_request small.txt
    case="nine long certificates to openssl s_client, $version"
    run 0 openssl s_client -connect "127.0.0.1:$port" -${version/tls1./tls1_} -CAfile ca.crt -verify_return_error \
        -verify_hostname a-rather-long-name-899.example -quiet -ign_eof <request
    body_of out >body
    same body small.txt
    ok "$case"
    if has gnutls-cli; then
        case="nine long certificates to gnutls-cli, $version"
        : >gnutls.log
        run 0 gnutls-cli --x509cafile ca.crt -p "$port" localhost --logfile gnutls.log \
            --priority NORMAL:-VERS-ALL:+VERS-${version^^} <request
        grep -q 'Got a certificate list of 9 certificates' gnutls.log || fail "$case: not nine"
        grep -q 'The certificate is trusted' gnutls.log || fail "$case: not trusted"
        ok "$case"
    fi
    if has tstclnt; then
        case="nine long certificates to NSS tstclnt, $version"
        run 0 tstclnt -4 -h localhost -p "$port" -d sql:nss -V $version:$version -A request </dev/null
        body_of out >body
        same body small.txt
        ok "$case"
    fi
    if has curl; then
        case="nine long certificates to curl, $version"
        run 0 curl -sS --tls-max ${version#tls} --cacert ca.crt -o body "https://localhost:$port/small.txt"
        same body small.txt
        ok "$case"
    fi
    stop
done
