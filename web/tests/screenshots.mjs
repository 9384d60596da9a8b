// SPDX-License-Identifier: Apache-2.0
// Pictures of every page in light, dark, narrow and with text from right to left.
//
//   node tests/screenshots.mjs FOLDER [ONLY]         of the made-up case of mock/
//   VERBATIM=PROGRAM node tests/screenshots.mjs ...  of the same messages, served by the real program (tests/real/case.mjs)
//   VERBATIM_APP=URL VERBATIM_PASSWORD=WORD ...      of what `make app` serves (docs/tour.md)
import {mkdir, writeFile} from "node:fs/promises";
import {PASSWORD, startMock} from "../mock/server.mjs";
import {openPage, signIn, startBrowser, visit} from "./browser.mjs";
import {startReal} from "./real/case.mjs";
import {smallPng} from "./small_png.mjs";

const [folder = "build/screenshots", only] = process.argv.slice(2);
await mkdir(folder, {recursive: true});
const SIZE = {width: 1200, height: 760};
const KINDS = {
  light: {colorScheme: "light", viewport: SIZE}, dark: {colorScheme: "dark", viewport: SIZE}, narrow: {colorScheme: "light", viewport: {width: 400, height: 760}},
};
const app = process.env.VERBATIM_APP;
const names = app ? {analyst: "analyst", audit: "data-protection-officer", users: "administrator"} : {analyst: "anna", audit: "dora", users: "adam"};
const password = process.env.VERBATIM_PASSWORD ?? PASSWORD;
const start = () => (app ? {url: app, stop: () => {}} : process.env.VERBATIM ? startReal() : startMock());

// What the case holds decides which messages are looked at. Something is kept, so that there is something to see.
async function pagesOf(page) {
  const ask = (path, body) => page.evaluate(async ([at, sent]) => {
    const {csrf} = await (await fetch("/api/v1/session")).json();
    const headers = {"X-Task": JSON.parse(sessionStorage.getItem("verbatim.task")).id, "X-CSRF": csrf, "Content-Type": "application/json"};
    const answer = await fetch(`/api/v1${at}`, {headers, ...(sent ? {method: "POST", body: JSON.stringify(sent)} : {})});
    return answer.status === 200 ? answer.json() : {};
  }, [path, body]);
  const word = app ? "container" : "boxes";
  const {hits} = await ask(`/search?q=${word}&limit=50`);
  const {values: [most]} = await ask("/facets?q=&by=sender&limit=1");
  const {hits: [rtl]} = await ask(`/search?q=${encodeURIComponent("غدا OR بكرة OR المحطة OR سلام")}&limit=1`);
  await ask("/selections", {name: `All about ${word}`, q: word});
  await ask("/selections", {name: `${most.value} in April`, q: `from:${JSON.stringify(most.value)} sent:2020-04`});
  await ask("/messages/tags", {seqs: hits.slice(1, 4).map(({seq: one}) => one), add: ["transport"]});
  await ask("/exhibits", {name: "The transport", seqs: hits.slice(0, 12).map(({seq: one}) => one)});
  const seq = (hits[20] ?? hits[0]).seq;
  return {
    home: "#/home", search: `#/search?q=${word}`, "search-open": `#/search?q=${word}&open=${hits[1].seq}`, "search-error": "#/search?q=two+form%3Akilo",
    conversations: "#/conversations", reader: `#/conversation?seq=${seq}`, "reader-open": `#/conversation?seq=${seq}&open=${seq}`,
    ...(rtl ? {rtl: `#/conversation?seq=${rtl.seq}`} : {}), ...(app ? {} : {odd: "#/search?q=in%3Ac-odd"}), message: `#/message/${seq}`,
    handle: `#/handle/${encodeURIComponent(most.value)}`, network: "#/network", gaps: "#/gaps", kept: "#/kept", sources: "#/sources", help: `#/search?q=${word}&help=1`,
  };
}

async function begin(page) {
  await page.getByRole("radio").first().focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Purpose").focus();
  await page.keyboard.type("Who ordered the transport of 10 April?");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").getByRole("link", {name: "Search"}).waitFor();
}

const browser = await startBrowser();
for (const [kind, options] of Object.entries(KINDS)) {
  const {url, stop} = await start();
  const shoot = async (page, name) => {
    if (!only || `${name}-${kind}`.includes(only)) {
      await page.waitForLoadState("networkidle");
      await page.waitForTimeout(400);
      await writeFile(`${folder}/${name}-${kind}.png`, smallPng(await page.screenshot()));
    }
  };
  const analyst = await openPage(browser, url, options);
  await analyst.page.getByLabel("Name").waitFor();
  await shoot(analyst.page, "sign-in");
  await signIn(analyst.page, names.analyst, password);
  await analyst.page.getByLabel("Purpose").waitFor();
  await shoot(analyst.page, "task");
  await begin(analyst.page);
  for (const [name, hash] of Object.entries(await pagesOf(analyst.page))) {
    await visit(analyst.page, hash);
    await shoot(analyst.page, name);
  }
  await analyst.close();
  for (const name of ["audit", "users"]) {
    const one = await openPage(browser, url, options);
    await signIn(one.page, names[name], password);
    await one.page.getByRole("table").waitFor();
    await shoot(one.page, name);
    await one.close();
  }
  await stop();
}
await browser.close();
