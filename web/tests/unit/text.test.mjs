// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {test} from "node:test";
import {cutAt, mixedScripts, pieces, visible} from "../../build/unit/text/visible.js";
import {clause, hourOf, narrowed, numbered, period, quoted} from "../../build/unit/text/query.js";
import {shownText, shownTime} from "../../build/unit/text/times.js";
import {hexLines} from "../../build/unit/text/bytes.js";

test("characters that change their surroundings unseen are spelled out", () => {
  assert.equal(visible("a\u202Eb\u200Bc\u0000"), "a⟨U+202E⟩b⟨U+200B⟩c⟨U+0000⟩");
  assert.equal(visible("one\r\ntwo\tthree\u2028"), "one⟨U+000D⟩\ntwo\tthree⟨U+2028⟩");
  assert.equal(visible("\u{E0041}\uFEFF\uFFFE\uD800"), "⟨U+E0041⟩⟨U+FEFF⟩⟨U+FFFE⟩⟨U+D800⟩");
});

test("what a script or an emoji needs stays", () => {
  for (const text of ["👨‍👩‍👧", "नमस्‍ते", "🏴\u{E0067}\u{E0062}\u{E007F}", "❤️", "café", "سلام"]) {
    assert.equal(visible(text), text);
  }
  assert.equal(visible("a\u200Db"), "a⟨U+200D⟩b");
});

test("pieces put together are the text, cut at highlights and at hidden characters", () => {
  const text = "two bo\u200Bxes and two";
  const list = pieces(text, [[0, 3], [4, 10], [15, 18]]);
  assert.deepEqual(list.filter((piece) => piece.hit && !piece.hidden).map((piece) => piece.text), ["two", "bo", "xes", "two"]);
  assert.equal(list.map((piece) => (piece.hidden ? "\u200B" : piece.text)).join(""), text);
  assert.deepEqual(pieces(""), []);
});

test("a megabyte of hidden characters and highlights takes no long time", () => {
  const text = "a\u202E".repeat(500_000);
  const begin = performance.now();
  assert.equal(pieces(text, Array.from({length: 10_000}, (_, at) => [at * 4, at * 4 + 2])).length > 500_000, true);
  assert.ok(performance.now() - begin < 3000);
});

test("a text is not cut inside a character", () => {
  assert.equal(cutAt("ab😀cd", 3), 4);
  assert.equal(cutAt("abc", 10), 3);
});

test("letters of several alphabets in one word are noticed, several words are not", () => {
  assert.deepEqual(mixedScripts("kil\u043E"), ["Latin", "Cyrillic"]);
  assert.deepEqual(mixedScripts("kilo Привет"), []);
});

test("values of evidence go into a query as one value", () => {
  assert.equal(quoted("kilo@enc.example"), "kilo@enc.example");
  assert.equal(quoted("big \"boss\" \\ OR *"), "\"big \\\"boss\\\" \\\\ OR *\"");
  assert.equal(quoted("AND"), "\"AND\"");
  assert.equal(clause("from", "a) OR (b"), "from:\"a) OR (b\"");
});

test("a query is narrowed as a whole", () => {
  assert.equal(narrowed("", "from:a"), "from:a");
  assert.equal(narrowed("two boxes", "from:a"), "two boxes from:a");
  assert.equal(narrowed("two OR boxes", "from:a"), "(two OR boxes) from:a");
  assert.equal(narrowed("a THEN/5 b", period("2020-04-01", "2020-04-02")), "(a THEN/5 b) sent:[2020-04-01 TO 2020-04-02]");
});

test("messages are asked for by their numbers, runs as ranges", () => {
  assert.equal(numbered([7, 5, 6, 30, 5, 41, 42]), "seq:[5 TO 7] OR seq:30 OR seq:[41 TO 42]");
  assert.equal(numbered([3]), "seq:3");
  assert.equal(hourOf("2020-04-01T16:00:00.000Z"), "sent:2020-04-01T16");
});

test("times have their full year and their zone", () => {
  assert.deepEqual(shownTime("2020-04-01T16:54:30.250Z", "UTC"), {date: "2020-04-01", time: "16:54:30", offset: "UTC"});
  assert.equal(shownText("2020-06-30T23:30:00.000Z", "Europe/Amsterdam"), "2020-07-01 01:30:00 +02:00");
  assert.equal(shownText("0987-01-01T00:00:00.000Z", "UTC"), "0987-01-01 00:00:00 UTC");
  assert.equal(shownText(null, "UTC"), "");
});

test("bytes are shown with their offset in the source", () => {
  assert.deepEqual(hexLines(new Uint8Array([0x41, 0, 0xff]), 16, 0, 100), [{offset: "00000010", hex: "41 00 ff", text: "A··"}]);
});
