#!/usr/bin/env bash
# The sources are laid out as .clang-format says.
set -euo pipefail
git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror
