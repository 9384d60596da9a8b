# SPDX-License-Identifier: Apache-2.0
"""Checks a bundle: docs/bundle.md and docs/seals.md. Used by verify.py; written from the documents alone."""
import bisect
import datetime
import hashlib
import json
import re
import struct
import zlib

from verify import (GROUPS, NOTE_BYTES_MAX, SCHEMA, Cbor, Lines, NotProved, decimal, ed25519_verify, from_base64,
                    is_one_chunk, need, parse_checkpoint, parse_key, parse_note, sha256, utf8)
from verify_walks import UNDATED, Scopes, Walk, signed

STATEMENT_BYTES_MAX, SCOPES_MAX, BLOCK = 256 << 20, 1_000_000, 1000
NAMES = set("report.html report.pdf messages.csv messages.xlsx exchange/messages.case.jsonld "
            "exchange/messages.dat exchange/messages.parquet verify.html verify/README.txt verify/seal verify/checkpoint "
            "verify/timestamp.tsr verify/records verify/conversations verify/participations verify/sources "
            "verify/redactions verify/selection.json".split())

def json_text(raw, field):
    """A JSON string in the spelling of RFC 8785, not empty."""
    try:
        text = json.loads(raw.decode("utf-8")) if raw[:1] == b'"' else None
    except (ValueError, RecursionError):
        text = None
    need(text and json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass") == raw, field,
         "not a JSON string in its one spelling, or empty")
    return text

def case_id(raw, field):
    need(re.fullmatch(rb"[0-9a-f]{32}", raw), field, "case is not 32 hexadecimal digits")
    return raw.decode()

def not_empty(raw, field):
    need(raw, field, "empty")
    return raw.decode()

def hash32(raw, field):
    return from_base64(raw, field, 32)

def tree_head(raw, field):
    words = raw.split(b" ")
    need(len(words) == 2, field, "not a size and a root")
    return decimal(words[0], field), hash32(words[1], field)

def utc_second(raw, field):
    try:
        need(re.fullmatch(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", raw), field, "not a time in UTC")
        return datetime.datetime.strptime(raw.decode(), "%Y-%m-%dT%H:%M:%SZ") and raw.decode()
    except ValueError:
        raise NotProved(field, "not a time that there is") from None

def der(data, *path):
    """The content of the item that the numbers lead to, each the place of an item in the one before; without numbers
    the contents of all items."""
    items, at = [], 0
    while at < len(data):
        size, at = data[at + 1], at + 2
        if size >= 0x80:
            at, size = at + size - 0x80, int.from_bytes(data[at:at + size - 0x80], "big")
        if at + size > len(data):
            raise IndexError
        items.append(data[at:at + size])
        at += size
    return der(items[path[0]], *path[1:]) if len(path) > 1 else items[path[0]] if path else items

class Bundle(Scopes):
    """The steps of docs/bundle.md, section 1, are the method run, in the same order."""
    def __init__(self, data, trusted, witnesses, opening):
        self.data, self.trusted, self.witnesses, self.opening = data, trusted, witnesses, opening
        self.report, self.line = {"key": "", "key_trusted": False}, None
        self.known_parts = {}  # (group, content) that has been found canonical -> what it says

    def run(self):
        self.zip()
        self.statement()
        self.check_files()
        self.seal()
        self.checkpoint()
        self.timestamp()
        self.records()
        self.sources()
        self.scopes()
        need(self.redaction_fault is None, "verify/redactions", self.redaction_fault)
        self.open()

    def lines(self, name):
        self.line = Lines(self.data, name, *self.files[name][:2]) if name in self.files else None
        return self.line

    def zip(self):
        field, data, size, full = "zip", self.data, len(self.data), 0xFFFFFFFF
        need(size >= 22, field, "too short for a zip")
        end, stop = struct.unpack("<4s4H2IH", data[size - 22:size]), size - 22
        need(end[:3] == (b"PK\5\6", 0, 0) and end[3] == end[4] and end[7] == 0, field, "no end record of the one form")
        count, length, at = stated = end[4:7]
        if count == 0xFFFF or length == full or at == full:
            need(stop >= 76, field, "no zip64 end record")
            stop -= 76
            more = struct.unpack("<4sQ2H2I4Q4sIQI", data[stop:stop + 76])
            need(more[:6] == (b"PK\6\6", 44, 45, 45, 0, 0) and more[6] == more[7] and more[10:] == (b"PK\6\7", 0, stop, 1),
                 field, "no zip64 end record of the one form")
            count, length, at = more[7:10]
            need((min(count, 0xFFFF), min(length, full), min(at, full)) == stated, field, "end records differ")
        need(at + length == stop and length <= 256 << 20, field, "the directory does not stand before the end records")
        self.files, here, directory = {}, 0, at
        for _ in range(count):
            need(at + 46 <= stop, field, "the directory ends too early")
            head = struct.unpack("<4s6H3I5H2I", data[at:at + 46])
            crc, length, offset, name = head[7], head[9], head[16], bytes(data[at + 46:at + 46 + head[10]])
            extra, more = data[at + 46 + head[10]:at + 46 + head[10] + head[11]], b""
            if length == full and len(extra) >= 12:
                length = int.from_bytes(extra[4:12], "little")
                more = struct.pack("<QQ", length, length)
            if offset == full:
                offset = int.from_bytes(extra[-8:], "little")
                more += struct.pack("<Q", offset)
            more = struct.pack("<HH", 1, len(more)) + more if more else b""
            both = (0x800, 0, 0, 0x21, crc, min(length, full), min(length, full), len(name))
            entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 45, 45, *both, len(more), 0, 0, 0, 0, min(offset, full)) + name + more
            need(data[at:at + len(entry)] == entry and offset == here, field, "entry of the directory is not of the one form")
            at += len(entry)
            more = struct.pack("<HHQQ", 1, 16, length, length) if length >= full else b""
            local = struct.pack("<4s5H3I2H", b"PK\3\4", 45, *both, len(more)) + name + more
            start = here + len(local)
            need(data[here:start] == local and length <= directory - start, field, "local header is not of the one form")
            here = start + length
            name = utf8(name, field)
            need(name not in self.files and not re.search("[\x00-\x1f\x7f\\\\]", name) and
                 not set(name.split("/")) & {"", ".", ".."}, field, "a name twice, or not one of a file")
            with memoryview(data) as view, view[start:here] as content:
                self.files[name] = (start, here, hashlib.sha256(content).digest())
                need(zlib.crc32(content) == crc, field, f"wrong CRC-32 of {name}")
        need(at == stop and here == directory, field, "bytes that belong to nothing")

    def content(self, name, most=NOTE_BYTES_MAX):
        need(name in self.files, name, "the file is missing")
        start, end, _ = self.files[name]
        need(end - start <= most, name, "the file is too large")
        return bytes(self.data[start:end])

    def note(self, name, key, most=NOTE_BYTES_MAX):
        """The text of a note with one signature line, by the key if it is given, and that signature."""
        text, signatures = parse_note(self.content(name, most), name, most)
        need(len(signatures) == 1, name, "not exactly one signature line")
        if key:
            self.by_key(text, signatures, key, name)
        return text, signatures

    @staticmethod
    def by_key(text, signatures, key, field):
        mine = [s[2] for s in signatures if s[:2] == key[1:3]]
        need(mine and all(ed25519_verify(key[3], text, s) for s in mine), field, "no signature by the key, or a false one")

    def statement(self):
        field = "verify/bundle"
        text, signatures = self.note(field, None, STATEMENT_BYTES_MAX)
        lines = Lines(text, field)
        need(lines.take() == b"verbatim-bundle v1", field, "first line is not `verbatim-bundle v1`")
        report = lines.read(case=case_id, bundle=decimal, time=utc_second, made_by=not_empty, recipient=json_text,
                            authority=json_text)
        self.seal_hash, self.count, self.withheld = lines.read(seal=hash32, records=decimal, withheld=decimal).values()
        self.scope_list, self.blocks, self.listed, last = [], [], {}, b""
        while lines.starts("scope"):
            self.scope_list.append(self.scope(lines.value("scope").split(b" "), field))
        need(0 < len(self.scope_list) <= SCOPES_MAX, field, "no scope, or too many")
        while lines.starts("block"):
            self.blocks.append(hash32(lines.value("block"), field))
        need(len(self.blocks) == -(-self.count // BLOCK), field, "not one block for each 1,000 records")
        while lines.starts("file"):
            words = lines.value("file").split(b" ", 2)
            need(len(words) == 3 and words[2], field, "a file is not a size, a hash and a name")
            need(words[2] > last and words[2] != field.encode(), field, "the files are not in order")
            self.listed[words[2].decode()], last = (decimal(words[0], field), hash32(words[1], field)), words[2]
        claimed = parse_key(lines.value("claimed-key"), field)
        need(lines.at == lines.end, field, "the statement goes on after its last line")
        self.key = self.trusted or claimed
        self.by_key(text, signatures, self.key, field)
        self.report = {"key": self.key[0], "key_trusted": bool(self.trusted)}
        self.proved = {**self.report, **report}

    @staticmethod
    def scope(words, field):
        """(kind, key, first time, last time, undated) of a scope, with the report of it."""
        need(len(words) > 1, field, "bad scope")
        kind, key = words[0].decode(), from_base64(words[1], field, 32)
        if kind == "conversation" and len(words) == 6:
            ends = [None if w == b"-" else signed(w) for w in words[2:4]]
            need(all(e is not None or w == b"-" for e, w in zip(ends, words[2:4])) and words[4] == b"undated" and
                 words[5] in (b"included", b"excluded"), field, "bad period of a scope")
            first, end = -(1 << 63) if ends[0] is None else ends[0], UNDATED if ends[1] is None else ends[1]
            need(first < end, field, "a period ends before it begins")
            undated = words[5] == b"included"
            shown = {"text": None, "from": ends[0], "to": ends[1], "undated": undated}
            return kind, key, [(first, end - 1)] + [(UNDATED, UNDATED)] * undated, {"kind": kind, "key": words[1].decode(), **shown}
        need(kind in ("handle", "selection") and len(words) == 2, field, "bad scope")
        shown = {"text": None, "conversations": 0} if kind == "handle" else {}
        return kind, key, [], {"kind": kind, "key": words[1].decode(), **shown}

    def check_files(self):
        for name, (size, digest) in self.listed.items():
            need(name in self.files, name, "the file is missing")
            if name == "verify/records":
                self.check_blocks()
            start, end, found = self.files[name]
            need(end - start == size and found == digest, name, "the file has been changed")
        for name in self.files:
            need(name in self.listed or name == "verify/bundle", name, "the statement does not list this file")
        for name, (size, digest) in self.listed.items():
            need(size > 0, name, "the file is empty")
            if name not in NAMES and not re.fullmatch(r"exchange/rsmf/[0-9]{6,9}\.rsmf", name):
                need(re.fullmatch(r"media/[0-9a-f]{64}\.[a-z0-9]{1,16}", name), name, "no such file belongs in a bundle")
                need(name[6:70] == digest.hex(), name, "the name is not the hash of the file")
        kinds = {scope[0] for scope in self.scope_list}
        for name, needed in (("checkpoint", True), ("conversations", kinds & {"conversation", "handle"}),
                             ("participations", "handle" in kinds), ("records", True), ("redactions", self.withheld),
                             ("seal", True), ("sources", True)):
            need(("verify/" + name in self.files) == bool(needed), "verify/" + name, "the file is missing, or not asked for")

    def check_blocks(self):
        lines, opened = self.lines("verify/records"), 0
        begin = lines.at
        for number, block in enumerate(self.blocks, 1):
            while lines.at < lines.end and (opened < number * BLOCK or number == len(self.blocks)):
                opened += is_opened(lines.take())
            need(sha256(self.data[begin:lines.at]) == block, lines.field, f"block {number} of {len(self.blocks)} has been changed")
            begin = lines.at

    def seal(self):
        field = "verify/seal"
        text, _ = self.note(field, self.key)
        lines = Lines(text, field)
        need(lines.take() == b"verbatim-seal v1", field, "first line is not `verbatim-seal v1`")
        case, number, time = lines.read(case=case_id, seal=decimal, time=utc_second).values()
        need(case == self.proved["case"], field, "the seal of another case")
        self.heads = lines.read(log=tree_head, conversations=tree_head, participations=tree_head, sources=tree_head)
        self.rows = tuple(lines.read(rejected=decimal, skipped=decimal).values())
        previous = lines.value("previous")
        need(previous == b"none" or hash32(previous, field), field, "bad previous")
        need(number > 0 and (number == 1) == (previous == b"none"), field, "number and previous contradict each other")
        need(lines.at == lines.end, field, "the seal goes on after its last line")
        need(self.heads["conversations"][0] == self.heads["log"][0], field, "log and conversations differ in size")
        need(self.files[field][2] == self.seal_hash, field, "not the seal that the statement names")
        self.proved.update(tree_size=self.heads["log"][0], root=self.heads["log"][1].hex(), seal=number,
                           seal_time=time, timestamp=None, timestamp_trusted=False, witnesses=[])

    def checkpoint(self):
        field = "verify/checkpoint"
        text, signatures = parse_note(self.content(field), field)
        origin, size, root = parse_checkpoint(text, field)
        self.by_key(text, signatures, self.key, field)
        need(origin == self.key[1] and (size, root) == self.heads["log"], field, "origin, size or root is another")
        for _, name, key_id, public in self.witnesses:
            mine = [s[2] for s in signatures if s[:2] == (name, key_id)]
            need(mine and len(mine[0]) == 72, field, f"no cosignature by the witness {name}")
            time = int.from_bytes(mine[0][:8], "big")
            need(ed25519_verify(public, b"cosignature/v1\ntime %d\n" % time + text, mine[0][8:]), field,
                 f"the cosignature by {name} does not verify")
            self.proved["witnesses"].append({"name": name, "time": time})

    def timestamp(self):
        """The hash and time in an RFC 3161 response. Its signature is not checked here: `openssl ts -verify` does that."""
        field = "verify/timestamp.tsr"
        if field not in self.files:
            return
        try:
            outer, = der(self.content(field, 1 << 20))
            info = der(outer, 1, 1, 0, 2, 1, 0, 0)
            good = (der(outer, 0, 0) in (b"\0", b"\1") and der(info, 2, 1) == self.seal_hash and
                    der(info, 2, 0, 0) == bytes.fromhex("608648016503040201"))
            time = datetime.datetime.strptime(der(info, 4)[:14].decode(), "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
        except (IndexError, ValueError):
            raise NotProved(field, "not a granted time-stamp response") from None
        need(good, field, "the time stamp is not granted, or over another hash")
        self.proved["timestamp"] = time

    def records(self):
        field, lines = "verify/redactions", self.lines("verify/redactions")
        self.redaction_fault, self.redaction_count, self.disclosed = None, 0, {}
        if lines and lines.data[lines.at:lines.end].split(b"\n", 1)[0] != b"verbatim-redactions v1":
            self.redaction_fault = "first line is not `verbatim-redactions v1`"
        elif lines:
            lines.take()
        self.redaction_lines = lines
        field = "verify/records"
        walk = Walk(self.lines(field), "log", self.heads["log"])
        for words in walk.opened(b"record", range(2, 13), lambda commitment: sha256(b"\x00", commitment)):
            groups, chunks = self.record_parts(words, field)
            commitment = from_base64(words[2], field, 32)
            need(int(words[1]) == walk.position, field, "the record does not stand at its place in the log")
            self.record(walk.position, commitment, groups, chunks)
            walk.leaf(hashlib.sha256(b"\x00" + commitment).digest())
        need(len(self.disclosed) == self.count, field, "not as many records as the statement says")
        if self.redaction_lines and self.redaction_fault is None and lines.at < lines.end:
            self.redaction_fault = "a line about a part that is not withheld"
        if self.redaction_fault is None and self.redaction_count != self.withheld:
            self.redaction_fault = "another number of withheld parts than the statement says"

    @staticmethod
    def record_parts(words, field):
        """The groups and chunks of a record line: (hash,) if withheld, (None, salt and content) if shown."""
        need(len(words) == 12, field, "an opened record is not a line of twelve words")
        decimal(words[1], field)
        need(words[3] == b"1", field, "another record version than 1")
        def part(word):
            if word[:1] == b"-":
                return (from_base64(word[1:], field, 32),)
            need(word[:1] == b"+", field, "a part is neither shown nor withheld")
            raw = from_base64(word[1:], field)
            need(len(raw) > 16, field, "a shown part has no content")
            return (None, raw)
        groups = {n: part(words[3 + n]) for n in (1, 2, 3, 4, 5, 7, 8)}
        if words[9][:2] == b"--":
            groups[6] = part(words[9][1:])
            return groups, None
        return groups, [part(word) for word in words[9].split(b",")] if words[9] != b"=" else []

    def canonical(self, number, content, field):
        """What the group says, as far as later steps need it. Many records repeat their groups: each is read once."""
        known = self.known_parts.get((number, content))
        if known is None:
            item = Cbor(content, field).whole()
            need(SCHEMA[number](item), field, f"content is not a canonical {GROUPS[number - 1]} group")
            known = {1: lambda: item[0], 3: lambda: item, 4: lambda: item.get(0, ""),
                     5: lambda: item.get(0, {}).get(1, UNDATED)}.get(number, lambda: True)()
            if number in (2, 3, 4, 7) and len(self.known_parts) < 1 << 20:
                self.known_parts[number, content] = known
        return known

    def record(self, sequence, commitment, groups, chunks):
        digest, hashes, says = hashlib.sha256, [], {}
        for number in range(1, 9):
            if number == 6 and chunks is not None:
                inner = [c[0] or digest(b"\x13" + c[1]).digest() for c in chunks]
                hashes.append(digest(b"\x12" + b"".join(inner)).digest())
                for j, chunk in enumerate(chunks):
                    if chunk[0]:
                        self.redaction(b"%d 6.%d " % (sequence, j))
                continue
            part = groups[number]
            hashes.append(part[0] or digest(b"\x10" + bytes([number]) + part[1]).digest())
            if part[0]:
                self.redaction(b"%d %d " % (sequence, number))
        if digest(b"\x11" + b"".join(hashes)).digest() != commitment:
            raise NotProved(f"record {sequence}", "its parts do not give its commitment")
        field = f"record {sequence}"
        for number, part in groups.items():
            if not part[0]:
                says[number] = self.canonical(number, part[1][16:], field)
        for j, chunk in enumerate(chunks or ()):
            if not chunk[0] and not is_one_chunk(utf8(chunk[1][16:], field), j == len(chunks) - 1):
                raise NotProved(field, f"chunk {j} is not one chunk")
        self.disclosed[sequence] = (says.get(5), self.identity(says), says.get(1))

    @staticmethod
    def identity(says):
        """The conversation identity (docs/seals.md, section 1); None if what it is made of is withheld."""
        if 3 not in says:
            return None
        conversation = says[3]
        if 0 in conversation:
            return b"\1" + conversation[0].encode()
        people = {p.encode() for p in conversation.get(3, [])} - {b""}
        if people:
            return b"\2" + b"\n".join(sorted(people | {says[4].encode()} - {b""})) if 4 in says else None
        if 1 in conversation:
            return b"\3" + conversation[1].encode()
        return b"\4" + says[1].hex().encode() if 1 in says else None

    def redaction(self, place):
        self.redaction_count += 1
        lines = self.redaction_lines
        if self.redaction_fault is None:
            try:
                need(lines, "", "a part is withheld without a reason")
                line = lines.take()
                need(line.startswith(place), "", "line is not about the part that is withheld")
                json_text(line[len(place):], "")
            except NotProved as error:
                self.redaction_fault = error.reason

    def sources(self):
        field, total, sums, ranges = "verify/sources", self.heads["log"][0], [0, 0, 0], []
        walk = Walk(self.lines(field), "sources", self.heads["sources"])
        opened = 0
        for words in walk.opened(b"source", (2, 3), lambda leaf: leaf):
            salt, line = from_base64(words[1], field, 16), from_base64(words[2], field)
            n = b"(0|[1-9][0-9]{0,19})"
            match = re.fullmatch(b"source %s object (-|[0-9a-f]{64}) bytes %s messages %s first %s rejected %s skipped %s "
                                 b"unread %s format ([^ ]+) %s path ([A-Za-z0-9+/=]*)" % (n, n, n, n, n, n, n, n), line, re.S)
            need(match, field, "the line of the source is not in its one spelling")
            number, _, messages, first, rejected, skipped, _, _ = (
                decimal(match[i], field) for i in (1, 3, 4, 5, 6, 7, 8, 10))
            from_base64(match[11], field)
            need(number == walk.position and first + messages <= total, field, "the source is not at its place, or too long")
            if messages:
                need(match[2] != b"-", field, "the source has messages but no object")
                ranges.append((first, messages, bytes.fromhex(match[2].decode())))
            sums, opened = [sums[0] + messages, sums[1] + rejected, sums[2] + skipped], opened + 1
            walk.leaf(sha256(b"\x00\x25", salt, line))
        ranges.sort()
        need(all(a[0] + a[1] <= b[0] for a, b in zip(ranges, ranges[1:])), field, "two sources share a record")
        need(opened != walk.position or tuple(sums) == (total, *self.rows), field, "the sums are not those of the seal")
        starts = [r[0] for r in ranges]
        for sequence, (_, _, source) in self.disclosed.items():
            at = bisect.bisect_right(starts, sequence) - 1
            if source and not (at >= 0 and sequence < ranges[at][0] + ranges[at][1] and ranges[at][2] == source):
                raise NotProved(field, f"record {sequence} does not come from a source that is shown")
        self.proved.update(records=self.count, withheld=self.withheld, included_only=0, sources=opened)

    def open(self):
        self.proved["opened"] = None
        if self.opening is None:
            return
        field, last, count = "opening", (-1,), 0
        lines = Lines(self.opening, field)
        need(lines.take() == b"verbatim-opening v1", field, "first line is not `verbatim-opening v1`")
        need(from_base64(lines.value("bundle"), field, 32) == self.files["verify/bundle"][2], field, "for another bundle")
        wanted, parsed = {}, []
        while lines.at < lines.end:
            words = lines.take().split(b" ")
            place = re.fullmatch(rb"([1-8])|6\.([0-9]+)", words[1]) if len(words) > 3 else None
            need(place, field, "not a sequence number, a place and a content")
            chunk = decimal(place[2], field) if place[2] else None
            group = int(place[1] or 6)
            order = (decimal(words[0], field), group, -1 if chunk is None else chunk)
            need(order > last, field, "the lines are not in order")
            last = order
            if group == 6 and chunk is None:
                need(words[2] == b"chunks", field, "not `6 chunks` with their hashes")
                parsed.append((order, [from_base64(w, field, 32) for w in words[3:]]))
            else:
                need(len(words) == 4 and words[3], field, "not a salt and a content")
                parsed.append((order, from_base64(words[2], field, 16) + from_base64(words[3], field)))
            wanted[order[0]] = None
        need(parsed, field, "the opening shows nothing")
        records = self.lines("verify/records")
        while records.at < records.end:
            words = records.take().split(b" ")
            if len(words) > 2 and words[0] == b"record" and int(words[1]) in wanted:
                wanted[int(words[1])] = self.record_parts(words, "verify/records")
        self.line, revealed = lines, {}
        for (sequence, group, chunk), content in parsed:
            need(wanted[sequence], field, f"record {sequence} is not in the bundle")
            groups, chunks = wanted[sequence]
            if group == 6 and chunk < 0:
                need(chunks is None and sha256(b"\x12", *content) == groups[6][0], field, "not the chunks of a withheld text")
                revealed[sequence] = [(c,) for c in content]
                continue
            count += 1
            if group == 6:
                parts = revealed.get(sequence, ()) if chunks is None else chunks
                need(chunk < len(parts) and parts[chunk][0] == sha256(b"\x13", content), field, "not what was withheld")
                need(is_one_chunk(utf8(content[16:], field), chunk == len(parts) - 1), field, "not one chunk")
            else:
                need(groups[group][0] == sha256(b"\x10", bytes([group]), content), field, "not what was withheld")
                self.canonical(group, content[16:], field)
        self.proved["opened"] = count

def is_opened(line):
    return line.startswith(b"record ") and line.count(b" ") > 1

def verify_bundle(data, trusted=None, witnesses=(), opening=None):
    """The report on a bundle, as in the JSON output."""
    bundle = Bundle(data, parse_key(trusted.encode(), "--key") if trusted else None,
                    [parse_key(w.encode(), "--witness-key", 4) for w in witnesses], opening)
    try:
        bundle.run()
    except NotProved as error:
        line = f" (line {bundle.line.number})" if bundle.line else ""
        return {"verdict": "not proved", "step": error.field, "reason": error.reason + line, **bundle.report}
    return {"verdict": "proved", **bundle.proved}
