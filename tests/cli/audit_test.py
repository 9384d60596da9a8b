#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""audit, authority: reading leaves entries, tampering is named, proofs and exports hold, authorities are checked."""
import json
import re
import unittest

from evidence import Case, message, write_lines


class Audit(Case):
    @classmethod
    def make(cls):
        write_lines(cls.folder / "chat.jsonl", [message(1), message(2, "lima", "ok"), message(3, text="the van")])
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "chat.jsonl")

    def entries(self, *words):
        return self.lines("audit", "list", "case", "--json", *words)

    def test_reading_leaves_entries(self):
        commands = {
            "search": [("search", "case", "boxes")],
            "conversation": [("show", "case", "1", "--before", "1")],
            "message": [("show", "case", "1", "--full"), ("show", "case", "1", "--bytes")],
            "conversations": [("conversations", "case")],
            "handles": [("handles", "case")],
            "proof": [("prove", "case", "1", "-o", "-")],
        }
        for operation, runs in commands.items():
            for words in runs:
                with self.subTest(words=words):
                    before = len(self.entries())
                    self.run_cli(*words, "--by", "Analyst 3", "--why", "threat to milan")
                    new = self.entries()[before:]
                    self.assertIn(operation, [entry["operation"] for entry in new])
                    for entry in new:
                        self.assertEqual((entry["who"], entry["purpose"]), ("Analyst 3", "threat to milan"))

    def test_filters(self):
        self.run_cli("search", "case", "van", "--by", "someone else")
        self.assertTrue(self.entries("--who", "someone else"))
        self.assertFalse(self.entries("--who", "nobody"))
        self.assertFalse(self.entries("--outcome", "denied"))
        self.assertFalse(self.entries("--to", "2020-01-01"))
        self.assertEqual(self.entries("--name", "collection")[0]["operation"], "ingest")

    def test_tampering_is_named_and_closes_the_case(self):
        self.run_cli("search", "case", "boxes")
        self.assertIn("is whole", self.run_cli("audit", "verify", "case"))
        path = self.case / "audit" / "events.jsonl"
        good = path.read_bytes()
        lines = good.splitlines(keepends=True)
        try:
            path.write_bytes(lines[0].replace(b'"ingest"', b'"ingeSt"') + b"".join(lines[1:]))
            self.assertIn("entry 0 was changed", self.run_cli("audit", "verify", "case", code=1))
            path.write_bytes(b"".join(lines[1:]))
            self.assertIn("entry 0 is missing", self.run_cli("audit", "verify", "case", code=1))
        finally:
            path.write_bytes(good)
        self.assertIn("is whole", self.run_cli("audit", "verify", "case"))

    def test_proof_export_checkpoint(self):
        key = re.search(r"  (\S+\+\S+)", self.run_cli("audit", "prove", "case", "0", "-o", "entry.proof")).group(1)
        shown = json.loads(self.run_cli("audit", "check", "entry.proof", "--key", key, "--json"))
        self.assertEqual(shown["operation"], "ingest")
        self.run_cli("audit", "export", "case", "-o", "audit.export")
        self.assertIn("is whole", self.run_cli("audit", "check", "audit.export", "--key", key))
        self.run_cli("audit", "checkpoint", "case", "-o", "kept")
        self.assertIn("is whole", self.run_cli("audit", "verify", "case", "--known", "kept"))
        altered = (self.folder / "audit.export").read_bytes().replace(b'"ingest"', b'"ingesT"')
        (self.folder / "audit.export").write_bytes(altered)
        self.run_cli("audit", "check", "audit.export", "--key", key, code=1)

    def test_authorities(self):
        key = re.search(r"  (\S+\+\S+)", self.run_cli("authority", "new-issuer", "court", "-o", "court.key")).group(1)
        case_id = json.loads(self.run_cli("stats", "case", "--json"))["id"]
        make = ("authority", "make", "order-7", "-o", "order", "--key", "court.key", "--case-id", case_id, "--issuer",
                "Court", "--reference", "1", "--expires", "2099-01-01", "--offence", "x", "--handle", "kilo", "--force")
        self.errors(*make, code=2)
        self.run_cli(*make, "--role", "analyst")
        self.errors("authority", "add", "case", "order", code=3)
        self.run_cli("authority", "trust", "case", key)
        self.run_cli("authority", "add", "case", "order")
        self.assertIn("order-7", self.run_cli("authority", "list", "case"))
        self.assertIn("handle kilo", self.run_cli("authority", "show", "case", "order-7"))
        self.run_cli("authority", "withdraw", "order-7", "-o", "gone", "--key", "court.key", "--case-id", case_id,
                     "--reason", "appeal")
        self.run_cli("authority", "add", "case", "gone")
        self.assertIn("withdrawn", self.run_cli("authority", "list", "case"))
        self.assertEqual([e["operation"] for e in self.entries("--name", "alteration")][-3:],
                         ["trust issuer", "add authority", "withdraw authority"])


if __name__ == "__main__":
    unittest.main()
