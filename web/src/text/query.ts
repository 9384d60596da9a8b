// SPDX-License-Identifier: Apache-2.0
// Putting queries together from clicks, in the language of docs/query.md.

const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N}@._+-]*$/u;
const WORDS = new Set(["AND", "OR", "NOT", "TO"]);

export function quoted(value: string): string {
  return PLAIN.test(value) && !WORDS.has(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

export function clause(field: string, value: string): string {
  return `${field}:${quoted(value)}`;
}

// `query` AND `more`. OR and THEN bind looser than what is added, so such a query gets brackets.
export function narrowed(query: string, more: string): string {
  const trimmed = query.trim();
  if (trimmed === "" || trimmed === "*") {
    return more;
  }
  return /(^|[\s()])(OR|THEN\/)/.test(trimmed) ? `(${trimmed}) ${more}` : `${trimmed} ${more}`;
}

export function period(begin: string, end: string): string {
  return begin === end ? `sent:${begin}` : `sent:[${begin} TO ${end}]`;
}

// The hour of a device that begins at `begin` (2020-04-01T16:00:00.000Z).
export function hourOf(begin: string): string {
  return `sent:${begin.slice(0, 13)}`;
}

// The messages with these numbers: seq:17 OR seq:[20 TO 24].
export function numbered(seqs: readonly number[]): string {
  const runs: {first: number; last: number}[] = [];
  for (const seq of [...new Set(seqs)].sort((a, b) => a - b)) {
    const run = runs[runs.length - 1];
    if (run && run.last + 1 === seq) {
      run.last = seq;
    } else {
      runs.push({first: seq, last: seq});
    }
  }
  return runs.map(({first, last}) => (first === last ? `seq:${first}` : `seq:[${first} TO ${last}]`)).join(" OR ");
}
