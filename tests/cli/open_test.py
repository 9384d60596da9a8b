#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""open: a bundle read without its case: what is found, what stays hidden, who is let in, and that notes are kept."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import unittest
import urllib.parse

from evidence import BUILD, HOSTILE, VERBATIM, Case, message, write_lines

IBAN = "NL91ABNA0417164300"
STATED = ["--time", "2026-11-23T20:26:44Z"]
SECRETS = [IBAN.encode(), IBAN[8:].encode(), b"privileged", b"Bertha Zz"]


class Page:
    """`verbatim open` behind its port, as a browser on this machine sees it."""

    def __init__(self, folder, *words):
        self.process = subprocess.Popen([str(VERBATIM), "open", *map(str, words)], cwd=folder, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        lines = [self.process.stdout.readline() for _ in range(2)]
        if "token=" not in lines[-1]:
            raise AssertionError("".join(lines) + self.process.stderr.read())
        self.url = urllib.parse.urlsplit(lines[1].strip())
        self.cookie = None

    def ask(self, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.url.port, timeout=60)
        # What is None is left out.
        given = {"Host": f"127.0.0.1:{self.url.port}", "Cookie": self.cookie,
                 "Origin": f"http://127.0.0.1:{self.url.port}" if body is not None else None, **headers}
        connection.putrequest("GET" if body is None else "POST", path, skip_host=True, skip_accept_encoding=True)
        for name, value in given.items():
            if value is not None:
                connection.putheader(name, value)
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        response = connection.getresponse()
        response.text = response.read().decode("utf-8")
        connection.close()
        return response

    def enter(self):
        response = self.ask(f"{self.url.path}?{self.url.query}")
        if response.status != 200:
            raise AssertionError(response.text)
        self.cookie = response.headers["Set-Cookie"].split(";")[0]
        return response

    def json(self, path, body=None, **parameters):
        if parameters:
            path += "?" + urllib.parse.urlencode(parameters)
        response = self.ask(path, body)
        if response.status != 200:
            raise AssertionError(f"{path}: {response.status} {response.text}")
        if not response.headers["Content-Type"].startswith("application/json"):
            raise AssertionError(response.headers["Content-Type"])
        return json.loads(response.text)

    def close(self, number=signal.SIGINT):
        self.process.send_signal(number)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


def shown(hit):
    return "".join(piece.get("text", "") for piece in hit["pieces"])


class Open(Case):
    @classmethod
    def make(cls):
        evidence = cls.folder / "evidence"
        evidence.mkdir()
        talk = [message(number, "kilo" if number % 2 else "lima", f"about the boxes: note {number}")
                for number in range(1, 121)]
        talk[10] = message(11, "lima", f"pay {IBAN} today")
        talk[20] = message(21, "kilo", "a privileged word to my lawyer")
        talk[30] = message(31, "mike", "hello from me", sender_name="Bertha Zz", participants=["kilo", "lima", "mike"])
        talk[40] = message(41, "kilo", HOSTILE)
        talk[50] = message(51, "lima", "שלום, two חביות in the harbour")
        write_lines(evidence / "one.jsonl", talk)
        write_lines(evidence / "two.jsonl", [message(2, "lima", "about the boxes: note 2", account="phone-2"),
                                             message(200, "nina", "other boxes", conversation="dock",
                                                     conversation_title="Dock", participants=["nina", "lima"])])
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "evidence", "--delivered-by", "Unit 4")
        cls.run_cli("seal", "case", *STATED)
        (cls.folder / "plan.toml").write_text(
            '[[redact]]\nreason = "third party"\npattern = ["iban"]\n'
            '[[redact]]\nreason = "privileged"\nsequences = "20"\ngroups = ["text"]\n'
            '[[redact]]\nreason = "protected person"\nsequences = "30"\ngroups = ["sender"]\n', encoding="utf-8")
        cls.run_cli("disclose", "case", "-o", "bundle.zip", "--handle", "lima", "--redact", "plan.toml",
                    "--recipient", "defence of K.", *STATED)
        # Whoever opens it has nothing but the bundle.
        cls.run_cli("request", "key", "case-by-hand", "-o", "unused.key")

    def open(self, *words):
        page = Page(self.folder, "bundle.zip", "--no-browser", *words)
        self.addCleanup(page.close)
        page.enter()
        return page

    def search(self, query, bundle="bundle.zip", folder=None):
        words = ["--folder", folder] if folder else []
        return self.lines("open", bundle, "--search", query, "--json", "--all", *words)

    def test_it_finds_what_the_case_finds(self):
        for query in ("boxes", "from:lima", "two OR boxes", "note THEN/3 pay", "sent:[2020-04-01 TO 2020-04-02]", "*"):
            in_case = [hit["seq"] for hit in self.lines("search", "case", query, "--format", "json", "--all")]
            self.assertEqual([hit["seq"] for hit in self.search(query)], in_case, query)
        # What is withheld is not found by its words.
        for query in (IBAN, "privileged", "from:mike", "Bertha"):
            self.assertEqual(self.search(query), [], query)

    def test_the_page_counts_and_highlights(self):
        page = self.open("--folder", "page.view")
        found = page.json("/api/search", q="boxes", limit=30)
        counts = json.loads(self.run_cli("search", "case", "boxes", "--count", "--format", "json"))
        self.assertEqual((found["messages"], found["sightings"]), (counts["messages"], counts["sightings"]))
        seen = [hit["seq"] for hit in found["hits"]]
        while found["next"]:
            found = page.json("/api/search", q="boxes", limit=30, after=found["next"])
            seen += [hit["seq"] for hit in found["hits"]]
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(len(seen), counts["messages"])
        self.assertIn({"text": "boxes", "hit": True}, found["hits"][0]["pieces"])
        wrong = page.ask("/api/search?q=from:kilo%20(two")
        self.assertEqual(wrong.status, 400)
        self.assertEqual(json.loads(wrong.text)["error"]["offset"], 10)
        self.assertEqual(page.ask("/api/search?q=x&limit=501").status, 400)
        self.assertEqual(page.ask("/api/search?q=x&after=zzz").status, 400)

    def test_a_conversation_is_read_from_any_place(self):
        page = self.open("--folder", "talk.view")
        listed = page.json("/api/conversations")
        # The conversation of a message that withholds its people is not told from others.
        self.assertEqual([item["name"] for item in listed["conversations"]], ["dock", "harbour", "conversation withheld"])
        harbour = next(item for item in listed["conversations"] if item["title"] == "Harbour")
        begin = page.json("/api/conversation", key=harbour["key"], after=9)
        self.assertEqual((begin["first"], begin["total"], len(begin["messages"])), (0, 119, 10))
        middle = page.json("/api/conversation", seq=60, before=5, after=5)
        self.assertEqual((middle["anchor"], middle["first"], len(middle["messages"])), (60, 54, 11))
        later = page.json("/api/conversation", key=harbour["key"], **{"from": 1585702800000})  # 01:00 UTC
        self.assertEqual(later["first"], 58)

    def test_what_is_withheld_is_a_block_with_its_reason_and_nowhere_else(self):
        page = self.open("--folder", "hidden.view")
        pay = page.json("/api/message", seq=10)
        self.assertEqual(pay["pieces"][0]["text"], "pay ")
        self.assertIn("third party", pay["pieces"][1]["withheld"])
        self.assertIn("privileged", page.json("/api/message", seq=20)["pieces"][0]["withheld"])
        sender = page.json("/api/message", seq=30)
        self.assertEqual(sender["sender"], "Sender withheld: protected person")
        self.assertIn("Proved", sender["proof"])
        self.assertIn("one.jsonl", json.dumps(sender["details"]))
        self.assertIn("2020", sender["time"])
        page.close()
        files = [path for path in (self.folder / "hidden.view").rglob("*") if path.is_file()]
        self.assertGreater(len(files), 5)
        for path in files:
            data = path.read_bytes()
            for secret in (IBAN.encode(), IBAN[8:].encode(), b"my lawyer", b"Bertha"):
                self.assertNotIn(secret, data, path)

    def test_hostile_text_comes_as_json_and_spelled_out(self):
        page = self.open("--folder", "hostile.view")
        response = page.ask("/api/message?seq=40")
        self.assertEqual(response.headers["Content-Type"], "application/json; charset=utf-8")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertNotIn("\u202e", response.text)
        pieces = json.loads(response.text)["pieces"]
        self.assertIn({"hidden": "U+202E"}, pieces)
        self.assertIn("<script>alert(1)</script>", shown({"pieces": pieces}))
        for path in ("/", "/page.js", "/messages.js", "/page.css"):
            file = page.ask(path)
            self.assertEqual(file.status, 200)
            self.assertIn("default-src 'none'", file.headers["Content-Security-Policy"])
            self.assertNotIn("http://", file.text)
            self.assertNotIn("https://", file.text)
            self.assertNotIn("innerHTML", file.text)

    def test_only_one_browser_of_this_machine_is_let_in(self):
        page = Page(self.folder, "bundle.zip", "--folder", "door.view", "--no-browser")
        self.addCleanup(page.close)
        self.assertEqual(page.ask("/").status, 403)
        self.assertEqual(page.ask("/enter?token=" + 64 * "0").status, 403)
        self.assertEqual(page.ask(f"/enter?{page.url.query}", Host="evil.example").status, 421)
        entered = page.enter()
        self.assertIn("HttpOnly", entered.headers["Set-Cookie"])
        self.assertIn("SameSite=Strict", entered.headers["Set-Cookie"])
        cookie, page.cookie = page.cookie, None
        self.assertEqual(page.ask(f"/enter?{page.url.query}").status, 403)  # the token is spent
        page.cookie = cookie
        self.assertEqual(page.ask("/api/about").status, 200)
        self.assertEqual(page.ask("/api/about", Cookie=None).status, 403)
        self.assertEqual(page.ask("/api/about", Host=f"evil.example:{page.url.port}").status, 421)
        note = {"text": "x"}
        self.assertEqual(page.ask("/api/notes", note, Origin="http://evil.example").status, 403)
        self.assertEqual(page.ask("/api/notes", note, Origin=None).status, 403)
        self.assertEqual(page.json("/api/notes")["notes"], [])
        listening = pathlib.Path(f"/proc/{page.process.pid}/net/tcp").read_text().splitlines()[1:]
        port = f"{page.url.port:04X}"
        addresses = {line.split()[1] for line in listening if line.split()[3] == "0A" and line.split()[1].endswith(port)}
        self.assertEqual(addresses, {f"0100007F:{port}"})
        self.assertEqual(page.close(), 0)

    def test_notes_survive_a_kill_once_they_are_acknowledged(self):
        page = self.open("--folder", "notes.view", "--by", "D. Fence")
        kept = page.json("/api/notes", {"seq": 5, "text": "another man's boxes\nsee 7"})
        gone = page.json("/api/notes", {"seq": 6, "text": "a thought better kept to myself"})
        page.json("/api/notes", {"seq": None, "text": "about all of it"})
        page.json("/api/notes/change", {"id": kept["id"], "text": "another woman's boxes"})
        page.json("/api/notes/delete", {"id": gone["id"]})
        for wrong in ({"seq": 5, "text": " "}, {"seq": 999999, "text": "x"}, {"text": 5}, {"seq": "5", "text": "x"}):
            self.assertIn(page.ask("/api/notes", wrong).status, (400, 404), wrong)
        page.close(signal.SIGKILL)
        exported = json.loads(self.run_cli("open", "bundle.zip", "--folder", "notes.view", "--notes", "--json"))
        self.assertEqual([(note["seq"], note["text"], note["by"]) for note in exported["notes"]],
                         [(None, "about all of it", "D. Fence"), (5, "another woman's boxes", "D. Fence")])
        again = self.open("--folder", "notes.view")
        self.assertEqual(again.json("/notes.json"), exported)
        self.assertEqual(again.json("/api/message", seq=5)["notes"][0]["text"], "another woman's boxes")
        self.assertIn("another woman", self.run_cli("open", "bundle.zip", "--folder", "notes.view", "--notes"))

    def test_terms_are_handed_back_and_the_answer_is_kept_on_both_sides(self):
        page = self.open("--folder", "request.view")
        broken = {"terms": ["(broken"], "purpose": "p", "by": "b", "scope": ""}
        self.assertEqual(page.ask("/api/requests", broken).status, 400)
        made = page.json("/api/requests", {"terms": ["boxes", "privileged"], "purpose": "alibi", "by": "Defence of K.",
                                           "scope": ""})
        (self.folder / "terms.request").write_text(page.ask("/request?number=1").text, encoding="utf-8")
        self.run_cli("request", "answer", "case", "terms.request", "-o", "terms.answer", "--authority", "Order of 2 May",
                     "--trust", made["key"])
        answer = (self.folder / "terms.answer").read_text(encoding="utf-8")
        self.assertNotEqual(page.ask("/api/answers", {"file": answer.replace("boxes", "foxes", 1)
                                                      .replace("term 1 ", "term 1 1", 1)}).status, 200)
        filed = page.json("/api/answers", {"file": answer})["requests"][0]
        counts = json.loads(self.run_cli("search", "case", "boxes", "--count", "--format", "json"))
        self.assertEqual((filed["terms"][0]["messages"], filed["terms"][0]["sightings"]),
                         (counts["messages"], counts["sightings"]))
        self.assertEqual(filed["terms"][1]["messages"], 1)  # asked of the case, not of the bundle
        self.assertEqual(filed["answered"]["authority"], "Order of 2 May")
        in_case = json.loads(self.run_cli("request", "list", "case", "--json"))
        self.assertEqual(in_case["sha256"], filed["sha256"])
        self.assertEqual((self.folder / "request.view" / "request.key").stat().st_mode & 0o777, 0o600)

    def test_a_damaged_bundle_is_refused_in_the_words_of_the_verifier(self):
        data = bytearray((self.folder / "bundle.zip").read_bytes())
        at = data.rfind(b"boxes: note 7") if b"boxes: note 7" in data else len(data) // 2
        data[at] ^= 1
        (self.folder / "bad.zip").write_bytes(data)
        verdict = json.loads(subprocess.run([str(BUILD / "verbatim-verify"), "--json", str(self.folder / "bad.zip")],
                                            capture_output=True, text=True).stdout)
        refused = self.errors("open", "bad.zip", "--search", "boxes", code=1)
        self.assertIn(verdict["step"], refused)
        self.assertFalse((self.folder / "bad.zip.view").exists())
        page = Page(self.folder, "bad.zip", "--unverified", "--no-browser")
        self.addCleanup(page.close)
        page.enter()
        about = page.json("/api/about")
        self.assertFalse(about["proved"])
        self.assertEqual(about["failed_step"], verdict["step"])
        self.assertIn("NOT PROVED", page.json("/api/message", seq=5)["proof"])
        wrong_key = self.errors("open", "bundle.zip", "--search", "x", "--folder", "wrong.view", "--key",
                                self.key_of_another_case(), code=1)
        self.assertIn("verify/bundle", wrong_key)

    def key_of_another_case(self):
        self.run_cli("new", "other")
        return json.loads(self.run_cli("stats", "other", "--json"))["case"]["verifier_key"]

    def test_a_folder_is_for_one_bundle_and_one_program(self):
        page = self.open("--folder", "one.view")
        self.assertIn("another process", self.errors("open", "bundle.zip", "--folder", "one.view", "--search", "x", code=4))
        page.close()
        self.run_cli("disclose", "case", "-o", "other.zip", "--query", "boxes", *STATED)
        self.assertIn("another bundle", self.errors("open", "other.zip", "--folder", "one.view", "--search", "x", code=4))
        self.assertEqual(os.stat(self.folder / "one.view").st_mode & 0o777, 0o700)
        before = (self.folder / "bundle.zip").read_bytes()
        self.search("x", folder="one.view")
        self.assertEqual((self.folder / "bundle.zip").read_bytes(), before)

    def test_exhibits_are_named(self):
        self.run_cli("select", "case", "pay", "pay OR hello", "--by", "A. Analyst")
        self.run_cli("exhibit", "add", "case", "--title", "The pay", "--selection", "pay")
        self.run_cli("disclose", "case", "-o", "exhibit.zip", "--selection", "pay", *STATED)
        page = Page(self.folder, "exhibit.zip", "--no-browser")
        self.addCleanup(page.close)
        page.enter()
        self.assertEqual(page.json("/api/message", seq=10)["exhibit"], "EX-0001")
        self.assertIn("not", page.json("/api/about")["words"])


if __name__ == "__main__":
    unittest.main()
