#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts the server of the demo's case, does what three people would do, says what came back, and stops the server.

    check_app.py VERBATIM FOLDER        (FOLDER: as scripts/demo-app.sh makes it)
"""
import http.client
import json
import pathlib
import re
import signal
import subprocess
import sys
import urllib.parse


class Person:
    def __init__(self, port, name, password):
        self.port, self.cookie, self.csrf, self.task = port, "", "", ""
        self.csrf = self.ask("POST", "/session", {"name": name, "password": password})["csrf"]

    def ask(self, method, path, body=None, **parameters):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        address = "/api/v1" + path + ("?" + urllib.parse.urlencode(parameters) if parameters else "")
        headers = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": "application/json", "Cookie": self.cookie,
                   "X-CSRF": self.csrf, "X-Task": self.task}
        connection.request(method, address, json.dumps(body) if body is not None else None,
                           {name: value for name, value in headers.items() if value})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            sys.exit(f"check_app.py: {method} {path}: {answer.status} {text.decode(errors='replace')}")
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return json.loads(text) if text else {}

    def open_task(self, authority, purpose):
        self.task = str(self.ask("POST", "/tasks", {"authority": authority, "purpose": purpose})["task"]["id"])


def main():
    verbatim, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    password = (folder / "password.txt").read_text(encoding="ascii").strip()
    with open(folder / "requests.log", "ab") as log:
        server = subprocess.Popen([verbatim, "serve", folder / "case", "--listen", "127.0.0.1:0"],
                                  stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        port = None
        for line in server.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if found:
                port = int(found.group(1))
                break
        if port is None:
            sys.exit(f"check_app.py: the server did not start; see {folder}/requests.log")
        analyst = Person(port, "analyst", password)
        analyst.open_task("whole-case", "the demo")
        whole = analyst.ask("GET", "/search", q="*", limit=5)
        print(f"analyst, the whole case:     {whole['total']:,} messages, {whole['outside']:,} outside the authority")
        seq = whole["hits"][0]["seq"]
        part = analyst.ask("GET", "/conversation", seq=seq, before=10, after=10)
        print(f"analyst, a conversation:     {len(part['hits'])} of {part['total']:,} messages")
        defence = Person(port, "defence", password)
        defence.open_task("own-messages", "the demo")
        own = defence.ask("GET", "/search", q="*", limit=5)
        print(f"defence, its own handle:     {own['total']:,} messages, {own['outside']:,} outside the authority")
        officer = Person(port, "data-protection-officer", password)
        entries = officer.ask("GET", "/audit", name="consultation")["entries"]
        print(f"data-protection officer:     {len(entries)} entries of reading and searching, each with who and why")
        if not (whole["total"] and own["outside"] and len(entries) >= 2):
            sys.exit("check_app.py: that is not what the demo should show")
    finally:
        server.send_signal(signal.SIGTERM)
        if server.wait(timeout=60) != 0:
            sys.exit(f"check_app.py: the server ended with {server.returncode}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
