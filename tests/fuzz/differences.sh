#!/usr/bin/env bash
# DIFFERENCES.md, the classes of the differential targets and their examples in the corpus say the same: each class that
# a target counts has a row under the target's heading and a file of its name, and there is no row too many.
set -euo pipefail
folder=$(cd "$(dirname "$0")" && pwd)
document=${1:-$folder/DIFFERENCES.md}
failed=0

rows() {
    sed -n "/^## $1\$/,/^## /s/^| \`\([^\`]*\)\` |.*/\1/p" "$document" | sort -u
}

classes() {
    sed -n 's/^ *{\.name = "\([^"]*\)"},$/\1/p' "$folder/$1_fuzz.c" | sort -u
}

for source in "$folder"/*_differential_fuzz.c; do
    target=$(basename "$source" _fuzz.c)
    [ -n "$(classes "$target")" ] || { echo "$target: it has no class"; failed=1; }
    if ! diff <(rows "$target") <(classes "$target"); then
        echo "$target: < has a row in $document alone, > is counted by the target alone"
        failed=1
    fi
    for class in $(classes "$target"); do
        [ -f "$folder/corpus/$target/$class" ] || { echo "$target: there is no example of $class"; failed=1; }
    done
done
# And a row that is missing is missed.
if [ $# -eq 0 ]; then
    shorter=$(mktemp)
    trap 'rm -f "$shorter"' EXIT
    grep -v '^| `last-second`' "$document" >"$shorter"
    ! bash "$0" "$shorter" >/dev/null || { echo "a missing row went unnoticed"; failed=1; }
fi

# And the replay of a corpus that shows one class alone fails for the others.
replay=${BUILD_DIR:-}/tests/path_differential_fuzz
if [ $# -eq 0 ] && [ -x "$replay" ]; then
    corpus=$(mktemp -d)
    trap 'rm -rf "$shorter" "$corpus"' EXIT
    cp "$folder/corpus/path_differential/last-second" "$corpus"
    ! "$replay" "$corpus" >/dev/null 2>&1 || { echo "a class that is not met went unnoticed"; failed=1; }
fi
exit $failed
