#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that the house stands as ARCHITECTURE.md says: every #include in src/ and every USES in
src/*/CMakeLists.txt goes to a lower floor, a module's internal/ headers stay its own, and third-party headers stay in
the modules named below, and that no path leads to messages around app/. Prints file:line of each breach; exit status 1 if there is one.

    scripts/check-floors.py [ROOT]
"""
import pathlib
import re
import sys

# Lowest floor first. Modules of one floor do not see each other, except where NEIGHBOURS says so.
FLOORS = [
    ["base"],
    ["crypto", "io", "text"],
    ["record", "merkle", "note"],
    ["vault", "log", "formats", "store", "workbench", "verify"],
    ["audit", "ingest", "search"],
    ["access", "analysis", "compare", "disclose", "gaps"],
    ["app", "http", "viewer"],
    ["server"],
    ["parse-worker", "verify-cli", "cli"],
]
FLOOR_OF = {module: floor for floor, modules in enumerate(FLOORS) for module in modules}

# (user, used): permitted on one floor, each with its reason.
NEIGHBOURS = {
    ("note", "merkle"): "a tlog-proof carries an inclusion proof and must check it",
    ("viewer", "http"): "the viewer is a page, and http knows nothing of it or of a case",
}

# What a module may use at most, where that is narrower than "any lower floor".
AT_MOST = {
    "verify": {"base", "crypto", "record", "merkle", "note"},
    "verify-cli": {"base", "crypto", "record", "merkle", "note", "verify"},
    "http": {"base", "crypto"},  # transport alone
    "formats": {"base", "crypto", "text", "record"},  # no io: pure functions of bytes
}

# First path component or file name of a third-party header -> modules that may include it.
CONFINED = {
    "dlfcn.h": {"store"},  # libchdb is loaded, never linked, and only there
    "seccomp.h": {"io"},
    "archive.h": {"formats"},
    "archive_entry.h": {"formats"},
    "sqlite3.h": {"text", "formats", "workbench"},
    "CLI": {"cli", "verify-cli"},
    "openssl": {"crypto"},
    "simdjson.h": {"text", "formats"},
    "expat.h": {"text"},
    "unicode": {"text", "store", "formats"},
    "httplib.h": {"http"},
    "sodium.h": {"server"},
    "toml++": {"text", "formats", "vault", "app", "disclose"},
    "re2": {"disclose"},
    "zlib.h": {"disclose"},
    "cairo": {"disclose"},
    "pango": {"disclose"},
    "fontconfig": {"disclose"},
    "xlsxwriter.h": {"disclose"},
    "nlohmann": {"access", "audit", "vault", "ingest", "app", "cli", "disclose", "viewer", "server"},
}

# Headers that lead to messages -> modules that may include them. app/ is the door of a case for everybody above it:
# its authorities, locks and audit log stand there. The floors below it are handed what app/ opened; the viewer has the
# store of a bundle, which has left the case.
DOORS = {
    "store/store.h": {"app", "gaps", "ingest", "viewer"},
    "vault/vault.h": {"app", "compare", "disclose", "ingest"},
    "log/log.h": {"app", "audit", "ingest"},
}

# The functions of app::Case that the server may call: none shows a message. Users read through app::Reading.
SERVER_MAY_CALL = {"audit_log", "folder", "info", "recovered", "workbench", "add_exhibit", "close"}
CASE_CALL = re.compile(r"\bopened_?(?:\(\))?(?:\.|->)(\w+)\(")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
CALL = re.compile(r"verbatim_module\s*\(([^)]*)\)", re.S)
KEYWORDS = {"SOURCES", "USES", "LINKS", "PUBLIC_LINKS"}


def why_forbidden(user, used):
    """A sentence, or None if `user` may use `used`."""
    if user == used:
        return None
    if user in AT_MOST and used not in AT_MOST[user]:
        return f"{user} may use only {', '.join(sorted(AT_MOST[user]))}"
    if FLOOR_OF[used] > FLOOR_OF[user]:
        return f"{user} (floor {FLOOR_OF[user]}) may not use {used} (floor {FLOOR_OF[used]})"
    if FLOOR_OF[used] == FLOOR_OF[user] and (user, used) not in NEIGHBOURS:
        return f"{user} and {used} are neighbours on floor {FLOOR_OF[user]}"
    return None


def check_source(path, module):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if module == "server":
            for called in CASE_CALL.findall(line):
                if called not in SERVER_MAY_CALL:
                    yield number, f"the server may not call Case::{called}: users read through app::Reading"
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, header = match.groups()
        first, _, rest = header.partition("/")
        if quote == '"' and first in FLOOR_OF and rest:
            reason = why_forbidden(module, first)
            if reason is None and first != module and rest.startswith("internal/"):
                reason = f"{first}/internal/ is private to {first}"
            if reason is None and first != module and module not in DOORS.get(header, {module}):
                reason = f"{header} leads to messages: only {', '.join(sorted(DOORS[header]))} may include it"
        else:
            allowed = CONFINED.get(first)
            reason = None
            if allowed is not None and module not in allowed:
                reason = f"<{header}> may be included only by {', '.join(sorted(allowed))}"
        if reason:
            yield number, reason


def check_build_file(path, module):
    text = path.read_text(encoding="utf-8")
    for call in CALL.finditer(text):
        keyword = None
        for word in re.finditer(r"\S+", re.sub(r"#.*", lambda m: " " * len(m.group()), call.group(1))):
            if word.group() in KEYWORDS:
                keyword = word.group()
            elif keyword == "USES":
                line = text.count("\n", 0, call.start(1) + word.start()) + 1
                used = word.group().replace("_", "-")
                if used not in FLOOR_OF:
                    yield line, f"unknown module {used}: add it to the floor table"
                else:
                    reason = why_forbidden(module, used)
                    if reason:
                        yield line, reason


def check(root):
    breaches = []
    for folder in sorted((root / "src").iterdir()):
        if not folder.is_dir():
            continue
        if folder.name not in FLOOR_OF:
            breaches.append(f"src/{folder.name}: unknown module: add it to the floor table of scripts/check-floors.py")
            continue
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".h", ".cc", ".inc"}:
                found = check_source(path, folder.name)
            elif path.name == "CMakeLists.txt":
                found = check_build_file(path, folder.name)
            else:
                continue
            breaches += [f"{path.relative_to(root)}:{number}: {reason}" for number, reason in found]
    # The order of CMakeLists.txt is the floor order, written down a second time for the build: they must agree.
    build = re.sub(r"#.*", "", (root / "CMakeLists.txt").read_text(encoding="utf-8"))
    listed = re.search(r"foreach\(module\s([^)]*)\)", build)
    words = listed.group(1).split() if listed else []
    if [FLOOR_OF.get(word, -1) for word in words] != sorted(FLOOR_OF.get(word, -1) for word in words) or not words:
        breaches.append("CMakeLists.txt: the module list is not in floor order")
    return breaches


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    breaches = check(root)
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
