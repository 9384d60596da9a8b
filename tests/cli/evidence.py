# SPDX-License-Identifier: Apache-2.0
"""Small made-up evidence and a way to run the real program, for the tests of the command line."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("VERBATIM_BUILD", ROOT / "build")).resolve()
VERBATIM = BUILD / "verbatim"

# What a hostile person may put into a name or a text: terminal escapes, bidi overrides, a formula, markup, NUL.
HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202egnp.exe\u2066 \x00\x9b31m=HYPERLINK(\"x\") <script>alert(1)</script>"


def message(number, sender="kilo", text="two boxes", **fields):
    return {"platform": "testchat", "account": "phone-1", "conversation": "harbour", "conversation_title": "Harbour",
            "participants": ["kilo", "lima"], "sender": sender, "id": f"m{number}",
            "sent": f"2020-04-{1 + number // 1440 % 28:02}T{number // 60 % 24:02}:{number % 60:02}:00Z", "text": text,
            **fields}


def write_lines(path, messages):
    with open(path, "w", encoding="utf-8") as out:
        for item in messages:
            out.write(item if isinstance(item, str) else json.dumps(item, ensure_ascii=True) + "\n")


class Case(unittest.TestCase):
    """A folder of its own for each test class, with `verbatim` at hand."""

    @classmethod
    def setUpClass(cls):
        if not VERBATIM.exists():
            raise AssertionError(f"{VERBATIM} is not built")
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="verbatim-cli-"))
        cls.case = cls.folder / "case"
        cls.make()

    @classmethod
    def tearDownClass(cls):
        subprocess.run(["chmod", "-R", "u+w", str(cls.folder)], check=False)
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def make(cls):
        pass

    @classmethod
    def run_raw(cls, *words, stdin=None, environment=None, **options):
        return subprocess.run([str(VERBATIM), *map(str, words)], cwd=cls.folder, input=stdin, capture_output=True,
                              env={**os.environ, **(environment or {})}, timeout=300, **options)

    @classmethod
    def run_cli(cls, *words, code=0, stdin=None, environment=None):
        """Standard output as text; the exit code must be `code`."""
        done = cls.run_raw(*words, stdin=stdin, environment=environment)
        if done.returncode != code:
            raise AssertionError(f"verbatim {' '.join(map(str, words))}: exit code {done.returncode}, expected {code}\n"
                                 f"{done.stdout.decode('utf-8', 'replace')}{done.stderr.decode('utf-8', 'replace')}")
        return done.stdout.decode("utf-8")

    @classmethod
    def errors(cls, *words, code):
        done = cls.run_raw(*words)
        if done.returncode != code:
            raise AssertionError(f"verbatim {' '.join(map(str, words))}: exit code {done.returncode}, expected {code}\n"
                                 f"{done.stderr.decode('utf-8', 'replace')}")
        return done.stderr.decode("utf-8")

    @classmethod
    def lines(cls, *words):
        return [json.loads(line) for line in cls.run_cli(*words).splitlines()]

    def assert_harmless(self, data, line_ends=b"\n"):
        """No control character but line ends, no bidi control, no C1 character, and valid UTF-8."""
        text = data.decode("utf-8")
        for character in text:
            point = ord(character)
            bad = ((point < 0x20 and character.encode() not in line_ends) or 0x7F <= point <= 0x9F or
                   0x202A <= point <= 0x202E or 0x2066 <= point <= 0x2069)
            self.assertFalse(bad, f"U+{point:04X} in the output: {text!r}")
