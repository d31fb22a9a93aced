#!/usr/bin/env bash
# ALPN, server names with several identities, what TLS 1.2 binds a certificate to, and the extended master secret, both
# ways.
source "$SOURCE_DIR/tests/interop/lib.bash"
make_identities
make_texts
make_request small.txt
make_leaf a p256 ca DNS:a.example
make_leaf wild p256 ca 'DNS:*.wild.example'
make_leaf b-rsa rsa ca DNS:b.example
make_leaf b-p384 p384 ca DNS:b.example
can_gnutls_serv=
! has gnutls-serv || can_gnutls_serv=yes

s_client() { # s_client CODE OPTIONS...: what it says goes into err, what was negotiated too
    local code=$1
    shift
    run "$code" openssl s_client -connect "127.0.0.1:$port" -CAfile ca.crt -ign_eof "$@" <request
    cat out >>err
}
gnutls_cli() { # gnutls_cli CODE OPTIONS...
    local code=$1
    shift
    : >gnutls.log
    exec 8<>never
    cat request >&8
    run "$code" gnutls-cli --x509cafile ca.crt --logfile gnutls.log -p "$port" localhost "$@" <&8
    exec 8>&-
    cat gnutls.log >>err
}
client() {
    local code=$1
    shift
    run "$code" "$TLS" client -a ca.crt "localhost:$port" "$@" < <(printf 'abc\nCLOSE\n')
}

# ---- ALPN ----

for version in tls1.3 tls1.2; do
    start_s_server s_server -cert p256.crt -key p256.key -rev -alpn 'h2,http/1.1,made-up'
    case="ALPN to openssl s_server, $version"
    client 0 --max-ver $version --alpn made-up,http/1.1
    says '^  ALPN: http/1.1$' # the server's preference
    log_says s_server 'ALPN protocols selected: http/1.1'
    ok "$case"
    case="ALPN to openssl s_server, $version: nothing in common"
    client 2 --max-ver $version --alpn nonsense
    says no_application_protocol
    ok "$case"
    case="ALPN to openssl s_server, $version: none offered"
    client 0 --max-ver $version
    says '^  ALPN: none$'
    ok "$case"
    stop
    if [ $can_gnutls_serv ]; then
        start_on_free_port serv gnutls-serv -p @PORT@ -a --http --httpdata small.txt --x509certfile p256.crt \
            --x509keyfile p256.key --alpn http/1.1 --alpn-fatal
        case="ALPN to gnutls-serv, $version"
        run 0 "$TLS" client -a ca.crt --max-ver $version --alpn h2,http/1.1 "localhost:$port" /
        same out small.txt
        says '^  ALPN: http/1.1$'
        log_says serv 'Application protocol: http/1.1'
        ok "$case"
        case="ALPN to gnutls-serv, $version: nothing in common"
        client 2 --max-ver $version --alpn nonsense
        says no_application_protocol
        ok "$case"
        stop
    fi

    if has selfserv; then
        case="ALPN to NSS selfserv, $version"
        [ -d nss ] || make_nss_db p256
        start_on_free_port selfserv selfserv -p @PORT@ -d sql:nss -n p256 -Q
        run 0 "$TLS" client -a ca.crt --max-ver $version --alpn h2,http/1.1 "localhost:$port" "$work/small.txt"
        same out small.txt
        says '^  ALPN: http/1.1$'
        stop
        ok "$case"
    fi

    start_tls_server server -d . -c p256.pem --alpn made-up,http/1.1
    case="ALPN from openssl s_client, $version"
    s_client 0 -${version/tls1./tls1_} -alpn h2,http/1.1,made-up
    says '^ALPN protocol: made-up$' # our preference
    log_says server 'alpn=made-up'
    ok "$case"
    case="ALPN from openssl s_client, $version: nothing in common"
    s_client 1 -${version/tls1./tls1_} -alpn h2
    says 'alert no application protocol'
    log_says server 'offers no application protocol'
    ok "$case"
    case="ALPN from openssl s_client, $version: none offered"
    mark server
    s_client 0 -${version/tls1./tls1_}
    says '^No ALPN negotiated$'
    log_says server 'alpn=none'
    ok "$case"
    if has gnutls-cli; then
        case="ALPN from gnutls-cli, $version"
        mark server
        gnutls_cli 0 --priority NORMAL:-VERS-ALL:+VERS-${version^^} --alpn h2 --alpn http/1.1
        says 'Application protocol: http/1.1'
        log_says server 'alpn=http/1.1'
        ok "$case"
        case="ALPN from gnutls-cli, $version: nothing in common"
        gnutls_cli any --priority NORMAL:-VERS-ALL:+VERS-${version^^} --alpn h2
        says 'Received alert \[120\]'
        ok "$case"
    fi
    if has curl; then
        case="ALPN from curl, $version"
        mark server
        run 0 curl -sSv --cacert ca.crt --tls-max ${version#tls} -o body "https://localhost:$port/small.txt"
        same body small.txt
        says 'ALPN: server accepted http/1.1'
        log_says server 'alpn=http/1.1'
        ok "$case"
    fi
    stop
done

# ---- server names ----

start_tls_server server -d . -c p256.pem -c a.pem -c wild.pem -c b-rsa.pem -c b-p384.pem
served() { # served NAME CERTIFICATE OPTIONS...: a client that asks for NAME gets CERTIFICATE
    local name=$1 certificate=$2
    shift 2
    case="name $name from openssl s_client${*:+, $*}"
    mark server
    s_client 0 -verify_return_error ${name:+-servername "$name"} "$@"
    says "^subject=CN = $certificate\$"
    log_says server "sni=${name:-none} "
    ok "$case"
}
for version in tls1_3 tls1_2; do
    served localhost p256 -$version
    served a.example a -$version -verify_hostname a.example
    served x.wild.example wild -$version -verify_hostname x.wild.example
    served x.y.wild.example p256 -$version # no wildcard reaches so far: the default
    served unknown.example p256 -$version
    served '' p256 -$version -noservername
    served b.example b-rsa -$version -verify_hostname b.example
    served b.example b-p384 -$version -verify_hostname b.example -sigalgs ECDSA+SHA384
    served b.example b-rsa -$version -verify_hostname b.example -sigalgs RSA-PSS+SHA256:ECDSA+SHA384
done
if has gnutls-cli; then
    for pair in localhost=p256 a.example=a x.wild.example=wild; do
        case="name ${pair%=*} from gnutls-cli"
        mark server
        gnutls_cli 0 --sni-hostname "${pair%=*}" --verify-hostname "${pair%=*}"
        says "subject \`CN=${pair#*=}'"
        says 'The certificate is trusted'
        log_says server "sni=${pair%=*} "
        ok "$case"
    done
fi
if has tstclnt; then
    [ -d nss ] || make_nss_db p256
    for pair in localhost=p256 a.example=a x.wild.example=wild b.example=b-rsa; do
        case="name ${pair%=*} from NSS tstclnt"
        mark server
        run 0 tstclnt -4 -h localhost -a "${pair%=*}" -p "$port" -d sql:nss -A request </dev/null
        says "^subject DN: CN=${pair#*=}\$"
        log_says server "sni=${pair%=*} "
        ok "$case"
    done
    case="name unknown.example from NSS tstclnt, which refuses the default certificate"
    mark server
    run any tstclnt -4 -h localhost -a unknown.example -p "$port" -d sql:nss -A request </dev/null
    says 'SSL_ERROR_BAD_CERT_DOMAIN'
    log_says server 'the alert bad_certificate'
    ok "$case"
fi
if has curl; then
    for pair in localhost=p256 a.example=a x.wild.example=wild b.example=b; do
        case="name ${pair%=*} from curl"
        mark server
        run 0 curl -sS --cacert ca.crt --resolve "${pair%=*}:$port:127.0.0.1" -o body "https://${pair%=*}:$port/small.txt"
        same body small.txt
        log_says server "sni=${pair%=*} "
        ok "$case"
    done
    case="address 127.0.0.1 from curl"
    mark server
    run 0 curl -sS --cacert ca.crt -o body "https://127.0.0.1:$port/small.txt"
    same body small.txt
    log_says server "sni=none "
    ok "$case"
fi
stop
case="name from our client to openssl s_server"
start_s_server s_server -cert p256.crt -key p256.key -cert2 a.crt -key2 a.key -servername a.example -rev
client 0 --name a.example
says '^  Server certificate: CN=a '
says '^  SNI: a.example$'
ok "$case"
client 0
says '^  Server certificate: CN=p256 '
ok "$case: another one"
stop

# ---- TLS 1.2 binds certificates to suites and groups ----

start_tls_server server -d . -c p256.pem -c p384.pem -c rsa.pem
bound() { # bound CERTIFICATE OPTIONS...
    local certificate=$1
    shift
    case="TLS 1.2 certificate from openssl s_client, $*"
    s_client 0 -tls1_2 -servername localhost -verify_return_error "$@"
    says "^subject=CN = $certificate\$"
    ok "$case"
}
bound rsa -cipher ECDHE-RSA-AES128-GCM-SHA256
bound p384 -cipher ECDHE-ECDSA-AES128-GCM-SHA256 -groups P-384
bound p256 -cipher ECDHE-ECDSA-AES128-GCM-SHA256 -groups P-256
bound rsa -groups X25519
stop

# ---- extended master secret ----

cat >no_ems.cnf <<'C'
openssl_conf = main
[main]
ssl_conf = ssl
[ssl]
system_default = defaults
[defaults]
Options = -ExtendedMasterSecret
C
export OPENSSL_CONF=
for ems in yes no; do
    [ $ems = yes ] || OPENSSL_CONF=$work/no_ems.cnf
    case="extended master secret $ems, to openssl s_server"
    start_s_server s_server -cert p256.crt -key p256.key -rev
    client 0 --max-ver tls1.2
    prints '^cba$'
    says "^  Extended Master Secret: $ems\$"
    stop
    ok "$case"
    case="extended master secret $ems, from openssl s_client"
    start_tls_server server -d . -c p256.pem --json
    s_client 0 -tls1_2
    says "^ *Extended master secret: $ems\$"
    log_says server "\"extended_master_secret\":$([ $ems = yes ] && echo true || echo false)"
    stop
    ok "$case"
done
unset OPENSSL_CONF
if [ $can_gnutls_serv ]; then
    start_on_free_port serv gnutls-serv -p @PORT@ -a --http --httpdata small.txt --x509certfile p256.crt \
        --x509keyfile p256.key --priority NORMAL:%NO_SESSION_HASH
    case="extended master secret no, to gnutls-serv"
    run 0 "$TLS" client -a ca.crt --max-ver tls1.2 "localhost:$port" /
    same out small.txt
    says '^  Extended Master Secret: no$'
    stop
    ok "$case"
fi
if has gnutls-cli; then
    start_tls_server server -d . -c p256.pem --json
    case="extended master secret no, from gnutls-cli"
    gnutls_cli 0 --priority NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH
    log_says server '"extended_master_secret":false'
    stop
    ok "$case"
fi
