#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""destroy: messages removed by law. Nothing of them is left in any file, and everything else still proves."""
import json
import shutil
import struct
import subprocess
import unittest
import zipfile

from evidence import BUILD, ROOT, Case, message, write_lines

SECRETS = ["the privileged advice about the harbour", "second privileged opinion", "lawyer@enc.example"]
WHO = ["--by", "Examiner 12", "--order", "Court of first instance, 2 May 2020, ref. 114", "--why", "privilege"]


def lz4(block, size):
    """One LZ4 block, decompressed."""
    out = bytearray()
    at = 0
    while at < len(block):
        token = block[at]
        at += 1
        count = token >> 4
        if count == 15:
            while True:
                count += block[at]
                at += 1
                if block[at - 1] != 255:
                    break
        out += block[at:at + count]
        at += count
        if at >= len(block):
            break
        offset = block[at] | block[at + 1] << 8
        at += 2
        count = token & 15
        if count == 15:
            while True:
                count += block[at]
                at += 1
                if block[at - 1] != 255:
                    break
        for _ in range(count + 4):
            out.append(out[-offset])
    assert len(out) == size
    return bytes(out)


def decompressed(data):
    """The engine's compressed blocks, one after another; empty if the file is not made of them."""
    out = b""
    at = 0
    while at < len(data):
        if len(data) - at < 25:
            return b""
        method = data[at + 16]
        packed, plain = struct.unpack_from("<II", data, at + 17)
        body = data[at + 25:at + 16 + packed]
        if packed < 9 or len(body) != packed - 9 or method not in (0x02, 0x82):
            return out
        try:
            out += lz4(body, plain) if method == 0x82 else body
        except (AssertionError, IndexError):
            return out
        at += 16 + packed
    return out


def leftovers(case, secrets):
    """Where a file of the case holds one of the secrets, also in decompressed columns of the store."""
    found = []
    blocks = 0
    for path in sorted(case.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        data = path.read_bytes()
        plain = decompressed(data)
        blocks += bool(plain)
        for secret in secrets:
            for spelling in (secret.encode(), secret.encode("utf-16-le"), json.dumps(secret)[1:-1].encode()):
                if spelling in data or spelling in plain:
                    found.append((str(path.relative_to(case)), secret))
    assert blocks > 10, "the store's columns were not decompressed"
    return found


class Destroy(Case):
    @classmethod
    def make(cls):
        lawyer = {"sender": "lawyer@enc.example", "participants": ["kilo", "lawyer@enc.example"],
                  "conversation": "counsel", "conversation_title": "Counsel"}
        one = [message(n, text=f"kept number {n} of the first phone") for n in range(20)]
        one[7] = message(7, text=SECRETS[0], **lawyer)
        one[8] = message(8, text=SECRETS[1], **lawyer)
        two = [message(n + 100, text=f"kept number {n} of the second phone") for n in range(20)]
        two[3] = message(103, text=SECRETS[0], **lawyer)
        write_lines(cls.folder / "one.jsonl", one)
        write_lines(cls.folder / "two.jsonl", two)
        with open(cls.folder / "three.csv", "w", encoding="utf-8") as out:
            out.write("this is no chat\n")
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "one.jsonl", "two.jsonl", "three.csv")
        cls.run_cli("select", "case", "both", "in:harbour OR in:counsel", "--by", "Examiner 3")
        cls.run_cli("seal", "case")
        cls.run_cli("prove", "case", "9", "-o", "before.proof")
        cls.stats_before = json.loads(cls.run_cli("stats", "case", "--json"))
        subprocess.run(["cp", "-a", str(cls.case), str(cls.folder / "untouched")], check=True)
        found = leftovers(cls.case, SECRETS)
        assert {secret for _, secret in found} == set(SECRETS), found
        assert any(path.startswith("store/") for path, _ in found), found
        cls.plan = json.loads(cls.run_cli("destroy", "case", "--handle", "lawyer@enc.example", *WHO, "--plan", "--json"))
        cls.report = json.loads(cls.run_cli("destroy", "case", "--handle", "lawyer@enc.example", *WHO, "--json",
                                            "--confirm", cls.plan["plan"]))

    def fresh(self, name):
        target = self.folder / name
        subprocess.run(["cp", "-a", str(self.folder / "untouched"), str(target)], check=True)
        self.addCleanup(shutil.rmtree, target, ignore_errors=True)
        return target

    def test_the_plan_and_the_tombstone(self):
        self.assertEqual((self.plan["ready"], self.plan["records"]), (True, 3))
        self.assertEqual(sorted((o["records"], o["of"], len(o["ranges"])) for o in self.plan["objects"]),
                         [(1, 20, 1), (2, 20, 2)])
        self.assertEqual((self.report["tombstone"], self.report["records"], self.report["found"]), (1, 3, 0))
        self.assertEqual(self.report["runs"], [[7, 8], [23, 23]])
        listed = self.lines("destroy", "case", "--list", "--json")
        self.assertEqual(listed, [self.report])
        self.assertIn("Court of first instance", self.run_cli("destroy", "case", "--list"))

    def test_nothing_is_left_in_any_file(self):
        self.assertEqual(leftovers(self.case, SECRETS), [])

    def test_verify_is_in_order_and_names_it(self):
        verdict = json.loads(self.run_cli("verify", "case", "--json"))
        self.assertTrue(verdict["ok"], verdict)
        self.assertIn("3 record(s)", verdict["destroyed"][0])
        self.assertIn("Examiner 12", verdict["destroyed"][0])
        self.assertEqual(verdict["records_read_again"], 37)

    def test_readers_refuse(self):
        for words in (("show", "case", "7"), ("prove", "case", "8", "-o", "never.proof")):
            said = self.errors(*words, code=3)
            self.assertIn("was destroyed: tombstone 1", said)
            self.assertIn("Court of first instance", said)
        self.assertEqual(self.run_cli("search", "case", "privileged", "--format", "json").strip(), "")
        shown = self.run_raw("select", "case", "both", "--show", "--all")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn(b"3 of them not shown: destroyed by law", shown.stderr)
        stats = json.loads(self.run_cli("stats", "case", "--json"))
        self.assertEqual((stats["root_hash"], stats["messages"], stats["problems"]),
                         (self.stats_before["root_hash"], self.stats_before["messages"], []))

    def test_proofs_and_seals_hold(self):
        self.run_cli("prove", "case", "9", "-o", "after.proof", "--force")
        self.assertEqual((self.folder / "before.proof").read_bytes(), (self.folder / "after.proof").read_bytes())
        subprocess.run([str(BUILD / "verbatim-verify"), "before.proof"], cwd=self.folder, check=True,
                       capture_output=True)
        self.assertEqual([seal["seal"] for seal in self.lines("seal", "case", "--list", "--json")][:1], [1])
        self.assertIn("destroyed since", self.errors("seal", "case", "--again", "--seal", "1", code=4))

    def test_later_bundles_prove(self):
        case = self.folder / "bundles"
        subprocess.run(["cp", "-a", str(self.case), str(case)], check=True)
        self.assertIn("make a new seal", self.errors("disclose", "bundles", "--conversation", "harbour", "-o",
                                                     "early.zip", "--seal", "1", code=4))
        self.run_cli("seal", "bundles")
        self.run_cli("seal", "bundles", "--again")
        self.run_cli("disclose", "bundles", "--conversation", "harbour", "--handle", "kilo", "-o", "later.zip")
        self.run_cli("disclose", "bundles", "--selection", "both", "-o", "selected.zip")
        subprocess.run([str(BUILD / "verbatim-verify"), "selected.zip"], cwd=self.folder, check=True,
                       capture_output=True)
        said = subprocess.run([str(BUILD / "verbatim-verify"), "later.zip"], cwd=self.folder, check=True,
                              capture_output=True, text=True).stdout
        self.assertIn("37", said)
        subprocess.run(["python3", str(ROOT / "verifier" / "verify.py"), "later.zip"], cwd=self.folder, check=True,
                       capture_output=True)
        with zipfile.ZipFile(self.folder / "later.zip") as bundle:
            self.assertIn("destroyed", bundle.read("report.html").decode("utf-8"))
            for name in bundle.namelist():
                self.assertNotIn(SECRETS[0].encode(), bundle.read(name))
        self.assertTrue(json.loads(self.run_cli("verify", "bundles", "--json"))["ok"])

    def test_rebuild_gives_the_same(self):
        case = self.folder / "again"
        subprocess.run(["cp", "-a", str(self.case), str(case)], check=True)
        self.run_cli("rebuild", "again")
        stats = json.loads(self.run_cli("stats", "again", "--json"))
        self.assertEqual((stats["root_hash"], stats["problems"]), (self.stats_before["root_hash"], []))
        self.assertIn("kept number 19 of the first phone", self.run_cli("show", "again", "19"))
        self.assertEqual(leftovers(case, SECRETS), [])
        self.assertTrue(json.loads(self.run_cli("verify", "again", "--json"))["ok"])
        # More evidence, also the destroyed bytes once more: these are not taken in.
        write_lines(self.folder / "more.jsonl", [message(500, text="something new")])
        self.run_cli("ingest", "again", "more.jsonl", "two.jsonl")
        self.assertEqual(leftovers(case, SECRETS), [])
        self.assertIn("something new", self.run_cli("show", "again", "40"))
        self.assertTrue(json.loads(self.run_cli("verify", "again", "--json"))["ok"])

    def test_others_are_asked_for(self):
        self.fresh("others")
        plan = json.loads(self.run_cli("destroy", "others", "--seq", "7", *WHO, "--plan", "--json", code=1))
        self.assertEqual((plan["ready"], [(e["kind"], e["seq"]) for e in plan["elsewhere"]]), (False, [("same words", 23)]))
        self.assertIn("--others", plan["refusals"][0])
        kept = json.loads(self.run_cli("destroy", "others", "--seq", "7", *WHO, "--plan", "--json", "--others", "keep"))
        self.assertEqual((kept["records"], kept["words_kept"] > 0), (1, True))
        all_of_it = json.loads(self.run_cli("destroy", "others", "--seq", "7", *WHO, "--plan", "--json", "--others",
                                            "destroy"))
        self.assertEqual(all_of_it["runs"], [[7, 7], [23, 23]])
        self.assertIn("confirmed was", self.errors("destroy", "others", "--seq", "7", *WHO, "--others", "keep",
                                                   "--confirm", all_of_it["plan"], code=4))
        self.errors("destroy", "others", "--seq", "7", "--plan", code=2)
        self.errors("destroy", "others", "--seq", "4000", *WHO, "--plan", code=3)

    def test_what_cannot_be_cut_is_refused(self):
        quoted = {**message(2, text="no, he said nothing"), "reply_quote": "a secret that is quoted again"}
        write_lines(self.folder / "inner.jsonl", [message(1, text="a secret that is quoted again"), quoted])
        with zipfile.ZipFile(self.folder / "phone.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(self.folder / "inner.jsonl", "inner.jsonl")
        with open(self.folder / "WhatsApp Chat with Kilo.txt", "w", encoding="utf-8") as out:
            out.write("".join(f"{1 + n:02}/04/2020, 12:{n:02} - Kilo: message number {n} of a chat\n" for n in range(9)))
        self.run_cli("new", "uncut")
        self.run_cli("ingest", "uncut", "phone.zip", "WhatsApp Chat with Kilo.txt")
        rows = self.lines("search", "uncut", "secret OR number", "--format", "json", "--order", "sequence")
        by_text = {row["text"]: row["seq"] for row in rows if "text" in row}
        seq = by_text["a secret that is quoted again"]
        plan = json.loads(self.run_cli("destroy", "uncut", "--seq", seq, *WHO, "--plan", "--json", code=1))
        self.assertIn(("same words", seq + 1), [(e["kind"], e["seq"]) for e in plan["elsewhere"]])
        refused = [r for r in plan["refusals"] if "container" in r]
        self.assertEqual(len(refused), 1)
        container = refused[0].split("--object ")[1]
        whole = json.loads(self.run_cli("destroy", "uncut", "--object", container, *WHO, "--plan", "--json"))
        self.assertEqual((whole["ready"], whole["records"], len(whole["objects"])), (True, 2, 2))
        done = json.loads(self.run_cli("destroy", "uncut", "--object", container, *WHO, "--json", "--confirm",
                                       whole["plan"]))
        self.assertEqual(done["found"], 0)
        self.assertEqual(leftovers(self.folder / "uncut", ["a secret that is quoted again"]), [])
        self.assertTrue(json.loads(self.run_cli("verify", "uncut", "--json"))["ok"])
        self.run_cli("rebuild", "uncut")
        # A line of a chat of many lines: refused, or cut so that every other line is read as before.
        line = by_text["message number 4 of a chat"]
        chat = json.loads(self.run_cli("destroy", "uncut", "--seq", line, *WHO, "--plan", "--json", code=1)) \
            if self.run_raw("destroy", "uncut", "--seq", line, *WHO, "--plan").returncode else None
        if chat is not None:
            self.assertIn("other records would not be the same", chat["refusals"][0])

    def test_stopped_while_the_words_are_overwritten(self):
        target = self.folder / "wiping"
        subprocess.run(["cp", "-a", str(self.case), str(target)], check=True)
        self.addCleanup(shutil.rmtree, target, ignore_errors=True)
        tombstones = target / "log" / "tombstones"
        (tombstones / "0001.done").unlink()
        (tombstones / "0001.work").write_bytes(bytes(200))
        self.assertIn(b"went on with tombstone 1 and finished it", self.run_raw("stats", "wiping").stderr)
        self.assertEqual(sorted(p.name for p in tombstones.iterdir()), ["0001", "0001.done", "0001.report"])

    def test_killed_at_every_step(self):
        """kill -9 at each call that changes files: the next opening ends in the same state."""
        if shutil.which("strace") is None:
            raise AssertionError("strace is missing: scripts/install-deps.sh --test installs it")
        words = ["destroy", None, "--handle", "lawyer@enc.example", *WHO, "--confirm", self.plan["plan"], "--time",
                 "2026-11-23T20:26:44Z"]
        resumed = 0
        for call, steps in (("rename", range(1, 8)), ("unlink", range(1, 7)), ("fsync", (1, 2, 4, 8)), ("syncfs", (1, 2, 3))):
            for step in steps:
                name = f"killed-{call}-{step}"
                self.fresh(name)
                words[1] = name
                killed = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                                         f"inject={call}:signal=KILL:when={step}", str(BUILD / "verbatim"), *words],
                                        cwd=self.folder, capture_output=True, check=False)
                with self.subTest(call=call, step=step):
                    stats = self.run_raw("stats", name, "--json")
                    resumed += b"went on with tombstone" in stats.stderr
                    listed = self.lines("destroy", name, "--list", "--json")
                    if not listed:  # killed before it was signed: nothing happened
                        self.assertNotEqual(killed.returncode, 0)
                        self.assertTrue(json.loads(self.run_cli("verify", name, "--json"))["ok"])
                        self.run_cli(*words)
                        listed = self.lines("destroy", name, "--list", "--json")
                    self.assertEqual((listed[0]["runs"], listed[0]["found"], listed[0]["objects"]),
                                     (self.report["runs"], 0, self.report["objects"]))
                    self.assertEqual(leftovers(self.folder / name, SECRETS), [])
                    self.assertEqual(sorted(p.name for p in (self.folder / name / "log" / "tombstones").iterdir()),
                                     ["0001", "0001.done", "0001.report"])
                    verdict = json.loads(self.run_cli("verify", name, "--json"))
                    self.assertTrue(verdict["ok"], verdict)
                shutil.rmtree(self.folder / name)
        self.assertGreater(resumed, 3)


if __name__ == "__main__":
    unittest.main()
