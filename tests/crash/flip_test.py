#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One flipped bit anywhere in vault, log or store is found and named by `verbatim verify`.

  flip_test.py BUILD-FOLDER [FLIPS-PER-FILE]

Every file of a case is changed by one bit at the first, the last and random positions; verify must then say that the
case is not in order and name that file (for the engine's files: the store; for the vault: the object).
"""
import os
import random
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import evidence  # noqa: E402
import runner  # noqa: E402

MESSAGES = 2000
# Not evidence and not derived data: locks, and markers whose loss or change alters no answer.
NOT_CHECKED = {"ingest/linked"}


def files_of(case):
    for folder, _, names in os.walk(case):
        for name in sorted(names):
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, case)
            if os.path.getsize(path) > 0 and not os.path.islink(path):
                yield relative


def flip(path, bit):
    mode = os.stat(path).st_mode
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        file.seek(bit // 8)
        byte = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([byte ^ (1 << (bit % 8))]))
    os.chmod(path, mode)


def area(relative):
    return relative.split("/", 1)[0]


def named(relative, output):
    if area(relative) in ("store",):
        return "store" in output
    if area(relative) == "keys":
        return "key" in output or "signature" in output or "record" in output
    return relative in output or os.path.basename(relative) in output


def main():
    build = os.path.abspath(sys.argv[1])
    per_file = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    work = tempfile.mkdtemp(prefix="verbatim-flip-")
    failures = 0
    flips = 0
    try:
        paths = evidence.make(os.path.join(work, "evidence"), MESSAGES)
        salt_key = os.path.join(work, "salt.key")
        with open(salt_key, "w") as file:
            file.write("5a" * 32 + "\n")
        program = runner.Program(build, salt_key)
        case = os.path.join(work, "case")
        program.new(case)
        program.run("ingest", case, *paths)
        assert program.verify(case)["ok"]
        rng = random.Random(7)
        everything = [f for f in files_of(case) if f not in NOT_CHECKED]
        # The engine keeps many small files: in the short run one of each name stands for its like.
        store = [f for f in everything if area(f) == "store"]
        others = [f for f in everything if area(f) != "store"]
        by_name = {os.path.basename(f): f for f in store}
        chosen = others + (store if per_file > 1 else sorted(by_name.values()))
        copy = os.path.join(work, "copy")
        for relative in chosen:
            size = os.path.getsize(os.path.join(case, relative))
            bits = {rng.randrange(size * 8) for _ in range(per_file)}
            for bit in sorted(bits):
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(case, copy)
                flip(os.path.join(copy, relative), bit)
                done = program.run("verify", copy, "--json", check=False)
                output = (done.stdout + done.stderr).decode(errors="replace")
                flips += 1
                if done.returncode == 0:
                    print(f"not found: bit {bit} of {relative}")
                    failures += 1
                elif not named(relative, output):
                    print(f"found but not named: bit {bit} of {relative}:\n{output[:600]}")
                    failures += 1
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{flips - failures} passed, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
