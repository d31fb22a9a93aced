#!/usr/bin/env bash
# Revocation with real peers, over TLS 1.3 and 1.2: servers and clients that lists of OpenSSL's and GnuTLS's making revoke
# are refused, and hear why; others are not. Where the status must be known and nothing tells it, everyone is refused.
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/clients.bash"
make_texts
make_request small.txt
make_ca ca
make_ca other
for name in good bad alice mallory; do
    make_leaf "$name" p256 ca
done
make_leaf middle p256 ca "" "-days 20" CA:TRUE
make_leaf below p256 middle
openssl x509 -in middle.crt -out middle.pem 2>>making

# ---- lists ----

makers=(openssl)
! has certtool || makers+=(certtool)
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ncrlnumber = number\ndefault_md = sha256\n' >ca.conf
echo 01 >number

# make_list MAKER FILE CA [REVOKED...]: a list of CA's in PEM that holds for ten days.
make_list() {
    local maker=$1 file=$2 ca=$3 name revoked=()
    shift 3
    case $maker in
    openssl)
        : >index.txt
        for name in "$@"; do
            openssl ca -config ca.conf -keyfile "$ca.key" -cert "$ca.crt" -revoke "$name.crt" 2>>making
        done
        openssl ca -config ca.conf -keyfile "$ca.key" -cert "$ca.crt" -gencrl -crldays 10 -out "$file" 2>>making
        ;;
    certtool)
        printf 'crl_next_update = 10\ncrl_number = 1\n' >crl.template
        : >revoked.crt
        for name in "$@"; do
            openssl x509 -in "$name.crt" >>revoked.crt 2>>making
            revoked=(--load-certificate revoked.crt)
        done
        certtool --generate-crl --load-ca-privkey "$ca.key" --load-ca-certificate "$ca.crt" --template crl.template \
            ${revoked[@]+"${revoked[@]}"} --outfile "$file" >>making 2>&1
        ;;
    esac || fail_making "$maker makes no list"
}
for maker in "${makers[@]}"; do
    make_list "$maker" "$maker.crl" ca bad mallory
    make_list "$maker" "$maker-middle.crl" ca middle
    make_list "$maker" "$maker-below.crl" middle
    make_list "$maker" "$maker-other.crl" other bad
done
openssl ca -config ca.conf -keyfile ca.key -cert ca.crt -gencrl -crl_lastupdate 20250101000000Z \
    -crl_nextupdate 20250201000000Z -out stale.crl 2>>making || fail_making "no list that is out of date"
grep -q 'X509 CRL' certtool.crl 2>/dev/null || [ ${#makers[@]} -eq 1 ] || fail "certtool made no list"

# ---- our client ----

start_peer() { # start_peer PEER CERTIFICATE [ISSUER]: it serves small.txt, and its alerts are in its log
    local peer=$1 chain=()
    cat "$2.crt" ${3+"$3.pem"} >chain.crt
    case $peer in
    s_server)
        [ $# -lt 3 ] || chain=(-cert_chain "$3.pem")
        start_s_server s_server -cert "$2.crt" -key "$2.key" ${chain[@]+"${chain[@]}"} -WWW
        ;;
    serv) start_on_free_port serv gnutls-serv -d 5 -p @PORT@ -a --http --httpdata small.txt --x509certfile chain.crt \
        --x509keyfile "$2.key" ;;
    esac
}
hears() { # hears ALERT: the peer does
    case $peer,$1 in
    s_server,*) log_says s_server "alert ${1//_/ }" ;;
    serv,certificate_revoked) log_says serv 'Alert\[2\|44\]' ;;
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
    case="to $peer, $version, $1"
    client 0 "${@:3}"
    same "$work/small.txt" out
    says "^  Server revocation: $2"
    ok "$case"
}
# we_refuse WHAT ALERT SENTENCE OPTIONS...: nothing comes, and the peer hears the alert.
we_refuse() {
    case="to $peer, $version, $1"
    client 3 "${@:4}"
    says "$3"
    [ ! -s out ] || fail "$case: something was fetched"
    hears "$2"
    ok "$case"
}

good='not revoked, says a list of [-0-9]{10} [:0-9]{8} UTC'
peers=(s_server)
! has gnutls-serv || peers+=(serv)
for peer in "${peers[@]}"; do
    start_peer "$peer" bad
    for version in tls1.3 tls1.2; do
        for maker in "${makers[@]}"; do
            we_refuse "revoked, list by $maker" certificate_revoked "the server's certificate was revoked at" --crl "$maker.crl"
            we_accept "revoked by another CA, list by $maker" 'not known' --crl "$maker-other.crl"
        done
        we_accept "revoked, no list" 'not known'
        we_accept "revoked, not asked" 'not checked' --crl openssl.crl --revocation off
    done
    stop
    start_peer "$peer" good
    for version in tls1.3 tls1.2; do
        for maker in "${makers[@]}"; do
            we_accept "good, list by $maker" "$good" --crl "$maker.crl" --revocation required
        done
        we_refuse "required without a list" certificate_unknown 'whether .* was revoked cannot be told' --revocation required
        we_refuse "required, list of another CA" certificate_unknown 'cannot be told' --crl openssl-other.crl \
            --revocation required
        we_refuse "required, list out of date" certificate_unknown 'out of date' --crl stale.crl --revocation required
        we_accept "if known, list out of date" 'not known' --crl stale.crl
    done
    stop
    start_peer "$peer" below middle
    for version in tls1.3 tls1.2; do
        for maker in "${makers[@]}"; do
            we_accept "good below an intermediate, lists by $maker" "$good" --crl "$maker.crl" --crl "$maker-below.crl" \
                --revocation required
            we_refuse "the intermediate revoked, lists by $maker" certificate_revoked 'the CA certificate "CN=middle" was' \
                --crl "$maker-middle.crl" --crl "$maker-below.crl"
        done
        we_refuse "required, no list of the intermediate" certificate_unknown 'list of "CN=middle" is at hand' \
            --crl openssl.crl --revocation required
    done
    stop
done

# ---- our server ----

if has tstclnt; then
    make_nss_db alice mallory
    mv nss nss-keys
    make_nss_db
fi
for maker in "${makers[@]}"; do
    start_tls_server server -d . -c good.pem --require-cert -a ca.crt --crl "$maker.crl"
    for version in tls1.3 tls1.2; do
        for client in "${clients[@]}"; do
            refused "revoked, list by $maker" certificate_revoked "the client's certificate was revoked at" mallory
            case="from $client, $version, good, list by $maker"
            mark server
            "${client}_client" 0 alice
            same body small.txt
            log_says server 'client="CN=alice" .* revocation=good'
            ok "$case"
        done
    done
    stop
done
start_tls_server server -d . -c good.pem --require-cert -a ca.crt --revocation required
for version in tls1.3 tls1.2; do
    for client in "${clients[@]}"; do
        refused "required without a list" certificate_unknown "whether .* was revoked cannot be told" alice
    done
done
stop

# ---- they have the list, and we may be on it ----

their_alert() { # their_alert PEER: GnuTLS does not say that it was for that
    case $1 in
    serv | gnutls) echo 'the alert (access_denied|bad_certificate|certificate_unknown)' ;;
    *) echo 'the alert certificate_revoked' ;;
    esac
}
for peer in "${peers[@]}"; do
    case $peer in
    s_server) start_s_server s_server -cert good.crt -key good.key -WWW -CAfile ca.crt -Verify 1 -verify_return_error \
        -crl_check -CRL openssl.crl ;;
    serv) start_on_free_port serv gnutls-serv -d 5 -p @PORT@ --http --httpdata small.txt --x509certfile good.crt \
        --x509keyfile good.key --x509cafile ca.crt -r --verify-client-cert --x509crlfile openssl.crl ;;
    esac
    for version in tls1.3 tls1.2; do
        case="to $peer, $version, they find our client revoked"
        client 4 -c mallory.pem
        says "$(their_alert "$peer")"
        [ ! -s out ] || fail "$case: something was fetched"
        ok "$case"
        case="to $peer, $version, they find our client good"
        client 0 -c alice.pem
        same "$work/small.txt" out
        ok "$case"
    done
    stop
done

# What it fetches goes into body.
client_with_list() {
    : >body
    case $client in
    openssl) run any openssl s_client -connect "127.0.0.1:$port" "-${version/tls1./tls1_}" -CAfile ca.crt \
        -verify_return_error -crl_check -CRL openssl.crl -ign_eof -quiet <request ;;
    gnutls)
        exec 8<>never
        cat request >&8
        run any gnutls-cli --x509cafile ca.crt --x509crlfile openssl.crl --logfile gnutls.log \
            --priority "NORMAL:-VERS-ALL:+VERS-${version^^}" -p "$port" localhost <&8
        exec 8>&-
        ;;
    curl) run any curl -sS -i --cacert ca.crt --crlfile openssl.crl "--${version/tls/tlsv}" --tls-max "${version#tls}" \
        "https://localhost:$port/small.txt" ;;
    esac
    body_of out >body
}
for name in bad good; do
    start_tls_server $name -d . -c $name.pem
    for version in tls1.3 tls1.2; do
        for client in "${clients[@]}"; do
            [ "$client" != nss ] || continue # tstclnt takes lists from its database only
            case="from $client, $version, they find our server $name"
            mark $name
            client_with_list
            if [ $name = good ]; then
                same body small.txt
            else
                [ ! -s body ] || fail "$case: it took the page"
                log_says $name "$(their_alert "$client")"
            fi
            ok "$case"
        done
    done
    stop
done
