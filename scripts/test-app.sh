#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the review app into build/verbatim and tests both together in Chromium, on a small case (web/tests/real).
# build/ must have been built (make test-app sees to it).
set -eu
cd "$(dirname "$0")/.."
build="$PWD/build"
scripts/build-app.sh
export VERBATIM="$build/verbatim" VERBATIM_LIBCHDB="${VERBATIM_LIBCHDB:-$build/libchdb.so}"
npm --prefix web run --silent test-real
