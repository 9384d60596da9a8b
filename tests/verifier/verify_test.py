#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""verifier/verify.py over testdata/vectors, and against verbatim-verify (named by VERBATIM_VERIFY) on every case."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = ROOT / "testdata" / "vectors"
sys.path.insert(0, str(ROOT / "verifier"))
import verify  # noqa: E402


def load(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def fails(call):
    try:
        call()
    except verify.NotProved:
        return True
    return False


def cases():
    for case in load("proof/cases.json"):
        data = (VECTORS / "proof" / case["base"]).read_bytes()
        if "offset" in case:
            end = case["offset"] + case["remove"]
            data = data[:case["offset"]] + case["insert"].encode() + data[end:]
        yield case, data


class Vectors(unittest.TestCase):
    def test_cbor(self):
        items = load("cbor/items.json")
        self.assertGreater(len(items), 30)
        for item in items:
            raw = bytes.fromhex(item["hex"])
            self.assertEqual(not fails(lambda: verify.Cbor(raw, "x").whole()), item["accept"], item["why"])

    def test_records(self):
        for item in load("record/records.json"):
            for number, group in enumerate(item["groups"], 1):
                if number != 6:
                    self.assertTrue(verify.SCHEMA[number](verify.Cbor(bytes.fromhex(group), "x").whole()), number)

    def test_commitments(self):
        items = load("commitment/commitments.json")
        self.assertEqual(len(items), 21)
        for item in items:
            hashes = []
            for number in range(1, 9):
                content = bytes.fromhex(item["groups"][number - 1])
                salt = bytes.fromhex(item["salts"][number - 1])
                if number != 6:
                    hashes.append(verify.sha256(b"\x10", bytes([number]), salt, content))
                    continue
                self.assertEqual(content, b"".join(bytes.fromhex(c["content"]) for c in item["chunks"]))
                for j, chunk in enumerate(item["chunks"]):
                    text = bytes.fromhex(chunk["content"]).decode()
                    self.assertTrue(verify.is_one_chunk(text, j == len(item["chunks"]) - 1), text)
                    self.assertEqual(verify.sha256(b"\x13", bytes.fromhex(chunk["salt"]), text.encode()).hex(),
                                     chunk["commitment"])
                hashes.append(verify.sha256(b"\x12", *(bytes.fromhex(c["commitment"]) for c in item["chunks"])))
            self.assertEqual([h.hex() for h in hashes], item["commitments"])
            commitment = verify.sha256(b"\x11", *hashes)
            self.assertEqual(commitment.hex(), item["commitment"])
            self.assertEqual(verify.sha256(b"\0", commitment).hex(), item["leaf"])

    def test_merkle(self):
        items = load("merkle/inclusion.json")
        self.assertGreater(len(items), 150)
        for item in items:
            ok = item["index"] < item["size"] and verify.root_from_inclusion(
                item["index"], item["size"], bytes.fromhex(item["leaf"]),
                [bytes.fromhex(h) for h in item["proof"]]) == bytes.fromhex(item["root"])
            self.assertEqual(ok, item["accept"], item)

    def test_notes(self):
        for item in load("note/checkpoints.json"):
            key = verify.parse_key(item["key"].encode(), "x")

            def check():
                text, signatures = verify.parse_note(item["note"].encode())
                verify.parse_checkpoint(text)
                good = [s for s in signatures if s[:2] == key[1:3]]
                verify.need(good and all(verify.ed25519_verify(key[3], text, s[2]) for s in good), "x", "signature")
            self.assertEqual(not fails(check), item["accept"], item["name"])

    def test_proofs_and_every_way_to_spoil_them(self):
        count = 0
        for case, data in cases():
            report = verify.verify(data, case["key"] or None)
            self.assertEqual((report["verdict"], report.get("field", "")), (case["want"], case["field"]), case["name"])
            count += 1
        self.assertGreater(count, 600)


class Ed25519(unittest.TestCase):
    def test_known_answer(self):
        # RFC 8032, section 7.1, test 3.
        key = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
        signature = bytes.fromhex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                                  "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")
        self.assertTrue(verify.ed25519_verify(key, b"\xaf\x82", signature))
        self.assertFalse(verify.ed25519_verify(key, b"\xaf\x83", signature))
        s = int.from_bytes(signature[32:], "little") + verify.L
        self.assertFalse(verify.ed25519_verify(key, b"\xaf\x82", signature[:32] + s.to_bytes(32, "little")))


class BothVerifiers(unittest.TestCase):
    """The same exit code, verdict and field on every case; the same report on what is proved."""

    def setUp(self):
        self.program = os.environ.get("VERBATIM_VERIFY")
        self.assertTrue(self.program, "VERBATIM_VERIFY must name the verbatim-verify program")

    def run_both(self, data, *options):
        with tempfile.NamedTemporaryFile(suffix=".proof") as file:
            file.write(data)
            file.flush()
            first = subprocess.run([self.program, file.name, "--json", *options], capture_output=True)
        self.assertIn(first.returncode, (0, 1), first.stderr)
        return first

    def test_agree_on_every_case(self):
        for case, data in cases():
            first = self.run_both(data, *(["--key", case["key"]] if case["key"] else []))
            a, b = json.loads(first.stdout), verify.verify(data, case["key"] or None)
            self.assertEqual(a["verdict"], b["verdict"], case["name"])
            self.assertEqual(first.returncode, 0 if b["verdict"] == "proved" else 1)
            self.assertEqual(a.get("field"), b.get("field"), case["name"])
            if a["verdict"] == "proved":
                self.assertEqual(a, b)

    def test_agree_on_random_damage(self):
        data = (VECTORS / "proof" / "redacted.proof").read_bytes()
        random = hashlib.shake_256(b"random damage").digest(3 * 300)
        for i in range(0, len(random), 3):
            at = (random[i] << 8 | random[i + 1]) % len(data)
            damaged = data[:at] + bytes([data[at] ^ (random[i + 2] or 1)]) + data[at + 1:]
            a, b = json.loads(self.run_both(damaged).stdout), verify.verify(damaged)
            self.assertEqual((a["verdict"], a.get("field")), ("not proved", b.get("field")), damaged)

    def test_command_line(self):
        script = [sys.executable, str(ROOT / "verifier" / "verify.py")]
        good = str(VECTORS / "proof" / "full.proof")
        for program in ([self.program], script):
            def code(*arguments):
                return subprocess.run([*program, *arguments], capture_output=True).returncode
            self.assertEqual(code(good), 0)
            self.assertEqual(code("--help"), 0)
            self.assertEqual(code(), 2)
            self.assertEqual(code(good + ".missing"), 2)
            self.assertEqual(code(good, "--no-such-option"), 2)
            self.assertEqual(code(good, "--key", "not a key"), 2)
            self.assertEqual(code(good, "--key", "a+00000000+AAAA"), 2)
            self.assertEqual(code(str(VECTORS / "proof" / "cases.json")), 1)

    def test_nothing_raw_reaches_the_terminal(self):
        text = (VECTORS / "proof" / "full.proof").read_bytes().replace(b"record-version", b"\x1b[31m\xff\xe2\x80\xae")
        for program in ([self.program], [sys.executable, str(ROOT / "verifier" / "verify.py")]):
            done = subprocess.run([*program, "-"], input=text, capture_output=True)
            self.assertEqual(done.returncode, 1)
            for bad in (b"\x1b", b"\xff", b"\xe2\x80\xae"):
                self.assertNotIn(bad, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
