#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""search, show, conversations, handles, bench-queries, profile: what a reader sees, in every form."""
import csv
import io
import json
import os
import pty
import select
import subprocess
import unittest

from evidence import HOSTILE, VERBATIM, Case, message, write_lines

FORMULA = "=1+2"
APOSTROPHE = "'quoted"
LINES = "first\r\nsecond \"line\", end"


class Reading(Case):
    @classmethod
    def make(cls):
        messages = [message(number, text=f"box number {number}") for number in range(120)]
        messages += [message(200, "lima", HOSTILE, sender_name=HOSTILE, conversation_title="\x1b[31mred"),
                     message(201, "lima", FORMULA), message(202, "lima", APOSTROPHE), message(203, "lima", LINES),
                     message(204, "lima", "see picture", kind="media", attachments=[{"name": "a.jpg", "mime": "image/jpeg"}]),
                     message(205, "kilo", "gone", kind="deletion", deleted="2020-04-02T00:00:00Z"),
                     {**message(206, "kilo", "no zone here"), "sent": "2020-04-03T10:11:12"},
                     message(207, "kilo", "в 仓库 Café")]
        write_lines(cls.folder / "one.jsonl", messages)
        # The other side's phone, with a clock three minutes ahead.
        write_lines(cls.folder / "two.jsonl",
                    [message(203, "lima", LINES, account="phone-2") | {"sent": "2020-04-01T03:26:00Z"}])
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "one.jsonl", "two.jsonl")

    def find(self, query):
        return self.lines("search", "case", query, "--format", "json")

    def test_json_carries_the_true_text(self):
        hit = self.find("HYPERLINK")[0]
        self.assertEqual(hit["text"], HOSTILE)
        self.assertEqual(hit["sender_name"], HOSTILE)
        self.assertEqual(hit["time"], "2020-04-01T03:20:00Z")
        self.assertEqual(hit["zone"], "stated")
        self.assert_harmless(self.run_raw("search", "case", "HYPERLINK", "--format", "json").stdout)

    def test_nothing_raw_reaches_people(self):
        seq = self.find("HYPERLINK")[0]["seq"]
        for words in (["search", "case", "HYPERLINK"], ["show", "case", seq], ["show", "case", seq, "--full"],
                      ["show", "case", seq, "--bytes"], ["conversations", "case"], ["handles", "case"],
                      ["search", "case", "*", "--by", "conversation"]):
            done = self.run_raw(*words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assert_harmless(done.stdout)
            self.assert_harmless(done.stderr)
        done = self.run_raw("search", "case", "\x1b[2Jfoo:bar)")
        self.assertEqual(done.returncode, 2)
        self.assert_harmless(done.stderr)
        self.assert_harmless(self.run_raw("stats", "no\x1b[2Jcase").stderr)

    def test_pages_state_the_total_and_lead_to_the_next(self):
        out = self.run_cli("search", "case", "box", "--limit", "50")
        self.assertIn("Shown: 50 of 120 messages.", out)
        seen, after = [], []
        while True:
            done = self.run_raw("search", "case", "box", "--limit", "50", "--format", "json", *after)
            page = [json.loads(line) for line in done.stdout.splitlines()]
            seen += [hit["seq"] for hit in page]
            if len(page) < 50:
                break
            position = done.stderr.decode().split("--after ")[-1].split(";")[0]
            after = ["--after", position]
        self.assertEqual(seen, [hit["seq"] for hit in self.find("box")])
        self.assertEqual(len(seen), 120)
        self.errors("search", "case", "box", "--after", "nonsense", code=2)

    def test_orders(self):
        newest = [hit["seq"] for hit in self.find("box")]
        oldest = [hit["seq"] for hit in self.lines("search", "case", "box", "--format", "json", "--order", "oldest")]
        self.assertEqual(newest, oldest[::-1])
        sequence = [hit["seq"] for hit in self.lines("search", "case", "box", "--format", "json", "--order", "sequence")]
        self.assertEqual(sequence, sorted(sequence))

    def test_table_shows_year_zone_and_sightings(self):
        out = self.run_cli("search", "case", "second")
        self.assertIn("2020-04-01 03:23:00 UTC", out)
        self.assertIn("seen in 2 sources", out)
        self.assertIn("first⏎second", out)
        self.assertIn("Shown: 1 of 1 messages (2 sightings).", out)
        self.assertIn("2020-04-03 10:11:12 (zone not stated)", self.run_cli("search", "case", '"no zone here"'))
        self.assertEqual(len(self.lines("search", "case", "second", "--sightings", "--format", "json")), 2)
        self.assertIn("No message was found", self.run_cli("search", "case", "nosuchword"))

    def test_counts(self):
        self.assertEqual(json.loads(self.run_cli("search", "case", "box", "--count", "--format", "json")),
                         {"messages": 120, "sightings": 120})
        self.assertEqual(self.run_cli("search", "case", "box", "--count"), "120 messages, 120 sightings\n")
        days = self.lines("search", "case", "box", "--histogram", "hour", "--format", "json")
        self.assertEqual([(day["hour"], day["messages"]) for day in days],
                         [("2020-04-01 00:00", 60), ("2020-04-01 01:00", 60)])
        senders = self.lines("search", "case", "*", "--by", "sender", "--format", "json")
        self.assertEqual(senders[0]["sender"], "kilo")
        out = self.run_cli("search", "case", "*", "--by", "sender", "--limit", "1")
        self.assertIn("Shown: 1 of 2 senders.", out)
        self.errors("search", "case", "box", "--count", "--by", "sender", code=2)

    def test_csv_round_trip(self):
        done = self.run_raw("search", "case", "from:lima", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"), newline="")))
        texts = {row["text"][1:] if row["text"].startswith("'") else row["text"] for row in rows}
        for text in (FORMULA, APOSTROPHE, LINES, HOSTILE):
            self.assertIn(text, texts)
        for row in rows:
            for value in row.values():
                self.assertFalse(value.startswith(("=", "+", "-", "@", "\t", "\r")), value)
        self.assertTrue(done.stdout.endswith(b"\r\n"))

    def test_query_from_standard_input_and_errors(self):
        self.assertEqual(self.run_cli("search", "case", "-", "--count", stdin=b"box\n"), "120 messages, 120 sightings\n")
        self.assertEqual(self.run_cli("search", "case", "box", "number", "--count"), "120 messages, 120 sightings\n")
        errors = self.errors("search", "case", 'from:kilo (two', code=2)
        self.assertIn("^", errors)
        self.assertIn("the query cannot be read", errors)
        # The name of a command is a word like others.
        self.assertIn("No message was found", self.run_cli("search", "case", "show"))

    def test_show(self):
        hit = self.find("second")[0]
        out = self.run_cli("show", "case", hit["seq"], "--before", "2", "--after", "1")
        self.assertIn(f">>> #{hit['seq']}  2020-04-01 03:23:00 UTC  lima", out)
        self.assertIn("3 min 0 s later", out)
        self.assertIn("two.jsonl", out)
        self.assertIn("    second \"line\", end", out)
        self.assertIn("Shown: 4 of ", out)
        lines = self.lines("show", "case", hit["seq"], "--before", "2", "--after", "1", "--json")
        self.assertEqual([line["chosen"] for line in lines], [False, False, True, False])
        media = self.find('"see picture"')[0]
        self.assertIn("named but absent", self.run_cli("show", "case", media["seq"], "--after", "0"))
        gone = self.find("gone")[0]
        out = self.run_cli("show", "case", gone["seq"], "--before", "0")
        self.assertIn("[deletion]", out)
        self.assertIn("marked as deleted 2020-04-02 00:00:00 UTC", out)
        self.errors("show", "case", "99999", code=3)
        self.errors("show", "case", "x", code=2)

    def test_show_one_record(self):
        seq = self.find("\"no zone here\"")[0]["seq"]
        record = json.loads(self.run_cli("show", "case", seq, "--full", "--json"))
        self.assertEqual(record["times"]["sent"]["raw"], "2020-04-03T10:11:12")
        self.assertEqual(record["times"]["sent"]["zone_known"], "not stated")
        begin, end = record["source"]["begin"], record["source"]["end"]
        data = (self.folder / "one.jsonl").read_bytes()[begin:end]
        self.assertIn(b"no zone here", data)
        raw = json.loads(self.run_cli("show", "case", seq, "--bytes", "--json"))
        self.assertEqual(bytes.fromhex(raw["hex"]), data)
        out = self.run_cli("show", "case", seq, "--full")
        self.assertIn('as written "2020-04-03T10:11:12"', out)

    def test_conversations_and_handles(self):
        conversations = self.lines("conversations", "case", "--format", "json")
        self.assertEqual([c["conversation"] for c in conversations], ["harbour"])
        handles = {h["handle"]: h for h in self.lines("handles", "case", "--format", "json")}
        self.assertEqual(set(handles), {"kilo", "lima"})
        self.assertIn(HOSTILE, handles["lima"]["names"])
        self.assertIn("Shown: 1 of 2 handles.", self.run_cli("handles", "case", "--limit", "1"))
        self.assertIn("Shown: 1 of 1 handles.", self.run_cli("handles", "case", "box"))

    def test_bench_queries(self):
        (self.folder / "q.tsv").write_text("word page\t\tbox\nword count\t--count\tbox\nby day\t--histogram day\tbox\n"
                                           "senders\t--by sender --limit 20\t*\naround\t--around\t5\n", encoding="utf-8")
        queries = json.loads(self.run_cli("bench-queries", "case", "q.tsv"))["queries"]
        self.assertEqual([(q["name"], q["hits"]) for q in queries],
                         [("word page", 50), ("word count", 120), ("by day", 1), ("senders", 2), ("around", 26)])
        for query in queries:
            self.assertLessEqual(query["median_ms"], query["p95_ms"])

    def test_reader_that_goes_away(self):
        done = subprocess.run(f"'{VERBATIM}' search case '*' --format json | head -n 1", shell=True, cwd=self.folder,
                              capture_output=True, timeout=120)
        self.assertEqual(done.stderr, b"")
        json.loads(done.stdout)
        done = subprocess.run(f"'{VERBATIM}' search case '*' >&-", shell=True, cwd=self.folder, capture_output=True,
                              timeout=120)
        self.assertIn(done.returncode, (0, 3))
        done = subprocess.run(f"'{VERBATIM}' search case '*' > /dev/full", shell=True, cwd=self.folder,
                              capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"No space left", done.stderr)

    def on_terminal(self, *words, environment=None):
        parent, child = pty.openpty()
        running = subprocess.Popen([str(VERBATIM), *map(str, words)], cwd=self.folder, stdout=child, stderr=child,
                                   stdin=child, env={**os.environ, "TERM": "xterm", **(environment or {})})
        os.close(child)
        out = b""
        while select.select([parent], [], [], 60)[0]:
            try:
                data = os.read(parent, 65536)
            except OSError:
                break
            if not data:
                break
            out += data
        running.wait(timeout=60)
        os.close(parent)
        self.assertEqual(running.returncode, 0, out)
        return out

    def test_colours_only_where_wanted(self):
        plain = {key: "" for key in ("NO_COLOR",)}
        self.assertIn(b"\x1b[1m", self.on_terminal("search", "case", "box", environment=plain))
        self.assertNotIn(b"\x1b[1m", self.on_terminal("search", "case", "box", environment={"NO_COLOR": "1"}))
        self.assertNotIn(b"\x1b[1m", self.on_terminal("search", "case", "box", "--color", "never", environment=plain))
        self.assertNotIn(b"\x1b", self.run_raw("search", "case", "box").stdout)
        self.assertIn(b"\x1b[1m", self.run_raw("search", "case", "box", "--color", "always").stdout)

    def test_terminal_shows_a_page_and_says_so(self):
        out = self.on_terminal("search", "case", "box", environment={"NO_COLOR": "1"})
        self.assertIn(b"Shown: 50 of 120 messages.", out)
        self.assertEqual(out.count(b"box number"), 50)
        out = self.on_terminal("search", "case", "HYPERLINK", "--format", "csv", environment={"NO_COLOR": "1"})
        self.assert_harmless(out.replace(b"\x1b[K", b""), b"\r\n")


class Profiles(Case):
    def test_preview(self):
        self.assertTrue(self.lines("profile", "list", "--json"))
        name = self.lines("profile", "list", "--json")[0]["name"]
        text = self.run_cli("profile", "show", name)
        self.assertIn(name, text)
        self.errors("profile", "show", "no-such-profile", code=3)
        self.errors("profile", code=2)
        write_lines(self.folder / "one.jsonl", [message(1, text=HOSTILE), "{ broken\n", message(2)])
        done = self.run_raw("profile", "preview", "one.jsonl", "--lines", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len([json.loads(line) for line in done.stdout.splitlines()]), 2)
        self.assertIn(b"2 messages, 1 rejected", done.stderr)
        self.assert_harmless(done.stdout)
        self.errors("profile", "preview", "one.jsonl", "--profile", "no-such", code=3)
        (self.folder / "bad.toml").write_text("nonsense = [\n", encoding="utf-8")
        self.assertIn("bad.toml", self.errors("profile", "preview", "one.jsonl", "--profile", "bad.toml", code=2))


if __name__ == "__main__":
    unittest.main()
