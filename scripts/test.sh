#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every test. Order: build, floors, all tests, then the tests again under AddressSanitizer and
# UndefinedBehaviorSanitizer (those that do not load libchdb). The last line is `N passed, N failed`.
#
#   scripts/test.sh [--no-sanitize]
#
# VERBATIM_SHARED_DATA=FOLDER adds the tests on public chat corpora (label "shared"); they are not in the repository.
# Logs: build/test-results/. A test that needs the engine carries the ctest label "engine", a long one "slow".
set -u
cd "$(dirname "$0")/.."
jobs="${JOBS:-$(nproc)}"
results="$PWD/build/test-results"
sanitize=1
[ "${1:-}" != --no-sanitize ] || sanitize=0

scripts/build.sh --tests || exit 1
rm -rf "$results"
mkdir -p "$results"

status=0
scripts/check-floors.py && echo "Floors: sound" || status=1

# run NAME FOLDER EXCLUDED-LABELS
run() {
    echo "Testing: $1"
    if ! GTEST_OUTPUT="xml:$results/$1/" ctest --test-dir "$2" --parallel "$jobs" --timeout 1200 --no-tests=error \
        --label-exclude "$3" --output-on-failure --output-junit "$results/$1.xml" \
        >"$results/$1.log" 2>&1; then
        # What failed, without the noise of what did not.
        grep -v -E '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test +#[0-9]+:.*Passed)' "$results/$1.log" | head -n 200
        status=1
    fi
}

export VERBATIM_LIBCHDB="$PWD/build/libchdb.so"
excluded="none"
[ -n "${VERBATIM_SHARED_DATA:-}" ] || excluded="shared"
run release build "$excluded"
set -- "release=$results/release.xml,$results/release"

if [ "$sanitize" = 1 ]; then
    log="$results/asan-ubsan-build.log"
    # libchdb brings its own allocator and signal handlers, and is far too big to be of use under a sanitizer.
    excluded="shared|engine|slow|python"
    echo "Building: asan-ubsan"
    if cmake --preset asan-ubsan -DVERBATIM_WERROR=OFF >"$log" 2>&1 &&
        targets="$(scripts/test-targets.py build/asan-ubsan "$excluded")" &&
        cmake --build build/asan-ubsan --parallel "$jobs" --target $targets >>"$log" 2>&1; then
        export LSAN_OPTIONS="${LSAN_OPTIONS:-print_suppressions=0:suppressions=$PWD/tests/leaks.supp}"
        export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"
        run asan-ubsan build/asan-ubsan "$excluded"
    else
        tail -n 40 "$log"
        status=1
    fi
    set -- "$@" "asan-ubsan=$results/asan-ubsan.xml,$results/asan-ubsan"
fi

scripts/count-tests.py "$@" || status=1
exit "$status"
