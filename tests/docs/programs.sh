#!/usr/bin/env bash
# Every C program in the Markdown pages compiles against the public headers, without warnings; README's client links.
# ctest: labels install
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# programs_of PAGE COUNT: compiles them to $work/<page>.<number>.o
programs_of() {
    local page count=0 program
    page=$(basename "$1" .md)
    awk -v stem="$work/$page" '/^```c$/ { n++; inside = 1; next } /^```$/ { inside = 0 }
        inside { print > (stem "." n ".c") }' "$SOURCE_DIR/$1"
    for program in "$work/$page".*.c; do
        "${CC:-cc}" -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -I"$SOURCE_DIR/include" -c "$program" \
            -o "${program%.c}.o" || { echo "a program of $1 does not compile"; exit 1; }
        count=$((count + 1))
    done
    [ $count -eq "$2" ] || { echo "$1 has $count programs, $2 were expected"; exit 1; }
}
programs_of README.md 2
programs_of docs/howto.md 5
"${CC:-cc}" "$work/README.1.o" "$BUILD_DIR/libtlslite.a" -lcrypto -o "$work/client"
