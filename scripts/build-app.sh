#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the review app into build/verbatim, which must have been built (make build). The full log is build/app.log.
set -eu
cd "$(dirname "$0")/.."
build="$PWD/build"
scripts/install-deps.sh --web
scripts/build-web.sh --embed server/web_files.h server "$build/web_files.cc"
log="$build/app.log"
{ cmake -S . -B "$build" -DVERBATIM_WEB="$build/web_files.cc" && cmake --build "$build" --target verbatim verbatim-parse-worker; } >"$log" 2>&1 ||
    { tail -n 40 "$log" >&2; exit 1; }
