// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {test} from "node:test";
import {csvCell, edgesCsv, gexf, graphml, handlesCsv} from "../../build/unit/pages/network/export.js";
import {modelOf, wayBetween} from "../../build/unit/pages/network/model.js";

const HOSTILE = "<b>\"&'\u0000\u202E";
const NETWORK = {
  nodes: [{handle: "kilo", messages: 5}, {handle: HOSTILE, messages: 9}, {handle: "+31600000001", messages: 5}, {handle: "alone", messages: 1}],
  edges: [{a: "kilo", b: HOSTILE, messages: 4}, {a: HOSTILE, b: "+31600000001", messages: 6}],
};

test("contacts and exchanged messages are counted on both sides, most messages first", () => {
  const model = modelOf(NETWORK);
  assert.deepEqual(model.nodes.map(({handle}) => handle), [HOSTILE, "+31600000001", "kilo", "alone"]);
  assert.deepEqual(model.nodes[0], {handle: HOSTILE, messages: 9, contacts: 2, exchanged: 10});
  assert.deepEqual(model.edges.map(({messages}) => messages), [6, 4]);
});

test("an edge to a handle that is not among the nodes keeps its end", () => {
  const model = modelOf({nodes: [{handle: "a", messages: 1}], edges: [{a: "a", b: "z", messages: 2}]});
  assert.deepEqual(model.nodes.map(({handle, messages}) => [handle, messages]), [["a", 1], ["z", 0]]);
});

test("a shortest way is found, or none", () => {
  const {neighbours} = modelOf(NETWORK);
  assert.deepEqual(wayBetween(neighbours, "kilo", "+31600000001"), ["kilo", HOSTILE, "+31600000001"]);
  assert.deepEqual(wayBetween(neighbours, "kilo", "alone"), []);
  assert.deepEqual(wayBetween(neighbours, "kilo", "kilo"), ["kilo"]);
});

test("files for other programs hold every handle and edge, and nothing that breaks out of its place", () => {
  const model = modelOf(NETWORK);
  for (const text of [gexf(model, "a < b & \"c\""), graphml(model, "a < b & \"c\"")]) {
    assert.equal((text.match(/<node /g) ?? []).length, 4);
    assert.equal((text.match(/<edge /g) ?? []).length, 2);
    assert.match(text, /&#60;b&#62;&#34;&#38;&#39;⟨U\+0000⟩\u202E/);
    assert.doesNotMatch(text, /<b>|\u0000|undefined/);
  }
  assert.equal(gexf(model, "q"), gexf(modelOf(NETWORK), "q"));
  assert.match(gexf(model, ""), /<edge id="0" source="0" target="1" weight="6"\/>/);
});

test("a spreadsheet runs nothing of it", () => {
  assert.equal(csvCell("+31600000001"), "'+31600000001");
  assert.equal(csvCell("'a"), "''a");
  assert.equal(csvCell("a,\"b\"\r\n"), "\"a,\"\"b\"\"\r\n\"");
  assert.equal(csvCell(-3), "-3");
  const model = modelOf(NETWORK);
  assert.equal(handlesCsv(model).split("\r\n")[0], "\uFEFFhandle,messages,contacts,exchanged");
  assert.match(edgesCsv(model), /\r\nkilo,.*,4\r\n/);
});
