# Peers as clients of our server that fetch small.txt, with and without a certificate. lib.bash comes before.

# NAME_client CODE [IDENTITY]: fetches small.txt with TLS as VERSION says, into body; what it says goes into err.
openssl_client() {
    local code=$1 certificate=()
    [ $# -lt 2 ] || certificate=(-cert "$2.crt" -key "$2.key")
    run "$code" openssl s_client -connect "127.0.0.1:$port" -servername localhost -CAfile ca.crt -verify_return_error \
        "-${version/tls1./tls1_}" -ign_eof -quiet ${certificate[@]+"${certificate[@]}"} <request
    body_of out >body
}
gnutls_client() {
    local code=$1 certificate=()
    [ $# -lt 2 ] || certificate=(--x509certfile "$2.crt" --x509keyfile "$2.key")
    : >gnutls.log
    exec 8<>never
    cat request >&8
    run "$code" gnutls-cli --priority "NORMAL:-VERS-ALL:+VERS-${version^^}" --x509cafile ca.crt --logfile gnutls.log \
        -p "$port" localhost ${certificate[@]+"${certificate[@]}"} <&8
    exec 8>&-
    cat gnutls.log >>err
    body_of out >body
}
nss_client() { # without IDENTITY the database has none, for else tstclnt takes one that fits
    run "$1" tstclnt -4 -h localhost -p "$port" -d "sql:nss${2:+-keys}" -V "$version:$version" -A request \
        ${2:+-n "$2"} </dev/null
    cat out >>err
    body_of out >body
}
curl_client() {
    local code=$1 certificate=()
    [ $# -lt 2 ] || certificate=(--cert "$2.crt" --key "$2.key")
    run "$code" curl -sS --cacert ca.crt "--${version/tls/tlsv}" --tls-max "${version#tls}" -o body \
        ${certificate[@]+"${certificate[@]}"} "https://localhost:$port/small.txt"
}
clients=(openssl)
! has gnutls-cli || clients+=(gnutls)
! has curl || clients+=(curl)
! has tstclnt || clients+=(nss)

# How each peer names the alerts.
alert() { # alert CLIENT NAME
    case $2 in
    certificate_required) local number=116 nss=RX_CERTIFICATE_REQUIRED ;;
    handshake_failure) local number=40 nss=HANDSHAKE_FAILURE ;;
    unknown_ca) local number=48 nss=UNKNOWN_CA ;;
    certificate_expired) local number=45 nss=EXPIRED_CERT ;;
    certificate_revoked) local number=44 nss=REVOKED_CERT ;;
    certificate_unknown) local number=46 nss=CERTIFICATE_UNKNOWN ;;
    esac
    case $1 in
    curl) echo "alert ${2//_/ }|^curl: \(60\)" ;; # it takes TLS 1.2's certificate_expired for a verdict of its own
    openssl) echo "alert ${2//_/ }" ;;
    gnutls) echo "Received alert \[$number\]" ;;
    nss) echo "SSL_ERROR_${nss}_ALERT" ;;
    esac
}

# refused WHAT ALERT SENTENCE [IDENTITY]: CLIENT is refused by the server whose log is server.log, and hears the alert.
refused() {
    : >body
    mark server
    case="from $client, $version, $1"
    "${client}_client" any ${4+"$4"}
    says "$(alert "$client" "$2")"
    [ ! -s body ] || fail "$case: it got the page"
    log_says server "handshake failed: .*$3"
    ok "$case"
}
