// SPDX-License-Identifier: Apache-2.0
// The server that the tests of the app stand on says what the contract says, so what passes here is worth something there.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {PASSWORD, startMock} from "../../mock/server.mjs";
import {answerSchema, contract, mistakes} from "../schema.mjs";

let mock;
before(async () => { mock = await startMock(); });
after(async () => { await mock.stop(); });

async function signedIn(name) {
  const response = await fetch(`${mock.url}/api/v1/session`, {method: "POST", body: JSON.stringify({name, password: PASSWORD})});
  const cookie = response.headers.get("set-cookie").split(";")[0];
  const {csrf} = await response.json();
  return (method, path, body, task = "t1") => fetch(`${mock.url}/api/v1${path}`, {
    method, headers: {cookie, "X-CSRF": csrf, "X-Task": task}, ...(body ? {body: JSON.stringify(body)} : {}),
  });
}

async function check(request, method, path, template = path.split("?")[0], body = undefined) {
  const response = await request(method, path, body);
  const schema = answerSchema(method, template, String(response.status));
  if (response.status === 204) {
    return;
  }
  assert.ok(schema, `${method} ${template} ${response.status} is in the contract`);
  assert.deepEqual(mistakes(schema, await response.json()), [], `${method} ${path}`);
}

test("every answer of the mock is as the contract says", async () => {
  const anna = await signedIn("anna");
  for (const [method, path, template, body] of [
    ["GET", "/session"], ["GET", "/authorities"], ["POST", "/tasks", "/tasks", {authority: "AUTH-1", purpose: "to test"}], ["GET", "/tasks"], ["GET", "/case"],
    ["GET", "/search?q=boxes&limit=200"], ["GET", "/search?q=two+form:x"], ["GET", "/histogram?q=&by=day"], ["GET", "/facets?q=&by=conversation"],
    ["GET", "/complete?q=from:k&at=6"], ["GET", "/conversations?q="], ["GET", "/conversation?seq=100"], ["GET", "/conversation?key=c-odd&at=last"],
    ["GET", "/message/13", "/message/{seq}"], ["GET", "/message/70", "/message/{seq}"], ["GET", "/handle?name=anna.k"], ["GET", "/handle?name=nobody"],
    ["POST", "/messages/tags", "/messages/tags", {seqs: [1], add: ["a"]}], ["GET", "/tags"], ["POST", "/notes", "/notes", {seq: 1, text: "n"}], ["GET", "/notes"],
    ["POST", "/selections", "/selections", {name: "s", q: "boxes"}], ["GET", "/selections"], ["POST", "/exhibits", "/exhibits", {name: "e", seqs: [1]}], ["GET", "/exhibits"],
    ["GET", "/sources"], ["GET", "/findings?source=3"], ["GET", "/gaps"], ["GET", "/network?q=&limit=50"], ["GET", "/count?q=boxes"], ["GET", "/histogram?q=&by=hour"], ["GET", "/users"], ["GET", "/audit"],
  ]) {
    await check(anna, method, path, template, body);
  }
  await check(await signedIn("dora"), "GET", "/audit");
  await check(await signedIn("adam"), "GET", "/users");
});

test("whoever is not signed in learns that, and it is no error", async () => {
  const response = await fetch(`${mock.url}/api/v1/session`);
  assert.equal(response.status, 200);
  const body = await response.json();
  assert.deepEqual(body, {user: null});
  assert.deepEqual(mistakes(answerSchema("GET", "/session", "200"), body), []);
  assert.equal(mistakes(answerSchema("GET", "/session", "200"), {user: {name: "a"}}).length > 0, true);
});

test("the mock holds the rules that the app must live with", async () => {
  const anna = await signedIn("anna");
  await anna("POST", "/tasks", {authority: "AUTH-1", purpose: "to test"});
  assert.equal((await anna("GET", "/search?q=", undefined, "none")).status, 403);
  assert.equal((await fetch(`${mock.url}/api/v1/case`)).status, 401);
  assert.equal((await (await signedIn("adam"))("GET", "/search?q=")).status, 403);
});

test("what shows messages takes a task, what changes something takes the session's token", () => {
  const free = new Set(["/session", "/authorities", "/tasks", "/audit", "/users", "/events", "/health", "/metrics"]);
  for (const [path, operations] of Object.entries(contract.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const names = (operation.parameters ?? []).map((one) => one.$ref ?? one.name);
      assert.equal(names.includes("#/components/parameters/Task"), !free.has(path), `${method} ${path}`);
      assert.equal(names.includes("#/components/parameters/Csrf"), method !== "get" && operation.operationId !== "signIn", `${method} ${path}`);
    }
  }
});

test("a mistake against the contract is found", () => {
  const hit = contract.components.schemas.Note;
  assert.deepEqual(mistakes(hit, {id: 1, seq: 1, by: "a", at: "2026-11-24T01:00:00.000Z", text: "t"}), []);
  assert.equal(mistakes(hit, {id: "1", seq: 1, by: null, at: "yesterday", extra: 1}).length, 5);
});
