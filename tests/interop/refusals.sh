#!/usr/bin/env bash
# What must be refused, with real peers: our exit code and sentence, and the alert that the peer reports; and what they
# refuse of ours.
source "$SOURCE_DIR/tests/interop/lib.bash"
make_identities
make_texts
make_request small.txt
make_ca other
make_leaf foreign p256 other
make_leaf expired p256 ca DNS:localhost "-days -1"
make_leaf elsewhere p256 ca DNS:www.example.org
make_ca sha1_ca
openssl req -new -key p256.key -subj /CN=sha1 2>>making | openssl x509 -req -CA ca.crt -CAkey ca.key -sha1 -days 20 \
    -extfile p256.ext -out sha1.crt 2>>making || fail_making "no certificate with SHA-1"
cp p256.key sha1.key
openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:1024 -out short.key 2>>making
openssl req -new -key short.key -subj /CN=short 2>>making | openssl x509 -req -CA ca.crt -CAkey ca.key -days 20 \
    -extfile rsa.ext -out short.crt 2>>making || fail_making "no short key"
openssl req -x509 -new -key p384.key -days 20 -subj /CN=self-signed -addext subjectAltName=DNS:localhost \
    -out self.crt 2>>making
cp p384.key self.key

# ---- our client refuses a certificate ----

# refuse ALERT SENTENCE [OPTIONS...]: nothing of the page may come.
refuse() {
    local alert=$1 sentence=$2
    shift 2
    mark "$peer"
    run 3 "$TLS" client --max-ver $version "localhost:$port" /small.txt "$@"
    says "$sentence"
    [ ! -s out ] || fail "$case: something was fetched"
    log_says "$peer" "$(alert_in_log "$alert")"
    ok "$case"
}
alert_in_log() {
    case $peer,$1 in
    s_server,*) echo "alert ${1//_/ }" ;;
    serv,bad_certificate) echo 'Alert\[2\|42\]' ;;
    serv,certificate_expired) echo 'Alert\[2\|45\]' ;;
    serv,certificate_unknown) echo 'Alert\[2\|46\]' ;;
    serv,unknown_ca) echo 'Alert\[2\|48\]' ;;
    selfserv,unknown_ca) echo 'error -12195:' ;;
    selfserv,certificate_expired) echo 'error -12269:' ;;
    selfserv,bad_certificate) echo 'error -12271:' ;;
    selfserv,certificate_unknown) echo 'error -12224:' ;;
    esac
}
start_peer() { # start_peer CERTIFICATE
    case $peer in
    s_server) start_s_server s_server -cert "$1.crt" -key "$1.key" -WWW -cipher DEFAULT@SECLEVEL=0 ;;
    serv) start_on_free_port serv gnutls-serv -d 5 -p @PORT@ -a --http --httpdata small.txt --x509certfile "$1.crt" \
        --x509keyfile "$1.key" ;;
    selfserv) start_on_free_port selfserv stdbuf -oL selfserv -p @PORT@ -d sql:nss -n "$1" -v ;;
    esac
}
peers=(s_server)
! has gnutls-serv || peers+=(serv)
if has selfserv; then
    peers+=(selfserv)
    make_nss_db p256 foreign expired elsewhere self
fi
for peer in "${peers[@]}"; do
    for version in tls1.3 tls1.2; do
        case="$peer, $version: another name"
        start_peer elsewhere
        refuse certificate_unknown 'is for www.example.org, not for localhost' -a ca.crt
        case="$peer, $version: this name"
        run 0 "$TLS" client --max-ver $version -a ca.crt --name www.example.org "localhost:$port" "$work/small.txt"
        stop
        case="$peer, $version: unknown CA"
        start_peer foreign
        refuse unknown_ca 'issue' -a ca.crt
        case="$peer, $version: unknown CA, the system's are trusted"
        refuse unknown_ca 'issue'
        case="$peer, $version: another fingerprint"
        refuse bad_certificate 'fingerprint' --fingerprint "$(printf 'ab%.0s' {1..32})"
        stop
        case="$peer, $version: expired"
        start_peer expired
        refuse certificate_expired 'expired' -a ca.crt
        stop
        case="$peer, $version: self-signed"
        start_peer self
        refuse unknown_ca 'signed' -a ca.crt
        stop
        if [ $peer = s_server ]; then
            case="$peer, $version: signed with SHA-1"
            start_peer sha1
            refuse unsupported_certificate 'SHA-1' -a ca.crt
            stop
            case="$peer, $version: RSA key of 1024 bits"
            start_peer short
            refuse unsupported_certificate '1024' -a ca.crt
            stop
        fi
    done
done

# ---- nothing in common ----

# to CODE ALERT CLIENT_OPTIONS... -- SERVER_OPTIONS...: our client to openssl s_server; ALERT is what s_server's side says,
# ours or its own.
nothing_to() {
    local sentence=$1 theirs=$2 options=()
    shift 2
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    case="to openssl s_server $*: our client${options[*]:+ ${options[*]}}"
    start_s_server s_server -cert p256.crt -key p256.key -rev "$@"
    run 2 "$TLS" client -a ca.crt "localhost:$port" ${options[@]+"${options[@]}"} </dev/null
    says "$sentence"
    log_says s_server "$theirs"
    stop
    ok "$case"
}
nothing_to 'protocol_version' 'unsupported protocol' -- -tls1_1 -cipher DEFAULT@SECLEVEL=0
nothing_to 'protocol_version' 'unsupported protocol' --min-ver tls1.3 -- -tls1_2
nothing_to 'protocol_version' 'unsupported protocol|wrong version' --max-ver tls1.2 -- -tls1_3
nothing_to 'handshake_failure' 'no shared cipher' -- -tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256
nothing_to 'handshake_failure' 'no shared cipher' -- -tls1_2 -cipher AES128-SHA:DHE-RSA-AES128-GCM-SHA256
nothing_to 'handshake_failure' 'no suitable key share' -- -tls1_3 -groups X448
nothing_to 'handshake_failure' 'no shared cipher' -- -tls1_2 -groups X448
nothing_to 'handshake_failure' 'no suitable signature algorithm|no shared cipher' --signatures ed25519 -- -tls1_3
nothing_to 'handshake_failure' 'no suitable signature algorithm|no shared cipher' --signatures ed25519 -- -tls1_2

# The same from openssl s_client.
start_tls_server server -d . -c p256.pem
start_tls_server server13 -d . -c p256.pem --min-ver tls1.3
port13=$port
port=$(sed -nE 's/.*listening on 127\.0\.0\.1:([0-9]+)/\1/p' server.log)
nothing_from() { # nothing_from ALERT SENTENCE OPTIONS...
    local alert=$1 sentence=$2
    shift 2
    case="from openssl s_client $*"
    mark server
    run 1 openssl s_client -connect "127.0.0.1:$port" "$@" </dev/null
    says "alert $alert"
    log_says server "handshake failed: .*$sentence"
    ok "$case"
}
nothing_from 'protocol version' 'version' -tls1_1 -cipher DEFAULT@SECLEVEL=0
nothing_from 'protocol version' 'version' -tls1 -cipher DEFAULT@SECLEVEL=0
nothing_from 'handshake failure' 'cipher suite' -tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256
nothing_from 'handshake failure' 'cipher suite' -tls1_2 -cipher AES128-SHA:DHE-RSA-AES128-GCM-SHA256
nothing_from 'handshake failure' 'key exchange group' -tls1_3 -groups X448
nothing_from 'handshake failure' 'signature scheme' -tls1_3 -sigalgs ed25519
nothing_from 'handshake failure' 'signature scheme' -tls1_2 -sigalgs ed25519
nothing_from 'inappropriate fallback' 'fell back' -tls1_2 -fallback_scsv
case="from openssl s_client -tls1_2: our server has TLS 1.3 only"
run 1 openssl s_client -connect "127.0.0.1:$port13" -tls1_2 </dev/null
says 'alert protocol version'
log_says server13 'handshake failed: .*version'
ok "$case"
if has gnutls-cli; then
    case="from gnutls-cli: no common group"
    mark server
    run any gnutls-cli --x509cafile ca.crt -p "$port" localhost --logfile gnutls.log \
        --priority NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-X448 </dev/null
    grep -q 'Received alert \[40\]' gnutls.log || fail "$case: another alert"
    log_says server 'handshake failed: .*key exchange group'
    ok "$case"
fi

# ---- they refuse our server's certificate ----

# they_refuse ALERT COMMAND...
they_refuse() {
    local alert=$1
    shift
    case="$1 refuses our server: $alert"
    mark server
    run any "$@"
    [ ! -s out ] || ! grep -q "$(head -c 40 small.txt)" out || fail "$case: it took the page"
    log_says server "the alert ($alert):"
    ok "$case"
}
they_refuse unknown_ca openssl s_client -connect "127.0.0.1:$port" -CAfile other.crt -verify_return_error -quiet <request
they_refuse bad_certificate openssl s_client -connect "127.0.0.1:$port" -CAfile ca.crt -verify_return_error -quiet \
    -verify_hostname www.example.org <request
! has curl || they_refuse unknown_ca curl -sS --cacert other.crt "https://localhost:$port/small.txt"
! has tstclnt || {
    mkdir nss-none
    certutil -N -d sql:nss-none --empty-password
    they_refuse 'unknown_ca|bad_certificate' tstclnt -4 -h localhost -p "$port" -d sql:nss-none -A request </dev/null
}
if has gnutls-cli; then
    : >gnutls.log
    they_refuse 'unknown_ca|bad_certificate' gnutls-cli --x509cafile other.crt --logfile gnutls.log -p "$port" localhost \
        <request
fi
