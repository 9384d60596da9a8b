#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve, user: what a signed-in user can do under a task, and everything that is refused."""
import json
import signal
import socket
import time
import unittest

from evidence import message, write_lines
from served import API, PASSWORD, Browser, Server, ServedCase, code_of

TASK_ROUTES = ["/case", "/search", "/count", "/histogram", "/facets?by=sender", "/conversations", "/conversation?seq=0",
               "/message/0", "/message/0/bytes", "/message/0/proof", "/handle?name=kilo", "/network", "/tags", "/notes",
               "/selections", "/exhibits", "/sources", "/findings", "/gaps"]


class Serve(ServedCase):
    @classmethod
    def evidence(cls):
        write_lines(cls.folder / "chat.jsonl", [
            message(0, "kilo", "two boxes"), message(1, "lima", "boxes ok"), message(2, "kilo", "the van"),
            message(3, "mike", "secret plan", conversation="gym", participants=["lima", "mike"]),
            message(4, "lima", "secret boxes", conversation="gym", participants=["lima", "mike"])])

    # --- who is there

    def test_signing_in_and_out(self):
        browser = Browser(self.server)
        self.assertEqual(browser.get("/session"), {"user": None})
        answer = browser.sign_in("ada")
        self.assertEqual(answer.json["user"], {"name": "ada", "roles": ["analyst"]})
        for attribute in ("HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(attribute, answer.headers["Set-Cookie"])
        self.assertEqual(browser.get("/session")["user"]["name"], "ada")
        self.assertEqual(browser.ask("DELETE", "/session").status, 204)
        self.assertEqual(browser.get("/session"), {"user": None})
        self.assertEqual(browser.ask("GET", "/tasks").status, 401)
        operations = [entry["operation"] for entry in self.entries("--who", "ada")]
        self.assertIn("login", operations)
        self.assertIn("logout", operations)

    def test_a_wrong_password_is_answered_as_an_unknown_name_is(self):
        wrong = Browser(self.server).sign_in("exa", "not the password at all")
        unknown = Browser(self.server).sign_in("my secret password", "not the password at all")
        self.assertEqual((wrong.status, wrong.bytes), (401, unknown.bytes))
        self.assertNotIn("Set-Cookie", wrong.headers)
        denied = self.entries("--outcome", "denied")
        self.assertIn("exa", [entry["who"] for entry in denied])
        self.assertNotIn("my secret password", json.dumps(denied))

    def test_a_name_is_locked_after_failures_whether_or_not_it_exists(self):
        for name in ("tia", "nobody-of-this-name"):
            answers = [Browser(self.server).sign_in(name, "wrong").status for _ in range(6)]
            self.assertEqual(answers, [401] * 5 + [429], name)
            locked = Browser(self.server).sign_in(name)
            self.assertEqual(locked.status, 429)
            self.assertGreaterEqual(int(locked.headers["Retry-After"]), 1)

    # --- what is refused

    def test_nothing_without_a_session(self):
        nobody = Browser(self.server)
        nobody.task = "1"
        for path in TASK_ROUTES + ["/tasks", "/authorities", "/users", "/audit", "/events"]:
            self.assertEqual(nobody.ask("GET", API + path).status, 401, path)
        nobody.cookie = "verbatim-session=" + "0" * 64
        self.assertEqual(nobody.ask("GET", "/tasks").status, 401)
        known = self.user("ada")
        nobody.cookie = known.cookie + "; " + known.cookie  # which one would count?
        self.assertEqual(nobody.ask("GET", "/tasks").status, 401)

    def test_nothing_without_a_task_of_ones_own(self):
        ada = self.user("ada", "all")
        bob = self.user("bob")
        for path in TASK_ROUTES:
            self.assertEqual(bob.ask("GET", API + path).status, 403, path)
        bob.task = ada.task
        for path in TASK_ROUTES:
            self.assertEqual(bob.ask("GET", API + path).status, 403, path)
        self.assertTrue(self.entries("--who", "bob", "--outcome", "denied"))

    def test_the_wrong_role(self):
        root = self.user("root")
        self.assertEqual(root.ask("POST", "/tasks", {"authority": "all", "purpose": "curious"}).status, 403)
        self.assertEqual(root.ask("GET", "/audit").status, 403)
        self.assertEqual(self.user("ada").ask("GET", "/users").status, 403)
        self.assertEqual(self.user("ada").ask("POST", "/users", {}).status, 403)
        exa = self.user("exa", "all")
        self.assertEqual(exa.ask("POST", "/tags", {"name": "x"}).status, 403)
        self.assertTrue(self.entries("--who", "exa", "--outcome", "denied"))

    def test_an_authority_that_does_not_permit(self):
        ada = self.user("ada")
        for authority in ("past", "nothing", ""):
            answer = ada.ask("POST", "/tasks", {"authority": authority, "purpose": "curious"})
            self.assertEqual(answer.status, 403, authority)
        listed = {one["id"]: one for one in ada.get("/authorities")["authorities"]}
        self.assertFalse(listed["past"]["valid"])
        self.assertIn("expired", listed["past"]["why"])
        self.assertTrue(listed["all"]["valid"])

    def test_forged_requests(self):
        ada = self.user("ada", "all")
        tag = {"name": "forged"}
        for headers in ({"Origin": None}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"X-CSRF": None},
                        {"X-CSRF": "0" * 64}, {"Origin": f"http://localhost:{self.server.port}"},
                        {"Sec-Fetch-Site": "cross-site"}):
            self.assertEqual(ada.ask("POST", "/tags", tag, headers=headers).status, 403, headers)
        self.assertEqual(ada.ask("GET", "/tags", headers={"Sec-Fetch-Site": "cross-site"}).status, 403)
        self.assertEqual(ada.ask("GET", "/tags", headers={"Origin": "https://evil.example"}).status, 403)
        self.assertEqual(ada.ask("POST", "/tags", tag, headers={"Content-Type": "text/plain"}).status, 415)
        self.assertNotIn("forged", json.dumps(ada.get("/tags")))
        for host in ("evil.example", f"evil.example:{self.server.port}", "127.0.0.1", ""):
            self.assertEqual(ada.ask("GET", "/tags", headers={"Host": host}).status, 421, host)

    def test_addresses_that_are_not_there(self):
        ada = self.user("ada", "all")
        for path in ("/assets/../../etc/passwd", "/..%2f..%2fusers.db", "/users.db", "/api/v1/../users.db",
                     "/api/v2/session", "/api/v1/nothing", "//etc/passwd", "/%2e%2e/users.db"):
            answer = self.raw(f"GET {path} HTTP/1.1\r\nHost: {ada.host}\r\nCookie: {ada.cookie}\r\n\r\n")
            self.assertTrue(answer.startswith(b"HTTP/1.1 404"), (path, answer))
        self.assertEqual(ada.ask("DELETE", "/tags").status, 405)

    def test_bodies_that_are_wrong(self):
        ada = self.user("ada", "all")
        for body in (b"", b"{", b"[]", b"null", b'{"name":1}', b'{"name":""}', b'{"name":"a","name":"b"}',
                     b'{"name":"a","more":1}', b'{"name":"\\ud800"}', b'{"name":"' + b"x" * 101 + b'"}',
                     b'{"name":"a\\u0000b"}', b"[" * 5000, b'{"name":' * 5000):
            self.assertEqual(ada.ask("POST", "/tags", body).status, 400, body[:40])
        self.assertEqual(ada.ask("POST", "/tags", b'{"name":"' + b"x" * (2 << 20) + b'"}').status, 413)
        self.assertEqual(ada.ask("POST", "/messages/tags", {"seqs": [-1], "add": ["x"]}).status, 400)
        self.assertEqual(ada.ask("POST", "/messages/tags", {"seqs": list(range(10001)), "add": ["x"]}).status, 400)

    # --- bytes on the wire

    def raw(self, data, pause=0.0, seconds=30):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=seconds) as connection:
            answer = b""
            try:
                if pause:
                    for byte in data:
                        connection.sendall(bytes([byte]))
                        time.sleep(pause)
                else:
                    connection.sendall(data if isinstance(data, bytes) else data.encode())
                while chunk := connection.recv(65536):
                    answer += chunk
            except (ConnectionResetError, BrokenPipeError):
                pass
            return answer

    def test_large_heads_are_cut_off(self):
        host = f"127.0.0.1:{self.server.port}"
        for head in ("X: " + "x" * 9000, "\r\n".join(f"X-{n}: 1" for n in range(200)),
                     "\r\n".join(f"X-{n}: " + "x" * 4000 for n in range(50))):
            answer = self.raw(f"GET /api/v1/health HTTP/1.1\r\nHost: {host}\r\n{head}\r\n\r\n")
            self.assertFalse(answer.startswith(b"HTTP/1.1 200"), answer[:100])
        self.assertTrue(self.raw(f"GET /api/v1/health HTTP/1.1\r\nHost: {host}\r\n\r\n").startswith(b"HTTP/1.1 200"))

    def test_a_slow_head_is_cut_off_and_keeps_nobody_waiting(self):
        begun = time.monotonic()
        slow = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(20)]
        try:
            for connection in slow:
                connection.sendall(b"GET /")
            self.assertEqual(Browser(self.server).get("/health"), {"ok": True})
            self.assertLess(time.monotonic() - begun, 5)
            cut_off = False
            while not cut_off and time.monotonic() - begun < 20:
                time.sleep(0.5)
                try:
                    slow[0].sendall(b"x")
                    cut_off = slow[0].recv(1, socket.MSG_DONTWAIT) == b""
                except BlockingIOError:
                    pass
                except OSError:
                    cut_off = True
            self.assertTrue(cut_off, "a client that sends a byte now and then is never cut off")
        finally:
            for connection in slow:
                connection.close()

    def test_headers_of_every_answer(self):
        for path in ("/", "/api/v1/health", "/nothing", "/api/v1/tasks"):
            answer = self.raw(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n\r\n").decode()
            for header in ("Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff",
                           "Referrer-Policy: no-referrer", "X-Frame-Options: DENY", "Cache-Control: no-store",
                           "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Resource-Policy: same-origin"):
                self.assertIn(header, answer, path)

    # --- what a user does

    def test_tags_notes_selections_exhibits(self):
        ada = self.user("ada", "all")
        ada.post("/tags", {"name": "boxes"})
        ada.post("/messages/tags", {"seqs": [0, 4], "add": ["boxes", "van"]})
        ada.post("/messages/tags", {"seqs": [4], "remove": ["van"]})
        tags = {tag["name"]: tag["messages"] for tag in ada.get("/tags")["tags"]}
        self.assertEqual((tags["boxes"], tags["van"]), (2, 1))
        note = ada.post("/notes", {"seq": 4, "text": "another man's card"})["note"]
        self.assertEqual((note["seq"], note["by"]), (4, "ada"))
        self.assertEqual([one["id"] for one in ada.get("/notes", seq=4)["notes"]], [note["id"]])
        bob = self.user("bob", "kilo")
        self.assertNotIn(4, [one["seq"] for one in bob.get("/notes")["notes"]])
        self.assertEqual(bob.get("/notes", seq=4)["notes"], [])
        self.assertEqual(bob.ask("POST", "/messages/tags", {"seqs": [0, 4], "add": ["x"]}).status, 403)
        self.assertEqual(bob.ask("POST", "/notes", {"seq": 4, "text": "x"}).status, 403)
        self.assertEqual(self.user("carl", "all").ask("DELETE", f"{API}/notes?id={note['id']}").status, 403)
        dee = self.user("dee", "all")
        self.assertEqual(dee.get("/tags")["tags"], [])
        self.assertEqual(dee.get("/notes")["notes"], [])
        self.assertEqual(ada.ask("DELETE", f"{API}/notes?id={note['id']}").status, 204)
        self.assertEqual(ada.get("/notes", seq=4)["notes"], [])
        self.assertEqual(ada.post("/selections", {"name": "all boxes", "q": "boxes"})["selection"]["messages"], 3)
        self.assertEqual(ada.ask("POST", "/selections", {"name": "all boxes", "q": "van"}).status, 409)
        wrong = ada.ask("POST", "/selections", {"name": "bad", "q": "é (two"})
        self.assertEqual((wrong.status, wrong.json["error"]["position"]), (400, 2))
        self.assertEqual([one["name"] for one in ada.get("/selections")["selections"]], ["all boxes"])
        exhibit = ada.post("/exhibits", {"name": "The boxes", "seqs": [4, 0]})["exhibit"]
        self.assertEqual((exhibit["name"], exhibit["messages"], exhibit["by"]), ("EX-0001", 2, "ada"))
        self.assertEqual(len(ada.get("/exhibits")["exhibits"]), 1)
        self.assertEqual(dee.get("/exhibits")["exhibits"], [])
        operations = [entry["operation"] for entry in self.entries("--who", "ada", "--name", "alteration")]
        for operation in ("add tag", "tag", "add note", "add selection", "exhibit"):
            self.assertIn(operation, operations)
        self.assertTrue(all(entry["purpose"] == "threat to milan" for entry in
                            self.entries("--who", "ada", "--operation", "tag")))
        self.assertNotIn("dee", {entry["who"] for entry in self.entries()})
        self.assertIn("dee", {entry["who"] for entry in self.entries("--defence")})

    def test_reading_under_a_scope(self):
        ada = self.user("ada", "all")
        found = ada.get("/search", q="boxes", order="oldest")
        self.assertEqual([hit["seq"] for hit in found["hits"]], [0, 1, 4])
        self.assertEqual((found["total"], found["outside"]), (3, 0))
        self.assertEqual(ada.get("/message/3")["hit"]["text"], "secret plan")
        self.assertIn(b"secret plan", ada.ask("GET", f"{API}/message/3/bytes").bytes)
        (self.folder / "3.proof").write_bytes(ada.ask("GET", f"{API}/message/3/proof").bytes)
        self.assertEqual(ada.get("/conversation", seq=3)["total"], 2)
        bob = self.user("bob", "kilo")
        found = bob.get("/search", q="boxes")
        self.assertEqual((found["total"], found["outside"]), (2, 1))
        self.assertNotIn(4, [hit["seq"] for hit in found["hits"]])
        self.assertEqual(bob.get("/count", q="secret")["outside"], 2)
        for path in ("/message/3", "/message/3/bytes", "/message/3/proof", "/conversation?seq=3"):
            answer = bob.ask("GET", API + path)
            self.assertEqual(answer.status, 403, path)
            self.assertNotIn(b"secret", answer.bytes)
        who_saw = {entry["who"] for entry in self.entries("--record", "3") if entry["shown"]}
        self.assertIn("ada", who_saw)
        self.assertNotIn("bob", who_saw)

    def test_the_data_protection_officer_reads_the_log(self):
        self.user("ada", "all").get("/search", q="van")
        answer = self.user("dan").get("/audit", who="ada", operation="search")
        self.assertTrue(answer["entries"])
        self.assertEqual({entry["who"] for entry in answer["entries"]}, {"ada"})
        self.assertEqual(self.user("ada").ask("GET", "/audit").status, 403)

    def test_users(self):
        root = self.user("root")
        new = {"name": "eve", "password": PASSWORD, "roles": ["analyst", "threat_desk"]}
        root.post("/users", new)
        self.assertEqual(root.ask("POST", "/users", new).status, 409)
        self.assertEqual(root.ask("POST", "/users", {**new, "name": "x", "roles": ["king"]}).status, 400)
        self.assertEqual(root.ask("POST", "/users", {**new, "name": "x", "password": "short"}).status, 400)
        self.assertEqual(
            root.ask("POST", "/users", {**new, "name": "x", "roles": ["defence", "analyst"]}).status, 400)
        listed = {one["name"]: one for one in root.get("/users")["users"]}
        self.assertEqual(listed["eve"]["roles"], ["analyst", "threat_desk"])
        self.assertFalse(listed["eve"]["second_factor"])
        self.user("eve", "all")
        text = json.dumps(self.entries()) + self.server.log_path.read_text()
        self.assertIn("add user", text)
        self.assertNotIn(PASSWORD, text)

    def test_health_metrics_log(self):
        ada = self.user("ada", "all")
        ada.ask("GET", "/count", q="boxes-nobody-may-see-in-a-log")
        metrics = ada.ask("GET", "/metrics").bytes.decode()
        self.assertIn('verbatim_requests_total{method="GET",route="/api/v1/count"', metrics)
        self.assertIn("verbatim_request_seconds_bucket", metrics)
        line = self.server.log()[-2]
        self.assertEqual((line["method"], line["route"], line["user"]), ("GET", "/api/v1/count", "ada"))
        for text in (metrics, self.server.log_path.read_text()):
            self.assertNotIn("boxes", text)
            self.assertNotIn(ada.cookie.split("=")[1], text)
            self.assertNotIn(ada.csrf, text)

    def test_the_case_is_in_use_meanwhile(self):
        done = self.run_raw("search", "case", "boxes")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("another process uses this case", done.stderr.decode())


class Ending(ServedCase):
    """Sessions that end, codes, users that go, and servers that stop or are killed."""
    USERS = {"ada": ["analyst"], "bob": ["analyst"]}

    @classmethod
    def evidence(cls):
        write_lines(cls.folder / "chat.jsonl", [message(n) for n in range(50)])

    def again(self, number=signal.SIGTERM, *words):
        code = self.server.close(number)
        type(self).server = Server(self.folder, "case", *words)
        return code

    def test_what_was_acknowledged_outlives_a_kill(self):
        ada = self.user("ada", "all")
        before = len(self.entries())
        for number in range(30):
            ada.post("/messages/tags", {"seqs": [number], "add": [f"tag {number}"]})
            ada.post("/notes", {"seq": number, "text": f"note {number}"})
        self.again(signal.SIGKILL)
        ada.server = self.server
        ada.host = f"127.0.0.1:{self.server.port}"
        self.assertEqual(len(ada.get("/tags")["tags"]), 30)  # the session lives on, too
        self.assertEqual(len(ada.get("/notes")["notes"]), 30)
        self.assertGreaterEqual(len(self.entries()) - before, 60)
        self.assertEqual(self.again(), 0)
        self.server.close()
        self.assertIn("is whole", self.run_cli("audit", "verify", "case"))
        type(self).server = Server(self.folder, "case")

    def test_codes_passwords_and_going(self):
        bob = self.user("bob")
        self.server.close()
        secret = self.run_cli("user", "totp", "case", "bob").split()[-1]
        type(self).server = Server(self.folder, "case")
        bob.server, bob.host = self.server, f"127.0.0.1:{self.server.port}"
        self.assertEqual(bob.ask("GET", "/tasks").status, 401)  # the change ended the session
        self.assertEqual(bob.sign_in("bob").status, 401)
        code = code_of(secret)
        self.assertEqual(bob.sign_in("bob", code=code).status, 200)
        self.assertEqual(Browser(self.server).sign_in("bob", code=code).status, 401)  # each is good once
        self.server.close()
        self.run_cli("user", "totp", "case", "bob", "--off")
        self.run_cli("user", "passwd", "case", "bob", "--password-file", "-", stdin=b"another long password\n")
        type(self).server = Server(self.folder, "case")
        bob.server, bob.host = self.server, f"127.0.0.1:{self.server.port}"
        self.assertEqual(bob.sign_in("bob").status, 401)
        self.assertEqual(bob.sign_in("bob", "another long password").status, 200)
        self.server.close()
        self.run_cli("user", "disable", "case", "bob")
        self.assertIn("disabled", self.run_cli("user", "list", "case"))
        type(self).server = Server(self.folder, "case")
        bob.server, bob.host = self.server, f"127.0.0.1:{self.server.port}"
        self.assertEqual(bob.ask("GET", "/tasks").status, 401)
        self.assertEqual(bob.sign_in("bob", "another long password").status, 401)

    def test_behind_a_proxy(self):
        self.errors("serve", "case", "--listen", "0.0.0.0:0", code=2)
        self.errors("serve", "case", "--behind-proxy", "http://verbatim.example", code=2)
        self.errors("serve", "case", "--listen", "127.0.0.1", code=2)

    def test_a_withdrawn_authority_ends_its_tasks(self):
        ada = self.user("ada", "kilo")
        self.assertEqual(ada.ask("GET", "/tags").status, 200)
        self.server.close()
        self.run_cli("authority", "withdraw", "kilo", "-o", "gone", "--key", "court.key", "--case-id", self.case_id,
                     "--reason", "appeal")
        self.run_cli("authority", "add", "case", "gone")
        type(self).server = Server(self.folder, "case")
        ada.server, ada.host = self.server, f"127.0.0.1:{self.server.port}"
        self.assertEqual(ada.ask("GET", "/tags").status, 403)
        self.assertEqual(ada.get("/tasks")["tasks"], [task for task in ada.get("/tasks")["tasks"]
                                                      if task["authority"] != "kilo"])


if __name__ == "__main__":
    unittest.main()
