#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up test results and prints one line for each run, each failure, and last `N passed, N failed`.

    scripts/count-tests.py RUN...      RUN is NAME=CTEST_JUNIT_FILE[,GTEST_XML_FOLDER]

A test program counts as its cases: GoogleTest's from the XML it leaves, Python's from its "Ran N tests" line; any other
program counts as one. A program that failed without naming a failed case (a crash, a time-out) counts as one failure
more. Exit status 1 if anything failed or a run has no tests at all.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree


def gtest_cases(folder):
    """{program name: (cases run, [failed case names])} from every XML file in `folder`."""
    results = {}
    for path in sorted(pathlib.Path(folder).glob("*.xml")):
        try:
            root = ElementTree.parse(path).getroot()
        except ElementTree.ParseError:
            continue  # the program died while writing: its exit status says so
        run, failed = 0, []
        for case in root.iter("testcase"):
            if case.get("status") == "notrun" or case.find("skipped") is not None:
                continue
            run += 1
            if case.find("failure") is not None:
                failed.append(f"{case.get('classname')}.{case.get('name')}")
        # Programs run twice at once leave test_x.xml and test_x_1.xml.
        results[re.sub(r"_\d+$", "", path.stem)] = (run, failed)
    return results


def python_cases(output):
    ran = re.search(r"^Ran (\d+) tests? in", output, re.M)
    if not ran:
        return None
    failed = re.findall(r"^(?:FAIL|ERROR): (\S+)", output, re.M)
    return int(ran.group(1)), failed


def count_run(junit, folder):
    """(passed, [descriptions of failures], programs)"""
    cases = gtest_cases(folder) if folder else {}
    passed, failures, programs = 0, [], 0
    for program in ElementTree.parse(junit).getroot().iter("testcase"):
        if program.get("status") in {"notrun", "disabled"} and program.find("failure") is None:
            if program.find("skipped") is not None and "disabled" not in (program.findtext("skipped") or "").lower():
                failures.append(f"{program.get('name')}: did not run")
                programs += 1
            continue
        programs += 1
        name = program.get("name")
        output = program.findtext("system-out") or ""
        found = cases.get(f"test_{name}") or python_cases(output)
        run, failed = found if found else (1, [])
        broken = program.get("status") == "fail" or program.find("failure") is not None
        if broken and not failed:
            passed += max(0, run - 1)
            failures.append(f"{name}: {(program.find('failure').get('message') if program.find('failure') is not None else '') or 'failed'}")
        else:
            passed += run - len(failed)
            failures += [f"{name}: {case}" for case in failed]
    return passed, failures, programs


def main(arguments):
    total_passed, total_failed = 0, 0
    for argument in arguments:
        name, _, places = argument.partition("=")
        junit, _, folder = places.partition(",")
        if not pathlib.Path(junit).exists():
            passed, failures, programs = 0, [f"no result file {junit}"], 0
        else:
            passed, failures, programs = count_run(junit, folder)
            if programs == 0:
                failures = ["no test ran"]
        for failure in failures:
            print(f"  FAILED {name}: {failure}")
        print(f"  {name}: {programs} programs, {passed} passed, {len(failures)} failed")
        total_passed += passed
        total_failed += len(failures)
    print(f"{total_passed} passed, {total_failed} failed")
    return 1 if total_failed or not arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
