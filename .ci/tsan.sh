#!/usr/bin/env bash
# The tests labelled `threads` under the thread sanitizer.
set -euo pipefail
cmake --preset tsan
targets=$(ctest --preset tsan -N -L threads | sed -n 's/^ *Test *#[0-9]*: [a-z0-9]*\.\(.*\)$/\1_test/p')
[ -n "$targets" ] || { echo "no test is labelled threads: there is nothing to run"; exit 1; }
# shellcheck disable=SC2086
cmake --build --preset tsan --parallel 2 --target $targets
ctest --preset tsan --parallel 1 -L threads
