#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The three verifiers on bundles: good ones, and every way to tamper with them that we know. Each bad one is refused by
all at the same step of docs/bundle.md, section 1. VERBATIM_VERIFY names the verbatim-verify program; node runs the page's.

Others cannot sign: what they alter fails against the signature. A maker can sign what he likes: what he leaves out fails
against his own seal.
"""
import copy
import functools
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import make_bundle as make  # noqa: E402
import verify  # noqa: E402  (found by make_bundle)
import verify_bundle  # noqa: E402

VECTORS = make.ROOT / "testdata" / "vectors" / "bundle"
# Most signatures come again and again.
verify.ed25519_verify = verify_bundle.ed25519_verify = functools.lru_cache(maxsize=1000)(verify.ed25519_verify)


class Page:
    """The verifier of the page, asked over a pipe."""
    def __init__(self):
        scripts = [make.ROOT / "verifier" / name for name in ("verify.js", "verify_steps.js")]
        self.process = subprocess.Popen(["node", pathlib.Path(__file__).with_name("page_run.js"), *scripts], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def check(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Both(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.page = Page()
        cls.addClassCleanup(cls.page.close)

    def setUp(self):
        self.program = os.environ.get("VERBATIM_VERIFY")
        self.assertTrue(self.program, "VERBATIM_VERIFY must name the verbatim-verify program")
        self.count = 0

    def both(self, data, name, key=None, witnesses=(), opening=None):
        """The report, when the verifiers agree."""
        self.count += 1
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "bundle.zip"
            file.write_bytes(data)
            options = ["--key", key] if key else []
            for witness in witnesses:
                options += ["--witness-key", witness]
            if opening is not None:
                (pathlib.Path(folder) / "opening").write_bytes(opening)
                options += ["--opening", str(pathlib.Path(folder) / "opening")]
            first = subprocess.run([self.program, str(file), "--json", *options], capture_output=True)
            path = None if opening is None else str(pathlib.Path(folder) / "opening")
            c = self.page.check(file=str(file), key=key, witnesses=list(witnesses), opening=path)
        self.assertIn(first.returncode, (0, 1), (name, first.stderr))
        a, b = json.loads(first.stdout), verify.verify_bundle(data, key, witnesses, opening)
        self.assertEqual((a["verdict"], a.get("step")), (b["verdict"], b.get("step")), (name, a, b))
        self.assertEqual((a["verdict"], a.get("step")), (c["verdict"], c.get("step")), (name, a, c))
        self.assertEqual(first.returncode, 0 if a["verdict"] == "proved" else 1, name)
        if a["verdict"] == "proved":
            self.assertEqual(a, b, name)
            self.assertEqual(a, c, name)
        self.assertEqual((a["key"], a["key_trusted"]), (b["key"], b["key_trusted"]), name)
        return a

    def refused(self, data, name, step, **options):
        report = self.both(data, name, **options)
        self.assertEqual((report["verdict"], report.get("step")), ("not proved", step), (name, report.get("reason")))
        return report


class ManyFiles(Both):
    """Where the directory does not fit its old numbers, the zip64 records say them."""
    def draft(self, members):
        draft = make.good_drafts()["whole"]
        while len(draft.files) + 1 < members:  # the statement is one more
            content = len(draft.files).to_bytes(4, "big")
            draft.files[f"media/{make.sha(content).hex()}.bin"] = content
        return draft

    def test_around_the_limit(self):
        for members in (65534, 65535, 65536):
            data = self.draft(members).zip()
            self.assertEqual(b"PK\6\6" in data[-98:], members > 65534)
            self.assertEqual(self.both(data, f"{members} members")["verdict"], "proved")

    def test_altered_end_records(self):
        data = self.draft(65535).zip()
        # The first byte of each field of the zip64 record, of its locator and of the end record.
        for place in (0, 4, 12, 14, 16, 20, 24, 32, 40, 48, 56, 60, 64, 72, 76, 80, 82, 84, 86, 88, 92, 96):
            bad = bytearray(data)
            bad[len(data) - 98 + place] ^= 1
            self.refused(bytes(bad), f"byte {place}", "zip")
        self.refused(data[:-98] + data[-22:], "no zip64 records", "zip")
        self.refused(data[:-22] + data[-98:], "zip64 records twice", "zip")
        small = make.good_drafts()["whole"].zip()
        count, length, offset = struct.unpack("<HII", small[-12:-2])
        needless = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, length, offset)
        needless += b"PK\6\7" + struct.pack("<IQI", 0, offset + length, 1)
        self.refused(small[:-22] + needless + small[-22:], "zip64 records without need", "zip")
        full = small[:-14] + b"\xff\xff\xff\xff" + small[-10:]
        self.refused(full[:-22] + needless + full[-22:], "a number that fits and is not there", "zip")


class Good(Both):
    def test_vectors_are_those_of_the_maker(self):
        for name, data in make.vectors().items():
            self.assertEqual((VECTORS / name).read_bytes(), data, name)

    def test_all_are_proved(self):
        for name, draft in make.good_drafts().items():
            for key in (None, make.SIGNER.verifier):
                report = self.both(draft.zip(), name, key=key, witnesses=[make.COSIGNER.verifier])
                self.assertEqual(report["verdict"], "proved", (name, report))
                self.assertEqual(report["records"], draft.records)

    def test_other_keys(self):
        data = make.good_drafts()["whole"].zip()
        self.refused(data, "another key", "verify/bundle", key=make.OTHER.verifier)
        other = make.Signer(make.WITNESS, make.OTHER_SEED, 4)
        self.refused(data, "no such witness", "verify/checkpoint", witnesses=[other.verifier])

    def test_blocks_of_a_thousand(self):
        case = make.example_case(2100)
        draft = case.draft([("handle", b"+31600000001")])
        data = draft.zip()
        self.assertEqual(self.both(data, "2100 records")["verdict"], "proved")
        lines = draft.lines("records")
        for line, block in ((1, 1), (1000, 1), (1001, 2), (2000, 2), (2001, 3), (2100, 3)):
            bad = copy.deepcopy(draft)
            bad.put("records", lines[:line] + lines[line + 1:])
            files = {"verify/bundle": make.SIGNER.note(draft.statement()), **bad.files}
            report = self.refused(make.make_zip(files), f"line {line}", "verify/records")
            self.assertIn(f"block {block} of 3", report["reason"])


def lines_of(data):
    return data.decode("utf-8", "replace").split("\n")[:-1]


def alterations(data, other):
    """(name, content) of a file that somebody has altered; `other`: the same file of another bundle."""
    lines = data.splitlines(keepends=True)
    middle = len(data) // 2
    found = {"flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1:], "cut": data[:-1],
             "halved": data[:middle], "byte before": b" " + data, "byte after": data + b"\n", "twice": data + data,
             "first line gone": b"".join(lines[1:]), "last line gone": b"".join(lines[:-1]),
             "last line twice": data + lines[-1], "reordered": b"".join(reversed(lines)), "swapped": other}
    return [(name, content) for name, content in found.items() if content not in (None, data, b"")]


class ByOthers(Both):
    """Not signed again."""

    def test_every_file(self):
        drafts = make.good_drafts()
        for name, draft in drafts.items():
            if name not in ("redacted", "mixed", "stamped"):
                continue
            files = {"verify/bundle": make.SIGNER.note(draft.statement()), **draft.files}
            other = {"verify/bundle": make.SIGNER.note(drafts["handle"].statement()), **drafts["handle"].files}
            for file in files:
                for what, content in alterations(files[file], other.get(file)):
                    bad, label = make.make_zip({**files, file: content}), f"{name}: {file} {what}"
                    if (file, what) == ("verify/bundle", "swapped"):  # honestly signed, but for other files
                        self.assertEqual(self.both(bad, label)["verdict"], "not proved", label)
                    else:
                        self.refused(bad, label, file)
                self.refused(make.make_zip({f: c for f, c in files.items() if f != file}), f"{name}: {file} gone", file)
            for extra in ("verify/extra", "media/x.jpg", "notes.txt", "verify/participations"):
                if extra not in files:
                    self.refused(make.make_zip({**files, extra: b"x"}), f"{name}: {extra} added", extra)
        self.assertGreater(self.count, 300)

    def test_every_field_of_the_notes(self):
        draft = make.good_drafts()["mixed"]
        files = {"verify/bundle": make.SIGNER.note(draft.statement()), **draft.files}
        for file in ("verify/bundle", "verify/seal", "verify/checkpoint"):
            lines = lines_of(files[file])
            for i, line in enumerate(lines):
                if line and not line.startswith("\u2014 " + make.WITNESS):
                    bad = "".join(x + "\n" for x in lines[:i] + [line[:-2] + ("A" if line[-2] != "A" else "B") + line[-1]]
                                  + lines[i + 1:])
                    self.refused(make.make_zip({**files, file: bad.encode()}), f"{file} line {i + 1}", file)
        signed = files["verify/bundle"]
        for name, bad in (("second signature", signed + make.COSIGNER.line(b"x" * 72)),
                          ("same signature twice", signed + signed[signed.rindex("\u2014".encode()):]),
                          ("another signer", make.OTHER.note(draft.statement()))):
            self.refused(make.make_zip({**files, "verify/bundle": bad}), name, "verify/bundle")

    def test_the_container(self):
        draft = make.good_drafts()["nothing"]
        files = {"verify/bundle": make.SIGNER.note(draft.statement()), **draft.files}
        good = make.make_zip(files)
        for at in range(0, len(good), 23):
            self.refused(good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1:], f"bit of byte {at}", "zip")
        for at in range(0, len(good), 211):
            self.refused(good[:at], f"cut at {at}", "zip")
        self.refused(good + b"\0", "byte after", "zip")
        self.refused(b"PK" + good, "bytes before", "zip")
        self.refused(good + good, "twice", "zip")
        self.refused(make.make_zip([*files.items(), ("report.html", b"other")]), "a name twice", "zip")
        for name in ("/etc/passwd", "../report.html", "verify/../report.html", "a//b", "folder/", "a\\b", "a\nb", ""):
            self.refused(make.make_zip({**files, name: b"x"}), f"name {name!r}", "zip")
        moved = make.make_zip(dict(reversed(files.items())))
        self.assertEqual(self.both(moved, "order of entries")["verdict"], "proved")


class ThePage(unittest.TestCase):
    def test_it_is_one_file_that_loads_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            made = pathlib.Path(folder) / "verify.html"
            subprocess.run([sys.executable, make.ROOT / "scripts" / "make-verify-page.py", made], check=True)
            text = made.read_text(encoding="utf-8")
        self.assertIn("class Bundle", text)
        self.assertIn("default-src 'none'", text)
        for outside in ("http://", "https://", "fetch(", "XMLHttpRequest", "import(", "eval(", "innerHTML", " src="):
            self.assertNotIn(outside, text)


class CommandLine(Both):
    def test_both_programs(self):
        good, script = str(VECTORS / "whole.zip"), [sys.executable, str(make.ROOT / "verifier" / "verify.py")]
        keys = json.loads((VECTORS / "keys.json").read_text())
        with tempfile.TemporaryDirectory() as folder:
            empty, text = pathlib.Path(folder) / "empty.zip", pathlib.Path(folder) / "text.zip"
            empty.write_bytes(b"")
            text.write_bytes(b"\x1b[31mnot a zip")
            for program in ([self.program], script):
                def run(*arguments):
                    return subprocess.run([*program, *arguments], capture_output=True)
                self.assertEqual(run(good).returncode, 0)
                self.assertIn(b"COMPLETE: the conversation", run(good).stdout)
                self.assertIn(b"NOBODY HAS VOUCHED", run(good).stdout)
                self.assertEqual(run(good, "--key", keys["key"], "--witness-key", keys["witness_key"]).returncode, 0)
                self.assertEqual(run(good, "--key", keys["other_key"]).returncode, 1)
                self.assertEqual(run(good, "--witness-key", keys["key"]).returncode, 2)
                self.assertEqual(run(good, "--opening", folder + "/missing").returncode, 2)
                self.assertEqual(run(str(empty)).returncode, 1)
                self.assertEqual(run(str(text)).returncode, 1)
                self.assertNotIn(b"\x1b", run(str(text)).stdout)
                self.assertEqual(run(str(VECTORS / "redacted.zip"), "--opening", str(VECTORS / "redacted.opening")).returncode, 0)


class ByTheMaker(Both):
    """Signed again by the honest key: only the seal stands against him."""

    def setUp(self):
        super().setUp()
        self.case = make.example_case()
        self.good = make.good_drafts(self.case)

    def draft(self, name):
        return copy.deepcopy(self.good[name])

    def without_records(self, draft, gone, chosen):
        draft.put("records", self.case.log.walk(
            "log", {n: [self.case.records[n].line([])] for n in chosen if n not in gone}))
        draft.records = len(chosen) - len(gone)

    def chosen(self, draft):
        return [int(line.split(" ")[1]) for line in draft.lines("records") if line.startswith("record ")]

    def test_a_message_is_left_out(self):
        draft = self.draft("period")
        chosen = self.chosen(draft)
        self.assertGreater(len(chosen), 3)
        for gone in chosen:
            bad = self.draft("period")
            self.without_records(bad, [gone], chosen)
            self.refused(bad.zip(), f"record {gone} left out", "scope 1")

    def hidden(self, name, tree, shown_by, hide):
        """The walk of a tree with the leaves `hide` in gaps."""
        bad = self.draft(name)
        positions, at = {}, 0
        for line in bad.lines(shown_by)[1:]:
            words = line.split(" ")
            if words[0] == "gap":
                at += int(words[1])
            elif words[0] in ("entry", "with"):
                positions[at] = words[0] == "with" or len(words) > 2
                at += 1
        positions = {p: o for p, o in positions.items() if p not in hide(sorted(positions))}
        line = self.case.conversation if shown_by == "conversations" else self.case.participation
        bad.put(shown_by, tree.walk(shown_by, make.keyed_lines({p: line(p, o) for p, o in positions.items()})))
        return bad

    def test_an_entry_is_hidden(self):
        count = sum(line.startswith("entry") for line in self.good["period"].lines("conversations"))
        for i in range(count):
            bad = self.hidden("period", self.case.conversations, "conversations", lambda p: {p[i]})
            self.refused(bad.zip(), f"leaf {i} hidden, its record shown", "scope 1")
        bad = self.hidden("period", self.case.conversations, "conversations", lambda p: set(p[2:4]))
        chosen = self.chosen(bad)
        entries = [line.split(" ")[2] for line in self.good["period"].lines("conversations") if line.count(" ") == 3
                   and line.startswith("entry")]
        self.without_records(bad, [int(e) for e in entries[2:4]], chosen)
        self.refused(bad.zip(), "entry and record gone", "scope 1")

    def test_a_conversation_of_a_handle_is_hidden(self):
        bad = self.hidden("account", self.case.participations, "participations", lambda p: {p[1]})
        self.assertIn(self.both(bad.zip(), "participation hidden")["step"], ("scope 1", "scope"))
        bad = self.hidden("handle", self.case.conversations, "conversations", lambda p: {p[-1]})
        self.assertEqual(self.both(bad.zip(), "conversation of a handle cut off")["step"], "scope 1")

    def test_periods_and_scopes(self):
        def scoped(name, *scopes):
            bad = self.draft(name)
            bad.scopes = list(scopes)
            return bad.zip()
        key = self.good["period"].scopes[0].split(" ")[1]
        start = make.START
        wide, late = f"conversation {key} {start + 1000} {start + 12000}", f"conversation {key} {start + 4000} {start + 14000}"
        self.refused(scoped("period", wide + " undated excluded"), "begins earlier", "scope 1")
        self.refused(scoped("period", late + " undated excluded"), "ends later", "scope 1")
        self.refused(scoped("period", f"conversation {key} - - undated excluded"), "open", "scope 1")
        self.refused(scoped("period", self.good["period"].scopes[0].replace("excluded", "included")), "undated", "scope 1")
        narrow = f"conversation {key} {start + 6000} {start + 12000} undated excluded"
        self.refused(scoped("period", narrow), "a record outside", "scope")
        self.refused(scoped("period", self.good["period"].scopes[0], wide + " undated excluded"), "second", "scope 2")
        other = self.good["people"].scopes[0].split(" ")[1]
        self.refused(scoped("period", f"conversation {other} - - undated excluded"), "another conversation", "scope 1")
        for bad in ("conversation x - - undated excluded", f"conversation {key} 5 5 undated excluded",
                    f"conversation {key} -0 5 undated excluded", f"conversation {key} - - undated", f"handle {key} x",
                    f"friend {key}", f"conversation {key} 9223372036854775808 - undated excluded"):
            self.refused(scoped("period", bad), bad, "verify/bundle")

    def test_keys_and_identities(self):
        bad = self.case.draft([("conversation", make.CHAT, None, None, True)], show_keys=False)
        self.refused(bad.zip(), "records show what the key does not", "scope 1")
        closed = self.draft("closed")
        lines = [line.replace(line, line) for line in closed.lines("conversations")]
        wrong = make.b64(make.CHAT + b"x")
        closed.put("conversations", [
            f"{line} {make.b64(make.key_salt(0x20, make.CHAT))} {wrong}" if line.startswith("conversation") else line
            for line in lines])
        self.refused(closed.zip(), "key opened to another name", "verify/conversations")

    def test_seal_checkpoint_and_stamp(self):
        smaller = make.example_case(32)
        for file, step in (("verify/seal", "verify/checkpoint"), ("verify/checkpoint", "verify/checkpoint")):
            bad = self.draft("whole")
            bad.files[file] = smaller.seal if file == "verify/seal" else smaller.checkpoint
            self.refused(bad.zip(), f"{file} of another state", step)
        bad = self.draft("whole")
        bad.files["verify/seal"], bad.files["verify/checkpoint"] = smaller.seal, smaller.checkpoint
        self.refused(bad.zip(), "both of another state", "verify/records")
        bad = self.draft("whole")
        bad.head["case"] = "f" * 32
        self.refused(bad.zip(), "another case", "verify/seal")
        bad = self.draft("whole")
        bad.files["verify/seal"] = make.OTHER.note(self.case.seal[:self.case.seal.rindex(b"\n\n") + 1])
        self.refused(bad.zip(), "seal by another", "verify/seal")
        moment = make.datetime.datetime(2026, 1, 1)
        for content in (make.unsigned_timestamp(make.sha(b"other"), moment), b"no DER", make.der(0x30)):
            bad = self.draft("stamped")
            bad.files["verify/timestamp.tsr"] = content
            self.refused(bad.zip(), "time stamp", "verify/timestamp.tsr")

    def test_names(self):
        good = self.draft("whole")
        for name in ("messages.case.jsonld", "messages.dat", "messages.parquet", "rsmf/000001.rsmf", "rsmf/1234567.rsmf"):
            good.files["exchange/" + name] = b"x"
        self.assertEqual(self.both(good.zip(), "all that an exchange may hold")["verdict"], "proved")
        for name in ("exchange/rsmf/00001.rsmf", "exchange/rsmf/0000000001.rsmf", "exchange/rsmf/00000a.rsmf", "exchange/other",
                     "verify/extra", "notes.txt", "media/x.jpg", f"media/{'0' * 64}.jpg", f"media/{'0' * 64}.", "a/report.html"):
            bad = self.draft("whole")
            bad.files[name] = b"x"
            self.refused(bad.zip(), name, name)
        bad = self.draft("whole")
        bad.files["report.html"] = b""
        self.refused(bad.zip(), "empty file", "report.html")
        for name, file in (("whole", "conversations"), ("whole", "sources"), ("handle", "participations"), ("redacted", "redactions"),
                           ("whole", "checkpoint"), ("selection", "conversations"), ("whole", "participations"),
                           ("whole", "redactions")):
            bad = self.draft(name)
            if bad.files.pop("verify/" + file, None) is None:
                bad.files["verify/" + file] = self.good["mixed"].files["verify/" + file]
            self.refused(bad.zip(), f"{name}: {file} missing or too many", "verify/" + file)
        bad = self.draft("selection")
        bad.files["verify/selection.json"] = b"{}"
        self.refused(bad.zip(), "another selection", "scope 1")
        del bad.files["verify/selection.json"]
        self.refused(bad.zip(), "no selection", "scope 1")

    def test_records_and_sources(self):
        good = self.draft("whole").lines("records")
        at = next(i for i, line in enumerate(good) if line.startswith("record"))
        number = good[at].split(" ")[1]
        words = good[at].split(" ")
        other = next(line for line in good[at + 1:] if line.startswith("record")).split(" ")
        for place in range(4, 12):
            bad = self.draft("whole")
            bad.put("records", good[:at] + [" ".join(words[:place] + [other[place]] + words[place + 1:])] + good[at + 1:])
            if other[place] != words[place]:
                self.refused(bad.zip(), f"group {place - 3} of another record", f"record {number}")
        # A content that is committed to and yet none: refused as not canonical.
        for name, change in {"group": lambda r: r.content.update({4: b"\xa1\x09\x01"}),
                             "chunks": lambda r: setattr(r, "chunks", [(r.chunks[0][0], b"two words")])}.items():
            case = make.example_case()
            record = case.records[0]
            change(record)
            record.hashes[4] = make.sha(b"\x10\x04", record.salts[4], record.content[4])
            record.chunk_hashes = [make.sha(b"\x13", s, c) for s, c in record.chunks]
            record.hashes[6] = make.sha(b"\x12", *record.chunk_hashes)
            record.commitment = make.sha(b"\x11", *(record.hashes[n] for n in range(1, 9)))
            case.__init__(case.records, [("chat-1.json", 20, 2, 1), ("empty.json", 0, 5, 0), ("chat-2.json", 13, 0, 4)])
            self.refused(case.draft([("conversation", make.CHAT, None, None, True)]).zip(), f"bad {name}", "record 0")
        bad = self.draft("whole")
        lines = bad.lines("sources")
        bad.put("sources", [lines[0]] + [self.case.sources.gap(0, 3)])
        self.refused(bad.zip(), "no source opened", "verify/sources")

    def test_redactions(self):
        lines = self.draft("redacted").lines("redactions")
        for name, changed in (("missing", lines[:-1]), ("twice", lines + lines[-1:]), ("order", [lines[0], lines[2], lines[1], *lines[3:]]),
                              ("other part", lines[:-1] + ["12 7 \"x\""]), ("empty reason", lines[:-1] + ["12 8 \"\""]),
                              ("spelling", lines[:-1] + ["12 8 \"\\u0041\""]), ("header", ["x", *lines[1:]])):
            bad = self.draft("redacted")
            bad.put("redactions", changed)
            self.refused(bad.zip(), name, "verify/redactions")
        bad = self.draft("redacted")
        bad.withheld += 1
        self.refused(bad.zip(), "count", "verify/redactions")

    def test_openings(self):
        data = self.good["redacted"].zip()
        opening = (VECTORS / "redacted.opening").read_bytes()
        self.assertEqual(self.both(data, "opening", opening=opening)["opened"], 9)
        lines = lines_of(opening)
        for i in range(2, len(lines)):
            one = make.text_of(lines[:2] + [lines[i]])
            alone = self.both(data, f"line {i} alone", opening=one)
            within = lines[i].split(" ")[1] == "6.0" and lines[i].startswith("6 ") or lines[i].startswith("6 6.")
            self.assertEqual(alone["verdict"], "not proved" if within else "proved", lines[i])
            words = lines[i].split(" ")
            for j in range(len(words)):
                word = words[j]
                changed = str(int(word) + 1) if word.isdigit() else word[:-2] + ("A" if word[-2] != "A" else "B") + word[-1]
                bad = make.text_of(lines[:i] + [" ".join(words[:j] + [changed] + words[j + 1:])] + lines[i + 1:])
                self.refused(data, f"line {i} word {j}", "opening", opening=bad)
        for name, bad in (("nothing", lines[:2]), ("reversed", lines[:2] + lines[:1:-1]), ("header", ["x"] + lines[1:])):
            self.refused(data, name, "opening", opening=make.text_of(bad))
        self.refused(self.good["whole"].zip(), "another bundle", "opening", opening=opening)

    def test_every_word_of_every_line(self):
        """Whatever is done to a line, the verifiers agree; what is not a matter of taste is refused."""
        for name in ("redacted", "mixed", "people"):
            files = [f for f in self.good[name].files if f.startswith("verify/") and not f.endswith(("json", "txt", "tsr"))]
            for file in files:
                self.mutate(name, file)
        self.assertGreater(self.count, 400)

    def mutate(self, name, file):
        note = file in ("verify/seal", "verify/checkpoint")
        content = self.good[name].files[file]
        lines = lines_of(content[:content.rindex(b"\n\n") + 1] if note else content)
        pick = int.from_bytes(hashlib.sha256((name + file).encode()).digest()[:4], "big")
        for i, line in enumerate(lines):
            words, changes = line.split(" "), {}
            for j, word in enumerate(words):
                changed = (str(int(word) + 1) if word.isdigit() else
                           word[:-3] + ("A" if word[-3:-2] != "A" else "B") + word[-2:] if len(word) > 3 else word + "x")
                changes[f"word {j}"] = [" ".join(words[:j] + [changed] + words[j + 1:])]
                changes[f"no word {j}"] = [" ".join(words[:j] + words[j + 1:])]
            changes.update({"gone": [], "twice": [line, line], "word more": [line + " 1"], "space": [line + " "],
                            "swapped": [lines[i + 1], line] if i + 1 < len(lines) else [], "empty line": [line, ""]})
            for k, (what, new) in enumerate(changes.items()):
                pick = pick * 1103515245 + 12345 & 0x7FFFFFFF
                if pick >> 16 & 7 and len(changes) * len(lines) > 40:
                    continue  # an eighth of them, always the same
                bad = self.draft(name)
                after = i + 2 if what == "swapped" else i + 1
                text = make.text_of(lines[:i] + new + lines[after:])
                if text == content or not text:
                    continue
                bad.files[file] = make.SIGNER.note(text) if note and text.strip() else text
                report = self.both(bad.zip(), f"{name}: {file} line {i + 1} {what}")
                extension = file == "verify/checkpoint" and (i, what) == (2, "twice")  # which the format allows
                free = file == "verify/redactions" or extension or (note and line.startswith(("time", "rejected", "skipped", "previous", "seal")))
                if not free:
                    self.assertEqual(report["verdict"], "not proved", f"{name}: {file} line {i + 1} {what}")


if __name__ == "__main__":
    unittest.main()
