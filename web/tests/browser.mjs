// SPDX-License-Identifier: Apache-2.0
// A browser for the tests: the distribution's own Chromium. What a page may never do (an error on its console, something
// that its policy forbids, a request to elsewhere) is gathered for every page and is a failure.
import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import {readFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {chromium} from "playwright-core";
import {PASSWORD} from "../mock/server.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export async function startBrowser() {
  assert.ok(existsSync(CHROMIUM), `${CHROMIUM} is missing: install the package chromium`);
  return chromium.launch({executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage", "--enable-unsafe-swiftshader"]});
}

export async function openPage(browser, base, options = {}) {
  const context = await browser.newContext({locale: "en", viewport: {width: 1360, height: 850}, acceptDownloads: true, reducedMotion: "reduce", ...options});
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => {
    // A refused request is an answer like others: the browser alone writes about it; so it does of its software for WebGL.
    if (["error", "warning"].includes(message.type()) && !/Failed to load resource|GL Driver Message/.test(message.text())) {
      wrong.push(`console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { wrong.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("blob:")) {
      wrong.push(`request: ${request.url()}`);
    }
  });
  await context.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  await page.goto(base);
  return {
    page,
    wrong,
    async close() {
      const violations = await page.evaluate(() => window.violations);
      await context.close();
      assert.deepEqual([...wrong, ...violations], []);
    },
  };
}

// By keyboard, as everything in the tests.
export async function signIn(page, name, password = PASSWORD) {
  await page.getByLabel("Name").waitFor();
  await page.getByLabel("Name").focus();
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
}

export async function beginTask(page, purpose = "Who ordered the transport of 10 April?") {
  await page.getByRole("radio", {name: /RC 20\/1234/}).focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Purpose").focus();
  await page.keyboard.type(purpose);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").getByRole("link", {name: "Search"}).waitFor();
}

export async function visit(page, hash) {
  await page.evaluate((to) => { window.location.hash = to; }, hash);
}

// The rules of WCAG 2.2 A and AA that axe can tell. axe is put in by the debugger, so the page's policy stays as it is.
export async function assertAccessible(page, where) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", {expression: await readFile(axePath, "utf8")});
  const {result, exceptionDetails} = await session.send("Runtime.evaluate", {
    expression: "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})" +
      ".then((found) => JSON.stringify(found.violations.map((one) => ({id: one.id, nodes: one.nodes.slice(0, 4).map((node) => node.html.slice(0, 200) + ' // ' + node.failureSummary)}))))",
    awaitPromise: true, returnByValue: true,
  });
  await session.detach();
  assert.equal(exceptionDetails, undefined);
  assert.deepEqual(JSON.parse(result.value), [], `axe: ${where}`);
}
