#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The readable files of the sample disclosure, opened by programs that know nothing of ours: nothing of the texts is lost,
nothing of them acts."""
import csv
import email
import email.policy
import html.parser
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
import zipfile

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

    def test_xlsx(self):
        """By hand: what stands in the sheets is text, whole, and wide enough."""
        with zipfile.ZipFile(self.folder / "messages.xlsx") as book:
            self.assertIsNone(book.testzip())
            self.assertFalse([name for name in book.namelist() if "vba" in name or "external" in name])
            sheet = xml.etree.ElementTree.fromstring(book.read("xl/worksheets/sheet2.xml"))
        space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        self.assertEqual(list(sheet.iter(space + "f")), [])
        rows = list(sheet.iter(space + "row"))
        self.assertEqual(len(rows), MESSAGES + 1)
        cells = [(cell.get("r"), cell.get("t"), "".join(text.text or "" for text in cell.iter(space + "t")))
                 for row in rows for cell in row]
        self.assertTrue(all(kind in ("inlineStr", "s") for _, kind, _ in cells))
        widths = [float(column.get("width")) for column in sheet.iter(space + "col")]
        heads = [text for place, _, text in cells if re.fullmatch("[A-Z]+1", place)]
        self.assertEqual(len(heads), len(widths))
        texts = [text for _, _, text in cells]
        for text in TEXTS + [text for text in HOSTILE if "_x" not in text]:
            self.assertIn(text, texts)
        # Spreadsheets read _x0041_ as a letter; spelled out it is what it was.
        self.assertIn("_x005F_x0041_ %s %n {} ${x} {{x}}", texts)
        sent = heads.index("sent")
        longest = max(len(text) for place, _, text in cells
                      if re.match("[A-Z]+", place).group() == column_name(sent))
        self.assertLessEqual(longest, 60)
        self.assertGreaterEqual(widths[sent], longest)

    def test_case_graph(self):
        """The shapes of CASE 1.4 by case_validate where it is installed; always: one node a message, references that lead
        somewhere."""
        path = self.folder / "messages.case.jsonld"
        graph = json.loads(path.read_text(encoding="utf-8"))["@graph"]
        ids = {node["@id"] for node in graph}
        messages = [node for node in graph if node["@type"] == "uco-observable:Message"]
        self.assertEqual(len(messages), MESSAGES)
        texts = [node["uco-core:hasFacet"][0].get("uco-observable:messageText") for node in messages]
        for text in TEXTS + HOSTILE:
            self.assertIn(text, texts)
        for node in graph:
            for name in ("uco-core:source", "uco-core:target"):
                if name in node:
                    self.assertIn(node[name]["@id"], ids)
            for facet in node.get("uco-core:hasFacet", []):
                if "uco-observable:from" in facet:
                    self.assertIn(facet["uco-observable:from"]["@id"], ids)
        if validator := shutil.which("case_validate"):
            subprocess.run([validator, "--built-version", "case-1.4.0", path], check=True)

    def test_rsmf(self):
        names = (self.folder / "rsmf.txt").read_text(encoding="ascii").split()
        self.assertGreater(len(names), 3)
        bodies, events = [], 0
        for name in names:
            mail = email.message_from_bytes((self.folder / name).read_bytes(), policy=email.policy.default)
            self.assertEqual(mail["X-RSMF-Version"], "2.0.0")
            self.assertFalse(mail.defects)
            text, attachment = mail.iter_parts()
            self.assertEqual(attachment.get_filename(), "rsmf.zip")
            with zipfile.ZipFile(io.BytesIO(attachment.get_content())) as packed:
                self.assertEqual(packed.namelist(), ["rsmf_manifest.json"])
                manifest = json.loads(packed.read("rsmf_manifest.json"))
            self.assertEqual(manifest["version"], "2.0.0")
            self.assertEqual(int(mail["X-RSMF-EventCount"]), len(manifest["events"]))
            people = {participant["id"] for participant in manifest["participants"]}
            (conversation,) = manifest["conversations"]
            self.assertLessEqual(set(conversation["participants"]), people)
            for event in manifest["events"]:
                self.assertIn(event["participant"], people)
                self.assertEqual(event["conversation"], conversation["id"])
                self.assertIn(event["type"], ("message", "unknown"))
                self.assertIn(event["body"].replace("\r\n", "\n").replace("\r", "\n"),
                              text.get_content().replace("\r\n", "\n").replace("\r", "\n"))
                if "timestamp" in event:
                    self.assertRegex(event["timestamp"], r"^2020-04-02T\d\d:\d\d:\d\d(\.\d{3})?Z$")
                bodies.append(event["body"])
            events += len(manifest["events"])
        self.assertEqual(events, MESSAGES)
        for text in TEXTS + HOSTILE:
            self.assertIn(text, bodies)

    def test_load_file(self):
        raw = (self.folder / "messages.dat").read_bytes().decode("utf-8-sig")
        rows = [line[1:-1].split("\xfe\x14\xfe") for line in raw.split("\r\n")[:-1]]
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        records = [dict(zip(rows[0], row)) for row in rows[1:]]
        messages = [record for record in records if record["RECORDTYPE"] == "Message"]
        attached = [record for record in records if record["RECORDTYPE"] == "Attachment"]
        self.assertEqual((len(messages), len(attached)), (MESSAGES, 3))
        ids = [record["DOCID"] for record in records]
        self.assertEqual(len(ids), len(set(ids)))
        for record in attached:
            self.assertIn(record["PARENTID"], ids)
            self.assertIn(record["ENDATTACH"], ids)
        self.assertEqual(attached[0]["NATIVELINK"], "media/af.jpg")
        texts = [record["text"].replace("\xae", "\n") for record in messages]
        for text in TEXTS + HOSTILE:
            self.assertIn(text, texts)

    def test_pdf_is_whole(self):
        raw = (self.folder / "report.pdf").read_bytes()
        objects = pdf_objects(raw)
        self.assertGreater(len(objects), 50)
        trailer = raw[raw.rindex(b"trailer"):]
        root = int(re.search(rb"/Root (\d+) 0 R", trailer).group(1))
        self.assertEqual(int(re.search(rb"/Size (\d+)", trailer).group(1)), max(objects) + 1)
        self.assertIn(b"/Pages", objects[root])
        # Every reference leads to an object.
        for body in objects.values():
            for number in re.findall(rb"(\d+) 0 R", body.split(b"stream\n")[0]):
                self.assertIn(int(number), objects)

    def test_pdf_is_pdf_a_2u(self):
        """The points of ISO 19005-2 that a file of our making could miss."""
        raw = (self.folder / "report.pdf").read_bytes()
        objects = pdf_objects(raw)
        self.assertRegex(raw[:20], rb"^%PDF-1\.[4-7]\n%[\x80-\xff]{4}")
        trailer = raw[raw.rindex(b"trailer"):]
        self.assertRegex(trailer, rb"/ID \[ <[0-9a-f]{32}> <[0-9a-f]{32}> \]")
        for forbidden in (b"/Encrypt", b"/Info"):
            self.assertNotIn(forbidden, trailer)
        catalog = objects[int(re.search(rb"/Root (\d+)", trailer).group(1))]
        metadata = objects[int(re.search(rb"/Metadata (\d+)", catalog).group(1))]
        self.assertNotIn(b"/Filter", metadata)
        packet = xml.etree.ElementTree.fromstring(metadata.split(b"stream\n", 1)[1].split(b"\nendstream")[0].decode("utf-8"))
        names = {element.tag: element.text for element in packet.iter()}
        self.assertEqual(names["{http://www.aiim.org/pdfa/ns/id/}part"], "2")
        self.assertEqual(names["{http://www.aiim.org/pdfa/ns/id/}conformance"], "U")
        profile = objects[int(re.search(rb"/S /GTS_PDFA1.*/DestOutputProfile (\d+)", catalog).group(1))]
        icc = profile.split(b"stream\n", 1)[1]
        self.assertEqual((icc[12:24], icc[36:40]), (b"mntrRGB XYZ ", b"acsp"))
        heads = [body.split(b"stream\n")[0] for body in objects.values()]
        for head in heads:
            for forbidden in (b"/JavaScript", b"/JS", b"/Launch", b"/LZWDecode", b"/Interpolate true", b"/EmbeddedFile",
                              b"/AcroForm", b"/DeviceCMYK", b"/Annot", b"/Type3", b"/PS "):
                self.assertNotIn(forbidden, head)
            if b"/Type /FontDescriptor" in head:
                self.assertRegex(head, rb"/FontFile[23]? ")
            if b"/Subtype /CIDFontType2" in head:
                self.assertIn(b"/CIDToGIDMap /Identity", head)
            if re.search(rb"/Type /Font\s+/Subtype /(Type0|TrueType|Type1)\b", head):
                self.assertIn(b"/ToUnicode", head)
            for pictures in re.findall(rb"/XObject <<(.*?)>>", head, re.S):
                keys = re.findall(rb"/(x\d+)", pictures)
                self.assertEqual(len(keys), len(set(keys)))

    def test_same_bytes_again(self):
        with tempfile.TemporaryDirectory() as again:
            subprocess.run([PROGRAM, again, str(MESSAGES)], check=True)
            for path in self.folder.iterdir():
                self.assertEqual(path.read_bytes(), (pathlib.Path(again) / path.name).read_bytes(), path.name)


def column_name(index):
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def pdf_objects(raw):
    """Number -> bytes of the newest version of each object, by the cross-reference tables."""
    objects, at = {}, int(raw[raw.rindex(b"startxref") + 9:].split()[0])
    while at is not None:
        lines, trailer = raw[at:].split(b"trailer", 1)
        assert lines.startswith(b"xref"), lines[:20]
        words = lines.split()[1:]
        while words:
            first, count = int(words[0]), int(words[1])
            for i in range(count):
                offset, _, kind = words[2 + 3 * i:5 + 3 * i]
                if kind == b"n" and first + i not in objects:
                    number, _, body = raw[int(offset):].partition(b" 0 obj")
                    assert int(number) == first + i
                    objects[first + i] = body.split(b"endobj")[0]
            words = words[2 + 3 * count:]
        previous = re.search(rb"/Prev (\d+)", trailer.split(b"startxref")[0])
        at = int(previous.group(1)) if previous else None
    return objects


if __name__ == "__main__":
    unittest.main()
