#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Puts a built Verbatim under DESTDIR/PREFIX, or takes it away again.
#
#   scripts/install.sh [--remove] DESTDIR PREFIX
#
# The programs and libchdb.so lie together in PREFIX/lib/verbatim, because a program looks for its library and its parse
# worker beside itself; PREFIX/bin has links.
set -eu
cd "$(dirname "$0")/.."
remove=0
if [ "${1:-}" = --remove ]; then
    remove=1
    shift
fi
[ $# = 2 ] || { echo "usage: install.sh [--remove] DESTDIR PREFIX" >&2; exit 2; }
root="$1$2"
library="$root/lib/verbatim"
manual="$root/share/man/man1"
documents="$root/share/doc/verbatim"
bash_completion="$root/share/bash-completion/completions/verbatim"
zsh_completion="$root/share/zsh/site-functions/_verbatim"
fish_completion="$root/share/fish/vendor_completions.d/verbatim.fish"

if [ "$remove" = 1 ]; then
    rm -rf "$library" "$documents"
    rm -f "$root/bin/verbatim" "$root/bin/verbatim-verify" "$root/bin/verbatim-scenario" "$manual/verbatim.1" \
        "$bash_completion" "$zsh_completion" "$fish_completion"
    exit 0
fi

install -d "$root/bin" "$library" "$documents" "$manual"
for program in verbatim verbatim-parse-worker; do
    [ ! -x "build/$program" ] || install -m 0755 "build/$program" "$library/$program"
done
install -m 0644 build/libchdb.so "$library/libchdb.so"
ln -sf ../lib/verbatim/verbatim "$root/bin/verbatim"
for program in verbatim-verify verbatim-scenario; do
    [ ! -x "build/$program" ] || install -m 0755 "build/$program" "$root/bin/$program"
done

# Both are made by the program from its own command definitions, so that they cannot differ from it.
if build/verbatim man >"$manual/verbatim.1" 2>/dev/null && [ -s "$manual/verbatim.1" ]; then
    for shell in bash zsh fish; do
        eval "target=\$${shell}_completion"
        install -d "$(dirname "$target")"
        build/verbatim completions "$shell" >"$target" || rm -f "$target"
    done
else
    rm -f "$manual/verbatim.1"
fi
cp -R README.md ARCHITECTURE.md SECURITY.md LICENSE docs "$documents/" 2>/dev/null || true
[ ! -f verifier/verify.py ] || install -m 0755 verifier/verify*.py "$documents/"
[ -n "$1" ] || echo "Installed: $root/bin/verbatim"
