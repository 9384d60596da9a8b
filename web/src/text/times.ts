// SPDX-License-Identifier: Apache-2.0
// Times as they are shown: the full year, the zone always beside it.

export const UTC = "UTC";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
      second: "2-digit", hourCycle: "h23", timeZoneName: "longOffset",
    });
    formats.set(zone, found);
  }
  return found;
}

export interface ShownTime {
  date: string;    // 2020-04-01
  time: string;    // 16:54:30
  offset: string;  // "UTC", "+02:00"
}

export function shownTime(utc: string, zone: string): ShownTime {
  const instant = new Date(utc);
  if (Number.isNaN(instant.getTime())) {
    return {date: utc, time: "", offset: ""};
  }
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const {type, value} of format(zone).formatToParts(instant)) {
    part[type] = value;
  }
  const offset = (part.timeZoneName ?? "").replace("GMT", "");
  return {
    date: `${(part.year ?? "").padStart(4, "0")}-${part.month}-${part.day}`,
    time: `${part.hour}:${part.minute}:${part.second}`,
    offset: offset === "" || zone === UTC ? UTC : offset,
  };
}

export function shownText(utc: string | null | undefined, zone: string): string {
  if (!utc) {
    return "";
  }
  const {date, time, offset} = shownTime(utc, zone);
  return `${date} ${time} ${offset}`.trim();
}

// Zones to choose from: UTC, the one of this machine, then all others.
export function zones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone || UTC;
  return [...new Set([UTC, own, ...Intl.supportedValuesOf("timeZone")])];
}
