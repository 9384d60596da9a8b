# SPDX-License-Identifier: Apache-2.0
"""How the crash tests call the program, and what they hold it to."""
import json
import os
import subprocess


class Program:
    def __init__(self, build, salt_key):
        self.binary = os.path.join(build, "verbatim")
        self.salt_key = salt_key

    def run(self, *arguments, check=True):
        done = subprocess.run([self.binary, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600)
        if check and done.returncode != 0:
            raise AssertionError(f"verbatim {' '.join(arguments)} gave {done.returncode}:\n"
                                 f"{done.stderr.decode(errors='replace')}")
        return done

    def new(self, case):
        self.run("new", case, "--name", "crash test", "--salt-key", self.salt_key)

    def ingest_command(self, case, paths):
        return [self.binary, "ingest", case, *paths, "--json", "--commit-messages", "2000"]

    def stats(self, case):
        return json.loads(self.run("stats", case, "--json").stdout)

    def verify(self, case):
        return json.loads(self.run("verify", case, "--json", check=False).stdout.splitlines()[-1])


def acknowledged(output):
    """The largest tree size the program said was committed, and whether it said the acquisition was taken in."""
    size = 0
    acquired = False
    for line in output.decode(errors="replace").splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue  # the last line may be cut by the kill
        if event.get("event") == "commit":
            size = max(size, event["tree_size"])
            acquired = True
    return size, acquired


def finish(program, case, paths):
    """Ingests until all is done, however often it was interrupted before, and returns the stats."""
    stats = program.stats(case)
    if stats["acquisitions"] == 0:
        program.run("ingest", case, *paths)
    else:
        program.run("ingest", case)
    return program.stats(case)
