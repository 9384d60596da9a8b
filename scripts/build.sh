#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds what users get: build/verbatim, build/verbatim-verify and the parse worker beside them. Compact output; the
# full log is build/build.log.
#
#   scripts/build.sh [--tests]      with --tests: the tests too
set -eu
cd "$(dirname "$0")/.."
jobs="${JOBS:-$(nproc)}"
tests=OFF
groups="--build"
[ "${1:-}" != --tests ] || { tests=ON; groups="--build --test"; }

# shellcheck disable=SC2086
scripts/install-deps.sh $groups
scripts/fetch-libchdb.sh build

# Warnings are errors with the compiler that the project is developed on (GCC 12): a newer one's new warnings must not
# stop somebody who only wants to use the program.
werror=OFF
case "$(c++ -dumpversion)" in 12*) werror=ON ;; esac

log=build/build.log
# The first thing that failed, not the last that was said: jobs run side by side.
fail() {
    { grep -m 1 -A 40 -E '^(FAILED:|CMake Error)' "$log" || tail -n 60 "$log"; } >&2
    echo "build.sh: the build failed; the whole log is $log" >&2
    exit 1
}
cmake --preset release -DVERBATIM_TESTS="$tests" -DVERBATIM_WERROR="$werror" >"$log" 2>&1 || fail
if [ "$tests" = ON ]; then targets=all; else targets="$(scripts/user-targets.sh build)"; fi
echo "Building ($jobs jobs): $targets"
# shellcheck disable=SC2086
cmake --build build --parallel "$jobs" --target $targets >>"$log" 2>&1 || fail
