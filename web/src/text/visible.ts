// SPDX-License-Identifier: Apache-2.0
// Text of evidence made safe to look at: whatever would change the order, the look or the meaning of its surroundings
// without being seen is given as a code point to be spelled out. The same rule as src/disclose/report_visible.h, so that a
// text looks the same in the app, in a report and in the viewer.

export interface Piece {
  text: string;      // shown as it is; for a hidden character "U+202E"
  hidden: boolean;
  hit: boolean;      // the query asked for it
}

export type Span = readonly [begin: number, end: number];

const HIDDEN: readonly Span[] = [
  [0x00, 0x08], [0x0b, 0x1f], [0x7f, 0x9f], [0xad, 0xad], [0x34f, 0x34f], [0x61c, 0x61c], [0x115f, 0x1160],
  [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200b], [0x200e, 0x200f], [0x2028, 0x202e], [0x2060, 0x206f],
  [0x3164, 0x3164], [0xd800, 0xdfff], [0xfdd0, 0xfdef], [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xfff0, 0xfffb],
  [0x1d173, 0x1d17a], [0xe0000, 0xe0fff],
];
const JOINER = 0x200d;
const NON_JOINER = 0x200c;
const BLACK_FLAG = 0x1f3f4;

function isTag(point: number): boolean {
  return point >= 0xe0020 && point <= 0xe007f;
}

// Letters of scripts that join, and emoji: none of them is below U+0300.
function takesJoiners(point: number): boolean {
  return point >= 0x300 && !(point >= 0x2000 && point <= 0x206f);
}

function isHidden(point: number, before: number, after: number): boolean {
  if (point >= 0x20 && point < 0x7f) {
    return false;
  }
  if (point === JOINER || point === NON_JOINER) {
    return !takesJoiners(before) || !takesJoiners(after);
  }
  if (isTag(point)) {
    return before !== BLACK_FLAG && !isTag(before);
  }
  return (point & 0xfffe) === 0xfffe || HIDDEN.some(([first, last]) => point >= first && point <= last);
}

export function codePointText(point: number): string {
  return "U+" + point.toString(16).toUpperCase().padStart(4, "0");
}

// Cuts [from, to) of `text` into pieces, none across a border of `highlights` (sorted, apart from each other).
export function pieces(text: string, highlights: readonly (readonly number[])[] = [], from = 0, to = text.length): Piece[] {
  const out: Piece[] = [];
  let run = from;
  let at = from;
  let before = 0;
  let next = 0;
  const hitAt = (place: number): boolean => {
    while (next < highlights.length && (highlights[next]?.[1] ?? 0) <= place) {
      next += 1;
    }
    return next < highlights.length && (highlights[next]?.[0] ?? Infinity) <= place;
  };
  let hit = hitAt(at);
  const flush = (end: number) => {
    if (end > run) {
      out.push({text: text.slice(run, end), hidden: false, hit});
    }
    run = end;
  };
  while (at < to) {
    const point = text.codePointAt(at) ?? 0;
    const size = point > 0xffff ? 2 : 1;
    const now = hitAt(at);
    if (now !== hit) {
      flush(at);
      hit = now;
    }
    if (isHidden(point, before, text.codePointAt(at + size) ?? 0)) {
      flush(at);
      out.push({text: codePointText(point), hidden: true, hit});
      run = at + size;
      before = 0;
    } else {
      before = point;
    }
    at += size;
  }
  flush(Math.min(at, to));
  return out;
}

// The whole text with hidden characters spelled out, for places that take plain text only.
export function visible(text: string): string {
  return pieces(text).map((piece) => (piece.hidden ? `⟨${piece.text}⟩` : piece.text)).join("");
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ["Latin", /\p{Script=Latin}/u], ["Cyrillic", /\p{Script=Cyrillic}/u], ["Greek", /\p{Script=Greek}/u],
  ["Armenian", /\p{Script=Armenian}/u], ["Cherokee", /\p{Script=Cherokee}/u],
];

// The alphabets in a name, if letters of several stand in one word: they may look alike and be different.
export function mixedScripts(name: string): string[] {
  for (const word of name.split(/[^\p{L}\p{M}]+/u)) {
    const found = SCRIPTS.filter(([, script]) => script.test(word)).map(([script]) => script);
    if (found.length > 1) {
      return found;
    }
  }
  return [];
}

// Where to cut a text that is too long for a list: not inside a character.
export function cutAt(text: string, length: number): number {
  if (text.length <= length) {
    return text.length;
  }
  const unit = text.charCodeAt(length);
  return unit >= 0xdc00 && unit <= 0xdfff ? length + 1 : length;
}
