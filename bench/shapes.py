#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures how fast the same made-up messages come in as JSON Lines, as a CSV table and as WhatsApp text.

    bench/shapes.py [--build build/bench] [--messages 1000000] [--runs 3] [--folder /var/tmp]

Each shape is one file, taken by reference into a new case: hash, parse in the sandbox, records, commitments, log, store.
Prints messages a second by the clock, messages a second of processor time of all processes (what one core does), and the
peak memory of all processes together; the median run of each shape by the clock.
"""
import argparse
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from measured import measured

PROFILE = """name = "bench_table"
title = "Table of bench/shapes.py"
table = "csv"

[match]
columns = ["sent", "sender", "conversation", "participants", "text", "id"]

[fields]
conversation = "conversation"
participants = "participants"
participants_split = " "
sender = "sender"
text = "text"
id = "id"

[times]
sent = { from = "sent", formats = ["rfc3339"] }
"""


def write_shapes(generator, messages, folder):
    """The three files; the same messages in each, except that WhatsApp has no ids and no conversation."""
    stream = subprocess.Popen([generator, "--messages", str(messages)], stdout=subprocess.PIPE)
    with open(folder / "messages.jsonl", "wb") as lines, \
            open(folder / "messages.csv", "w", encoding="utf-8", newline="") as table, \
            open(folder / "_chat.txt", "w", encoding="utf-8") as chat:
        writer = csv.writer(table)
        writer.writerow(["sent", "sender", "conversation", "participants", "text", "id"])
        for line in stream.stdout:
            lines.write(line)
            row = json.loads(line)
            writer.writerow([row["sent"], row["sender"], row["conversation"], " ".join(row["participants"]), row["text"],
                             row["id"]])
            sent = row["sent"]
            chat.write(f"[{sent[8:10]}/{sent[5:7]}/{sent[:4]}, {sent[11:19]}] {row['sender']}: {row['text']}\n")
    if stream.wait() != 0:
        sys.exit("the generator failed")
    (folder / "profile.toml").write_text(PROFILE, encoding="utf-8")


def take_in(verbatim, folder, name, options, messages):
    case = folder / "case"
    shutil.rmtree(case, ignore_errors=True)
    measured([verbatim, "new", case])
    _, cost = measured([verbatim, "ingest", case, folder / name, "--storage", "reference", "--json", *options])
    stats = json.loads(measured([verbatim, "stats", case, "--json"])[0])
    if stats["messages"] != messages:
        sys.exit(f"{name}: {stats['messages']:,} messages instead of {messages:,}")
    return cost


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/bench"))
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("/var/tmp"))
    options = parser.parse_args()
    shapes = {"JSON Lines": ("messages.jsonl", []),
              "CSV table": ("messages.csv", ["--profile", None]),
              "WhatsApp text": ("_chat.txt", ["--zone", "UTC"])}
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = pathlib.Path(name)
        write_shapes(options.build / "verbatim-bench-generate", options.messages, folder)
        print("| shape | bytes a message | messages/s | messages/s of processor time | peak MiB |\n|---|---|---|---|---|")
        for shape, (file, words) in shapes.items():
            words = [folder / "profile.toml" if word is None else word for word in words]
            costs = sorted((take_in(options.build / "verbatim", folder, file, words, options.messages)
                            for _ in range(options.runs)), key=lambda cost: cost.seconds)
            cost = costs[len(costs) // 2]
            print(f"| {shape} | {(folder / file).stat().st_size / options.messages:.0f} | "
                  f"{options.messages / cost.seconds:,.0f} | {options.messages / cost.cpu:,.0f} | "
                  f"{cost.peak / (1 << 20):,.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
