#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""compare: two deliveries row by row, from a case and from loose files."""
import csv
import io
import json
import os
import signal
import subprocess
import time
import unittest

from evidence import HOSTILE, VERBATIM, Case, message, write_lines


class Compare(Case):
    @classmethod
    def make(cls):
        april = [message(i, text=f"text {i}") for i in range(40)]
        april[20] = "{ broken\n"
        september = list(april)
        september[5] = message(5, text=HOSTILE)
        september[7] = json.dumps(message(7, text="text 7"), separators=(", ", " : ")) + "\n"
        del september[9]
        september.insert(2, september.pop(30))
        september.append(message(99, text="new"))
        for name, lines in (("april", april), ("september", september)):
            (cls.folder / name).mkdir()
            write_lines(cls.folder / name / "chat.jsonl", lines)
            (cls.folder / name / "note.bin").write_bytes(b"\x00\x01" + name.encode()[:1])
        (cls.folder / "temporary").mkdir()
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "april")
        cls.run_cli("ingest", "case", "september")

    def finished(self, *words, code=1):
        event = json.loads(self.run_cli("compare", *words, "--json", code=code).splitlines()[-1])
        self.assertEqual(event["event"], "finished")
        return event

    def assert_the_edits(self, event):
        self.assertEqual(event["a"]["message"],
                         {"same": 35, "reordered": 1, "reformatted": 1, "changed": 1, "missing": 1, "added": 0})
        self.assertEqual(event["b"]["message"],
                         {"same": 35, "reordered": 1, "reformatted": 1, "changed": 1, "missing": 0, "added": 1})
        self.assertEqual(event["a"]["rejected"]["same"], 1)
        self.assertEqual((event["a"]["rows"], event["b"]["rows"]), (40, 40))
        self.assertFalse(event["equal"])

    def test_case_and_files_agree(self):
        for words in (("case", "1", "2"), ("case", "*april*", "*september*"), ("--files", "april", "september")):
            event = self.finished(*words)
            self.assert_the_edits(event)
            self.assertEqual([file["class"] for file in event["files"]], ["changed"])
            self.assertRegex(event["a"]["sources"][0]["sha256"], "^[0-9a-f]{64}$")
        self.assert_the_edits(self.finished("case", "source:0", "source:2"))

    def test_equal(self):
        out = self.run_cli("compare", "case", "1", "1")
        self.assertIn("EQUAL", out)
        self.assertTrue(self.finished("--files", "april", "april", code=0)["equal"])

    def test_table_and_examples(self):
        out = self.run_cli("compare", "case", "1", "2", "--limit", "1", code=1)
        self.assertRegex(out, r"(?m)^sum +40 +40$")
        self.assertRegex(out, r"missing  A row 10 of april/chat\.jsonl \(bytes \d+-\d+\)\n")
        self.assertIn("  text  A: text 5\n", out)
        self.assertIn("THEY DIFFER.", out)
        self.assert_harmless(out.encode())

    def test_what_is_not_shown_is_counted(self):
        write_lines(self.folder / "long.jsonl", [message(i, text=f"text {i}") for i in range(100, 130)])
        write_lines(self.folder / "short.jsonl", [message(100, text="text 100")])
        out = self.run_cli("compare", "--files", "long.jsonl", "short.jsonl", "--limit", "3", code=1)
        self.assertEqual(out.count("missing  A row"), 3)
        self.assertIn("Not shown above: 26 missing.", out)
        out = self.run_cli("compare", "--files", "long.jsonl", "short.jsonl", code=1)
        self.assertEqual(out.count("missing  A row"), 29)
        self.assertNotIn("Not shown", out)

    def test_list(self):
        for name in ("list.jsonl", "list.csv"):
            out = self.run_cli("compare", "case", "1", "2", "--out", name, code=1)
            self.assertIn(f"Full list: {name}, 6 differences.", out)
            self.errors("compare", "case", "1", "2", "--out", name, code=4)
            self.run_cli("compare", "case", "1", "2", "--out", name, "--force", code=1)
        lines = [json.loads(line) for line in (self.folder / "list.jsonl").read_text("utf-8").splitlines()]
        self.assertEqual([line["class"] for line in lines],
                         ["changed", "reformatted", "missing", "reordered", "added", "changed"])
        self.assertEqual(lines[0]["changes"], [{"field": "text", "a": "text 5", "b": HOSTILE}])
        self.assertEqual(lines[2]["a"]["row"], 10)
        self.assertIn({"field": "text", "value": "text 9"}, lines[2]["fields"])
        raw = (self.folder / "april" / "chat.jsonl").read_bytes()[lines[2]["a"]["begin"]:lines[2]["a"]["end"]]
        self.assertEqual(json.loads(raw)["text"], "text 9")
        self.assertEqual(lines[5]["file"]["b"], "september/note.bin")
        rows = list(csv.DictReader(io.StringIO((self.folder / "list.csv").read_text("utf-8"), newline="")))
        self.assertEqual({row["number"] for row in rows}, {"1", "2", "3", "4", "5", "6"})
        self.assertEqual([row["a_value"] for row in rows if row["number"] == "3" and row["field"] == "text"], ["text 9"])

    def test_ignore(self):
        write_lines(self.folder / "ids.jsonl", [message(i, text=f"text {i}", export=i) for i in range(10)])
        write_lines(self.folder / "no.jsonl", [{**message(i, text=f"text {i}", export=9), "id": f"x{i}"} for i in range(10)])
        self.assertEqual(self.finished("--files", "ids.jsonl", "no.jsonl")["a"]["message"]["changed"], 10)
        event = self.finished("--files", "ids.jsonl", "no.jsonl", "--ignore", "id", "--ignore", "rest.export")
        self.assertEqual(event["a"]["message"]["reformatted"], 10)
        self.assertEqual(event["ignored"], ["id", "rest.export"])

    def test_usage(self):
        self.errors("compare", "case", "1", code=2)
        self.errors("compare", "--files", "april", code=2)
        self.errors("compare", "case", "1", "2", "--ignore", "nonsense", code=2)
        self.errors("compare", "case", "1", "2", "--zone", "Z", code=2)
        self.errors("compare", "case", "1", "2", "--list-format", "csv", code=2)
        self.errors("compare", "case", "source:2-1", "2", code=2)
        self.assertIn("no source of the case is selected", self.errors("compare", "case", "7", "2", code=3))
        self.errors("compare", "--files", "april", "nowhere", code=3)
        self.errors("compare", "--files", "april", "april", "--temporary", "nowhere", code=3)

    def test_a_stop_leaves_nothing(self):
        write_lines(self.folder / "many.jsonl", [message(i, text=f"text {i}") for i in range(200_000)])
        running = subprocess.Popen([str(VERBATIM), "compare", "--files", "many.jsonl", "many.jsonl", "--out", "stop.jsonl",
                                    "--temporary", "temporary"], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=60)
        self.assertEqual(running.returncode, 5, errors)
        self.assertEqual(os.listdir(self.folder / "temporary"), [])
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("stop")], [])


if __name__ == "__main__":
    unittest.main()
