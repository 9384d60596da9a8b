// SPDX-License-Identifier: Apache-2.0
// What the app may cost: bytes of script, time to the first paint, time to a place in a long conversation.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import {after, before, test} from "node:test";
import {gzipSync} from "node:zlib";
import {startMock} from "../../mock/server.mjs";
import {beginTask, openPage, signIn, startBrowser, visit} from "../browser.mjs";

const DIST = new URL("../../dist/", import.meta.url);
const SCRIPT_BYTES = 500_000;
const FIRST_BYTES = 250_000;
const FIRST_PAINT_MS = 1500;

const size = (path) => gzipSync(readFileSync(new URL(path, DIST)), {level: 9}).length;

let browser;
let mock;
before(async () => {
  mock = await startMock();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await mock?.stop();
});

test("all scripts together are small, and what the first page needs is smaller", (context) => {
  const scripts = readdirSync(new URL("assets/", DIST)).filter((name) => name.endsWith(".js"));
  const all = scripts.reduce((sum, name) => sum + size(`assets/${name}`), 0);
  const first = [...readFileSync(new URL("index.html", DIST), "utf8").matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].reduce((sum, [, name]) => sum + size(name), 0);
  context.diagnostic(`${all} bytes of script, ${first} for the first page with its style`);
  assert.ok(all < SCRIPT_BYTES, `${all}`);
  assert.ok(first < FIRST_BYTES, `${first}`);
});

test("nothing in the app names another host, and its page holds no script and no style", () => {
  const page = readFileSync(new URL("index.html", DIST), "utf8");
  assert.doesNotMatch(page, /<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
  assert.doesNotMatch(page, /https?:\/\//);
  for (const name of readdirSync(new URL("assets/", DIST)).filter((one) => one.endsWith(".css"))) {
    assert.doesNotMatch(readFileSync(new URL(`assets/${name}`, DIST), "utf8"), /url\(["']?https?:|@import/);
  }
});

test("the first paint is soon", async (context) => {
  const opened = await openPage(browser, mock.url);
  await opened.page.getByLabel("Name").waitFor();
  const paint = await opened.page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity);
  context.diagnostic(`first paint after ${Math.round(paint)} ms`);
  await opened.close();
  assert.ok(paint < FIRST_PAINT_MS, `${paint} ms`);
});

test("scrolling in the reader is smooth", async (context) => {
  const opened = await openPage(browser, mock.url);
  await signIn(opened.page, "anna");
  await beginTask(opened.page);
  await visit(opened.page, "#/conversation?seq=3000");
  await opened.page.locator(".hit-row.current").waitFor();
  await opened.page.waitForTimeout(300);
  const frames = await opened.page.evaluate(() => new Promise((done) => {
    const feed = document.querySelector(".feed");
    const times = [];
    let last = performance.now();
    const step = (now) => {
      times.push(now - last);
      last = now;
      feed.scrollTop += 24;
      if (times.length < 240) {
        requestAnimationFrame(step);
      } else {
        done(times.slice(1));
      }
    };
    requestAnimationFrame(step);
  }));
  frames.sort((a, b) => a - b);
  const at = (share) => frames[Math.floor(frames.length * share)].toFixed(1);
  context.diagnostic(`frames while scrolling: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(0.999)} ms`);
  await opened.close();
  assert.ok(Number(at(0.5)) < 34, "half the frames at 30 a second or better, on a machine that does other things too");
});
