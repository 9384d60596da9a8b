# SPDX-License-Identifier: Apache-2.0
"""Walks through sealed trees, and what they prove to be complete: docs/seals.md, sections 3 and 4."""
import bisect
import hashlib
import re
import struct

from verify import NotProved, decimal, from_base64, need, sha256

UNDATED = (1 << 63) - 1  # as an entry's time: after all others

def signed(text):
    """Decimal of 64 bits with a sign; None if it is not in its one spelling."""
    good = re.fullmatch(rb"0|-?[1-9][0-9]{0,18}", text) and -(1 << 63) <= int(text) < 1 << 63
    return int(text) if good else None

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

    def opened(self, name, sizes, closed):
        """The words of the opened leaves; `closed` makes a leaf of the hash that stands for one that is not opened."""
        for words in self:
            if words is not None:
                need(words[0] == name and len(words) in sizes, self.lines.field, f"neither a gap nor a {name.decode()}")
                if len(words) > 2:
                    yield words
                else:
                    self.leaf(closed(from_base64(words[1], self.lines.field, 32)))

class Coverage:
    """The dark stretches between what a walk shows: places are (key, 0 before its times | 1 at | 2 after, time)."""
    def __init__(self):
        self.dark, self.ends, self.open, self.known, self.unopened = [], [], False, None, False

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
        self.ends = [end or (b"\xff" * 33, 0, 0) for _, end in self.dark]  # a stretch to the end: behind every key

    def complete(self, key, first, last):
        at = bisect.bisect_left(self.ends, (key, 1, first))
        return at == len(self.dark) or (self.dark[at][0] is not None and self.dark[at][0] > (key, 1, last))

class Scopes:
    """Steps 9 and 10 of docs/bundle.md, section 1: a part of the class Bundle."""
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
