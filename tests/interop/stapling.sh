#!/usr/bin/env bash
# Stapled OCSP responses with real peers, over TLS 1.3 and 1.2: what our client makes of theirs, what they make of our
# server's, and a client's that GnuTLS asks for. The responses are made with libcrypto.
source "$SOURCE_DIR/tests/interop/lib.bash"
ocsp_tool=$BUILD_DIR/tests/ocsp_tool
[ -x "$ocsp_tool" ] || skip "ocsp_tool was not built"
make_texts
make_request small.txt
make_ca ca
make_ca other
make_leaf middle p256 ca "" "-days 20" CA:TRUE
openssl x509 -in middle.crt -out middle.pem 2>>making
make_leaf plain p256 middle
make_leaf neighbour p256 middle
make_leaf alice p256 ca

# with_extensions NAME CA LINE...: a certificate with further extensions (RFC 7633, RFC 6960 §4.2.2.2), chain and key.
with_extensions() {
    local name=$1 ca=$2
    shift 2
    make_leaf "$name" p256 "$ca"
    printf '%s\n' "$@" >>"$name.ext"
    openssl req -new -key "$name.key" -subj "/CN=$name" 2>>making |
        openssl x509 -req -CA "$ca.crt" -CAkey "$ca.key" -sha256 -days 20 -extfile "$name.ext" -out "$name.crt" \
            2>>making || fail_making "no certificate $name"
}
with_extensions promised middle 'tlsfeature = status_request'
with_extensions responder middle 'extendedKeyUsage = OCSPSigning' 'noCheck = ignored'
for name in plain neighbour promised; do
    cat $name.crt middle.pem >$name.chain
    cat $name.chain $name.key >$name.pem
done

respond() { # respond FILE SIGNER CERT STATUS FROM UNTIL [ISSUER]: hours from now
    "$ocsp_tool" "$2.crt" "$2.key" "${7:-middle}.crt" "$3.crt" "$4" "$5" "$6" "$1" 2>>making ||
        fail_making "no response $1"
}
for name in plain promised; do
    respond $name-good.der middle $name good -1 24
    respond $name-delegated.der responder $name good 0 24
    respond $name-revoked.der middle $name revoked -1 24
    respond $name-expired.der middle $name good -48 -24
    respond $name-unknown.der middle $name unknown -1 24
    respond $name-forged.der other $name good -1 24
    cp neighbour.crt other-than-$name.crt
    respond $name-neighbour.der middle other-than-$name good -1 24
done
respond middle.der ca middle good -1 24 ca
respond alice.der ca alice good -1 24 ca

# ---- our client ----

start_peer() { # start_peer CERTIFICATE [RESPONSE...]
    local name=$1 options=() response
    shift
    for response in "$@"; do
        case $peer in
        s_server) options+=(-status_file "$response") ;;
        serv)
            options+=(--ocsp-response "$response")
            [[ $response != *revoked* ]] || options+=(--ignore-ocsp-response-errors)
            ;;
        esac
    done
    case $peer in
    s_server) start_s_server s_server -cert "$name.crt" -key "$name.key" -cert_chain middle.pem -WWW \
        ${options[@]+"${options[@]}"} ;;
    serv) start_on_free_port serv gnutls-serv -d 5 -p @PORT@ -a --http --httpdata small.txt \
        --x509certfile "$name.chain" --x509keyfile "$name.key" ${options[@]+"${options[@]}"} ;;
    esac
}
hears() { # hears ALERT: the peer does
    case $peer,$1 in
    s_server,*) log_says s_server "(alert|tlsv1) ${1//_/ }:" ;;
    serv,certificate_revoked) log_says serv 'Alert\[2\|44\]' ;;
    serv,bad_certificate_status_response) log_says serv 'Alert\[2\|113\]' ;;
    serv,certificate_unknown) log_says serv 'Alert\[2\|46\]' ;;
    esac
}
client() { # client CODE OPTIONS...
    local code=$1
    shift
    mark "$peer"
    run "$code" "$TLS" client --min-ver $version --max-ver $version -a ca.crt "localhost:$port" /small.txt "$@"
}
# we_accept WHAT STATUS OPTIONS...: the page comes, and our report has the status.
we_accept() {
    for version in tls1.3 tls1.2; do
        case="to $peer, $version, $1"
        client 0 "${@:3}"
        same "$work/small.txt" out
        says "^  Server revocation: $2"
        ok "$case"
    done
}
# we_refuse WHAT ALERT SENTENCE OPTIONS...: nothing comes, and the peer hears the alert.
we_refuse() {
    for version in tls1.3 tls1.2; do
        case="to $peer, $version, $1"
        client 3 "${@:4}"
        says "$3"
        [ ! -s out ] || fail "$case: something was fetched"
        hears "$2"
        ok "$case"
    done
}

good='not revoked, says an OCSP response of [-0-9]{10} [:0-9]{8} UTC, which holds until '
peers=(s_server)
! has gnutls-serv || peers+=(serv)
for peer in "${peers[@]}"; do
    for kind in good delegated; do
        start_peer plain plain-$kind.der
        we_accept "a response that is $kind" "$good"
        we_accept "a response that is $kind, required of the server's own" "$good" --revocation leaf-required
        we_accept "a response that is $kind, not asked for" 'not checked' --revocation off
        stop
        start_peer promised promised-$kind.der
        we_accept "a response that is $kind and was promised" "$good"
        stop
    done
    start_peer plain plain-revoked.der
    we_refuse "revoked" certificate_revoked "the server's certificate was revoked at .* \(key compromise\), says the OCSP resp"
    we_accept "revoked, not asked for" 'not checked' --revocation off
    stop
    start_peer plain
    we_accept "no response" 'not known'
    for policy in required leaf-required; do
        we_refuse "no response, $policy" certificate_unknown 'whether .* was revoked cannot be told' --revocation $policy
    done
    stop
    start_peer promised
    we_refuse "no response, promised" bad_certificate_status_response 'promises that a good OCSP response comes with it'
    we_accept "no response, promised, not asked for" 'not checked' --revocation off
    stop
done

# OpenSSL staples whatever the file has; GnuTLS sends nothing that is not good and valid, but has room for several.
peer=s_server
for kind in expired unknown forged neighbour; do
    start_peer plain plain-$kind.der
    we_accept "a response that is of no use: $kind" 'not known'
    stop
    start_peer promised promised-$kind.der
    we_refuse "a response that is of no use, promised: $kind" bad_certificate_status_response 'promises that a good OCSP response'
    stop
done
if has gnutls-serv; then
    peer=serv
    version=tls1.3
    case="to serv, $version, a response for each certificate, and all required"
    start_peer plain plain-good.der middle.der
    client 0 --revocation required
    says "^  Server revocation: $good"
    ok "$case"
    stop
    case="to serv, $version, a response for the server's certificate alone, and all required"
    start_peer plain plain-good.der
    client 3 --revocation required
    says 'whether the CA certificate "CN=middle" was revoked cannot be told'
    ok "$case"
    stop

    case="to serv, $version, our client's own response, which GnuTLS asks for"
    start_on_free_port serv gnutls-serv -d 5 -p @PORT@ -r --http --httpdata small.txt --x509cafile ca.crt \
        --x509certfile plain.chain --x509keyfile plain.key
    client 0 -c alice.pem --ocsp alice.der
    log_says serv 'Found OCSP response on cert 0'
    ok "$case"
    case="to serv, $version, our client without a response"
    client 0 -c alice.pem
    log_lacks serv 'Found OCSP response'
    ok "$case"
    stop
fi

# NSS makes its own responses, signed with SHA-1, which we do not heed.
if has selfserv; then
    peer=selfserv
    make_ca rsa-ca rsa
    make_leaf rsa rsa rsa-ca
    openssl pkcs12 -export -in rsa-ca.crt -inkey rsa-ca.key -name rsa-ca -out rsa-ca.p12 -passout pass: 2>>making
    make_nss_db rsa
    pk12util -i rsa-ca.p12 -d sql:nss -W '' >>making 2>&1 || fail_making "NSS does not take the CA's key"
    cp ca.crt kept.crt
    cp rsa-ca.crt ca.crt
    start_selfserv() { start_on_free_port selfserv stdbuf -oL selfserv -p @PORT@ -d sql:nss -n rsa -v -T "$1" -A rsa-ca; }
    for kind in good failure corrupted; do
        start_selfserv $kind
        for version in tls1.3 tls1.2; do
            case="to selfserv, $version, -T $kind"
            mark selfserv
            run 3 "$TLS" client --max-ver $version -a ca.crt --revocation required "localhost:$port" /small.txt
            case $kind in
            good) says 'signed in a way that is not safe' ;;
            failure) says 'the OCSP responder said to try later' ;;
            corrupted)
                says 'what the server stapled to its certificate cannot be used: the OCSP response is malformed'
                log_says selfserv 'error -12181:' # bad_certificate_status_response
                ;;
            esac
            ok "$case"
        done
        stop
    done
    cp kept.crt ca.crt
    rm -r nss
fi

# ---- our server ----

openssl_client() {
    run any openssl s_client -connect "127.0.0.1:$port" -servername localhost -CAfile ca.crt -verify_return_error \
        "-${version/tls1./tls1_}" -ign_eof -status <request
}
# gets_response SERIAL: each peer says that a good response came, and the page. gets_none: that none came.
serial_of() { openssl x509 -in "$1.crt" -noout -serial | sed 's/serial=//'; }
from_openssl() { # from_openssl RESPONSE_OF|none
    openssl_client
    if [ "$1" = none ]; then
        prints 'OCSP response: no response sent'
    else
        prints 'Cert Status: good'
        prints "Serial Number: $(serial_of "$1")"
    fi
    grep -qaF "$(head -c 100 small.txt)" out || fail "$case: the page did not come"
}
from_gnutls() {
    exec 8<>never
    cat request >&8
    rm -f saved.pem
    : >gnutls.log
    run 0 gnutls-cli --priority "NORMAL:-VERS-ALL:+VERS-${version^^}" --x509cafile ca.crt --logfile gnutls.log \
        --save-ocsp-multi saved.pem -p "$port" localhost <&8
    exec 8>&-
    cat gnutls.log >>out
    prints 'Status: The certificate is trusted'
    if [ "$1" = none ]; then
        [ ! -s saved.pem ] || fail "$case: a response was saved"
    else
        prints 'Options: .*OCSP status request,'
        grep -q 'BEGIN OCSP RESPONSE' saved.pem || fail "$case: no response was saved"
    fi
}
from_curl() {
    local code=0
    [ "$1" != none ] || code=91
    rm -f body
    run $code curl -sS --cacert ca.crt "--${version/tls/tlsv}" --tls-max "${version#tls}" --cert-status -o body \
        "https://localhost:$port/small.txt"
    [ "$1" = none ] || same body small.txt
}
from_nss() {
    run 0 tstclnt -4 -h localhost -p "$port" -d sql:nss -V "$version:$version" -T -v -A request </dev/null
    cat err >>out
    if [ "$1" = none ]; then
        prints 'Received 0 Cert Status items'
    else
        prints 'Received 1 Cert Status items'
    fi
}
clients=(openssl)
! has gnutls-cli || clients+=(gnutls)
! has curl || clients+=(curl)
if has tstclnt; then
    clients+=(nss)
    make_nss_db
fi
each_client() { # each_client WHAT RESPONSE_OF|none
    for version in tls1.3 tls1.2; do
        for client in "${clients[@]}"; do
            case="from $client, $version, $1"
            mark server
            "from_$client" "$2"
            log_says server "TLS ${version#tls} .*sni=localhost"
            ok "$case"
        done
    done
}
start_tls_server server -d . -c plain.pem --ocsp plain-good.der
each_client "a good response" plain
stop
start_tls_server server -d . -c plain.pem --ocsp plain-delegated.der
each_client "a good response of a delegated responder" plain
stop
start_tls_server server -d . -c plain.pem
each_client "no response" none
stop
start_tls_server server -d . -c plain.pem --ocsp plain-expired.der
each_client "a response that is no longer valid, which is not sent" none
stop

if has gnutls-cli; then
    version=tls1.3
    start_tls_server server -d . -c promised.pem --ocsp promised-good.der --ocsp middle.der
    case="from gnutls, $version, a response for each certificate"
    from_gnutls promised
    [ "$(grep -c 'BEGIN OCSP RESPONSE' saved.pem)" -eq 2 ] || fail "$case: not two responses"
    ok "$case"
    stop
    start_tls_server server -d . -c promised.pem
    for version in tls1.3 tls1.2; do
        case="from gnutls, $version, a promise that is not kept, which GnuTLS refuses"
        run 1 gnutls-cli --priority "NORMAL:-VERS-ALL:+VERS-${version^^}" --x509cafile ca.crt -p "$port" localhost </dev/null
        prints 'requires the server to include an OCSP status'
        ok "$case"
    done
    stop
fi

# Java, told to ask for the revocation of every certificate: without a response it has nobody to ask. It expects an echo,
# which tls server is not: that it misses it shows that the handshake was done.
if has javac && has java; then
    javac -d . "$interop/peers/Peer.java" >>making 2>&1 || fail_making "Peer.java does not compile"
    from_java() { # from_java WHAT JAVA_SAYS SERVER_SAYS [OPTIONS...]
        start_tls_server server -d . -c alice.pem "${@:4}"
        local server_pid=$pid
        start java java -Dcom.sun.net.ssl.checkRevocation=true -cp . Peer client
        for version in tls1.3 tls1.2; do
            local suite=TLS_AES_128_GCM_SHA256
            [ $version = tls1.3 ] || suite=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
            case="from Java, $version, $1"
            mark java
            mark server
            type_into java "$port ${version/tls/TLSv} $suite request"
            log_says java "$2"
            log_says server "$3"
            ok "$case"
        done
        stop
        stop "$server_pid"
    }
    from_java "a good response" 'failed: .*what came back is not what was sent' 'TLS 1\.[23] .*alpn=none' --ocsp alice.der
    from_java "no response" 'failed: .*Could not determine revocation status' 'the alert certificate_unknown'
fi
