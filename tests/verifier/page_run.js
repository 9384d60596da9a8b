// SPDX-License-Identifier: Apache-2.0
// Runs the verifier of the page outside a browser: reads a line of JSON {file, key, witnesses, opening} after another,
// answers each with the report. page_run.js SCRIPT...
"use strict";
const fs = require("fs");
const vm = require("vm");
const readline = require("readline");

if (!globalThis.crypto) globalThis.crypto = require("crypto").webcrypto;
vm.runInThisContext(process.argv.slice(2).map((file) => fs.readFileSync(file, "utf8")).join("\n") +
                    "\nglobalThis.verifyBundle = verifyBundle;");
// What the verifier uses of a browser's File. (fs.openAsBlob cuts a size to 32 bits.)
function fileOf(path) {
  const size = fs.statSync(path).size;
  const arrayBuffer = async (start, end) => {
    const bytes = new Uint8Array(end - start), file = fs.openSync(path);
    for (let at = 0; at < bytes.length;) at += fs.readSync(file, bytes, at, bytes.length - at, start + at);
    fs.closeSync(file);
    return bytes.buffer;
  };
  return {size, slice: (start, end) => ({arrayBuffer: () => arrayBuffer(start, end)})};
}
(async () => {
  for await (const line of readline.createInterface({input: process.stdin})) {
    const {file, opening, ...options} = JSON.parse(line);
    if (opening) options.opening = new Uint8Array(fs.readFileSync(opening));
    const report = await globalThis.verifyBundle(fileOf(file), options);
    process.stdout.write(JSON.stringify(report) + "\n");
  }
})();
