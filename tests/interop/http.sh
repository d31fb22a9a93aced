#!/usr/bin/env bash
# HTTPS with curl: kept connections, HEAD, errors, a large page, many requests one after the other and at once; and
# OpenSSL's s_time.
source "$SOURCE_DIR/tests/interop/lib.bash"
need curl
make_identities
make_texts
mkdir -p site/sub
cp small.txt site/
echo '<p>below</p>' >site/sub/index.html
head -c 20000000 /dev/urandom >site/large.bin
start_tls_server server -d site -c p256.pem -c rsa.pem
base=https://localhost:$port
handshakes() { since server | grep -c ' TLS 1\.'; }
fetch() { # fetch STATUS PATH OPTIONS...: the page goes into body
    local wanted=$1 path=$2 status
    shift 2
    echo "curl $* $base$path" >command
    status=$(curl -sS --cacert ca.crt -o body -w '%{http_code}' "$@" "$base$path" 2>err) || fail "$case: curl ended with $?"
    [ "$status" = "$wanted" ] || fail "$case: status $status, not $wanted"
}

for version in 1.3 1.2; do
    options=(--tlsv$version --tls-max $version)
    case="TLS $version: a page"
    fetch 200 /small.txt "${options[@]}"
    same body site/small.txt
    ok "$case"
    case="TLS $version: 20 MB"
    fetch 200 /large.bin "${options[@]}"
    same body site/large.bin
    ok "$case"
    case="TLS $version: a directory"
    fetch 200 /sub/ "${options[@]}"
    same body site/sub/index.html
    fetch 301 /sub "${options[@]}"
    ok "$case"
    case="TLS $version: no such page"
    fetch 404 /none "${options[@]}"
    ok "$case"
    case="TLS $version: HEAD"
    run 0 curl -sS --cacert ca.crt "${options[@]}" -I "$base/large.bin"
    prints '^HTTP/1.1 200 OK'
    prints '^Content-Length: 20000000'
    ok "$case"
    case="TLS $version: four requests on one connection"
    mark server
    run 0 curl -sS --cacert ca.crt "${options[@]}" -o a "$base/small.txt" -o b "$base/none" -o c "$base/large.bin" \
        --next -sS --cacert ca.crt "${options[@]}" -I -o d "$base/small.txt"
    same c site/large.bin
    [ "$(handshakes)" -eq 1 ] || fail "$case: $(handshakes) handshakes"
    ok "$case"
    case="TLS $version: a new connection each time, if asked for"
    mark server
    run 0 curl -sS --cacert ca.crt "${options[@]}" -H 'Connection: close' -o a "$base/small.txt" -o b "$base/small.txt"
    [ "$(handshakes)" -eq 2 ] || fail "$case: $(handshakes) handshakes"
    ok "$case"
done
case="HTTP/2 is not spoken, HTTP/1.1 is agreed on"
run 0 curl -sS --http2 --cacert ca.crt -o body -w '%{http_version}' "$base/small.txt"
prints '^1.1$'
ok "$case"

# every_one DIRECTORY FILE NUMBER: each of the pages there is FILE.
every_one() {
    local page num=0
    for page in "$1"/*; do
        same "$page" "$2"
        num=$((num + 1))
    done
    [ $num -eq "$3" ] || fail "$case: $num pages, not $3"
}
case="200 requests, 20 at once, a connection each"
mkdir many
mark server
seq 200 | xargs -P 20 -I N curl -sS --cacert ca.crt -o many/N "$base/small.txt" || fail "$case: curl failed"
every_one many site/small.txt 200
log_says server ' TLS 1\.'
[ "$(handshakes)" -eq 200 ] || fail "$case: $(handshakes) handshakes"
ok "$case"
case="200 requests, one after the other on one connection"
rm -f many/*
mark server
run 0 curl -sS --cacert ca.crt "$base/small.txt?[1-200]" -o 'many/#1'
every_one many site/small.txt 200
[ "$(handshakes)" -eq 1 ] || fail "$case: $(handshakes) handshakes"
ok "$case"
case="200 requests, 20 connections at once"
rm -f many/*
mark server
run 0 curl -sS -Z --parallel-immediate --parallel-max 20 --cacert ca.crt "$base/small.txt?[1-200]" -o 'many/#1'
every_one many site/small.txt 200
ok "$case, $(handshakes) handshakes"
case="8 pages of 20 MB at once"
rm -f many/*
run 0 curl -sS -Z --parallel-immediate --cacert ca.crt "$base/large.bin?[1-8]" -o 'many/#1'
every_one many site/large.bin 8
rm -f many/*
ok "$case"

for version in 1_3 1_2; do
    case="openssl s_time, TLS ${version/_/.}, two seconds of new connections"
    mark server
    run 0 openssl s_time -connect "127.0.0.1:$port" -new -time 2 -CAfile ca.crt -verify 3 -tls$version -www /small.txt
    number=$(sed -nE 's/^([0-9]+) connections in .* real seconds.*/\1/p' out)
    [ "${number:-0}" -ge 50 ] || fail "$case: $number connections"
    log_lacks server failed
    ok "$case: $number"
done
case="the server still answers, and has let go of all connections"
fetch 200 /small.txt
files=$(ls "/proc/$pid/fd" | wc -l)
[ "$files" -lt 20 ] || fail "$case: $files files are open"
ok "$case"
