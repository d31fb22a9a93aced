#!/usr/bin/env bash
# What the libraries let out: libtlslite.so exactly the names in exported.txt, each declared in a public header, every
# declared function among them; libtlslite.a no other global name than these. A new function changes exported.txt in the
# same commit: nm -D --defined-only build/libtlslite.so | awk '$2 == "T" { print $3 }' | sed 's/@.*//' | sort
set -euo pipefail
so="$BUILD_DIR/libtlslite.so" archive="$BUILD_DIR/libtlslite.a" golden="$SOURCE_DIR/tests/symbols/exported.txt"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
failed=0
complain() { echo "$*"; failed=1; }

nm -D --defined-only "$so" | awk '$2 != "A" { print $3 }' | sort >"$work/versioned"
sed 's/@.*//' "$work/versioned" | sort >"$work/so"
diff "$golden" "$work/so" || complain "libtlslite.so exports other names (>) than exported.txt says (<)"
if grep -v '@@TLSLITE_0$' "$work/versioned"; then complain "these have no version TLSLITE_0"; fi
readelf -d "$so" | grep -q 'SONAME.*\[libtlslite\.so\.0\]' || complain "the SONAME is not libtlslite.so.0"

nm -g --defined-only "$archive" | awk 'NF == 3 { print $3 }' | sort >"$work/a"
diff "$work/so" "$work/a" || complain "libtlslite.a (>) defines other global names than libtlslite.so (<)"

# Functions declared with TL_API, as the compiler sees them.
for header in tlslite.h tlslite/crypto.h tlslite/engine.h tlslite/features.h tlslite/x509.h; do
    [ -f "$SOURCE_DIR/include/$header" ] || complain "there is no $header"
    echo "#include <$header>"
done | "${CC:-cc}" -E -P -I"$SOURCE_DIR/include" - | tr '\n' ' ' | sed 's/;/;\n/g' |
    sed -nE 's/.*visibility\("default"\).*[ *](tl_[a-z0-9_]+)\(.*\);$/\1/p' | sort >"$work/declared"
[ "$(wc -l <"$work/declared")" -gt 50 ] || complain "hardly any declarations were found: this test is broken"
diff "$work/declared" "$work/so" || complain "declared in the headers (<) and exported (>) differ"

# These checks see internal names where there are any: the tests' archive has them.
nm -g --defined-only "$BUILD_DIR/libtlslite_internal.a" | awk 'NF == 3 { print $3 }' | sort >"$work/internal"
if diff -q "$work/so" "$work/internal" >/dev/null; then complain "internal names are not seen: this test is broken"; fi

exit $failed
