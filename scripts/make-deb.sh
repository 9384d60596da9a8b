#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds build/verbatim_<version>_<architecture>.deb from a finished build. The package carries libchdb.so, which no
# distribution packages; its other dependencies are read from the programs by dpkg-shlibdeps, so the package fits the
# release that it was built on.
set -eu
cd "$(dirname "$0")/.."
scripts/install-deps.sh --package
version="$(sed -n 's/^project(verbatim VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)"
architecture="$(dpkg --print-architecture)"
tree="$PWD/build/deb"
rm -rf "$tree"
mkdir -p "$tree/DEBIAN"
scripts/install.sh "$tree" /usr

strip --strip-unneeded "$tree/usr/lib/verbatim/verbatim" "$tree/usr/lib/verbatim/verbatim-parse-worker" \
    "$tree/usr/bin/verbatim-verify" "$tree/usr/bin/verbatim-scenario" 2>/dev/null || true
[ ! -f "$tree/usr/share/man/man1/verbatim.1" ] || gzip -9n "$tree/usr/share/man/man1/verbatim.1"
mv "$tree/usr/share/doc/verbatim/LICENSE" build/LICENSE.deb
cat >"$tree/usr/share/doc/verbatim/copyright" <<END
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: verbatim

Files: *
Copyright: The Verbatim authors
License: Apache-2.0
 On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.

Files: usr/lib/verbatim/libchdb.so
Copyright: ClickHouse, Inc. and the chDB authors
License: Apache-2.0
 From the npm package that third_party/libchdb.lock of the source names.
END
rm -f build/LICENSE.deb

# dpkg-shlibdeps wants a source package; the least one will do. libchdb.so needs the C library alone.
mkdir -p build/deb-source/debian
printf 'Source: verbatim\n\nPackage: verbatim\nArchitecture: any\n' >build/deb-source/debian/control
depends="$(cd build/deb-source && dpkg-shlibdeps -O --ignore-missing-info \
    "$tree"/usr/lib/verbatim/verbatim "$tree"/usr/lib/verbatim/verbatim-parse-worker "$tree"/usr/lib/verbatim/libchdb.so \
    "$tree"/usr/bin/verbatim-scenario \
    2>/dev/null | sed -n 's/^shlibs:Depends=//p')"
[ -n "$depends" ] || { echo "make-deb.sh: dpkg-shlibdeps found no dependencies" >&2; exit 1; }
cat >"$tree/DEBIAN/control" <<END
Package: verbatim
Version: $version
Architecture: $architecture
Maintainer: The Verbatim authors <verbatim@localhost>
Installed-Size: $(du -sk --exclude=DEBIAN "$tree" | cut -f1)
Depends: $depends
Recommends: python3, fonts-noto-core, fonts-noto-cjk, fonts-noto-color-emoji
Section: utils
Priority: optional
Description: provable search over lawfully obtained chat evidence
 Verbatim takes in chat exports, phone databases and server dumps, keeps the
 original bytes, accounts for every row, makes the messages searchable, and
 proves offline that a message stands in the evidence.
END
package="build/verbatim_${version}_$architecture.deb"
# libchdb.so is 566 MB: zstd packs it in seconds, xz would take minutes.
fakeroot dpkg-deb -Zzstd -z3 --build "$tree" "$package" >/dev/null 2>&1 ||
    fakeroot dpkg-deb -Zgzip -z3 --build "$tree" "$package" >/dev/null
rm -rf "$tree" build/deb-source
echo "Built: $package ($(du -m "$package" | cut -f1) MB). Install: sudo apt install ./$package"
