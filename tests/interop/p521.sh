#!/usr/bin/env bash
# A server whose key is on P-521, with the defaults of both sides. In TLS 1.2 the client must name that curve among its
# groups (RFC 8422 5.1.1), or it is not shown the certificate.
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/clients.bash"
make_ca ca
make_leaf p521 p521 ca
make_texts
make_request small.txt
if has certutil; then
    make_nss_db p521
    mv nss nss-keys
    make_nss_db
fi

# ---- our client ----

fetch() { # fetch CODE OPTIONS...
    local code=$1
    shift
    run "$code" "$TLS" client -a ca.crt --max-ver "$version" "localhost:$port" "$@"
}
fetched() {
    same out small.txt
    says "^  Version: TLS ${version#tls}\$"
    says '^  Server certificate: CN=p521 '
    says '^  Group: x25519$'
    says '^  Server signature: ecdsa_'
    ok "$case"
}
start_peer() {
    case $1 in
    'our server') start_tls_server peer -d . -c p521.pem ;;
    's_server') start_s_server peer -cert p521.crt -key p521.key -WWW ;;
    'gnutls-serv') start_on_free_port peer gnutls-serv -p @PORT@ -a --http --httpdata small.txt --x509certfile p521.crt \
        --x509keyfile p521.key ;;
    'selfserv') start_on_free_port peer stdbuf -oL selfserv -p @PORT@ -d sql:nss-keys -n p521 -v ;;
    esac
}
path_at() {
    case $1 in
    selfserv) echo "$work/small.txt" ;;
    *) echo /small.txt ;;
    esac
}
peers=('our server' s_server)
! has gnutls-serv || peers+=(gnutls-serv)
! has selfserv || peers+=(selfserv)
for peer in "${peers[@]}"; do
    start_peer "$peer"
    path=$(path_at "$peer")
    for version in tls1.3 tls1.2; do
        case="to $peer, $version"
        fetch 0 "$path"
        fetched
    done
    if [ "$peer" != gnutls-serv ]; then # which shows it all the same
        case="to $peer, tls1.2: not by a client that does not name P-521"
        fetch 2 "$path" --groups x25519,secp256r1,secp384r1,x448
        says 'handshake_failure'
        [ ! -s out ] || fail "$case: something was fetched"
        ok "$case"
    fi
    stop
done

# ---- our server ----

start_tls_server server -d . -c p521.pem
for version in tls1.3 tls1.2; do
    for client in "${clients[@]}"; do
        case="from $client, $version"
        mark server
        "${client}_client" 0
        same body small.txt
        log_says server "TLS ${version#tls} .* ecdsa_"
        ok "$case"
    done
done
case="from openssl, tls1.2: not to a client that does not name P-521"
mark server
run 1 openssl s_client -connect "127.0.0.1:$port" -tls1_2 -groups X25519:P-256 </dev/null
says 'alert handshake failure'
log_says server 'handshake failed: .*cipher suite'
ok "$case"
