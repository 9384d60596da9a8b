// SPDX-License-Identifier: Apache-2.0
// A list of messages of any length. Only what is in view is in the page; more comes when an end is near. When messages are
// put before the first, what is in view stays where it is.
import {useVirtualizer} from "@tanstack/react-virtual";
import {useEffect, useLayoutEffect, useRef, useState} from "react";
import type {Hit} from "../api/types.ts";
import {useSettings} from "../settings.tsx";
import {shownTime} from "../text/times.ts";
import {useWords} from "../words/words.tsx";
import type {Chosen} from "./chosen.ts";
import {HitRow} from "./hit_row.tsx";

interface HitFeedProps {
  hits: readonly Hit[];
  total: number;
  position: number;  // of the first of `hits` among all
  inConversation: boolean;
  current: number;
  setCurrent: (index: number) => void;
  opened: number | null;
  chosen: Chosen;
  open: (seq: number) => void;
  label: string;
  busy: boolean;
  before?: () => void;  // there are more before the first
  after?: () => void;
  start?: number;       // index to begin at
  place?: (index: number) => void;  // told which one stands at the top
}

const ROW_HEIGHT = 58;
const NEAR = 15;
const SETTLE_MS = 120;

export function HitFeed(props: HitFeedProps) {
  const {hits, total, position, inConversation, current, setCurrent, opened, chosen, open, label, busy, before, after, start, place} = props;
  const {t} = useWords();
  const {zone} = useSettings();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: hits.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => hits[index]?.seq ?? index,
    overscan: 8,
    anchorTo: inConversation ? "end" : "start",
    useAnimationFrameWithResizeObserver: false,
  });
  const items = list.getVirtualItems();
  const firstShown = items[0]?.index ?? 0;
  const lastShown = items[items.length - 1]?.index ?? 0;

  const [settled, setSettled] = useState(start === undefined);
  useLayoutEffect(() => {
    if (!settled && start !== undefined && hits.length > 0) {
      list.scrollToIndex(start, {align: "center"});
      // Rows get their real heights in the next frames; until then the ends are not near.
      const timer = window.setTimeout(() => setSettled(true), SETTLE_MS);
      return () => window.clearTimeout(timer);
    }
    return undefined;
  }, []);
  // The keyboard moves `current`: it comes into view and has the focus if a row had it.
  const currentSeq = hits[current]?.seq;
  const moved = useRef(currentSeq);
  useEffect(() => {
    if (moved.current !== currentSeq) {
      moved.current = currentSeq;
      list.scrollToIndex(current, {align: "auto"});
      requestAnimationFrame(() => {
        scroller.current?.querySelector<HTMLElement>(`[data-index="${current}"]`)?.focus({preventScroll: true});
      });
    }
  }, [current, currentSeq, list]);
  useEffect(() => {
    if (!settled) {
      return;
    }
    if (before && firstShown < NEAR) {
      before();
    }
    if (after && lastShown > hits.length - NEAR) {
      after();
    }
  }, [settled, firstShown, lastShown, hits.length, before, after]);
  const top = list.range?.startIndex ?? 0;
  useEffect(() => { place?.(top); }, [top, place]);

  const dayOf = (hit: Hit | undefined) => (hit?.sort_time ? shownTime(hit.sort_time, zone).date : "");
  return (
    <div ref={scroller} className="feed" role="feed" aria-label={label} aria-busy={busy} tabIndex={0}>
      <div className="feed-inner" style={{height: list.getTotalSize()}}>
        {items.map((item) => {
          const hit = hits[item.index];
          if (!hit) {
            return null;
          }
          const day = inConversation ? dayOf(hit) : "";
          return (
            <div key={item.key} ref={list.measureElement} data-index={item.index} role="article" tabIndex={item.index === current ? 0 : -1}
              aria-posinset={position + item.index + 1} aria-setsize={Math.max(total, position + hits.length)}
              aria-label={t("hit.label", {seq: String(hit.seq)})} className="feed-item" style={{transform: `translateY(${item.start}px)`}}
              onClick={(event) => {
                setCurrent(item.index);
                if (!(event.target as Element).closest("a, button, input") && window.getSelection()?.isCollapsed !== false) {
                  open(hit.seq);
                }
              }}>
              {day !== "" && day !== dayOf(hits[item.index - 1]) && <div className="day">{day}</div>}
              <HitRow hit={hit} inConversation={inConversation} current={item.index === current} opened={hit.seq === opened}
                chosen={chosen.set.has(hit.seq)} choose={chosen.choose} open={open} />
            </div>
          );
        })}
      </div>
      {busy && <div className="more" role="status">{t("loading")}</div>}
    </div>
  );
}
