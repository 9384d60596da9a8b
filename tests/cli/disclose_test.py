#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""disclose: bundles of every scope, what is withheld, the search for it, openings, and that both verifiers accept all."""
import base64
import csv
import datetime
import email
import email.policy
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import unittest
import zipfile
import zlib

from evidence import BUILD, ROOT, Case, message, write_lines

IBAN = "NL91ABNA0417164300"
PHONE = "+31612345678"
STATED = ["--time", "2026-11-23T20:26:44Z"]


def plain_bytes(path):
    """Everything that somebody could find in the zip: names, files, what is deflated in them, what is base64 in lines."""
    out = [path.read_bytes()]
    with zipfile.ZipFile(path) as bundle:
        for name in bundle.namelist():
            data = bundle.read(name)
            out += [name.encode(), data]
            if name.endswith(".xlsx"):
                inner_path = path.with_suffix(".inner.xlsx")
                inner_path.write_bytes(data)
                with zipfile.ZipFile(inner_path) as inner:
                    out += [inner.read(member) for member in inner.namelist()]
            if name.endswith(".pdf"):
                for part in data.split(b"stream\n")[1:]:
                    try:
                        out.append(zlib.decompressobj().decompress(part))
                    except zlib.error:
                        pass
            if name.endswith(".rsmf"):
                mail = email.message_from_bytes(data, policy=email.policy.default)
                out += [str(value).encode() for value in mail.values()]
                text, attached = mail.iter_parts()
                out.append(text.get_content().encode())
                with zipfile.ZipFile(io.BytesIO(attached.get_content())) as inner:
                    manifest = json.loads(inner.read("rsmf_manifest.json"))
                    out.append(json.dumps(manifest, ensure_ascii=False).encode())
            if name.startswith("verify/"):
                for word in data.replace(b",", b" ").replace(b"+", b" +").split():
                    for text in (word, word.lstrip(b"+")):
                        try:
                            out.append(base64.b64decode(text, validate=True))
                        except ValueError:
                            pass
    return b"\n".join(out)


class Disclose(Case):
    @classmethod
    def make(cls):
        evidence = cls.folder / "evidence"
        evidence.mkdir()
        one = [message(1), message(2, "lima", f"pay {IBAN} today"), message(3, "kilo", f"call {PHONE} or 06 12345678"),
               message(4, "kilo", "the van is ready"),
               message(5, "mike", "other talk", conversation="dock", conversation_title="Dock",
                       participants=["mike", "lima"])]
        # The same message as another phone has it, and one without a time.
        two = [message(2, "lima", f"pay {IBAN} today", account="phone-2"), message(6, "lima", "no time here")]
        del two[1]["sent"]
        write_lines(evidence / "one.jsonl", one)
        write_lines(evidence / "two.jsonl", two)
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "evidence", "--delivered-by", "Unit 4", "--note", "one phone was never found")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unsealed = cls.errors("disclose", "case", "-o", "no.zip", "--handle", "kilo", code=3)
        cls.run_cli("seal", "case", *STATED)

    def disclose(self, name, *words):
        path = self.folder / name
        report = json.loads(self.run_cli("disclose", "case", "-o", name, "--json", "--force", *STATED, *words))
        self.check(path)
        return path, report

    def check(self, path, *words):
        for command in ([BUILD / "verbatim-verify"], [sys.executable, ROOT / "verifier" / "verify.py"]):
            done = subprocess.run([*map(str, command), str(path), *map(str, words)], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("proved", (done.stdout).lower())

    def records(self, path):
        with zipfile.ZipFile(path) as bundle:
            lines = bundle.read("verify/records").decode().splitlines()
        return [line.split() for line in lines if line.startswith("record ") and len(line.split()) == 12]

    def redactions(self, path):
        with zipfile.ZipFile(path) as bundle:
            if "verify/redactions" not in bundle.namelist():
                return []
            return bundle.read("verify/redactions").decode().splitlines()[1:]

    def test_without_a_seal_it_says_how_to_make_one(self):
        self.assertIn("verbatim seal", self.unsealed)

    def test_a_conversation_in_a_period(self):
        path, report = self.disclose("period.zip", "--conversation", "harbour", "--from", "2020-04-01T00:02:00",
                                     "--to", "2020-04-01T00:03:59", "--undated", "excluded")
        self.assertEqual([int(words[1]) for words in self.records(path)], [1, 2, 5])
        self.assertEqual((report["records"], report["before"], report["after"]), (3, 1, 1))
        with zipfile.ZipFile(path) as bundle:
            self.assertIn("verify/conversations", bundle.namelist())
            self.assertIsNone(bundle.testzip())
            self.assertIn(IBAN, bundle.read("messages.csv").decode())
            self.assertIn("one phone was never found", bundle.read("report.html").decode())

    def test_a_handle_whole_and_a_query_beside_it(self):
        path, report = self.disclose("handle.zip", "--handle", "kilo", "--query", "other")
        self.assertEqual(report["records"], 7)
        with zipfile.ZipFile(path) as bundle:
            self.assertIn("verify/participations", bundle.namelist())
            self.assertEqual(json.loads(bundle.read("verify/selection.json"))["count"], 1)

    def test_a_query_alone_proves_inclusion(self):
        path, report = self.disclose("query.zip", "--query", "pay")
        self.assertEqual([int(words[1]) for words in self.records(path)], [1, 5])  # both sightings
        with zipfile.ZipFile(path) as bundle:
            self.assertNotIn("verify/conversations", bundle.namelist())

    def test_a_selection_with_its_exhibits_and_hand_changes(self):
        self.run_cli("select", "case", "van", "van OR call", "--by", "A. Analyst")
        self.run_cli("select", "case", "van", "--add", "4", "--why", "answers it")
        self.run_cli("select", "case", "van", "--remove", "2", "--why", "another man's number")
        self.run_cli("exhibit", "add", "case", "--title", "The van", "--selection", "van")
        path, report = self.disclose("van.zip", "--selection", "van", "--recipient", "the court", "--by", "A. Analyst")
        self.assertEqual([int(words[1]) for words in self.records(path)], [3, 4])
        with zipfile.ZipFile(path) as bundle:
            selection = json.loads(bundle.read("verify/selection.json"))
            self.assertEqual(selection["selected"]["count"], 2)
            self.assertEqual([change["why"] for change in selection["changes"]], ["answers it", "another man's number"])
            page = bundle.read("report.html").decode()
            self.assertIn("EX-0001", page)
            self.assertIn("another man", page)
            self.assertIn("verify.html", bundle.namelist())
        # Bundles of every scope are marked, not only those of selections.
        self.disclose("kilo.zip", "--handle", "kilo")
        self.assertRegex(self.run_cli("sweep", "case", "--selection", "van", "--before", "30d"),
                         r"Together: (\d+) messages, 2 selected, \1 disclosed already")
        both = self.errors("disclose", "case", "-o", "no.zip", "--query", "x", "--selection", "van", code=2)
        self.assertIn("not both", both)
        self.assertIn("no selection", self.errors("disclose", "case", "-o", "no.zip", "--selection", "nothing", code=3))

    def test_an_account_number_is_nowhere(self):
        path, report = self.disclose("iban.zip", "--handle", "lima", "--redact-pattern", "iban", "--reason", "third party")
        self.assertEqual(self.redactions(path), ['1 6.1 "third party"', '1 6.2 "third party"', '5 6.1 "third party"',
                                                 '5 6.2 "third party"'])
        everything = plain_bytes(path)
        for piece in (IBAN.encode(), IBAN[:16].encode(), IBAN.lower().encode()):
            self.assertNotIn(piece, everything)
        self.assertIn(b"third party", everything)
        self.assertIn(b"the van is ready", everything)

    def test_the_messages_for_other_programs(self):
        formats = ["--format", "rsmf,case", "--format", "loadfile,parquet"]
        path, _ = self.disclose("exchange.zip", "--query", "*", "--number", "80", *formats)
        with zipfile.ZipFile(path) as bundle:
            names = sorted(name for name in bundle.namelist() if name.startswith("exchange/"))
            # harbour with and without a time, and dock: a file for each conversation and day.
            self.assertEqual(names, ["exchange/messages.case.jsonld", "exchange/messages.dat", "exchange/messages.parquet",
                                     "exchange/rsmf/000001.rsmf", "exchange/rsmf/000002.rsmf", "exchange/rsmf/000003.rsmf"])
            graph = json.loads(bundle.read("exchange/messages.case.jsonld"))["@graph"]
            load = bundle.read("exchange/messages.dat").decode("utf-8-sig").splitlines()
            table = list(csv.reader(io.StringIO(bundle.read("messages.csv").decode("utf-8-sig"))))
            bundle.extract("exchange/messages.parquet", self.folder)
        self.assertEqual(len([node for node in graph if node["@type"] == "uco-observable:Message"]), 7)
        self.assertEqual(len(load), 8)
        self.assert_same_rows(self.folder / "exchange" / "messages.parquet", table)
        again, _ = self.disclose("exchange2.zip", "--query", "*", "--number", "80", *formats)
        self.assertEqual(path.read_bytes(), again.read_bytes())
        plain, _ = self.disclose("plain.zip", "--query", "*")
        with zipfile.ZipFile(plain) as bundle:
            self.assertFalse([name for name in bundle.namelist() if name.startswith("exchange/")])
        self.assertIn("loadfile", self.errors("disclose", "case", "-o", "x.zip", "--query", "*", "--format", "word", code=2))

    def assert_same_rows(self, parquet, table):
        done = subprocess.run([sys.executable, pathlib.Path(__file__).with_name("parquet_rows.py"), parquet], check=True,
                              capture_output=True, text=True, env={**os.environ, "VERBATIM_BUILD": str(BUILD)})
        names, types, *rows = map(json.loads, done.stdout.splitlines())
        self.assertEqual(names, table[0])
        self.assertEqual(len(rows), len(table) - 1)
        times = [name for name, kind in zip(names, types) if kind == "Nullable(DateTime64(3, 'UTC'))"]
        self.assertEqual(times, ["sent", "received", "read", "edited", "deleted", "expires"])
        for row, cells in zip(rows, table[1:]):
            row, cells = dict(zip(names, row)), dict(zip(names, cells))
            for name in names:
                if name in times:
                    # The words are for people; the ISO spelling beside them says the same moment.
                    iso = cells[name + " ISO 8601"]
                    stated = datetime.datetime.fromisoformat(iso.replace("Z", "+00:00")) if iso[:1].isdigit() else None
                    found = row[name] and datetime.datetime.fromisoformat(row[name] + "+00:00")
                    self.assertEqual(found, stated, (name, iso))
                elif name in ("message", "blacked out"):
                    self.assertEqual("" if row[name] is None else str(row[name]), cells[name])
                else:
                    self.assertEqual(row[name], cells[name].removeprefix("'"), name)

    def test_what_is_withheld_is_in_no_format(self):
        path, _ = self.disclose("iban-all.zip", "--handle", "lima", "--redact-pattern", "iban", "--redact-handle", "mike",
                                "--reason", "third party", "--format", "rsmf,case,loadfile,parquet")
        everything = plain_bytes(path)
        for piece in (IBAN.encode(), IBAN[:16].encode(), b"mike"):
            self.assertNotIn(piece, everything)

    def test_a_person_is_nowhere(self):
        plan = self.folder / "plan.toml"
        plan.write_text(f'[[redact]]\nreason = "protected"\nhandle = "mike"\n[[redact]]\nreason = "witness"\n'
                        f'handle = "{PHONE}"\nhide_length = true\n', encoding="utf-8")
        path, report = self.disclose("person.zip", "--query", "*", "--redact", plan)
        everything = plain_bytes(path)
        for piece in (b"mike", PHONE.encode(), b"12345678"):
            self.assertNotIn(piece, everything)
        self.assertIn('2 6 "witness"', self.redactions(path))

    def test_values_shown_elsewhere_must_be_accepted(self):
        words = ["--conversation", "harbour", "--redact", self.folder / "one.toml"]
        (self.folder / "one.toml").write_text('[[redact]]\nreason = "x"\nsequences = "1"\nchunks = "1-2"\n')
        error = self.errors("disclose", "case", "-o", "elsewhere.zip", *words, code=4)
        self.assertIn(IBAN, error)
        self.assertIn("--accept-shown", error)
        self.assertFalse((self.folder / "elsewhere.zip").exists())
        self.assertFalse((self.folder / "elsewhere.zip.partial").exists())
        _, report = self.disclose("elsewhere.zip", *words, "--accept-shown")
        self.assertEqual(report["shown_elsewhere"], [IBAN])

    def test_times_are_opened_by_the_proof(self):
        error = self.errors("disclose", "case", "-o", "t.zip", "--handle", "kilo", "--redact-group", "times", "--reason",
                            "x", code=2)
        self.assertIn("opens its sent time", error)
        self.disclose("times.zip", "--query", "van", "--redact-group", "times", "--reason", "x")

    def test_nothing_without_a_reason_or_scope(self):
        self.assertIn("reason", self.errors("disclose", "case", "-o", "x.zip", "--handle", "kilo", "--redact-pattern",
                                            "iban", code=2))
        self.assertIn("scope", self.errors("disclose", "case", "-o", "x.zip", code=2))
        self.assertIn("nobody", self.errors("disclose", "case", "-o", "x.zip", "--handle", "nobody", code=3))

    def test_the_same_bytes_twice(self):
        words = ["--handle", "lima", "--redact-pattern", "iban", "--reason", "r", "--number", "77"]
        first, _ = self.disclose("same1.zip", *words)
        second, _ = self.disclose("same2.zip", *words)
        self.assertEqual(hashlib.sha256(first.read_bytes()).hexdigest(), hashlib.sha256(second.read_bytes()).hexdigest())
        error = self.errors("disclose", "case", "-o", "same3.zip", *STATED, "--handle", "kilo", "--number", "77", code=4)
        self.assertIn("another content", error)
        self.assertFalse((self.folder / "same3.zip").exists())
        self.errors("disclose", "case", "-o", first, *STATED, "--handle", "kilo", "--number", "77", "--force", code=4)
        self.assertEqual(first.read_bytes(), second.read_bytes(), "what stood there stays")

    def test_a_torn_line_of_the_list_is_dropped(self):
        self.disclose("torn1.zip", "--handle", "lima")
        listed = self.folder / "case" / "disclosures.jsonl"
        whole = listed.read_bytes()
        listed.write_bytes(whole + b'{"bundle":99,"ti')
        _, report = self.disclose("torn2.zip", "--handle", "kilo")
        self.assertTrue(listed.read_bytes().startswith(whole + b'{"bundle":'))
        self.assertEqual([json.loads(line) for line in listed.read_bytes().splitlines()][-1]["bundle"],
                         report["bundle"])

    def test_an_opening_fits_its_bundle(self):
        path, _ = self.disclose("later.zip", "--query", "pay", "--redact-pattern", "iban", "--redact-group", "sender",
                                "--reason", "r")
        out = self.run_cli("disclose", "case", "-o", "later.opening", "--open", path, "--part", "1:sender", "--part",
                           "1:text.1")
        self.assertIn("--opening", out)
        lines = (self.folder / "later.opening").read_text().splitlines()
        self.assertEqual(lines[0], "verbatim-opening v1")
        self.assertEqual([line.split()[:2] for line in lines[2:]], [["1", "4"], ["1", "6.1"]])
        self.assertEqual(base64.b64decode(lines[3].split()[3]), IBAN[:16].encode())
        self.check(path, "--opening", self.folder / "later.opening")
        self.errors("disclose", "case", "-o", "no.opening", "--open", path, "--part", "1:times", code=3)


if __name__ == "__main__":
    unittest.main()
