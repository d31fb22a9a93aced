#!/usr/bin/env bash
# What the Markdown pages and manual pages point at is there: linked files, sections and paths; functions, constants and
# options by their names; tests that docs/interop.md names.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$SOURCE_DIR"
command -v git >/dev/null && git rev-parse --git-dir >/dev/null 2>&1 || { echo "skipped: this is no git checkout"; exit 77; }
failed=0
complain() { echo "$*"; failed=1; }
git ls-files >"$work/files"
{ cat "$work/files"; sed -E 's|/[^/]*$||' "$work/files"; } | awk '{ for (p = $0; !(p in seen); ) { seen[p]; print p
    if (!sub(/\/[^\/]*$/, "", p)) break } }' >"$work/paths"

# broken_links PAGE: targets of its links that are not there.
broken_links() {
    grep -oE '\]\([^)]+\)' "$1" | sed 's/^](//; s/)$//' | grep -vE '^(https?|mailto):' | while read -r target; do
        file=${target%%#*}
        at=${file:+$(dirname "$1")/$file}
        at=${at:-$1}
        [ -e "$at" ] || { echo "$target"; continue; }
        [[ $target != *#* ]] || sed -nE 's/^#+ //p' "$at" | tr '[:upper:] ' '[:lower:]-' | tr -cd '[:alnum:]\n_-' |
            grep -qxF -- "${target#*#}" || echo "$target"
    done
}

# broken_paths PAGE: paths in backquotes that begin with a folder of ours and are neither in the repository nor beside
# the page. <x> and * stand for anything; build/ and what is behind a variable is made.
broken_paths() {
    local folders='(src|include|tests|tools|scripts|docs|examples|bench|cmake|\.ci)'
    grep -oE '`[^` ]+`' "$1" | tr -d '`' | grep -E "^$folders/" | sed -E 's/[:#].*$//; s|/$||' | sort -u |
        while read -r path; do
            pattern=$(sed -E 's/[.+]/\\&/g; s/\*/[^\/]*/g; s/<[a-z]+>/[^\/]*/g' <<<"$path")
            grep -qxE "$pattern" "$work/paths" || echo "$path"
        done
}

# unknown_names PAGE: words such as tl_read, TL_OK and tl_…_free that no public header has.
cat include/tlslite.h include/tlslite/*.h | grep -oE '\b(tl|TL)_[A-Za-z0-9_]+' | sort -u >"$work/names"
unknown_names() {
    grep -oE '\b(tl|TL)_[A-Za-z0-9_…]+' "$1" | sort -u | while read -r name; do
        case $name in
        *_ | *…*) grep -q "^${name%%…*}" "$work/names" || echo "$name" ;;
        *) grep -qxF "$name" "$work/names" || echo "$name" ;;
        esac
    done
}

# unknown_options PAGE: --options in commands that no --help has.
if [ -x "$TLS" ]; then
    for command in client server "cert make" "cert show" verify ocsp trust features; do
        # shellcheck disable=SC2086
        "$TLS" $command --help
    done | grep -oE -- '--[a-z][a-z0-9-]+' | sort -u >"$work/options"
    echo --version >>"$work/options"
fi
unknown_options() {
    [ -x "$TLS" ] || return 0
    sed 's/\\//g' "$1" | grep -oE '\btls (client|server|cert|verify|ocsp|trust|features)\b[^`|;&]*' |
        grep -oE -- ' --[a-z][a-z0-9-]+' | tr -d ' ' | sort -u | grep -vxF -f "$work/options" || true
}

check() { # check PAGE: prints what is wrong with it
    broken_links "$1" | sed "s|^|$1 links to what is not there: |"
    broken_paths "$1" | sed "s|^|$1 names a path that is not there: |"
    unknown_names "$1" | sed "s|^|$1 names what no public header has: |"
    unknown_options "$1" | sed "s|^|$1 has an option that tls does not have: |"
}
set +o pipefail # grep finds nothing on many pages
while read -r page; do
    check "$page" >"$work/wrong"
    [ ! -s "$work/wrong" ] || { cat "$work/wrong"; failed=1; }
done < <(git ls-files '*.md' 'docs/man/*.1' 'examples/*.c')

# The tests that docs/interop.md names.
for name in $(grep -oE '`(interop|tools)\.[a-z0-9_]+`' docs/interop.md | tr -d '`' | sort -u); do
    [ -f "tests/${name%%.*}/${name#*.}.sh" ] || complain "docs/interop.md names the test $name, which is not there"
done

# A page that is wrong in each way is found out.
cat >"$work/wrong.md" <<'PAGE'
[a](nowhere.md) `src/nowhere/a.c` `tests/<name>/nowhere_test.c` tl_nowhere TL_NOWHERE_* `tls client --nowhere host:1`
PAGE
found=$(check "$work/wrong.md" | wc -l)
expected=$([ -x "$TLS" ] && echo 6 || echo 5)
[ "$found" -eq "$expected" ] || complain "of a page with $expected mistakes $found were found: this test is broken"
exit $failed
