#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the packages that building Verbatim needs, from the distribution's own archive (Debian 12, Debian 13).
# Says nothing when all of them are there already. Needs root or sudo only if something is missing.
#
#   scripts/install-deps.sh [--build] [--test] [--bench] [--fuzz] [--lint] [--package] [--web] [--all] [--list]
#
# Without a group: --build. --list prints the package names and changes nothing.
set -eu

groups=""
list_only=0
for argument in "$@"; do
    case "$argument" in
        --build | --test | --bench | --fuzz | --lint | --package | --web) groups="$groups ${argument#--}" ;;
        --all) groups="build test bench fuzz lint package web" ;;
        --list) list_only=1 ;;
        -h | --help) sed -n '3,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "install-deps.sh: unknown option $argument (try --help)" >&2; exit 2 ;;
    esac
done
groups="${groups:-build}"

if ! command -v apt-get >/dev/null 2>&1; then
    echo "install-deps.sh: this system has no apt-get. Verbatim is built on Debian 12 and 13;" >&2
    echo "on another system install the packages that '$0 --list --all' names on Debian, by your own package manager." >&2
    [ "$list_only" = 1 ] || exit 1
fi

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
is_available() { apt-cache show "$1" >/dev/null 2>&1; }
# clang 14 is the pinned one (Debian 12); a release without it gives its newest.
best_clang() {
    for version in 14 21 20 19 18 17 16 15; do
        if is_installed "clang-$version" || is_available "clang-$version"; then
            echo "$version"
            return
        fi
    done
    echo 14
}

# One word per package. Reasons for the libraries are in docs/adr/0001-dependencies.md.
packages_of() {
    case "$1" in
        build)
            echo "g++ cmake ninja-build pkg-config ccache python3 ca-certificates curl"
            echo "libssl-dev libsimdjson-dev libarchive-dev libseccomp-dev libicu-dev libexpat1-dev"
            echo "libfmt-dev libcli11-dev libexpected-dev libtomlplusplus-dev nlohmann-json3-dev libre2-dev zlib1g-dev libxlsxwriter-dev libsqlite3-dev libcpp-httplib-dev libsodium-dev"
            # report.pdf: its layout, and the very fonts that it is set in
            echo "libpango1.0-dev libcairo2-dev libfontconfig-dev"
            echo "fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji" ;;
        test) echo "libgtest-dev libgmock-dev librapidcheck-dev nodejs openssl strace git python3-yaml" ;;
        bench) echo "libbenchmark-dev libxapian-dev" ;;
        fuzz) version="$(best_clang)"; echo "clang-$version llvm-$version libclang-rt-$version-dev" ;;
        # The layout of the code is defined by clang-format 14; a release without it cannot run that check.
        lint)
            version="$(best_clang)"
            echo "clang-tidy-$version codespell"
            if is_available clang-format-14; then echo clang-format-14; fi ;;
        package) echo "dpkg-dev fakeroot gzip" ;;
        # npm may have come with node; the distribution's own would then be in its way.
        web)
            echo "nodejs chromium"
            command -v npm >/dev/null 2>&1 || echo npm ;;
    esac
}

missing_of() {
    for group in $groups; do
        for package in $(packages_of "$group"); do
            is_installed "$package" || echo "$package"
        done
    done | sort -u
}

if [ "$list_only" = 1 ]; then
    for group in $groups; do packages_of "$group"; done | tr ' ' '\n' | sort -u
    exit 0
fi

missing="$(missing_of)"
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "install-deps.sh: these packages are missing and neither root nor sudo is at hand:" >&2
        echo "  apt-get install" $missing >&2
        exit 1
    fi
    as_root="sudo"
fi

echo "Installing with apt (root needed):" $missing
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
run_quietly() {
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        echo "install-deps.sh: '$*' failed (see above)." >&2
        echo "No network? See docs/operations.md, 'Offline installation'." >&2
        exit 1
    fi
}
# A fresh image has no package lists, and without them the versions above cannot be told.
run_quietly $as_root apt-get update
missing="$(missing_of)"
run_quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
still_missing="$(missing_of)"
if [ -n "$still_missing" ]; then
    echo "install-deps.sh: apt reported success but these are still missing:" $still_missing >&2
    exit 1
fi
