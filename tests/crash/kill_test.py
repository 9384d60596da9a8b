#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments: reopened, recovered, same final root, nothing acknowledged lost.

  kill_test.py BUILD-FOLDER [ROUNDS]
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import evidence  # noqa: E402
import runner  # noqa: E402

MESSAGES = 24000


def main():
    build = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else int(os.environ.get("VERBATIM_KILLS", "12"))
    work = tempfile.mkdtemp(prefix="verbatim-kill-")
    try:
        return run(build, rounds, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def run(build, rounds, work):
    paths = evidence.make(os.path.join(work, "evidence"), MESSAGES)
    salt_key = os.path.join(work, "salt.key")
    with open(salt_key, "w") as file:
        file.write("5a" * 32 + "\n")
    program = runner.Program(build, salt_key)

    reference = os.path.join(work, "reference")
    program.new(reference)
    started = time.monotonic()
    program.run(*program.ingest_command(reference, paths)[1:])
    duration = time.monotonic() - started
    expected = program.stats(reference)
    assert expected["problems"] == [], expected["problems"]
    print(f"reference: {expected['messages']} messages, {expected['rejected']} rejected, "
          f"root {expected['root_hash'][:16]}, {duration:.2f} s", flush=True)

    rng = random.Random(95)
    failures = 0
    resumed_midway = 0
    for number in range(rounds):
        case = os.path.join(work, f"case{number}")
        program.new(case)
        promised = 0
        # One to three kills before it may finish.
        for _ in range(1 + number % 3):
            acquired = program.stats(case)["acquisitions"] > 0
            process = subprocess.Popen(program.ingest_command(case, [] if acquired else paths),
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            delay = rng.uniform(0, duration)
            try:
                output, _ = process.communicate(timeout=delay)
            except subprocess.TimeoutExpired:
                process.kill()
                output, _ = process.communicate()
            size, _ = runner.acknowledged(output)
            promised = max(promised, size)
            now = program.stats(case)
            if now["tree_size"] < promised:
                print(f"round {number}: {promised} records were acknowledged, {now['tree_size']} are there")
                failures += 1
            if 0 < now["tree_size"] < expected["tree_size"]:
                resumed_midway += 1
        final = runner.finish(program, case, paths)
        for key in ("tree_size", "root_hash", "messages", "rejected", "skipped"):
            if final[key] != expected[key]:
                print(f"round {number}: {key} is {final[key]}, should be {expected[key]}")
                failures += 1
        verdict = program.verify(case)
        if not verdict["ok"]:
            print(f"round {number}: verify found {verdict['findings']}")
            failures += 1
        shutil.rmtree(case)
    print(f"{rounds} cases killed, {resumed_midway} kills fell between first and last commit point")
    if rounds >= 10 and resumed_midway == 0:
        print("no kill fell inside the ingest: the test did not test")
        failures += 1
    passed = rounds - min(rounds, failures)
    print(f"{passed} passed, {rounds - passed} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
