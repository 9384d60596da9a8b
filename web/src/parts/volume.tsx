// SPDX-License-Identifier: Apache-2.0
// Messages over time. Dragging over the bars chooses a period; the two dates below do the same from the keyboard.
import {Button} from "@blueprintjs/core";
import {useMemo, useRef, useState, type FormEvent, type PointerEvent} from "react";
import {DayField} from "./day_field.tsx";
import {useWords} from "../words/words.tsx";

export interface Bucket {
  begin: string | null;
  count: number;
}

interface Bin {
  begin: number;
  end: number;
  count: number;
}

const DAY = 86_400_000;
const BINS = 180;
const HEIGHT = 60;

export function bins(buckets: readonly Bucket[], step: number): Bin[] {
  const dated = buckets.filter((bucket): bucket is {begin: string; count: number} => bucket.begin !== null)
    .map(({begin, count}) => ({at: Date.parse(begin), count}));
  const first = dated[0]?.at;
  const last = dated[dated.length - 1]?.at;
  if (first === undefined || last === undefined) {
    return [];
  }
  const steps = Math.round((last - first) / step) + 1;
  const width = Math.max(1, Math.ceil(steps / BINS)) * step;
  const out: Bin[] = [];
  for (let at = first; at <= last; at += width) {
    out.push({begin: at, end: at + width, count: 0});
  }
  for (const {at, count} of dated) {
    const bin = out[Math.floor((at - first) / width)];
    if (bin) {
      bin.count += count;
    }
  }
  return out;
}

const FAR = 0.002;  // of the messages, at either end
const NARROW = 4;

// A few messages that a wrong clock dated decades away would leave no room for all others. They are taken out of the
// drawing, and counted, if that makes it several times wider.
export function withoutStrays(buckets: readonly Bucket[]): {near: readonly Bucket[]; outside: number} {
  const dated = buckets.filter(({begin}) => begin !== null);
  const total = dated.reduce((sum, {count}) => sum + count, 0);
  const spare = Math.floor(total * FAR);
  let [first, last, before, behind] = [0, dated.length - 1, 0, 0];
  while (first < last && before + (dated[first]?.count ?? 0) <= spare) {
    before += dated[first]?.count ?? 0;
    first += 1;
  }
  while (last > first && behind + (dated[last]?.count ?? 0) <= spare) {
    behind += dated[last]?.count ?? 0;
    last -= 1;
  }
  const span = (from: number, to: number) => Date.parse(dated[to]?.begin ?? "") - Date.parse(dated[from]?.begin ?? "");
  if (before + behind === 0 || span(first, last) * NARROW > span(0, dated.length - 1)) {
    return {near: buckets, outside: 0};
  }
  return {near: [...buckets.filter(({begin}) => begin === null), ...dated.slice(first, last + 1)], outside: before + behind};
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

interface VolumeProps {
  buckets: readonly Bucket[];
  step?: number;
  choose?: (begin: string, end: string) => void;  // days, UTC, both included
}

export function Volume({buckets, step = DAY, choose}: VolumeProps) {
  const {t, number} = useWords();
  const {near, outside} = useMemo(() => withoutStrays(buckets), [buckets]);
  const list = useMemo(() => bins(near, step), [near, step]);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const most = list.reduce((found, {count}) => Math.max(found, count), 0);
  const undated = buckets.find(({begin}) => begin === null)?.count ?? 0;
  const first = list[0];
  const last = list[list.length - 1];
  if (!first || !last) {
    return <p className="dim">{undated > 0 ? t("volume.undated", {n: undated}) : t("volume.nothing")}</p>;
  }

  const binAt = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    const share = box ? (event.clientX - box.left) / box.width : 0;
    return Math.min(list.length - 1, Math.max(0, Math.floor(share * list.length)));
  };
  const chosen = drag ? [Math.min(...drag), Math.max(...drag)] as const : null;
  const finish = () => {
    const begin = chosen && list[chosen[0]];
    const end = chosen && list[chosen[1]];
    setDrag(null);
    if (choose && begin && end) {
      choose(dayOf(begin.begin), dayOf(end.end - 1));
    }
  };
  const looked = over === null ? null : list[over];

  return (
    <figure className="volume">
      <svg ref={svg} viewBox={`0 0 ${list.length} ${HEIGHT}`} preserveAspectRatio="none" role="img"
        className={choose ? "brush" : ""}
        aria-label={t("volume.summary", {first: dayOf(first.begin), last: dayOf(last.end - 1), most: number(most)})}
        onPointerDown={choose && ((event) => { event.currentTarget.setPointerCapture(event.pointerId); const at = binAt(event); setDrag([at, at]); })}
        onPointerMove={(event) => { const at = binAt(event); setOver(at); if (drag) { setDrag([drag[0], at]); } }}
        onPointerUp={choose && finish} onPointerLeave={() => setOver(null)} onPointerCancel={() => setDrag(null)}>
        {chosen && <rect className="chosen" x={chosen[0]} y={0} width={chosen[1] - chosen[0] + 1} height={HEIGHT} />}
        {list.map(({begin, count}, at) => {
          const height = most === 0 || count === 0 ? 0 : Math.max(1, count / most * (HEIGHT - 2));
          return <rect key={begin} className={at === over ? "bar over" : "bar"} x={at + 0.1} y={HEIGHT - height} width={0.8} height={height} />;
        })}
      </svg>
      <figcaption>
        <span>{dayOf(first.begin)}</span>
        <span className="looked">{looked
          ? `${dayOf(looked.begin)}${looked.end - looked.begin > DAY ? ` – ${dayOf(looked.end - 1)}` : ""}: ${number(looked.count)}`
          : undated > 0 ? t("volume.undated", {n: undated}) : ""}</span>
        <span>{dayOf(last.end - 1)}</span>
      </figcaption>
      {outside > 0 && <p className="dim small">{t("volume.outside", {n: outside})}</p>}
      {choose && <PeriodForm first={dayOf(first.begin)} last={dayOf(last.end - 1)} choose={choose} />}
    </figure>
  );
}

interface PeriodFormProps {
  first: string;
  last: string;
  choose: (begin: string, end: string) => void;
}

function PeriodForm({first, last, choose}: PeriodFormProps) {
  const {t} = useWords();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    choose(String(given.get("begin")), String(given.get("end")));
  };
  return (
    <form className="period" key={first + last} onSubmit={submit}>
      <DayField name="begin" label={t("volume.from")} value={first} />
      <DayField name="end" label={t("volume.to")} value={last} />
      <Button small type="submit">{t("volume.narrow")}</Button>
    </form>
  );
}
