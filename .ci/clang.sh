#!/usr/bin/env bash
# Everything built by clang, warnings as errors, and the tests of what it built.
set -euo pipefail
cmake --preset clang
cmake --build --preset clang --parallel 2
ctest --preset clang --parallel 2 -LE 'browsers|interop|slow'
