// SPDX-License-Identifier: Apache-2.0
// Stands in for `verbatim serve` in the tests of the app: the contract of api/openapi.yaml over a made-up case. It keeps
// the rules that the app must live with (cookie, CSRF, task) and knows a little of the query language.
import {createHash} from "node:crypto";
import {readFile} from "node:fs/promises";
import {createServer} from "node:http";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {CONVERSATIONS, HANDLES, makeMessages} from "./evidence.mjs";

// What the real server has to send: nothing inline, nothing evaluated, nothing from elsewhere.
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
  "trusted-types 'none'";
const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"};
export const USERS = {
  anna: ["analyst"], otto: ["case_officer"], dora: ["data_protection_officer"], adam: ["administrator"],
};
export const PASSWORD = "correct horse battery";
const FIELDS = ["from", "to", "with", "in", "platform", "account", "source", "kind", "has", "sent", "seq", "attachment", "id"];

const failure = (status, what, more = {}) => ({status, body: {error: {what, where: null, position: null, todo: null, ...more}}});
const iso = (ms) => (ms === null ? null : new Date(ms).toISOString());
const sha = (text) => createHash("sha256").update(text).digest("hex");

// Words, "phrases" and field:value, all of them required, or several such groups with OR between: enough of the language
// for the app's tests.
function parse(query) {
  const groups = [[]];
  const pattern = /\s*(?:(\w+):(?:"((?:[^"\\]|\\.)*)"|(\[[^\]]*\])|([^\s()]+))|"((?:[^"\\]|\\.)*)"|([^\s]+))/gy;
  let found;
  let at = 0;
  while (at < query.length && query.slice(at).trim() !== "") {
    pattern.lastIndex = at;
    found = pattern.exec(query);
    const begin = at + (query.slice(at).length - query.slice(at).trimStart().length);
    if (!found) {
      return {error: {position: begin, what: "this cannot be read"}};
    }
    const [, field, quoted, range, bare, phrase, word] = found;
    if (field !== undefined) {
      if (!FIELDS.includes(field)) {
        return {error: {position: begin, what: `there is no field "${field}"; did you mean from:?`}};
      }
      groups.at(-1).push({field, value: (quoted ?? range ?? bare).replace(/\\(.)/g, "$1")});
    } else if (word === "OR") {
      groups.push([]);
    } else if (phrase === undefined && (word === '"' || word.startsWith("("))) {
      return {error: {position: begin, what: "this bracket or quotation mark is not closed"}};
    } else if ((phrase ?? word) !== "*") {
      groups.at(-1).push({text: (phrase ?? word).toLowerCase()});
    }
    at = pattern.lastIndex;
  }
  return {groups};
}

function ends(value) {
  const [, from, to] = /^\[(\S+) TO (\S+)\]$/.exec(value) ?? [null, value, value];
  return [from, to];
}

function inPeriod(sort, value) {
  if (sort === null) {
    return false;
  }
  const [from, to] = ends(value);
  return iso(sort).slice(0, from.length) >= from && iso(sort).slice(0, to.length) <= to;
}

function matches(message, term) {
  switch (term.field) {
    case undefined: return message.text.toLowerCase().includes(term.text);
    case "from": return message.sender === term.value || message.sender_name === term.value;
    case "with": return message.sender === term.value || message.participants.includes(term.value);
    case "to": return message.sender !== term.value && message.participants.includes(term.value);
    case "in": return message.conversation === term.value || message.title === term.value;
    case "sent": return inPeriod(message.sort, term.value);
    case "has": return term.value === "attachment" ? message.attachments.length > 0 : message.sort !== null;
    case "seq": return message.seq >= Number(ends(term.value)[0]) && message.seq <= Number(ends(term.value)[1]);
    case "source": return String(message.source) === term.value;
    default: return message[term.field] === term.value;
  }
}

function hitOf({sort, ...message}, terms = []) {
  const highlights = [];
  const text = message.text.toLowerCase();
  for (const {text: word} of terms.filter((term) => term.text !== undefined)) {
    for (let at = text.indexOf(word); at >= 0 && highlights.length < 5000; at = text.indexOf(word, at + word.length)) {
      highlights.push([at, at + word.length]);
    }
  }
  highlights.sort((a, b) => a[0] - b[0]);
  return {...message, sent: iso(sort), sort_time: iso(sort), highlights};
}

class Mock {
  constructor() {
    this.messages = makeMessages();
    this.sessions = new Map();
    this.tasks = [];
    this.notes = [];
    this.tags = new Map([["transport", 0], ["urgent", 0]]);
    this.selections = [
      {name: "boxes <i>2020</i>", q: "boxes", messages: 1000, by: "otto", at: "2026-11-22T14:00:00.000Z"},
      {name: "Kilo \u202Eolik", q: "from:kilo@enc.example", messages: this.find("from:kilo@enc.example").list.length, by: "anna", at: "2026-11-22T15:30:00.000Z"},
    ];
    this.exhibits = [{
      number: "EX-0001", name: "The yard", description: "Who was there, and <b>when</b>", messages: 450, seqs: Array.from({length: 450}, (_, at) => 100 + at * 2), by: "otto",
      at: "2026-11-22T16:00:00.000Z",
    }, {number: "EX-0002", name: "From paper", description: "", messages: 3, by: "otto", at: "2026-11-22T16:10:00.000Z"}];
    this.audit = [];
    this.users = Object.entries(USERS).map(([name, roles]) => ({
      name, roles, second_factor: name !== "otto", locked_until: null, last_seen: "2026-11-23T09:00:00.000Z",
    }));
    this.write("consultation", "anna", "analyst", "search", {query: "<script>alert(9)</script> \u202Eevil", outcome: "partly", shown: 50, outside: 12});
    this.write("consultation", "otto", "case_officer", "message", {target: "message 17", outcome: "denied"});
  }

  write(name, who, role, operation, more = {}) {
    this.audit.push({
      number: this.audit.length, time: new Date(Date.UTC(2026, 10, 24, 1, 0, this.audit.length)).toISOString(), name, who, role, operation,
      authority: "AUTH-1", task: "t1", purpose: "Who ordered the transport of 10 April?", query: "", target: "", outcome: "allowed",
      shown: 0, outside: 0, detail: "", ...more,
    });
  }

  session(request) {
    const id = /(?:^|; )verbatim-session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
    return id ? this.sessions.get(id) : undefined;
  }

  find(query) {
    const parsed = parse(query);
    if (parsed.error) {
      return {refused: failure(400, parsed.error.what, {...parsed.error, todo: "to search for the text itself, put it in quotation marks"})};
    }
    const list = this.messages.filter((message) => parsed.groups.some((group) => group.every((term) => matches(message, term))));
    const locked = list.filter(({seq}) => seq % 71 === 70);
    return {list: list.filter(({seq}) => seq % 71 !== 70), outside: locked.length, terms: parsed.groups.flat()};
  }

  answer(request, url, body) {
    const route = `${request.method} ${url.pathname.replace("/api/v1", "")}`;
    const query = url.searchParams;
    if (route === "POST /session") {
      const roles = USERS[body.name];
      if (!roles || body.password !== PASSWORD) {
        return body.name === "locked" ? failure(429, "too many attempts") : failure(401, "not signed in");
      }
      const id = sha(`${body.name}${this.sessions.size}`);
      const session = {user: {name: body.name, roles}, csrf: sha(id)};
      this.sessions.set(id, session);
      return {status: 200, body: session, headers: {"Set-Cookie": `verbatim-session=${id}; HttpOnly; SameSite=Strict; Path=/`}};
    }
    const session = this.session(request);
    if (route === "GET /session") {
      return {status: 200, body: session ?? {user: null}};
    }
    if (!session) {
      return failure(401, "not signed in");
    }
    if (request.method !== "GET" && request.headers["x-csrf"] !== session.csrf) {
      return failure(403, "the request did not come from the app");
    }
    const {user} = session;
    if (route === "DELETE /session") {
      this.sessions.clear();
      return {status: 204};
    }
    if (route === "GET /audit") {
      return user.roles.includes("data_protection_officer") ? this.auditPage(query) : failure(403, "your role does not read the audit log");
    }
    if (url.pathname.endsWith("/users")) {
      if (!user.roles.includes("administrator")) {
        return failure(403, "your role does not manage users");
      }
      if (request.method === "POST") {
        if (this.users.some(({name}) => name === body.name)) {
          return failure(409, "there is a user of this name");
        }
        this.users.push({name: body.name, roles: body.roles, second_factor: false, locked_until: null, last_seen: null});
        return {status: 204};
      }
      return {status: 200, body: {users: this.users}};
    }
    if (!user.roles.some((role) => ["analyst", "case_officer"].includes(role))) {
      return failure(403, "your role reads no messages");
    }
    if (route === "GET /authorities") {
      return {status: 200, body: {authorities: AUTHORITIES}};
    }
    if (route === "GET /tasks") {
      return {status: 200, body: {tasks: this.tasks}};
    }
    if (route === "POST /tasks") {
      const task = {id: `t${this.tasks.length + 1}`, authority: body.authority, reference: AUTHORITIES.find(({id}) => id === body.authority)?.reference ?? "",
        purpose: body.purpose, opened: "2026-11-24T01:00:00.000Z"};
      this.tasks.push(task);
      return {status: 200, body: {task}};
    }
    if (!this.tasks.some(({id}) => id === request.headers["x-task"])) {
      return failure(403, "this needs a task", {todo: "open a task under an authority first"});
    }
    const message = /^GET \/message\/(\d+)(?:\/(bytes|proof))?$/.exec(route);
    if (message) {
      return this.message(Number(message[1]), message[2]);
    }
    const handler = this.routes[route];
    return handler ? handler.call(this, query, body, user) : failure(404, "there is nothing at this address");
  }

  routes = {
    "GET /case": () => ({status: 200, body: this.case()}),
    "GET /search": (query) => {
      const {refused, list, outside, terms} = this.find(query.get("q") ?? "");
      if (refused) {
        return refused;
      }
      const sign = ["oldest", "sequence"].includes(query.get("order")) ? 1 : -1;
      const ordered = [...list].sort((a, b) => (a.sort === null) - (b.sort === null) || sign * ((a.sort ?? 0) - (b.sort ?? 0) || a.seq - b.seq));
      const from = Number(query.get("cursor") ?? 0);
      const limit = Number(query.get("limit") ?? 50);
      const canonical = query.get("q") || "*";
      return {status: 200, body: {
        canonical, total: list.length, sightings: list.reduce((sum, one) => sum + one.sightings, 0), outside,
        hits: ordered.slice(from, from + limit).map((one) => hitOf(one, terms)), next: from + limit < list.length ? String(from + limit) : null,
      }};
    },
    "GET /histogram": (query) => {
      const {refused, list} = this.find(query.get("q") ?? "");
      if (refused) {
        return refused;
      }
      const counts = new Map();
      for (const {sort} of list) {
        const begin = sort === null ? null : query.get("by") === "hour" ? `${iso(sort).slice(0, 13)}:00:00.000Z` : `${iso(sort).slice(0, 10)}T00:00:00.000Z`;
        counts.set(begin, (counts.get(begin) ?? 0) + 1);
      }
      return {status: 200, body: {buckets: [...counts].map(([begin, count]) => ({begin, count})).sort((a, b) => ((a.begin ?? "") < (b.begin ?? "") ? -1 : 1))}};
    },
    "GET /facets": (query) => {
      const {refused, list} = this.find(query.get("q") ?? "");
      if (refused) {
        return refused;
      }
      const by = query.get("by");
      const counts = new Map();
      for (const one of list) {
        counts.set(String(one[by]), (counts.get(String(one[by])) ?? 0) + 1);
      }
      const values = [...counts].map(([value, count]) => ({value, count, ...(by === "conversation" ? {label: CONVERSATIONS.find(({key}) => key === value)?.title} : {})}))
        .sort((a, b) => b.count - a.count);
      const limit = Number(query.get("limit") ?? 10);
      return {status: 200, body: {values: values.slice(0, limit), others: values.slice(limit).reduce((sum, {count}) => sum + count, 0)}};
    },
    "GET /complete": (query) => {
      const before = (query.get("q") ?? "").slice(0, Number(query.get("at")));
      const word = /[^\s()]*$/.exec(before)[0];
      const [field, value] = word.includes(":") ? [word.slice(0, word.indexOf(":")), word.slice(word.indexOf(":") + 1)] : [null, word];
      const suggestions = field === null
        ? FIELDS.filter((name) => value !== "" && name.startsWith(value)).map((name) => ({text: `${name}:`, kind: "field"}))
        : ["from", "to", "with"].includes(field)
          ? HANDLES.filter((handle) => handle.startsWith(value)).slice(0, 8).map((handle) => ({text: `${field}:${/^[\w@.+-]+$/.test(handle) ? handle : `"${handle}"`}`, kind: "handle"}))
          : [];
      return {status: 200, body: {suggestions}};
    },
    "GET /conversations": (query) => {
      const {refused, list} = this.find(query.get("q") ?? "");
      return refused ?? {status: 200, body: {next: null, conversations: CONVERSATIONS.map((one) => {
        const inside = list.filter(({conversation}) => conversation === one.key);
        const times = inside.map(({sort}) => sort).filter((sort) => sort !== null);
        return {key: one.key, title: one.title, platform: one.platform, messages: inside.length, first: iso(times[0] ?? null), last: iso(times[times.length - 1] ?? null),
          participants: one.people.map((index) => HANDLES[index])};
      }).filter(({messages}) => messages > 0)}};
    },
    "GET /conversation": (query) => this.conversation(query),
    "GET /handle": (query) => {
      const name = query.get("name");
      const sent = this.messages.filter(({sender}) => sender === name);
      if (sent.length === 0) {
        return failure(404, "no message of this handle can be shown");
      }
      const hours = Array(168).fill(0);
      const contacts = new Map();
      for (const {sort, participants} of sent) {
        if (sort !== null) {
          const date = new Date(sort);
          hours[(date.getUTCDay() + 6) % 7 * 24 + date.getUTCHours()] += 1;
        }
        participants.filter((other) => other !== name).forEach((other) => contacts.set(other, (contacts.get(other) ?? 0) + 1));
      }
      return {status: 200, body: {
        handle: name, messages: sent.length, conversations: new Set(sent.map(({conversation}) => conversation)).size, first: iso(sent[0].sort), last: iso(sent[sent.length - 1].sort),
        names: [...new Set(sent.map(({sender_name: shown}) => shown))].map((shown) => ({name: shown, given_by: "phone A"})), accounts: ["phone A", "phone B"],
        contacts: [...contacts].map(([handle, messages]) => ({handle, messages})), hours,
      }};
    },
    "GET /network": (query) => {
      const {refused, list} = this.find(query.get("q") ?? "");
      if (refused) {
        return refused;
      }
      const counts = new Map();
      const edges = new Map();
      for (const {sender, participants} of list.filter((one) => one.sender !== "")) {
        counts.set(sender, (counts.get(sender) ?? 0) + 1);
        for (const other of participants.filter((one) => one !== sender)) {
          const pair = JSON.stringify([sender, other].sort());
          edges.set(pair, (edges.get(pair) ?? 0) + 1);
        }
      }
      return {status: 200, body: {
        nodes: [...counts].map(([handle, messages]) => ({handle, messages})).sort((a, b) => b.messages - a.messages).slice(0, Number(query.get("limit") ?? 100)),
        edges: [...edges].map(([pair, messages]) => ({a: JSON.parse(pair)[0], b: JSON.parse(pair)[1], messages})),
      }};
    },
    "GET /gaps": () => ({status: 200, body: {gaps: GAPS}}),
    "GET /count": (query) => {
      const {refused, list, outside} = this.find(query.get("q") ?? "");
      return refused ?? {status: 200, body: {canonical: query.get("q") ?? "", total: list.length, sightings: list.length, outside}};
    },
    "GET /tags": () => ({status: 200, body: {tags: [...this.tags.keys()].map((name) => ({name, messages: this.messages.filter(({tags}) => tags.includes(name)).length}))}}),
    "POST /tags": (_, body) => { this.tags.set(body.name, 0); return {status: 204}; },
    "POST /messages/tags": (_, body) => {
      for (const seq of body.seqs) {
        const message = this.messages[seq];
        message.tags = [...new Set([...message.tags.filter((tag) => !(body.remove ?? []).includes(tag)), ...(body.add ?? [])])];
      }
      (body.add ?? []).forEach((name) => this.tags.set(name, 0));
      return {status: 204};
    },
    "GET /notes": () => ({status: 200, body: {notes: this.notes}}),
    "POST /notes": (_, body, user) => {
      const note = {id: this.notes.length + 1, seq: body.seq, by: user.name, at: "2026-11-24T01:05:00.000Z", text: body.text};
      this.notes.push(note);
      return {status: 200, body: {note}};
    },
    "DELETE /notes": (query) => { this.notes = this.notes.filter(({id}) => String(id) !== query.get("id")); return {status: 204}; },
    "GET /selections": () => ({status: 200, body: {selections: this.selections}}),
    "POST /selections": (_, body, user) => {
      const selection = {name: body.name, q: body.q, messages: this.find(body.q).list.length, by: user.name, at: "2026-11-24T01:05:00.000Z"};
      this.selections.push(selection);
      return {status: 200, body: {selection}};
    },
    "GET /exhibits": () => ({status: 200, body: {exhibits: this.exhibits}}),
    "POST /exhibits": (_, body, user) => {
      const exhibit = {number: `EX-000${this.exhibits.length + 1}`, name: body.name, description: body.description, messages: body.seqs.length, seqs: body.seqs, by: user.name, at: "2026-11-24T01:05:00.000Z"};
      this.exhibits.push(exhibit);
      return {status: 200, body: {exhibit}};
    },
    "GET /sources": () => ({status: 200, body: {sources: SOURCES, next: null}}),
    "GET /findings": (query) => ({status: 200, body: {next: null, findings: FINDINGS.filter(({source}) => !query.get("source") || String(source) === query.get("source"))}}),
    "GET /findings/bytes": () => ({status: 200, bytes: Buffer.from("{\"sender\": \"kilo\", \"text\": \"\u0000<b>broken\u202E\" \xff\xfe")}),
  };

  conversation(query) {
    const seq = query.get("seq");
    const key = seq === null ? query.get("key") : this.messages[Number(seq)]?.conversation;
    const all = this.messages.filter(({conversation, seq: one}) => conversation === key && one % 71 !== 70)
      .sort((a, b) => (a.sort ?? Infinity) - (b.sort ?? Infinity) || a.seq - b.seq);
    if (all.length === 0) {
      return failure(404, "there is no such conversation");
    }
    const at = query.get("at");
    const place = seq !== null ? all.findIndex((one) => one.seq === Number(seq)) : at === "last" ? all.length - 1 : at === "first" ? 0
      : all.findIndex(({sort}) => sort !== null && sort >= Date.parse(at));
    const middle = place < 0 ? all.length - 1 : place;
    const from = Math.max(0, middle - Number(query.get("before") ?? 50));
    const to = Math.min(all.length, middle + 1 + Number(query.get("after") ?? 50));
    return {status: 200, body: {hits: all.slice(from, to).map((one) => hitOf(one)), before_more: from > 0, after_more: to < all.length, position: from, total: all.length, outside: 0}};
  }

  message(seq, part) {
    const message = this.messages[seq];
    if (!message || seq % 71 === 70) {
      return failure(404, "there is no such message, or it may not be shown");
    }
    const raw = JSON.stringify({id: seq, from: message.sender, text: message.text});
    if (part === "bytes") {
      return {status: 200, bytes: Buffer.from(raw)};
    }
    if (part === "proof") {
      return {status: 200, bytes: Buffer.from(`c2sp.org/tlog-proof@v1\nindex ${seq}\n${sha(raw)}\n\nverbatim-case\n6000\n${sha("root")}\n`), type: "text/plain; charset=utf-8"};
    }
    return {status: 200, body: {
      hit: hitOf(message),
      source: {number: message.source, path: SOURCES[message.source].path, object: sha(String(message.source)), parser: "jsonl", parser_version: 1, settings: null,
        container: message.source === 1 ? [{object: sha("zip"), member: "inner/chat.jsonl"}] : []},
      locator: {begin: seq * 240, end: seq * 240 + raw.length}, leaf: sha(raw), device: "imei 356938035643809", conversation_kind: "group", native_id: `m-${seq}`,
      reply_to: seq % 9 === 0 ? `m-${seq - 1}` : "", forwarded_from: "",
      times: [{kind: "sent", raw: message.sort === null ? "yesterday?" : String(message.sort), utc: iso(message.sort), zone: message.zone_basis === "none" ? "" : "Z", basis: message.zone_basis, precision: "second"}],
      attachments: message.attachments.map((name) => ({name, kind: "image", mime_stated: "image/jpeg", mime_found: "", size: 120_331, sha256: null, hash_stated: "", url: ""})),
      fields: [{key: "x-<i>client</i>", value: "v7.2 \u202Eabc", type: "text"}, {key: "flags", value: "{\"read\":true}", type: "json"}],
      sightings: message.sightings > 1 ? [{seq, source: message.source, sort_time: iso(message.sort), reason: ""}, {seq: (seq + 1) % 6000, source: 4, sort_time: iso(message.sort), reason: "same message, other source"}] : [],
      tags: message.tags.map((name) => ({name, by: "anna", at: "2026-11-24T01:00:00.000Z"})),
      notes: this.notes.filter((note) => note.seq === seq),
    }};
  }

  auditPage(query) {
    const found = this.audit.filter((entry) => ["who", "name", "operation"].every((key) => !query.get(key) || entry[key] === query.get(key)));
    return {status: 200, body: {entries: [...found].reverse(), next: null, size: this.audit.length, root: sha("audit")}};
  }

  case() {
    return {
      name: "Emma 95 <i>demo</i>", id: "0123456789abcdef0123456789abcdef", verifier_key: "verbatim-case+1a2b3c4d+AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh",
      created: "2026-11-20T10:00:00.000Z", messages: 6000, sightings: 6207, sources: 5, tree_size: 6207, root: sha("root"),
      acquisitions: [
        {number: 1, received: "2026-11-20T10:05:00.000Z", delivered_by: "Unit 7", authority: "Order of 2 May", channel: "USB disk", claimed_hash: sha("zip"), items: 4, bytes: 1_440_000},
        {number: 2, received: "2026-11-21T08:30:00.000Z", delivered_by: "JIT partner \u202E", authority: "EIO 2020/31", channel: "sFTP", claimed_hash: null, items: 1, bytes: 50_120},
      ],
      accounting: {bytes: 1_490_120, messages: 6207, rejected: 3, skipped: 12, remarks: 5, bytes_messages: 1_470_000, bytes_rejected: 320, bytes_skipped: 4_800, bytes_structure: 15_000, bytes_unread: 0,
        pending: 0, by_status: {parsed: 3, container: 1, partial: 1}},
      first: iso(this.messages[0].sort), last: iso(this.messages[5999].sort), problems: [],
    };
  }
}

const AUTHORITIES = [
  {id: "AUTH-1", issuer: "Examining judge, Rotterdam", reference: "RC 20/1234", offences: ["Opium Act 10a", "Penal Code 140"], datasets: ["1", "2"], handles: [], period: {begin: "2020-04-01T00:00:00.000Z", end: "2020-06-30T23:59:59.999Z"},
    terms: "", data_types: ["text", "times", "attachments"], territory: "NL", not_before: null, expiry: "2027-06-30T00:00:00.000Z", conditions: "No release to another investigation before review.", emergency: false, valid: true, why: ""},
  {id: "AUTH-2", issuer: "Public prosecutor", reference: "Emergency 7", offences: ["Penal Code 289"], handles: ["kilo@enc.example"], expiry: "2026-12-01T00:00:00.000Z", emergency: true, valid: true, why: ""},
  {id: "AUTH-3", issuer: "Examining judge", reference: "RC 19/0007", expiry: "2026-01-01T00:00:00.000Z", emergency: false, valid: false, why: "It expired on 2026-01-01."},
];
const SOURCES = [
  ["phone-a/messages.jsonl", "parsed", ""], ["phone-a/export.zip", "container", ""], ["phone-b/<script>.txt", "parsed", ""],
  ["server/dump\u202Elqs.json", "partial", "the file ends in the middle of a row"], ["partner/batch-0004.csv", "parsed", ""],
].map(([path, status, problem], number) => ({
  number, acquisition: number === 4 ? 2 : 1, path, object: sha(String(number)), size: 298_024, status, format: status === "container" ? "zip" : "jsonl", format_version: 1, first_seq: number * 1200,
  messages: status === "container" ? 0 : 1200, rejected: number === 3 ? 3 : 0, skipped: number * 2, remarks: number === 2 ? 5 : 0, problem,
}));
const GAPS = [
  {kind: "silence", account: "phone A", begin: "2020-04-11T03:10:00.000Z", end: "2020-04-11T09:40:00.000Z", words: "nothing is shown for 6.5 hours; 31 numbers are missing in it"},
  {kind: "common-outage", account: "", begin: "2020-04-20T00:00:00.000Z", end: "2020-04-20T02:30:00.000Z", words: "9 devices have a gap at once, usually 1"},
  {kind: "missing-numbers", account: "phone A", begin: "2020-04-14T18:00:00.000Z", end: "2020-04-14T18:05:00.000Z", words: "numbers 118 to 121 are borne by no row"},
  {kind: "one-sided", account: "phone B", begin: null, end: null, words: "conversation \"The yard <b>group</b> \u202E\" is not shown by the device of mikado"},
  {kind: "clock", account: "phone B", begin: "2020-05-02T12:00:00.000Z", end: null, words: "its clock differs by 3,601.2 s from most others; a zone slip of 60 minutes?"},
];
const FINDINGS = [
  {source: 3, path: SOURCES[3].path, kind: "rejected", begin: 1024, end: 1132, code: "json_syntax", reason: "expected a comma, found \"<b>\""},
  {source: 3, path: SOURCES[3].path, kind: "rejected", begin: 2048, end: 2100, code: "bad_utf8", reason: "byte 0xFF begins no character"},
  {source: 3, path: SOURCES[3].path, kind: "source", begin: 298_000, end: 298_024, code: "truncated", reason: "the file ends in the middle of a row"},
  {source: 2, path: SOURCES[2].path, kind: "remark", begin: 10, end: 40, code: "time_ambiguous", reason: "01/02/2020 read as 1 February"},
];

async function readBody(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString("utf8");
  return text === "" ? {} : JSON.parse(text);
}

async function file(pathname) {
  const wanted = path.join(DIST, pathname === "/" ? "index.html" : path.normalize(pathname));
  if (!wanted.startsWith(DIST)) {
    return null;
  }
  try {
    return {content: await readFile(wanted), type: TYPES[path.extname(wanted)] ?? "application/octet-stream"};
  } catch {
    return null;
  }
}

// Listens on 127.0.0.1; port 0 is any free one. `requests` keeps what was asked, for the tests.
export async function startMock(port = 0) {
  const mock = new Mock();
  const requests = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    requests.push(`${request.method} ${url.pathname}${url.search}`);
    const headers = {
      "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
    };
    if (url.pathname.startsWith("/api/")) {
      const {status, body, bytes, type, headers: more} = mock.answer(request, url, await readBody(request));
      response.writeHead(status, {...headers, ...more, "Content-Type": type ?? (bytes ? "application/octet-stream" : "application/json"),
        ...(bytes ? {"Content-Disposition": "attachment"} : {})});
      response.end(bytes ?? (body === undefined ? "" : JSON.stringify(body)));
      return;
    }
    const found = await file(url.pathname);
    response.writeHead(found ? 200 : 404, {...headers, "Content-Type": found?.type ?? "text/plain"});
    response.end(found?.content ?? "");
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  return {url: `http://127.0.0.1:${server.address().port}`, requests, mock, stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); })};
}
