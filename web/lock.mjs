// SPDX-License-Identifier: Apache-2.0
// Run after a change of dependencies (`npm run lock`): takes out of package-lock.json where each package was fetched from.
// Which registry is used is a matter of whoever builds; what must come from it is said by the hashes.
import {readFileSync, writeFileSync} from "node:fs";

const path = new URL("package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.resolved;
}
writeFileSync(path, JSON.stringify(lock, null, 2) + "\n");
