// SPDX-License-Identifier: Apache-2.0
// Pictures of every page in light, dark, narrow and right-to-left text: node tests/screenshots.mjs FOLDER
import {mkdir} from "node:fs/promises";
import {startMock} from "../mock/server.mjs";
import {beginTask, openPage, signIn, startBrowser, visit} from "./browser.mjs";

const folder = process.argv[2] ?? "build/screenshots";
await mkdir(folder, {recursive: true});
const KINDS = {
  light: {colorScheme: "light"}, dark: {colorScheme: "dark"}, narrow: {colorScheme: "light", viewport: {width: 400, height: 800}},
};
const PAGES = {
  home: "#/home", search: "#/search?q=boxes", "search-open": "#/search?q=boxes&open=42", "search-error": "#/search?q=two+form%3Akilo",
  conversations: "#/conversations", reader: "#/conversation?seq=3000", "reader-open": "#/conversation?seq=110&open=110", rtl: "#/conversation?seq=3003",
  odd: "#/search?q=in%3Ac-odd", message: "#/message/13", handle: "#/handle/kilo%40enc.example", network: "#/network", gaps: "#/gaps", kept: "#/kept", sources: "#/sources", help: "#/search?q=boxes&help=1",
};
const browser = await startBrowser();
const only = process.argv[3];

for (const [kind, options] of Object.entries(KINDS)) {
  const {url, stop} = await startMock();
  const shoot = async (page, name) => {
    if (!only || `${name}-${kind}`.includes(only)) {
      await page.waitForLoadState("networkidle");
      await page.waitForTimeout(250);
      await page.screenshot({path: `${folder}/${name}-${kind}.png`});
    }
  };
  const analyst = await openPage(browser, url, options);
  await analyst.page.getByLabel("Name").waitFor();
  await shoot(analyst.page, "sign-in");
  await signIn(analyst.page, "anna");
  await analyst.page.getByLabel("Purpose").waitFor();
  await shoot(analyst.page, "task");
  await beginTask(analyst.page);
  for (const [name, hash] of Object.entries(PAGES)) {
    await visit(analyst.page, hash);
    await shoot(analyst.page, name);
  }
  await analyst.close();
  for (const [user, name] of [["dora", "audit"], ["adam", "users"]]) {
    const one = await openPage(browser, url, options);
    await signIn(one.page, user);
    await one.page.getByRole("table").waitFor();
    await shoot(one.page, name);
    await one.close();
  }
  await stop();
}
await browser.close();
