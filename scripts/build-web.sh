#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the review app (web/) into web/dist, and with --embed into a C++ source for the server (docs/web.md).
#
#   scripts/build-web.sh [--check | --test] [--embed HEADER NAMESPACE OUTPUT]
#
# --check also fails if the generated types do not match api/openapi.yaml, and runs the unit tests.
# --test does that and runs the tests of every page in Chromium.
# Needs node 18.18 or newer and npm. What npm fetches is pinned by web/package-lock.json with its hashes; nothing of it is
# run at installation.
set -eu
cd "$(dirname "$0")/.."

check=0
test=0
embed=""
while [ $# -gt 0 ]; do
    case "$1" in
        --check) check=1; shift ;;
        --test) check=1; test=1; shift ;;
        --embed)
            [ $# -ge 4 ] || { echo "build-web.sh: --embed needs HEADER NAMESPACE OUTPUT" >&2; exit 2; }
            embed="$2 $3 $4"; shift 4 ;;
        -h | --help) sed -n '3,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "build-web.sh: unknown option $1 (try --help)" >&2; exit 2 ;;
    esac
done

for program in node npm; do
    command -v "$program" >/dev/null 2>&1 || { echo "build-web.sh: $program is missing: scripts/install-deps.sh --web" >&2; exit 1; }
done

# npm's own check of engines would also refuse Debian 12's npm, which does all that is needed here.
node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 18 || (major === 18 && minor >= 18) ? 0 : 1)' ||
    { echo "build-web.sh: node $(node --version) is too old: 18.18 or newer is needed" >&2; exit 1; }

cd web
# npm ci takes the whole folder away each time; it is only needed when the lock has changed.
stamp="node_modules/.verbatim-lock"
if ! cmp -s package-lock.json "$stamp"; then
    npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
    cp package-lock.json "$stamp"
fi
if [ "$check" = 1 ]; then
    npm run --silent check-types
    npm run --silent test-unit
fi
npm run --silent build
[ "$test" = 0 ] || npm run --silent test-pages
cd ..

if [ -n "$embed" ]; then
    # shellcheck disable=SC2086  # three words
    python3 scripts/embed-files.py --folder web/dist $embed
fi
