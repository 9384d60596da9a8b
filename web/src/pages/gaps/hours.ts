// SPDX-License-Identifier: Apache-2.0
// A device's messages by day and hour, and which hours lie in a gap. Days and hours are UTC.
import type {Gap} from "../../api/types.ts";
import type {Bucket} from "../../parts/volume.tsx";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const DAYS_SHOWN = 28;
export const LEVELS = 5;

export interface Hours {
  counts: ReadonlyMap<number, number>;  // by the begin of the hour
  first: number;  // begin of the first day
  last: number;   // begin of the last day
  most: number;   // in one hour
  undated: number;
}

export function dayOf(at: number): number {
  return Math.floor(at / DAY) * DAY;
}

export function hoursOf(buckets: readonly Bucket[]): Hours | null {
  const counts = new Map<number, number>();
  let [first, last, most, undated] = [Infinity, -Infinity, 0, 0];
  for (const {begin, count} of buckets) {
    if (begin === null) {
      undated += count;
      continue;
    }
    const at = Math.floor(Date.parse(begin) / HOUR) * HOUR;
    counts.set(at, (counts.get(at) ?? 0) + count);
    first = Math.min(first, at);
    last = Math.max(last, at);
    most = Math.max(most, counts.get(at) ?? 0);
  }
  return counts.size === 0 ? null : {counts, first: dayOf(first), last: dayOf(last), most, undated};
}

export function daysOf({counts}: Hours): Bucket[] {
  const days = new Map<number, number>();
  for (const [at, count] of counts) {
    days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + count);
  }
  return [...days].sort(([a], [b]) => a - b).map(([at, count]) => ({begin: new Date(at).toISOString(), count}));
}

// 0 for nothing, 1 to LEVELS for the rest: by the logarithm, since messages come in bursts.
export function levelOf(count: number, most: number): number {
  return count <= 0 ? 0 : Math.max(1, Math.ceil(Math.log1p(count) / Math.log1p(most) * LEVELS));
}

// The gaps that a calendar can show: those that say from when to when.
export function timed(gaps: readonly Gap[]): {begin: number; end: number; gap: Gap}[] {
  return gaps.flatMap((gap) => (gap.begin && gap.end ? [{begin: Date.parse(gap.begin), end: Date.parse(gap.end), gap}] : []));
}

export function gapAt(list: ReturnType<typeof timed>, hour: number): Gap | undefined {
  return list.find(({begin, end}) => begin < hour + HOUR && end > hour)?.gap;
}

// The first day to show so that `at` is in view, within what there is.
export function windowAt(hours: Hours, at: number): number {
  const latest = hours.last - (DAYS_SHOWN - 1) * DAY;
  return Math.max(hours.first, Math.min(dayOf(at) - 3 * DAY, latest));
}
