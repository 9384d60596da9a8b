// SPDX-License-Identifier: Apache-2.0
// Checks a bundle in a browser, without a network and without libraries: docs/bundle.md, docs/seals.md, docs/proofs.md,
// docs/record.md. A third implementation beside src/verify and verify.py, with the same verdicts.
//
//   const report = await verifyBundle(bytes, {key, witnesses, opening});   // the JSON of verbatim-verify --json
"use strict";

class Refused extends Error {
  constructor(step, reason) { super(reason); this.step = step; }
}
const need = (condition, step, reason) => { if (!condition) throw new Refused(step, reason); };
function ascii(text) {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < out.length; i++) out[i] = text.charCodeAt(i);
  return out;
}
const latin = (bytes) => { let out = ""; for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode(...bytes.subarray(i, i + 8192)); return out; };
// A line as text, one character a byte: of words that are ASCII or refused.
const byteDecoder = new TextDecoder("latin1"), plain = (bytes) => byteDecoder.decode(bytes);
const PAIRS = Array.from({length: 256}, (_, b) => (b < 16 ? "0" : "") + b.toString(16));
const hex = (bytes) => { let out = ""; for (let i = 0; i < bytes.length; i++) out += PAIRS[bytes[i]]; return out; };
const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const encode = (text) => new TextEncoder().encode(text);
const decoder = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true});
const utf8 = (bytes, step) => { try { return decoder.decode(bytes); } catch (error) { throw new Refused(step, "not UTF-8"); } };
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
function join(...parts) {
  let size = 0, at = 0;
  for (const part of parts) size += part.length;
  const out = new Uint8Array(size);
  for (const part of parts) { out.set(part, at); at += part.length; }
  return out;
}

// --- SHA-256 (FIPS 180-4)
const K = [], H0 = [];
(() => {
  const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  for (let n = 2; K.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (H0.length < 8) H0.push(fraction(Math.sqrt(n)));
    K.push(fraction(Math.cbrt(n)));
  }
})();
const W = new Int32Array(64), KS = Int32Array.from(K), STATE = new Int32Array(8);
let room = new Uint8Array(1024);  // for the padded message
function sha256(...parts) {
  let size = 0;
  for (const part of parts) size += part.length;
  const end = ((size + 72) >> 6) << 6;
  if (room.length < end) room = new Uint8Array(2 * end);
  const message = room;
  let at = 0;
  for (const part of parts) { message.set(part, at); at += part.length; }
  message.fill(0, size, end);
  message[size] = 0x80;
  for (let i = 0, bits = size * 8; i < 8; i++, bits = Math.floor(bits / 256)) message[end - 1 - i] = bits % 256;
  STATE.set(H0);
  for (let block = 0; block < end; block += 64) compress(message, block);
  return digestOfState();
}
function digestOfState() {
  const out = new Uint8Array(32);
  for (let i = 0; i < 32; i++) out[i] = STATE[i >> 2] >>> 24 - 8 * (i & 3);
  return out;
}
function compress(message, block) {
  for (let i = 0, j = block; i < 16; i++, j += 4) W[i] = message[j] << 24 | message[j + 1] << 16 | message[j + 2] << 8 | message[j + 3];
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    W[i] = (W[i - 16] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + W[i - 7] +
            ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10)) | 0;
  }
  let a = STATE[0], b = STATE[1], c = STATE[2], d = STATE[3], e = STATE[4], f = STATE[5], g = STATE[6], h = STATE[7];
  for (let i = 0; i < 64; i++) {
    const t = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + KS[i] + W[i]) | 0;
    const u = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c)) | 0;
    h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
  }
  STATE[0] += a; STATE[1] += b; STATE[2] += c; STATE[3] += d; STATE[4] += e; STATE[5] += f; STATE[6] += g; STATE[7] += h;
}
// Of what comes in pieces; all but the last are whole blocks.
class Sha256 {
  constructor() { this.state = Int32Array.from(H0); this.size = 0; this.rest = new Uint8Array(0); }
  update(bytes) {
    this.size += bytes.length;
    const end = bytes.length - bytes.length % 64;
    STATE.set(this.state);
    for (let block = 0; block < end; block += 64) compress(bytes, block);
    this.state.set(STATE);
    this.rest = bytes.subarray(end);
  }
  digest() {
    const end = this.rest.length < 56 ? 64 : 128, last = new Uint8Array(end);
    last.set(this.rest);
    last[this.rest.length] = 0x80;
    for (let i = 0, bits = this.size * 8; i < 8; i++, bits = Math.floor(bits / 256)) last[end - 1 - i] = bits % 256;
    STATE.set(this.state);
    for (let block = 0; block < end; block += 64) compress(last, block);
    return digestOfState();
  }
}
const sha256Large = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));  // whole files
const sha512 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-512", bytes));

// --- strict pieces of text
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
function base64(text, step, size) {
  need(BASE64.test(text), step, "not base64");
  const raw = ascii(atob(text));
  need(!text.endsWith("=") || toBase64(raw.subarray(raw.length - raw.length % 3)) === text.slice(-4), step, "base64 in another than its one spelling");
  need(size === undefined || raw.length === size, step, `${raw.length} bytes instead of ${size}`);
  return raw;
}
const toBase64 = (bytes) => btoa(latin(bytes));
function decimal(text, step) {
  need(/^(0|[1-9][0-9]{0,19})$/.test(text) && BigInt(text) < 1n << 64n, step, "not a decimal number below 2^64");
  return BigInt(text);
}
function signed(text) {
  const good = /^(0|-?[1-9][0-9]{0,18})$/.test(text) && BigInt(text) >= -(1n << 63n) && BigInt(text) < 1n << 63n;
  return good ? BigInt(text) : null;
}
function jsonText(raw, step) {
  let text = null;
  try { text = raw[0] === '"' ? JSON.parse(raw) : null; } catch (error) { text = null; }
  need(text && JSON.stringify(text) === raw && !/\p{Surrogate}/u.test(text), step, "not a JSON string in its one spelling, or empty");
  return text;
}
function utcSecond(text, step) {
  const good = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !isNaN(Date.parse(text));
  need(good && new Date(text).toISOString().slice(0, 19) + "Z" === text, step, "not a time in UTC");
  return text;
}

class Lines {
  constructor(bytes, step, at = 0, end = bytes.length) { Object.assign(this, {bytes, step, at, end, number: 0}); }
  take() {
    const end = this.bytes.indexOf(10, this.at);
    this.number++;
    need(end >= 0 && end < this.end, this.step, "the file ends before this line, or in the middle of it");
    const line = this.bytes.subarray(this.at, end);
    this.at = end + 1;
    return line;
  }
  text() { return utf8(this.take(), this.step); }
  starts(name) { return latin(this.bytes.subarray(this.at, this.at + name.length + 1)) === name + " "; }
  value(name) {
    const line = this.text();
    need(line.startsWith(name + " "), this.step, `line does not begin with \`${name} \``);
    return line.slice(name.length + 1);
  }
}

// --- Ed25519 (RFC 8032, section 5.1), verification without the cofactor
const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (x) => ((x % P) + P) % P;
function power(base, exponent) {
  let out = 1n;
  for (base = mod(base); exponent > 0n; exponent >>= 1n, base = base * base % P) if (exponent & 1n) out = out * base % P;
  return out;
}
const D = mod(-121665n * power(121666n, P - 2n)), ROOT = power(2n, (P - 1n) / 4n);
const little = (bytes) => BigInt("0x" + hex(Uint8Array.from(bytes).reverse()));
const toLittle = (n) => unhex(n.toString(16).padStart(64, "0")).reverse();
function point(bytes) {
  const raw = little(bytes), sign = raw >> 255n, y = (raw & (1n << 255n) - 1n) % P, u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x - u) !== 0n) {
    if (mod(v * x * x + u) !== 0n) return null;
    x = mod(x * ROOT);
  }
  if ((x & 1n) !== sign) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}
function add(p, q) {
  const a = mod((p[1] - p[0]) * (q[1] - q[0])), b = mod((p[1] + p[0]) * (q[1] + q[0])), c = mod(2n * p[3] * q[3] * D), d = mod(2n * p[2] * q[2]);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}
function multiply(scalar, p) {
  let out = [0n, 1n, 1n, 0n];
  for (; scalar > 0n; scalar >>= 1n, p = add(p, p)) if (scalar & 1n) out = add(out, p);
  return out;
}
function pointBytes(p) {
  const inverse = power(p[2], P - 2n), x = mod(p[0] * inverse), y = mod(p[1] * inverse);
  return toLittle(y | (x & 1n) << 255n);
}
const BASE = point(toLittle(mod(4n * power(5n, P - 2n))));
async function ed25519(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const a = point(key), s = little(signature.subarray(32));
  if (!a || s >= L) return false;
  const k = little(await sha512(join(signature.subarray(0, 32), key, message))) % L;
  return same(pointBytes(add(multiply(s, BASE), multiply(k, [mod(-a[0]), a[1], a[2], mod(-a[3])]))), signature.subarray(0, 32));
}

// --- signed notes and keys
const WHITE = new Set([9, 10, 11, 12, 13, 0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]);
for (let c = 0x2000; c < 0x200B; c++) WHITE.add(c);
const isKeyName = (name) => name !== "" && ![...name].some((c) => c < " " || c === "+" || WHITE.has(c.codePointAt(0)));
function parseKey(text, step, kind = 1) {
  const [name, id, ...rest] = text.split("+"), raw = base64(rest.join("+"), step, 33);
  need(isKeyName(name) && /^[0-9a-f]{8}$/.test(id || "") && raw[0] === kind, step, "not a key of the form name+hash+base64");
  need(hex(sha256(encode(name), [10], raw).subarray(0, 4)) === id, step, "key id is not that of this name and key");
  return {text, name, id, key: raw.subarray(1)};
}
function parseNote(raw, step, most = 1000000) {
  need(raw.length <= most && raw[raw.length - 1] === 10, step, "note is too large, or does not end in a newline");
  const all = utf8(raw, step), split = all.lastIndexOf("\n\n");
  need(!/[\0-\x09\x0b-\x1f]/.test(all) && split >= 0, step, "control characters, or no empty line before the signatures");
  const lines = all.slice(split + 2).split("\n").slice(0, -1);
  need(lines.length > 0 && lines.length <= 64, step, "no signature, or too many");
  const signatures = lines.map((line) => {
    const words = line.split(" ");
    need(words.length === 3 && words[0] === "\u2014" && isKeyName(words[1]), step, "bad signature line");
    const bytes = base64(words[2], step);
    need(bytes.length > 4, step, "signature is too short");
    return {name: words[1], id: hex(bytes.subarray(0, 4)), bytes: bytes.subarray(4)};
  });
  return {text: encode(all.slice(0, split + 1)), signatures};
}
async function bySigner(note, key, step) {
  const mine = note.signatures.filter((s) => s.name === key.name && s.id === key.id);
  need(mine.length > 0, step, "not signed by the key");
  for (const s of mine) need(await ed25519(key.key, note.text, s.bytes), step, "a false signature");
}

// --- deterministic CBOR and the groups of docs/record.md
function cbor(data, step) {
  let at = 0;
  const fail = () => { throw new Refused(step, "not deterministic CBOR of the kinds that are used"); };
  const item = (depth) => {
    if (at >= data.length || depth > 16) fail();
    const first = data[at++], major = first >> 5;
    let value = first & 31;
    if (value >= 24) {
      const size = 1 << value - 24;
      if (value > 27 || at + size > data.length) fail();
      let wide = 0n;
      for (let i = 0; i < size; i++) wide = wide << 8n | BigInt(data[at++]);
      if (wide < (size === 1 ? 24n : 1n << BigInt(4 * size))) fail();
      value = wide < 1n << 53n ? Number(wide) : wide;
    }
    if (major === 0) return value;
    if (major === 1) return typeof value === "number" ? -1 - value : -1n - value;
    if (major > 5 || value > data.length - at) fail();
    if (major === 2 || major === 3) {
      const raw = data.subarray(at, at += value);
      return major === 2 ? raw : utf8(raw, step);
    }
    if (major === 4) return Array.from({length: value}, () => item(depth + 1));
    const map = new Map();
    let previous = -1;
    for (let i = 0; i < value; i++) {
      const key = item(depth + 1);
      if (typeof key !== "number" || key <= previous) fail();
      previous = key;
      map.set(key, item(depth + 1));
    }
    return map;
  };
  const whole = item(0);
  if (at !== data.length) fail();
  return whole;
}
const integer = (first, last) => (v) => (typeof v === "number" || typeof v === "bigint") && v >= first && v <= last;
const anyText = (v) => typeof v === "string", someText = (v) => typeof v === "string" && v !== "", aHash = (v) => v instanceof Uint8Array && v.length === 32;
const listOf = (check) => (v) => Array.isArray(v) && v.length > 0 && v.every(check);
const rowOf = (...checks) => (v) => Array.isArray(v) && v.length === checks.length && checks.every((check, i) => check(v[i]));
const mapOf = (keys, required = () => true) => (v) => v instanceof Map && [...v].every(([k, x]) => keys[k] && keys[k](x)) && required(v);
const uint = integer(0, (1n << 64n) - 1n), int = integer(-(1n << 63n), (1n << 63n) - 1n);
const TIME = mapOf({0: someText, 1: int, 2: someText, 3: integer(1, 3), 4: integer(1, 8)}, (m) => m.has(0) || m.has(1));
const ATTACHMENT = mapOf({0: someText, 1: someText, 2: someText, 3: uint, 4: aHash, 5: someText, 6: someText, 7: someText});
const SCHEMA = {
  1: mapOf({0: aHash, 1: uint, 2: uint, 3: someText, 4: int, 5: anyText, 6: integer(0, 4294967295), 7: listOf(rowOf(aHash, anyText)), 8: aHash},
           (m) => m.has(0) && m.has(5) && m.has(6) && m.has(1) === m.has(2) && m.has(3) === m.has(4) && m.has(1) !== m.has(3)),
  2: mapOf({0: someText, 1: someText, 2: someText}),
  3: mapOf({0: someText, 1: someText, 2: integer(1, 3), 3: listOf(anyText)}),
  4: mapOf({0: someText, 1: someText, 2: integer(1, 2)}),
  5: mapOf({0: TIME, 1: TIME, 2: TIME, 3: TIME, 4: TIME, 5: TIME}),
  7: mapOf({0: listOf(ATTACHMENT)}),
  8: mapOf({0: integer(0, 11), 1: someText, 2: someText, 3: someText, 4: listOf(rowOf(anyText, anyText, integer(0, 1)))}, (m) => m.has(0)),
};
function isOneChunk(text, last) {
  const points = [...text], white = (c) => WHITE.has(c.codePointAt(0));
  if (points.length === 0 || points.length > 16 || points.slice(0, -1).some(white)) return false;
  return last || points.length === 16 || white(points[points.length - 1]);
}

// --- walks (docs/seals.md, sections 3 and 4)
const UNDATED = (1n << 63n) - 1n, FIRST = -(1n << 63n);
class Walk {
  constructor(lines, tree, head) {
    Object.assign(this, {lines, head, stack: [], position: 0, step: lines.step});
    need(head.size < 2n ** 53n && lines.text() === `verbatim-walk v1 ${tree} ${head.size}`, lines.step, "first line names another tree");
    this.size = Number(head.size);
  }
  leaf(leaf, size = 1) {
    need(this.position + size <= this.size, this.step, "more leaves than the tree has");
    this.position += size;
    while (this.stack.length && this.stack[this.stack.length - 1].size === size) {
      leaf = sha256([1], this.stack.pop().leaf, leaf);
      size *= 2;
    }
    this.stack.push({size, leaf});
  }
  gap(words) {
    const count = decimal(words[1] || "", this.step);
    need(count > 0n && count <= BigInt(this.size - this.position), this.step, "the gap is not a number of leaves that are left");
    const end = this.position + Number(count);
    let next = 2;
    while (this.position < end) {
      let size = 1;
      while (this.position % (2 * size) === 0 && this.position + 2 * size <= end) size *= 2;
      this.leaf(base64(words[next++] || "-", this.step, 32), size);
    }
    need(next === words.length, this.step, "the gap has more hashes than subtrees");
  }
  *[Symbol.iterator]() {
    let afterGap = false;
    while (this.lines.at < this.lines.end) {
      const words = plain(this.lines.take()).split(" "), isGap = words[0] === "gap" && words.length > 1;
      need(!isGap || !afterGap, this.step, "two gaps follow each other");
      if (isGap) this.gap(words);
      afterGap = isGap;
      yield isGap ? null : words;
    }
    need(this.position === this.size, this.step, "the walk does not show all leaves of the tree");
    let root = this.stack.length ? this.stack.pop().leaf : sha256(new Uint8Array(0));
    while (this.stack.length) root = sha256([1], this.stack.pop().leaf, root);
    need(same(root, this.head.root), this.step, "the walk does not lead to the root in the seal");
  }
}
// Places are [key in hexadecimal, 0 before its times | 1 at | 2 after, time].
const compare = (a, b) => { for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1; return 0; };
class Coverage {
  constructor() { Object.assign(this, {dark: [], open: false, known: null, hiddenLast: false}); }
  close(place) { if (this.open) this.dark[this.dark.length - 1][1] = place; this.open = false; }
  leave(key) { if (this.hiddenLast && this.known[0] !== key) this.close([this.known[0], 2, 0n]); }
  start() { if (!this.open) this.dark.push([this.known, null]); this.open = true; }
  gap() { this.start(); this.hiddenLast = false; }
  leaf(key, time) { this.leave(key); this.close([key, 1, time]); this.known = [key, 1, time]; this.hiddenLast = false; }
  hidden(key) {
    this.leave(key);
    if (!this.known || this.known[0] !== key) this.known = [key, 0, 0n];
    this.start();
    this.hiddenLast = true;
  }
  end() { this.leave(null); }
  complete(key, first, last) {
    let low = 0, high = this.dark.length;
    while (low < high) {
      const middle = low + high >> 1, to = this.dark[middle][1];
      if (to === null || compare(to, [key, 1, first]) >= 0) high = middle; else low = middle + 1;
    }
    return low === this.dark.length || (this.dark[low][0] !== null && compare(this.dark[low][0], [key, 1, last]) > 0);
  }
}
function* keyed(walk, name, prefix, isText, coverage) {
  let key = null, text = null, last = "gap";
  for (const words of walk) {
    if (words === null || words[0] === name) need(last !== "key", walk.step, "no leaf follows a key");
    if (words === null) {
      last = "gap";
      coverage.gap();
    } else if (words[0] !== name) {
      need(last !== "gap", walk.step, "no key stands before this leaf");
      last = "leaf";
      yield {key, text, words};
    } else {
      need(words.length === 2 || words.length === 4, walk.step, "a key is not opened in the one way");
      const next = hex(base64(words[1], walk.step, 32));
      need(key === null || next > key || (next === key && last === "gap"), walk.step, "the keys do not rise");
      [key, text, last] = [next, null, "key"];
      if (words.length === 4) {
        const salt = base64(words[2], walk.step, 16);
        text = base64(words[3], walk.step);
        need(isText(text) && hex(sha256([prefix], salt, text)) === key, walk.step, "salt and text do not give the key");
      }
    }
  }
  need(last !== "key", walk.step, "no leaf follows a key");
}
function eightBytes(...numbers) {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((n, i) => view.setBigUint64(8 * i, n));
  return new Uint8Array(view.buffer);
}

// --- records (docs/bundle.md, section 3)
const isOpened = (line) => /^record .* /s.test(plain(line.subarray(0, 80)));  // a bare commitment is shorter
function recordParts(words, step) {
  need(words.length === 12, step, "an opened record is not a line of twelve words");
  decimal(words[1], step);
  need(words[3] === "1", step, "another record version than 1");
  const part = (word) => {
    if (word[0] === "-") return {hash: base64(word.slice(1), step, 32)};
    need(word[0] === "+", step, "a part is neither shown nor withheld");
    const raw = base64(word.slice(1), step);
    need(raw.length > 16, step, "a shown part has no content");
    return {raw};
  };
  const groups = {};
  for (const n of [1, 2, 3, 4, 5, 7, 8]) groups[n] = part(words[3 + n]);
  const text = words[9];
  if (text.startsWith("--")) groups[6] = part(text.slice(1));
  return {groups, chunks: groups[6] ? null : text === "=" ? [] : text.split(",").map(part)};
}
function canonical(number, content, step) {
  const item = cbor(content, step);
  need(SCHEMA[number](item), step, `content is not a canonical group ${number}`);
  return item;
}
const commitChunks = (chunks) => sha256([0x12], ...chunks.map((c) => c.hash || sha256([0x13], c.raw)));
const commitGroup = (number, raw) => sha256([0x10, number], raw);
// The conversation identity in hexadecimal; null if what it is made of is withheld.
function identityOf(says) {
  const c = says[3];
  if (!c) return null;
  if (c.has(0)) return "01" + hex(encode(c.get(0)));
  const people = (c.get(3) || []).filter((p) => p !== "");
  if (people.length) {
    if (!says[4]) return null;
    const all = new Set([...people, says[4].get(0) || ""].filter((p) => p !== "").map((p) => hex(encode(p))));
    return "02" + [...all].sort().join("0a");
  }
  if (c.has(1)) return "03" + hex(encode(c.get(1)));
  return says[1] ? "04" + hex(ascii(hex(says[1].get(0)))) : null;
}
