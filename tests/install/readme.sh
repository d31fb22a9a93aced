#!/usr/bin/env bash
# The C programs in README.md compile, without warnings, against the public headers; the client links. Every file that
# the Markdown pages link to is there, and every test that docs/interop.md names.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk -v dir="$work" '/^```c$/ { n++; inside = 1; next } /^```$/ { inside = 0 } inside { print > (dir "/" n ".c") }' \
    "$SOURCE_DIR/README.md"
count=0
for program in "$work"/*.c; do
    "${CC:-cc}" -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -I"$SOURCE_DIR/include" -c "$program" -o "$program.o"
    count=$((count + 1))
done
[ $count -eq 2 ] || { echo "README.md has $count programs, two were expected"; exit 1; }
"${CC:-cc}" "$work/1.c.o" "$BUILD_DIR/libtlslite.a" -lcrypto -o "$work/client"

failed=0
cd "$SOURCE_DIR"
for page in $(git ls-files '*.md'); do
    while read -r target; do
        [ -e "$(dirname "$page")/$target" ] || { echo "$page links to $target, which is not there"; failed=1; }
    done < <(grep -oE '\]\([^)#]+\)' "$page" | sed 's/^](//; s/)$//' | grep -v '^https\?:' || true)
done
# The tests that docs/interop.md names are there.
for name in $(grep -oE '`(interop|tools)\.[a-z0-9_]+`' docs/interop.md | tr -d '`' | sort -u); do
    [ -f "tests/${name%%.*}/${name#*.}.sh" ] || { echo "docs/interop.md names the test $name, which is not there"; failed=1; }
done
exit $failed
