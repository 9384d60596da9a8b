# SPDX-License-Identifier: Apache-2.0
"""Runs a program and says what it took: seconds, seconds of processor time, and the peak memory of all its processes
together (the sum of their resident sets, sampled, so that shared pages count more than once)."""
import dataclasses
import os
import pathlib
import resource
import subprocess
import sys
import threading
import time

SAMPLE_SECONDS = 0.05


class Memory(threading.Thread):
    """The resident memory of a process and all below it, sampled."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.done = pid, 0, threading.Event()

    def tree(self):
        parents = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    fields = pathlib.Path("/proc", entry, "stat").read_text().rsplit(")", 1)[1].split()
                    parents.setdefault(int(fields[1]), []).append(int(entry))
                except OSError:
                    pass
        todo, found = [self.pid], []
        while todo:
            found.append(todo.pop())
            todo += parents.get(found[-1], [])
        return found

    def run(self):
        while not self.done.wait(SAMPLE_SECONDS):
            total = 0
            for pid in self.tree():
                try:
                    total += int(pathlib.Path("/proc", str(pid), "statm").read_text().split()[1])
                except OSError:
                    pass
            self.peak = max(self.peak, total * os.sysconf("SC_PAGE_SIZE"))


@dataclasses.dataclass
class Cost:
    seconds: float
    cpu: float
    peak: int  # bytes


def measured(command):
    """Standard output and Cost; exit code 1 ("not in order") is a result, any other failure ends the benchmark."""
    began = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    memory = Memory(process.pid)
    memory.start()
    out, _ = process.communicate()
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory.done.set()
    memory.join()
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{out[-2000:]}")
    return out, Cost(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, memory.peak)
