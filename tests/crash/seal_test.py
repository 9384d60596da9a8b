#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 while a case is sealed and while a bundle is made: the case stays in order, what is there is whole, the next
run goes on.

  seal_test.py BUILD-FOLDER [ROUNDS]
"""
import json
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
STATED = ["--time", "2026-04-05T06:07:08Z"]


class Killing:
    """Runs one command again and again, killed at moments spread over the time that it takes when it is let alone."""

    def __init__(self, rounds, seed):
        self.rounds = rounds
        self.random = random.Random(seed)

    def __call__(self, command, duration, after):
        ended = 0
        for _ in range(self.rounds):
            process = subprocess.Popen(command(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                _, errors = process.communicate(timeout=self.random.uniform(0, duration))
                assert process.returncode == 0, errors.decode(errors="replace")
                ended += 1
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
            after(process.returncode == 0)
        return self.rounds - ended


def main():
    build = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else int(os.environ.get("VERBATIM_KILLS", "12"))
    work = tempfile.mkdtemp(prefix="verbatim-kill-")
    try:
        return Run(build, rounds, work).all()
    finally:
        shutil.rmtree(work, ignore_errors=True)


class Run:
    def __init__(self, build, rounds, work):
        salt_key = os.path.join(work, "salt.key")
        with open(salt_key, "w") as file:
            file.write("5a" * 32 + "\n")
        self.program = runner.Program(build, salt_key)
        self.verifier = os.path.join(build, "verbatim-verify")
        self.kill = Killing(rounds, 95)
        self.work = work
        self.case = os.path.join(work, "case")
        self.rounds = rounds

    def all(self):
        paths = evidence.make(os.path.join(self.work, "evidence"), MESSAGES)
        self.program.new(self.case)
        self.program.run("ingest", self.case, *paths)
        seals = self.seal()
        bundles = self.disclose()
        print(f"{self.rounds} seals begun, {seals} killed; {self.rounds} bundles begun, {bundles} killed")
        if self.rounds >= 10 and 0 in (seals, bundles):
            print("nothing was killed: the test did not test")
            return 1
        return 0

    def timed(self, *words):
        started = time.monotonic()
        self.program.run(*words)
        return time.monotonic() - started

    def in_order(self):
        verdict = self.program.verify(self.case)
        assert verdict["ok"], verdict["findings"]

    def seals(self):
        listed = self.program.run("seal", self.case, "--list", "--json").stdout.splitlines()
        return [json.loads(line) for line in listed]

    def seal(self):
        count = 0

        def after(acknowledged):
            nonlocal count
            now = len(self.seals())
            assert count + acknowledged <= now <= count + 1, f"{count} seals became {now}"
            count = now
            self.in_order()

        spare = os.path.join(self.work, "spare")
        shutil.copytree(self.case, spare, symlinks=True)
        duration = self.timed("seal", spare, *STATED)
        shutil.rmtree(spare)
        killed = self.kill(lambda: [self.program.binary, "seal", self.case, *STATED], duration, after)
        self.program.run("seal", self.case, *STATED)
        self.program.run("seal", self.case, "--again")
        self.in_order()
        left = [name for name in os.listdir(os.path.join(self.case, "log", "seals")) if name.startswith(".")]
        assert left == [], f"left behind: {left}"
        return killed

    def disclose(self):
        output = os.path.join(self.work, "bundle.zip")
        words = ["disclose", self.case, "-o", output, "--query", "e", "--force", *STATED]

        def after(acknowledged):
            # A name stands for a whole bundle, whichever run it is of.
            assert os.path.exists(output) or not acknowledged
            if os.path.exists(output):
                done = subprocess.run([self.verifier, output], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                assert done.returncode == 0, done.stdout.decode(errors="replace")
                os.unlink(output)

        duration = self.timed(*words)
        after(True)
        killed = self.kill(lambda: [self.program.binary, *words], duration, after)
        self.program.run(*words)
        after(True)
        # The sheet's library unlinks its temporary files right after it opens them: a kill in between leaves an empty one.
        left = [name for name in os.listdir(self.work) if name not in ("case", "evidence", "salt.key") and
                os.path.getsize(os.path.join(self.work, name)) > 0]
        assert left == [], f"left behind: {left}"
        self.in_order()
        return killed


if __name__ == "__main__":
    sys.exit(main())
