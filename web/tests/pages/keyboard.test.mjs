// SPDX-License-Identifier: Apache-2.0
// What people do all day, by keyboard alone.
import assert from "node:assert/strict";
import {readFile} from "node:fs/promises";
import {after, before, beforeEach, afterEach, test} from "node:test";
import {startMock} from "../../mock/server.mjs";
import {assertAccessible, beginTask, openPage, signIn, startBrowser, visit} from "../browser.mjs";

let browser;
let mock;
let opened;
let page;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });
beforeEach(async () => {
  mock = await startMock();
  opened = await openPage(browser, mock.url);
  page = opened.page;
});
afterEach(async () => {
  await mock.stop();  // first: a server that is left would keep the tests from ending
  await opened.close();
});

const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);

async function asAnalyst() {
  await signIn(page, "anna");
  await beginTask(page);
}

test("a wrong password says nothing about which part was wrong", async () => {
  await signIn(page, "anna", "wrong");
  await page.getByText("Name, password or code is wrong.").waitFor();
  assert.equal(await page.getByLabel("Password").inputValue(), "");
  await page.getByLabel("Name").fill("");
  await signIn(page, "locked", "wrong");
  await page.getByText("Too many attempts").waitFor();
});

test("nothing is asked about messages before a task is opened, and all names it then", async () => {
  await signIn(page, "anna");
  await page.getByLabel("Purpose").waitFor();
  assert.deepEqual(mock.requests.filter((one) => /api/.test(one) && !/session|tasks|authorities/.test(one)), []);
  await beginTask(page);
  await page.getByText("Everything adds up").waitFor();
  await page.reload();  // the task is kept for the tab
  await page.getByText("Everything adds up").waitFor();
});

test("an authority that is not valid cannot be chosen", async () => {
  await signIn(page, "anna");
  await page.getByRole("radio", {name: /RC 19\/0007/}).waitFor();
  assert.equal(await page.getByRole("radio", {name: /RC 19\/0007/}).isDisabled(), true);
  await page.getByText("It expired on 2026-01-01.").waitFor();
});

test("search: complete, find, walk, open, read on, choose, tag", async () => {
  await asAnalyst();
  await visit(page, "#/search");
  const box = page.getByRole("combobox", {name: "Query"});
  await box.waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
  await page.keyboard.type("fr");
  await page.getByRole("option", {name: /from:/}).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await box.inputValue(), "from:");
  await page.keyboard.type("big");
  await page.getByRole("option", {name: /big boss/}).waitFor();
  await assertAccessible(page, "completion");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  assert.equal(await box.inputValue(), "from:\"big boss\" ");
  await page.keyboard.type("boxes");
  await page.keyboard.press("Enter");
  await page.getByRole("feed").waitFor();
  const total = await page.locator(".totals").innerText();
  assert.match(total, /^\d+ messages/);
  assert.match(total, /more outside your authority/);
  await page.getByRole("feed").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-index") === "1");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", {name: "Message"}).waitFor();
  const first = await page.locator(".panel-head h2").innerText();
  await page.keyboard.press("j");  // the panel goes along
  await page.waitForFunction((old) => document.querySelector(".panel-head h2")?.textContent !== old, first);
  await page.keyboard.press("x");
  await page.keyboard.press("k");
  await page.keyboard.press("x");
  await page.getByText("2 chosen").waitFor();
  await page.keyboard.press("t");
  await page.getByRole("dialog").waitFor();
  await assertAccessible(page, "tag dialog");
  await page.keyboard.type("to read");
  await page.keyboard.press("Enter");
  await page.getByText("2 messages are tagged.").waitFor();
  await page.locator(".hit-row .badge.tag", {hasText: "to read"}).first().waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector(".panel") === null);
  await page.keyboard.press("/");
  assert.equal(await focused(), "Query");
  await page.getByRole("feed").focus();
  await page.keyboard.press("?");
  await page.getByText("next and previous message").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector(".bp5-dialog") === null);
  await page.keyboard.press("o");
  await page.getByRole("feed", {name: "Messages of the conversation"}).waitFor();
});

test("a mistake in a query is shown at its character", async () => {
  await asAnalyst();
  await visit(page, "#/search?q=%F0%9F%98%80+form%3Akilo");
  await page.getByRole("alert").waitFor();
  assert.equal(await page.locator(".wrong").innerText(), "f");
  await page.getByText("did you mean from:?").waitFor();
});

test("facets narrow the query, with exact counts", async () => {
  await asAnalyst();
  await visit(page, "#/search?q=boxes");
  const value = page.locator(".facets .bars a", {hasText: "Telegram"});
  await value.waitFor();
  const count = await value.locator(".count").innerText();
  await value.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => decodeURIComponent(window.location.hash).includes("platform:Telegram"));
  await page.waitForFunction((wanted) => document.querySelector(".totals")?.textContent?.startsWith(`${wanted} messages`), count);
});

test("hits stream in as one reads", async () => {
  await asAnalyst();
  await visit(page, "#/search?q=boxes");
  await page.getByRole("feed").waitFor();
  const place = () => page.evaluate(() => Number(document.activeElement?.getAttribute("aria-posinset")));
  for (let at = 0; at < 300 && await place() < 61; at += 1) {
    await page.keyboard.press("j");
    await page.waitForTimeout(10);
  }
  assert.ok(await place() >= 61);
  assert.ok(mock.requests.some((one) => /search\?.*cursor=50/.test(one)));
  assert.ok(await page.locator(".feed-item").count() < 60, "only what is in view is in the page");
});

test("a message: fields, bytes, proof and a note", async () => {
  await asAnalyst();
  await visit(page, "#/message/116");
  await page.getByRole("tab", {name: "Message"}).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByText("imei 356938035643809").waitFor();
  await assertAccessible(page, "fields");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByRole("button", {name: "Show as hexadecimal"}).focus();
  await page.keyboard.press("Enter");
  await page.getByText("7b 22 69 64 22").waitFor();
  await assertAccessible(page, "bytes");
  await page.getByRole("tab", {name: "Proof"}).focus();
  await page.keyboard.press("Enter");
  const save = page.getByRole("button", {name: "Save the proof"});
  await save.waitFor();
  await assertAccessible(page, "proof");
  await save.focus();
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.equal(file.suggestedFilename(), "message-116.proof");
  await page.getByRole("tab", {name: "Message"}).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Write a note").focus();
  await page.keyboard.type("<b>is this the yard?</b>");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".note", {hasText: "<b>is this the yard?</b>"}).waitFor();
  await page.getByRole("button", {name: "Delete"}).focus();
  await page.keyboard.press("Enter");
  await page.getByText("The note is deleted.").waitFor();
  await page.waitForFunction(() => document.querySelector(".note") === null);
});

test("the reader stands at the message asked for, and grows both ways without moving", async () => {
  await asAnalyst();
  await visit(page, "#/conversation?seq=3000");
  await page.locator(".hit-row.current", {hasText: "#3000"}).waitFor();
  const box = await page.locator(".hit-row.current").boundingBox();
  assert.ok(box && box.y > 100 && box.y < 800, "the message is in view");
  const top = () => page.evaluate(() => {
    const feed = document.querySelector(".feed");
    const line = feed.getBoundingClientRect().top;
    const row = [...document.querySelectorAll(".feed-item")].find((one) => one.getBoundingClientRect().bottom > line + 5);
    return Number(row.getAttribute("aria-posinset"));
  });
  const begun = await top();
  let last = begun;
  for (let at = 0; at < 80; at += 1) {
    await page.evaluate(() => document.querySelector(".feed").scrollBy(0, -400));
    await page.waitForTimeout(30);
    const now = await top();
    assert.ok(now <= last && last - now < 40, `from ${last} to ${now}`);
    last = now;
  }
  assert.ok(begun - last > 200, "it went on above what was held first");
  await page.getByRole("feed").focus();
  await page.keyboard.press("G");
  await page.waitForFunction(() => /^2,219 of 2,219|^2,2\d\d of 2,219/.test(document.querySelector(".reader-tools [role=status]")?.textContent ?? ""));
  await page.getByRole("feed").focus();
  await page.keyboard.press("g");
  await page.waitForFunction(() => /^1 of 2,219/.test(document.querySelector(".reader-tools [role=status]")?.textContent ?? ""));
  await page.getByLabel("Go to a day (UTC)").fill("2020-05-01");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /2020-0(4-30|5-01)/.test(document.querySelector(".reader-tools strong")?.textContent ?? ""));
});

test("times follow the zone, and say when a zone is not stated", async () => {
  await asAnalyst();
  await visit(page, "#/conversation?seq=3000");
  await page.locator(".hit-row.current", {hasText: "16:22:17"}).waitFor();
  await page.getByRole("button", {name: "anna"}).focus();
  await page.keyboard.press("Enter");
  await page.locator(".menu").getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.keyboard.press("Escape");
  await page.locator(".hit-row.current", {hasText: "01:22:17"}).waitFor();
  await page.getByText("zone not stated").first().waitFor();
});

test("chosen messages become an exhibit, a query a selection", async () => {
  await asAnalyst();
  await visit(page, "#/search?q=boxes");
  await page.getByRole("feed").focus();
  await page.keyboard.press("x");
  await page.keyboard.press("e");
  await page.getByRole("dialog").waitFor();
  await assertAccessible(page, "exhibit dialog");
  await page.keyboard.type("A1");
  await page.keyboard.press("Enter");
  await page.getByText("Exhibit “A1” is made.").waitFor();
  await page.getByRole("button", {name: "Save as a selection"}).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("transport");
  await page.keyboard.press("Enter");
  await page.getByText("Saved with 1,116 messages.").waitFor();
});

test("a selection is made again, an exhibit is read", async () => {
  await asAnalyst();
  await visit(page, "#/kept");
  await page.getByRole("button", {name: /Run again: boxes/}).focus();
  await page.keyboard.press("Enter");
  await page.getByText("1,116 now, 116 more than then").waitFor();
  await page.getByRole("button", {name: /Run again: Kilo/}).focus();
  await page.keyboard.press("Enter");
  await page.getByText(/messages, as then/).waitFor();
  await assertAccessible(page, "selections that were run again");
  await page.getByText("not listed").waitFor();  // the server gave no numbers of the second exhibit
  await page.getByRole("link", {name: "401 to 450"}).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("feed").waitFor();
  await page.waitForFunction(() => /^4\d messages/.test(document.querySelector(".totals")?.textContent ?? ""));
  await visit(page, "#/kept");
  await page.getByRole("link", {name: "boxes <i>2020</i>"}).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".totals")?.textContent?.startsWith("1,116 messages"));
});

test("gaps: from a finding to its hours, by arrows to an hour, and into its messages", async () => {
  await asAnalyst();
  await visit(page, "#/gaps");
  const grid = page.getByRole("grid", {name: /Messages of phone A/});
  await grid.waitFor();
  assert.ok(await grid.locator(".in-gap").count() >= 7);
  await page.getByRole("row", {name: /clock/}).getByRole("link").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("grid", {name: /Messages of phone B/}).waitFor();
  await page.locator(".calendar td[tabindex='0']").focus();
  const label = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  const begun = await label();
  assert.match(begun, /^2020-04-29 00:00 UTC: /);
  for (const key of ["ArrowDown", "ArrowRight", "ArrowRight", "PageDown", "ArrowUp"]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(20);
  }
  assert.match(await label(), /^2020-05-06 02:00 UTC: /);
  for (let week = 0; week < 3; week += 1) {
    await page.keyboard.press("PageDown");
    await page.waitForTimeout(20);
  }
  assert.match(await label(), /^2020-05-27 02:00 UTC: /);  // beyond what was shown first
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => decodeURIComponent(window.location.hash).includes("sent:2020-05-27T02"));
  await page.locator(".totals").waitFor();
});

test("network: sorted, narrowed to a handle and to the way between two, and saved", async () => {
  await asAnalyst();
  await visit(page, "#/network?q=boxes");
  const way = page.locator(".chosen-line");
  await page.getByRole("button", {name: "Contacts"}).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("columnheader", {name: "Contacts"}).and(page.locator("[aria-sort=descending]")).waitFor();
  await page.getByRole("checkbox", {name: "Choose mikado"}).focus();
  await page.keyboard.press("Space");
  await way.getByText("Links of").waitFor();
  await page.getByRole("checkbox", {name: "Choose anna.k"}).focus();
  await page.keyboard.press("Space");
  await way.getByText("A shortest way: mikado").waitFor();
  assert.equal(await page.getByRole("group", {name: "Links"}).locator("tbody tr").count(), 2);
  await assertAccessible(page, "a way in the network");
  for (const [button, name, begin] of [["GEXF", "network.gexf", "<?xml"], ["GraphML", "network.graphml", "<?xml"], ["Handles as CSV", "handles.csv", "\uFEFFhandle,"], ["Links as CSV", "edges.csv", "\uFEFFa,b,"]]) {
    await page.getByRole("button", {name: button}).focus();
    const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    assert.equal(file.suggestedFilename(), name);
    assert.ok((await readFile(await file.path(), "utf8")).startsWith(begin), name);
  }
});

test("a rejected row is read with its bytes", async () => {
  await asAnalyst();
  await visit(page, "#/sources?source=3");
  await page.getByRole("button", {name: "Show the bytes"}).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("broken").waitFor();
  await assertAccessible(page, "bytes of a finding");
  await page.keyboard.press("Escape");
});

test("single keys can be switched off", async () => {
  await asAnalyst();
  await page.getByRole("button", {name: "anna"}).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Single keys as commands").focus();
  await assertAccessible(page, "menu");
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await visit(page, "#/search?q=boxes");
  await page.getByRole("feed").focus();
  await page.keyboard.press("?");
  await page.waitForTimeout(200);
  assert.equal(await page.getByRole("dialog").count(), 0);
});

test("every language loads, and the page says which it is", async () => {
  await signIn(page, "anna");
  for (const [language, word] of [["nl", "Doel"], ["fr", "Finalité"], ["de", "Zweck"]]) {
    await page.getByRole("button", {name: "anna"}).focus();
    await page.keyboard.press("Enter");
    await page.locator(".menu select").nth(1).selectOption(language);
    await page.waitForFunction((code) => document.documentElement.lang === code, language);
    await page.keyboard.press("Escape");
    await page.getByLabel(word, {exact: true}).waitFor();
  }
});

test("the data-protection officer searches the audit log and sees no messages", async () => {
  await signIn(page, "dora");
  await page.getByRole("table").waitFor();
  await page.getByLabel("Who", {exact: true}).fill("otto");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  assert.deepEqual(await page.getByRole("navigation").getByRole("link").allInnerTexts(), ["Audit"]);
  await visit(page, "#/search?q=boxes");
  await page.getByRole("heading", {name: "Audit"}).waitFor();
});

test("the administrator adds a user, and sees no messages", async () => {
  await signIn(page, "adam");
  await page.getByRole("heading", {name: "New user"}).waitFor();
  await page.getByLabel("Name").focus();
  await page.keyboard.type("eva \u202E<b>");
  await page.keyboard.press("Tab");
  await page.keyboard.type("a long password");
  await page.getByLabel("Examiner").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", {name: "Add the user"}).focus();
  await page.keyboard.press("Enter");
  await page.locator("th", {hasText: /eva\s*U\+202E<b>/}).waitFor();
  await page.locator(".said", {hasText: "eva ⟨U+202E⟩<b> is added."}).waitFor();
  assert.deepEqual(await page.getByRole("navigation").getByRole("link").allInnerTexts(), ["Users"]);
});

test("whoever is signed out by the server signs in again", async () => {
  await asAnalyst();
  mock.mock.sessions.clear();
  await visit(page, "#/search?q=boxes");
  await page.getByLabel("Password").waitFor();
});
