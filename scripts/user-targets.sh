#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Names the programs that users get, as far as the configured build folder $1 has them.
set -eu
known="$(ninja -C "$1" -t targets all | sed -n 's/: phony$//p; s/: CXX_EXECUTABLE_LINKER.*//p')"
for target in verbatim verbatim-verify verbatim-parse-worker verbatim-scenario; do
    if printf '%s\n' "$known" | grep -qx "$target"; then echo "$target"; fi
done | tr '\n' ' '
