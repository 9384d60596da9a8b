#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A bundle of more than 4 GiB, with files that begin behind 4 GiB and one that is larger: all three verifiers prove it and
find a changed byte. The file has holes, so that it takes little of the disk; a minute of time."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import bundle_test  # noqa: E402
import make_bundle as make  # noqa: E402

HOLE = (1 << 32) + (1 << 20)  # zeros of the large attachment
PIECE = bytes(1 << 22)


class Large(unittest.TestCase):
    def test_four_gibibytes(self):
        digest, crc = hashlib.sha256(), 0
        for _ in range(HOLE // len(PIECE)):
            digest.update(PIECE)
            crc = zlib.crc32(PIECE, crc)
        rest = PIECE[:HOLE % len(PIECE)]
        digest.update(rest)
        crc = zlib.crc32(rest, crc)
        draft = make.good_drafts()["whole"]
        name = f"media/{digest.hexdigest()}.bin"
        # Listed as it is, though its bytes are never in memory.
        statement = draft.statement(more={name: (HOLE, digest.digest())})
        page = bundle_test.Page()
        self.addCleanup(page.close)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "bundle.zip"
            self.write(path, {"verify/bundle": make.SIGNER.note(statement), "report.html": draft.files["report.html"]},
                       (name, crc), {file: data for file, data in draft.files.items() if file != "report.html"})
            self.assertGreater(path.stat().st_size, 1 << 32)
            self.check(page, path, "proved", None)
            with open(path, "r+b") as file:  # a byte of the hole
                file.seek(1 << 31)
                file.write(b"\1")
            self.check(page, path, "not proved", "zip")

    def write(self, path, before, hole, after):
        directory, count = b"", 0
        with open(path, "wb") as file:
            def add(name, size, crc):
                nonlocal directory, count
                local, central = make.zip_headers(name, size, crc, file.tell())
                file.write(local)
                directory, count = directory + central, count + 1

            for name, data in before.items():
                add(name, len(data), zlib.crc32(data))
                file.write(data)
            add(hole[0], HOLE, hole[1])
            file.seek(HOLE, os.SEEK_CUR)
            for name, data in after.items():
                add(name, len(data), zlib.crc32(data))
                file.write(data)
            offset = file.tell()
            file.write(directory + make.zip_end(count, len(directory), offset))

    def check(self, page, path, verdict, step):
        program = os.environ["VERBATIM_VERIFY"]
        script = [sys.executable, make.ROOT / "verifier" / "verify.py"]
        reports = [json.loads(subprocess.run([*command, path, "--json"], capture_output=True).stdout)
                   for command in ([program], script)]
        for report in [*reports, page.check(file=str(path), witnesses=[])]:
            self.assertEqual((report["verdict"], report.get("step")), (verdict, step), report)


if __name__ == "__main__":
    unittest.main()
