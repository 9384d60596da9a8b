#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile input through the real program: clear findings, no crash, accounting that adds up, a clean terminal.

  hostile_test.py BUILD-FOLDER [FILES]

FILES is how many small files the folder of many files has (default 5,000; 100,000 by hand).
"""
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

GIB = 1 << 30
LINE = b'{"sent":"2020-04-01T10:00:00Z","sender":"kilo","text":"fine"}\n'
# Escape sequences, a bell, a carriage return, bidirectional overrides, zero-width characters, markup.
NASTY = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b31m\r<script>alert(1)</script>\u202etxt.exe\u2066\u200b"


class Hostile:
    def __init__(self, build, files):
        self.binary = os.path.join(build, "verbatim")
        self.work = tempfile.mkdtemp(prefix="verbatim-hostile-")
        self.files = files
        self.checks = 0
        self.failures = 0

    def check(self, truth, what):
        self.checks += 1
        if not truth:
            self.failures += 1
            print(f"FAILED: {what}", flush=True)

    def path(self, name):
        return os.path.join(self.work, name)

    def write(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data)
        return self.path(name)

    def run(self, *arguments, timeout=600):
        return subprocess.run([self.binary, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)

    def ingest(self, name, *paths):
        """A new case with these paths; returns (stats, findings by source path)."""
        case = self.path("case-" + name)
        self.run("new", case)
        done = self.run("ingest", case, *paths)
        self.check(done.returncode in (0, 1), f"{name}: ingest gave {done.returncode}: {done.stderr[-400:]!r}")
        self.check(not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", done.stdout + done.stderr.replace(b"\r", b"")),
                   f"{name}: control characters in the output of ingest")
        shown = self.run("stats", case, "--json")
        self.check(shown.returncode == 0, f"{name}: stats gave {shown.returncode}: {shown.stderr[-400:]!r}")
        stats = json.loads(shown.stdout)
        self.check(stats["problems"] == [], f"{name}: {stats['problems']}")
        findings = [json.loads(line) for line in self.run("findings", case, "--json").stdout.splitlines()]
        return case, stats, findings

    def done(self):
        shutil.rmtree(self.work, ignore_errors=True)
        print(f"{self.checks - self.failures} passed, {self.failures} failed")
        return 1 if self.failures else 0


def status_of(stats, ending):
    return [s for s in stats["sources"] if s["path"].endswith(ending)][0]


def zip_bomb(h):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.jsonl", bytes(200 << 20))
    h.write("bomb.zip", inner.getvalue())
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.zip", inner.getvalue())
        archive.writestr("chat.jsonl", LINE)
    h.write("nest.zip", outer.getvalue())
    deep = LINE
    for level in range(9):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"level{level}" + (".zip" if level else ".jsonl"), deep)
        deep = packed.getvalue()
    h.write("deep.zip", deep)
    _, stats, findings = h.ingest("bomb", h.path("bomb.zip"), h.path("deep.zip"))
    text = json.dumps(findings)
    h.check("bomb" in text, "the bomb is named as one")
    h.check("nested-too-deep" in text, "too deep nesting is named")
    h.check(sum(s["bytes"] for s in stats["sources"]) < GIB, "a bomb does not fill the disk")


def long_line(h):
    path = h.write("line.jsonl", LINE)
    with open(path, "ab") as file:
        file.write(b'{"text":"')
        for _ in range(1024):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n' + LINE)
    _, stats, findings = h.ingest("line", path)
    os.unlink(path)
    h.check(stats["messages"] == 2, f"both lines around 1 GiB are read ({stats['messages']})")
    h.check(stats["rejected"] == 1 and findings[0]["end"] - findings[0]["begin"] > GIB, "the long line is one finding")


def odd_bytes(h):
    folder = h.path("odd")
    os.mkdir(folder)
    files = {
        "zero.jsonl": b"",
        "utf8.jsonl": LINE + b'{"sender":"ki\xff\xfelo","text":"\xc3\x28 \xed\xa0\x80"}\n' + LINE,
        "nul.jsonl": LINE + b"\x00" * 100 + b"\n" + b'{"text":"a\\u0000b","sender":"k"}\n' + LINE,
        "deep.jsonl": LINE + b'{"x":' + b"[" * 200000 + b"]" * 200000 + b"}\n" + LINE,
        "deep.json": b"[" * 1000000,
        "cut.jsonl": LINE * 3 + LINE[:20],
        "quote.csv": b'date,from,to,body\n2020-01-01,a,b,"never closed\n' + b"x,y\n" * 1000,
        "noise.bin": bytes(range(256)) * 4096,
        "lone.zip": b"PK\x03\x04" + bytes(100),
        "cut.tar": tar_bytes()[:700],
        "billion.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' +
                       b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % ((c + 1,) + (c,) * 8)
                                for c in range(97, 110)) + b"]><smsCorpus><message>&n;</message></smsCorpus>",
    }
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    os.symlink("/etc/passwd", os.path.join(folder, "link.txt"))
    os.mkfifo(os.path.join(folder, "pipe"))
    _, stats, findings = h.ingest("odd", folder)
    h.check(status_of(stats, "zero.jsonl")["status"] == "empty", "a file without bytes is named empty")
    for name in ("utf8.jsonl", "nul.jsonl", "deep.jsonl"):
        source = status_of(stats, name)
        h.check(source["messages"] >= 2, f"{name}: the good lines are read ({source['messages']})")
        h.check(source["status"] == "parsed", f"{name}: {source['status']}")
    h.check(status_of(stats, "cut.jsonl")["messages"] == 3, "a cut line costs itself")
    h.check(status_of(stats, "cut.jsonl")["rejected"] == 1, "and is a finding")
    for name in ("link.txt", "pipe"):
        h.check(status_of(stats, name)["status"] == "absent", f"{name} is not followed")
    h.check(len(findings) > 5, "there are findings")


def tar_bytes():
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        entry = tarfile.TarInfo("../../etc/evil.jsonl")
        entry.size = len(LINE)
        tar.addfile(entry, io.BytesIO(LINE))
        link = tarfile.TarInfo("link")
        link.type = tarfile.SYMTYPE
        link.linkname = "/etc/passwd"
        tar.addfile(link)
    return data.getvalue()


def names(h):
    """Hostile names and texts: never raw on a terminal, exact in JSON."""
    folder = h.path("names")
    os.mkdir(folder)
    with open(os.path.join(folder, "evil\x1b[2J\x07\n.tar"), "wb") as file:
        file.write(tar_bytes())
    with open(os.path.join(folder, "text.jsonl"), "w") as file:
        file.write(json.dumps({"sent": "2020-04-01T10:00:00Z", "sender": NASTY, "sender_name": NASTY, "id": NASTY,
                               "conversation": NASTY, "conversation_title": NASTY, "participants": [NASTY],
                               "text": NASTY + " findme", "attachments": [{"name": NASTY}]}) + "\n")
    case, stats, _ = h.ingest("names", folder)
    h.check(stats["messages"] == 2, f"both messages are read ({stats['messages']})")
    h.check(not os.path.exists("/etc/evil.jsonl"), "nothing is written outside the case")
    seq = json.loads(h.run("search", case, "findme", "--format", "json").stdout.splitlines()[0])["seq"]
    for command in (("search", case, "findme", "--format", "table"), ("show", case, str(seq)),
                    ("show", case, str(seq), "--full"), ("sources", case), ("findings", case), ("handles", case),
                    ("conversations", case), ("stats", case), ("acquisitions", case)):
        done = h.run(*command)
        out = done.stdout + done.stderr
        h.check(done.returncode == 0, f"{command[0]} gave {done.returncode}: {done.stderr[-300:]!r}")
        h.check(not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", out), f"{command[0]}: raw control characters")
        text = out.decode()
        h.check(not re.search("[\u0080-\u009f\u202a-\u202e\u2066-\u2069]", text), f"{command[0]}: C1 or bidi controls")
    hit = json.loads(h.run("search", case, "findme", "--format", "json").stdout.splitlines()[0])
    h.check(hit["text"] == NASTY + " findme", "JSON carries the true text")


def many_files(h):
    folder = h.path("many")
    os.mkdir(folder)
    for number in range(h.files):
        sub = os.path.join(folder, f"{number % 100:02d}")
        os.makedirs(sub, exist_ok=True)
        with open(os.path.join(sub, f"{number}.jsonl"), "wb") as file:
            file.write(b'{"sent":"2020-04-01T10:00:00Z","sender":"kilo","text":"file %d"}\n' % number)
    case, stats, _ = h.ingest("many", folder)
    h.check(stats["messages"] == h.files, f"every one of {h.files} files is read ({stats['messages']})")
    h.check(h.run("search", case, f'"file {h.files - 1}"', "--count").returncode == 0, "and can be searched")


def broken_case(h):
    """Garbage where a case should be."""
    folder = h.path("garbage")
    os.makedirs(folder)
    done = h.run("stats", folder)
    h.check(done.returncode == 3 and b"not a case" in done.stderr, "a folder that is no case is named")
    h.write("garbage/case.toml", struct.pack("<256B", *range(256)))
    done = h.run("stats", folder)
    h.check(done.returncode != 0 and b"case.toml" in done.stderr, "a damaged case file is named")


def main():
    h = Hostile(os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5000)
    for part in (broken_case, odd_bytes, names, zip_bomb, many_files, long_line):
        print(part.__name__, flush=True)
        part(h)
    return h.done()


if __name__ == "__main__":
    sys.exit(main())
