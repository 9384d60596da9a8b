#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/count-tests.py counts cases, not programs, and no failure gets lost."""
import importlib.util
import pathlib
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("count_tests", ROOT / "scripts" / "count-tests.py")
count_tests = importlib.util.module_from_spec(spec)
spec.loader.exec_module(count_tests)

JUNIT = """<testsuite>
<testcase name="base" status="run"><system-out/></testcase>
<testcase name="text" status="fail"><failure message=""/><system-out/></testcase>
<testcase name="crashed" status="fail"><failure message="SIGSEGV"/><system-out/></testcase>
<testcase name="python" status="run"><system-out>Ran 4 tests in 0.1s</system-out></testcase>
<testcase name="python_bad" status="fail"><failure message=""/><system-out>FAIL: test_a (x)
Ran 3 tests in 0.1s</system-out></testcase>
<testcase name="replay" status="run"><system-out/></testcase>
<testcase name="missing" status="notrun"><skipped message="Unable to find executable"/><system-out/></testcase>
</testsuite>"""
GTEST = {
    "test_base": '<testsuites><testsuite><testcase classname="A" name="b"/><testcase classname="A" name="c"/>'
                 '<testcase classname="A" name="off" status="notrun"/></testsuite></testsuites>',
    "test_text": '<testsuites><testsuite><testcase classname="A" name="b"/><testcase classname="A" name="c">'
                 "<failure/></testcase></testsuite></testsuites>",
}


class CountTests(unittest.TestCase):
    def test_sums(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "junit.xml").write_text(JUNIT)
            for name, text in GTEST.items():
                (root / f"{name}.xml").write_text(text)
            # The junit file lies in the same folder and is no GoogleTest file for any program.
            passed, failures, programs = count_tests.count_run(root / "junit.xml", root)
        self.assertEqual(programs, 7)
        self.assertEqual(passed, 2 + 1 + 0 + 4 + 2 + 1)
        self.assertEqual(failures, ["text: A.c", "crashed: SIGSEGV", "python_bad: test_a", "missing: did not run"])

    def test_a_missing_result_file_is_a_failure(self):
        self.assertEqual(count_tests.main(["release=/nonexistent.xml"]), 1)


if __name__ == "__main__":
    unittest.main()
