// SPDX-License-Identifier: Apache-2.0
// The network as files for other programs. The same network gives the same bytes.
import {codePointText} from "../../text/visible.ts";
import type {Model} from "./model.ts";

// XML 1.0 has no place for some characters, not even escaped: those are spelled out.
function xml(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, (found) => `⟨${codePointText(found.codePointAt(0) ?? 0)}⟩`)
    .replace(/[&<>"'\t\n\r]/g, (found) => `&#${found.charCodeAt(0)};`);
}

// As in messages.csv: quotation marks where needed, an apostrophe before what a spreadsheet would run.
export function csvCell(value: string | number): string {
  const text = String(value);
  const guarded = typeof value === "string" && /^[=+\-@'\t\r\n]/.test(text) ? `'${text}` : text;
  return /[,"\r\n]/.test(guarded) ? `"${guarded.replaceAll("\"", "\"\"")}"` : guarded;
}

function csv(rows: readonly (readonly (string | number)[])[]): string {
  return "\uFEFF" + rows.map((row) => row.map(csvCell).join(",") + "\r\n").join("");
}

export function handlesCsv({nodes}: Model): string {
  return csv([["handle", "messages", "contacts", "exchanged"], ...nodes.map((node) => [node.handle, node.messages, node.contacts, node.exchanged])]);
}

export function edgesCsv({edges}: Model): string {
  return csv([["a", "b", "messages"], ...edges.map((edge) => [edge.a, edge.b, edge.messages])]);
}

function numbersOf({nodes}: Model): ReadonlyMap<string, number> {
  return new Map(nodes.map(({handle}, at) => [handle, at]));
}

export function gexf(model: Model, query: string): string {
  const number = numbersOf(model);
  return [
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">",
    `<meta><creator>Verbatim</creator><description>${xml(`Messages between handles, query: ${query || "*"}`)}</description></meta>`,
    "<graph mode=\"static\" defaultedgetype=\"undirected\">",
    "<attributes class=\"node\"><attribute id=\"0\" title=\"messages\" type=\"long\"/></attributes>",
    "<nodes>",
    ...model.nodes.map((node, at) => `<node id="${at}" label="${xml(node.handle)}"><attvalues><attvalue for="0" value="${node.messages}"/></attvalues></node>`),
    "</nodes>",
    "<edges>",
    ...model.edges.map((edge, at) => `<edge id="${at}" source="${number.get(edge.a)}" target="${number.get(edge.b)}" weight="${edge.messages}"/>`),
    "</edges>", "</graph>", "</gexf>", "",
  ].join("\n");
}

export function graphml(model: Model, query: string): string {
  const number = numbersOf(model);
  return [
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">",
    "<key id=\"query\" for=\"graph\" attr.name=\"query\" attr.type=\"string\"/>",
    "<key id=\"handle\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>",
    "<key id=\"messages\" for=\"node\" attr.name=\"messages\" attr.type=\"long\"/>",
    "<key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"long\"/>",
    "<graph id=\"network\" edgedefault=\"undirected\">",
    `<data key="query">${xml(query || "*")}</data>`,
    ...model.nodes.map((node, at) => `<node id="n${at}"><data key="handle">${xml(node.handle)}</data><data key="messages">${node.messages}</data></node>`),
    ...model.edges.map((edge) => `<edge source="n${number.get(edge.a)}" target="n${number.get(edge.b)}"><data key="weight">${edge.messages}</data></edge>`),
    "</graph>", "</graphml>", "",
  ].join("\n");
}
