#!/usr/bin/env bash
# Client certificates required, optional, absent and not trusted, both ways, over TLS 1.3 and 1.2.
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/clients.bash"
make_identities
make_texts
make_request small.txt
make_ca other
for kind in "${kinds[@]}"; do
    make_leaf "alice-$kind" "$kind" ca
done
make_leaf mallory p256 other
make_leaf old p256 ca DNS:localhost "-days -1" # ended yesterday
declare -A schemes=([p256]=ecdsa_secp256r1_sha256 [p384]=ecdsa_secp384r1_sha384 [ed25519]=ed25519
    [p521]=ecdsa_secp521r1_sha512 [ed448]=ed448 [rsa]=rsa_pss_rsae_sha256 [rsapss]=rsa_pss_pss_sha256)
has_nss=
if has selfserv; then
    has_nss=yes
    make_nss_db p256 alice-p256 alice-p384 alice-rsa alice-rsapss mallory old
    mv nss nss-keys
    make_nss_db
fi
has_gnutls_serv=
! has gnutls-serv || has_gnutls_serv=yes

# ---- our client ----

client() { # client CODE OPTIONS...: with TLS as VERSION says
    local code=$1
    shift
    run "$code" "$TLS" client -a ca.crt --min-ver $version --max-ver $version "localhost:$port" "$@"
}
reversed() { prints '^cba$'; }

for version in tls1.3 tls1.2; do
    start_s_server s_server -cert p256.crt -key p256.key -CAfile ca.crt -rev -Verify 1 -verify_return_error
    for kind in "${kinds[@]}"; do
        case="to openssl s_server, $version, required and given: $kind"
        mark s_server
        client 0 -c "alice-$kind.pem" < <(printf 'abc\nCLOSE\n')
        reversed
        says "^  Own signature: ${schemes[$kind]}\$"
        log_says s_server "^Peer certificate: CN = alice-$kind\$"
        log_says s_server '^Verification: OK$'
        ok "$case"
    done
    case="to openssl s_server, $version, required and absent"
    client 4 < <(printf 'abc\nCLOSE\n')
    log_says s_server 'peer did not return a certificate'
    ok "$case"
    case="to openssl s_server, $version, of an unknown CA"
    client 4 -c mallory.pem < <(printf 'abc\nCLOSE\n')
    says 'unknown_ca'
    ok "$case"
    case="to openssl s_server, $version, expired"
    client 4 -c old.pem < <(printf 'abc\nCLOSE\n')
    says 'certificate_expired'
    ok "$case"
    stop
    case="to openssl s_server, $version, asked for and absent"
    start_s_server s_server -cert p256.crt -key p256.key -CAfile ca.crt -rev -verify 1
    client 0 < <(printf 'abc\nCLOSE\n')
    reversed
    log_says s_server '^No peer certificate$'
    ok "$case"
    stop

    if [ $has_gnutls_serv ]; then
        start_on_free_port serv gnutls-serv -p @PORT@ --http --httpdata small.txt --x509certfile p256.crt \
            --x509keyfile p256.key --x509cafile ca.crt -r --verify-client-cert
        for kind in "${kinds[@]}"; do
            case="to gnutls-serv, $version, required and given: $kind"
            mark serv
            client 0 / -c "alice-$kind.pem"
            same out small.txt
            log_says serv "Subject: CN=alice-$kind\$"
            ok "$case"
        done
        case="to gnutls-serv, $version, required and absent"
        client 4 /
        ok "$case"
        case="to gnutls-serv, $version, of an unknown CA"
        client 4 / -c mallory.pem
        ok "$case"
        stop
    fi
    if [ $has_nss ]; then
        start_on_free_port selfserv stdbuf -oL selfserv -p @PORT@ -d sql:nss-keys -n p256 -v -r -r
        for kind in p256 rsa; do
            case="to NSS selfserv, $version, required and given: $kind"
            mark selfserv
            client 0 "$work/small.txt" -c "alice-$kind.pem"
            same out small.txt
            log_says selfserv "subject DN: CN=alice-$kind"
            ok "$case"
        done
        case="to NSS selfserv, $version, required and absent"
        client 4 "$work/small.txt"
        ok "$case"
        case="to NSS selfserv, $version, of an unknown CA"
        client 4 "$work/small.txt" -c mallory.pem
        ok "$case"
        stop
    fi
done

# ---- our server ----

given() { # given IDENTITY OPTIONS...
    case="from $client, $version, required and given: $1"
    mark server
    "${client}_client" 0 "$1"
    same body small.txt
    log_says server "client=\"CN=$1\" $(openssl x509 -in "$1.crt" -outform DER | sha256sum | cut -c -64)"
    ok "$case"
}

start_tls_server server -d . -c p256.pem --require-cert -a ca.crt
for version in tls1.3 tls1.2; do
    for client in "${clients[@]}"; do
        for kind in "${kinds[@]}"; do
            # NSS 3.87 has no Ed25519 certificates, and shows none with an RSASSA-PSS key unless told so in code.
            [[ $client,$kind != nss,ed* && $client,$kind != nss,rsapss && $client,$kind != nss,p521 ]] || continue
            given "alice-$kind"
        done
        missing=certificate_required
        [ $version = tls1.3 ] || missing=handshake_failure # RFC 5246 7.4.6
        refused "required and absent" $missing "sent no certificate"
        refused "of an unknown CA" unknown_ca "issue|CA" mallory
        refused "expired" certificate_expired "expired" old
    done
done
stop
start_tls_server server -d . -c p256.pem --request-cert -a ca.crt
for version in tls1.3 tls1.2; do
    for client in "${clients[@]}"; do
        case="from $client, $version, asked for and absent"
        mark server
        "${client}_client" 0
        same body small.txt
        log_says server "TLS ${version#tls} "
        log_lacks server 'client='
        ok "$case"
        refused "asked for and of an unknown CA" unknown_ca "issue|CA" mallory
    done
done
