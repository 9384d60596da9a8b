#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles files into a program: writes a C++ source with one function for each.

    scripts/embed-files.py HEADER NAMESPACE OUTPUT FILE...

`page.js` becomes `std::string_view page_js()` in verbatim::NAMESPACE, which HEADER declares.
"""
import pathlib
import re
import sys

STEP, END = 8000, ')FILE'  # compilers limit the length of one literal, not of literals that stand side by side


def function(path):
    text = path.read_text(encoding="utf-8")
    pieces = [text[at:at + STEP] for at in range(0, len(text), STEP)] or [""]
    if any(END in piece for piece in pieces):
        raise SystemExit(f"{path} holds the end of a raw literal")
    name = re.sub(r"\W", "_", path.name)
    literals = "\n".join(f'        R"FILE({piece}{END}"' for piece in pieces)
    return (f"std::string_view {name}() {{\n    static constexpr std::string_view kText =\n{literals};\n"
            "    return kText;\n}\n")


def main():
    if len(sys.argv) < 5:
        raise SystemExit(__doc__)
    header, namespace, output, *files = sys.argv[1:]
    functions = "\n".join(function(pathlib.Path(name)) for name in files)
    pathlib.Path(output).write_text(
        f'// Made by scripts/embed-files.py.\n#include "{header}"\n\nnamespace verbatim::{namespace} {{\n\n{functions}\n'
        f"}}  // namespace verbatim::{namespace}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
