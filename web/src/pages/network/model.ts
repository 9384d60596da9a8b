// SPDX-License-Identifier: Apache-2.0
// Who writes to whom, as the page holds it: neighbours of each handle, the shortest way between two.
import type {Network} from "../../api/types.ts";

export interface NetworkNode {
  handle: string;
  messages: number;
  contacts: number;   // handles with an edge to it, among those shown
  exchanged: number;  // messages on those edges
}

export interface NetworkEdge {
  a: string;
  b: string;
  messages: number;
}

export interface Model {
  nodes: readonly NetworkNode[];  // most messages first
  edges: readonly NetworkEdge[];  // most messages first
  neighbours: ReadonlyMap<string, ReadonlySet<string>>;
}

export function modelOf({nodes, edges}: Network): Model {
  const neighbours = new Map<string, Set<string>>(nodes.map(({handle}) => [handle, new Set<string>()]));
  const exchanged = new Map<string, number>();
  for (const {a, b, messages} of edges) {
    for (const [from, to] of [[a, b], [b, a]] as const) {
      neighbours.set(from, (neighbours.get(from) ?? new Set<string>()).add(to));
      exchanged.set(from, (exchanged.get(from) ?? 0) + messages);
    }
  }
  const named = new Map(nodes.map(({handle, messages}) => [handle, messages]));
  const list = [...neighbours.keys()].map((handle) => ({
    handle, messages: named.get(handle) ?? 0, contacts: neighbours.get(handle)?.size ?? 0, exchanged: exchanged.get(handle) ?? 0,
  }));
  return {
    nodes: list.sort((x, y) => y.messages - x.messages || compare(x.handle, y.handle)),
    edges: [...edges].sort((x, y) => y.messages - x.messages || compare(x.a, y.a) || compare(x.b, y.b)),
    neighbours,
  };
}

// The handles on a shortest way from one to the other, both included; none if there is no way.
export function wayBetween(neighbours: Model["neighbours"], from: string, to: string): string[] {
  const before = new Map<string, string | null>([[from, null]]);
  let front = [from];
  while (front.length > 0 && !before.has(to)) {
    const next: string[] = [];
    for (const handle of front) {
      for (const other of neighbours.get(handle) ?? []) {
        if (!before.has(other)) {
          before.set(other, handle);
          next.push(other);
        }
      }
    }
    front = next;
  }
  const way: string[] = [];
  for (let at: string | null | undefined = before.has(to) ? to : null; at != null; at = before.get(at)) {
    way.unshift(at);
  }
  return way;
}

// By code point: the same order in every language.
function compare(x: string, y: string): number {
  return x < y ? -1 : x > y ? 1 : 0;
}
