#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""seal, witness: a state of the case fixed, time-stamped by a stock OpenSSL authority, cosigned by a partner."""
import concurrent.futures
import hashlib
import http.server
import json
import re
import ssl
import subprocess
import threading
import unittest
import urllib.error
import urllib.request

from evidence import VERBATIM, Case, message, write_lines

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
        cosigned = [seal["cosignatures"] for seal in self.lines("seal", "case", "--list", "--json")]
        self.assertTrue(all(count >= 1 for count in cosigned), cosigned)

    def serve(self, folder):
        """A witness over HTTP on a free port, and its address."""
        witness = subprocess.Popen([VERBATIM, "witness", "serve", folder, "--listen", "127.0.0.1:0"], cwd=self.folder,
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(witness.stdout.close)
        self.addCleanup(witness.wait)
        self.addCleanup(witness.kill)
        return witness, re.search(r"http://127\.0\.0\.1:\d+", witness.stdout.readline())[0]

    def post(self, url, body):
        try:
            with urllib.request.urlopen(urllib.request.Request(url + "/add-checkpoint", body)) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["Content-Type"], error.read()

    def test_witness_over_http(self):
        key = self.run_cli("witness", "new", "house", "--name", "house.example/witness").split()[-1]
        log = re.search(r"^verifier_key = '([^']+)'", (self.case / "case.toml").read_text(encoding="utf-8"), re.M)[1]
        witness, url = self.serve("house")
        ask = ["seal", "case", "--witness-key", key]
        self.assertIn("404", self.errors(*ask, "--witness", url, code=3))
        self.errors("witness", "trust", "house", log, code=4)  # it is at work
        witness.terminate()
        self.assertEqual(witness.wait(), 0)
        self.run_cli("witness", "trust", "house", log)
        witness, url = self.serve("house")
        self.run_cli(*ask, "--seal", "1", "--witness", url)
        # What was signed is remembered, however the witness ends.
        witness.kill()
        witness.wait()
        witness, url = self.serve("house")
        self.run_cli("seal", "case", "--seal", "1", "--old", "0", "--witness-request", "stale.req")
        stale = (self.folder / "stale.req").read_bytes()
        self.assertEqual(self.post(url, stale), (409, "text/x.tlog.size", b"2\n"))
        self.assertEqual(self.post(url, b"old")[0], 400)
        self.run_cli(*ask, "--witness", url + "/")
        self.assertIn("ask for the last seal", self.errors(*ask, "--seal", "1", "--witness", url, code=4))
        # Twelve at once, all with the same old size: it answers each as it stands then.
        self.run_cli("seal", "case", "--witness-request", "now.req", "--old", "8")
        now = (self.folder / "now.req").read_bytes()
        with concurrent.futures.ThreadPoolExecutor(12) as many:
            answers = list(many.map(lambda body: self.post(url, body)[0], [now, stale] * 6))
        self.assertEqual(answers, [200, 409] * 6)
        wrong = self.run_cli("witness", "new", "other", "--name", "house.example/witness").split()[-1]
        self.errors("seal", "case", "--witness-key", wrong, "--witness", url, code=3)
        self.errors(*ask, "--witness", "http://house.example", code=2)
        self.errors(*ask, "--witness", "http://127.0.0.1:1", code=3)

    def test_a_witness_behind_tls(self):
        """The server must have a certificate that is valid for its name."""
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tls.key", "-out", "tls.pem", "-days", "30",
                     "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "tls.pem", self.folder / "tls.key")

        class Teapot(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_error(418)

            def log_message(self, *words):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Teapot)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *words: None
        threading.Thread(target=server.serve_forever).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        key = self.run_cli("witness", "new", "far", "--name", "far.example/witness").split()[-1]
        ask = ["seal", "case", "--witness-key", key, "--witness"]
        url = f"https://localhost:{server.server_address[1]}"
        self.assertIn("418", self.errors(*ask, url, "--authorities", "tls.pem", code=3))
        self.assertIn("certificate", self.errors(*ask, url, code=3))  # of an authority that nobody knows
        other = url.replace("localhost", "127.0.0.1")
        self.assertIn("certificate", self.errors(*ask, other, "--authorities", "tls.pem", code=3))  # of another name


if __name__ == "__main__":
    unittest.main()
