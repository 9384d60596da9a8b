#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second maker of seals and bundles, for tests: small cases in memory, standard library only.

Written from docs/record.md, docs/proofs.md, docs/seals.md and docs/bundle.md alone. It makes whatever it is asked to:
a Draft can be altered and signed again, as a maker who cheats would.

    make_bundle.py            writes testdata/vectors/bundle anew; review the difference
"""
import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import struct
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "verifier"))
sys.dont_write_bytecode = True
import verify  # noqa: E402  (its curve; everything else here is made anew)

SALT_KEY = bytes(range(0x40, 0x60))
SEED, OTHER_SEED, WITNESS_SEED = bytes(range(32)), bytes(range(99, 131)), bytes(range(7, 39))
ORIGIN, WITNESS = "example.org/case-95", "witness.example/w1"
CASE_ID = "0123456789abcdef0123456789abcdef"
TIME = "2026-11-23T20:26:44Z"
UNDATED = b"\xff" * 8


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def b64(raw):
    return base64.b64encode(raw).decode()


# --- AES-256 (FIPS 197), one block
def _sbox():
    box, p, q = [0] * 256, 1, 1
    while True:
        p = p ^ (p << 1) ^ (0x11B if p & 0x80 else 0)
        p &= 0xFF
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        q ^= 0x09 if q & 0x80 else 0
        x = q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) ^ (q << 4 | q >> 4)
        box[p] = (x ^ 0x63) & 0xFF
        if p == 1:
            break
    box[0] = 0x63
    return box


SBOX = _sbox()


def _expand(key):
    words, rcon = [list(key[i:i + 4]) for i in range(0, 32, 4)], 1
    while len(words) < 60:
        last = list(words[-1])
        if len(words) % 8 == 0:
            last = [SBOX[b] for b in last[1:] + last[:1]]
            last[0] ^= rcon
            rcon <<= 1
        elif len(words) % 8 == 4:
            last = [SBOX[b] for b in last]
        words.append([a ^ b for a, b in zip(words[-8], last)])
    return [sum(words[i:i + 4], []) for i in range(0, 60, 4)]


ROUND_KEYS = _expand(SALT_KEY)


def aes256(block):
    double = lambda b: (b << 1) ^ (0x11B if b & 0x80 else 0)
    state = [a ^ b for a, b in zip(block, ROUND_KEYS[0])]
    for number in range(1, 15):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 14:
            mixed = []
            for c in range(0, 16, 4):
                column = state[c:c + 4]
                every = column[0] ^ column[1] ^ column[2] ^ column[3]
                mixed += [column[i] ^ every ^ double(column[i] ^ column[(i + 1) % 4]) for i in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, ROUND_KEYS[number])]
    return bytes(state)


def salt(sequence, group, chunk=0):
    return aes256(struct.pack(">QB3xI", sequence, group, chunk))


def key_salt(prefix, text):
    return hmac.new(SALT_KEY, bytes([prefix]) + text, hashlib.sha256).digest()[:16]


# --- Ed25519 and signed notes
class Signer:
    def __init__(self, name, seed, kind=1):
        self.name, self.kind = name, kind
        digest = hashlib.sha512(seed).digest()
        self.scalar = (int.from_bytes(digest[:32], "little") & ((1 << 254) - 8)) | (1 << 254)
        self.prefix = digest[32:]
        self.public = verify.point_encode(verify.point_multiply(self.scalar, verify.BASE))
        self.id = sha(name.encode(), b"\n", bytes([kind]), self.public)[:4]
        self.verifier = f"{name}+{self.id.hex()}+{b64(bytes([kind]) + self.public)}"

    def sign(self, message):
        number = lambda *parts: int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % verify.L
        r = number(self.prefix, message)
        point = verify.point_encode(verify.point_multiply(r, verify.BASE))
        s = (r + number(point, self.public, message) * self.scalar) % verify.L
        return point + s.to_bytes(32, "little")

    def line(self, signature):
        return f"\u2014 {self.name} {b64(self.id + signature)}\n".encode()

    def note(self, text):
        return text + b"\n" + self.line(self.sign(text))

    def cosign(self, note, time):
        text = note[:note.rindex(b"\n\n") + 1]
        stamp = struct.pack(">Q", time)
        return note + self.line(stamp + self.sign(b"cosignature/v1\ntime %d\n" % time + text))


SIGNER, OTHER, COSIGNER = Signer(ORIGIN, SEED), Signer(ORIGIN, OTHER_SEED), Signer(WITNESS, WITNESS_SEED, 4)


# --- records
def cbor(item):
    def head(major, value):
        if value < 24:
            return bytes([major << 5 | value])
        size = next(s for s in (1, 2, 4, 8) if value < 1 << 8 * s)
        return bytes([major << 5 | 24 + size.bit_length() - 1]) + value.to_bytes(size, "big")
    if isinstance(item, int):
        return head(0, item) if item >= 0 else head(1, -1 - item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        return head(3, len(item.encode())) + item.encode()
    if isinstance(item, list):
        return head(4, len(item)) + b"".join(map(cbor, item))
    return head(5, len(item)) + b"".join(cbor(k) + cbor(item[k]) for k in sorted(item))


def split_chunks(text):
    chunks, now = [], ""
    for c in text:
        now += c
        if ord(c) in verify.WHITE_SPACE or len(now) == 16:
            chunks, now = chunks + [now], ""
    return chunks + [now] * (now != "")


class Record:
    """One message: `groups` are decoded maps, the text is a str."""
    def __init__(self, sequence, groups, text):
        self.sequence, self.maps, self.text = sequence, groups, text
        self.content = {n: cbor(groups[n]) for n in (1, 2, 3, 4, 5, 7, 8)}
        self.chunks = [(salt(sequence, 6, j), c.encode()) for j, c in enumerate(split_chunks(text))]
        self.salts = {n: salt(sequence, n) for n in self.content}
        self.hashes = {n: sha(b"\x10", bytes([n]), self.salts[n], c) for n, c in self.content.items()}
        self.chunk_hashes = [sha(b"\x13", s, c) for s, c in self.chunks]
        self.hashes[6] = sha(b"\x12", *self.chunk_hashes)
        self.commitment = sha(b"\x11", *(self.hashes[n] for n in range(1, 9)))
        sent = groups[5].get(0, {}).get(1)
        self.time = UNDATED if sent is None else struct.pack(">Q", sent + (1 << 63))

    def identity(self):
        conversation, people = self.maps[3], {p.encode() for p in self.maps[3].get(3, [])} - {b""}
        if 0 in conversation:
            return b"\1" + conversation[0].encode()
        if people:
            return b"\2" + b"\n".join(sorted(people | ({self.maps[4][0].encode()} if 0 in self.maps[4] else set())))
        return b"\3" + conversation[1].encode() if 1 in conversation else b"\4" + self.maps[1][0].hex().encode()

    def handles(self):
        found = self.maps[3].get(3, []) + [self.maps[4].get(0, ""), self.maps[2].get(1, "")]
        return {h.encode() for h in found} - {b""}

    def line(self, withheld):
        """`withheld`: 4, 6 or "6.1"."""
        def part(content, withhold, digest):
            return "-" + b64(digest) if withhold else "+" + b64(content)
        words = {n: part(self.salts[n] + self.content[n], n in withheld, self.hashes[n]) for n in self.content}
        words[6] = "--" + b64(self.hashes[6]) if 6 in withheld else ",".join(
            part(s + c, f"6.{j}" in withheld, self.chunk_hashes[j]) for j, (s, c) in enumerate(self.chunks)) or "="
        return f"record {self.sequence} {b64(self.commitment)} 1 " + " ".join(words[n] for n in range(1, 9))


# --- trees and walks
class Tree:
    def __init__(self, leaves):
        self.levels = [leaves]
        while len(self.levels[-1]) > 1:
            row = self.levels[-1]
            self.levels.append([sha(b"\1", row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)])
        self.size = len(leaves)

    def root(self):
        parts, at = [], 0
        for level in range(self.size.bit_length() - 1, -1, -1):
            if self.size >> level & 1:
                parts.append(self.levels[level][at >> level])
                at += 1 << level
        root = parts.pop() if parts else sha()
        while parts:
            root = sha(b"\1", parts.pop(), root)
        return root

    def gap(self, begin, end):
        words = ["gap", str(end - begin)]
        while begin < end:
            level = 0
            while begin % (2 << level) == 0 and 2 << level <= end - begin:
                level += 1
            words.append(b64(self.levels[level][begin >> level]))
            begin += 1 << level
        return " ".join(words)

    def walk(self, name, shown):
        """`shown`: position -> list of lines, of which the last is the leaf."""
        lines, at = [f"verbatim-walk v1 {name} {self.size}"], 0
        for position in sorted(shown):
            if position > at:
                lines.append(self.gap(at, position))
            lines += shown[position]
            at = position + 1
        if at < self.size:
            lines.append(self.gap(at, self.size))
        return lines


def keyed_lines(shown):
    """position -> (key line, leaf line): the key line only where docs/seals.md wants it."""
    out, last, key = {}, None, None
    for position in sorted(shown):
        key_line, leaf = shown[position]
        fresh = last != position - 1 or key_line.split(" ")[1] != key
        out[position] = ([key_line] if fresh else []) + [leaf]
        last, key = position, key_line.split(" ")[1]
    return out


def text_of(lines):
    return "".join(line + "\n" for line in lines).encode()


class Case:
    def __init__(self, records, sources):
        """`sources`: (object, messages, rejected, skipped) in order."""
        self.records = records
        self.log = Tree([sha(b"\0", r.commitment) for r in records])
        self.keys, self.handle_keys = {}, {}
        for record in records:
            identity = record.identity()
            self.keys[identity] = sha(b"\x20", key_salt(0x20, identity), identity)
            for handle in record.handles():
                self.handle_keys[handle] = sha(b"\x21", key_salt(0x21, handle), handle)
        self.entries = sorted((self.keys[r.identity()], r.time, r.sequence) for r in records)
        self.conversations = Tree([sha(b"\0\x23", key, self.entry(time, n)) for key, time, n in self.entries])
        self.pairs = sorted({(self.handle_keys[h], self.keys[r.identity()]) for r in records for h in r.handles()})
        self.participations = Tree([sha(b"\0\x24", *pair) for pair in self.pairs])
        self.source_lines, first = [], 0
        for number, (name, messages, rejected, skipped) in enumerate(sources):
            self.source_lines.append(
                f"source {number} object {sha(name.encode()).hex()} bytes {1000 + number} messages {messages} first {first} "
                f"rejected {rejected} skipped {skipped} unread 0 format telegram-json 1 path {b64(name.encode())}".encode())
            first += messages
        self.source_salts = [key_salt(0x25, struct.pack(">Q", n)) for n in range(len(sources))]
        self.sources = Tree([sha(b"\0\x25", s, line) for s, line in zip(self.source_salts, self.source_lines)])
        self.ranges = [(int(w[7]), int(w[9])) for w in (line.split() for line in self.source_lines)]
        sums = [sum(s[i] for s in sources) for i in (2, 3)]
        self.seal = SIGNER.note(
            f"verbatim-seal v1\ncase {CASE_ID}\nseal 1\ntime {TIME}\n".encode() + b"".join(
                f"{name} {tree.size} {b64(tree.root())}\n".encode() for name, tree in (
                    ("log", self.log), ("conversations", self.conversations), ("participations", self.participations),
                    ("sources", self.sources))) + f"rejected {sums[0]}\nskipped {sums[1]}\nprevious none\n".encode())
        checkpoint = SIGNER.note(f"{ORIGIN}\n{self.log.size}\n{b64(self.log.root())}\n".encode())
        self.checkpoint = COSIGNER.cosign(checkpoint, 1795465604)

    @staticmethod
    def entry(time, sequence):
        return sha(b"\x22", salt(sequence, 0x22), time, struct.pack(">Q", sequence))

    def conversation(self, position, opened, show_key=True):
        """(key line, leaf line) of a leaf of the conversation tree."""
        key, time, sequence = self.entries[position]
        identity = self.records[sequence].identity()
        key_line = f"conversation {b64(key)}"
        if opened and show_key:
            key_line += f" {b64(key_salt(0x20, identity))} {b64(identity)}"
        if not opened:
            return key_line, f"entry {b64(self.entry(time, sequence))}"
        ms = "undated" if time == UNDATED else struct.unpack(">Q", time)[0] - (1 << 63)
        return key_line, f"entry {ms} {sequence} {b64(salt(sequence, 0x22))}"

    def participation(self, position, opened):
        handle_key, key = self.pairs[position]
        line = f"handle {b64(handle_key)}"
        if opened:
            handle = next(h for h, k in self.handle_keys.items() if k == handle_key)
            line += f" {b64(key_salt(0x21, handle))} {b64(handle)}"
        return line, f"with {b64(key)}"

    def draft(self, scopes, withhold=None, show_keys=True, extra=None):
        """`scopes`: ("conversation", identity, from, to, undated), ("handle", handle) or ("selection", sequences)."""
        withhold = withhold or {}
        conversations, participations, chosen, lines = {}, {}, set(), []

        def enclose(key, first, last, shown):
            """Positions of the leaves with first <= (key, time) <= last, and of their two neighbours."""
            inside = [i for i, e in enumerate(self.entries) if e[0] == key and first <= e[1] <= last]
            begin = next((i for i, e in enumerate(self.entries) if (e[0], e[1]) >= (key, first)), len(self.entries))
            for i in [begin - 1, *inside, begin + len(inside)]:
                if 0 <= i < len(self.entries):
                    same = self.entries[i][0] == key
                    if same or i not in shown:
                        shown[i] = self.conversation(i, same, show_keys)
            return {self.entries[i][2] for i in inside}

        files = {}
        for kind, what, *period in scopes:
            if kind == "conversation":
                key = self.keys.get(what) or sha(b"\x20", key_salt(0x20, what), what)
                ms = lambda v, other: other if v is None else struct.pack(">Q", v + (1 << 63))
                first, end = ms(period[0], bytes(8)), ms(period[1], UNDATED)
                last = struct.pack(">Q", struct.unpack(">Q", end)[0] - 1)
                chosen |= enclose(key, first, last, conversations)
                if period[2]:
                    chosen |= enclose(key, UNDATED, UNDATED, conversations)
                word = lambda v: "-" if v is None else str(v)
                lines.append(f"conversation {b64(key)} {word(period[0])} {word(period[1])} undated "
                             + ("included" if period[2] else "excluded"))
            elif kind == "handle":
                key = self.handle_keys[what]
                inside = [i for i, p in enumerate(self.pairs) if p[0] == key]
                for i in (inside[0] - 1, *inside, inside[-1] + 1):
                    if 0 <= i < len(self.pairs):
                        participations[i] = self.participation(i, i in inside)
                for i in inside:
                    chosen |= enclose(self.pairs[i][1], bytes(8), UNDATED, conversations)
                lines.append(f"handle {b64(key)}")
            else:
                files["verify/selection.json"] = json.dumps({"query": "found by the search", "ids": what}).encode()
                chosen |= set(what)
                lines.append(f"selection {b64(sha(files['verify/selection.json']))}")
        # A leaf of a neighbour that another scope shows opened stays opened.
        if any(s[0] != "selection" for s in scopes):
            files["verify/conversations"] = text_of(self.conversations.walk("conversations", keyed_lines(conversations)))
        if participations:
            files["verify/participations"] = text_of(self.participations.walk("participations", keyed_lines(participations)))
        withheld = {n: [p for (m, p) in withhold if m == n] for n in chosen}
        files["verify/records"] = text_of(self.log.walk("log", {n: [self.records[n].line(withheld[n])] for n in chosen}))
        order = lambda place: (place[0], int(str(place[1]).split(".")[0]), float(str(place[1]).split(".")[-1]))
        if withhold:
            files["verify/redactions"] = text_of(["verbatim-redactions v1"] + [
                f"{n} {place} {json.dumps(withhold[n, place], ensure_ascii=False)}" for n, place in sorted(withhold, key=order)])
        used = {i for n in chosen for i, (messages, first) in enumerate(self.ranges) if first <= n < first + messages}
        files["verify/sources"] = text_of(self.sources.walk("sources", {
            i: [f"source {b64(self.source_salts[i])} {b64(self.source_lines[i])}"] for i in used}))
        files.update({"verify/seal": self.seal, "verify/checkpoint": self.checkpoint, "report.html": b"<p>To read.</p>\n",
                      "verify/README.txt": b"How to check.\n", **(extra or {})})
        return Draft(files, lines, len(chosen), len(withhold))


class Draft:
    """The files of a bundle before it is signed."""
    def __init__(self, files, scopes, records, withheld):
        self.files, self.scopes, self.records, self.withheld = files, scopes, records, withheld
        self.head = {"case": CASE_ID, "bundle": "1", "time": TIME, "made-by": "make_bundle.py 1",
                     "recipient": '"Public prosecutor, Utrecht"', "authority": '"not stated"'}

    def lines(self, name):
        return self.files["verify/" + name].decode().splitlines()

    def put(self, name, lines):
        self.files["verify/" + name] = text_of(lines)

    def statement(self, more=None):
        """`more`: size and SHA-256 of files that are not in memory, by name."""
        lines = ["verbatim-bundle v1"] + [f"{name} {value}" for name, value in self.head.items()]
        lines += [f"seal {b64(sha(self.files['verify/seal']))}", f"records {self.records}", f"withheld {self.withheld}"]
        lines += ["scope " + scope for scope in self.scopes]
        blocks, count = [b""], 0
        for line in self.files["verify/records"].splitlines(keepends=True):
            blocks[-1] += line
            if line.startswith(b"record ") and line.count(b" ") > 1:
                count += 1
                if count % 1000 == 0 and count < self.records:
                    blocks.append(b"")
        lines += [f"block {b64(sha(block))}" for block in blocks[:-(-self.records // 1000)]]
        listed = {name: (len(data), sha(data)) for name, data in self.files.items()} | (more or {})
        lines += [f"file {size} {b64(digest)} {name}"
                  for name, (size, digest) in sorted(listed.items(), key=lambda f: f[0].encode())]
        return text_of(lines + ["claimed-key " + SIGNER.verifier])

    def zip(self, signer=SIGNER):
        return make_zip({"verify/bundle": signer.note(self.statement()), **self.files})


FULL = 0xFFFFFFFF


def zip64_extra(*numbers):
    return struct.pack("<HH", 1, 8 * len(numbers)) + struct.pack(f"<{len(numbers)}Q", *numbers) if numbers else b""


def zip_headers(name, size, crc, offset):
    """The local header and the entry of the directory."""
    wide = [size, size] if size >= FULL else []
    local, central = zip64_extra(*wide), zip64_extra(*wide, *([offset] if offset >= FULL else []))
    both = struct.pack("<HHHHIIIH", 0x800, 0, 0, 0x21, crc, min(size, FULL), min(size, FULL), len(name.encode()))
    return (b"PK\3\4" + struct.pack("<H", 45) + both + struct.pack("<H", len(local)) + name.encode() + local,
            b"PK\1\2" + struct.pack("<HH", 45, 45) + both +
            struct.pack("<HHHHII", len(central), 0, 0, 0, 0, min(offset, FULL)) + name.encode() + central)


def zip_end(count, length, offset):
    """What follows the directory."""
    short = (min(count, 0xFFFF), min(length, FULL), min(offset, FULL))
    more = b""
    if short[0] == 0xFFFF or FULL in short[1:]:
        more = (b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, length, offset) +
                b"PK\6\7" + struct.pack("<IQI", 0, offset + length, 1))
    return more + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, short[0], short[0], *short[1:], 0)


def make_zip(files):
    """docs/bundle.md, section 6. `files`: a dict, or (name, content) pairs."""
    body, directory, count = bytearray(), bytearray(), 0
    for name, data in files.items() if isinstance(files, dict) else files:
        local, central = zip_headers(name, len(data), zlib.crc32(data), len(body))
        body += local + data
        directory += central
        count += 1
    return bytes(body + directory + zip_end(count, len(directory), len(body)))


def der(tag, *content):
    body = b"".join(content)
    size = bytes([len(body)]) if len(body) < 128 else bytes([0x82]) + struct.pack(">H", len(body))
    return bytes([tag]) + size + body


def unsigned_timestamp(digest, time):
    """A granted RFC 3161 response that nobody signed: enough for a verifier that is given no certificate."""
    oid = lambda text: der(6, bytes.fromhex(text))
    sha256_id = der(0x30, oid("608648016503040201"), der(5))
    info = der(0x30, der(2, b"\1"), oid("2a0304"), der(0x30, sha256_id, der(4, digest)), der(2, b"\1"),
               der(0x18, time.strftime("%Y%m%d%H%M%SZ").encode()))
    content = der(0x30, oid("2a864886f70d0109100104"), der(0xA0, der(4, info)))
    signed = der(0x30, der(2, b"\3"), der(0x31, sha256_id), content, der(0x31))
    return der(0x30, der(0x30, der(2, b"\0")), der(0x30, oid("2a864886f70d010702"), der(0xA0, signed)))


# --- the case of the vectors
START = 1585737296000
TEXTS = ["Hallo", "the car is at the usual place", "Завтра в семь утра", "明天早上七点见面，不要迟到，带上所有的文件", "",
         "two  spaces\tand a tab\nand a line", "انت فين؟", "0123456789abcdef", "0123456789abcdefg", "👍🏽",
         "Meet at 7, bring the café keys"]


def example_record(n):
    """Three kinds of conversation by turns: by id, by people, by file; every seventh record has no time."""
    name = "chat-1.json" if n < 20 else "chat-2.json"
    people = [["anna", "bård"], ["bård", "cem", ""], []][n % 3]
    conversation = {0: {0: "chat-7", 1: "Logistics", 2: 2, 3: people}, 1: {2: 1, 3: people}, 2: {}}[n % 3]
    sender = {0: people[n // 3 % 2] if people else "dora", 2: 1 + n % 2}
    time = {} if n % 7 == 3 else {0: {0: "2020-04-01T12:34:56", 1: START + 1000 * (n // 2), 2: "+02:00", 3: 1, 4: 3}}
    rest = {0: 0, 1: str(1000 + n)} | ({4: [["views", "3", 1]]} if n % 5 == 0 else {})
    attachments = {0: [{0: "photo.jpg", 3: 5, 4: sha(b"photo")}]} if n == 6 else {}
    return Record(n, {1: {0: sha(name.encode()), 1: 100 * n, 2: 100 * n + 99, 5: "telegram-json", 6: 1},
                      2: {0: "telegram", 1: "+31600000001"}, 3: conversation, 4: sender, 5: time, 7: attachments, 8: rest},
                  TEXTS[n % len(TEXTS)])


CHAT, PEOPLE, FILE = b"\1chat-7", "\2bård\ncem".encode(), b"\4" + sha(b"chat-2.json").hex().encode()
WITHHOLD = {(0, 4): "protects a person", (0, "6.0"): "\"privilege\"\n§ 97", (3, 5): "x", (6, 6): "medical", (9, 3): "y",
            (9, 1): "z", (12, 8): "private", (3, "6.1"): "name"}


def example_case(count=33):
    return Case([example_record(n) for n in range(count)],
                [("chat-1.json", min(count, 20), 2, 1), ("empty.json", 0, 5, 0), ("chat-2.json", max(0, count - 20), 0, 4)])


def good_drafts(case=None):
    """name -> Draft of every kind of bundle."""
    case = case or example_case()
    period = ("conversation", CHAT, START + 4000, START + 12000, False)
    drafts = {
        "period": case.draft([period]),
        "whole": case.draft([("conversation", CHAT, None, None, True)]),
        "redacted": case.draft([("conversation", CHAT, None, None, True)], WITHHOLD),
        "people": case.draft([("conversation", PEOPLE, None, START + 9000, True), ("conversation", FILE, None, None, False)]),
        "nothing": case.draft([("conversation", b"\1nobody", None, None, True),
                               ("conversation", CHAT, START + 999000, START + 999001, False)]),
        "handle": case.draft([("handle", b"cem")]),
        "account": case.draft([("handle", b"+31600000001")]),
        "selection": case.draft([("selection", [1, 8, 30])], {(8, "6.0"): "name"}),
        "mixed": case.draft([("selection", [2, 4]), period, ("handle", "anna".encode())], {(4, 2): "device"}),
        "closed": case.draft([("conversation", CHAT, None, None, True)],
                             {(n, 3): "third parties" for n in range(0, 33, 3)}, show_keys=False),
        "stamped": case.draft([period], extra={
            "verify/timestamp.tsr": unsigned_timestamp(sha(case.seal), datetime.datetime(2026, 11, 23, 20, 27, 0)),
            f"media/{sha(b'photo').hex()}.jpg": b"photo"}),
    }
    return drafts


def example_opening(bundle, case=None):
    """Shows all that "redacted" withholds."""
    case, lines = case or example_case(), ["verbatim-opening v1", "bundle " + b64(sha(bundle))]
    order = lambda place: (place[0], int(str(place[1])[0]), int(str(place[1])[2:] or -1))
    for n, place in sorted(WITHHOLD, key=order):
        record = case.records[n]
        if place == 6:
            lines.append(f"{n} 6 chunks " + " ".join(map(b64, record.chunk_hashes)))
            lines += [f"{n} 6.{j} {b64(s)} {b64(c)}" for j, (s, c) in enumerate(record.chunks)]
        elif isinstance(place, str):
            s, c = record.chunks[int(place[2:])]
            lines.append(f"{n} {place} {b64(s)} {b64(c)}")
        else:
            lines.append(f"{n} {place} {b64(record.salts[place])} {b64(record.content[place])}")
    return text_of(lines)


def vectors():
    files = {f"{name}.zip": draft.zip() for name, draft in good_drafts().items()}
    redacted = good_drafts()["redacted"]
    files["redacted.opening"] = example_opening(SIGNER.note(redacted.statement()))
    keys = {"key": SIGNER.verifier, "other_key": OTHER.verifier, "witness_key": COSIGNER.verifier}
    files["keys.json"] = json.dumps(keys, indent=1).encode() + b"\n"
    return files


if __name__ == "__main__":
    folder = ROOT / "testdata" / "vectors" / "bundle"
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, content in vectors().items():
        (folder / file_name).write_bytes(content)
