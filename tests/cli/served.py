# SPDX-License-Identifier: Apache-2.0
"""`verbatim serve` on a small case with users and authorities, and a browser to ask it with, for tests."""
import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import re
import signal
import struct
import subprocess
import time
import urllib.parse

from evidence import VERBATIM, Case

PASSWORD = "correct horse battery staple"
API = "/api/v1"


def code_of(secret, at=None):
    """The one-time code of a key as `verbatim user totp` prints it (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at if at is not None else time.time()) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1000000:06}"


class Server:
    """The program in a process of its own, on any free port."""

    def __init__(self, folder, case, *words):
        self.log_path = pathlib.Path(folder) / "requests.log"
        self.log_file = open(self.log_path, "ab")
        self.process = subprocess.Popen([str(VERBATIM), "serve", str(case), "--listen", "127.0.0.1:0", *words],
                                        cwd=folder, stdout=subprocess.PIPE, stderr=self.log_file, text=True)
        lines = [self.process.stdout.readline() for _ in range(2)]
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", lines[1])
        if not found and "https://" not in lines[1]:
            raise AssertionError("".join(lines) + self.log_path.read_text())
        self.port = int(found.group(1)) if found else None

    def log(self):
        lines = self.log_path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def close(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log_file.close()
        return code


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.bytes = response.read()

    @property
    def json(self):
        return json.loads(self.bytes)


class Browser:
    """One user's browser. What a header is given as None is left out."""

    def __init__(self, server):
        self.server = server
        self.host = f"127.0.0.1:{server.port}"
        self.cookie = None
        self.csrf = None
        self.task = None

    def ask(self, method, path, body=None, headers=None, **parameters):
        address = path if path.startswith("/api") or not path.startswith("/") else API + path
        if parameters:
            address += "?" + urllib.parse.urlencode(parameters)
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Host": self.host, "Cookie": self.cookie, "X-Task": self.task}
        if method != "GET":
            given |= {"Origin": f"http://{self.host}", "X-CSRF": self.csrf}
        if data is not None:
            given |= {"Content-Type": "application/json", "Content-Length": str(len(data))}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.putrequest(method, address, skip_host=True, skip_accept_encoding=True)
            for name, value in (given | (headers or {})).items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(data)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **parameters):
        answer = self.ask("GET", path, **parameters)
        if answer.status != 200:
            raise AssertionError(f"{path} {parameters}: {answer.status} {answer.bytes!r}")
        return answer.json

    def post(self, path, body, status=(200, 204)):
        answer = self.ask("POST", path, body)
        if answer.status not in status:
            raise AssertionError(f"{path}: {answer.status} {answer.bytes!r}")
        return answer.json if answer.bytes else None

    def sign_in(self, name, password=PASSWORD, code=None):
        answer = self.ask("POST", "/session", {"name": name, "password": password, **({"code": code} if code else {})})
        if answer.status == 200:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
            self.csrf = answer.json["csrf"]
        return answer

    def open_task(self, authority, purpose="threat to milan"):
        self.task = self.post("/tasks", {"authority": authority, "purpose": purpose})["task"]["id"]
        return self.task


class ServedCase(Case):
    """A case with evidence of `evidence()`, users for each role, and two authorities: `all`, and `kilo` for what kilo
    wrote or got."""
    USERS = {"ada": ["analyst"], "bob": ["analyst"], "tia": ["threat-desk"], "carl": ["case-officer"],
             "exa": ["examiner"], "fil": ["filter-officer"], "dee": ["defence"],
             "dan": ["data-protection-officer"], "root": ["administrator"]}
    READERS = ("analyst", "threat-desk", "case-officer", "examiner", "filter-officer", "defence")
    OPTIONS = ()

    @classmethod
    def evidence(cls):
        raise NotImplementedError

    @classmethod
    def make(cls):
        cls.evidence()
        cls.run_cli("new", "case")
        cls.run_cli("ingest", "case", "chat.jsonl")
        key = re.search(r"  (\S+\+\S+)",
                        cls.run_cli("authority", "new-issuer", "court", "-o", "court.key")).group(1)
        cls.run_cli("authority", "trust", "case", key)
        cls.case_id = json.loads(cls.run_cli("stats", "case", "--json"))["case"]["id"]
        cls.add_authority("all", "--term", "*")
        cls.add_authority("kilo", "--handle", "kilo")
        cls.add_authority("past", "--term", "*", "--begins", "2020-01-01", expires="2020-02-01")
        for name, roles in cls.USERS.items():
            words = [word for role in roles for word in ("--role", role)]
            cls.run_cli("user", "add", "case", name, *words, "--password-file", "-", stdin=PASSWORD.encode())
        cls.server = Server(cls.folder, "case", *cls.OPTIONS)

    @classmethod
    def add_authority(cls, name, *scope, expires="2099-01-01"):
        roles = [word for role in cls.READERS for word in ("--role", role)]
        cls.run_cli("authority", "make", name, "-o", name, "--key", "court.key", "--case-id", cls.case_id, "--issuer",
                    "Court", "--reference", f"{name}/2026", "--expires", expires, "--offence", "trafficking", *roles,
                    *scope)
        cls.run_cli("authority", "add", "case", name)

    @classmethod
    def tearDownClass(cls):
        if cls.server.process.poll() is None:
            cls.server.close(signal.SIGKILL)
        super().tearDownClass()

    def user(self, name, authority=None):
        browser = Browser(self.server)
        answer = browser.sign_in(name)
        self.assertEqual(answer.status, 200, answer.bytes)
        if authority:
            browser.open_task(authority)
        return browser

    def entries(self, *words):
        """Of the audit log, which may be read while the server runs."""
        return self.lines("audit", "list", "case", "--json", *words)
