#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fetches libchdb.so, the embedded search engine, and puts it beside the verbatim binary.
#
#   scripts/fetch-libchdb.sh [FOLDER]     (default: build)
#
# The npm package and its hashes are pinned in third_party/libchdb.lock. The file is kept in a cache
# (${XDG_CACHE_HOME:-~/.cache}/verbatim), checked against the pinned hash on every run, and linked into FOLDER.
# A download that was cut off goes on where it stopped. Without a network: put the package file where the error
# message says, and run this again. The registry is the one npm is configured for.
set -eu

here="$(cd "$(dirname "$0")/.." && pwd)"
case "${1:-}" in -h | --help) sed -n '3,10s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
folder="${1:-$here/build}"
fail() { printf 'fetch-libchdb.sh: %s\n' "$@" >&2; exit 1; }

machine="$(uname -m)"
line="$(grep "^$machine " "$here/third_party/libchdb.lock" || true)"
[ -n "$line" ] || fail "no package of libchdb is pinned for the processor $machine (third_party/libchdb.lock)"
pinned() { printf '%s\n' "$line" | tr -s ' ' '\n' | sed -n "s/^$1=//p"; }
package="$(pinned package)"
version="$(pinned version)"
integrity="$(pinned integrity)"
library_sha256="$(pinned library_sha256)"
[ "$integrity" != none ] || fail \
    "$package $version was not in the npm registry when this release was made, so there is no hash to check it by." \
    "On $machine Verbatim cannot be built yet; see third_party/libchdb.lock."

cache="${XDG_CACHE_HOME:-$HOME/.cache}/verbatim/libchdb-$version-$machine"
library="$cache/libchdb.so"
file_name="${package##*/}-$version.tgz"
archive="$cache/$file_name"
mkdir -p "$cache" "$folder"

library_is_right() { [ -f "$library" ] && echo "$library_sha256  $library" | sha256sum --check --status -; }
archive_is_right() {
    [ -f "$archive" ] || return 1
    want="$(printf '%s' "${integrity#sha512-}" | base64 -d | od -An -v -tx1 | tr -d ' \n')"
    [ "$(sha512sum "$archive" | cut -d' ' -f1)" = "$want" ]
}

# npm_setting KEY DEFAULT: without npm, its configuration in the usual order (environment, user file, global file).
npm_setting() {
    for value in "$(printenv "npm_config_$1" || true)" "$(printenv "NPM_CONFIG_$(echo "$1" | tr a-z A-Z)" || true)" \
        "$(sed -n "s/^$1 *= *//p" "${NPM_CONFIG_USERCONFIG:-$HOME/.npmrc}" 2>/dev/null | tail -n 1)" \
        "$(sed -n "s/^$1 *= *//p" /etc/npmrc 2>/dev/null | tail -n 1)"; do
        if [ -n "$value" ]; then
            echo "$value"
            return
        fi
    done
    echo "$2"
}

package_url() {
    if command -v npm >/dev/null 2>&1; then
        url="$(npm view "$package@$version" dist.tarball 2>/dev/null || true)"
        [ -n "$url" ] || url="$(npm config get registry 2>/dev/null | sed 's,/$,,')/$package/-/$file_name"
    else
        url="$(npm_setting registry https://registry.npmjs.org | sed 's,/$,,')/$package/-/$file_name"
    fi
    echo "$url"
}

download() {
    if command -v curl >/dev/null 2>&1; then
        bar="--progress-bar"
        [ -t 2 ] || bar="--silent --show-error"
        authority_file="$(npm_setting cafile "")"
        # shellcheck disable=SC2086
        curl ${authority_file:+--cacert "$authority_file"} --fail --location --retry 3 --continue-at - $bar --output "$archive.part" "$(package_url)" &&
            mv "$archive.part" "$archive" && return 0
    fi
    # npm knows log-ins and proxies that curl does not.
    if command -v npm >/dev/null 2>&1; then
        packed="$(mktemp -d)"
        if (cd "$packed" && npm pack --silent "$package@$version" >/dev/null); then
            mv "$packed"/*.tgz "$archive"
            rmdir "$packed"
            return 0
        fi
        rm -rf "$packed"
    fi
    return 1
}

if ! library_is_right; then
    if ! archive_is_right; then
        rm -f "$archive"
        echo "Fetching $package $version (178 MB) into $cache"
        download || fail "could not fetch $package $version." \
            "Without a network: on another machine run   npm pack $package@$version" \
            "put the file here:   $archive" \
            "and run this again. A part that did arrive is kept and will be continued."
        if ! archive_is_right; then
            rm -f "$archive" "$archive.part"
            fail "the package that arrived is not the pinned one: its sha512 differs from third_party/libchdb.lock." \
                "It was deleted. Do not go on with a registry that gives other bytes; ask who runs it."
        fi
    fi
    tar --extract --gzip --file "$archive" --directory "$cache" --strip-components=1 package/libchdb.so
    library_is_right || fail "libchdb.so in the package does not have the pinned hash (third_party/libchdb.lock)"
    chmod 0644 "$library"
    rm -f "$archive" # 178 MB that the verified library replaces
fi

# A hard link costs nothing; across file systems a symbolic link does the same for a build folder.
target="$folder/libchdb.so"
[ "$target" -ef "$library" ] || ln -f "$library" "$target" 2>/dev/null || ln -sf "$library" "$target"
