// SPDX-License-Identifier: Apache-2.0
// Evidence that wants to do harm is shown, and does none.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {LONG} from "../../mock/evidence.mjs";
import {startMock} from "../../mock/server.mjs";
import {beginTask, openPage, signIn, startBrowser, visit} from "../browser.mjs";

let browser;
let mock;
let opened;
let page;
before(async () => {
  mock = await startMock();
  browser = await startBrowser();
  opened = await openPage(browser, mock.url);
  page = opened.page;
  await signIn(page, "anna");
  await beginTask(page);
});
after(async () => {
  await opened?.close();
  await browser?.close();
  await mock?.stop();
});

test("markup in texts, names, titles and paths stays text", async () => {
  for (const hash of ["#/search?q=onerror", "#/conversation?seq=13", "#/message/13", "#/handle/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "#/sources", "#/conversations", "#/network", "#/gaps?device=phone+B", "#/kept"]) {
    await visit(page, hash);
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator("main script, main img, main iframe, main b, main i, main [onmouseover], main [onerror]").count(), 0, hash);
  }
  await visit(page, "#/message/13");
  await page.getByText("<script>document.title='owned'</script>").waitFor();
  assert.doesNotMatch(await page.title(), /owned/);
});

test("no character that changes its surroundings unseen is in the page", async () => {
  for (const hash of ["#/search?q=in%3Ac-odd", "#/conversation?seq=207", "#/message/110", "#/handle/zero%E2%80%8Bwidth", "#/sources", "#/network", "#/gaps", "#/kept"]) {
    await visit(page, hash);
    await page.waitForLoadState("networkidle");
    const text = await page.evaluate(() => document.querySelector("main").textContent);
    assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u, hash);
    assert.doesNotMatch(await page.title(), /[\u200b\u202a-\u202e]/u);
  }
  await visit(page, "#/message/110");
  await page.locator(".hidden-character", {hasText: "U+200B"}).first().waitFor();
});

test("a megabyte in one message is cut with a word about it, and the page stays quick", async () => {
  await visit(page, "#/message/42");
  const begin = performance.now();
  await page.getByText(`2,000 of ${LONG.length.toLocaleString("en")} shown.`).waitFor();
  assert.ok(performance.now() - begin < 3000);
  await page.getByRole("button", {name: "Show more"}).focus();
  await page.keyboard.press("Enter");
  await page.getByText("102,000 of").waitFor();
});

test("text that runs from the right does so, and leaves its surroundings alone", async () => {
  await visit(page, "#/conversation?seq=3003");
  const text = page.locator(".text", {hasText: /[\u0600-\u06ff]/}).first();
  await text.waitFor();
  assert.equal(await text.evaluate((element) => getComputedStyle(element).direction), "rtl");
  assert.equal(await page.locator(".hit-head").first().evaluate((element) => getComputedStyle(element).direction), "ltr");
});

test("a handle whose letters only look like another's is marked", async () => {
  await visit(page, "#/handle/kil%D0%BE%40enc.example");
  await page.getByRole("heading", {level: 1}).getByText("Letters of several alphabets in one word: Latin, Cyrillic").waitFor({state: "attached"});
});
