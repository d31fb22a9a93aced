#!/usr/bin/env bash
# Chromium, headless, shows a page of `tls server` over TLS 1.3: with a CA in its NSS database, and with the server's own
# certificate; and it does not show the page of a server whose CA it does not know. The screenshot is kept in
# $SCREENSHOT_DIR where that is set.
# ctest: labels browsers
source "$SOURCE_DIR/tests/interop/lib.bash"
need chromium
need certutil
make_identities
make_leaf page p256 ca DNS:localhost
make_ca other
make_leaf foreign p256 other

mkdir -p site
cat >site/index.html <<'H'
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Interop</title><link rel="stylesheet" href="style.css">
<script src="script.js" defer></script></head>
<body><h1>Hello over TLS</h1><p id="said">nothing yet</p><img src="image.svg" alt="" width="200"></body></html>
H
echo 'body { background: #e8f4e8; font: 28px sans-serif; margin: 2em } h1 { color: #004080 }' >site/style.css
cat >site/script.js <<'J'
fetch("data.json").then(answer => answer.json()).then(data => {
    document.getElementById("said").textContent =
        `secure context: ${window.isSecureContext}, ${data.text}, ${location.protocol}`;
});
J
echo '{"text": "fetched by a script"}' >site/data.json
echo '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="#c03020"/></svg>' \
    >site/image.svg

mkdir -p .pki/nssdb
certutil -N -d sql:.pki/nssdb --empty-password && certutil -A -d sql:.pki/nssdb -t C,, -n ca -i ca.crt ||
    fail_making "Chromium's database could not be made"

profile=0
browse() { # browse OPTIONS... URL: the document goes into out, the picture into screenshot.png
    profile=$((profile + 1))
    run any chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage \
        --user-data-dir="$work/profile$profile" --virtual-time-budget=5000 --window-size=800,500 "$@"
}
shown() { # shown OPTIONS...: the page is there, in the document and in the picture
    mark server
    browse --dump-dom "$@" "https://localhost:$port/"
    prints '<h1>Hello over TLS</h1>'
    prints 'secure context: true, fetched by a script, https:'
    log_says server 'TLS 1\.3 TLS_.* sni=localhost alpn=http/1\.1'
    log_lacks server 'failed'
    browse --screenshot="$work/screenshot.png" "$@" "https://localhost:$port/"
    [ "$(head -c 4 screenshot.png | tail -c 3)" = PNG ] || fail "$case: no screenshot"
    ok "$case"
}

case="Chromium trusts the CA"
start_tls_server server -d site -c page.pem
shown
[ -z "${SCREENSHOT_DIR-}" ] || cp screenshot.png "$SCREENSHOT_DIR/chromium.png"
stop

case="Chromium over TLS 1.3 with a HelloRetryRequest"
start_tls_server server -d site -c page.pem --groups secp384r1 --min-ver tls1.3
shown
log_says server ' secp384r1 '
stop

case="Chromium over TLS 1.2"
start_tls_server server -d site -c page.pem --max-ver tls1.2
mark server
browse --dump-dom "https://localhost:$port/"
prints 'secure context: true, fetched by a script, https:'
log_says server 'TLS 1\.2 TLS_ECDHE_ECDSA_WITH_.* sni=localhost'
ok "$case"
stop

case="Chromium accepts the server's own certificate by its key"
start_tls_server server -d site
fingerprint=$(sed -n 's/^SHA-256 fingerprint: //p' server.log)
openssl s_client -connect "127.0.0.1:$port" </dev/null 2>/dev/null | openssl x509 -out own.crt 2>>making
[ "$(openssl x509 -in own.crt -outform DER | sha256sum | cut -c -64)" = "$fingerprint" ] ||
    fail "$case: the certificate is not the one that was announced"
spki=$(openssl x509 -in own.crt -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | base64)
shown --ignore-certificate-errors-spki-list="$spki"
stop

case="Chromium refuses a CA that it does not know"
start_tls_server server -d site -c foreign.pem
mark server
browse --dump-dom "https://localhost:$port/"
! grep -q 'Hello over TLS' out || fail "$case: it shows the page"
log_says server 'the alert (certificate_unknown|unknown_ca|bad_certificate)'
ok "$case"
