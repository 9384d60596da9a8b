#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""audit, authority: reading leaves entries, tampering is named, proofs and exports hold, authorities are checked."""
import json
import re
import subprocess
import sys
import unittest

from evidence import BUILD, ROOT, Case, message, write_lines


CANARY = "canary in the coal mine"

# Every command either leaves one of these entries before it shows, counts or gives out a message ...
LEAVES = {
    "ingest": [("ingest", ["case", "more.jsonl"])],
    "findings": [("findings", ["case"])],
    "gaps": [("gaps", ["case"])],
    "compare": [("compare", ["case", "1", "2"])],
    "search": [("search", ["case", "boxes"]), ("search", ["case", "canary", "--format", "json"]),
               ("count", ["case", "boxes", "--count"]), ("histogram", ["case", "boxes", "--histogram", "day"]),
               ("group", ["case", "boxes", "--by", "sender"])],
    "show": [("conversation", ["case", "1", "--before", "1"]), ("message", ["case", "1", "--full"]),
             ("bytes", ["case", "1", "--bytes"])],
    "conversations": [("conversations", ["case"])],
    "handles": [("handles", ["case"])],
    "select": [("select", ["case", "found", "canary"]), ("messages", ["case", "found", "--show"]),
               ("rerun", ["case", "found", "--rerun"]), ("export", ["case", "found", "--export", "-"]),
               ("select", ["case", "found", "--add", "0", "--why", "context"]),
               ("disclosed", ["case", "found", "--disclosed", "by hand", "--to", "the court"])],
    "exhibit add": [("exhibit", ["case", "1", "--title", "one"])],
    "exhibit show": [("messages", ["case", "EX-0001"])],
    "exhibit withdraw": [("withdraw exhibit", ["case", "EX-0001", "--why", "wrong"])],
    "sweep": [("search", ["case", "--handle", "kilo", "--event", "2020-04-01"])],
    "request answer": [("answer", ["case", "terms.request", "-o", "terms.answer"])],
    "disclose": [("disclose", ["case", "-o", "bundle.zip", "--query", "canary", "--pdf", "never"])],
    "prove": [("proof", ["case", "1", "-o", "-"])],
    "bench-queries": [("search", ["case", "queries.tsv"])],
    "destroy": [("plan destruction", ["case", "--seq", "2", "--by", "a", "--order", "b", "--why", "order", "--plan"])],
    "authority trust": [("trust issuer", ["case", "court.pub"])],
    "authority add": [("add authority", ["case", "order"])],
}
# ... or reads no message, because ...; with a run for each that has a case.
READS_NO_MESSAGE = {
    "new": ("the case is empty", None),
    "stats": ("it accounts for rows and bytes", ["case"]),
    "acquisitions": ("it lists files and their hashes", ["case", "--files"]),
    "sources": ("it lists files and counts of their rows", ["case"]),
    "open": ("a bundle is outside the case", None),
    "exhibit list": ("it lists numbers and titles", ["case"]),
    "request key": ("it has no case", None),
    "request make": ("it has no case", None),
    "request check": ("it has no case", None),
    "request list": ("it lists terms and counts that went out, with an entry of their own", ["case"]),
    "verify": ("it names records by number", ["case"]),
    "rebuild": ("it shows counts alone", ["case"]),
    "seal": ("it shows hashes", ["case"]),
    "witness new": ("it has no case", None),
    "witness trust": ("it has no case", None),
    "witness sign": ("it has no case", None),
    "witness serve": ("it has no case", None),
    "audit list": ("it lists what was done", ["case"]),
    "audit verify": ("it names entries by number", ["case"]),
    "audit prove": ("it proves an entry", ["case", "0", "-o", "one.proof"]),
    "audit export": ("it gives entries out", ["case", "-o", "all.export"]),
    "audit checkpoint": ("it gives a hash out", ["case", "-o", "a.checkpoint"]),
    "audit check": ("it has no case", None),
    "authority new-issuer": ("it has no case", None),
    "authority make": ("it has no case", None),
    "authority withdraw": ("it has no case", None),
    "authority list": ("it lists orders", ["case"]),
    "authority show": ("it shows an order", ["case", "order-1"]),
    "serve": ("its users read through app::Reading: serve_test.py", None),
    "user add": ("it changes who may sign in", ["case", "eve", "--role", "analyst", "--password-file", "password"]),
    "user list": ("it lists who may sign in", ["case"]),
    "user passwd": ("it changes who may sign in", ["case", "eve", "--password-file", "password"]),
    "user totp": ("it changes who may sign in", ["case", "eve"]),
    "user disable": ("it changes who may sign in", ["case", "eve"]),
    "formats": ("it has no case", None),
    "profile list": ("it has no case", None),
    "profile show": ("it has no case", None),
    "profile preview": ("it has no case: the file is not evidence yet", None),
    "completions": ("it has no case", None),
    "man": ("it has no case", None),
}


class EveryCommand(Case):
    """No command is in neither list, and none is in the wrong one."""

    @classmethod
    def make(cls):
        write_lines(cls.folder / "chat.jsonl", [message(1), message(2, "lima", CANARY), message(3, text="the van")])
        write_lines(cls.folder / "again.jsonl", [message(1), message(2, "lima", CANARY), "not a message"])
        write_lines(cls.folder / "more.jsonl", [message(9, text="later")])
        (cls.folder / "queries.tsv").write_text("one\t\tcanary\n", encoding="utf-8")
        (cls.folder / "password").write_text("correct horse battery staple\n", encoding="utf-8")
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "chat.jsonl")
        cls.run_raw("ingest", "case", "again.jsonl")
        cls.run_cli("seal", "case")
        case_id = json.loads(cls.run_cli("stats", "case", "--json"))["case"]["id"]
        cls.run_cli("request", "key", "defence", "-o", "defence.key")
        cls.run_cli("request", "make", "-o", "terms.request", "--key", "defence.key", "--case-id", case_id,
                    "--purpose", "alibi", "canary")
        said = cls.run_cli("authority", "new-issuer", "court", "-o", "court.key")
        cls.key = re.search(r"  (\S+\+\S+)", said).group(1)
        cls.run_cli("authority", "make", "order-1", "-o", "order", "--key", "court.key", "--case-id", case_id,
                    "--issuer", "Court", "--reference", "1", "--expires", "2099-01-01", "--offence", "x", "--handle",
                    "kilo", "--role", "analyst")

    def operations(self):
        return [entry["operation"] for entry in self.lines("audit", "list", "case", "--json")]

    def words(self, given):
        return [self.key if word == "court.pub" else word for word in given]

    def test_every_command_is_in_one_list(self):
        headings = re.findall(r"^### verbatim (.+)$", self.run_cli("man", "--markdown"), re.M)
        commands = {name for name in headings if not any(other.startswith(name + " ") for other in headings)}
        self.assertGreater(len(commands), 40)
        self.assertEqual(commands, set(LEAVES) | set(READS_NO_MESSAGE))
        self.assertEqual(set(LEAVES) & set(READS_NO_MESSAGE), set())

    def test_what_shows_messages_leaves_an_entry_and_the_rest_shows_none(self):
        for command, runs in LEAVES.items():
            for operation, given in runs:
                with self.subTest(command=command, given=given):
                    before = len(self.operations())
                    done = self.run_raw(*command.split(), *self.words(given))
                    self.assertIn(done.returncode, (0, 1), done.stderr)
                    self.assertIn(operation, self.operations()[before:])
        for command, (reason, given) in READS_NO_MESSAGE.items():
            if given is None:
                self.assertNotRegex(reason, "^it (shows|lists|gives)")
                continue
            with self.subTest(command=command):
                done = self.run_raw(*command.split(), *self.words(given))
                self.assertIn(done.returncode, (0, 1), done.stderr)
                self.assertNotIn(CANARY.encode(), done.stdout + done.stderr)

    def test_who_and_why(self):
        for words in (["search", "case", "boxes"], ["show", "case", "1"], ["conversations", "case"], ["gaps", "case"],
                      ["handles", "case"], ["compare", "case", "1", "2"], ["prove", "case", "1", "-o", "-"]):
            before = len(self.operations())
            self.run_raw(*words, "--reader", "Analyst 3", "--why", "threat to milan")
            new = self.lines("audit", "list", "case", "--json", "--first", before)
            self.assertTrue(new, words)
            for entry in new:
                self.assertEqual((entry["who"], entry["purpose"]), ("Analyst 3", "threat to milan"))
        self.run_cli("select", "case", "by-name", "boxes", "--by", "Examiner 12")
        self.assertEqual(self.lines("audit", "list", "case", "--json")[-1]["who"], "Examiner 12")


class Audit(Case):
    @classmethod
    def make(cls):
        write_lines(cls.folder / "chat.jsonl", [message(1), message(2, "lima", "ok"), message(3, text="the van")])
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "chat.jsonl")

    def entries(self, *words):
        return self.lines("audit", "list", "case", "--json", *words)

    def test_filters(self):
        self.run_cli("search", "case", "van", "--reader", "someone else")
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
        lines = (self.folder / "audit.export").read_bytes().splitlines(keepends=True)
        first = next(at for at, line in enumerate(lines) if b'"number":0,' in line)
        altered = [line.replace(b'"ingest"', b'"ingesT"') for line in lines]
        deleted = lines[:first + 1] + lines[first + 2:]
        for given, verdict, named in ((lines, "proved", None), (altered, "not proved", 0), (deleted, "not proved", 1)):
            (self.folder / "given.export").write_bytes(b"".join(given))
            code = 0 if verdict == "proved" else 1
            self.run_cli("audit", "check", "given.export", "--key", key, code=code)
            reports = []
            for verifier in ([str(BUILD / "verbatim-verify")], [sys.executable, str(ROOT / "verifier" / "verify.py")]):
                for more in (["--json"], []):
                    done = subprocess.run([*verifier, "given.export", "--key", key, *more], cwd=self.folder,
                                          capture_output=True, text=True, timeout=60)
                    self.assertEqual(done.returncode, code, done.stderr)
                    self.assertTrue(done.stdout.startswith("{" if more else verdict.upper()), done.stdout)
                    reports += [json.loads(done.stdout)] if more else []
            self.assertEqual(reports[0], reports[1])
            self.assertEqual((reports[0]["verdict"], reports[0]["key_trusted"]), (verdict, True))
            self.assertEqual([finding["entry"] for finding in reports[0]["findings"]][:1],
                             [] if named is None else [named])

    def test_authorities(self):
        key = re.search(r"  (\S+\+\S+)", self.run_cli("authority", "new-issuer", "court", "-o", "court.key")).group(1)
        case_id = json.loads(self.run_cli("stats", "case", "--json"))["case"]["id"]
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
