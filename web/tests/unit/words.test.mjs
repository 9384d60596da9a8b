// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import {readdirSync, readFileSync, statSync} from "node:fs";
import {test} from "node:test";
import {en} from "../../build/unit/words/en.js";
import {nl} from "../../build/unit/words/nl.js";
import {fr} from "../../build/unit/words/fr.js";
import {de} from "../../build/unit/words/de.js";
import {translate} from "../../build/unit/words/words.js";

const forms = (text) => (typeof text === "string" ? [text] : Object.values(text));
const names = (text) => forms(text).map((form) => [...form.matchAll(/\{\w+\}/g)].map(([name]) => name).sort().join());

for (const [language, catalogue] of Object.entries({nl, fr, de})) {
  test(`${language} says everything, with the same values`, () => {
    assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(en).sort());
    for (const key of Object.keys(en)) {
      assert.equal(new Set([...names(en[key]), ...names(catalogue[key])]).size, 1, key);
    }
  });
}

function sources(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(path).isDirectory() ? sources(path) : /\.tsx?$/.test(name) ? [path] : [];
  });
}

test("numbers are in the language's writing, and a word that is not known is shown as it came", () => {
  assert.equal(translate(en, "en", "search.total", {n: 1}), "1 message");
  assert.equal(translate(de, "de", "search.total", {n: 1234}), translate(de, "de", "search.total", {n: 1234}));
  assert.equal(translate(en, "en", "kind.hologram"), "hologram");
});

test("the app makes no markup of text, evaluates nothing, and has no inline handler", () => {
  const folder = new URL("../../src", import.meta.url).pathname;
  for (const path of sources(folder)) {
    assert.doesNotMatch(readFileSync(path, "utf8"), /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write|\beval\(|new Function/, path);
  }
});

test("fetch is called in one place", () => {
  const folder = new URL("../../src", import.meta.url).pathname;
  const callers = sources(folder).filter((path) => /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource/.test(readFileSync(path, "utf8")));
  assert.deepEqual(callers.map((path) => path.slice(folder.length)), ["/api/client.ts"]);
});

test("every package is held by its hash, and the lock names no place to fetch it from", () => {
  const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));
  const packages = Object.entries(lock.packages).filter(([name]) => name !== "");
  assert.ok(packages.length > 50);
  for (const [name, entry] of packages) {
    assert.match(entry.integrity ?? "", /^sha512-/, name);
    assert.equal(entry.resolved, undefined, name);
  }
});
