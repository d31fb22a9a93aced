#!/usr/bin/env bash
# Every include points the way src/LAYERS says; and the check finds one that does not.
set -euo pipefail
python3 "$SOURCE_DIR/scripts/check-layers.py" --self-test
python3 "$SOURCE_DIR/scripts/check-layers.py" "$SOURCE_DIR"
