// SPDX-License-Identifier: Apache-2.0
// Compiles the app's modules to build/unit and runs tests/unit on them with node's own test runner.
import {spawnSync} from "node:child_process";
import {mkdirSync, readdirSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

const web = fileURLToPath(new URL("..", import.meta.url));
mkdirSync(`${web}/build/unit`, {recursive: true});
writeFileSync(`${web}/build/unit/package.json`, "{\"type\":\"module\"}");
function run(...command) {
  const {status} = spawnSync(process.execPath, command, {cwd: web, stdio: "inherit"});
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
run("node_modules/typescript/bin/tsc", "-p", ".", "--noEmit", "false", "--outDir", "build/unit");
run("--test", ...readdirSync(`${web}/tests/unit`).filter((name) => name.endsWith(".test.mjs")).map((name) => `tests/unit/${name}`));
