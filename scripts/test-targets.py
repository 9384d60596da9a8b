#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the build targets of the tests in a configured folder that carry none of some labels, and the programs that
they start.

    scripts/test-targets.py BUILD_FOLDER 'label|label'
"""
import json
import pathlib
import subprocess
import sys


def main():
    folder, excluded = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    listing = subprocess.run(
        ["ctest", "--test-dir", str(folder), "--show-only=json-v1", "--label-exclude", excluded],
        check=True, capture_output=True, text=True)
    targets = {"verbatim-parse-worker"}
    for test in json.loads(listing.stdout)["tests"]:
        # ctest tells no command before the program exists; cmake/modules.cmake makes the name from the test's.
        name = test["name"]
        targets.add(f"fuzz/fuzz_{name.removeprefix('fuzz_replay_')}" if name.startswith("fuzz_replay_") else f"tests/test_{name}")
        for word in test.get("command", []):
            path = pathlib.Path(word)
            if path.is_relative_to(folder):
                targets.add(str(path.relative_to(folder)))
    known = subprocess.run(["ninja", "-C", str(folder), "-t", "targets", "all"],
                           check=True, capture_output=True, text=True).stdout
    names = {line.partition(":")[0] for line in known.splitlines()}
    print(" ".join(sorted(targets & names)))


if __name__ == "__main__":
    main()
