#!/usr/bin/env bash
# What real peers get of our server before and after it read its files again (SIGHUP), over TLS 1.3 and 1.2: the new
# staple, the new certificate, the verdict of the new list; and the old ones where a file is broken.
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/clients.bash"
ocsp_tool=$BUILD_DIR/tests/ocsp_tool
[ -x "$ocsp_tool" ] || skip "ocsp_tool was not built"
make_texts
make_request small.txt
make_ca ca
for name in good newer alice mallory; do
    make_leaf "$name" p256 ca
done
if has tstclnt; then
    make_nss_db alice mallory
    mv nss nss-keys
    make_nss_db
fi

respond() { # respond CERT FROM UNTIL: hours from now
    "$ocsp_tool" ca.crt ca.key ca.crt "$1.crt" good "$2" "$3" now.der 2>>making || fail_making "no response"
}
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ncrlnumber = number\ndefault_md = sha256\n' >ca.conf
echo 01 >number
list() { # list [REVOKED...]
    local name
    : >index.txt
    for name in "$@"; do
        openssl ca -config ca.conf -keyfile ca.key -cert ca.crt -revoke "$name.crt" 2>>making
    done
    openssl ca -config ca.conf -keyfile ca.key -cert ca.crt -gencrl -crldays 10 -out now.crl 2>>making ||
        fail_making "no list"
}
reload() { # reload REGEX: what its log must say then
    mark server
    kill -HUP "$pid"
    log_says server "$1"
}

# ---- what it says of itself ----

serial_of() { openssl x509 -in "$1.crt" -noout -serial | sed 's/serial=//'; }
update_of() { openssl ocsp -respin now.der -resp_text -noverify 2>>making | sed -nE 's/^ *This Update: //p'; }
staples() { # staples WHAT CERT UPDATE: s_client gets that certificate, and a response about it of that time
    for version in tls1.3 tls1.2; do
        case="from openssl, $version, $1"
        run any openssl s_client -connect "127.0.0.1:$port" -servername localhost -CAfile ca.crt -verify_return_error \
            "-${version/tls1./tls1_}" -ign_eof -status <request
        prints 'Cert Status: good'
        prints "Serial Number: $(serial_of "$2")"
        prints "This Update: $3"
        prints "^subject=CN *= *$2$"
        grep -qaF "$(head -c 100 small.txt)" out || fail "$case: the page did not come"
        ok "$case"
    done
}
cp good.pem now.pem
respond good -3 24
first=$(update_of)
start_tls_server server -d . -c now.pem --ocsp now.der
staples "the staple of the start" good "$first"
respond good -1 24
second=$(update_of)
[ "$first" != "$second" ] || fail "the second response is not of another time"
staples "a new staple that nobody was told of" good "$first"
reload '^reloaded: '
staples "the new staple" good "$second"
echo broken >now.der
reload '^not reloaded: '
log_says server 'the OCSP response now.der: .*malformed'
staples "a broken staple, so the one before" good "$second"
cp newer.pem now.pem
respond newer -2 24
third=$(update_of)
reload '^reloaded: '
staples "a new certificate with a staple of its own" newer "$third"
stop

# ---- what it says of clients ----

accepted() { # accepted WHAT IDENTITY
    case="from $client, $version, $1"
    mark server
    "${client}_client" 0 "$2"
    same body small.txt
    log_says server "client=\"CN=$2\" .* revocation=good"
    ok "$case"
}
each_client() { # each_client COMMAND ARGUMENTS...
    for version in tls1.3 tls1.2; do
        for client in "${clients[@]}"; do
            "$@"
        done
    done
}
list
start_tls_server server -d . -c now.pem --require-cert -a ca.crt --crl now.crl
each_client accepted "revoked by no list" mallory
list mallory
reload '^reloaded: '
each_client refused "revoked by the new list" certificate_revoked "the client's certificate was revoked at" mallory
each_client accepted "not revoked by the new list" alice
echo broken >now.crl
reload '^not reloaded: '
log_says server 'the revocation lists now.crl: '
each_client refused "a broken list, so the one before" certificate_revoked "the client's certificate was revoked at" mallory
list
reload '^reloaded: '
each_client accepted "revoked no more" mallory
stop
