#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sweep, exhibit, request: what the same people wrote, what a court is shown, what the defence asks."""
import csv
import hashlib
import io
import json
import unittest

from evidence import Case, message, write_lines

AT = ["--by", "Officer 4", "--time", "2026-11-23T20:26:44Z"]


def said(number, sender, conversation, people, day, text="hm"):
    return message(number, sender=sender, text=text, conversation=conversation, conversation_title="",
                   participants=people, sent=f"2020-04-{day:02}T10:00:00Z" if day else "")


class Sweep(Case):
    @classmethod
    def make(cls):
        folder = cls.folder / "evidence"
        folder.mkdir()
        write_lines(folder / "a.jsonl", [
            said(0, "kilo", "pair", ["kilo", "lima"], 1, "two boxes"),        # 0: found
            said(1, "lima", "pair", ["kilo", "lima"], 2, "two boxes"),        # 1: found, the event
            said(2, "lima", "pair", ["kilo", "lima"], 3, "I will not do it"),  # 2
            said(3, "lima", "other", ["lima", "mike"], 5, "I told them no"),   # 3: another conversation
            said(4, "mike", "far", ["mike", "nora"], 5),                      # 4: other people
            said(5, "kilo", "pair", ["kilo", "lima"], 20),                    # 5: late
            said(6, "lima", "pair", ["kilo", "lima"], 0, "no time"),          # 6
        ])
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", folder)
        cls.run_cli("select", "case", "boxes", "two boxes", *AT)

    def swept(self, *words):
        lines = self.lines("sweep", "case", *words, "--format", "json")
        return ({line["seq"]: line for line in lines if "event" not in line},
                {line["event"]: line for line in lines if line.get("event") == "finished"}["finished"],
                [line for line in lines if line.get("event") in ("conversation", "sender")])

    def test_after_the_event_the_same_people_whatever_the_words(self):
        hits, end, counts = self.swept("--selection", "boxes", "--after", "10d")
        self.assertEqual(sorted(hits), [1, 2, 3])
        self.assertEqual(end["handles"], ["kilo", "lima"])
        self.assertEqual((end["messages"], end["selected"], end["undated"]), (3, 1, 1))
        self.assertEqual([hits[n]["selection"] for n in (1, 2, 3)], ["selected", "", ""])
        by = {(line["event"], line[line["event"]]): line["messages"] for line in counts}
        self.assertEqual(by[("conversation", "pair")], 2)
        self.assertEqual(by[("sender", "lima")], 3)

    def test_before_undated_and_to_the_end(self):
        self.assertEqual(sorted(self.swept("--selection", "boxes", "--before", "1d", "--undated")[0]), [0, 1, 2, 3, 5, 6])
        hits = self.swept("--handle", "nora", "--event", "2020-04-01")[0]
        self.assertEqual(sorted(hits), [4])
        self.errors("sweep", "case", "--handle", "nora", code=2)
        self.errors("sweep", "case", "--event", "2020-04-01", code=2)
        self.errors("sweep", "case", "--selection", "boxes", "--after", "10 days", code=2)

    def test_what_was_disclosed_and_removed_is_marked_and_it_can_be_saved(self):
        self.run_cli("select", "case", "given", "boxes seq:0", *AT)
        self.assertIn("disclosure 1", self.run_cli("select", "case", "given", "--disclosed", "bundle 1", "--to",
                                                   "Defence of K.", *AT))
        self.run_cli("select", "case", "mine", "two boxes", *AT)
        self.run_cli("select", "case", "mine", "--remove", "1", "--why", "not hers", *AT)
        out = self.run_cli("sweep", "case", "--selection", "mine", "--before", "9d", "--after", "10d", "--save",
                           "afterwards", *AT)
        self.assertIn("[selected, disclosed: 1]", out)
        self.assertIn("[removed from the selection by hand]", out)
        self.assertIn("1 selected, 1 disclosed already", out)
        self.assertIn("without a time: --undated", out)
        [saved] = [line for line in self.lines("select", "case", "--list", "--format", "json")
                   if line["name"] == "afterwards"]
        self.assertEqual((saved["origin"], saved["count"]), ("sweep", 4))
        self.run_cli("select", "case", "afterwards", "--rerun")
        rows = list(csv.DictReader(io.StringIO(self.run_cli("sweep", "case", "--selection", "mine", "--before", "9d",
                                                            "--format", "csv"))))
        self.assertEqual({row["seq"]: row["disclosures"] for row in rows}["0"], "1")

    def test_exhibits(self):
        self.assertIn("EX-0001", self.run_cli("exhibit", "add", "case", "3", "#2", "--title", "He says no", *AT))
        self.assertIn("B-01", self.run_cli("exhibit", "add", "case", "--selection", "boxes", "--title", "Boxes",
                                           "--pattern", "B-##", *AT))
        self.errors("exhibit", "add", "case", "99", "--title", "none", code=3)
        self.errors("exhibit", "add", "case", "--title", "none", code=2)
        lines = self.lines("exhibit", "show", "case", "EX-0001", "--json")
        self.assertEqual(lines[0]["list_sha256"], hashlib.sha256(b"3\n2\n").hexdigest())
        self.assertEqual([line["seq"] for line in lines[1:]], [3, 2])
        self.errors("exhibit", "withdraw", "case", "EX-0001", code=2)
        self.run_cli("exhibit", "withdraw", "case", "EX-0001", "--why", "order", *AT)
        self.assertIn("withdrawn: order (Officer 4", self.run_cli("exhibit", "list", "case"))
        self.assertIn("EX-0002", self.run_cli("exhibit", "add", "case", "2", "3", "--title", "He says no", *AT))

    def test_the_defence_asks_and_both_sides_keep_it(self):
        self.run_cli("request", "key", "defence", "-o", "defence.key")
        toml = (self.case / "case.toml").read_text(encoding="utf-8")
        case_id = toml.split("id = ")[1].split("\n")[0].strip("'\"")
        key = toml.split("verifier_key = ")[1].split("\n")[0].strip("'\"")
        terms = ["told", "boxes) OR (hm", "form:x", "*"]
        self.run_cli("request", "make", *terms, "-o", "a.request", "--key", "defence.key", "--case-id", case_id,
                     "--purpose", "what she said after", "--scope", "with:lima", "--by", "Defence")
        out = json.loads(self.run_cli("request", "answer", "case", "a.request", "-o", "a.answer", "--scope",
                                      "sent:2020", "--authority", "Order 7", "--json", *AT))
        self.assertEqual([term.get("messages") for term in out["terms"]], [1, None, None, 5])
        self.assertIn("refused", out["terms"][1])
        self.assertEqual((out["key_trusted"], out["authority"], out["log_size"]), (False, "Order 7", 7))
        self.assertEqual(out["terms"][0]["list_sha256"], hashlib.sha256(b"3\n").hexdigest())
        checked = self.run_cli("request", "check", "a.answer", "--case-key", key, "--request", "a.request")
        self.assertIn("signed by the key that you gave, and it answers this request", checked)
        self.errors("request", "answer", "case", "a.request", "-o", "b.answer", *AT, code=4)
        self.assertEqual(len(self.lines("request", "list", "case", "--json")), 1)
        text = (self.folder / "a.answer").read_text(encoding="utf-8")
        (self.folder / "forged").write_text(text.replace("term 1 1 ", "term 1 0 "), encoding="utf-8")
        self.errors("request", "check", "forged", "--case-key", key, code=1)


if __name__ == "__main__":
    unittest.main()
