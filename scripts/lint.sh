#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everything about the source that needs no running program: floors, layout, static analysis, spelling, house rules.
#
#   scripts/lint.sh [--fix]      with --fix: clang-format rewrites the files
set -u
cd "$(dirname "$0")/.."
jobs="${JOBS:-$(nproc)}"
scripts/install-deps.sh --build --test --lint || exit 1
status=0
sources="$(git ls-files 'src/*.h' 'src/*.cc' 'tests/*.h' 'tests/*.cc' 'fuzz/*.cc' 'bench/*.cc' 'bench/*.h' 'tools/*.cc' 'tools/*.h')"

scripts/check-floors.py && echo "floors: sound" || status=1
scripts/check-house.py && echo "house rules: kept" || status=1

# Another version lays out some lines differently: only the pinned one can judge.
if command -v clang-format-14 >/dev/null 2>&1; then
    if [ "${1:-}" = --fix ]; then
        # shellcheck disable=SC2086
        clang-format-14 -i $sources
    fi
    # shellcheck disable=SC2086
    if clang-format-14 --dry-run --Werror $sources 2>build-lint.tmp; then
        echo "layout: clean"
    else
        grep -o '^[^:]*' build-lint.tmp | sort | uniq -c | sort -rn | head -n 40
        echo "layout: the files above differ from .clang-format (scripts/lint.sh --fix)"
        status=1
    fi
    rm -f build-lint.tmp
else
    echo "layout: NOT CHECKED, this system does not package clang-format-14" >&2
    status=1
fi

if codespell --quiet-level=2 --ignore-words=scripts/spelling.txt --skip='*.svg,*.lock,*_names.cc,*_words.h,whatsapp_text_header.cc,vocabulary.cc,languages.cc' \
    README.md ARCHITECTURE.md CONTRIBUTING.md SECURITY.md Makefile docs scripts src tools bench/*.md; then
    echo "spelling: clean"
else
    status=1
fi

tidy=""
for name in clang-tidy-14 clang-tidy-19 clang-tidy; do
    if command -v "$name" >/dev/null 2>&1; then tidy="$name"; break; fi
done
cmake --preset dev >/dev/null || exit 1
echo "static analysis: $tidy on src/ and tools/ (this takes minutes)"
# GCC's own options are unknown to clang; they say nothing about the code.
if git ls-files 'src/*.cc' 'tools/*.cc' | xargs -P "$jobs" -n 4 "$tidy" -p build/dev --quiet \
    --extra-arg=-Wno-unknown-warning-option 2>/dev/null >build/tidy.log; then
    echo "static analysis: clean"
else
    grep -E '(warning|error):' build/tidy.log | sort -u | head -n 60
    status=1
fi
exit "$status"
