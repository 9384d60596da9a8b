// SPDX-License-Identifier: Apache-2.0
// A small case with the hostile messages of mock/evidence.mjs, an authority and a user for each role, served by the real
// program: VERBATIM names it, and it must have the app in it (docs/web.md).
import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {existsSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {createInterface} from "node:readline";
import {makeMessages} from "../../mock/evidence.mjs";
import {PASSWORD} from "../../mock/server.mjs";

const MESSAGES = 3000;
const READERS = ["examiner", "analyst", "threat-desk", "case-officer", "filter-officer", "defence"];
export const USERS = {
  anna: "analyst", otto: "case-officer", tia: "threat-desk", exa: "examiner", fil: "filter-officer", dee: "defence",
  dora: "data-protection-officer", adam: "administrator",
};

function line({seq, sort, zone_basis: basis, conversation, title, attachments, participants, ...message}) {
  const zone = basis === "none" ? "" : "Z";
  return JSON.stringify({
    platform: message.platform, account: message.account, conversation, conversation_title: title, conversation_kind: "group",
    participants: participants.map((handle) => handle), sender: message.sender, sender_name: message.sender_name, direction: message.direction,
    ...(sort === null ? {} : {sent: new Date(sort).toISOString().replace("Z", zone)}), text: message.text, kind: message.kind, id: `m-${seq}`,
    attachments: attachments.map((name) => ({name, mime: "image/jpeg", size: 120_331})), sequence: seq, "x-<i>client</i>": "v7.2 \u202Eabc",
  });
}

export function makeCase(program, folder) {
  const run = (...words) => execFileSync(program, words, {cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"]});
  const messages = makeMessages(MESSAGES).filter(({seq}) => seq % 500 < 450);  // numbers are missing
  const broken = ["{\"sender\": \"kilo\", \"text\": \"<b>broken\u202E\"", "{\"sent\": \"2020-04-01\", \"sender\": 5"];
  writeFileSync(path.join(folder, "phones.jsonl"), [...messages.map(line), ...broken, ""].join("\n"));
  writeFileSync(path.join(folder, "password"), `${PASSWORD}\n`);
  run("new", "case", "--name", "Emma 95 <i>demo</i>");
  run("ingest", "case", "phones.jsonl", "--by", "Examiner 12", "--authority", "Order of 2 May", "--channel", "USB disk");
  const key = /  (\S+\+\S+)/.exec(run("authority", "new-issuer", "court", "-o", "court.key"))[1];
  run("authority", "trust", "case", key);
  const {case: {id}} = JSON.parse(run("stats", "case", "--json"));
  run("authority", "make", "order-1", "-o", "order-1", "--key", "court.key", "--case-id", id, "--issuer", "Examining judge, Rotterdam", "--reference", "RC 20/1234",
    "--expires", "2099-01-01", "--offence", "Opium Act 10a", "--term", "*", ...READERS.flatMap((role) => ["--role", role]));
  run("authority", "add", "case", "order-1");
  run("authority", "make", "order-2", "-o", "order-2", "--key", "court.key", "--case-id", id, "--issuer", "Public prosecutor", "--reference", "Kilo only",
    "--expires", "2099-01-01", "--offence", "Penal Code 140", "--handle", "vesta@enc.example", ...READERS.flatMap((role) => ["--role", role]));
  run("authority", "add", "case", "order-2");
  for (const [name, role] of Object.entries(USERS)) {
    run("user", "add", "case", name, "--role", role, "--password-file", "password");
  }
}

export async function startReal() {
  const program = path.resolve(process.env.VERBATIM ?? "../build/verbatim");
  assert.ok(existsSync(program), `${program} is missing: VERBATIM names the program`);
  const folder = mkdtempSync(path.join(tmpdir(), "verbatim-real-"));
  makeCase(program, folder);
  const server = spawn(program, ["serve", "case", "--listen", "127.0.0.1:0"], {cwd: folder, stdio: ["ignore", "pipe", "pipe"]});
  const log = [];
  createInterface({input: server.stderr}).on("line", (text) => log.push(text));
  const ended = new Promise((done) => server.on("close", done));
  const url = await new Promise((found, failed) => {
    createInterface({input: server.stdout}).on("line", (text) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (address) {
        found(address[0]);
      }
    });
    void ended.then((code) => failed(new Error(`serve ended with ${code}: ${log.slice(-5).join("\n")}`)));
  });
  return {url, log, async stop() {
    server.kill("SIGTERM");
    const code = await ended;
    rmSync(folder, {recursive: true, force: true});
    return code;
  }};
}
