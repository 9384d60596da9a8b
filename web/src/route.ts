// SPDX-License-Identifier: Apache-2.0
// The address of a page stands behind the "#": what people search for is never part of an address that a server or a
// proxy sees. `#/search?q=kilo` is {page: "search", rest: "", parameters: q=kilo}.
import {useSyncExternalStore} from "react";

export interface Route {
  page: string;
  rest: string;
  parameters: URLSearchParams;
}

export type Parameters = Record<string, string | number | undefined>;

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = splitOnce(hash.replace(/^#\/?/, ""), "?");
  const [page = "", rest = ""] = splitOnce(path, "/");
  return {page, rest: safeDecode(rest), parameters: new URLSearchParams(query)};
}

export function address(page: string, parameters: Parameters = {}, rest = ""): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `#/${page}${rest ? "/" + encodeURIComponent(rest) : ""}${query ? "?" + query : ""}`;
}

// `replace`: without a step in the history, for what changes while one looks.
export function go(to: string, replace = false): void {
  if (replace) {
    window.location.replace(to);
  } else {
    window.location.hash = to;
  }
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + by.length)];
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
