// SPDX-License-Identifier: Apache-2.0
// The app against the real program: its answers are as the contract says, every page of it works, and each role sees what
// it may.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {PASSWORD} from "../../mock/server.mjs";
import {assertAccessible, beginTask, openPage, signIn, startBrowser, visit} from "../browser.mjs";
import {answerSchema, mistakes} from "../schema.mjs";
import {startReal} from "./case.mjs";

let real;
let browser;
before(async () => {
  real = await startReal();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  assert.equal(await real?.stop(), 0, "the server ends in good order");
});

async function client(name, authority) {
  const origin = {Origin: real.url, "Content-Type": "application/json"};
  const signed = await fetch(`${real.url}/api/v1/session`, {method: "POST", headers: origin, body: JSON.stringify({name, password: PASSWORD})});
  assert.equal(signed.status, 200, await signed.clone().text());
  const {csrf} = await signed.json();
  const headers = {...origin, Cookie: signed.headers.get("set-cookie").split(";")[0], "X-CSRF": csrf};
  const ask = (method, path, body) => fetch(`${real.url}/api/v1${path}`, {method, headers, ...(body ? {body: JSON.stringify(body)} : {})});
  if (authority) {
    const {task} = await (await ask("POST", "/tasks", {authority, purpose: "to test"})).json();
    headers["X-Task"] = task.id;
  }
  return ask;
}

async function held(ask, method, path, template = path.split("?")[0], body = undefined, status = 200) {
  const response = await ask(method, path, body);
  const text = await response.text();
  assert.equal(response.status, status, `${method} ${path}: ${text.slice(0, 300)}`);
  if (status === 204) {
    return null;
  }
  const schema = answerSchema(method, template, String(status));
  assert.ok(schema, `${method} ${template} ${status} is in the contract`);
  const answer = JSON.parse(text);
  assert.deepEqual(mistakes(schema, answer).slice(0, 5), [], `${method} ${path}`);
  return answer;
}

test("nobody is signed in: no error, no message", async () => {
  const anybody = (method, path) => fetch(`${real.url}/api/v1${path}`, {method});
  assert.deepEqual(await held(anybody, "GET", "/session"), {user: null});
  await held(anybody, "GET", "/health");
  await held(anybody, "GET", "/search?q=boxes", "/search", undefined, 401);
});

test("every answer is as the contract says", async (context) => {
  const ask = await client("anna", "order-1");
  const {hits: [hit]} = await held(ask, "GET", "/search?q=boxes&limit=50");
  const seq = hit.seq;
  for (const [method, path, template, body, status] of [
    ["GET", "/session"], ["GET", "/authorities"], ["GET", "/tasks"], ["GET", "/case"],
    ["GET", "/search?q=two+form%3Ax", "/search", undefined, 400], ["GET", "/search?q=boxes&order=oldest&limit=500"], ["GET", "/search?q=&order=sequence"],
    ["GET", "/count?q=boxes"], ["GET", "/histogram?q=&by=day"], ["GET", "/histogram?q=boxes&by=hour"],
    ...["sender", "conversation", "platform", "account", "source", "kind"].map((by) => ["GET", `/facets?q=&by=${by}&limit=8`]),
    ["GET", "/complete?q=fr&at=2"], ["GET", "/complete?q=from%3Ak&at=6"], ["GET", "/conversations?q="], ["GET", "/conversations?q=boxes&limit=2"],
    ["GET", `/conversation?seq=${seq}`], ["GET", "/conversation?key=c-odd&at=first"], ["GET", "/conversation?key=c-odd&at=last"],
    ["GET", "/conversation?key=c-yard&at=2020-04-10T00%3A00%3A00.000Z"], ["GET", `/message/${seq}`, "/message/{seq}"], ["GET", "/message/13", "/message/{seq}"],
    ["GET", "/message/99999999", "/message/{seq}", undefined, 404], ["GET", "/handle?name=anna.k"], ["GET", "/handle?name=kilo%40enc.example"],
    ["GET", "/network?q=&limit=50"], ["GET", "/network?q=boxes&limit=500"], ["GET", "/gaps"], ["GET", "/sources"], ["GET", "/findings"], ["GET", "/findings?source=0"],
    ["POST", "/tags", "/tags", {name: "urgent"}, 204], ["POST", "/messages/tags", "/messages/tags", {seqs: [seq], add: ["urgent", "<b>x\u202E"]}, 204], ["GET", "/tags"],
    ["POST", "/notes", "/notes", {seq, text: "is this <b>the yard</b>?"}], ["GET", "/notes"], ["GET", `/notes?seq=${seq}`], ["GET", `/message/${seq}`, "/message/{seq}"],
    ["POST", "/selections", "/selections", {name: "transport", q: "boxes"}], ["GET", "/selections"],
    ["GET", "/audit", "/audit", undefined, 403], ["GET", "/users", "/users", undefined, 403],
  ]) {
    await context.test(`${method} ${path.slice(0, 60)}`, () => held(ask, method, path, template, body, status));
  }
  const otto = await client("otto", "order-1");
  await context.test("POST /exhibits", () => held(otto, "POST", "/exhibits", "/exhibits", {name: "A1", description: "The yard", seqs: [seq]}));
  await context.test("GET /exhibits", () => held(otto, "GET", "/exhibits"));
  await context.test("GET /audit", async () => held(await client("dora"), "GET", "/audit"));
  await context.test("GET /users", async () => held(await client("adam"), "GET", "/users"));
  await context.test("the tag and the note are beside the message", async () => {
    const {tags, notes} = await held(ask, "GET", `/message/${seq}`, "/message/{seq}");
    assert.deepEqual(tags.map(({name}) => name).sort(), ["<b>x\u202E", "urgent"]);
    assert.deepEqual(notes.map(({text}) => text), ["is this <b>the yard</b>?"]);
  });
});

test("what lies outside an authority is counted and not shown", async () => {
  const all = await held(await client("anna", "order-1"), "GET", "/search?q=boxes");
  const some = await held(await client("anna", "order-2"), "GET", "/search?q=boxes&limit=500");
  assert.ok(some.total > 0 && some.outside > 0);
  assert.equal(some.total + some.outside, all.total);
  assert.ok(some.hits.every(({sender, participants}) => [sender, ...participants].includes("vesta@enc.example")));
});

const PAGES = {
  "case home": ["#/home", "Emma 95 <i>demo</i>"],
  "search": ["#/search?q=boxes", "boxes"],
  "search with a message": ["#/search?q=boxes&open=13", "Message 13"],
  "search with a mistake": ["#/search?q=two+form%3Akilo", "Column 5:"],
  "conversations": ["#/conversations", "Kilo, Vesta"],
  "reader": ["#/conversation?seq=1200", "#1200"],
  "reader at the end": ["#/conversation?key=c-yard&at=last", "Messages of the conversation"],
  "message": ["#/message/13", "Message 13"],
  "handle": ["#/handle/kilo%40enc.example", "Messages sent by weekday and hour"],
  "network": ["#/network", "links"],
  "gaps": ["#/gaps", "What is missing"],
  "selections and exhibits": ["#/kept", "Run again"],
  "sources and findings": ["#/sources", "phones.jsonl"],
};

for (const [kind, options] of Object.entries({light: {colorScheme: "light"}, dark: {colorScheme: "dark"}, narrow: {viewport: {width: 400, height: 800}}})) {
  test(`every page, ${kind}`, async (context) => {
    const opened = await openPage(browser, real.url, options);
    const {page} = opened;
    await signIn(page, "anna");
    await beginTask(page);
    for (const [name, [hash, text]] of Object.entries(PAGES)) {
      await context.test(name, async () => {
        await visit(page, hash);
        const shown = page.getByText(text).or(page.getByLabel(text)).filter({visible: true}).first();
        await shown.waitFor({timeout: 8000});
        await page.waitForLoadState("networkidle");
        assert.equal(await page.locator(".failed").count(), 0, await page.locator(".failed").allInnerTexts().then(String));
        await assertAccessible(page, `${name}, ${kind}`);
      });
    }
    await opened.close();
  });
}

test("by keyboard: find, read, tag, note, keep, prove", async () => {
  const opened = await openPage(browser, real.url);
  const {page} = opened;
  await signIn(page, "anna");
  await beginTask(page);
  await visit(page, "#/search");
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
  await page.keyboard.type("boxes from:kil");
  await page.getByRole("option", {name: /kilo@enc/}).first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.getByRole("feed").waitFor();
  await page.getByRole("feed").focus();
  await page.keyboard.press("x");
  await page.keyboard.press("t");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("to read");
  await page.keyboard.press("Enter");
  await page.getByText("1 message is tagged.").waitFor();
  await page.locator(".hit-row .badge.tag", {hasText: "to read"}).first().waitFor();
  await page.getByRole("feed").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("tab", {name: "Proof"}).focus();
  await page.keyboard.press("Enter");
  const save = page.getByRole("button", {name: "Save the proof"});
  await save.focus();
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.match(file.suggestedFilename(), /^message-\d+\.proof$/);
  await page.getByRole("tab", {name: "Message"}).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Write a note").focus();
  await page.keyboard.type("<b>the yard?</b>");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".note", {hasText: "<b>the yard?</b>"}).waitFor();
  await page.getByRole("button", {name: "Save as a selection"}).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("boxes of kilo");
  await page.keyboard.press("Enter");
  await page.getByText(/Saved with [\d,]+ messages\./).waitFor();
  await visit(page, "#/kept");
  await page.getByRole("button", {name: "Run again: boxes of kilo"}).focus();
  await page.keyboard.press("Enter");
  await page.getByText(/messages, as then/).waitFor();
  await opened.close();
});

test("the overseer reads the log of all this, the administrator manages users; neither sees messages", async () => {
  for (const [name, heading] of [["dora", "Audit"], ["adam", "New user"]]) {
    const opened = await openPage(browser, real.url);
    await signIn(opened.page, name);
    await opened.page.getByRole("heading", {name: heading}).waitFor();
    await opened.page.getByRole("table").waitFor();
    await assertAccessible(opened.page, name);
    await visit(opened.page, "#/search?q=boxes");
    await opened.page.getByRole("heading", {name: heading}).waitFor();
    await opened.close();
  }
});
