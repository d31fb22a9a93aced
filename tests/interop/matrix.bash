# Every version x suite x group x scheme, of what is rare not with each other: the names that each peer has for them.
# Sourced after lib.bash.
versions=(tls1.3 tls1.2)
ciphers=(aes128gcm aes256gcm chacha20-poly1305)
groups=(x448 secp521r1 x25519 secp256r1 secp384r1)
schemes_of_tls1_3=(ecdsa_secp256r1_sha256 ecdsa_secp384r1_sha384 ed25519 ecdsa_secp521r1_sha512 ed448
    rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512
    rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512)
schemes_of_tls1_2=("${schemes_of_tls1_3[@]}" rsa_pkcs1_sha256 rsa_pkcs1_sha384 rsa_pkcs1_sha512)

# each_cell RUN CHECK [LACKS]: runs and checks every cell but those for which LACKS says that the peer lacks it, with
# these set: version cipher group scheme kind suite case. In the end CHECK must refuse the last cell under other names.
each_cell() {
    local run=$1 check=$2 lacks=${3-false}
    for version in "${versions[@]}"; do
        local -n schemes=schemes_of_${version/./_}
        for scheme in "${schemes[@]}"; do
            kind=$(kind_of "$scheme")
            for cipher in "${ciphers[@]}"; do
                suite=$(suite_of)
                for group in "${groups[@]}"; do
                    is_cell && ! $lacks || continue
                    case="$version $cipher $group $scheme"
                    $run
                    $check
                    ok "$peer $case"
                done
            done
        done
    done
    must_refuse "$check" version=tls1.3
    must_refuse "$check" suite=TLS_AES_128_GCM_SHA256 cipher=aes128gcm
    must_refuse "$check" group=x25519
    must_refuse "$check" scheme="${schemes_of_tls1_3[0]}"
    ok "$peer: the checks tell a wrong version, suite, group and scheme"
}
# Keys on P-521 and of Ed448 are run with one suite and the group x25519, P-521 with its own curve too; the groups
# secp521r1 and x448 with every suite and one scheme.
is_rare() { [[ $kind = p521 || $kind = ed448 ]]; }
is_cell() {
    case $kind,$group in
    p521,x25519 | p521,secp521r1 | ed448,x25519) [ "$cipher" = aes128gcm ] ;;
    p521,* | ed448,*) false ;;
    *,secp521r1 | *,x448) [ "$scheme" = rsa_pss_rsae_sha256 ] ;;
    esac
}
must_refuse() { # must_refuse CHECK VARIABLE=VALUE...
    local check=$1
    shift
    (
        local "$@"
        patience=2
        $check
    ) >/dev/null && fail "$check did not notice $*"
}

kind_of() { # the kind of key, which is also the name of the identity
    case $1 in
    ecdsa_secp256r1_*) echo p256 ;;
    ecdsa_secp384r1_*) echo p384 ;;
    ecdsa_secp521r1_*) echo p521 ;;
    ed*) echo "$1" ;;
    rsa_pss_pss_*) echo rsapss ;;
    rsa_*) echo rsa ;;
    esac
}
suite_of() { # the IANA name
    local aead hash
    case $cipher in
    aes128gcm) aead=AES_128_GCM hash=SHA256 ;;
    aes256gcm) aead=AES_256_GCM hash=SHA384 ;;
    chacha20-poly1305) aead=CHACHA20_POLY1305 hash=SHA256 ;;
    esac
    case $version,$kind in
    tls1.3,*) echo TLS_${aead}_$hash ;;
    *,rsa*) echo TLS_ECDHE_RSA_WITH_${aead}_$hash ;;
    *) echo TLS_ECDHE_ECDSA_WITH_${aead}_$hash ;;
    esac
}

group_number() { # IANA's
    case $1 in
    x25519) echo 29 ;;
    secp256r1) echo 23 ;;
    secp384r1) echo 24 ;;
    secp521r1) echo 25 ;;
    x448) echo 30 ;;
    esac
}

# In TLS 1.2 the groups that a client names are also the curves it takes in certificates (RFC 8422 5.1): the
# certificate's curve comes last, unless the peer neither heeds that nor our order (peer_wants_one_group=yes).
peer_wants_one_group=
groups_offered() {
    case $version,$kind$peer_wants_one_group,$group in
    tls1.2,p256,secp256r1 | tls1.2,p384,secp384r1 | tls1.2,p521,secp521r1) echo "$group" ;;
    tls1.2,p256,*) echo "$group secp256r1" ;;
    tls1.2,p384,*) echo "$group secp384r1" ;;
    tls1.2,p521,*) echo "$group secp521r1" ;;
    *) echo "$group" ;;
    esac
}

# What our client is told, and what it must print. Some peers look for the scheme of the CA's signature among ours too
# (peer_wants_ca_scheme=yes).
peer_wants_ca_scheme=
client_options() {
    local offered
    offered=$(groups_offered)
    echo "-a ca.crt --min-ver $version --max-ver $version --cipherlist $cipher --groups ${offered// /,}" \
        "--signatures $scheme${peer_wants_ca_scheme:+,ecdsa_secp256r1_sha256}"
}
client_says_cell() {
    says "^  Version: TLS ${version#tls}\$"
    says "^  Cipher: $suite "
    says "^  Group: $group\$"
    says "^  Server signature: $scheme\$"
    says "^  Server certificate: CN=$kind "
}
# Our server takes the first of its own groups that the client has. In TLS 1.3 one server has all identities and
# chooses by scheme; in TLS 1.2 there is one for each, which prefers groups that a client would not name for the sake of
# the certificate. server_of_cell sets server and port.
groups_of_server() { # groups_of_server KIND
    case $1 in
    p256) echo secp384r1,x25519,secp256r1 ;;
    *) echo x25519,x448,secp256r1,secp384r1,secp521r1 ;;
    esac
}
start_servers_of_cells() {
    start_tls_server server-all "$@" "${identity_options[@]}" --groups "$(groups_of_server all)"
    ports[all]=$port
    for kind in "${kinds[@]}"; do
        start_tls_server "server-$kind" "$@" -c "$kind.pem" --groups "$(groups_of_server "$kind")"
        ports[$kind]=$port
    done
}
server_of_cell() {
    local which=all
    [ "$version" = tls1.3 ] || which=$kind
    server=server-$which port=${ports[$which]}
    mark "$server"
}
declare -A ports
# What our server must print.
server_says_cell() {
    log_says "$server" "TLS ${version#tls} $suite $group $scheme "
}

# ---- OpenSSL's names ----

openssl_suite() {
    case $version in
    tls1.3) echo "$suite" ;;
    *) openssl_suite12 "$suite" ;;
    esac
}
openssl_suite12() {
    local name=${1#TLS_}
    name=${name/_WITH/}
    name=${name/AES_/AES}
    name=${name/POLY1305_SHA256/POLY1305}
    echo "${name//_/-}"
}
openssl_group() {
    case $1 in
    x25519) echo X25519 ;;
    secp256r1) echo P-256 ;;
    secp384r1) echo P-384 ;;
    secp521r1) echo P-521 ;;
    x448) echo X448 ;;
    esac
}
openssl_groups() {
    local each list=
    for each in $(groups_offered); do
        list=$list${list:+:}$(openssl_group "$each")
    done
    echo "$list"
}
# What -trace calls the group in the server's share (TLS 1.3) or ServerKeyExchange (TLS 1.2).
openssl_traced_group() {
    case $group in
    x25519) echo 'ecdh_x25519 \(29\)' ;;
    secp256r1) echo 'secp256r1 \(P-256\) \(23\)' ;;
    secp384r1) echo 'secp384r1 \(P-384\) \(24\)' ;;
    secp521r1) echo 'secp521r1 \(P-521\) \(25\)' ;;
    x448) echo 'ecdh_x448 \(30\)' ;;
    esac
}

openssl_printed_group() { # what s_client calls it
    case $group in
    x25519) echo 'X25519, 253 bits' ;;
    secp256r1) echo 'ECDH, prime256v1, 256 bits' ;;
    secp384r1) echo 'ECDH, secp384r1, 384 bits' ;;
    secp521r1) echo 'ECDH, secp521r1, 521 bits' ;;
    x448) echo 'X448, 448 bits' ;;
    esac
}

# ---- GnuTLS's names ----

gnutls_cipher() {
    case $cipher in
    aes128gcm) echo AES-128-GCM ;;
    aes256gcm) echo AES-256-GCM ;;
    chacha20-poly1305) echo CHACHA20-POLY1305 ;;
    esac
}
gnutls_group() { echo "${1^^}"; }
gnutls_scheme() { # as it is named in priorities and printed
    local hash=${scheme##*_}
    hash=${hash^^}
    case $version,$scheme in
    tls1.3,ecdsa_*) echo "ECDSA-SEC${kind^^}R1-$hash" ;;
    *,ecdsa_*) echo "ECDSA-$hash" ;;
    *,ed25519) echo EdDSA-Ed25519 ;;
    *,ed448) echo EdDSA-Ed448 ;;
    *,rsa_pss_rsae_*) echo "RSA-PSS-RSAE-$hash" ;;
    *,rsa_pss_pss_*) echo "RSA-PSS-$hash" ;;
    *,rsa_pkcs1_*) echo "RSA-$hash" ;;
    esac
}
gnutls_kx() {
    case $kind in
    rsa*) echo ECDHE-RSA ;;
    *) echo ECDHE-ECDSA ;;
    esac
}
# "(TLS1.3-X.509)-(ECDHE-X25519)-(ECDSA-SECP256R1-SHA256)-(AES-128-GCM)"
gnutls_description() {
    echo "Description: \(TLS${version#tls}-X\.509\)-\(ECDHE-$(gnutls_group "$group")\)-\($(gnutls_scheme)\)-\($(gnutls_cipher)\)"
}

# ---- NSS's names ----

nss_group() {
    case $1 in
    x25519) echo x25519 ;;
    secp256r1) echo P256 ;;
    secp384r1) echo P384 ;;
    secp521r1) echo P521 ;;
    esac
}
nss_groups() {
    local each list=
    for each in $(groups_offered); do
        list=$list${list:+,}$(nss_group "$each")
    done
    echo "$list"
}
nss_cipher() { # as it is printed
    case $cipher in
    aes128gcm) echo '128-bit AES-GCM' ;;
    aes256gcm) echo '256-bit AES-GCM' ;;
    chacha20-poly1305) echo '256-bit CHACHA20POLY1305' ;;
    esac
}
nss_group_bits() { # all that NSS prints of the group
    case $group in
    x25519) echo 255 ;;
    secp256r1) echo 256 ;;
    secp384r1) echo 384 ;;
    secp521r1) echo 521 ;;
    esac
}
suite_number() { # four hexadecimal digits
    case $suite in
    TLS_AES_128_GCM_SHA256) echo 1301 ;;
    TLS_AES_256_GCM_SHA384) echo 1302 ;;
    TLS_CHACHA20_POLY1305_SHA256) echo 1303 ;;
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256) echo c02b ;;
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384) echo c02c ;;
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256) echo c02f ;;
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) echo c030 ;;
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256) echo cca8 ;;
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256) echo cca9 ;;
    esac
}
