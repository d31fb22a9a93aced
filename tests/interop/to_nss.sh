#!/usr/bin/env bash
# Our client to NSS's server: every suite, group and scheme that both have, a page of 1 MB, and what both sides say;
# and a request of 4 KB, which comes back. (NSS 3.87 has no X448 and no Ed25519 certificates; its server takes no more than a few KB
# from a client.)
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/matrix.bash"
need selfserv
peer="to NSS selfserv"
make_identities
make_nss_db p256 p384 rsa rsapss
make_texts
all_schemes=${schemes_of_tls1_2[*]} # with RSASSA-PSS keys, which NSS does not serve by default
all_schemes=${all_schemes/ed25519 /}
all_schemes=${all_schemes/ed448 /}
for kind in p256 p384 rsa rsapss; do
    start_on_free_port "selfserv-$kind" stdbuf -oL selfserv -p @PORT@ -d sql:nss -n "$kind" -J "${all_schemes// /,}" -v \
        -I "$([ "$kind" = p256 ] && echo P384,x25519,P256 || echo x25519,P256,P384,P521)" # its order decides
    ports[$kind]=$port
done

run_cell() {
    mark "selfserv-$kind"
    # shellcheck disable=SC2046
    run 0 "$TLS" client $(client_options) "localhost:${ports[$kind]}" "$work/big.txt"
    same out big.txt
}
check_cell() {
    client_says_cell
    local log=selfserv-$(kind_of "$scheme")
    log_says "$log" "^selfserv: SSL version 3\.$((${version#tls1.} + 1)) using $(nss_cipher) "
    log_says "$log" "Key Exchange: $(nss_group_bits)-bit "
    log_says "$log" "^selfserv: subject DN: CN=$(kind_of "$scheme")\$"
}
# In TLS 1.2 selfserv takes no group weaker than both the cipher and the certificate's key.
lacks() {
    [[ $scheme != ed* && $group != x448 ]] && ! is_rare || return 0
    [[ $version,$kind,$cipher = tls1.2,p384,aes256gcm || $version,$kind,$cipher = tls1.2,p384,chacha* ]] &&
        [ "$group" != secp384r1 ]
}
each_cell run_cell check_cell lacks

printf 'GET /none HTTP/1.0\r\nX-Padding: %s\r\n\r\n' "$(head -c 4000 /dev/zero | tr '\0' x)" >request
for version in tls1.3 tls1.2; do
    for cipher in "${ciphers[@]}"; do
        kind=p256 scheme=ecdsa_secp256r1_sha256 group=x25519 case="$version $cipher 4 KB there and back"
        # shellcheck disable=SC2046
        run 0 "$TLS" client $(client_options) "localhost:${ports[p256]}" <request
        body_of out | head -c "$(stat -c %s request)" >body
        same body request
        ok "$peer $case"
    done
done
