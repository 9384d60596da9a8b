// SPDX-License-Identifier: Apache-2.0
// The heat map of one device: a row for each day, a column for each hour. One cell has the focus; arrows move it, also
// beyond what is shown.
import {useEffect, useMemo, useRef, useState, type KeyboardEvent} from "react";
import type {Gap} from "../../api/types.ts";
import {useWords, type Key} from "../../words/words.tsx";
import {DAY, DAYS_SHOWN, gapAt, HOUR, levelOf, LEVELS, timed, type Hours} from "./hours.ts";

const HOURS = 24;
const STEPS: Record<string, number> = {ArrowLeft: -HOUR, ArrowRight: HOUR, ArrowUp: -DAY, ArrowDown: DAY, PageUp: -7 * DAY, PageDown: 7 * DAY};

interface CalendarProps {
  device: string;
  hours: Hours;
  gaps: readonly Gap[];  // of this device
  from: number;          // the first day shown
  show: (from: number) => void;
  open: (begin: string) => void;  // an hour
}

export function Calendar({device, hours, gaps, from, show, open}: CalendarProps) {
  const {t, number} = useWords();
  const list = useMemo(() => timed(gaps), [gaps]);
  const [at, setAt] = useState(from);
  const [over, setOver] = useState<number | null>(null);
  const moved = useRef(false);
  const table = useRef<HTMLTableElement>(null);
  const days = Array.from({length: Math.min(DAYS_SHOWN, Math.round((hours.last - from) / DAY) + 1)}, (_, day) => from + day * DAY);
  const end = from + days.length * DAY;
  const current = at >= from && at < end ? at : from;
  useEffect(() => {
    if (moved.current) {
      moved.current = false;
      table.current?.querySelector<HTMLElement>(`[data-at="${current}"]`)?.focus();
    }
  }, [current, from]);

  const words = (hour: number) => {
    const gap = gapAt(list, hour);
    const count = t("search.total", {n: hours.counts.get(hour) ?? 0});
    return `${stamp(hour)} UTC: ${count}${gap ? `, ${t("gaps.in", {kind: t(`gap.${gap.kind}` as Key)})}` : ""}`;
  };
  const key = (event: KeyboardEvent) => {
    const step = STEPS[event.key] ?? (event.key === "Home" ? -(current % DAY) : event.key === "End" ? DAY - HOUR - current % DAY : null);
    if (event.key === "Enter") {
      open(new Date(current).toISOString());
    } else if (step !== null) {
      const next = Math.min(hours.last + DAY - HOUR, Math.max(hours.first, current + step));
      moved.current = true;
      setAt(next);
      if (next < from || next >= end) {
        show(next < from ? Math.max(hours.first, from - 7 * DAY) : Math.min(from + 7 * DAY, hours.last));
      }
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <>
      <div className="scroll-x">
        <table ref={table} className="rhythm calendar" role="grid" aria-label={t("gaps.calendar", {device})} onKeyDown={key}
          onPointerLeave={() => setOver(null)}>
          <thead><tr role="row"><td />{Array.from({length: HOURS}, (_, hour) => <th key={hour} scope="col" role="columnheader">{hour}</th>)}</tr></thead>
          <tbody>{days.map((day) => (
            <tr key={day} role="row">
              <th scope="row" role="rowheader" className={new Date(day).getUTCDay() % 6 === 0 ? "weekend" : ""}>{stamp(day).slice(0, 10)}</th>
              {Array.from({length: HOURS}, (_, hour) => {
                const cell = day + hour * HOUR;
                const count = hours.counts.get(cell) ?? 0;
                return (
                  <td key={hour} role="gridcell" tabIndex={cell === current ? 0 : -1} data-at={cell} aria-label={words(cell)}
                    className={`level-${levelOf(count, hours.most)}${gapAt(list, cell) ? " in-gap" : ""}`}
                    onFocus={() => setAt(cell)} onPointerEnter={() => setOver(cell)} onClick={() => open(new Date(cell).toISOString())} />
                );
              })}
            </tr>
          ))}</tbody>
        </table>
      </div>
      <p className="legend">
        <span className="looked">{words(over ?? current)}</span>
        <span className="space" />
        <span>{number(0)}</span>
        {Array.from({length: LEVELS + 1}, (_, level) => <span key={level} className={`swatch level-${level}`} />)}
        <span>{number(hours.most)}</span>
        <span className="swatch in-gap" /><span>{t("gaps.legend")}</span>
      </p>
    </>
  );
}

function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
