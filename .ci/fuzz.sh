#!/usr/bin/env bash
# A short run of every fuzz target, some four minutes together.
set -euo pipefail
exec scripts/fuzz.sh
