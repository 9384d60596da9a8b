#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the fuzz targets, one after the other, each from its seeds and regressions.
#
#   SECONDS_EACH=60 TARGETS="format_csv cbor" scripts/fuzz.sh
#
# New inputs go to build/fuzz/corpus/<name>/. A crash is copied to fuzz/regressions/<name>/, to be committed with its fix.
set -u
cd "$(dirname "$0")/.."
seconds="${SECONDS_EACH:-60}"
scripts/install-deps.sh --build --fuzz || exit 1

clang=""
for name in clang++-14 clang++-21 clang++-20 clang++-19 clang++-18 clang++-17 clang++-16 clang++-15 clang++; do
    if command -v "$name" >/dev/null 2>&1; then clang="$name"; break; fi
done
[ -n "$clang" ] || { echo "fuzz.sh: no clang found" >&2; exit 1; }

folder=build/fuzz
log="$folder/build.log"
mkdir -p "$folder"
echo "Building the fuzz targets with $clang"
if ! { cmake --preset fuzz -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_C_COMPILER="$(echo "$clang" | sed 's/++//')" &&
    cmake --build "$folder" --parallel "${JOBS:-$(nproc)}"; } >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    exit 1
fi

passed=0
failed=0
for program in "$folder"/fuzz/fuzz_*; do
    [ -x "$program" ] || continue
    name="$(basename "$program")"
    name="${name#fuzz_}"
    case " ${TARGETS:-$name} " in *" $name "*) ;; *) continue ;; esac
    mkdir -p "$folder/corpus/$name" "$folder/crashes/$name"
    seeds=""
    for seed in "fuzz/corpus/$name" "fuzz/regressions/$name"; do [ ! -d "$seed" ] || seeds="$seeds $seed"; done
    dictionary=""
    [ ! -f "fuzz/$name.dict" ] || dictionary="-dict=fuzz/$name.dict"
    # shellcheck disable=SC2086
    if "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 $dictionary \
        -artifact_prefix="$folder/crashes/$name/" "$folder/corpus/$name" $seeds >"$folder/$name.log" 2>&1; then
        runs="$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$name.log")"
        echo "  clean   $name ($runs inputs)"
        passed=$((passed + 1))
    else
        mkdir -p "fuzz/regressions/$name"
        cp "$folder/crashes/$name/"* "fuzz/regressions/$name/" 2>/dev/null
        echo "  FAILED  $name: see $folder/$name.log and fuzz/regressions/$name/"
        grep -m 3 -E 'ERROR|SUMMARY|runtime error' "$folder/$name.log"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
