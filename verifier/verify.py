#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a Verbatim message proof. Needs Python 3.9 or later and nothing else.

Written from docs/proofs.md and docs/record.md, independently of the C++ verifier, and short enough to read:
the steps of docs/proofs.md, section 5, are the method Verifier.run, in the same order.
"""
import argparse
import base64
import binascii
import bisect
import datetime
import hashlib
import json
import mmap
import os
import re
import struct
import sys
import zlib

BYTES_MAX, NOTE_BYTES_MAX = 1 << 30, 1_000_000
SIGNATURES_MAX, HASHES_MAX, CLAIMED_KEYS_MAX = 64, 64, 16
GROUPS = ["source", "account", "conversation", "sender", "times", "text", "attachments", "rest"]
WHITE_SPACE = set([*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F,
                   0x205F, 0x3000])

class NotProved(Exception):
    """The verdict "not proved": the field as docs/proofs.md names it, and the reason."""
    def __init__(self, field, reason):
        super().__init__(reason)
        self.field, self.reason = field, reason

def need(condition, field, reason):
    if not condition:
        raise NotProved(field, reason)

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

# --- strict pieces of text
def from_base64(text, field, size=None):
    """base64 of RFC 4648 section 4 with one spelling for each byte string."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotProved(field, "not base64") from None
    need(base64.b64encode(raw) == bytes(text), field, "base64 in another than its one spelling")
    need(size is None or len(raw) == size, field, f"{len(raw)} bytes instead of {size}")
    return raw

def decimal(text, field):
    need(re.fullmatch(rb"0|[1-9][0-9]{0,19}", text) and int(text) < 1 << 64, field,
         "not a decimal number below 2^64 without leading zeros")
    return int(text)

def utf8(raw, field):
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise NotProved(field, "not UTF-8") from None

class Lines:
    """The lines of a file, or of a part of one, taken one by one; each must end in a newline. Errors name the field that
    is asked for, or `field` if there is one for the whole file."""
    def __init__(self, data, field=None, at=0, end=None):
        self.data, self.field, self.at, self.number = data, field, at, 0
        self.end = len(data) if end is None else end

    def take(self, field=None):
        end = self.data.find(b"\n", self.at, self.end)
        self.number += 1
        if end < 0:
            raise NotProved(self.field or field, "the file ends before this line, or in the middle of it")
        line = self.data[self.at:end]
        self.at = end + 1
        return line

    def starts(self, name):
        return self.data[self.at:self.at + len(name) + 1] == name.encode() + b" "

    def value(self, field):
        """The rest of a line that must begin with the name of the field and a space."""
        name = field.encode() + b" "
        line = self.take(field)
        need(line.startswith(name), self.field or field, f"line does not begin with `{name.decode()}`")
        return line[len(name):]

    def rest(self):
        return self.data[self.at:]
# --- Ed25519 (RFC 8032, section 5.1), verification without the cofactor
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)

def point_decode(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, (y & ((1 << 255) - 1)) % P
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P != 0:
        if (v * x * x + u) % P != 0:
            return None
        x = x * SQRT_M1 % P
    if x & 1 != sign:
        x = (P - x) % P
    return (x, y, 1, x * y % P)

def point_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)

def point_multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result

def point_encode(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")

BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def ed25519_verify(key, message, signature):
    a, s = point_decode(key), int.from_bytes(signature[32:], "little")
    if len(key) != 32 or len(signature) != 64 or a is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus_a = (P - a[0], a[1], a[2], P - a[3])
    return point_encode(point_add(point_multiply(s, BASE), point_multiply(k, minus_a))) == signature[:32]

# --- signed notes, keys, Merkle proofs
def is_key_name(name):
    return name != "" and not any(ord(c) < 0x20 or c == "+" or ord(c) in WHITE_SPACE for c in name)

def parse_key(text, field, kind=1):
    """A verifier key, or a witness's of kind 4: (text, name, key id, public key)."""
    parts = utf8(text, field).split("+", 2)
    need(len(parts) == 3 and is_key_name(parts[0]), field, "key is not name+hash+base64")
    need(re.fullmatch("[0-9a-f]{8}", parts[1]), field, "key id is not eight lower-case hexadecimal digits")
    raw = from_base64(parts[2].encode(), field, 33)
    need(raw[0] == kind, field, f"not an Ed25519 key of signature type {kind}")
    key_id = sha256(parts[0].encode(), b"\n", raw)[:4]
    need(key_id.hex() == parts[1], field, "key id is not that of this name and key")
    return ("+".join(parts), parts[0], key_id, raw[1:])

def parse_note(raw, field="checkpoint", most=NOTE_BYTES_MAX):
    """A signed note: (text, [(name, key id, signature)])."""
    need(len(raw) <= most, field, "note is too large")
    need(raw.endswith(b"\n"), field, "note does not end in a newline")
    need(all(c >= " " or c == "\n" for c in utf8(raw, field)), field, "control characters in the note")
    split = raw.rfind(b"\n\n")
    need(split >= 0, field, "no empty line before the signatures")
    lines = raw[split + 2:].split(b"\n")[:-1]
    need(0 < len(lines) <= SIGNATURES_MAX, field, "no signature, or too many")
    signatures = []
    for line in lines:
        words = line.decode("utf-8").split(" ", 2)
        need(len(words) == 3 and words[0] == "\u2014" and is_key_name(words[1]), field, "bad signature line")
        signature = from_base64(words[2].encode(), field)
        need(len(signature) > 4, field, "signature is too short")
        signatures.append((words[1], signature[:4], signature[4:]))
    need(len({s[:2] for s in signatures}) == len(signatures), field, "two signature lines of one key")
    return raw[:split + 1], signatures

def parse_checkpoint(text, field="checkpoint"):
    lines = text.split(b"\n")[:-1]
    need(len(lines) >= 3 and all(lines), field, "checkpoint needs an origin, a size and a root hash line")
    return lines[0].decode("utf-8"), decimal(lines[1], field), from_base64(lines[2], field, 32)

def root_from_inclusion(index, size, leaf, proof):
    """RFC 9162, section 2.1.3.2; None if the number of hashes is wrong."""
    node, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = sha256(b"\x01", sibling, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = sha256(b"\x01", root, sibling)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None

# --- deterministic CBOR and the groups of docs/record.md
class Cbor:
    """One item of deterministic CBOR: ints, bytes, str, lists, and dicts with keys in rising order."""
    DEPTH_MAX = 16

    def __init__(self, data, field):
        self.data, self.at, self.field = data, 0, field

    def take(self, size):
        need(self.at + size <= len(self.data), self.field, "CBOR ends inside an item")
        self.at += size
        return self.data[self.at - size:self.at]

    def item(self, depth=0):
        need(depth <= self.DEPTH_MAX, self.field, "CBOR is nested too deeply")
        first = self.take(1)[0]
        major, value = first >> 5, first & 31
        need(major <= 5 and value <= 27, self.field, "CBOR of a kind that is not used")
        if value >= 24:
            size = 1 << (value - 24)
            value = int.from_bytes(self.take(size), "big")
            need(value >= (24 if size == 1 else 1 << 4 * size), self.field, "CBOR number not in its shortest form")
        if major < 2:
            return value if major == 0 else -1 - value
        if major == 2:
            return bytes(self.take(value))
        if major == 3:
            return utf8(self.take(value), self.field)
        if major == 4:
            return [self.item(depth + 1) for _ in self.count(value)]
        result, previous = {}, b""
        for _ in self.count(value):
            start = self.at
            key = self.item(depth + 1)
            encoded = self.data[start:self.at]
            need(encoded > previous, self.field, "CBOR map keys not in rising order")
            need(isinstance(key, (int, str, bytes)), self.field, "CBOR map key of a kind that is not used")
            previous, result[key] = encoded, self.item(depth + 1)
        return result

    def count(self, value):
        need(value <= len(self.data) - self.at, self.field, "CBOR ends inside a list")
        return range(value)

    def whole(self):
        result = self.item()
        need(self.at == len(self.data), self.field, "bytes follow the CBOR item")
        return result

# Each of these makes a check: a function that says whether a decoded item is what the tables ask for.
def integer(first, last):
    return lambda v: isinstance(v, int) and first <= v <= last
def string(kind, sizes):
    return lambda v: isinstance(v, kind) and len(v) in sizes
def list_of(check):
    return lambda v: isinstance(v, list) and len(v) > 0 and all(map(check, v))
def row_of(*checks):
    return lambda v: isinstance(v, list) and len(v) == len(checks) and all(c(i) for c, i in zip(checks, v))
def map_of(keys, required=lambda m: True):
    return lambda v: isinstance(v, dict) and all(k in keys and keys[k](v[k]) for k in v) and required(v)

is_text, is_any_text, is_hash = string(str, range(1, BYTES_MAX)), string(str, range(BYTES_MAX)), string(bytes, [32])
is_uint, is_int = integer(0, (1 << 64) - 1), integer(-(1 << 63), (1 << 63) - 1)

IS_TIME = map_of({0: is_text, 1: is_int, 2: is_text, 3: integer(1, 3), 4: integer(1, 8)}, lambda m: 0 in m or 1 in m)
IS_ATTACHMENT = map_of({0: is_text, 1: is_text, 2: is_text, 3: is_uint, 4: is_hash, 5: is_text, 6: is_text, 7: is_text})
SCHEMA = {
    1: map_of({0: is_hash, 1: is_uint, 2: is_uint, 3: is_text, 4: is_int, 5: is_any_text, 6: integer(0, (1 << 32) - 1),
               7: list_of(row_of(is_hash, is_any_text)), 8: is_hash},
              lambda m: {0, 5, 6} <= set(m) and set(m) & {1, 2, 3, 4} in ({1, 2}, {3, 4})),
    2: map_of({0: is_text, 1: is_text, 2: is_text}),
    3: map_of({0: is_text, 1: is_text, 2: integer(1, 3), 3: list_of(is_any_text)}),
    4: map_of({0: is_text, 1: is_text, 2: integer(1, 2)}),
    5: map_of({k: IS_TIME for k in range(6)}),
    7: map_of({0: list_of(IS_ATTACHMENT)}),
    8: map_of({0: integer(0, 11), 1: is_text, 2: is_text, 3: is_text,
               4: list_of(row_of(is_any_text, is_any_text, integer(0, 1)))}, lambda m: 0 in m),
}

KINDS = "text media call system reaction edit deletion location contact poll sticker other".split()
TIME_NAMES = ["sent", "received", "read", "edited", "deleted", "expires"]
BASES = ["not stated", "stated", "configured", "assumed"]
PRECISIONS = "unknown day minute second millisecond microsecond hour month year".split()

def utc_text(ms):
    try:
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)
    except OverflowError:
        return f"{ms} ms from 1970"
    return moment.strftime("%Y").rjust(4, "0") + moment.strftime("-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"

def describe(group, m):
    """The content of a group as (name, value) pairs for people."""
    out = []
    if group == 1:
        out += [("container", f"SHA-256 {h.hex()}, member {name}") for h, name in m.get(7, [])]
        out.append(("object", "SHA-256 " + m[0].hex()))
        out.append(("place", f"bytes {m[1]} to {m[2]}" if 1 in m else f"table {m[3]}, row {m[4]}"))
        out.append(("parser", f"{m[5]} version {m[6]}"))
        out += [("settings", "SHA-256 " + m[8].hex())] if 8 in m else []
    elif group == 2:
        out += [(name, m.get(k)) for k, name in enumerate(["platform", "account", "device"])]
    elif group == 3:
        out += [("id", m.get(0)), ("title", m.get(1)), ("kind", [None, "direct", "group", "channel"][m.get(2, 0)])]
        out += [("participant", p) for p in m.get(3, [])]
    elif group == 4:
        out += [("handle", m.get(0)), ("name", m.get(1)), ("direction", [None, "incoming", "outgoing"][m.get(2, 0)])]
    elif group == 5:
        for k, time in m.items():
            value = " = ".join(([time[0]] if 0 in time else []) + ([utc_text(time[1])] if 1 in time else []))
            zone = " ".join([BASES[time.get(3, 0)]] + ([time[2]] if 2 in time else []))
            out.append((TIME_NAMES[k], f"{value} (zone {zone}, precision {PRECISIONS[time.get(4, 0)]})"))
    elif group == 7:
        for a in m.get(0, []):
            more = {7: "kind", 1: "type stated", 2: "type found", 3: "size", 4: "SHA-256", 5: "hash stated", 6: "URL"}
            value = a.get(0, "(no name)") + "".join(
                f", {name} {a[k].hex() if k == 4 else a[k]}" for k, name in more.items() if k in a)
            out.append(("attachment", value + ("" if 4 in a else " (named, but its bytes are not in the evidence)")))
    elif group == 8:
        out += [("kind", KINDS[m[0]]), ("native id", m.get(1)), ("reply to", m.get(2)), ("forwarded from", m.get(3))]
        out += [("field " + key, value) for key, value, _ in m.get(4, [])]
    return [(name, value) for name, value in out if value]

def is_one_chunk(text, last):
    """The chunk rule of docs/proofs.md, section 2."""
    ends = [i for i, c in enumerate(text) if ord(c) in WHITE_SPACE or i == 15]
    return len(text) > 0 and (ends[0] == len(text) - 1 if ends else last)

# --- the proof
class Verifier:
    def __init__(self, data, trusted):
        self.data, self.trusted = data, trusted
        self.report = {"key": "", "key_trusted": False, "origin": "", "tree_size": 0, "root": "", "sequence": 0}
        self.shown, self.withheld = [], []

    def run(self):
        self.form()
        self.checkpoint()
        for number in range(1, 9):
            self.text() if number == 6 else self.group(number)
        need(sha256(b"\x11", *(self.groups[n][0] for n in range(1, 9))) == self.commitment, "commitment",
             "the groups do not give the commitment of the record")
        self.inclusion()

    def form(self):
        need(len(self.data) <= BYTES_MAX, "header", "the file is too large")
        lines = self.lines = Lines(self.data)
        need(lines.take("header") == b"verbatim-proof v1", "header", "first line is not `verbatim-proof v1`")
        version = decimal(lines.value("record-version"), "record-version")
        need(version == 1, "record-version", f"version {version} is not known here")
        self.sequence = decimal(lines.value("sequence"), "sequence")
        self.commitment = from_base64(lines.value("commitment"), "commitment", 32)
        self.groups, self.chunks, self.claimed, self.hashes = {}, None, [], []
        for number in range(1, 9):
            field = f"group {number}"
            words = lines.value(field).split(b" ")
            if number != 6 or words[1:] == [b"withheld"]:
                self.groups[number] = self.part(words, field)
                continue
            self.groups[6] = (from_base64(words[0], field, 32),)
            need(len(words) == 3 and words[1] == b"chunks", field, "neither `withheld` nor `chunks` and a number")
            self.chunks = []
            for j in range(decimal(words[2], field)):
                self.chunks.append(self.part(lines.value(f"chunk {j}").split(b" "), f"chunk {j}"))
        for line in iter(lambda: lines.take("claimed-key"), b""):
            need(line.startswith(b"claimed-key ") and len(self.claimed) < CLAIMED_KEYS_MAX, "claimed-key",
                 "line is neither a claimed key nor the empty line, or there are too many")
            key = parse_key(line[len(b"claimed-key "):], "claimed-key")
            need(key not in self.claimed, "claimed-key", "the same key twice")
            self.claimed.append(key)
        need(lines.take("tlog-proof") == b"c2sp.org/tlog-proof@v1", "tlog-proof", "line is not c2sp.org/tlog-proof@v1")
        need(not lines.rest().startswith(b"extra "), "tlog-proof", "an `extra` line is not allowed here")
        self.index = decimal(lines.value("index"), "index")
        for line in iter(lambda: lines.take("inclusion proof"), b""):
            need(len(self.hashes) < HASHES_MAX, "inclusion proof", "too many hashes")
            self.hashes.append(from_base64(line, "inclusion proof", 32))
        need(lines.rest() != b"", "checkpoint", "the file ends before the checkpoint")
        self.report["sequence"] = self.sequence
        lines.number = 0  # from here on errors are not about a line

    @staticmethod
    def part(words, field):
        """(commitment,) of a withheld part, (commitment, salt, content) of a shown one."""
        commitment = from_base64(words[0], field, 32)
        if words[1:] == [b"withheld"]:
            return (commitment,)
        need(len(words) == 4 and words[1] == b"shown", field, "neither `withheld` nor `shown` with salt and content")
        salt, content = from_base64(words[2], field, 16), from_base64(words[3], field)
        need(content != b"", field, "content is empty")
        return (commitment, salt, content)

    def checkpoint(self):
        field = "checkpoint"
        text, signatures = parse_note(self.lines.rest())
        origin, self.size, self.root = parse_checkpoint(text)
        keys = [self.trusted] if self.trusted else [key for key in self.claimed if key[1] == origin]
        need(keys, "claimed-key", "the file claims no key of the checkpoint's origin, and none was given")
        signed = []
        for name, key_id, signature in signatures:
            for key in keys:
                if key[1] == name and key[2] == key_id:
                    need(ed25519_verify(key[3], text, signature), field, f"signature by {name} does not verify")
                    signed.append(key)
        need(signed, field, "not signed by a known key")
        need(signed[0][1] == origin, field, "the origin is not the name of the key that signed")
        self.report.update(key=signed[0][0], key_trusted=bool(self.trusted), origin=origin, tree_size=self.size,
                           root=self.root.hex())

    def group(self, number):
        field, part = f"group {number}", self.groups[number]
        if len(part) == 1:
            self.withheld.append(f"{field} ({GROUPS[number - 1]})")
            return
        need(sha256(b"\x10", bytes([number]), part[1], part[2]) == part[0], field,
             "salt and content do not give the commitment")
        content = Cbor(part[2], field).whole()
        need(SCHEMA[number](content), field, f"content is not a canonical {GROUPS[number - 1]} group")
        self.shown += [(GROUPS[number - 1], name, value) for name, value in describe(number, content)]

    def text(self):
        if self.chunks is None:
            self.withheld.append("group 6 (text)")
            return
        text = ""
        for j, part in enumerate(self.chunks):
            field = f"chunk {j}"
            if len(part) == 1:
                self.withheld.append(f"{field} of the text")
                text += "[withheld]"
                continue
            need(sha256(b"\x13", part[1], part[2]) == part[0], field, "salt and content do not give the commitment")
            chunk = utf8(part[2], field)
            need(is_one_chunk(chunk, j == len(self.chunks) - 1), field, "content is not one chunk")
            text += chunk
        need(sha256(b"\x12", *(part[0] for part in self.chunks)) == self.groups[6][0], "group 6",
             "the chunks do not give the commitment of the text")
        self.shown += [("text", "text", text)] if text else []

    def inclusion(self):
        need(self.index == self.sequence, "sequence", "sequence and index of the inclusion proof differ")
        need(self.index < self.size, "index", "index is not below the tree size")
        leaf = sha256(b"\x00", self.commitment)
        need(root_from_inclusion(self.index, self.size, leaf, self.hashes) == self.root, "inclusion proof",
             "the record does not lead to the signed root hash")

# --- the bundle (docs/bundle.md, docs/seals.md)
UNDATED = (1 << 63) - 1  # as an entry's time: after all others
STATEMENT_BYTES_MAX, SCOPES_MAX, BLOCK = 256 << 20, 1_000_000, 1000
NAMES = set("report.html report.pdf messages.csv messages.xlsx verify.html verify/README.txt verify/seal verify/checkpoint "
            "verify/timestamp.tsr verify/records verify/conversations verify/participations verify/sources "
            "verify/redactions verify/selection.json".split())

def signed(text):
    """Decimal of 64 bits with a sign; None if it is not in its one spelling."""
    good = re.fullmatch(rb"0|-?[1-9][0-9]{0,18}", text) and -(1 << 63) <= int(text) < 1 << 63
    return int(text) if good else None

def json_text(raw, field):
    """A JSON string in the spelling of RFC 8785, not empty."""
    try:
        text = json.loads(raw.decode("utf-8")) if raw[:1] == b'"' else None
    except (ValueError, RecursionError):
        text = None
    need(text and json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass") == raw, field,
         "not a JSON string in its one spelling, or empty")
    return text

def utc_second(raw, field):
    try:
        need(re.fullmatch(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", raw), field, "not a time in UTC")
        return datetime.datetime.strptime(raw.decode(), "%Y-%m-%dT%H:%M:%SZ") and raw.decode()
    except ValueError:
        raise NotProved(field, "not a time that there is") from None

def der(data, at):
    """The DER item at a place: (tag, content, place after it)."""
    tag, size, at = data[at], data[at + 1], at + 2
    if size >= 0x80:
        at, size = at + size - 0x80, int.from_bytes(data[at:at + size - 0x80], "big")
    if at + size > len(data):
        raise IndexError
    return tag, data[at:at + size], at + size

def der_items(data):
    items, at = [], 0
    while at < len(data):
        tag, content, at = der(data, at)
        items.append((tag, content))
    return items

class Walk:
    """A walk through a sealed tree: the words of its lines, None for a gap; the root at the end."""
    def __init__(self, lines, tree, head):
        self.lines, self.head, self.stack, self.position, self.whole = lines, head, [], 0, True
        need(lines.take() == f"verbatim-walk v1 {tree} {head[0]}".encode(), lines.field, "first line names another tree")

    def leaf(self, leaf, size=1):
        need(self.position + size <= self.head[0], self.lines.field, "more leaves than the tree has")
        self.position += size
        while self.stack and self.stack[-1][0] == size:
            leaf, size = hashlib.sha256(b"\x01" + self.stack.pop()[1] + leaf).digest(), 2 * size
        self.stack.append((size, leaf))

    def __iter__(self):
        lines, field, after_gap = self.lines, self.lines.field, False
        while lines.at < lines.end:
            words = lines.take().split(b" ")
            if words[0] != b"gap" or len(words) == 1:
                after_gap = False
                yield words
                continue
            need(not after_gap, field, "two gaps follow each other")
            end = self.position + decimal(words[1], field)
            need(self.position < end <= self.head[0], field, "the gap is not a number of leaves that are left")
            hashes = iter(words[2:])
            while self.position < end:
                size = 1 << min((end - self.position).bit_length() - 1, ((self.position & -self.position) or end).bit_length() - 1)
                self.leaf(from_base64(next(hashes, b"-"), field, 32), size)
            need(next(hashes, None) is None, field, "the gap has more hashes than subtrees")
            self.whole, after_gap = False, True
            yield None
        need(self.position == self.head[0], field, "the walk does not show all leaves of the tree")
        root = self.stack.pop()[1] if self.stack else sha256()
        while self.stack:
            root = sha256(b"\x01", self.stack.pop()[1], root)
        need(root == self.head[1], field, "the walk does not lead to the root in the seal")

class Coverage:
    """The dark stretches between what a walk shows: places are (key, 0 before its times | 1 at | 2 after, time)."""
    def __init__(self):
        self.dark, self.open, self.known, self.unopened = [], False, None, False

    def leave(self, key):
        """Before a leaf of another key: one whose time is not known ends with its own key."""
        if self.unopened and self.known[0] != key and self.open:
            self.dark[-1][1], self.open = (self.known[0], 2, 0), False

    def gap(self):
        if not self.open:
            self.dark.append([self.known, None])
        self.open, self.unopened = True, False

    def leaf(self, key, time):
        self.leave(key)
        if self.open:
            self.dark[-1][1] = (key, 1, time)
        self.known, self.open, self.unopened = (key, 1, time), False, False

    def hidden(self, key):
        self.leave(key)
        if not self.known or self.known[0] != key:
            self.known = (key, 0, 0)
        if not self.open:
            self.dark.append([self.known, None])
        self.open = self.unopened = True

    def end(self):
        self.leave(None)

    def complete(self, key, first, last):
        at = bisect.bisect_left(self.dark, True, key=lambda d: d[1] is None or d[1] >= (key, 1, first))
        return at == len(self.dark) or (self.dark[at][0] is not None and self.dark[at][0] > (key, 1, last))

class Bundle:
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
        report = {"case": lines.value("case").decode()}
        need(re.fullmatch("[0-9a-f]{32}", report["case"]), field, "case is not 32 hexadecimal digits")
        report["bundle"] = decimal(lines.value("bundle"), field)
        report["time"] = utc_second(lines.value("time"), field)
        report["made_by"] = lines.value("made-by").decode()
        need(report["made_by"], field, "made-by is empty")
        report["recipient"], report["authority"] = (json_text(lines.value(n), field) for n in ("recipient", "authority"))
        self.seal_hash = from_base64(lines.value("seal"), field, 32)
        self.count, self.withheld = decimal(lines.value("records"), field), decimal(lines.value("withheld"), field)
        self.scope_list, blocks, self.listed = [], [], {}
        while lines.starts("scope"):
            self.scope_list.append(self.scope(lines.value("scope").split(b" "), field))
        need(0 < len(self.scope_list) <= SCOPES_MAX, field, "no scope, or too many")
        while lines.starts("block"):
            blocks.append(from_base64(lines.value("block"), field, 32))
        need(len(blocks) == -(-self.count // BLOCK), field, "not one block for each 1,000 records")
        self.blocks, last = blocks, ""
        while lines.starts("file"):
            words = lines.value("file").split(b" ", 2)
            need(len(words) == 3 and words[2], field, "a file is not a size, a hash and a name")
            name = words[2].decode()
            need(words[2] > last.encode() and name != field, field, "the files are not in order")
            self.listed[name], last = (decimal(words[0], field), from_base64(words[1], field, 32)), name
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
            if name not in NAMES:
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
        need(lines.value("case").decode() == self.proved["case"], field, "the seal of another case")
        number, time, self.heads = decimal(lines.value("seal"), field), utc_second(lines.value("time"), field), {}
        for tree in ("log", "conversations", "participations", "sources"):
            words = lines.value(tree).split(b" ")
            need(len(words) == 2, field, "not a size and a root")
            self.heads[tree] = (decimal(words[0], field), from_base64(words[1], field, 32))
        self.rows = decimal(lines.value("rejected"), field), decimal(lines.value("skipped"), field)
        previous = lines.value("previous")
        need(previous == b"none" or from_base64(previous, field, 32), field, "bad previous")
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
            outer, = der_items(self.content(field, 1 << 20))
            status, content = der_items(outer[1])[:2]
            signed_data = der_items(der_items(der_items(content[1])[1][1])[0][1])
            info = der_items(der_items(der_items(der_items(signed_data[2][1])[1][1])[0][1])[0][1])
            imprint = der_items(info[2][1])
            good = (der_items(status[1])[0][1] in (b"\0", b"\1") and imprint[1][1] == self.seal_hash and
                    der_items(imprint[0][1])[0][1] == bytes.fromhex("608648016503040201"))
            time = datetime.datetime.strptime(info[4][1][:14].decode(), "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
        except (IndexError, ValueError):
            raise NotProved(field, "not a granted time-stamp response") from None
        need(good, field, "the time stamp is not granted, or over another hash")
        self.proved["timestamp"] = time

    # --- records
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
        for words in walk:
            if words is None:
                continue
            need(words[0] == b"record", field, "neither a gap nor a record")
            if len(words) == 2:
                walk.leaf(sha256(b"\x00", from_base64(words[1], field, 32)))
                continue
            groups, chunks = self.record_parts(words, field)
            need(int(words[1]) == walk.position, field, "the record does not stand at its place in the log")
            self.record(walk.position, from_base64(words[2], field, 32), groups, chunks)
            walk.leaf(hashlib.sha256(b"\x00" + base64.b64decode(words[2])).digest())
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
        for words in walk:
            if words is None:
                continue
            need(words[0] == b"source" and len(words) in (2, 3), field, "neither a gap nor a source")
            if len(words) == 2:
                walk.leaf(from_base64(words[1], field, 32))
                continue
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

    # --- scopes
    def keyed(self, walk, name, prefix, is_text, coverage):
        """A walk with key lines: (key, what it stands for or None, words of the leaf)."""
        field, key, text, last = walk.lines.field, None, None, "gap"
        for words in walk:
            if words is None or words[0] == name:
                need(last != "key", field, "no leaf follows a key")
            if words is None:
                last = "gap"
                coverage.gap()
                continue
            if words[0] != name:
                need(last != "gap", field, "no key stands before this leaf")
                last = "leaf"
                yield key, text, words
                continue
            need(len(words) in (2, 4), field, "a key is not opened in the one way")
            new = from_base64(words[1], field, 32)
            need(key is None or new > key or (new == key and last == "gap"), field, "the keys do not rise")
            key, text, last = new, None, "key"
            if len(words) == 4:
                salt, text = from_base64(words[2], field, 16), from_base64(words[3], field)
                need(is_text(text) and sha256(prefix, salt, text) == key, field, "salt and text do not give the key")
        need(last != "key", field, "no leaf follows a key")

    def participations(self, texts):
        """The conversations of each handle in the scopes, and what the walk leaves dark."""
        field, coverage, of_handle, last = "verify/participations", Coverage(), {}, (None, None)
        handles = {scope[1] for scope in self.scope_list if scope[0] == "handle"}
        walk = Walk(self.lines(field), "participations", self.heads["participations"])
        for key, text, words in self.keyed(walk, b"handle", b"\x21", lambda t: t != b"", coverage):
            need(words[0] == b"with" and len(words) == 2, field, "neither a gap nor a handle nor a conversation")
            conversation = from_base64(words[1], field, 32)
            need(last[0] != key or conversation > last[1], field, "the conversations of a handle do not rise")
            last = (key, conversation)
            if key in handles:
                of_handle.setdefault(key, []).append(conversation)
                texts["handle", key] = text or texts.get(("handle", key))
            coverage.leaf(key, 0)
            walk.leaf(sha256(b"\x00\x24", key, conversation))
        coverage.end()
        return of_handle, coverage

    def conversations(self, stretches, texts):
        field, coverage, last, faults, covered = "verify/conversations", Coverage(), None, {}, set()
        walk, total = Walk(self.lines(field), "conversations", self.heads["conversations"]), self.heads["log"][0]
        is_text = lambda t: len(t) > 1 and 1 <= t[0] <= 4
        for key, text, words in self.keyed(walk, b"conversation", b"\x20", is_text, coverage):
            need(words[0] == b"entry" and len(words) in (2, 4), field, "neither a gap nor a conversation nor an entry")
            if text and key in stretches:
                texts["conversation", key] = text
            if len(words) == 2:
                coverage.hidden(key)
                walk.leaf(sha256(b"\x00\x23", key, from_base64(words[1], field, 32)))
                continue
            time = UNDATED if words[1] == b"undated" else signed(words[1])
            need(time is not None and (time != UNDATED or words[1] == b"undated"), field, "bad time of an entry")
            sequence, salt = decimal(words[2], field), from_base64(words[3], field, 16)
            need(sequence < total, field, "no such record in the log")
            need(last is None or last[0] != key or last < (key, time, sequence), field, "the entries do not rise")
            last = (key, time, sequence)
            coverage.leaf(key, time)
            scope = next((s for f, t, s in stretches.get(key, ()) if f <= time <= t), None)
            if scope is not None and (fault := self.entry_fault(time, sequence, text, covered)):
                faults.setdefault(scope, fault)
            entry = sha256(b"\x22", salt, struct.pack(">QQ", time + (1 << 63), sequence))
            walk.leaf(sha256(b"\x00\x23", key, entry))
        coverage.end()
        return coverage, faults, covered

    def entry_fault(self, time, sequence, text, covered):
        if sequence not in self.disclosed:
            return f"record {sequence} belongs to the scope, but is not disclosed"
        if sequence in covered:
            return f"record {sequence} stands in two places of the conversations"
        covered.add(sequence)
        shown_time, identity, _ = self.disclosed[sequence]
        if shown_time is not None and shown_time != time:
            return f"record {sequence} shows another time than its entry"
        if identity is not None and identity != text:
            return f"record {sequence} shows another conversation than its key, or the key is not opened"
        return None

    def scopes(self):
        stretches, texts, of_handle, later = {}, {}, {}, None
        coverage, faults, covered = Coverage(), {}, set()
        if "verify/participations" in self.files:
            try:
                of_handle, handles = self.participations(texts)
            except NotProved as error:  # named only after the conversations
                later = error
        for number, (kind, key, periods, shown) in enumerate(self.scope_list, 1):
            for first, last in periods:
                stretches.setdefault(key, []).append((first, last, number))
            for conversation in of_handle.get(key, ()) if kind == "handle" else ():
                stretches.setdefault(conversation, []).append((-(1 << 63), UNDATED, number))
        if "verify/conversations" in self.files:
            coverage, faults, covered = self.conversations(stretches, texts)
        if later:
            raise later
        self.line = None
        for number, (kind, key, periods, shown) in enumerate(self.scope_list, 1):
            field, everything = f"scope {number}", (-(1 << 63), UNDATED)
            if kind == "selection":
                need("verify/selection.json" in self.files and self.files["verify/selection.json"][2] == key, field,
                     "verify/selection.json is not the selection that is named")
                continue
            if kind == "handle":
                need(handles.complete(key, *everything), field, "not all conversations of the handle are shown")
                need(all(coverage.complete(c, *everything) for c in of_handle.get(key, ())), field,
                     "a conversation of the handle is not shown wholly")
                shown["conversations"] = len(of_handle.get(key, ()))
            need(all(coverage.complete(key, *period) for period in periods), field,
                 "the conversation is not shown without a gap over the whole period, with what stands before and after it")
            need(number not in faults, field, faults.get(number))
            text = texts.get((kind, key))
            shown["text"] = text and text.decode("utf-8", "replace")
        left = next((s for s in self.disclosed if s not in covered), None)
        need(left is None or any(s[0] == "selection" for s in self.scope_list), "scope", f"record {left} lies in no scope")
        self.proved.update(included_only=len(self.disclosed) - len(covered), scopes=[s[3] for s in self.scope_list])

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

def verify(data, trusted=None):
    """The report, as in the JSON output. `trusted`: the text of a verifier key."""
    verifier = Verifier(data, parse_key(trusted.encode(), "--key") if trusted else None)
    try:
        verifier.run()
    except NotProved as error:
        line = f" (line {verifier.lines.number})" if verifier.lines.number else ""
        return {"verdict": "not proved", "field": error.field, "reason": error.reason + line, **verifier.report,
                "shown": [], "withheld": []}
    shown = [dict(zip(("group", "name", "value"), item)) for item in verifier.shown]
    return {"verdict": "proved", **verifier.report, "shown": shown, "withheld": verifier.withheld}

def printable(text, keep=""):
    """Control characters, and those that change the look of the text around them, spelled out."""
    hidden = "\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    return re.sub(f"[{hidden}\U000e0000-\U000e007f\ud800-\udfff]",
                  lambda m: m[0] if m[0] in keep else f"\\u{{{ord(m[0]):x}}}", text)

UNVOUCHED = ("\n  which the file itself names. NOBODY HAS VOUCHED FOR THIS KEY: compare it with the key that the keeper\n"
             "  of the case published, or give that key with --key.")

def print_text(report):
    if report["verdict"] != "proved":
        print(f"NOT PROVED\n  {'step: ' if 'step' in report else 'field:'} {printable(report.get('step', report.get('field')))}\n"
              f"  reason: {printable(report['reason'])}\nNothing in this file may be relied on.")
        return
    print_bundle(report) if "scopes" in report else print_proof(report)
    print("Signed with the key " + printable(report["key"]) + (
        "\n  which is the key you gave." if report["key_trusted"] else UNVOUCHED) + "\nNot proved: who really wrote a message, "
          "that its content is true, that the clock which dated it was right,\nor that nothing else exists.")

def print_proof(report):
    print(f"PROVED: this is record {report['sequence']} of the log {printable(report['origin'])}, which had "
          f"{report['tree_size']} record{'' if report['tree_size'] == 1 else 's'}.\n  root hash {report['root']}")
    for item in report["shown"]:
        value = printable(item["value"], "\n").replace("\n", "\n      | ")
        print(f"  {item['group']}: {printable(item['name'])}: {value}")
    for what in report["withheld"]:
        print(f"  withheld by whoever made this file: {what}")

def print_bundle(report):
    print(f"PROVED: {report['records']} messages of case {report['case']}, bundle {report['bundle']} of {report['time']}, for "
          f"{printable(report['recipient'])}.\nEach is in the case as it was sealed at {report['seal_time']} "
          f"({report['tree_size']} records). Not one byte of the file has changed since it was signed.")
    for scope in report["scopes"]:
        what = "the " + scope["kind"] + " " + printable((scope.get("text") or scope["key"]).lstrip("\1\2\3\4"))
        if scope["kind"] == "selection":
            what = "NOT COMPLETE: a selection; that the search found all it should is not proved"
        elif scope["kind"] == "conversation":
            first, end = (utc_text(scope[n]) if scope[n] is not None else "any time" for n in ("from", "to"))
            what = f"COMPLETE: {what}, from {first}, before {end}, undated ones {'' if scope['undated'] else 'not '}included"
        else:
            what = f"COMPLETE: {what} with all its {scope['conversations']} conversations"
        print("  " + what)
    print(f"  {report['included_only']} messages outside the complete parts; {report['withheld']} parts withheld, each with a "
          "reason in verify/redactions.")
    print(f"Time stamp: {report['timestamp'] or 'none'}" + (", stated, not checked." if report["timestamp"] else "."))
    for witness in report["witnesses"]:
        print(f"Cosigned by {printable(witness['name'])} at {utc_text(witness['time'] * 1000)}.")

def key_text(argument):
    """The text of a key, given as it is or as a file that holds it."""
    try:
        with open(argument, "rb") as file:
            return utf8(re.split(rb"[\r\n]", file.read(4096))[0], "--key")
    except OSError:
        need("+" in argument, "--key", f"cannot read the key {argument}")
        return argument

def main():
    parser = argparse.ArgumentParser(
        description="Checks a bundle or a single message of a Verbatim case, without the case and without a network.",
        epilog="Exit code: 0 proved, 1 not proved, 2 wrong usage or a file that cannot be read. "
               "What the result means: docs/bundle.md, docs/proofs.md.")
    parser.add_argument("file", help="a bundle (.zip) or a proof file; - for a proof on standard input")
    parser.add_argument("--key", help="public key of the case: its text, or a file that holds it")
    parser.add_argument("--witness-key", action="append", default=[], help="a witness that must have cosigned the log")
    parser.add_argument("--opening", help="withheld parts that were shown later: check that they fit the bundle")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of text")
    arguments = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        key, witnesses = arguments.key and key_text(arguments.key), [key_text(w) for w in arguments.witness_key]
        with sys.stdin.buffer if arguments.file == "-" else open(arguments.file, "rb") as file:
            if arguments.file != "-" and (file.read(2) == b"PK" or arguments.file.endswith(".zip")):
                opening = open(arguments.opening, "rb").read() if arguments.opening else None
                size = os.fstat(file.fileno()).st_size
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
                report = verify_bundle(data, key, witnesses, opening)
            else:
                need(not (witnesses or arguments.opening), "", "--witness-key and --opening are for bundles")
                if arguments.file != "-":
                    file.seek(0)
                report = verify(file.read(BYTES_MAX + 1), key)
    except (OSError, NotProved) as error:
        print("verify.py: " + printable(str(error)), file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(report, separators=(",", ":")))
    else:
        print_text(report)
    return 0 if report["verdict"] == "proved" else 1

if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader has seen enough; the verdict was not given whole
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
