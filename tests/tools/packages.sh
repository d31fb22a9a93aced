#!/usr/bin/env bash
# scripts/install-packages.sh, with a made-up dpkg, apt-get and sudo: it says what is missing and why before it installs,
# installs nothing where it must not, and is silent where nothing is missing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
fake() { printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"; chmod +x "$work/bin/$1"; }
fake dpkg-query 'for name; do :; done; case " $MISSING " in *" $name "*) exit 1 ;; esac; echo installed'
fake apt-get "echo \"\$USER_IS apt-get \$*\" >>$work/calls"
fake sudo 'USER_IS=sudo "$@"'
fake id 'echo "${FAKE_UID:-0}"'
export PATH="$work/bin:$PATH" USER_IS=root
unset NO_INSTALL
fail() { echo "FAILED: $*"; cat "$work/out"; exit 1; }
run() { # run CODE GROUP...
    local wanted=$1 code=0
    shift
    : >"$work/calls"
    "$SOURCE_DIR/scripts/install-packages.sh" "$@" >"$work/out" 2>&1 || code=$?
    [ $code -eq "$wanted" ] || fail "exit code $code, not $wanted"
}
says() { grep -q -- "$1" "$work/out" || fail "it does not say: $1"; }
calls() { diff "$work/calls" - || fail "it called other commands (<) than it should (>)"; }

MISSING='' run 0 check
[ ! -s "$work/out" ] || fail "it speaks where nothing is missing"
calls </dev/null

export MISSING='jq cmake'
run 0 check
says 'cmake  *describes the build'
says 'jq  *checks what --json prints'
says 'Installing them now: .*apt-get install --no-install-recommends cmake jq'
calls <<'CALLS'
root apt-get update -q
root apt-get install -q -y --no-install-recommends cmake jq
CALLS

run 0 build
calls <<'CALLS'
root apt-get update -q
root apt-get install -q -y --no-install-recommends cmake
CALLS

NO_INSTALL=1 run 1 check
says 'nothing is installed'
calls </dev/null
NO_INSTALL=0 run 0 check
[ -s "$work/calls" ] || fail "NO_INSTALL=0 installs nothing"

FAKE_UID=1000 run 0 build
calls <<'CALLS'
sudo apt-get update -q
sudo apt-get install -q -y --no-install-recommends cmake
CALLS

# Every line of the list has a group, a package and a reason.
if grep -vE '^#|^[a-z]+ +[a-z0-9.+-]+ +[^ ]' "$SOURCE_DIR/scripts/packages.txt"; then
    echo "FAILED: these lines of packages.txt are not right"
    exit 1
fi
