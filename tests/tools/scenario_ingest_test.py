#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every shape of verbatim-scenario through the real `verbatim ingest`: nothing is rejected, and the rows taken in are
those that were written. The command line and its memory too."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["VERBATIM_BUILD"])
VERBATIM = BUILD / "verbatim"
SCENARIO = BUILD / "verbatim-scenario"


def scenario(*arguments):
    return subprocess.run([SCENARIO, *arguments], check=True, capture_output=True)


def lines_in(folder, pattern):
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob(pattern))


class Ingest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.TemporaryDirectory()
        cls.out = pathlib.Path(cls.work.name) / "out"
        scenario("--messages", "6000", "--days", "20", "--persons", "40", "--shape", "all", "--rate", "D6=0.2", "--out", cls.out)

    @classmethod
    def tearDownClass(cls):
        cls.work.cleanup()

    def check(self, shape, rows, *options):
        case = pathlib.Path(self.work.name) / f"case-{shape}"
        subprocess.run([VERBATIM, "new", case], check=True, capture_output=True)
        subprocess.run([VERBATIM, "ingest", case, self.out / shape, *options], check=True, capture_output=True)
        stats = json.loads(subprocess.run([VERBATIM, "stats", case, "--json"], check=True, capture_output=True).stdout)
        self.assertGreater(rows, 0)
        self.assertEqual(number_of("rejected", stats), 0, stats)
        self.assertEqual(number_of("messages", stats), rows, stats)

    def test_jsonl(self):
        self.check("jsonl", lines_in(self.out / "jsonl", "*.jsonl"))
        self.check("jsonl-second", lines_in(self.out / "jsonl-second", "*.jsonl"))

    def test_batches(self):
        self.check("batches", lines_in(self.out / "batches", "*.jsonl"))
        self.check("batches-second", lines_in(self.out / "batches-second", "*.jsonl"))

    def test_csv(self):
        for folder, profile in (("csv", "synthetic-tables.toml"), ("csv-second", "synthetic-tables-second.toml")):
            tables = len(list((self.out / folder).glob("*.csv")))
            self.check(folder, lines_in(self.out / folder, "*.csv") - tables, "--profile", self.out / profile)

    def test_whatsapp(self):
        self.check("whatsapp", lines_in(self.out / "whatsapp", "*.txt"))

    def test_telegram(self):
        exports = (self.out / "telegram").rglob("result.json")
        self.check("telegram", sum(len(json.loads(path.read_text(encoding="utf-8"))["messages"]) for path in exports))

    def test_jabber(self):
        self.check("jabber", (self.out / "jabber/synthetic-server-dump.json").read_bytes().count(b'"synthetic"'))


def number_of(key, value):
    """The number under `key`, wherever in `value` it stands first."""
    if isinstance(value, dict):
        if isinstance(value.get(key), int):
            return value[key]
        for inner in value.values():
            found = number_of(key, inner)
            if found is not None:
                return found
    return None


class CommandLine(unittest.TestCase):
    def test_memory_does_not_grow_with_messages(self):
        def peak_kib(messages):
            process = subprocess.Popen([SCENARIO, "--messages", str(messages), "--persons", "200", "--stdout", "-q"],
                                       stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status
            self.assertEqual(status, 0)
            return usage.ru_maxrss

        self.assertLess(peak_kib(600_000), peak_kib(60_000) + 2048)

    def test_standard_output_is_what_the_file_has(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ["--messages", "2000", "--seed", "7", "-q"]
            scenario(*options, "--out", folder + "/out")
            written = (pathlib.Path(folder) / "out/jsonl/synthetic-messages.jsonl").read_bytes()
            self.assertEqual(scenario(*options, "--stdout").stdout, written)

    def test_shapes_add_up(self):
        with tempfile.TemporaryDirectory() as folder:
            scenario("--messages", "500", "--shape", "jsonl,csv", "--shape", "jabber", "--no-observations", "--out", folder + "/out")
            folders = {path.name for path in (pathlib.Path(folder) / "out").iterdir()}
            self.assertLessEqual({"jsonl", "csv", "jabber"}, folders)
            self.assertFalse({"batches", "whatsapp", "observations"} & folders)

    def test_healthy_has_no_defect(self):
        with tempfile.TemporaryDirectory() as folder:
            scenario("--preset", "healthy", "--messages", "3000", "--out", folder + "/out", "-q")
            for name in ("gaps", "lost_sides", "missing_sequences", "duplicates", "burned"):
                truth = pathlib.Path(folder) / f"out/truth/synthetic-{name}.jsonl"
                self.assertEqual(len(truth.read_text(encoding="utf-8").splitlines()), 1, name)

    def test_mistakes_are_usage_errors(self):
        for wrong in (["--defects", "D99", "--stdout"], ["--shape", "xml", "--out", "x"], [], ["--rate", "D1", "--stdout"],
                      ["--stdout", "--out", "x"], ["--days", "0", "--stdout"], ["--preset", "huge", "--stdout"]):
            done = subprocess.run([SCENARIO, *wrong], capture_output=True, text=True)
            self.assertEqual(done.returncode, 2, wrong)
            self.assertTrue(done.stderr)


if __name__ == "__main__":
    unittest.main()
