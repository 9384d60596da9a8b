#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Joins verifier/page.html and the scripts it names into one file, verify.html: the page that lies in every bundle.

    scripts/make-verify-page.py OUTPUT            the page
    scripts/make-verify-page.py --source OUTPUT   the C++ source that compiles it in (src/disclose/verify_page.h)
"""
import pathlib
import sys


def page(folder):
    text = (folder / "page.html").read_text(encoding="utf-8")
    for name in ("verify.js", "verify_steps.js"):
        mark = f"/* {name} */\n"
        if text.count(mark) != 1:
            raise SystemExit(f"page.html does not name {name} once")
        script = (folder / name).read_text(encoding="utf-8")
        if "</script" in script:
            raise SystemExit(f"{name} would end the script of the page")
        text = text.replace(mark, script)
    return text


def source(text):
    # Compilers limit the length of one literal, not of literals that stand side by side.
    step, end = 8000, ")PAGE"
    pieces = [text[at:at + step] for at in range(0, len(text), step)]
    if any(end in piece for piece in pieces):
        raise SystemExit("the page holds the end of a raw literal")
    literals = "\n".join(f'    R"PAGE({piece}{end}"' for piece in pieces)
    return ("// Made by scripts/make-verify-page.py from verifier/.\n#include \"disclose/verify_page.h\"\n\n"
            "namespace verbatim::disclose {\n\nstd::string_view verify_page() {\n"
            f"    static constexpr std::string_view kPage =\n{literals};\n    return kPage;\n}}\n\n"
            "}  // namespace verbatim::disclose\n")


def main():
    words = sys.argv[1:]
    as_source = words[:1] == ["--source"]
    if len(words) != 1 + as_source:
        raise SystemExit(__doc__)
    text = page(pathlib.Path(__file__).resolve().parent.parent / "verifier")
    pathlib.Path(words[-1]).write_text(source(text) if as_source else text, encoding="utf-8")


if __name__ == "__main__":
    main()
