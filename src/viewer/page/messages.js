// SPDX-License-Identifier: Apache-2.0
// Making elements. Everything that comes from evidence is set as text; there is no way here to make markup of it.
"use strict";

// make("p", {class: "dim"}, "text", element ...): strings become text nodes.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// A value of evidence in the middle of our words: its direction ends where it ends.
function isolated(text) {
  return make("bdi", {}, text);
}

function counted(number, one, many) {
  return number.toLocaleString("en") + " " + (number === 1 ? one : many);
}

function textOf(pieces) {
  const out = make("div", {class: "text", dir: "auto"});
  for (const piece of pieces) {
    if (piece.withheld !== undefined) {
      out.append(make("span", {class: "withheld", dir: "ltr"}, isolated(piece.withheld)));
    } else if (piece.hidden !== undefined) {
      out.append(make("span", {class: "hidden-character", title: "a character that cannot be seen"}, piece.hidden));
    } else if (piece.hit) {
      out.append(make("mark", {class: "hit"}, piece.text));
    } else {
      out.append(piece.text);
    }
  }
  return out;
}

function attachmentOf(attachment) {
  const line = make("div", {}, "Attachment: ", isolated(attachment.words));
  if (attachment.file) {
    line.append(" ", make("a", {href: "/media?file=" + encodeURIComponent(attachment.file), download: true}, "save"));
  }
  return line;
}

// One message as an article; `context.changed` is called after a note was written.
function messageOf(message, context) {
  const number = make("a", {href: "#/message/" + message.seq, class: "number"}, "record " + message.seq);
  const head = make("header", {},
    make("span", {class: "who"}, isolated(message.sender)),
    message.handle ? make("span", {class: "dim"}, isolated(message.handle)) : null,
    make("span", {class: "when"}, isolated(message.time)),
    message.exhibit ? make("span", {}, "Exhibit ", isolated(message.exhibit)) : null,
    number);
  const article = make("article", {class: context.anchor === message.seq ? "anchor" : null}, head, textOf(message.pieces));
  article.append(...message.attachments.map(attachmentOf));
  if (context.conversation) {
    article.append(make("div", {class: "where"}, "in ",
      make("a", {href: "#/conversation/" + message.seq}, isolated(message.conversation))));
  }
  if (message.sightings.length > 1) {
    article.append(make("div", {class: "where"}, "Seen " + message.sightings.length + " times: records " +
      message.sightings.join(", ")));
  }
  article.append(...message.notes.map((note) => noteOf(note, context.changed)));
  article.append(noteForm(message.seq, context.changed));
  return article;
}

function noteOf(note, changed) {
  const about = "Note by " + note.by + ", " + note.at + (note.changed_at ? ", changed " + note.changed_at : "");
  const box = make("div", {class: "note"}, make("div", {class: "text", dir: "auto"}, note.text));
  box.append(make("div", {class: "bar dim"}, isolated(about),
    make("button", {class: "quiet", type: "button", click: () => box.replaceWith(editForm(note, changed))}, "edit"),
    make("button", {class: "quiet", type: "button", click: async () => {
      if (confirm("Delete this note? It cannot be brought back.")) {
        await post("/api/notes/delete", {id: note.id});
        changed();
      }
    }}, "delete")));
  return box;
}

// A text to write, with what becomes of it.
function writing(label, text, save) {
  const area = make("textarea", {dir: "auto", "aria-label": label});
  area.value = text;
  const form = make("form", {class: "column", submit: (event) => {
    event.preventDefault();
    save(area.value).catch((error) => say(error.message));
  }}, make("label", {}, label, area), make("div", {class: "bar"}, make("button", {class: "main"}, "Save")));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit();
    }
  });
  return form;
}

function editForm(note, changed) {
  return writing("Note", note.text, async (text) => {
    await post("/api/notes/change", {id: note.id, text});
    changed();
  });
}

// A button that opens into a form; `seq` null: a note about the bundle as a whole.
function noteForm(seq, changed) {
  const button = make("button", {class: "quiet", type: "button"}, "add a note");
  button.addEventListener("click", () => {
    const form = writing("Note", "", async (text) => {
      await post("/api/notes", {seq, text});
      say("The note is kept.");
      changed();
    });
    button.replaceWith(form);
    form.querySelector("textarea").focus();
  });
  return button;
}
