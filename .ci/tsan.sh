#!/usr/bin/env bash
# The tests labelled `threads` under the thread sanitizer.
set -euo pipefail
cmake --preset tsan
cmake --build --preset tsan --parallel 2 --target thread_tests
ctest --preset tsan --no-tests=error -L threads
