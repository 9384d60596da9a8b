#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Help, version, completions, the manual page and docs/cli.md: all made from one definition, all of them sound."""
import re
import shutil
import subprocess
import unittest

from evidence import ROOT, Case

SHELLS = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "--no-execute"]}


class Shell(Case):
    def commands(self):
        found = re.findall(r"^  ([a-z][a-z-]+) ", self.run_cli("--help"), re.M)
        self.assertIn("ingest", found)
        self.assertIn("prove", found)
        return found

    def test_overview_and_version(self):
        out = self.run_cli()
        self.assertIn("verbatim new CASE", out)
        self.assertLess(len(out.splitlines()), 20)
        out = self.run_cli("--version")
        self.assertRegex(out, r"^verbatim \d+\.\d+\.\d+\n")
        self.assertIn("libchdb", out)

    def test_every_command_has_help_with_an_example(self):
        for name in self.commands():
            out = self.run_cli(name, "--help")
            self.assertRegex(out, rf"^verbatim {name}: \S")
            self.assertIn(f"Usage: verbatim {name}", out)
            self.assertIn("Examples:", out)
        for code in range(7):
            self.assertRegex(self.run_cli("--help"), rf"\n  {code}  ")

    def test_usage_errors(self):
        self.assertIn("did you mean: verbatim search", self.errors("serch", "case", "x", code=2))
        self.assertIn("see: verbatim search --help", self.errors("search", code=2))
        self.assertIn("verbatim:", self.errors("--nonsense", code=2))
        self.assertIn("one of auto|always|never", self.errors("stats", "case", "--color", "pink", code=2))
        self.errors("search", "case", "x", "--limit", "0", code=2)
        self.errors("search", "case", "x", "--limit", "-1", code=2)
        self.errors("search", "case", "x", "--limit", "5", "--all", code=2)

    def test_completions(self):
        for shell, check in SHELLS.items():
            script = self.run_cli("completions", shell)
            for name in self.commands():
                self.assertIn(name, script)
            if shutil.which(check[0]):
                path = self.folder / f"completion.{shell}"
                path.write_text(script, encoding="utf-8")
                subprocess.run([*check, str(path)], check=True)
        self.errors("completions", "csh", code=2)

    def complete(self, *words):
        script = self.run_cli("completions", "bash")
        program = script + f"\nCOMP_WORDS=({' '.join(repr(w) for w in words)})\nCOMP_CWORD={len(words) - 1}\n" \
                           "_verbatim\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n"
        return subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=True).stdout.split()

    def test_bash_completion_completes(self):
        self.assertEqual(self.complete("verbatim", "sear"), ["search"])
        self.assertEqual(set(self.complete("verbatim", "search", "case", "--format", "")), {"table", "json", "csv"})
        self.assertIn("--histogram", self.complete("verbatim", "search", "case", "--h"))
        self.assertEqual(self.complete("verbatim", "profile", "pre"), ["preview"])
        self.assertEqual(set(self.complete("verbatim", "completions", "")), {"bash", "zsh", "fish"})

    def test_manual_page_renders(self):
        page = self.run_cli("man")
        self.assertTrue(page.startswith(".TH VERBATIM 1"))
        (self.folder / "verbatim.1").write_text(page, encoding="utf-8")
        tools = [["mandoc", "-T", "lint", "-W", "warning"], ["groff", "-man", "-Tutf8", "-ww", "-z"]]
        used = [tool for tool in tools if shutil.which(tool[0])]
        self.assertTrue(used, "neither mandoc nor groff is installed")
        for tool in used[:1]:
            done = subprocess.run([*tool, str(self.folder / "verbatim.1")], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        for name in self.commands():
            self.assertIn(f"verbatim {name}".replace("-", "\\-"), page)

    def test_reference_is_the_one_in_the_documents(self):
        page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
        begin, end = "<!-- reference: begin -->\n", "<!-- reference: end -->"
        self.assertEqual(page.split(begin)[1].split(end)[0], self.run_cli("man", "--markdown"),
                         "docs/cli.md is stale: put the output of `verbatim man --markdown` between its marks")


if __name__ == "__main__":
    unittest.main()
