#!/usr/bin/env bash
# The build without libcrypto's low-level calls gives the same octets.
set -euo pipefail
cmake --preset evp
cmake --build --preset evp --parallel 2
ctest --preset evp --parallel 2 -LE 'browsers|interop|install|symbols|slow'
