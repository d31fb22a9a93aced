# For test scripts, behind their lib.bash: a CA with an OCSP responder, which is OpenSSL's, and answers that are none.

# new_certificate NAME SERIAL EXTENSION...: NAME.pem, NAME.key, issued by the CA.
new_certificate() {
    local name=$1 serial=$2
    shift 2
    printf '%s\n' "$@" >$name.ext
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $name.key -subj "/CN=$name" \
        -out $name.csr 2>/dev/null
    openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -set_serial $serial -days 30 -extfile $name.ext \
        -out $name.pem 2>/dev/null
}

# ca.pem; good.pem, revoked.pem, unknown.pem; named.pem, which names the responder; responder.pem; other.pem, a stranger.
make_ocsp_pki() {
    local who=subjectAltName=DNS:localhost
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -subj /CN=ca -days 60 \
        -addext keyUsage=critical,keyCertSign,cRLSign -out ca.pem 2>/dev/null
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -subj /CN=other -days 60 \
        -out other.pem 2>/dev/null
    new_certificate good 1 $who
    new_certificate revoked 2 $who
    new_certificate unknown 3 $who
    new_certificate responder 16 extendedKeyUsage=OCSPSigning noCheck=ignored
    printf 'V\t360101000000Z\t\t01\tunknown\t/CN=good\n' >index
    printf 'R\t360101000000Z\t260101000000Z,keyCompromise\t02\tunknown\t/CN=revoked\n' >>index
    printf 'V\t360101000000Z\t\t04\tunknown\t/CN=named\n' >>index
}

# answer_from_index REQUEST RESPONSE: what the responder says, without HTTP.
answer_from_index() {
    openssl ocsp -index index -CA ca.pem -rsigner responder.pem -rkey responder.key -reqin "$1" -respout "$2" -ndays 7 \
        >/dev/null 2>&1 || fail "OpenSSL's responder gives no answer"
}

# start_responder: sets responder to its address, and makes named.pem.
start_responder() {
    local tries=0 responder_port
    openssl ocsp -port 0 -index index -CA ca.pem -rsigner responder.pem -rkey responder.key -ndays 7 \
        >responder.log 2>&1 &
    started+=($!)
    responder_port=
    while [ -z "$responder_port" ]; do
        [ $((tries++)) -lt 400 ] || fail "the responder did not start"
        sleep 0.05
        responder_port=$(sed -nE 's/^ACCEPT .*:([0-9]+)( PID=.*)?$/\1/p' responder.log | head -n 1)
    done
    responder=http://127.0.0.1:$responder_port/
    new_certificate named 4 subjectAltName=DNS:localhost "authorityInfoAccess=OCSP;URI:$responder"
}

# start_answering FILE [silent]: answers one connection with the octets of FILE; sets answering to its address.
start_answering() {
    local tries=0
    : >answering.log
    "$BUILD_DIR/tests/answer_tool" "$@" >answering.log 2>&1 &
    started+=($!)
    while ! grep -q '^http' answering.log; do
        [ $((tries++)) -lt 400 ] || fail "the helper did not start"
        sleep 0.05
    done
    answering=$(cat answering.log)
}
