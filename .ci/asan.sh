#!/usr/bin/env bash
# Every test but those with foreign peers under the address, undefined behaviour and leak sanitizers.
set -euo pipefail
cmake --preset asan
cmake --build --preset asan --parallel 2
ctest --preset asan --parallel 2 -LE 'browsers|interop|install|symbols|slow'
