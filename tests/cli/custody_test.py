#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""new, ingest, stats, acquisitions, sources, findings, verify, rebuild, prove: what goes in, and what can be checked."""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import unittest

from evidence import HOSTILE, VERBATIM, Case, message, write_lines


class Custody(Case):
    @classmethod
    def make(cls):
        cls.evidence = cls.folder / "evidence"
        cls.evidence.mkdir()
        write_lines(cls.evidence / "chat.jsonl",
                    [message(1), message(2, "lima", "ok"), "{ broken\n", message(3, text="the van is ready")])
        (cls.evidence / "picture.bin").write_bytes(bytes(range(256)) * 8)
        (cls.evidence / "empty.txt").write_bytes(b"")
        write_lines(cls.evidence / f"na\x1b[31mme\u202e.jsonl", [message(4, HOSTILE, HOSTILE)])
        good = hashlib.sha256((cls.evidence / "chat.jsonl").read_bytes()).hexdigest()
        (cls.folder / "sums").write_text(f"{good}  chat.jsonl\n", encoding="utf-8")
        cls.made = cls.run_cli("new", "case", "--name", "Test case")
        cls.ingest = cls.run_raw("ingest", "case", "evidence", "--by", "Examiner 12", "--claimed-hashes", "sums",
                                 "--claimed-hash", "picture.bin=" + "0" * 64)
        if cls.ingest.returncode != 0:
            raise AssertionError(cls.ingest.stderr.decode())

    def test_new_says_where_the_keys_are(self):
        self.assertIn("Test case", self.made)
        self.assertIn("case/keys", self.made)
        self.assertIn("Back the keys up", self.made)
        self.assertRegex(self.made, r"verifier key  \S+\+[0-9a-f]{8}\+\S+")
        self.assertIn("verbatim:", self.errors("new", "case", code=4))

    def test_ingest_accounts_and_warns(self):
        out = self.ingest.stdout.decode()
        self.assertIn("5 rows = 4 messages + 1 rejected + 0 skipped as declared", out)
        self.assertIn("1 of 2 claimed hashes agree", out)
        self.assertIn("picture.bin: claimed SHA-256 is 0000", out)
        self.assertIn("picture.bin: unrecognised", out)
        self.assertIn("empty.txt: empty", out)
        self.assertRegex(out, r"root [0-9a-f]{64}")
        self.assertIn("--received, --authority, --channel, --delivered-by", self.ingest.stderr.decode())
        self.assert_harmless(self.ingest.stdout)
        self.assert_harmless(self.ingest.stderr)

    def test_stats(self):
        stats = json.loads(self.run_cli("stats", "case", "--json"))
        self.assertEqual((stats["tree_size"], stats["messages"], stats["rejected"], stats["skipped"]), (4, 4, 1, 0))
        self.assertEqual(sum(s["messages"] for s in stats["sources"]), 4)
        self.assertEqual(sum(s["rejected"] for s in stats["sources"]), 1)
        self.assertEqual(stats["problems"], [])
        self.assertRegex(stats["root_hash"], "^[0-9a-f]{64}$")
        for source in stats["sources"]:
            parts = sum(source["bytes_" + kind] for kind in ("messages", "rejected", "skipped", "structure", "unread"))
            if source["status"] == "parsed":
                self.assertEqual(parts, source["bytes"], source["path"])
        out = self.run_cli("stats", "case")
        self.assertIn("Everything adds up.", out)
        self.assertIn(stats["root_hash"], out)

    def test_acquisitions(self):
        out = self.run_cli("acquisitions", "case")
        self.assertIn("Examiner 12", out)
        self.assertIn("not stated", out)
        items = self.lines("acquisitions", "case", "--files", "--json")
        self.assertEqual(items[0]["by"], "Examiner 12")
        self.assertEqual(len(items), 1 + 4)
        hashes = {item["path"].rsplit("/", 1)[-1]: item["sha256"] for item in items[1:]}
        self.assertEqual(hashes["chat.jsonl"], hashlib.sha256((self.evidence / "chat.jsonl").read_bytes()).hexdigest())

    def test_sources_and_findings(self):
        sources = self.lines("sources", "case", "--json")
        self.assertEqual(len(sources), 4)
        self.assertEqual([s["path"] for s in self.lines("sources", "case", "--status", "empty", "--json")],
                         [s["path"] for s in sources if s["status"] == "empty"])
        self.assert_harmless(self.run_raw("sources", "case").stdout)
        rejected = self.lines("findings", "case", "--kind", "rejected", "--json")
        self.assertEqual(len(rejected), 1)
        data = (self.evidence / "chat.jsonl").read_bytes()
        self.assertIn(b"{ broken", data[rejected[0]["begin"]:rejected[0]["end"]])
        self.assertEqual(self.lines("findings", "case", "--source", str(rejected[0]["source"]), "--kind", "rejected",
                                    "--json"), rejected)
        self.assertIn("Shown: ", self.run_cli("findings", "case"))
        self.errors("findings", "case", "--source", "99", code=3)
        self.errors("sources", "case", "--status", "nonsense", code=2)

    def test_prove_and_check(self):
        seq = self.lines("search", "case", "van", "--format", "json")[0]["seq"]
        out = self.run_cli("prove", "case", seq, "-o", "van.proof")
        self.assertIn("verbatim-verify van.proof", out)
        key = json.loads(self.run_cli("stats", "case", "--json"))["case"]["verifier_key"]
        self.assertIn(key, out)
        self.assertEqual(self.run_cli("prove", "case", f"#{seq}", "-o", "-").encode(),
                         (self.folder / "van.proof").read_bytes())
        self.errors("prove", "case", seq, "-o", "van.proof", code=4)
        self.run_cli("prove", "case", seq, "-o", "van.proof", "--force")
        self.errors("prove", "case", "999", "-o", "none.proof", code=3)
        self.assertFalse((self.folder / "none.proof").exists())

    def test_verify_and_rebuild(self):
        self.assertIn("The case is in order", self.run_cli("verify", "case"))
        report = json.loads(self.run_cli("verify", "case", "--sample", "50%", "--no-store", "--json"))
        self.assertTrue(report["ok"])
        self.assertEqual(report["findings"], [])
        self.assertTrue(report["left_out"])
        self.errors("verify", "case", "--sample", "0", code=2)
        root = json.loads(self.run_cli("stats", "case", "--json"))["root_hash"]
        hits = self.run_cli("search", "case", "*", "--format", "json")
        self.assertIn("the same records", self.run_cli("rebuild", "case"))
        self.assertEqual(json.loads(self.run_cli("stats", "case", "--json"))["root_hash"], root)
        self.assertEqual(self.run_cli("search", "case", "*", "--format", "json"), hits)

    def test_verify_names_what_differs(self):
        damaged = self.folder / "damaged"
        shutil.copytree(self.case, damaged)
        victim = max((p for p in (damaged / "vault" / "objects").rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
        os.chmod(victim, 0o600)
        data = bytearray(victim.read_bytes())
        data[0] ^= 1
        victim.write_bytes(data)
        out = self.run_cli("verify", "damaged", code=1)
        self.assertIn("NOT IN ORDER", out)
        self.assertIn(victim.name, out)
        report = json.loads(self.run_cli("verify", "damaged", "--json", code=1))
        self.assertFalse(report["ok"])

    def test_ingest_events(self):
        self.run_cli("new", "events")
        events = self.lines("ingest", "events", "evidence", "--json")
        kinds = [event["event"] for event in events]
        self.assertEqual(kinds[0], "started")
        self.assertEqual(kinds[-1], "finished")
        self.assertEqual(kinds.count("source"), 4)
        self.assertIn("commit", kinds)
        last = events[-1]
        self.assertEqual((last["messages"], last["rejected"], last["tree_size"]), (4, 1, 4))
        self.assertEqual(set(last["stage_seconds"]), {"acquiring", "reading", "committing", "linking"})
        self.assertGreater(last["peak_rss_bytes"], 0)
        self.assertRegex(last["root_hash"], "^[0-9a-f]{64}$")
        self.assertEqual(self.run_cli("ingest", "events").split("\n")[0], "Nothing was pending.")

    def test_same_salt_key_same_root(self):
        (self.folder / "salt").write_text("ab" * 32 + "\n", encoding="utf-8")
        roots = set()
        for name in ("left", "right"):
            self.run_cli("new", name, "--salt-key", "salt")
            roots.add(self.lines("ingest", name, "evidence/chat.jsonl", "--json")[-1]["root_hash"])
        self.assertEqual(len(roots), 1)

    def test_wrong_claims_are_usage_errors(self):
        self.assertIn("FILE=SHA256", self.errors("ingest", "case", "evidence", "--claimed-hash", "nonsense", code=2))
        (self.folder / "broken-sums").write_text("abc\n", encoding="utf-8")
        self.assertIn("line 1", self.errors("ingest", "case", "evidence", "--claimed-hashes", "broken-sums", code=2))
        self.errors("ingest", "case", "no-such-file", code=3)
        self.errors("ingest", "no-such-case", "evidence", code=3)


class Interruption(Case):
    MESSAGES = 400_000

    @classmethod
    def make(cls):
        cls.data = cls.folder / "big.jsonl"
        with open(cls.data, "w", encoding="utf-8") as out:
            for number in range(cls.MESSAGES):
                out.write(json.dumps(message(number, text=f"message {number}")) + "\n")
        (cls.folder / "salt").write_text("cd" * 32 + "\n", encoding="utf-8")

    def test_ctrl_c_leaves_a_case_that_goes_on(self):
        self.run_cli("new", "whole", "--salt-key", "salt")
        expected = self.lines("ingest", "whole", "big.jsonl", "--json")[-1]["root_hash"]
        self.run_cli("new", "case", "--salt-key", "salt")
        for stop in (signal.SIGINT, signal.SIGTERM):
            command = [str(VERBATIM), "ingest", "case", "--json", "--commit-messages", "20000"]
            command += ["big.jsonl"] if stop == signal.SIGINT else []
            running = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            committed = 0
            for line in running.stdout:
                event = json.loads(line)
                if event["event"] == "commit" and event["tree_size"] > committed:
                    committed = event["tree_size"]
                    running.send_signal(stop)
                    break
            rest, errors = running.communicate(timeout=120)
            self.assertEqual(running.returncode, 5, errors.decode())
            self.assertIn("go on with: verbatim ingest case", errors.decode())
            self.assertEqual(json.loads(rest.splitlines()[-1])["event"], "failed")
            self.assertGreaterEqual(json.loads(self.run_cli("stats", "case", "--json"))["tree_size"], committed)
        done = self.lines("ingest", "case", "--json")[-1]
        self.assertEqual(done["tree_size"], self.MESSAGES)
        self.assertEqual(done["root_hash"], expected)
        # Another process has the case open: its own exit code.
        holder = subprocess.Popen([str(VERBATIM), "search", "case", "*", "--all", "--format", "json"], cwd=self.folder,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        holder.stdout.readline()
        self.errors("stats", "case", code=4)
        holder.stdout.close()
        self.assertEqual((holder.wait(timeout=60), holder.stderr.read()), (0, b""), "a reader that goes away is no error")
        holder.stderr.close()


if __name__ == "__main__":
    unittest.main()
