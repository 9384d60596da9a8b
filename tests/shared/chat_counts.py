#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts messages of the shared chat samples a second time and compares with format_dump.

    VERBATIM_SHARED_DATA=DIR chat_counts.py PATH_TO_format_dump

The counts here are made with json and regular expressions, not with the project's readers. Prints a table; exits with 1
if a count differs, with 77 (skipped) if the variable is not set.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?\s?m\.?)?"
WHATSAPP = re.compile(rf"^[\u200e\ufeff]?(?:\[{DATE},? {CLOCK}\]|{DATE},? {CLOCK} -)(?: |$)", re.IGNORECASE)
IRC_HEADER = re.compile(r"^\*\*\*\* .*\d{4}$")


def lines_of(path):
    return path.read_bytes().decode("utf-8", "replace").split("\n")


def count_whatsapp(path):
    return sum(1 for line in lines_of(path) if WHATSAPP.match(line)), 0, 0


def count_telegram(path):
    data = json.loads(path.read_text("utf-8"))
    chats = [data] if "messages" in data else data.get("chats", {}).get("list", [])
    return sum(len(chat["messages"]) for chat in chats), 0, 0


def count_irc(path):
    lines = [line.rstrip("\r") for line in lines_of(path)]
    lines = [line for line in lines if line.strip()]
    headers = sum(1 for line in lines if IRC_HEADER.match(line))
    rejected = sum(1 for line in lines if line == "T MISSING TIMESTAMP")
    return len(lines) - headers - rejected, rejected, headers


SETS = [
    ("whatsapp_text", count_whatsapp, ["apps/rwhatsapp/sample.txt", "apps/chat-analytics/whatsapp/*.txt", "apps/chat-miner/whatsapp/*.txt",
                                       "apps/whatstk/chats/whatsapp/*.txt", "apps/timelinize-whatsapp/whatsapp/testdata/fixtures/_chat.txt"]),
    ("telegram_json", count_telegram, ["apps/tkonverter-telegram/examples/*.json", "apps/chat-miner/telegram/test*.json", "apps/chat-analytics/telegram/*.json"]),
    ("irc_log", count_irc, ["apps/irclog2html/**/*.log", "apps/plaso-test_data/xchat*.log", "corpora/ubuntu-irc-disentangle/*/*.raw.txt",
                            "corpora/ubuntu-irc-disentangle/*/*.ascii.txt"]),
]


def main():
    root = os.environ.get("VERBATIM_SHARED_DATA")
    if not root:
        print("VERBATIM_SHARED_DATA is not set")
        return 77
    wrong = 0
    print(f"{'set':58} {'format':14} {'files':>5} {'counted':>8} {'read':>8} {'rejects':>7} {'skips':>5}")
    for name, count, patterns in SETS:
        for pattern in patterns:
            files = sorted(pathlib.Path(root).glob(pattern))
            totals = [0, 0, 0]
            found = [0, 0, 0]
            for path in files:
                expected = count(path)
                line = subprocess.run([sys.argv[1], str(path), "count=1"], capture_output=True, text=True, check=False).stdout
                parts = line.rstrip("\n").split("\t")
                got = tuple(int(part.split()[0]) for part in parts[1:4]) if len(parts) > 4 and parts[0] == name else (-1, -1, -1)
                if got != expected:
                    wrong += 1
                    print(f"differs: {path}: {expected} counted, {parts}")
                for i in range(3):
                    totals[i] += expected[i]
                    found[i] += got[i]
            if not files:
                wrong += 1
                print(f"no files: {pattern}")
            print(f"{pattern[-58:]:58} {name:14} {len(files):5} {totals[0]:8} {found[0]:8} {found[1]:7} {found[2]:5}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
