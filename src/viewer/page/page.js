// SPDX-License-Identifier: Apache-2.0
// The views of the page, one for each address behind the "#". What the bundle holds comes as JSON from the program that
// serves this page; nothing goes anywhere else.
"use strict";

const view = document.getElementById("view");
let drawing = 0;  // of two answers that cross, the later question counts

function say(text) {
  const place = document.getElementById("said");
  place.textContent = text;
  setTimeout(() => { if (place.textContent === text) { place.textContent = ""; } }, 4000);
}

async function answer(response) {
  const json = await response.json().catch(() => ({error: {what: "the program gave no answer"}}));
  if (!response.ok) {
    const error = new Error([json.error.what, json.error.advice].filter(Boolean).join("; "));
    error.offset = json.error.offset;
    throw error;
  }
  return json;
}

async function get(path, parameters) {
  const given = Object.entries(parameters || {}).filter(([, value]) => value !== undefined && value !== "");
  return answer(await fetch(path + "?" + new URLSearchParams(given)));
}

async function post(path, body) {
  return answer(await fetch(path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)}));
}

// For a button: what goes wrong is said, not swallowed.
function trying(act) {
  return () => act().catch((error) => say(error.message));
}

// ---- what is proved

async function aboutView() {
  const about = await get("/api/about");
  return [
    make("h2", {}, "What this bundle proves, and what not"),
    make("p", {}, counted(about.messages, "message", "messages") + " in " + counted(about.records, "record", "records") +
      ", " + counted(about.withheld, "part", "parts") + " withheld. Made for: ",
    isolated(about.recipient || "nobody named")),
    make("pre", {dir: "ltr"}, about.words),
    make("p", {class: "dim"}, "Your notes and requests are kept in ", isolated(about.folder),
      ". The bundle itself is never changed, and nothing leaves this machine."),
  ];
}

// ---- search

function queryError(query, error) {
  const out = make("div", {role: "alert", class: "error"}, error.message);
  if (error.offset !== null && error.offset !== undefined) {
    const bytes = new TextEncoder().encode(query);
    const before = new TextDecoder().decode(bytes.slice(0, error.offset));
    const rest = new TextDecoder().decode(bytes.slice(error.offset));
    out.append(make("pre", {dir: "ltr"}, before, make("mark", {class: "hit"}, rest.slice(0, 1) || " "), rest.slice(1)));
  }
  return out;
}

function searchForm(query, order) {
  const input = make("input", {class: "wide", name: "q", type: "search", dir: "auto", "aria-label": "Search"});
  input.value = query;
  const select = make("select", {"aria-label": "Order"},
    make("option", {value: "newest"}, "newest first"), make("option", {value: "oldest"}, "oldest first"));
  select.value = order;
  return make("form", {role: "search", submit: (event) => {
    event.preventDefault();
    location.hash = "#/search?" + new URLSearchParams({q: input.value, order: select.value});
  }}, input, select, make("button", {class: "main"}, "Search"));
}

async function searchView(_, parameters) {
  const query = parameters.get("q") || "";
  const order = parameters.get("order") || "newest";
  const out = [make("h2", {}, "Search"), searchForm(query, order)];
  if (!parameters.has("q")) {
    out.push(make("p", {class: "dim"}, "Words, “phrases”, from:, with:, in:, sent:[2020-04-01 TO 2020-04-10], " +
      "AND, OR, NOT, word*, A THEN/5 B. Nothing finds everything. Words that are withheld cannot be found."));
    return out;
  }
  let found;
  try {
    found = await get("/api/search", {q: query, order});
  } catch (error) {
    return [...out, queryError(query, error)];
  }
  const sightings = found.sightings === found.messages ? "" : " (" + counted(found.sightings, "record", "records") + ")";
  out.push(make("p", {}, counted(found.messages, "message", "messages") + sightings + " for “", isolated(found.query),
    "”. ", make("a", {href: "#/requests?" + new URLSearchParams({term: query})}, "Ask for this term in the whole case")));
  const list = make("div", {});
  const more = make("button", {type: "button"}, "Show more");
  const add = (page) => {
    list.append(...page.hits.map((hit) => messageOf(hit, {conversation: true, changed: draw})));
    more.hidden = page.next === null;
    more.onclick = trying(async () => add(await get("/api/search", {q: query, order, after: page.next})));
  };
  add(found);
  return [...out, list, more];
}

// ---- conversations

async function conversationsView(_, parameters) {
  const skip = Number(parameters.get("skip") || 0);
  const step = 50;
  const found = await get("/api/conversations", {skip, limit: step});
  const rows = found.conversations.map((item) => make("tr", {},
    make("td", {}, make("a", {href: "#/conversation?" + new URLSearchParams({key: item.key})},
      isolated(item.title || item.name))),
    make("td", {}, isolated(item.participants.join(", "))),
    make("td", {class: "count"}, item.sightings.toLocaleString("en")),
    make("td", {}, item.first ? item.first + " to " + item.last : "no time")));
  const bar = make("div", {class: "bar"}, "Conversations " + (found.total ? skip + 1 : 0) + " to " +
    (skip + rows.length) + " of " + found.total.toLocaleString("en"));
  if (skip > 0) {
    bar.append(make("a", {href: "#/conversations?skip=" + Math.max(0, skip - step)}, "before"));
  }
  if (skip + rows.length < found.total) {
    bar.append(make("a", {href: "#/conversations?skip=" + (skip + step)}, "further"));
  }
  return [make("h2", {}, "Conversations"), bar, make("table", {},
    make("thead", {}, make("tr", {}, ...["Conversation", "People", "Records", "First and last (UTC)"].map((name) =>
      make("th", {scope: "col"}, name)))),
    make("tbody", {}, ...rows))];
}

function dateForm(key) {
  const date = make("input", {type: "date", "aria-label": "Go to a date (UTC)"});
  return make("form", {submit: (event) => {
    event.preventDefault();
    if (date.valueAsNumber >= 0) {
      location.hash = "#/conversation?" + new URLSearchParams({key, from: date.valueAsNumber});
    }
  }}, make("label", {}, "From a date (UTC)", date), make("button", {}, "Go"));
}

async function conversationView(seq, parameters) {
  const key = parameters.get("key");
  const asked = seq === undefined ? {key, from: parameters.get("from") || ""} : {seq, before: 10};
  let page = await get("/api/conversation", asked);
  const list = make("div", {});
  const place = make("p", {"aria-live": "polite"});
  const earlier = make("button", {type: "button"}, "Earlier messages");
  const later = make("button", {type: "button"}, "Later messages");
  const shown = {first: page.first, messages: page.messages};
  const show = () => {
    let day = "";
    list.replaceChildren();
    for (const message of shown.messages) {
      if (message.day !== day) {
        day = message.day;
        list.append(make("div", {class: "day"}, isolated(day)));
      }
      list.append(messageOf(message, {anchor: page.anchor, changed: draw}));
    }
    const last = shown.first + shown.messages.length;
    place.textContent = "Messages " + (shown.first + 1) + " to " + last + " of " +
      counted(page.total, "message", "messages");
    earlier.hidden = shown.first === 0;
    later.hidden = last >= page.total;
  };
  earlier.onclick = trying(async () => {
    const more = await get("/api/conversation", {seq: shown.messages[0].seq, before: 50, after: 0});
    shown.first = more.first;
    shown.messages = [...more.messages.slice(0, -1), ...shown.messages];
    show();
  });
  later.onclick = trying(async () => {
    const last = shown.messages[shown.messages.length - 1];
    const more = await get("/api/conversation", {seq: last.seq, before: 0, after: 50});
    shown.messages.push(...more.messages.slice(1));
    show();
  });
  show();
  const title = page.messages[0].conversation;
  const out = [make("h2", {}, isolated(title)), place];
  if (key) {
    out.push(dateForm(key));
  }
  return [...out, make("div", {class: "bar"}, earlier), list, make("div", {class: "bar"}, later)];
}

// ---- one message

async function messageView(seq) {
  const message = await get("/api/message", {seq});
  const rows = message.details.map((detail) => make("tr", {},
    make("th", {scope: "row"}, isolated(detail.name)), make("td", {dir: "auto"}, detail.value)));
  return [make("h2", {}, "Record " + message.seq), messageOf(message, {conversation: true, changed: draw}),
    make("p", {}, message.proof), make("table", {}, make("tbody", {}, ...rows))];
}

// ---- notes

async function notesView() {
  const found = await get("/api/notes");
  const list = found.notes.map((note) => make("article", {},
    note.seq === null ? make("div", {class: "dim"}, "about the bundle")
                      : make("a", {href: "#/message/" + note.seq}, "record " + note.seq),
    noteOf(note, draw)));
  return [make("h2", {}, "Notes"),
    make("div", {class: "bar"}, counted(found.notes.length, "note", "notes"),
      make("a", {href: "/notes.json", download: "notes.json"}, "save all as JSON")),
    noteForm(null, draw), ...list];
}

// ---- requests

function field(label, input) {
  return make("label", {}, label, input);
}

function requestForm(term) {
  const terms = make("textarea", {dir: "auto", required: true});
  terms.value = term;
  const purpose = make("input", {class: "wide", required: true});
  const by = make("input", {class: "wide", required: true});
  const scope = make("input", {class: "wide", placeholder: "the whole case"});
  const said = make("div", {});
  return make("form", {class: "column", submit: async (event) => {
    event.preventDefault();
    try {
      await post("/api/requests", {terms: terms.value.split("\n").map((line) => line.trim()).filter(Boolean),
        purpose: purpose.value, by: by.value, scope: scope.value});
      location.hash = "#/requests";
      draw();
    } catch (error) {
      said.replaceChildren(make("p", {role: "alert", class: "error"}, error.message));
    }
  }}, field("Search terms, one on a line", terms), field("What it is for", purpose), field("Who asks", by),
  field("Within (a query; may stay empty)", scope), said,
  make("div", {class: "bar"}, make("button", {class: "main"}, "Sign the request")));
}

function answerForm() {
  const file = make("input", {type: "file", "aria-label": "Answer file"});
  file.addEventListener("change", async () => {
    try {
      await post("/api/answers", {file: await file.files[0].text()});
      say("The answer is kept.");
      draw();
    } catch (error) {
      say(error.message);
    }
  });
  return make("label", {}, "File an answer that came back", file);
}

function requestOf(request) {
  const rows = request.terms.map((term) => make("tr", {}, make("td", {}, isolated(term.term)),
    make("td", {class: "count"}, term.messages === undefined ? (term.refused || "no answer yet")
      : counted(term.messages, "message", "messages")),
    make("td", {class: "count"}, term.sightings === undefined ? "" : counted(term.sightings, "record", "records"))));
  const answered = request.answered;
  return make("article", {},
    make("header", {}, make("span", {class: "who"}, "Request " + request.number), make("span", {class: "when"}, request.at),
      make("a", {href: "/request?number=" + request.number, download: true}, "save the file to hand over")),
    make("p", {}, "By ", isolated(request.by), " for ", isolated(request.purpose), ", within ",
      isolated(request.scope), "."),
    make("p", {class: "dim"}, "Signed with the key ", make("code", {}, request.key),
      ". Give this key to the other side by another way than the file."),
    make("table", {}, make("tbody", {}, ...rows)),
    answered ? make("p", {}, "Answered ", isolated(answered.at), " by ", isolated(answered.by), ", authority: ",
      isolated(answered.authority), ", within ", isolated(answered.scope), ".") : null);
}

async function requestsView(_, parameters) {
  const found = await get("/api/requests");
  return [make("h2", {}, "Requests"),
    make("p", {}, "Whoever holds the case runs your terms and hands back the counts, signed. Both sides keep both files."),
    requestForm(parameters.get("term") || ""), ...found.requests.map(requestOf).reverse(), answerForm()];
}

// ---- which view

const views = new Map(Object.entries({about: aboutView, search: searchView, conversations: conversationsView, conversation: conversationView,
  message: messageView, notes: notesView, requests: requestsView}));

async function draw() {
  const turn = ++drawing;
  const [path, parameters] = (location.hash.slice(2) || "about").split("?");
  const [name, argument] = path.split("/");
  for (const link of document.querySelectorAll("nav a")) {
    link.toggleAttribute("aria-current", false);
    if (link.getAttribute("href") === "#/" + name) {
      link.setAttribute("aria-current", "page");
    }
  }
  let content;
  try {
    content = await (views.get(name) || aboutView)(argument, new URLSearchParams(parameters));
  } catch (error) {
    content = [make("p", {role: "alert", class: "error"}, error.message)];
  }
  if (turn === drawing) {
    view.replaceChildren(...content);
  }
}

async function start() {
  addEventListener("hashchange", () => { draw().then(() => { view.focus(); scrollTo(0, 0); }); });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      location.hash = "#/search";
      setTimeout(() => view.querySelector("input")?.focus(), 200);
    }
  });
  const about = await get("/api/about");
  document.getElementById("bundle").textContent = about.bundle;
  if (!about.proved) {
    const banner = document.getElementById("banner");
    banner.textContent = "NOT PROVED: this bundle fails its check (" + about.failed_step + ": " + about.reason +
      "). Believe nothing that is shown here.";
    banner.hidden = false;
  }
  await draw();
}

start().catch((error) => say(error.message));
