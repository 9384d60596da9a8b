#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks rules of CONTRIBUTING.md that a machine can hold: the licence line first, headers that say what they are for,
small files, no tabs or trailing blanks. Prints file:line of each breach; exit status 1 if there is one."""
import pathlib
import subprocess
import sys

LINES_MAX = 600
LICENCE = "SPDX-License-Identifier: Apache-2.0"
CODE = {".h", ".cc", ".py", ".sh"}


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    names = subprocess.run(["git", "-C", str(root), "ls-files", "src", "tests", "fuzz/*.cc", "bench", "tools", "scripts",
                            "verifier"],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    breaches = []
    for name in names:
        path = root / name
        if path.suffix not in CODE or not path.is_file():
            continue
        lines = path.read_text(encoding="utf-8").split("\n")
        if not any(LICENCE in line for line in lines[:2]):
            breaches.append(f"{name}:1: the first line is '{LICENCE}'")
        if len(lines) > LINES_MAX:
            breaches.append(f"{name}:{LINES_MAX}: {len(lines)} lines; more than {LINES_MAX} wants two files")
        if path.suffix == ".h" and name.startswith(("src/", "tools/")) and not (len(lines) > 1 and lines[1].startswith("//")):
            breaches.append(f"{name}:2: a header opens with a comment that says what it is for")
        for number, line in enumerate(lines, 1):
            if line != line.rstrip() or "\t" in line:
                breaches.append(f"{name}:{number}: tab or trailing blank")
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
