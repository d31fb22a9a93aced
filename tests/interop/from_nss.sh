#!/usr/bin/env bash
# NSS's client to our server: every suite, group and scheme that both have, a request of 4 KB and a page of 1 MB, and
# what both sides say; and 1 MB there and back. (NSS 3.87 has no X448 and no Ed25519 certificates.)
source "$SOURCE_DIR/tests/interop/lib.bash"
source "$interop/matrix.bash"
need tstclnt
peer="from NSS tstclnt"
make_identities
make_nss_db
make_texts
make_request big.txt
start_servers_of_cells -d .

# Where standard input is a pipe that has ended, tstclnt spins until the server ends: a file it is.
tstclnt_cell() { # tstclnt_cell PORT FILE
    run 0 tstclnt -4 -h localhost -p "$1" -d sql:nss -V "$version:$version" -c ":$(suite_number)" -I "$(nss_groups)" \
        -J "$scheme" -A "$2" -v </dev/null
}
run_cell() {
    server_of_cell
    tstclnt_cell "$port" request
    body_of out >body
    same body big.txt
}
check_cell() {
    server_says_cell
    says "^tstclnt: SSL version 3\.$((${version#tls1.} + 1)) using $(nss_cipher) "
    says "Key Exchange: $(nss_group_bits)-bit "
    says "^ *Signature Scheme: $scheme\$"
    says "^subject DN: CN=$(kind_of "$scheme")\$"
}
lacks() { [[ $scheme = ed* || $group = x448 ]] || is_rare; }
each_cell run_cell check_cell lacks

start_echo_server echo --cert p256.pem --end-after "$(stat -c %s big.txt)"
for version in tls1.3 tls1.2; do
    for cipher in "${ciphers[@]}"; do
        kind=p256 scheme=ecdsa_secp256r1_sha256 group=x25519
        suite=$(suite_of) case="$version $cipher 1 MB there and back"
        tstclnt_cell "$port" big.txt
        same out big.txt
        ok "$peer $case"
    done
done
