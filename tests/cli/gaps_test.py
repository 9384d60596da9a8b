#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gaps: what is missing is found where it was taken away, and a whole case is quiet."""
import csv
import datetime
import json
import unittest

from evidence import HOSTILE, Case, write_lines

BEGIN = datetime.datetime(2020, 4, 1, tzinfo=datetime.timezone.utc)
DAYS = 30
# A pause of 40 minutes behind each three messages: talks.
MINUTES = [minute for minute in range(8 * 60, 22 * 60, 10) if minute % 60 < 30]


def moment(day, hour=0, minute=0):
    return BEGIN + datetime.timedelta(days=day, hours=hour, minutes=minute)


def written(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def network():
    """All rows of two phones that write to each other in turn, each numbering its own."""
    number, rows = {"p1": 0, "p2": 0}, []
    for day in range(DAYS):
        for at in MINUTES:
            for sender, device in (("kilo", "p1"), ("lima", "p2")):
                time = moment(day, 0, at) + datetime.timedelta(minutes=device == "p2")
                for shows in ("p1", "p2"):
                    number[shows] += 1
                    rows.append({"platform": "testchat", "account": "kilo" if shows == "p1" else "lima", "device": shows,
                                 "conversation": "pair", "participants": ["kilo", "lima"], "sender": sender,
                                 "direction": "outgoing" if shows == device else "incoming", "sent": written(time),
                                 "text": f"{sender} {day} {at}", "id": f"m{day}-{at}-{sender}",
                                 "seq": number[shows]})
    return rows


class Gaps(Case):
    @classmethod
    def ingested(cls, name, rows):
        folder = cls.folder / ("evidence-" + name)
        folder.mkdir()
        write_lines(folder / "chat.jsonl", rows)
        cls.run_cli("new", name)
        cls.run_cli("ingest", name, folder)

    @classmethod
    def make(cls):
        whole = network()
        cls.ingested("whole", whole)
        kept = []
        for row in whole:
            time = row["sent"]
            both = row["device"] == "p1" and written(moment(10, 10)) <= time < written(moment(10, 16))
            one = row["device"] == "p2" and row["direction"] == "incoming" and (
                written(moment(20)) <= time < written(moment(21)))
            if not both and not one:
                kept.append(row)
        first_of_p2 = next(row for row in kept if row["device"] == "p2")
        kept.append(dict(first_of_p2))
        odd = next(row for row in kept if row["device"] == "p1" and row["seq"] == 100)
        odd["sent"] = "1970-01-03T00:00:00Z"
        kept[300]["attachments"] = [{"name": "files/absent.jpg"}]
        for number, row in enumerate(kept[:20]):
            if row["device"] == "p1":
                kept.append({**row, "conversation": "ring " + HOSTILE, "participants": ["kilo", "mike"], "id": f"r{number}",
                             "seq": 100_000 + number, "device": "p3", "account": "papa", "sender": "papa",
                             "direction": "outgoing"})
        cls.ingested("case", kept)
        cls.lost = len(whole) - sum(row["device"] in ("p1", "p2") for row in kept) + 1

    def findings(self, *words, case="case", code=1):
        events = [json.loads(line) for line in self.run_cli("gaps", case, "--json", *words, code=code).splitlines()]
        self.assertEqual(events[-1]["event"], "finished")
        return [event for event in events if event["event"] == "finding"], events[-1]

    def kind(self, kind, *words):
        return self.findings("--kind", kind, *words)[0]

    def test_a_whole_case_is_quiet(self):
        found, summary = self.findings(case="whole", code=0)
        self.assertEqual(found, [])
        self.assertTrue(summary["quiet"])
        self.assertEqual(summary["devices"], summary["devices_numbered"])
        self.assertGreater(summary["silences"]["real"], DAYS)
        self.assertIn("QUIET", self.run_cli("gaps", "whole"))
        self.assertEqual(self.findings("--without-numbers", case="whole", code=0)[0], [])

    def test_silences_are_found_with_their_direction(self):
        silences = [line for line in self.kind("silence") if line["device"] != "p3"]
        self.assertEqual([(line["device"], line["direction"], line["basis"]) for line in silences],
                         [("p1", "both", "numbers"), ("p2", "incoming", "numbers")])
        both, one = silences
        self.assertLess(both["begin"], written(moment(10, 10)))
        self.assertGreaterEqual(both["end"], "2020-04-11T16:00")
        self.assertEqual(both["missing"], both["after_number"] - both["before_number"] - 1)
        self.assertEqual(one["missing"], len(MINUTES))
        self.assertEqual(one["holes"], len(MINUTES))

    def test_missing_numbers_add_up(self):
        found, summary = self.findings("--kind", "missing-numbers")
        lost = sum(line["missing"] for line in found if line["device"] != "p3")
        self.assertEqual(lost, self.lost)
        self.assertEqual(summary["found"]["missing-numbers"], len(found))
        self.assertEqual(summary["rows"],
                         summary["rows_in_window"] + summary["rows_outside"] + summary["rows_without_time"])
        silences = summary["silences"]
        self.assertEqual(silences["looked_at"], sum(count for name, count in silences.items() if name != "looked_at"))

    def test_the_other_kinds(self):
        repeated = self.kind("repeated-numbers")
        self.assertEqual([(line["device"], line["extra_rows"], line["conflicting"]) for line in repeated], [("p2", 1, 0)])
        outside = self.kind("outside-window")
        self.assertEqual([(line["device"], line["rows_before"], line["rows_after"]) for line in outside], [("p1", 1, 0)])
        sides = {(line["handle"], line["state"]) for line in self.kind("one-sided")}
        self.assertEqual(sides, {("kilo", "left-out"), ("mike", "never-captured")})
        absent = self.kind("attachments")
        self.assertEqual([(line["absent"], line["named"]) for line in absent], [(1, 1)])

    def test_a_stated_window_and_a_device(self):
        found, summary = self.findings("--from", "2020-04-05", "--to", "2020-04-10T00:00:00+02:00", "--device", "p2")
        self.assertEqual(summary["window"], {"begin": "2020-04-05T00:00:00Z", "end": "2020-04-09T22:00:00Z",
                                             "begin_stated": True, "end_stated": True})
        self.assertGreater(summary["rows_outside"], 0)
        self.assertFalse([line for line in found if line["kind"] != "one-sided" and line.get("device") != "p2"])

    def test_lists_and_hours(self):
        out = self.run_cli("gaps", "case", "--out", "list.csv", "--heat", "hours.jsonl", "--limit", "1", code=1)
        self.assertRegex(out, r"\.\.\. and \d+ more")
        with open(self.folder / "list.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), sum(self.findings()[1]["found"].values()))
        self.assertFalse((self.folder / "list.csv.partial").exists())
        self.errors("gaps", "case", "--out", "list.csv", code=4)
        with open(self.folder / "hours.jsonl", encoding="utf-8") as file:
            days = [json.loads(line) for line in file]
        total = sum(sum(day["incoming"]) + sum(day["outgoing"]) + sum(day["unknown"]) for day in days)
        self.assertEqual(total, self.findings()[1]["rows_in_window"])

    def test_it_says_the_same_again_and_harms_no_terminal(self):
        first = self.run_raw("gaps", "case", "--all").stdout
        self.assertEqual(first, self.run_raw("gaps", "case", "--all").stdout)
        self.assert_harmless(first)

    def test_wrong_use(self):
        self.assertIn("no kind", self.errors("gaps", "case", "--kind", "holes", code=2))
        self.assertIn("zone", self.errors("gaps", "case", "--from", "2020-04-01T10:00:00", code=2))
        self.errors("gaps", "case", "--from", "2020-04-05", "--to", "2020-04-01", code=2)
        self.errors("gaps", "case", "--min-hours", "0", code=2)


if __name__ == "__main__":
    unittest.main()
