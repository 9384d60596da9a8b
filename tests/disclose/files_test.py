#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The readable files of the sample disclosure, opened by programs that know nothing of ours: nothing of the texts is lost,
nothing of them acts."""
import csv
import html.parser
import io
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = pathlib.Path(os.environ["VERBATIM_BUILD"]) / "tests" / "sample_disclosure"
MESSAGES = 60
ARABIC = "السلام عليكم، متى الموعد؟"
TEXTS = ["Are you at the harbour?", "你好，我们明天见。こんにちは、안녕하세요", ARABIC, "שלום, נפגשים ב-18:30 ליד הנמל (Pier 4).",
         "می‌خواهم بروم", "first line\nsecond line\twith a tab"]
HOSTILE = ["<script>alert(1)</script>", "</article></main><!-- ", "\" onmouseover=\"x' & &amp; &#60;",
           "]]>--><svg/onload=x>", "=HYPERLINK(\"http://example.org\",\"x\")", "_x0041_ %s %n {} ${x} {{x}}"]
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(html.parser.HTMLParser):
    """Balanced elements, and the text between them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.tags, self.attributes, self.pieces, self.messages = [], set(), set(), [], {}
        self.current = None

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in VOID:
            self.stack.append(tag)
        names = dict(attrs)
        if tag == "article":
            self.current = self.messages.setdefault(names["id"], [])

    def handle_endtag(self, tag):
        assert self.stack and self.stack[-1] == tag, (tag, self.stack[-5:])
        self.stack.pop()
        if tag == "article":
            self.current = None

    def handle_data(self, data):
        self.pieces.append(data)
        if self.current is not None:
            self.current.append(data)

    def handle_comment(self, data):
        raise AssertionError("comment: " + data)


class Files(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        subprocess.run([PROGRAM, cls.folder, str(MESSAGES)], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_html(self):
        page = Page()
        page.feed((self.folder / "report.html").read_text(encoding="utf-8"))
        page.close()
        self.assertEqual(page.stack, [])
        self.assertEqual(len(page.messages), MESSAGES)
        self.assertFalse(page.tags & {"script", "svg", "img", "iframe", "object", "link", "form"})
        self.assertFalse([name for name in page.attributes if name.startswith("on")])
        texts = ["".join(pieces) for pieces in page.messages.values()]
        for text in TEXTS + HOSTILE:
            self.assertTrue(any(text in shown for shown in texts), text)
        everything = "".join(page.pieces)
        self.assertNotIn("\u202e", everything)
        self.assertIn("U+202E", everything)
        self.assertNotIn("\x1b", everything)

    def test_csv(self):
        raw = (self.folder / "messages.csv").read_bytes()
        self.assertTrue(raw.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.DictReader(io.StringIO(raw[3:].decode("utf-8"), newline="")))
        self.assertEqual(len(rows), MESSAGES)
        for row in rows:
            for cell in row.values():
                self.assertFalse(cell[:1] in "=+-@\t\r\n" and cell, cell)
        true_texts = [row["text"][1:] if row["text"].startswith("'") else row["text"] for row in rows]
        for text in TEXTS + HOSTILE:
            self.assertIn(text, true_texts)
        sent = [row["sent"] for row in rows if row["sent"] != "[withheld]"]
        self.assertTrue(all("2020" in words and ("UTC" in words or "zone" in words) for words in sent))


if __name__ == "__main__":
    unittest.main()
