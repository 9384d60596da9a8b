#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `verbatim compare` on two deliveries with known differences, and checks that it finds exactly those.

    bench/compare.py --build build/bench --messages 10000000 --folder /var/tmp

The first delivery is made by verbatim-bench-generate; the second is the same with rows taken away, added, changed,
written differently and moved: five of every --every rows. Prints seconds, rows a second, seconds of processor
time (other work on the machine changes it less), and the peak memory of all processes together (the sum of their
resident sets, sampled, so that shared pages count more than once). Takes about 600 bytes of disk a message, of which
490 are the two files; everything is removed at the end.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from measured import measured

FAR = 1000  # rows by which a row moves


def write_second(first, second, every):
    """Line by line; gives back the counts that the comparison must find."""
    counts = dict.fromkeys(("missing", "changed", "reformatted", "reordered", "added"), 0)
    held = {}
    with open(first, "rb") as source, open(second, "wb", buffering=1 << 20) as out:
        for number, line in enumerate(source):
            what = number % every
            if what == 1:
                counts["missing"] += 1
                continue
            if what == 2:
                counts["changed"] += 1
                line = line.replace(b'"text":"', b'"text":"Z', 1)
            elif what == 3:
                counts["reformatted"] += 1
                line = line.replace(b'","sender"', b'", "sender"', 1)
            elif what == 4:
                held[number + FAR] = line
                continue
            elif what == 5:
                counts["added"] += 1
                out.write(line.replace(b'"id":"m', b'"id":"new', 1))
            out.write(line)
            if number in held:
                counts["reordered"] += 1
                out.write(held.pop(number))
    counts["missing"] += len(held)  # too near to the end to move so far: they are gone instead
    return counts


def run(build, first, second, folder, name, words, expected):
    listing = folder / "differences.jsonl"
    command = [str(build / "verbatim"), "compare", "--files", str(first), str(second), "--json", "--limit", "1",
               "--temporary", str(folder), *words]
    if "--out" in words:
        words[words.index("--out") + 1] = str(listing)
        command[-len(words):] = words
    load = os.getloadavg()[0]
    out, cost = measured(command)
    report = json.loads(out.splitlines()[-1])
    found = {key: report["b" if key == "added" else "a"]["message"][key] for key in expected}
    if found != expected:
        sys.exit(f"{name}: found {found}, made {expected}")
    rows = report["a"]["rows"] + report["b"]["rows"]
    print(f"{name:28} {cost.seconds:7.1f} s  {rows / cost.seconds:12,.0f} rows/s  peak {cost.peak / 1e6:7,.0f} MB  cpu {cost.cpu:.1f} s  "
          f"(reading {report['seconds_reading']:.1f}, matching {report['seconds_matching']:.1f}, "
          f"listing {report['seconds_listing']:.1f}; load before {load:.1f})", flush=True)
    listing.unlink(missing_ok=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/bench"))
    options.add_argument("--generator", type=pathlib.Path, help="default: verbatim-bench-generate of --build")
    options.add_argument("--messages", type=int, default=1_000_000)
    options.add_argument("--every", type=int, default=10007, help="five of so many rows differ")
    options.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("/var/tmp"))
    chosen = options.parse_args()
    if chosen.every <= 5 or (chosen.messages > 0 and FAR >= chosen.messages):
        sys.exit("too few messages, or more differences than rows")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="verbatim-bench-", dir=chosen.folder))
    try:
        first, second = folder / "first.jsonl", folder / "second.jsonl"
        generator = chosen.generator or chosen.build / "verbatim-bench-generate"
        subprocess.run([str(generator), "--messages", str(chosen.messages), "--out", str(first)], check=True)
        counts = write_second(first, second, chosen.every)
        print(f"{chosen.messages:,} messages a side, {(first.stat().st_size + second.stat().st_size) / 1e9:.2f} GB; "
              f"made: {counts}", flush=True)
        none = dict.fromkeys(counts, 0)
        run(chosen.build, first, first, folder, "a file with itself", [], none)
        run(chosen.build, first, second, folder, "known differences", [], counts)
        run(chosen.build, first, second, folder, "known differences, listed", ["--out", "FILE"], counts)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
