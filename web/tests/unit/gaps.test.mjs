// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {test} from "node:test";
import {DAY, daysOf, gapAt, HOUR, hoursOf, levelOf, timed, windowAt} from "../../build/unit/pages/gaps/hours.js";

const APRIL = Date.UTC(2020, 3, 1);
const hours = hoursOf([
  {begin: null, count: 4}, {begin: "2020-04-01T05:00:00.000Z", count: 2}, {begin: "2020-04-01T23:00:00.000Z", count: 9}, {begin: "2020-06-01T00:00:00.000Z", count: 1},
]);

test("every message with a time is in one hour and one day", () => {
  assert.equal(hours.first, APRIL);
  assert.equal(hours.last, Date.UTC(2020, 5, 1));
  assert.equal(hours.most, 9);
  assert.equal(hours.undated, 4);
  assert.deepEqual(daysOf(hours), [{begin: "2020-04-01T00:00:00.000Z", count: 11}, {begin: "2020-06-01T00:00:00.000Z", count: 1}]);
  assert.equal(hoursOf([{begin: null, count: 3}]), null);
});

test("nothing has a level of its own, the most has the last", () => {
  assert.deepEqual([0, 1, 9].map((count) => levelOf(count, 9)), [0, 2, 5]);
  assert.equal(levelOf(1, 1), 5);
});

test("an hour lies in a gap that begins or ends within it, and not in one that ends at its begin", () => {
  const gaps = timed([
    {kind: "silence", account: "a", begin: "2020-04-01T05:30:00.000Z", end: "2020-04-01T08:00:00.000Z", words: ""},
    {kind: "one-sided", account: "a", begin: null, end: null, words: ""},
  ]);
  assert.equal(gaps.length, 1);
  assert.deepEqual([4, 5, 6, 7, 8].map((hour) => gapAt(gaps, APRIL + hour * HOUR) !== undefined), [false, true, true, true, false]);
});

test("what is shown stays within what there is, and holds the time that was asked for", () => {
  assert.equal(windowAt(hours, APRIL), APRIL);
  assert.equal(windowAt(hours, hours.last), hours.last - 27 * DAY);
  const middle = APRIL + 20 * DAY + 5 * HOUR;
  assert.ok(windowAt(hours, middle) <= middle && middle < windowAt(hours, middle) + 28 * DAY);
  assert.equal(windowAt(hoursOf([{begin: "2020-04-01T05:00:00.000Z", count: 1}]), APRIL + 90 * DAY), APRIL);
});
