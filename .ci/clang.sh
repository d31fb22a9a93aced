#!/usr/bin/env bash
# Everything built by clang, warnings as errors; the quick tests run what it built.
set -euo pipefail
cmake --preset clang
cmake --build --preset clang --parallel 2
ctest --preset clang --parallel 2 -L 'unit|flows|defaults|symbols'
