#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Ed25519 of verifier/verify.py on the public vectors: the same verdicts as the C++ on each (ed25519_test.cc)."""
import json
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "verifier"))
import verify  # noqa: E402

VECTORS = pathlib.Path(os.environ["VERBATIM_SHARED_DATA"]) / "vectors"


class PublicVectors(unittest.TestCase):
    def test_wycheproof(self):
        count = 0
        for group in json.loads((VECTORS / "wycheproof/testvectors_v1/ed25519_test.json").read_text())["testGroups"]:
            key = bytes.fromhex(group["publicKey"]["pk"])
            for test in group["tests"]:
                ok = verify.ed25519_verify(key, bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
                self.assertEqual(ok, test["result"] == "valid", test)
                count += 1
        self.assertEqual(count, 151)

    def test_cctv(self):
        count = 0
        for test in json.loads((VECTORS / "cctv/ed25519/ed25519vectors.json").read_text()):
            refuse = {"non_canonical_R", "low_order_residue"} & set(test["flags"] or [])
            ok = verify.ed25519_verify(bytes.fromhex(test["key"]), test["msg"].encode(), bytes.fromhex(test["sig"]))
            self.assertEqual(ok, not refuse, test)
            count += 1
        self.assertGreater(count, 900)


if __name__ == "__main__":
    unittest.main()
