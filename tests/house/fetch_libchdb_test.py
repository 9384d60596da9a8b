#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/fetch-libchdb.sh against a made-up registry on this machine: it takes the right bytes and no others, goes on
after a cut-off download, and says where to put the file when there is no network."""
import base64
import functools
import hashlib
import http.server
import io
import os
import pathlib
import platform
import shutil
import subprocess
import tarfile
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = os.urandom(300_000)
# No npm: its retries would make the test slow, and the way without it is the one that nobody tries by hand.
TOOLS = ("sh sed grep tr cut base64 od sha256sum sha512sum mkdir mktemp tar gzip chmod rm mv ln uname dirname curl "
         "printenv tail cat rmdir").split()


class Handler(http.server.SimpleHTTPRequestHandler):
    ranges = []

    def do_GET(self):  # the standard server knows no ranges
        wanted = self.headers.get("Range")
        Handler.ranges.append(wanted)
        if not wanted:
            return super().do_GET()
        data = pathlib.Path(self.translate_path(self.path)).read_bytes()
        begin = int(wanted.removeprefix("bytes=").split("-")[0])
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - begin))
        self.end_headers()
        self.wfile.write(data[begin:])

    def log_message(self, *arguments):
        pass


class FetchLibchdb(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)
        tools = self.root / "bin"
        tools.mkdir()
        for name in TOOLS:
            (tools / name).symlink_to(shutil.which(name))
        (self.root / "project/scripts").mkdir(parents=True)
        (self.root / "project/third_party").mkdir()
        shutil.copy(ROOT / "scripts/fetch-libchdb.sh", self.root / "project/scripts/")
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            member = tarfile.TarInfo("package/libchdb.so")
            member.size = len(LIBRARY)
            archive.addfile(member, io.BytesIO(LIBRARY))
        self.package = packed.getvalue()
        self.published = self.root / "registry/@chdb/lib-test/-/lib-test-1.0.tgz"
        self.published.parent.mkdir(parents=True)
        self.published.write_bytes(self.package)
        self.pin(self.package)
        handler = functools.partial(Handler, directory=str(self.root / "registry"))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        Handler.ranges = []
        self.cache = self.root / f"cache/verbatim/libchdb-1.0-{platform.machine()}"

    def pin(self, package, library=LIBRARY):
        integrity = base64.b64encode(hashlib.sha512(package).digest()).decode()
        (self.root / "project/third_party/libchdb.lock").write_text(
            f"# comment\n{platform.machine()} package=@chdb/lib-test version=1.0 integrity=sha512-{integrity} "
            f"library_sha256={hashlib.sha256(library).hexdigest()}\n")

    def fetch(self, registry=None):
        registry = registry or f"http://127.0.0.1:{self.server.server_address[1]}/"
        return subprocess.run(
            [self.root / "project/scripts/fetch-libchdb.sh", self.root / "build"], capture_output=True, text=True,
            env={"PATH": str(self.root / "bin"), "HOME": str(self.root), "XDG_CACHE_HOME": str(self.root / "cache"),
                 "npm_config_registry": registry, "no_proxy": "127.0.0.1"})

    def test_fetches_once_and_again_from_the_cache(self):
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.root / "build/libchdb.so").read_bytes(), LIBRARY)
        self.published.unlink()
        done = self.fetch()
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_a_damaged_cache_is_fetched_again(self):
        self.fetch()
        (self.cache / "libchdb.so").write_bytes(b"something else")
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.root / "build/libchdb.so").read_bytes(), LIBRARY)

    def test_other_bytes_are_refused(self):
        self.published.write_bytes(self.package[:-1] + bytes([self.package[-1] ^ 1]))
        done = self.fetch()
        self.assertEqual(done.returncode, 1)
        self.assertIn("not the pinned one", done.stderr)
        self.assertFalse((self.root / "build/libchdb.so").exists())
        self.assertEqual(list(self.cache.iterdir()), [])

    def test_another_library_in_the_right_package_is_refused(self):
        self.pin(self.package, b"another library")
        self.assertEqual(self.fetch().returncode, 1)
        self.assertFalse((self.root / "build/libchdb.so").exists())

    def test_goes_on_where_it_stopped(self):
        self.cache.mkdir(parents=True)
        (self.cache / "lib-test-1.0.tgz.part").write_bytes(self.package[:1000])
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(Handler.ranges, ["bytes=1000-"])

    def test_without_a_network_it_says_where_to_put_the_file(self):
        done = self.fetch("http://127.0.0.1:9/")
        self.assertEqual(done.returncode, 1)
        place = self.cache / "lib-test-1.0.tgz"
        self.assertIn(str(place), done.stderr)
        self.assertIn("npm pack @chdb/lib-test@1.0", done.stderr)
        place.write_bytes(self.package)
        done = self.fetch("http://127.0.0.1:9/")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.root / "build/libchdb.so").read_bytes(), LIBRARY)

    def test_a_processor_without_a_package(self):
        lock = self.root / "project/third_party/libchdb.lock"
        lock.write_text(f"{platform.machine()} package=@chdb/lib-test version=1.0 integrity=none library_sha256=none\n")
        done = self.fetch()
        self.assertEqual(done.returncode, 1)
        self.assertIn("was not in the npm registry", done.stderr)


if __name__ == "__main__":
    unittest.main()
