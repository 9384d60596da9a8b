# SPDX-License-Identifier: Apache-2.0
"""Checks an exported audit log of a Verbatim case (docs/audit.md, section 4), for verify.py, which lies beside it."""
import re

from verify import (NotProved, decimal, ed25519_verify, from_base64, need, parse_checkpoint, parse_key, parse_note,
                    printable, sha256)

HEAD = b"verbatim-audit-export v1"
FINDINGS_NAMED = 1000
LINE_BYTES_MAX = 9 << 20

class Frontier:
    """The root of a Merkle tree (RFC 9162) whose leaf hashes come one by one."""
    def __init__(self):
        self.size, self.peaks = 0, []

    def append(self, node):
        carry = self.size
        while carry & 1:
            node, carry = sha256(b"\x01", self.peaks.pop(), node), carry >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        if not self.peaks:
            return sha256()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = sha256(b"\x01", peak, node)
        return node

class Audit:
    def __init__(self, file, trusted):
        self.file, self.trusted = file, trusted
        self.report = {"key": "", "key_trusted": False, "origin": "", "entries": 0, "root": ""}
        self.findings, self.count, self.next, self.whole, self.frontier = [], 0, 0, True, Frontier()

    def add(self, entry, what):
        self.count += 1
        if len(self.findings) < FINDINGS_NAMED:
            self.findings.append({"entry": entry, "what": what})

    def missing(self, end, why):
        one = end == self.next + 1
        self.add(self.next, (f"entry {self.next} is" if one else f"entries {self.next} to {end - 1} are") + f" missing: {why}")

    def head(self):
        lines = [self.file.readline(4096) for _ in range(3)]
        need(lines[0] == HEAD + b"\n" and lines[1].startswith(b"key ") and lines[2].startswith(b"checkpoint "), "header",
             "not an exported audit log")
        key = self.trusted or parse_key(lines[1][4:].rstrip(b"\n"), "key")
        size = decimal(lines[2][len(b"checkpoint "):].rstrip(b"\n"), "header")
        need(size <= 1_000_000, "header", "not an exported audit log")
        text, signatures = parse_note(self.file.read(size))
        origin, self.size, self.root = parse_checkpoint(text)
        need(origin == key[1], "checkpoint", "the log is of another name than the key")
        need(any(s[:2] == (key[1], key[2]) and ed25519_verify(key[3], text, s[2]) for s in signatures), "checkpoint",
             "no signature by the key")
        self.report = {"key": key[0], "key_trusted": bool(self.trusted), "origin": origin, "entries": self.size,
                       "root": self.root.hex()}

    def line(self, number, line):
        try:
            need(line.endswith(b"\n"), "entries", "the file ends inside a line")
            recorded, _, entry = line[:-1].partition(b" ")
            recorded = from_base64(recorded, "entries", 32)
        except NotProved:
            recorded, entry = None, b""
        genuine = recorded == sha256(b"\x00", entry)
        claim = re.search(rb',"number":([0-9]{1,19}),', entry)
        claims = int(claim[1]) if claim else None
        if genuine and claims is not None and self.next < claims < self.size:
            self.missing(claims, "deleted")
            self.next, self.whole = claims, False
        if recorded is None or (genuine and claims != self.next) or self.next >= self.size:
            itself = "" if claims is None else f", which calls itself entry {claims},"
            self.add(self.next, f"line {number} of the entries{itself} does not belong there: it was inserted, moved or changed")
            self.whole = False
            self.next += recorded is None and self.next < self.size
            return
        if not genuine:
            self.add(self.next, f"entry {self.next} was changed: its line does not have the hash beside it")
        self.frontier.append(recorded)
        self.next += 1

    def run(self):
        self.head()
        number = 0
        for line in iter(lambda: self.file.readline(LINE_BYTES_MAX), b""):
            number += 1
            self.line(number, line)
        if self.next < self.size:
            self.missing(self.size, "the log was cut off")
        elif self.whole and self.frontier.root() != self.root:
            self.add(None, f"the hashes beside the lines lead to root {self.frontier.root().hex()}, the signature is over "
                           f"{self.root.hex()}: an entry was changed together with its hash")

def verify_audit(file, trusted=None):
    """The report, as in the JSON output. `file` stands at its beginning; memory: the longest line."""
    audit = Audit(file, parse_key(trusted.encode(), "--key") if trusted else None)
    try:
        audit.run()
    except NotProved as error:
        audit.add(None, f"{error.field}: {error.reason}")
    return {"verdict": "not proved" if audit.count else "proved", **audit.report, "findings_count": audit.count,
            "findings": audit.findings}

def print_audit(report):
    if report["verdict"] == "proved":
        print(f"PROVED: these are all {report['entries']} entries of the audit log {printable(report['origin'])}, as they were\n"
              f"signed.\n  root hash {report['root']}")
        return
    print("NOT PROVED")
    for finding in report["findings"]:
        print("  " + printable(finding["what"]))
    if report["findings_count"] > len(report["findings"]):
        print(f"  and {report['findings_count'] - len(report['findings'])} more")
