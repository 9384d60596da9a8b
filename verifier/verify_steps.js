// SPDX-License-Identifier: Apache-2.0
// The steps of docs/bundle.md, section 1, over the pieces of verify.js: the class Bundle, method run, in the same order.
"use strict";

const NAMES = new Set(("report.html report.pdf messages.csv messages.xlsx exchange/messages.case.jsonld " +
  "exchange/messages.dat exchange/messages.parquet verify.html verify/README.txt verify/seal verify/checkpoint " +
  "verify/timestamp.tsr verify/records verify/conversations verify/participations verify/sources verify/redactions " +
  "verify/selection.json").split(" "));
const PIECE = 4 << 20, KEPT_MAX = 2 ** 31 - 1;  // of reading; of a file in verify/
const CRC = Int32Array.from({length: 256}, (_, n) => { for (let i = 0; i < 8; i++) n = n & 1 ? n >>> 1 ^ 0xEDB88320 : n >>> 1; return n; });
function crc32(bytes, before = 0) {
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = crc >>> 8 ^ CRC[(crc ^ bytes[i]) & 255];
  return ~crc >>> 0;
}
// Little-endian fields: packed("4:0x04034b50 2:45") as [size, value] pairs.
function packed(...fields) {
  const out = [];
  for (const [size, value] of fields) for (let i = 0, n = BigInt(value); i < size; i++, n >>= 8n) out.push(Number(n & 255n));
  return Uint8Array.from(out);
}
// The same from bytes; a number that a bundle has no use for is as wrong as any other.
function number(bytes, at, size) {
  let n = 0;
  for (let i = size; i-- > 0;) n = n * 256 + bytes[at + i];
  return n;
}
function zip64Extra(fields) { return fields.length ? packed([2, 1], [2, 8 * fields.length], ...fields) : new Uint8Array(0); }
function derItems(data) {
  const items = [];
  for (let at = 0; at < data.length;) {
    const tag = data[at];
    let size = data[at + 1];
    at += 2;
    if (size >= 0x80) {
      const bytes = size - 0x80;
      size = parseInt(hex(data.subarray(at, at + bytes)), 16);
      at += bytes;
    }
    if (!(at + size <= data.length)) throw new RangeError();
    items.push({tag, content: data.subarray(at, at + size)});
    at += size;
  }
  return items;
}

class Bundle {
  constructor(data, options) {
    Object.assign(this, {data, options, files: new Map(), report: {key: "", key_trusted: false}, proved: {}, lines: null, disclosed: new Map()});
  }
  async run() {
    await this.zip();
    await this.statement();
    await this.checkFiles();
    await this.seal();
    await this.checkpoint();
    this.timestamp();
    this.records();
    this.sources();
    this.scopes();
    need(this.redactionFault === null, "verify/redactions", this.redactionFault);
    this.opening();
  }
  open(name) {
    const file = this.files.get(name);
    return this.lines = file ? new Lines(file.bytes, name) : null;
  }
  content(name, most = 1000000) {
    const file = this.files.get(name);
    need(file, name, "the file is missing");
    need(file.size <= most, name, "the file is too large");
    return file.bytes;
  }
  async read(start, end) { return new Uint8Array(await this.data.slice(start, end).arrayBuffer()); }
  // The zip is read piece by piece: only the directory and what lies in verify/ is kept.
  async zip() {
    const step = "zip", size = this.data.size, full = 0xFFFFFFFF;
    need(size >= 22, step, "too short for a zip");
    const ends = await this.read(Math.max(0, size - 98), size), end = ends.subarray(ends.length - 22);
    let stop = size - 22, [count, length, at] = [number(end, 10, 2), number(end, 12, 4), number(end, 16, 4)];
    need(same(end, packed([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, length], [4, at], [2, 0])), step, "no end record of the one form");
    if (count === 0xFFFF || length === full || at === full) {
      need(ends.length === 98, step, "no zip64 end record");
      stop -= 76;
      const stated = [count, length, at];
      [count, length, at] = [number(ends, 32, 8), number(ends, 40, 8), number(ends, 48, 8)];
      const more = packed([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, count], [8, count], [8, length], [8, at],
                          [4, 0x07064b50], [4, 0], [8, stop], [4, 1]);
      need(same(ends.subarray(0, 76), more), step, "no zip64 end record of the one form");
      need([Math.min(count, 0xFFFF), Math.min(length, full), Math.min(at, full)].every((n, i) => n === stated[i]), step, "end records differ");
    }
    need(at + length === stop && length <= 256 << 20, step, "the directory does not stand before the end records");
    const list = await this.read(at, stop);
    let here = 0, next = 0;
    for (let i = 0; i < count; i++) {
      need(next + 46 <= list.length, step, "the directory ends too early");
      const head = list.subarray(next, next + 46), nameEnd = next + 46 + number(head, 28, 2), extra = list.subarray(nameEnd, nameEnd + number(head, 30, 2));
      const crc = number(head, 16, 4), raw = list.subarray(next + 46, nameEnd);
      let bytes = number(head, 24, 4), offset = number(head, 42, 4);
      const wide = bytes === full && extra.length >= 12, far = offset === full && extra.length >= 12;
      if (wide) bytes = number(extra, 4, 8);
      if (far) offset = number(extra, extra.length - 8, 8);
      const sizes = wide ? [[8, bytes], [8, bytes]] : [], central = zip64Extra(sizes.concat(far ? [[8, offset]] : []));
      const both = [[2, 0x800], [2, 0], [2, 0], [2, 0x21], [4, crc], [4, Math.min(bytes, full)], [4, Math.min(bytes, full)], [2, raw.length]];
      const entry = join(packed([4, 0x02014b50], [2, 45], [2, 45], ...both, [2, central.length], [2, 0], [2, 0], [2, 0], [4, 0], [4, Math.min(offset, full)]), raw, central);
      need(same(list.subarray(next, next + entry.length), entry) && offset === here && wide === bytes >= full && far === offset >= full, step,
           "entry of the directory is not of the one form");
      next += entry.length;
      const localExtra = zip64Extra(sizes), local = join(packed([4, 0x04034b50], [2, 45], ...both, [2, localExtra.length]), raw, localExtra), start = here + local.length;
      need(start + bytes <= at && same(await this.read(here, start), local), step, "local header is not of the one form");
      here = start + bytes;
      const name = utf8(raw, step), parts = name.split("/");
      need(!this.files.has(name) && !/[\0-\x1f\x7f\\]/.test(name) && !parts.some((p) => ["", ".", ".."].includes(p)), step, "a name twice, or not one of a file");
      const file = await this.readFile(name, start, here);
      this.files.set(name, file);
      need(file.crc === crc, step, `wrong CRC-32 of ${name}`);
    }
    need(next === list.length && here === at, step, "bytes that belong to nothing");
  }
  async readFile(name, start, end) {
    const size = end - start;
    if (name.startsWith("verify/") || size <= PIECE) {
      if (size > KEPT_MAX) throw new Error(`${name} is too large for this page; use verbatim-verify or verify.py`);
      const bytes = await this.read(start, end);
      return {size, bytes: name.startsWith("verify/") ? bytes : null, crc: crc32(bytes), hash: hex(await sha256Large(bytes))};
    }
    const hash = new Sha256();
    let crc = 0;
    for (let at = start; at < end; at += PIECE) {
      const piece = await this.read(at, Math.min(at + PIECE, end));
      crc = crc32(piece, crc);
      hash.update(piece);
    }
    return {size, bytes: null, crc, hash: hex(hash.digest())};
  }
  note(name, most) {
    const note = parseNote(this.content(name, most), name, most);
    need(note.signatures.length === 1, name, "not exactly one signature line");
    return note;
  }
  async statement() {
    const step = "verify/bundle", note = this.note(step, 256 << 20), lines = new Lines(note.text, step), proved = {};
    need(lines.text() === "verbatim-bundle v1", step, "first line is not `verbatim-bundle v1`");
    proved.case = lines.value("case");
    need(/^[0-9a-f]{32}$/.test(proved.case), step, "case is not 32 hexadecimal digits");
    proved.bundle = Number(decimal(lines.value("bundle"), step));
    proved.time = utcSecond(lines.value("time"), step);
    proved.made_by = lines.value("made-by");
    need(proved.made_by, step, "made-by is empty");
    proved.recipient = jsonText(lines.value("recipient"), step);
    proved.authority = jsonText(lines.value("authority"), step);
    this.sealHash = hex(base64(lines.value("seal"), step, 32));
    this.count = decimal(lines.value("records"), step);
    this.withheld = decimal(lines.value("withheld"), step);
    this.scopeList = [];
    while (lines.starts("scope")) this.scopeList.push(this.scope(lines.value("scope").split(" "), step));
    need(this.scopeList.length > 0 && this.scopeList.length <= 1000000, step, "no scope, or too many");
    this.blocks = [];
    while (lines.starts("block")) this.blocks.push(hex(base64(lines.value("block"), step, 32)));
    need(BigInt(this.blocks.length) === (this.count + 999n) / 1000n, step, "not one block for each 1,000 records");
    this.listed = new Map();
    for (let last = ""; lines.starts("file");) {
      const [size, hash, ...rest] = lines.value("file").split(" "), name = rest.join(" ");
      need(name !== "" && hex(encode(name)) > last && name !== step, step, "the files are not in order");
      this.listed.set(name, {size: decimal(size, step), hash: hex(base64(hash, step, 32))});
      last = hex(encode(name));
    }
    const claimed = parseKey(lines.value("claimed-key"), step);
    need(lines.at === lines.end, step, "the statement goes on after its last line");
    this.key = this.options.key ? parseKey(this.options.key, "--key") : claimed;
    await bySigner(note, this.key, step);
    this.report = {key: this.key.text, key_trusted: Boolean(this.options.key)};
    this.proved = {...this.report, ...proved};
  }
  scope(words, step) {
    const [kind, word] = words, key = hex(base64(word || "-", step, 32)), shown = {kind, key: word};
    if (kind !== "conversation") {
      need((kind === "handle" || kind === "selection") && words.length === 2, step, "bad scope");
      return {kind, key, periods: [], shown: kind === "handle" ? {...shown, text: null, conversations: 0} : shown};
    }
    const [from, to] = words.slice(2, 4).map((w) => w === "-" ? null : signed(w || ""));
    need(words.length === 6 && (from !== null || words[2] === "-") && (to !== null || words[3] === "-") && words[4] === "undated" &&
         ["included", "excluded"].includes(words[5]), step, "bad period of a scope");
    const first = from === null ? FIRST : from, end = to === null ? UNDATED : to, undated = words[5] === "included";
    need(first < end, step, "a period ends before it begins");
    const periods = [[first, end - 1n], ...(undated ? [[UNDATED, UNDATED]] : [])], whole = (n) => n === null ? null : Number(n);
    return {kind, key, periods, shown: {...shown, text: null, from: whole(from), to: whole(to), undated}};
  }
  async checkFiles() {
    for (const [name, listed] of this.listed) {
      const file = this.files.get(name);
      need(file, name, "the file is missing");
      if (name === "verify/records") await this.checkBlocks();
      need(BigInt(file.size) === listed.size && file.hash === listed.hash, name, "the file has been changed");
    }
    for (const name of this.files.keys()) need(this.listed.has(name) || name === "verify/bundle", name, "the statement does not list this file");
    for (const [name, {size, hash}] of this.listed) {
      need(size > 0n, name, "the file is empty");
      if (NAMES.has(name) || /^exchange\/rsmf\/[0-9]{6,9}\.rsmf$/.test(name)) continue;
      need(/^media\/[0-9a-f]{64}\.[a-z0-9]{1,16}$/.test(name), name, "no such file belongs in a bundle");
      need(name.slice(6, 70) === hash, name, "the name is not the hash of the file");
    }
    const has = (kind) => this.scopeList.some((s) => s.kind === kind), handle = has("handle");
    for (const [name, needed] of [["checkpoint", true], ["conversations", handle || has("conversation")], ["participations", handle],
                                  ["records", true], ["redactions", this.withheld > 0n], ["seal", true], ["sources", true]])
      need(this.files.has("verify/" + name) === needed, "verify/" + name, "the file is missing, or not asked for");
  }
  async checkBlocks() {
    const lines = this.open("verify/records");
    let opened = 0, begin = lines.at;
    for (let number = 1; number <= this.blocks.length; number++) {
      while (lines.at < lines.end && (opened < number * 1000 || number === this.blocks.length)) opened += isOpened(lines.take()) ? 1 : 0;
      const hash = hex(await sha256Large(lines.bytes.subarray(begin, lines.at)));
      need(hash === this.blocks[number - 1], lines.step, `block ${number} of ${this.blocks.length} has been changed`);
      begin = lines.at;
    }
  }
  async seal() {
    const step = "verify/seal", note = this.note(step), lines = new Lines(note.text, step);
    await bySigner(note, this.key, step);
    need(lines.text() === "verbatim-seal v1" && lines.value("case") === this.proved.case, step, "not a seal of this case");
    const number = decimal(lines.value("seal"), step), time = utcSecond(lines.value("time"), step);
    this.heads = {};
    for (const tree of ["log", "conversations", "participations", "sources"]) {
      const words = lines.value(tree).split(" ");
      need(words.length === 2, step, "not a size and a root");
      this.heads[tree] = {size: decimal(words[0], step), root: base64(words[1], step, 32)};
    }
    this.rows = [decimal(lines.value("rejected"), step), decimal(lines.value("skipped"), step)];
    const previous = lines.value("previous");
    need(previous === "none" || base64(previous, step, 32), step, "bad previous");
    need(number > 0n && (number === 1n) === (previous === "none"), step, "number and previous contradict each other");
    need(lines.at === lines.end && this.heads.conversations.size === this.heads.log.size, step, "goes on, or sizes differ");
    need(this.files.get(step).hash === this.sealHash, step, "not the seal that the statement names");
    Object.assign(this.proved, {tree_size: Number(this.heads.log.size), root: hex(this.heads.log.root), seal: Number(number), seal_time: time,
                                timestamp: null, timestamp_trusted: false, witnesses: []});
  }
  async checkpoint() {
    const step = "verify/checkpoint", note = parseNote(this.content(step), step), lines = utf8(note.text, step).split("\n").slice(0, -1);
    need(new Set(note.signatures.map((s) => s.name + " " + s.id)).size === note.signatures.length, step, "two signature lines of one key");
    need(lines.length >= 3 && lines.every((line) => line !== ""), step, "checkpoint needs an origin, a size and a root hash line");
    const size = decimal(lines[1], step), root = base64(lines[2], step, 32);
    await bySigner(note, this.key, step);
    need(lines[0] === this.key.name && size === this.heads.log.size && same(root, this.heads.log.root), step, "origin, size or root is another");
    for (const text of this.options.witnesses || []) {
      const witness = parseKey(text, "--witness-key", 4), mine = note.signatures.find((s) => s.name === witness.name && s.id === witness.id);
      need(mine && mine.bytes.length === 72, step, `no cosignature by the witness ${witness.name}`);
      const time = BigInt("0x" + hex(mine.bytes.subarray(0, 8))), message = join(encode(`cosignature/v1\ntime ${time}\n`), note.text);
      need(await ed25519(witness.key, message, mine.bytes.subarray(8)), step, `the cosignature by ${witness.name} does not verify`);
      this.proved.witnesses.push({name: witness.name, time: Number(time)});
    }
  }
  timestamp() {
    const step = "verify/timestamp.tsr", inside = (data, ...places) => places.reduce((d, i) => derItems(d)[i].content, data);
    if (!this.files.has(step)) return;
    let good = false, time = "";
    const response = this.content(step, 1 << 20);
    try {
      const info = inside(response, 0, 1, 1, 0, 2, 1, 0);
      const status = inside(response, 0, 0, 0), text = latin(inside(info, 0, 4)).slice(0, 14);
      good = derItems(response).length === 1 && status.length === 1 && status[0] <= 1 && hex(inside(info, 0, 2, 1)) === this.sealHash &&
             hex(inside(info, 0, 2, 0, 0)) === "608648016503040201";
      time = text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, "$1-$2-$3T$4:$5:$6Z");
    } catch (error) { throw new Refused(step, "not a granted time-stamp response"); }
    need(good, step, "the time stamp is not granted, or over another hash");
    this.proved.timestamp = utcSecond(time, step);
  }
  records() {
    const redactions = this.open("verify/redactions"), step = "verify/records", seen = {count: 0n, fault: null, lines: redactions};
    this.redactions = seen;
    if (redactions) this.redact(() => need(latin(redactions.take()) === "verbatim-redactions v1", "", "first line is not `verbatim-redactions v1`"));
    const walk = new Walk(this.open(step), "log", this.heads.log);
    for (const words of walk) {
      if (words === null) continue;
      need(words[0] === "record", step, "neither a gap nor a record");
      if (words.length === 2) {
        walk.leaf(sha256([0], base64(words[1], step, 32)));
        continue;
      }
      const {groups, chunks} = recordParts(words, step), commitment = base64(words[2], step, 32);
      need(BigInt(words[1]) === BigInt(walk.position), step, "the record does not stand at its place in the log");
      this.record(words[1], commitment, groups, chunks);
      walk.leaf(sha256([0], commitment));
    }
    need(BigInt(this.disclosed.size) === this.count, step, "not as many records as the statement says");
    if (redactions) this.redact(() => need(redactions.at === redactions.end, "", "a line about a part that is not withheld"));
    this.redact(() => need(seen.count === this.withheld, "", "another number of withheld parts than the statement says"));
    this.redactionFault = seen.fault;
  }
  // What is wrong with the list of reasons is kept: it is a later step than the records.
  redact(check) {
    if (this.redactions.fault !== null) return;
    try { check(); } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.redactions.fault = error.message;
    }
  }
  withheldPart(place) {
    this.redactions.count++;
    this.redact(() => {
      need(this.redactions.lines, "", "a part is withheld without a reason");
      const line = this.redactions.lines.text();
      need(line.startsWith(place + " "), "", "line is not about the part that is withheld");
      jsonText(line.slice(place.length + 1), "");
    });
  }
  record(sequence, commitment, groups, chunks) {
    const step = `record ${sequence}`, hashes = [], says = {};
    for (let n = 1; n <= 8; n++) {
      if (n === 6 && chunks) {
        hashes.push(commitChunks(chunks));
        chunks.forEach((chunk, j) => { if (chunk.hash) this.withheldPart(`${sequence} 6.${j}`); });
        continue;
      }
      hashes.push(groups[n].hash || commitGroup(n, groups[n].raw));
      if (groups[n].hash) this.withheldPart(`${sequence} ${n}`);
    }
    need(same(sha256([0x11], ...hashes), commitment), step, "its parts do not give its commitment");
    for (const n of Object.keys(groups)) if (groups[n].raw) says[n] = canonical(Number(n), groups[n].raw.subarray(16), step);
    (chunks || []).forEach((chunk, j) => need(chunk.hash || isOneChunk(utf8(chunk.raw.subarray(16), step), j === chunks.length - 1), step, `chunk ${j} is not one chunk`));
    const sent = says[5] && says[5].get(0), time = says[5] ? (sent && sent.has(1) ? BigInt(sent.get(1)) : UNDATED) : null;
    this.disclosed.set(sequence, {time, identity: identityOf(says), object: says[1] ? hex(says[1].get(0)) : null});
  }
  sources() {
    const step = "verify/sources", total = this.heads.log.size, walk = new Walk(this.open(step), "sources", this.heads.sources), ranges = [];
    const n = "(0|[1-9][0-9]{0,19})", sums = [0n, 0n, 0n];
    const form = new RegExp(`^source ${n} object (-|[0-9a-f]{64}) bytes ${n} messages ${n} first ${n} rejected ${n} skipped ${n} unread ${n} ` +
                            `format ([^ ]+) ${n} path ([A-Za-z0-9+/=]*)$`);
    let opened = 0;
    for (const words of walk) {
      if (words === null) continue;
      need(words[0] === "source" && (words.length === 2 || words.length === 3), step, "neither a gap nor a source");
      if (words.length === 2) {
        walk.leaf(base64(words[1], step, 32));
        continue;
      }
      const salt = base64(words[1], step, 16), line = base64(words[2], step), match = form.exec(latin(line));
      need(match, step, "the line of the source is not in its one spelling");
      const [number, , messages, first, rejected, skipped] = [1, 3, 4, 5, 6, 7, 8, 10].map((i) => decimal(match[i], step));
      base64(match[11], step);
      need(number === BigInt(walk.position) && first + messages <= total, step, "the source is not at its place, or too long");
      need(messages === 0n || match[2] !== "-", step, "the source has messages but no object");
      if (messages > 0n) ranges.push({first, end: first + messages, object: match[2]});
      [messages, rejected, skipped].forEach((x, i) => { sums[i] += x; });
      opened++;
      walk.leaf(sha256([0, 0x25], salt, line));
    }
    ranges.sort((a, b) => a.first < b.first ? -1 : 1);
    ranges.forEach((r, i) => need(i === 0 || ranges[i - 1].end <= r.first, step, "two sources share a record"));
    need(opened !== walk.position || (sums[0] === total && sums[1] === this.rows[0] && sums[2] === this.rows[1]), step, "the sums are not those of the seal");
    let at = 0;  // the records rise, and so do the ranges
    for (const [sequence, {object}] of this.disclosed) {
      while (at < ranges.length && ranges[at].end <= BigInt(sequence)) at++;
      need(object === null || (at < ranges.length && ranges[at].first <= BigInt(sequence) && ranges[at].object === object), step,
           `record ${sequence} does not come from a source that is shown`);
    }
    Object.assign(this.proved, {records: Number(this.count), withheld: Number(this.withheld), included_only: 0, sources: opened});
  }
  participations(texts) {
    const step = "verify/participations", coverage = new Coverage(), ofHandle = new Map();
    const handles = new Set(this.scopeList.filter((s) => s.kind === "handle").map((s) => s.key));
    const walk = new Walk(this.open(step), "participations", this.heads.participations);
    let last = ["", ""];
    for (const {key, text, words} of keyed(walk, "handle", 0x21, (t) => t.length > 0, coverage)) {
      need(words[0] === "with" && words.length === 2, step, "neither a gap nor a handle nor a conversation");
      const conversation = hex(base64(words[1], step, 32));
      need(last[0] !== key || conversation > last[1], step, "the conversations of a handle do not rise");
      last = [key, conversation];
      if (handles.has(key)) {
        if (!ofHandle.has(key)) ofHandle.set(key, []);
        ofHandle.get(key).push(conversation);
        if (text) texts.set("handle " + key, text);
      }
      coverage.leaf(key, 0n);
      walk.leaf(sha256([0, 0x24], unhex(key), unhex(conversation)));
    }
    coverage.end();
    return {ofHandle, handles: coverage};
  }
  conversations(stretches, texts) {
    const step = "verify/conversations", coverage = new Coverage(), faults = new Map(), covered = new Set(), total = this.heads.log.size;
    const walk = new Walk(this.open(step), "conversations", this.heads.conversations);
    let last = null;
    for (const {key, text, words} of keyed(walk, "conversation", 0x20, (t) => t.length > 1 && t[0] >= 1 && t[0] <= 4, coverage)) {
      need(words[0] === "entry" && (words.length === 2 || words.length === 4), step, "neither a gap nor a conversation nor an entry");
      if (text && stretches.has(key)) texts.set("conversation " + key, text);
      if (words.length === 2) {
        coverage.hidden(key);
        walk.leaf(sha256([0, 0x23], unhex(key), base64(words[1], step, 32)));
        continue;
      }
      const undated = words[1] === "undated", time = undated ? UNDATED : signed(words[1]);
      need(time !== null && (undated || time !== UNDATED), step, "bad time of an entry");
      const sequence = decimal(words[2], step), salt = base64(words[3], step, 16);
      need(sequence < total, step, "no such record in the log");
      need(!last || last.key !== key || last.time < time || (last.time === time && last.sequence < sequence), step, "the entries do not rise");
      last = {key, time, sequence};
      coverage.leaf(key, time);
      const stretch = (stretches.get(key) || []).find((s) => s.first <= time && time <= s.last);
      const fault = stretch && this.entryFault(time, words[2], text, covered);
      if (fault && !faults.has(stretch.scope)) faults.set(stretch.scope, fault);
      walk.leaf(sha256([0, 0x23], unhex(key), sha256([0x22], salt, eightBytes(time + (1n << 63n), sequence))));
    }
    coverage.end();
    return {coverage, faults, covered};
  }
  entryFault(time, sequence, text, covered) {
    const record = this.disclosed.get(sequence);
    if (!record) return `record ${sequence} belongs to the scope, but is not disclosed`;
    if (covered.has(sequence)) return `record ${sequence} stands in two places of the conversations`;
    covered.add(sequence);
    if (record.time !== null && record.time !== time) return `record ${sequence} shows another time than its entry`;
    if (record.identity !== null && (!text || hex(text) !== record.identity)) return `record ${sequence} shows another conversation than its key, or the key is not opened`;
    return null;
  }
  scopes() {
    const stretches = new Map(), texts = new Map(), put = (key, first, last, scope) => {
      if (!stretches.has(key)) stretches.set(key, []);
      stretches.get(key).push({first, last, scope});
    };
    let shown = {ofHandle: new Map(), handles: new Coverage()}, later = null;
    let entries = {coverage: new Coverage(), faults: new Map(), covered: new Set()};
    if (this.files.has("verify/participations")) {
      try { shown = this.participations(texts); } catch (error) { later = error; }  // named only after the conversations
    }
    this.scopeList.forEach(({kind, key, periods}, i) => {
      for (const [first, last] of periods) put(key, first, last, i + 1);
      if (kind === "handle") for (const conversation of shown.ofHandle.get(key) || []) put(conversation, FIRST, UNDATED, i + 1);
    });
    if (this.files.has("verify/conversations")) entries = this.conversations(stretches, texts);
    if (later) throw later;
    this.lines = null;
    this.scopeList.forEach(({kind, key, periods, shown: report}, i) => {
      const step = `scope ${i + 1}`, with_ = shown.ofHandle.get(key) || [];
      if (kind === "selection") {
        const file = this.files.get("verify/selection.json");
        return need(file && file.hash === key, step, "verify/selection.json is not the selection that is named");
      }
      if (kind === "handle") {
        need(shown.handles.complete(key, FIRST, UNDATED), step, "not all conversations of the handle are shown");
        need(with_.every((c) => entries.coverage.complete(c, FIRST, UNDATED)), step, "a conversation of the handle is not shown wholly");
        report.conversations = with_.length;
      }
      need(periods.every(([first, last]) => entries.coverage.complete(key, first, last)), step,
           "the conversation is not shown without a gap over the whole period, with what stands before and after it");
      need(!entries.faults.has(i + 1), step, entries.faults.get(i + 1));
      const text = texts.get(kind + " " + key);
      report.text = text ? new TextDecoder("utf-8", {ignoreBOM: true}).decode(text) : null;
    });
    const left = [...this.disclosed.keys()].find((s) => !entries.covered.has(s));
    need(left === undefined || this.scopeList.some((s) => s.kind === "selection"), "scope", `record ${left} lies in no scope`);
    Object.assign(this.proved, {included_only: this.disclosed.size - entries.covered.size, scopes: this.scopeList.map((s) => s.shown)});
  }
  opening() {
    this.proved.opened = null;
    if (!this.options.opening) return;
    const step = "opening", lines = new Lines(this.options.opening, step), parts = [], wanted = new Map(), revealed = new Map();
    need(lines.text() === "verbatim-opening v1", step, "first line is not `verbatim-opening v1`");
    need(hex(base64(lines.value("bundle"), step, 32)) === this.files.get("verify/bundle").hash, step, "for another bundle");
    for (let last = null; lines.at < lines.end;) {
      const words = lines.text().split(" "), place = words.length > 3 && /^(?:([1-8])|6\.([0-9]+))$/.exec(words[1]);
      need(place, step, "not a sequence number, a place and a content");
      const group = Number(place[1] || 6), chunk = place[2] === undefined ? -1n : decimal(place[2], step), order = [decimal(words[0], step), BigInt(group), chunk];
      need(last === null || compare(last, order) < 0, step, "the lines are not in order");
      last = order;
      const whole = group === 6 && chunk < 0n;
      need(whole ? words[2] === "chunks" : words.length === 4 && words[3] !== "", step, "not a salt and a content");
      const content = whole ? words.slice(3).map((w) => base64(w, step, 32)) : join(base64(words[2], step, 16), base64(words[3], step));
      parts.push({sequence: words[0], group, chunk: Number(chunk), whole, content});
      wanted.set(words[0], null);
    }
    need(parts.length > 0, step, "the opening shows nothing");
    for (const records = this.open("verify/records"); records.at < records.end;) {
      const words = plain(records.take()).split(" ");
      if (words[0] === "record" && words.length > 2 && wanted.has(words[1])) wanted.set(words[1], recordParts(words, "verify/records"));
    }
    this.lines = null;
    let count = 0;
    for (const {sequence, group, chunk, whole, content} of parts) {
      need(wanted.get(sequence), step, `record ${sequence} is not in the bundle`);
      const {groups, chunks} = wanted.get(sequence);
      if (whole) {
        need(!chunks && same(sha256([0x12], ...content), groups[6].hash), step, "not the chunks of a withheld text");
        revealed.set(sequence, content.map((hash) => ({hash})));
        continue;
      }
      count++;
      const all = group === 6 ? chunks || revealed.get(sequence) || [] : null, part = all ? all[chunk] : groups[group];
      need(part && part.hash && same(part.hash, all ? sha256([0x13], content) : commitGroup(group, content)), step, "not what was withheld");
      if (all) need(isOneChunk(utf8(content.subarray(16), step), chunk === all.length - 1), step, "not one chunk");
      else canonical(group, content.subarray(16), step);
    }
    this.proved.opened = count;
  }
}

// The report on a bundle, a Blob: the JSON of verbatim-verify.
async function verifyBundle(data, options = {}) {
  if (options.key) parseKey(options.key, "--key");
  for (const witness of options.witnesses || []) parseKey(witness, "--witness-key", 4);
  const bundle = new Bundle(data, options);
  try {
    await bundle.run();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const line = bundle.lines ? ` (line ${bundle.lines.number})` : "";
    return {verdict: "not proved", step: error.step, reason: error.message + line, ...bundle.report};
  }
  return {verdict: "proved", ...bundle.proved};
}
