#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""seal, witness: a state of the case fixed, time-stamped by a stock OpenSSL authority, cosigned by a partner."""
import hashlib
import json
import re
import subprocess
import unittest

from evidence import Case, message, write_lines

TSA = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Seal(Case):
    @classmethod
    def make(cls):
        write_lines(cls.folder / "chat.jsonl", [message(1), message(2, "lima", "ok"), "{ broken\n"])
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "chat.jsonl")
        cls.first = json.loads(cls.run_cli("seal", "case", "--time", "2026-11-23T20:26:44Z", "--json"))
        write_lines(cls.folder / "more.jsonl", [message(number) for number in range(3, 9)])
        cls.run_cli("ingest", "case", "more.jsonl")
        cls.second = json.loads(cls.run_cli("seal", "case", "--json"))

    def openssl(self, *words):
        return subprocess.run(["openssl", *map(str, words)], cwd=self.folder, check=True, capture_output=True, text=True)

    def test_seals_follow_each_other(self):
        self.assertEqual((self.first["seal"], self.first["time"], self.first["previous"]),
                         (1, "2026-11-23T20:26:44Z", None))
        self.assertEqual((self.first["log"]["size"], self.first["conversations"]["size"]), (2, 2))
        self.assertEqual((self.first["rejected"], self.first["participations"]["size"]), (1, 3))
        note = self.case / "log" / "seals" / "0001" / "seal"
        self.assertEqual(hashlib.sha256(note.read_bytes()).hexdigest(), self.first["sha256"])
        listed = self.lines("seal", "case", "--list", "--json")
        self.assertEqual([seal["seal"] for seal in listed], [1, 2])
        self.assertEqual(listed[1]["previous"], self.first["sha256"])
        self.assertIn("they are those that it fixes", self.run_cli("seal", "case", "--again", "--seal", "1"))
        self.assertEqual(json.loads(self.run_cli("verify", "case", "--json"))["seals_made_again"], 2)
        self.errors("seal", "case", "--time", "today", code=2)
        self.errors("seal", "case", "--again", "--seal", "3", code=3)
        self.errors("seal", "case", "--again", "--list", code=2)

    def test_a_damaged_seal_is_named(self):
        note = self.case / "log" / "seals" / "0002" / "seal"
        before = note.read_bytes()
        note.write_bytes(before.replace(b"rejected 1", b"rejected 2"))
        self.addCleanup(note.write_bytes, before)
        self.assertIn("0002/seal", self.errors("seal", "case", "--list", code=1))

    def test_time_stamp(self):
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.pem", "-days",
                     "30", "-subj", "/CN=A time-stamping authority", "-addext", "extendedKeyUsage=critical,timeStamping")
        (self.folder / "tsa.cnf").write_text(TSA.format(folder=self.folder), encoding="utf-8")
        (self.folder / "serial").write_text("01\n", encoding="utf-8")
        self.run_cli("seal", "case", "--seal", "1", "--timestamp-request", "seal.tsq")
        query = self.openssl("ts", "-query", "-in", "seal.tsq", "-text").stdout
        self.assertIn("Hash Algorithm: sha256", query)
        self.assertIn("Certificate required: yes", query)
        self.openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "seal.tsq", "-inkey", "tsa.key", "-signer",
                     "tsa.pem", "-out", "seal.tsr")
        self.errors("seal", "case", "--seal", "2", "--timestamp-response", "seal.tsr", code=1)
        self.assertIn("NOT checked", self.run_cli("seal", "case", "--seal", "1", "--timestamp-response", "seal.tsr"))
        self.assertIn("chain checked", self.run_cli("seal", "case", "--seal", "1", "--timestamp-response", "seal.tsr",
                                                    "--trusted", "tsa.pem"))
        self.assertRegex(self.lines("seal", "case", "--list", "--json")[0]["timestamp"], r"^\d{4}-\d\d-\d\dT.*Z$")
        self.openssl("ts", "-verify", "-in", "case/log/seals/0001/timestamp.tsr", "-data", "case/log/seals/0001/seal",
                     "-CAfile", "tsa.pem")

    def test_witness(self):
        key = self.run_cli("witness", "new", "partner", "--name", "partner.example/witness").split()[-1]
        log = re.search(r"^verifier_key = '([^']+)'", (self.case / "case.toml").read_text(encoding="utf-8"), re.M)[1]
        self.run_cli("seal", "case", "--seal", "1", "--witness-request", "one.req")
        self.errors("witness", "sign", "partner", "one.req", "-o", "one.sig", code=3)
        self.run_cli("witness", "trust", "partner", log)
        for number in ("1", "2"):
            self.run_cli("seal", "case", "--seal", number, "--witness-request", "seal.req")
            self.run_cli("witness", "sign", "partner", "seal.req", "-o", "seal.sig", "--time", "1700000000")
            self.assertIn("2023-11-14", self.run_cli("seal", "case", "--seal", number, "--cosignature", "seal.sig",
                                                     "--witness-key", key))
        # It signs nothing twice from an old state, and a cosignature fits its own seal alone.
        self.errors("witness", "sign", "partner", "one.req", "-o", "-", code=4)
        self.errors("seal", "case", "--seal", "1", "--cosignature", "seal.sig", "--witness-key", key, code=1)
        self.assertEqual([seal["cosignatures"] for seal in self.lines("seal", "case", "--list", "--json")], [1, 1])


if __name__ == "__main__":
    unittest.main()
