#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts of real corpora, read by the formats, against an independent count in Python.

usage: VERBATIM_SHARED_DATA=FOLDER table_counts.py FORMAT_DUMP

Prints a table and fails if a count differs, if bytes are not accounted for, or if a corpus is missing. The corpora are not
part of the project (docs/formats/profiles.md says where they come from); without VERBATIM_SHARED_DATA, which names a copy,
it exits with 77 (skipped).
"""
import csv
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile


def dump_counts(dump, path):
    run = subprocess.run([dump, path, "count"], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise SystemExit(f"{path}: {run.stderr.strip()}")
    fields = run.stdout.rstrip("\n").split("\t")
    return fields[0], [int(field.split()[0]) for field in fields[1:]]


def discord_rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return len([row for row in csv.reader(file, delimiter=";") if row]) - 1


def ransom_messages(path):
    with open(path, encoding="utf-8") as file:
        return len(json.load(file)["messages"])


def matrix_events(path):
    events = 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            try:
                events += "origin_server_ts" in json.loads(line)
            except json.JSONDecodeError:
                pass
    return events


def array_items(path):
    with open(path, encoding="utf-8") as file:
        return len(json.load(file))


def spam_lines(path):
    with open(path, encoding="utf-8") as file:
        return sum(1 for line in file if re.match(r"(ham|spam)\t", line))


def zipped_messages(archive, folder):
    """The XML in the zip, written to folder, and the number of its message tags."""
    with zipfile.ZipFile(archive) as members:
        name = next(name for name in members.namelist() if name.endswith(".xml"))
        data = members.read(name)
    path = os.path.join(folder, os.path.basename(name))
    with open(path, "wb") as file:
        file.write(data)
    return path, len(re.findall(rb"<message[ >]", data))


def main():
    if "VERBATIM_SHARED_DATA" not in os.environ:
        return 77
    dump, data = sys.argv[1], os.path.join(os.environ["VERBATIM_SHARED_DATA"], "corpora")
    corpora = [
        ("Komodo Discord CSV", "csv", sorted(glob.glob(f"{data}/komodo-discord-csv/**/*.csv", recursive=True)), discord_rows, None),
        ("ransomchats", "json", sorted(glob.glob(f"{data}/ransomchats/*/*.json")), ransom_messages, 12446),
        ("Matrix", "json", sorted(glob.glob(f"{data}/dzaima-matrix-logs/logs/matrix_*")), matrix_events, None),
        ("TopAnswers", "json", sorted(glob.glob(f"{data}/dzaima-matrix-logs/logs/ta_*.json")), array_items, None),
        ("UCI SMS spam", "csv", [f"{data}/sms-spam-collection/SMSSpamCollection"], spam_lines, 5574),
    ]
    table = []
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for label, archive, published in (("NUS SMS English", "smsCorpus_en_xml_2015.03.09_all.zip", 55835),
                                          ("NUS SMS Chinese", "smsCorpus_zh_xml_2015.03.09.zip", 31465)):
            path, count = zipped_messages(f"{data}/nus-sms/{archive}", folder)
            corpora.append((label, "xml", [path], lambda _, count=count: count, published))
        for label, wanted_format, paths, count, published in corpora:
            totals = [0, 0, 0, 0]
            expected = 0
            for path in paths:
                own = count(path)
                found_format, counts = dump_counts(dump, path)
                if found_format != wanted_format or counts[0] != own:
                    print(f"{path}: read as {found_format}, {counts[0]} messages, independent count {own}")
                    failed = True
                expected += own
                totals = [a + b for a, b in zip(totals, counts)]
            failed = failed or not paths or (published is not None and expected != published)
            table.append((label, len(paths), expected, *totals))
    print(f"{'corpus':22}{'files':>7}{'counted':>9}{'messages':>9}{'rejected':>9}{'skipped':>9}{'remarks':>9}")
    for label, *numbers in table:
        print(f"{label:22}" + f"{numbers[0]:>7}" + "".join(f"{number:>9}" for number in numbers[1:]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
