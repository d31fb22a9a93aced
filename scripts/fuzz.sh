#!/usr/bin/env bash
# Runs every fuzz target for a while, two at a time. Usage: fuzz.sh [SECONDS_EACH] [TARGET...]
# Without SECONDS_EACH all of them together get some four minutes, at most 20 seconds each. New inputs go to
# build-fuzz/corpus/<name>/, what crashes to build-fuzz/crashes/.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-}
[ $# -eq 0 ] || shift

cmake --preset fuzz
cmake --build --preset fuzz --parallel 2
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    shopt -s nullglob
    for program in build-fuzz/tests/*_fuzz; do
        targets+=("$(basename "$program" _fuzz)")
    done
    [ ${#targets[@]} -gt 0 ] || { echo "there is no fuzz target in tests/fuzz/"; exit 1; }
fi
if [ -z "$seconds" ]; then
    seconds=$((480 / ${#targets[@]}))
    [ "$seconds" -le 20 ] || seconds=20
fi
mkdir -p build-fuzz/crashes

run_one() {
    local name=$1 seconds=$2 log=build-fuzz/$1.log
    mkdir -p "build-fuzz/corpus/$name"
    local committed=()
    [ ! -d "tests/fuzz/corpus/$name" ] || committed=("tests/fuzz/corpus/$name")
    if "build-fuzz/tests/${name}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build-fuzz/crashes/$name-" "build-fuzz/corpus/$name" "${committed[@]}" >"$log" 2>&1; then
        echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds seconds, no finding"
    else
        tail -n 60 "$log"
        echo "$name: FAILED, see $log and build-fuzz/crashes/"
        return 1
    fi
}
export -f run_one
printf '%s\n' "${targets[@]}" | xargs -P 2 -I NAME bash -c 'run_one "$@"' _ NAME "$seconds"
