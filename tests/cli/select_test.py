#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""select, exhibit: saved searches that are made again, changed in the open, exported, shown to a court."""
import hashlib
import json
import sqlite3
import unittest

from evidence import HOSTILE, Case, message, write_lines

AT = ["--by", "Examiner 12", "--time", "2026-11-23T20:26:44Z"]


class Select(Case):
    @classmethod
    def make(cls):
        folder = cls.folder / "evidence"
        folder.mkdir()
        rows = [message(n, text="two boxes" if n % 5 == 0 else "hm") for n in range(20)]
        rows.append(message(30, text="two boxes", conversation="other", participants=["mike", "kilo"]))
        write_lines(folder / "a.jsonl", rows)
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", folder)
        cls.run_cli("select", "case", "boxes", "two boxes", *AT)

    def export(self, name="boxes", *words):
        return self.run_cli("select", "case", name, "--export", "-", *words)

    def test_a_selection_says_what_it_is(self):
        [saved] = self.lines("select", "case", "--list", "--format", "json")[:1]
        self.assertEqual((saved["query"], saved["canonical"], saved["order"], saved["count"], saved["checkpoint_size"]),
                         ("two boxes", "two AND boxes", "oldest", 5, 21))
        self.assertEqual(saved["made"], {"time": "2026-11-23T20:26:44Z", "by": "Examiner 12"})
        self.assertEqual(saved["list_sha256"], hashlib.sha256(b"0\n5\n10\n15\n20\n").hexdigest())
        self.assertIn("two AND boxes", self.run_cli("select", "case", "--list", "--format", "csv").splitlines()[1])
        self.errors("select", "case", "boxes", "--rerun", "--format", "csv", code=2)
        self.assertIn("already", self.errors("select", "case", "boxes", "hm", code=4))
        self.assertIn("column 1", self.errors("select", "case", "bad", "form:kilo", code=2))

    def test_it_is_made_again_also_after_more_evidence(self):
        more = self.folder / "more"
        more.mkdir()
        self.run_cli("select", "case", "then", "boxes THEN/5 boxes", *AT)
        # Between the old ones in time: new hits, and new messages that stand between.
        write_lines(more / "b.jsonl", [message(100 + n, text="two boxes", sent="2020-04-01T00:02:30Z") for n in range(7)])
        self.run_cli("ingest", "case", more)
        for name in ("boxes", "then"):
            self.assertIn("The same:", self.run_cli("select", "case", name, "--rerun"))
        [again] = self.lines("select", "case", "boxes", "--rerun", "--format", "json")
        self.assertTrue(again["same"])
        self.assertGreater(json.loads(self.run_cli("search", "case", "two boxes", "--count", "--format", "json"))["messages"], 5)
        # What came in later is a neighbour of its own kind.
        around = json.loads(self.export())["around"]
        self.assertGreater(around[0]["messages"]["later"], 0)

    def test_a_difference_is_named_and_ends_with_1(self):
        self.run_cli("select", "case", "newest", "boxes", "--order", "newest", *AT)
        database = sqlite3.connect(self.case / "workbench.db")
        database.executescript("DROP TRIGGER selection_no_UPDATE; UPDATE selection SET query = 'hm' WHERE name = 'newest'")
        database.close()
        self.assertNotIn("workbench", self.run_cli("verify", "case"))
        out = self.run_cli("select", "case", "newest", "--rerun", code=1)
        self.assertIn("It differs", out)
        self.assertIn("Found then, not now (5)", out)

    def test_verify_names_a_list_that_was_changed(self):
        self.run_cli("new", "other")
        self.run_cli("ingest", "other", "evidence")
        self.run_cli("select", "other", "boxes", "two boxes", *AT)
        database = sqlite3.connect(self.folder / "other" / "workbench.db")
        database.executescript("DROP TRIGGER list_part_no_UPDATE; UPDATE list_part SET numbers = x'0000000000000007'")
        database.close()
        self.assertIn("workbench", self.run_cli("verify", "other", code=1))

    def test_changes_by_hand_stay_visible(self):
        self.run_cli("select", "case", "hand", "two boxes", *AT)
        self.errors("select", "case", "hand", "--remove", "5", code=2)
        self.errors("select", "case", "hand", "--remove", "6", "--why", "x", code=2)
        self.errors("select", "case", "hand", "--add", "999", "--why", "x", code=3)
        self.run_cli("select", "case", "hand", "--remove", "5,#10", "--why", "a stranger's card " + "\u202e", *AT)
        self.run_cli("select", "case", "hand", "--add", "7", "--why", "the answer", *AT)
        self.run_cli("select", "case", "hand", "--add", "10", "--why", "it is his", *AT)
        out = self.run_cli("select", "case", "hand", "--show")
        self.assertIn("5 items selected (5 found, 1 removed by hand, 1 added by hand)", out)
        self.assertIn("removed by hand: a stranger's card", out)
        self.assertIn("superseded by change", out)
        self.assert_harmless(out.encode())
        rows = self.lines("select", "case", "hand", "--show", "--format", "json")[1:]
        self.assertEqual([(row["seq"], row["status"]) for row in rows],
                         [(0, "found"), (5, "removed"), (10, "found"), (15, "found"), (20, "found"), (7, "added")])
        self.assertIn("The same:", self.run_cli("select", "case", "hand", "--rerun"))
        document = json.loads(self.export("hand"))
        self.assertEqual(document["list"], [0, 10, 15, 20, 7])
        self.assertEqual(document["selected"], {"count": 5, "sha256": hashlib.sha256(b"0\n10\n15\n20\n7\n").hexdigest()})
        self.assertEqual([change["action"] for change in document["changes"]], ["remove", "remove", "add", "add"])
        items = {item["seq"]: item for part in document["around"] for item in part["items"]}
        self.assertEqual(items[5]["status"], "removed")
        self.assertEqual(items[7]["before"]["removed"], 1)

    def test_the_export_counts_what_lies_around(self):
        self.run_cli("select", "case", "edge", "two boxes seq:[0 TO 20]", *AT)
        text = self.export("edge", "--around", "3")
        self.assertEqual(text, self.export("edge", "--around", "3"))
        document = json.loads(text)
        self.assertEqual(document["format"], "verbatim-selection v1")
        self.assertEqual(len(document["around"]), 2)
        first = document["around"][0]["items"][0]
        self.assertEqual((first["seq"], sum(first["before"].values()), sum(first["after"].values())), (0, 0, 3))
        alone = document["around"][1]["items"][0]
        self.assertEqual((alone["seq"], sum(alone["before"].values()) + sum(alone["after"].values())), (20, 0))
        self.assertNotIn("harbour", text)  # conversations are numbered, not named
        self.run_cli("select", "case", "edge", "--export", "edge.json", "--around", "3")
        self.assertEqual((self.folder / "edge.json").read_text(encoding="utf-8"), text)
        self.errors("select", "case", "edge", "--export", "edge.json", code=4)
        self.run_cli("select", "case", "none", "nothing of this", *AT)
        self.assertEqual(json.loads(self.export("none"))["around"], [])

    def test_hostile_names_do_no_harm(self):
        self.errors("select", "case", "a\x1bb", "boxes", code=2)
        self.run_cli("select", "case", "\u202ename", "boxes", *AT)
        self.assert_harmless(self.run_raw("select", "case", "--list").stdout)
        self.assertIn("control", self.errors("select", "case", "x" + HOSTILE.replace("\x00", ""),
                                                                      "boxes", code=2))


if __name__ == "__main__":
    unittest.main()
