#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every system call that writes fails once, or kills: reopened, recovered, same root, nothing acknowledged lost.

  fault_test.py BUILD-FOLDER [POINTS|each|all]

strace makes the n-th call (of each thread) of one kind fail with EIO or ENOSPC, or be answered by SIGKILL. Then the case is
opened again without faults, finished, compared with an undisturbed one and verified. POINTS bounds how many (call, n,
fault) triples are tried, spread evenly over all; `each` tries every call once, the faults in turn; `all` tries every
triple. Needs strace and the right to trace own children.
"""
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import evidence  # noqa: E402
import runner  # noqa: E402

MESSAGES = 600
CALLS = ["write", "writev", "pwrite64", "fsync", "fdatasync", "syncfs", "rename", "renameat2", "link", "linkat", "mkdir",
         "mkdirat", "ftruncate", "fallocate", "unlink", "openat"]
FAULTS = ["error=EIO", "error=ENOSPC", "signal=KILL"]


def count_calls(program, case, paths, log):
    """The largest number of calls of each kind that any one thread makes during an ingest."""
    command = ["strace", "-f", "-qq", "-e", "trace=" + ",".join(CALLS), "-o", log, *program.ingest_command(case, paths)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    counts = collections.Counter()
    with open(log, errors="replace") as file:
        for line in file:
            match = re.match(r"(\d+) +(\w+)\(", line)
            if match and match.group(2) in CALLS:
                counts[(match.group(1), match.group(2))] += 1
    largest = {}
    for (_, call), count in counts.items():
        largest[call] = max(largest.get(call, 0), count)
    return largest


def main():
    build = os.path.abspath(sys.argv[1])
    wanted = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("VERBATIM_FAULTS", "24")
    if shutil.which("strace") is None:
        print("strace is missing: scripts/install-deps.sh --test installs it")
        return 1
    work = tempfile.mkdtemp(prefix="verbatim-fault-")
    failures = 0
    tried = 0
    try:
        paths = evidence.make(os.path.join(work, "evidence"), MESSAGES)
        salt_key = os.path.join(work, "salt.key")
        with open(salt_key, "w") as file:
            file.write("5a" * 32 + "\n")
        program = runner.Program(build, salt_key)
        # Commit points inside every source, so that faults fall between them.
        program.ingest_command = lambda case, p: [program.binary, "ingest", case, *p, "--json", "--commit-messages", "100"]
        reference = os.path.join(work, "reference")
        program.new(reference)
        counts = count_calls(program, reference, paths, os.path.join(work, "calls"))
        expected = program.stats(reference)
        points = [(call, n, fault) for call in CALLS for n in range(1, counts.get(call, 0) + 1) for fault in FAULTS]
        print(f"{expected['messages']} messages; calls a thread: {counts}; {len(points)} points", flush=True)
        if wanted == "each":
            points = [point for i, point in enumerate(points) if i % len(FAULTS) == i // len(FAULTS) % len(FAULTS)]
        elif wanted != "all":
            step = max(1, len(points) // int(wanted))
            points = points[::step]
        for call, n, fault in points:
            case = os.path.join(work, "case")
            shutil.rmtree(case, ignore_errors=True)
            program.new(case)
            command = ["strace", "-f", "-qq", "-e", "trace=none", "-e", f"inject={call}:{fault}:when={n}", "-o",
                       "/dev/null", *program.ingest_command(case, paths)]
            try:
                done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
                output = done.stdout
            except subprocess.TimeoutExpired as late:
                print(f"{call} {n} {fault}: did not end within 120 s")
                failures += 1
                output = late.stdout or b""
                subprocess.run(["pkill", "-9", "-f", case], check=False)
            promised, _ = runner.acknowledged(output)
            tried += 1
            try:
                now = program.stats(case)["tree_size"]
                final = runner.finish(program, case, paths)
                verdict = program.verify(case)
            except AssertionError as error:
                print(f"{call} {n} {fault}: cannot be reopened:\n{error}")
                failures += 1
                continue
            wrong = [key for key in ("tree_size", "root_hash", "messages", "rejected") if final[key] != expected[key]]
            if now < promised or wrong or not verdict["ok"]:
                print(f"{call} {n} {fault}: {promised} acknowledged, {now} there; differing: {wrong}; "
                      f"verify: {verdict['findings'][:2]}")
                failures += 1
    finally:
        shutil.rmtree(work, ignore_errors=True)
    failed = min(failures, tried)
    print(f"{tried - failed} passed, {failed} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
