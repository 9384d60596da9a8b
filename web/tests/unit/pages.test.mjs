// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {test} from "node:test";
import {address, parseRoute} from "../../build/unit/route.js";
import {withAfter, withBefore} from "../../build/unit/pages/reader/window.js";
import {wordStart} from "../../build/unit/pages/search/query_box.js";
import {bins, withoutStrays} from "../../build/unit/parts/volume.js";

const DAY = 86_400_000;
const hits = (from, to) => Array.from({length: to - from}, (_, at) => ({seq: from + at}));
const page = (from, to, total = 100_000) => ({hits: hits(from, to), before_more: from > 0, after_more: to < total, position: from, total});
const seqs = (window) => window.hits.map(({seq}) => seq);

test("an address keeps whatever stands in a query or a handle", () => {
  for (const text of ["a&b=c#d?e%", "<script>/../", "\u202Ex", "big boss", "100%"]) {
    const route = parseRoute(address("handle", {q: text}, text));
    assert.equal(route.page, "handle");
    assert.equal(route.rest, text);
    assert.equal(route.parameters.get("q"), text);
  }
  assert.equal(parseRoute("#/handle/%E0%A4%A").rest, "%E0%A4%A");
});

test("a conversation grows at both ends, without a gap and without a double", () => {
  let window = {hits: hits(500, 600), position: 500, total: 100_000, before: true, after: true, start: 50};
  window = withBefore(window, page(400, 501));
  assert.deepEqual(seqs(window), hits(400, 600).map(({seq}) => seq));
  assert.equal(window.position, 400);
  assert.equal(window.hits[window.start].seq, 550);
  window = withAfter(window, page(599, 700));
  assert.deepEqual(seqs(window), hits(400, 700).map(({seq}) => seq));
});

test("a conversation lets go at the far end, and knows that there is more", () => {
  let window = {hits: hits(50_000, 50_100), position: 50_000, total: 100_000, before: true, after: true, start: 0};
  for (let at = 50_099; window.hits.length < 1500 || window.position === 50_000; at += 100) {
    window = withAfter(window, page(at, at + 101));
  }
  assert.equal(window.hits.length, 1500);
  assert.equal(window.before, true);
  assert.equal(window.hits[0].seq, window.position);
  const before = withBefore(window, page(window.position - 100, window.position + 1));
  assert.equal(before.hits.length, 1500);
  assert.equal(before.after, true);
  assert.equal(before.hits[0].seq, before.position);
});

test("an answer that brings nothing new ends the asking", () => {
  const window = {hits: hits(0, 10), position: 0, total: 10, before: true, after: true, start: 0};
  assert.equal(withBefore(window, {...page(0, 1), before_more: true}).before, false);
  assert.equal(withAfter(window, {...page(9, 10), after_more: true}).after, false);
});

test("the word before the cursor begins behind a blank or a bracket, not inside quotation marks", () => {
  assert.equal(wordStart("two from:ki", 11), 4);
  assert.equal(wordStart("(from:\"big bo", 13), 1);
  assert.equal(wordStart("from:\"big \\\" bo", 15), 0);
  assert.equal(wordStart("two ", 4), 4);
});

test("bars hold every message that has a time, whatever the length of the case", () => {
  const buckets = [{begin: null, count: 7}, ...Array.from({length: 5000}, (_, day) => ({begin: new Date(day * DAY).toISOString(), count: 2}))];
  const list = bins(buckets, DAY);
  assert.ok(list.length <= 180);
  assert.equal(list.reduce((sum, {count}) => sum + count, 0), 10_000);
  assert.deepEqual(bins([{begin: null, count: 3}], DAY), []);
});

test("messages that a wrong clock dated far away leave room for the others, and are counted", () => {
  const days = Array.from({length: 75}, (_, day) => ({begin: new Date(Date.UTC(2020, 3, 1) + day * DAY).toISOString(), count: 100}));
  const stray = {begin: "1970-01-11T00:00:00.000Z", count: 3};
  const {near, outside} = withoutStrays([{begin: null, count: 2}, stray, ...days]);
  assert.equal(outside, 3);
  assert.equal(near.length, 76);
  assert.equal(withoutStrays(days).outside, 0);
  assert.equal(withoutStrays([{...stray, count: 300}, ...days]).outside, 0);  // too many to be strays
  assert.equal(withoutStrays([{begin: null, count: 2}]).outside, 0);
});
