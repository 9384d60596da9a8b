#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles files into a program: writes a C++ source with one function for each.

    scripts/embed-files.py HEADER NAMESPACE OUTPUT FILE...
    scripts/embed-files.py --folder FOLDER HEADER NAMESPACE OUTPUT

`page.js` becomes `std::string_view page_js()` in verbatim::NAMESPACE, which HEADER declares. A whole folder becomes
`std::span<const EmbeddedFile> embedded_files()`, sorted by path; HEADER declares it and
`struct EmbeddedFile { std::string_view path, content; };`.
"""
import pathlib
import re
import sys

STEP, END = 8000, ')FILE'  # compilers limit the length of one literal, not of literals that stand side by side


def literals(path):
    text = path.read_text(encoding="utf-8")
    pieces = [text[at:at + STEP] for at in range(0, len(text), STEP)] or [""]
    if any(END in piece for piece in pieces):
        raise SystemExit(f"{path} holds the end of a raw literal")
    return "\n".join(f'        R"FILE({piece}{END}"' for piece in pieces)


def function(path):
    name = re.sub(r"\W", "_", path.name)
    return (f"std::string_view {name}() {{\n    static constexpr std::string_view kText =\n{literals(path)};\n"
            "    return kText;\n}\n")


def table(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    rows = "".join(f'        {{"/{path.relative_to(folder).as_posix()}",\n{literals(path)}sv}},\n' for path in files)
    # sv: the compiler knows the length, where it would count each byte of a string_view made of a pointer
    return ("using namespace std::string_view_literals;\n\nstd::span<const EmbeddedFile> embedded_files() {\n"
            f"    static constexpr EmbeddedFile kFiles[] = {{\n{rows}    }};\n    return kFiles;\n}}\n")


def main():
    if len(sys.argv) == 6 and sys.argv[1] == "--folder":
        folder, header, namespace, output = sys.argv[2:]
        functions = table(pathlib.Path(folder))
    elif len(sys.argv) < 5 or sys.argv[1].startswith("--"):
        raise SystemExit(__doc__)
    else:
        header, namespace, output, *files = sys.argv[1:]
        functions = "\n".join(function(pathlib.Path(name)) for name in files)
    pathlib.Path(output).write_text(
        f'// Made by scripts/embed-files.py.\n#include "{header}"\n\nnamespace verbatim::{namespace} {{\n\n{functions}\n'
        f"}}  // namespace verbatim::{namespace}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
