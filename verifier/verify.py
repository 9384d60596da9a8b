#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a message proof, a bundle or an exported audit log of a Verbatim case. Needs Python 3.9 or later and nothing else.

Written from docs/proofs.md and docs/record.md, independently of the C++ verifier, and short enough to read:
the steps of docs/proofs.md, section 5, are the method Verifier.run, in the same order.
"""
import argparse
import binascii
import datetime
import hashlib
import json
import mmap
import os
import re
import sys

BYTES_MAX, NOTE_BYTES_MAX = 1 << 30, 1_000_000
SIGNATURES_MAX, HASHES_MAX, CLAIMED_KEYS_MAX = 64, 64, 16
GROUPS = ["source", "account", "conversation", "sender", "times", "text", "attachments", "rest"]
WHITE_SPACE = set([*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F,
                   0x205F, 0x3000])
WHITE_CHARACTERS = set(map(chr, WHITE_SPACE))

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
        raw = binascii.a2b_base64(text)
    except (binascii.Error, ValueError):
        raise NotProved(field, "not base64") from None
    if binascii.b2a_base64(raw, newline=False) != text:
        raise NotProved(field, "base64 in another than its one spelling")
    if size is not None and len(raw) != size:
        raise NotProved(field, f"{len(raw)} bytes instead of {size}")
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

    def read(self, **parsers):
        """The values of lines that follow each other, by name, each by its parser."""
        return {name: parse(self.value(name.replace("_", "-")), self.field) for name, parse in parsers.items()}

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

    def fail(self, reason):
        raise NotProved(self.field, "CBOR " + reason)

    def item(self, depth=0):
        """Half of the time that a large bundle takes is spent here."""
        data, at = self.data, self.at + 1
        if at > len(data) or depth > self.DEPTH_MAX:
            self.fail("ends inside an item, or is nested too deeply")
        major, value = data[at - 1] >> 5, data[at - 1] & 31
        if value >= 24:
            size = 1 << (value - 24)
            if value > 27 or at + size > len(data):
                self.fail("of a kind that is not used, or ends inside a number")
            value = int.from_bytes(data[at:at + size], "big")
            at += size
            if value < (24 if size == 1 else 1 << 4 * size):
                self.fail("number not in its shortest form")
        self.at = at
        if major < 2:
            return value if major == 0 else -1 - value
        if major < 4:
            self.at = end = at + value
            if end > len(data):
                self.fail("ends inside a string")
            return data[at:end] if major == 2 else utf8(data[at:end], self.field)
        if major > 5 or value > len(data) - at:
            self.fail("of a kind that is not used, or ends inside a list")
        if major == 4:
            return [self.item(depth + 1) for _ in range(value)]
        result, previous = {}, b""
        for _ in range(value):
            start = self.at
            key = self.item(depth + 1)
            encoded = data[start:self.at]
            if encoded <= previous or not isinstance(key, (int, str, bytes)):
                self.fail("map keys not in rising order, or of a kind that is not used")
            previous, result[key] = encoded, self.item(depth + 1)
        return result

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

# What stands in a group under a key, where that is a text or a choice.
PLAIN = {2: {0: "platform", 1: "account", 2: "device"}, 3: {0: "id", 1: "title", 2: "kind"},
         4: {0: "handle", 1: "name", 2: "direction"}, 8: {0: "kind", 1: "native id", 2: "reply to", 3: "forwarded from"}}
CHOICES = {3: [None, "direct", "group", "channel"], 4: [None, "incoming", "outgoing"], 8: KINDS}
OF_ATTACHMENT = {7: "kind", 1: "type stated", 2: "type found", 3: "size", 4: "SHA-256", 5: "hash stated", 6: "URL"}

def describe(group, m):
    """The content of a group as (name, value) pairs for people."""
    out = [(name, CHOICES[group][m[k]] if isinstance(m.get(k), int) else m.get(k))
           for k, name in PLAIN.get(group, {}).items()]
    if group == 1:
        out += [("container", f"SHA-256 {h.hex()}, member {name}") for h, name in m.get(7, [])]
        out.append(("object", "SHA-256 " + m[0].hex()))
        out.append(("place", f"bytes {m[1]} to {m[2]}" if 1 in m else f"table {m[3]}, row {m[4]}"))
        out.append(("parser", f"{m[5]} version {m[6]}"))
        out += [("settings", "SHA-256 " + m[8].hex())] if 8 in m else []
    elif group == 3:
        out += [("participant", p) for p in m.get(3, [])]
    elif group == 5:
        for k, time in m.items():
            value = " = ".join(([time[0]] if 0 in time else []) + ([utc_text(time[1])] if 1 in time else []))
            zone = " ".join([BASES[time.get(3, 0)]] + ([time[2]] if 2 in time else []))
            out.append((TIME_NAMES[k], f"{value} (zone {zone}, precision {PRECISIONS[time.get(4, 0)]})"))
    elif group == 7:
        for a in m.get(0, []):
            value = a.get(0, "(no name)") + "".join(
                f", {name} {a[k].hex() if k == 4 else a[k]}" for k, name in OF_ATTACHMENT.items() if k in a)
            out.append(("attachment", value + ("" if 4 in a else " (named, but its bytes are not in the evidence)")))
    elif group == 8:
        out += [("field " + key, value) for key, value, _ in m.get(4, [])]
    return [(name, value) for name, value in out if value]

def is_one_chunk(text, last):
    """The chunk rule of docs/proofs.md, section 2."""
    if not text or len(text) > 16 or not WHITE_CHARACTERS.isdisjoint(text[:-1]):
        return False
    return last or len(text) == 16 or text[-1] in WHITE_CHARACTERS

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

def verify_bundle(data, trusted=None, witnesses=(), opening=None):
    """The report on a bundle, by verify_bundle.py and verify_walks.py, which lie beside this file."""
    sys.modules.setdefault("verify", sys.modules[__name__])
    import verify_bundle as bundles
    return bundles.verify_bundle(data, trusted, witnesses, opening)

def audit_module():
    """verify_audit.py, which lies beside this file."""
    sys.modules.setdefault("verify", sys.modules[__name__])
    import verify_audit
    return verify_audit

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
    if "findings" in report:
        audit_module().print_audit(report)
        if report["key"]:
            print_key(report)
        print("Not proved: that nothing was done without an entry, or that entries after these do not exist.")
        return
    if report["verdict"] != "proved":
        print(f"NOT PROVED\n  {'step: ' if 'step' in report else 'field:'} {printable(report.get('step', report.get('field')))}\n"
              f"  reason: {printable(report['reason'])}\nNothing in this file may be relied on.")
        return
    print_bundle(report) if "scopes" in report else print_proof(report)
    print_key(report)
    print("Not proved: who really wrote a message, that its content is true, that the clock which dated it was right,\n"
          "or that nothing else exists.")

def print_key(report):
    print("Signed with the key " + printable(report["key"]) +
          ("\n  which is the key you gave." if report["key_trusted"] else UNVOUCHED))

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
        description="Checks a bundle, a single message or an audit log of a Verbatim case, without the case and without a network.",
        epilog="Exit code: 0 proved, 1 not proved, 2 wrong usage or a file that cannot be read. "
               "What the result means: docs/bundle.md, docs/proofs.md, docs/audit.md.")
    parser.add_argument("file", help="a bundle (.zip), a proof or an exported audit log; - for a proof on standard input")
    parser.add_argument("--key", help="public key of the case: its text, or a file that holds it")
    parser.add_argument("--witness-key", action="append", default=[], help="a witness that must have cosigned the log")
    parser.add_argument("--opening", help="withheld parts that were shown later: check that they fit the bundle")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of text")
    arguments = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        key, witnesses = arguments.key and key_text(arguments.key), [key_text(w) for w in arguments.witness_key]
        with sys.stdin.buffer if arguments.file == "-" else open(arguments.file, "rb") as file:
            first = file.read(64) if arguments.file != "-" else b""
            if arguments.file != "-":
                file.seek(0)
            if first.startswith(b"verbatim-audit-export v1\n"):
                need(not (witnesses or arguments.opening), "", "--witness-key and --opening are for bundles")
                report = audit_module().verify_audit(file, key)
            elif arguments.file != "-" and (first.startswith(b"PK") or arguments.file.endswith(".zip")):
                opening = open(arguments.opening, "rb").read() if arguments.opening else None
                size = os.fstat(file.fileno()).st_size
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
                report = verify_bundle(data, key, witnesses, opening)
            else:
                need(not (witnesses or arguments.opening), "", "--witness-key and --opening are for bundles")
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
