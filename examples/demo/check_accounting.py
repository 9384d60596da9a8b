#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares `verbatim stats CASE --json` (on standard input) with what examples/demo/make_evidence.py planted.

    verbatim stats case --json | examples/demo/check_accounting.py expected.json
"""
import json
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        expected = json.load(file)
    found = {}
    for source in json.load(sys.stdin)["sources"]:
        path = source["path"].split("evidence/", 1)[-1]
        found[path] = {"messages": source["messages"], "rejected": source["rejected"]}
    wrong = 0
    for path, counts in expected.items():
        if found.get(path) != counts:
            print(f"  {path}: planted {counts}, found {found.get(path)}")
            wrong += 1
    print(f"Planted and found agree in {len(expected) - wrong} of {len(expected)} files.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
