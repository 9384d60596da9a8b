// SPDX-License-Identifier: Apache-2.0
// A made-up case for the tests of the app: the same messages each time, ordinary ones and such as want to do harm.

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

export const HANDLES = [
  "kilo@enc.example", "vesta@enc.example", "oslo-runner", "mikado", "anna.k", "big boss", "+31600000001",
  "kilо@enc.example",                                 // the о is Cyrillic
  "<script>alert(1)</script>",
  "\u202Egnp.tohs\u202C",                             // right to left override
  "أبو ليلى",
  "zero\u200Bwidth",
];
const NAMES = ["Kilo", "Vesta", "Runner 🚚", "Mikado", "Anna", "", "06-1", "Kilo", "\"><img src=x onerror=alert(2)>", "photo", "ليلى", "Zero"];
const WORDS = ("two boxes at the station tomorrow paid half the rest on friday bring the van blue one ask kilo first no phones " +
  "inside the yard container number later he said no wait for me price same as last time good friend comes from milan").split(" ");
const ARABIC = "سلام غدا في المحطة صندوقين كما قلنا الدفع نصف الآن ونصف بعد ذلك مع صديقي".split(" ");
const PLATFORMS = ["EncroChat", "WhatsApp", "Telegram"];

export const CONVERSATIONS = [
  {key: "c-kilo-vesta", title: "Kilo, Vesta", platform: "EncroChat", people: [0, 1]},
  {key: "c-yard", title: "The yard <b onmouseover=alert(3)>group</b>", platform: "EncroChat", people: [0, 1, 2, 3, 5, 7]},
  {key: "c-arabic", title: "العائلة", platform: "WhatsApp", people: [10, 4, 0]},
  {key: "c-odd", title: "odd \u202E names \u0007", platform: "Telegram", people: [8, 9, 11, 6, 0]},
];

const HOSTILE = [
  "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">",
  "javascript:alert(1) \u0000\u0001\u001b[31mred\u001b[0m \ufeff\u00adsoft\u200bzero\u2060join",
  "Invoice \u202Efdp.exe\u202C and \u2066isolated\u2069 then more",
  "pаypal раypal — homoglyphs",
  "e" + "\u0301".repeat(60) + " stacked marks",
  "👨‍👩‍👧‍👦 family, 🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag, \u{E0041}tag, ﷽",
  "line one\r\nline two\u2028line three\ttab",
  "{{constructor.constructor('alert(1)')()}} ${alert(1)} </textarea></title></style>",
];

export const LONG = "Lorem boxes ipsum ".repeat(58255).slice(0, 1_048_576);  // 1 MiB
const START = Date.UTC(2020, 3, 1, 6, 0, 0);

function textOf(at, next, arabic) {
  if (at % 97 === 13) {
    return HOSTILE[Math.floor(at / 97) % HOSTILE.length];
  }
  const list = arabic && at % 3 !== 0 ? ARABIC : WORDS;
  return Array.from({length: 3 + Math.floor(next() * 16)}, () => list[Math.floor(next() * list.length)]).join(" ");
}

export function makeMessages(count = 6000) {
  const next = random(95);
  const messages = [];
  let at = START;
  for (let seq = 0; seq < count; seq += 1) {
    const conversation = CONVERSATIONS[[0, 1, 1, 2, 0, 3, 1, 0][seq % 8]];
    const sender = conversation.people[Math.floor(next() * conversation.people.length)];
    at += 1000 * Math.floor(20 + next() * 1600);
    const kind = seq % 53 === 7 ? "media" : seq % 211 === 5 ? "call" : seq % 307 === 9 ? "deletion" : "text";
    messages.push({
      seq,
      conversation: conversation.key,
      title: conversation.title,
      sender: seq % 401 === 17 ? "" : HANDLES[sender],
      sender_name: NAMES[sender],
      sort: seq % 499 === 3 ? null : at,
      zone_basis: ["stated", "stated", "none", "assumed", "stated", "configured"][seq % 6],
      platform: conversation.platform ?? PLATFORMS[0],
      account: ["phone A", "phone B"][seq % 2],
      source: seq % 5,
      kind,
      direction: sender === conversation.people[0] ? "outgoing" : "incoming",
      text: seq === 42 ? LONG : kind === "deletion" || kind === "call" ? "" : textOf(seq, next, conversation.key === "c-arabic"),
      attachments: kind === "media" ? [seq % 2 ? "IMG_2020.jpg" : "report\u202Egpj.exe"] : [],
      sightings: seq % 29 === 0 ? 2 : 1,
      participants: conversation.people.map((index) => HANDLES[index]),
      disclosed: seq % 1009 === 11 ? ["Bundle 1"] : [],
      tags: seq % 37 === 2 ? ["transport"] : [],
    });
  }
  return messages;
}
