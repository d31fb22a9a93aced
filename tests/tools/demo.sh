#!/usr/bin/env bash
# `make demo` does what it shows, and a demo whose client accepted everything would fail.
set -euo pipefail
[ -x "$TLS" ] || { echo "skipped: tls was not built"; exit 77; }
"$SOURCE_DIR/scripts/demo.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/tls" <<TRUSTING
#!/usr/bin/env bash
# A client that verifies nothing.
if [ "\$1" = client ]; then shift; set -- client --insecure "\${@/-a/--name}"; set -- client --insecure "\${@: -2}"; fi
exec "$TLS" "\$@"
TRUSTING
chmod +x "$work/tls"
if TLS="$work/tls" "$SOURCE_DIR/scripts/demo.sh" >"$work/log" 2>&1; then
    echo "the demo accepted a client that verifies nothing"
    exit 1
fi
grep -q 'exit code 3 (not trusted) was due' "$work/log"
