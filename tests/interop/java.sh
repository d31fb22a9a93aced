#!/usr/bin/env bash
# Java's TLS both ways: every suite, group and scheme that both have, 1 MB there and back, half-closed in TLS 1.3.
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/matrix.bash"
need javac
need java
make_identities
make_texts
size=$(stat -c %s big.txt)
for kind in "${kinds[@]}"; do
    openssl pkcs12 -export -in "$kind.crt" -inkey "$kind.key" -name "$kind" -out "$kind.p12" -passout pass:password ||
        fail_making "no key store for $kind"
done
javac -d . "$interop/peers/Peer.java" >>making 2>&1 || fail_making "Peer.java does not compile"
lacks() { [[ $scheme = ed* ]] || is_rare; } # Java 17 has no Ed25519 in TLS
# In TLS 1.2 it takes the first of its own groups, which we have to name for the sake of the certificate.
lacks_to() { lacks || [ "$version,$kind,$group" = tls1.2,p256,secp384r1 ]; }
java_version() { echo "${version/tls/TLSv}"; }

peer="to Java"
start java java -cp . Peer server
java=$pid
run_to() {
    mark java
    type_into java "$kind.p12 $(java_version) $suite $size"
    log_says java '^listening on'
    port=$(since java | sed -n 's/^listening on .*://p')
    # shellcheck disable=SC2046
    run 0 "$TLS" client $(client_options) "localhost:$port" <big.txt
    same out big.txt
    log_says java '^(ok|failed)'
}
check_to() {
    client_says_cell
    log_says java "^ok $(java_version) $suite "
}
peer_wants_ca_scheme=yes
each_cell run_to check_to lacks_to
stop "$java"

peer="from Java"
start java java -cp . Peer client
java=$pid
run_from() {
    server=echo-$version-$scheme-$group
    if [ -z "${ports[$server]-}" ]; then
        start_echo_server "$server" --cert "$kind.pem" --groups "$group" --signatures "$scheme" --end-after "$size" \
            --max-version "$version"
        ports[$server]=$port
    fi
    mark java
    mark "$server"
    type_into java "${ports[$server]} $(java_version) $suite big.txt"
    log_says java '^(ok|failed)'
    log_says "$server" '^ended'
}
check_from() {
    log_says java "^ok $(java_version) $suite CN=$(kind_of "$scheme")\$"
    local retried=0 # Java sends shares of x25519 and secp256r1
    [ "$version" != tls1.3 ] || [[ $group = x25519 || $group = secp256r1 ]] || retried=1
    log_says "$server" "^TLS ${version#tls} $suite $group $scheme .* hrr=$retried\$"
}
each_cell run_from check_from lacks

case="from Java, which ends its side before our server sends 1 MB"
start_echo_server half --cert p256.pem --after-end
mark java
type_into java "$port TLSv1.3 TLS_AES_128_GCM_SHA256 big.txt"
log_says java '^ok TLSv1.3'
log_says half "^the client ended its side after $size octets\$"
log_says half '^ended well$'
ok "$case"
