#!/usr/bin/env bash
# Every command has --help; its options are those of its manual page, letter for letter; the pages pass mandoc's lint.
set -euo pipefail
[ -x "$TLS" ] || { echo "skipped: tls was not built"; exit 77; }
command -v mandoc >/dev/null || { echo "skipped: mandoc is not installed"; exit 77; }
failed=0

# Of a command with verbs, the options of all of them.
help_of() {
    case $1 in
    cert) for verb in make show; do "$TLS" cert $verb --help; done ;;
    *) "$TLS" "$1" --help ;;
    esac
}

options_of_help() { help_of "$1" | sed -nE 's/^  (-(.), |    )--([a-z0-9-]+)( ([A-Z]+))?.*/\2 \3 \5/p' | sort -u; }

# `.It Fl a , -ca Ar file` and `.It Fl -json`
options_of_page() {
    sed -nE 's/^\.It Fl ((.) , )?-([a-z0-9-]+)( Ar ([a-z]+))?$/\2 \3 \5/p' "$1" | tr '[:lower:]' '[:lower:]' |
        awk '{ line = $0; if (match(line, / [a-z]*$/)) line = substr(line, 1, RSTART) toupper(substr(line, RSTART + 1)); print line }' |
        sort -u
}

for command in client server cert verify ocsp trust features; do
    page="$SOURCE_DIR/docs/man/tls-$command.1"
    if ! diff <(options_of_help $command) <(options_of_page "$page"); then
        echo "tls $command: --help (<) and its manual page (>) differ"
        failed=1
    fi
    [ "$(options_of_help $command | wc -l)" -gt 1 ] || { echo "tls $command: no options were found"; failed=1; }
done
for page in "$SOURCE_DIR"/docs/man/*.1; do
    if mandoc -Tlint -W warning "$page" | grep -v 'referenced manual not found'; then
        failed=1
    fi
    [ "${PIPESTATUS[0]}" -eq 0 ] || failed=1
done

# The comparison finds a missing option.
sed '/^\.It Fl -json/d' "$SOURCE_DIR/docs/man/tls-client.1" >"$BUILD_DIR/short.1"
if diff -q <(options_of_help client) <(options_of_page "$BUILD_DIR/short.1") >/dev/null; then
    echo "a page that lacks --json was taken for complete"
    failed=1
fi
exit $failed
