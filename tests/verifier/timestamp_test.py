#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Time stamps on the seal of a bundle, made by the openssl program with an authority of our own."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import make_bundle as make  # noqa: E402

CONFIG = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[authority]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[stamps]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_chain = no
"""


class TimeStamps(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        (self.path / "config").write_text(CONFIG)
        (self.path / "serial").write_text("01\n")
        for name in ("root", "other"):
            self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem",
                         "-subj", f"/CN={name}", "-days", "2", "-extensions", "ca", "-config", "config")
        self.openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=tsa",
                     "-config", "config")
        self.openssl("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "2", "-out",
                     "tsa.pem", "-days", "2", "-extfile", "config", "-extensions", "authority")
        self.case = make.example_case()

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.path, check=True, capture_output=True)

    def stamp(self, content):
        (self.path / "content").write_bytes(content)
        self.openssl("ts", "-query", "-data", "content", "-sha256", "-no_nonce", "-cert", "-out", "query")
        self.openssl("ts", "-reply", "-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key", "-config", "config",
                     "-section", "stamps", "-out", "response")
        return (self.path / "response").read_bytes()

    def check(self, response, *options):
        draft = make.good_drafts(self.case)["period"]
        draft.files["verify/timestamp.tsr"] = response
        (self.path / "bundle.zip").write_bytes(draft.zip())
        program = os.environ.get("VERBATIM_VERIFY")
        self.assertTrue(program, "VERBATIM_VERIFY must name the verbatim-verify program")
        done = subprocess.run([program, "bundle.zip", *options], cwd=self.path, capture_output=True, text=True)
        return done.returncode, done.stdout

    def test_chain(self):
        response = self.stamp(self.case.seal)
        code, text = self.check(response)
        self.assertEqual(code, 0, text)
        self.assertIn("stated, not checked", text)
        code, text = self.check(response, "--tsa-ca", "root.pem")
        self.assertEqual(code, 0, text)
        self.assertIn("checked with the certificates you gave", text)
        code, text = self.check(response, "--tsa-ca", "other.pem")
        self.assertEqual((code, "verify/timestamp.tsr" in text), (1, True), text)
        self.assertEqual(self.check(response, "--tsa-ca", "config")[0], 2)
        # The last byte is of the signature: only the chain can tell.
        code, text = self.check(response[:-1] + bytes([response[-1] ^ 1]), "--tsa-ca", "root.pem")
        self.assertEqual((code, "verify/timestamp.tsr" in text), (1, True), text)
        self.assertEqual(self.check(self.stamp(b"something else"))[0], 1)

    def test_second_verifier_reads_the_time(self):
        sys.path.insert(0, str(make.ROOT / "verifier"))
        import verify
        draft = make.good_drafts(self.case)["period"]
        draft.files["verify/timestamp.tsr"] = self.stamp(self.case.seal)
        report = verify.verify_bundle(draft.zip())
        self.assertEqual(report["verdict"], "proved", report)
        self.assertRegex(report["timestamp"], "^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$")


if __name__ == "__main__":
    unittest.main()
