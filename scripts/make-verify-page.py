#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Joins verifier/page.html and the scripts it names into one file, verify.html: the page that lies in every bundle.

    scripts/make-verify-page.py OUTPUT
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


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = pathlib.Path(__file__).resolve().parent.parent / "verifier"
    pathlib.Path(sys.argv[1]).write_text(page(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
