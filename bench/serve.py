#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many analysts at once: a case is served to users who search, read, count, group and tag as people do, with pauses.
Prints how long each kind of request took, what failed, and the server's memory.

    bench/serve.py [--build build/bench] [--messages 1000000] [--users 200] [--seconds 60] [--pause 5] [--folder /var/tmp]
                   [--case CASE --queries FILE]

Every user signs in (Argon2id), opens a task under an authority over the whole case, and each request leaves its entry in
the audit log, on the disk, before it is answered. The users run in this one process: their cost is on the same cores.
"""
import argparse
import http.client
import json
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import run
from measured import Memory

PASSWORD = "correct horse battery staple"
SESSIONS_OF_NAME = 10  # the server allows sixteen
PAGE = 50


class User:
    def __init__(self, port, name):
        self.port, self.cookie, self.csrf, self.task, self.seqs = port, "", "", "", []
        self.csrf = self.ask("POST", "/session", {"name": name, "password": PASSWORD})["csrf"]
        task = self.ask("POST", "/tasks", {"authority": "whole-case", "purpose": "load test"})
        self.task = str(task["task"]["id"])

    def ask(self, method, path, body=None, **parameters):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        address = "/api/v1" + path + ("?" + urllib.parse.urlencode(parameters) if parameters else "")
        headers = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": "application/json", "Cookie": self.cookie,
                   "X-CSRF": self.csrf, "X-Task": self.task}
        try:
            connection.request(method, address, json.dumps(body) if body is not None else None,
                               {name: value for name, value in headers.items() if value})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise run.Failed(f"{method} {path}: {answer.status} {text[:300]!r}")
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return json.loads(text) if text else {}


def actions(words):
    """name -> (how often of a hundred, what to do)."""
    period = f"sent:[{words['period_begin']} TO {words['period_end']}]"
    queries = [words["frequent"], words["medium"], words["rare"], f"{words['and_left']} AND {words['and_right']}",
               f"\"{words['phrase_left']} {words['phrase_right']}\"", words["prefix"] + "*",
               f"from:{words['handle']} AND {period}", f"in:{words['conversation']}"]

    def search(user, chance):
        found = user.ask("GET", "/search", q=chance.choice(queries), limit=PAGE)
        user.seqs = [hit["seq"] for hit in found["hits"]] or user.seqs

    def some(user, chance):
        return chance.choice(user.seqs or [1])

    return {
        "search": (35, search),
        "conversation": (25, lambda user, chance: user.ask("GET", "/conversation", seq=some(user, chance), before=20, after=20)),
        "message": (18, lambda user, chance: user.ask("GET", f"/message/{some(user, chance)}")),
        "facets": (8, lambda user, chance: user.ask("GET", "/facets", q=chance.choice(queries[1:]), by="sender", limit=10)),
        "histogram": (7, lambda user, chance: user.ask("GET", "/histogram", q=chance.choice(queries[1:]), by="day")),
        "count": (5, lambda user, chance: user.ask("GET", "/count", q=chance.choice(queries))),
        "tag": (2, lambda user, chance: user.ask("POST", "/messages/tags",
                                                 {"seqs": [some(user, chance)], "add": ["seen"], "remove": []})),
    }


def make_case(build, folder, messages):
    verbatim, case, evidence = build / "verbatim", folder / "case", folder / "messages.jsonl"
    with open(evidence, "wb") as out:
        subprocess.run([build / "verbatim-bench-generate", "--messages", str(messages), "--queries", folder / "queries.json"],
                       stdout=out, check=True)
    run.run_measured([verbatim, "new", case, "--name", "load"])
    run.run_measured([verbatim, "ingest", case, evidence, "--storage", "reference", "--by", "bench", "--authority",
                      "none, generated data", "--channel", "local file", "--received", "2020-06-15T00:00:00Z",
                      "--delivered-by", "generator"])
    return case, folder / "queries.json"


def let_in(verbatim, case, folder, names):
    """Users and one authority; both may be there from an earlier run on the same case."""
    def said(*command):
        return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout

    (folder / "password").write_text(PASSWORD + "\n", encoding="ascii")
    there = said(verbatim, "user", "list", case)
    for name in names:
        if f"{name}  " not in there:
            said(verbatim, "user", "add", case, name, "--role", "analyst", "--password-file", folder / "password",
                 "--by", "bench")
    if "whole-case" in said(verbatim, "authority", "list", case):
        return
    case_id = json.loads(said(verbatim, "stats", case, "--json"))["case"]["id"]
    key = re.search(r"bench\+\S+", said(verbatim, "authority", "new-issuer", "bench", "-o", folder / "key", "--force")).group()
    said(verbatim, "authority", "trust", case, key)
    said(verbatim, "authority", "make", "whole-case", "-o", folder / "authority", "--force", "--key", folder / "key", "--case-id",
         case_id, "--issuer", "bench", "--reference", "1", "--expires", "2100-01-01", "--offence", "none", "--role", "analyst",
         "--term", "*", "--by", "bench")
    said(verbatim, "authority", "add", case, folder / "authority")


class Load:
    def __init__(self, todo):
        self.todo, self.times, self.errors, self.lock = todo, {name: [] for name in todo}, [], threading.Lock()

    def live(self, user, until, pause, seed):
        chance = random.Random(seed)
        names, weights = list(self.todo), [often for often, _ in self.todo.values()]
        time.sleep(chance.uniform(0, pause))
        while time.monotonic() < until:
            name = chance.choices(names, weights)[0] if user.seqs else "search"
            began = time.monotonic()
            try:
                self.todo[name][1](user, chance)
            except Exception as error:  # a failed request is a result
                with self.lock:
                    self.errors.append(f"{name}: {error}")
            else:
                with self.lock:
                    self.times[name].append(time.monotonic() - began)
            time.sleep(chance.expovariate(1 / pause))


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000 if values else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent / "build" / "bench")
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=5, help="seconds between an answer and the next request, on average")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("/var/tmp"))
    parser.add_argument("--case", type=pathlib.Path, help="a case that is there, with --queries")
    parser.add_argument("--queries", type=pathlib.Path, help="what verbatim-bench-generate --queries wrote with it")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="verbatim-serve-", dir=options.folder))
    verbatim = options.build.resolve() / "verbatim"
    try:
        case, queries = options.case, options.queries
        if case is None:
            case, queries = make_case(options.build.resolve(), folder, options.messages)
        names = [f"analyst-{number}" for number in range(-(-options.users // SESSIONS_OF_NAME))]
        let_in(verbatim, case, folder, names)
        with open(folder / "requests.log", "wb") as log:
            server = subprocess.Popen([verbatim, "serve", case, "--listen", "127.0.0.1:0", "--threads", "256"],
                                      stdout=subprocess.PIPE, stderr=log, text=True)
        memory = Memory(server.pid)
        memory.start()
        port = int(next(found.group(1) for found in (re.search(r"127\.0\.0\.1:(\d+)/", line) for line in server.stdout) if found))
        users = [User(port, names[number // SESSIONS_OF_NAME]) for number in range(options.users)]
        load = Load(actions(json.loads(queries.read_text(encoding="utf-8"))))
        until = time.monotonic() + options.seconds
        people = [threading.Thread(target=load.live, args=(user, until, options.pause, number))
                  for number, user in enumerate(users)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        server.send_signal(signal.SIGTERM)
        code = server.wait(timeout=120)
        memory.done.set()
        whole = [value for values in load.times.values() for value in values]
        print(f"{options.users} users, {options.seconds:.0f} s, {len(whole):,} requests "
              f"({len(whole) / options.seconds:.0f} a second), "
              f"{len(load.errors)} failed, server {memory.peak >> 20:,} MiB, exit code {code}\n")
        print("| request | number | median ms | p95 ms | slowest ms |\n|---|---|---|---|---|")
        for name, values in [*load.times.items(), ("all", whole)]:
            shown = " | ".join(f"{percentile(values, share):.0f}" for share in (0.5, 0.95, 1))
            print(f"| {name} | {len(values):,} | {shown} |")
        for error in load.errors[:10]:
            print(error, file=sys.stderr)
        return 1 if load.errors or code != 0 else 0
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
