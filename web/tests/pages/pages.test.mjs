// SPDX-License-Identifier: Apache-2.0
// Every page, in light, dark and narrow: it is there, axe finds nothing, and nothing happens that the policy forbids.
import {after, before, test} from "node:test";
import {startMock} from "../../mock/server.mjs";
import {assertAccessible, beginTask, openPage, signIn, startBrowser, visit} from "../browser.mjs";

const PAGES = {
  "case home": ["#/home", "Emma 95 <i>demo</i>"],
  "search": ["#/search?q=boxes", "boxes"],
  "search with a message": ["#/search?q=boxes&open=5998", "Message 5998"],
  "search with a mistake": ["#/search?q=two+form%3Akilo", "Column 5:"],
  "search without a hit": ["#/search?q=zzzz", "No message matches."],
  "search help": ["#/search?q=boxes&help=1", "regular expression on the text as written"],
  "conversations": ["#/conversations", "Kilo, Vesta"],
  "reader": ["#/conversation?seq=3000", "#3000"],
  "reader with a message": ["#/conversation?seq=110&open=110", "Message 110"],
  "message": ["#/message/13", "Message 13"],
  "a message that may not be shown": ["#/message/70", "there is no such message"],
  "handle": ["#/handle/kilo%40enc.example", "Messages sent by weekday and hour"],
  "sources and findings": ["#/sources", "json_syntax"],
  "findings of a source": ["#/sources?source=3", "Findings in source 3"],
  "network": ["#/network", "12 handles"],
  "gaps": ["#/gaps", "31 numbers are missing in it"],
  "selections and exhibits": ["#/kept", "EX-0001"],
  "task": ["#/task", "What are you going to do?"],
};
const KINDS = {
  light: {colorScheme: "light"}, dark: {colorScheme: "dark"}, narrow: {colorScheme: "light", viewport: {width: 400, height: 800}},
};

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

for (const [kind, options] of Object.entries(KINDS)) {
  test(`pages of readers, ${kind}`, async (context) => {
    const opened = await openPage(browser, mock.url, options);
    const {page} = opened;
    await page.getByLabel("Name").waitFor();
    await assertAccessible(page, `sign in, ${kind}`);
    await signIn(page, "anna");
    await beginTask(page);
    for (const [name, [hash, text]] of Object.entries(PAGES)) {
      await context.test(name, async () => {
        await visit(page, hash);
        await page.getByText(text).filter({visible: true}).first().waitFor({timeout: 5000});
        await page.waitForLoadState("networkidle");
        await assertAccessible(page, `${name}, ${kind}`);
      });
    }
    await opened.close();
  });

  test(`audit and users, ${kind}`, async () => {
    for (const [user, text] of [["dora", "Every search and every reading stands here"], ["adam", "New user"]]) {
      const opened = await openPage(browser, mock.url, options);
      await signIn(opened.page, user);
      await opened.page.getByText(text).first().waitFor();
      await opened.page.waitForLoadState("networkidle");
      await assertAccessible(opened.page, `${user}, ${kind}`);
      await opened.close();
    }
  });
}
