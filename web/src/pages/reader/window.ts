// SPDX-License-Identifier: Apache-2.0
// The part of a conversation that is held: messages in one run around a place, which grows at its ends as one reads and
// is let go at the far end. So a conversation of a million messages costs no more than a page of it.
import {useCallback, useEffect, useRef, useState} from "react";
import {get} from "../../api/client.ts";
import type {Answer, Hit} from "../../api/types.ts";

const STEP = 100;
const HELD = 1500;

export type Anchor = {seq: number} | {key: string; at: string};

export interface Window {
  hits: readonly Hit[];
  position: number;
  total: number;
  before: boolean;
  after: boolean;
  start: number;  // index where reading began
}

type Page = Answer<"readConversation">;

export function withBefore(window: Window, page: Page): Window {
  const known = new Set(window.hits.map((hit) => hit.seq));
  const fresh = page.hits.filter((hit) => !known.has(hit.seq));
  const hits = [...fresh, ...window.hits];
  return {
    ...window, hits: hits.slice(0, HELD), position: window.position - fresh.length, total: page.total,
    before: page.before_more && fresh.length > 0, after: window.after || hits.length > HELD, start: window.start + fresh.length,
  };
}

export function withAfter(window: Window, page: Page): Window {
  const known = new Set(window.hits.map((hit) => hit.seq));
  const fresh = page.hits.filter((hit) => !known.has(hit.seq));
  const hits = [...window.hits, ...fresh];
  const dropped = Math.max(0, hits.length - HELD);
  return {
    ...window, hits: hits.slice(dropped), position: window.position + dropped, total: page.total,
    before: window.before || dropped > 0, after: page.after_more && fresh.length > 0, start: Math.max(0, window.start - dropped),
  };
}

export function useConversation(anchor: Anchor): {
  window: Window | null; error: unknown; busy: boolean; loadBefore: () => void; loadAfter: () => void;
} {
  const [window, setWindow] = useState<Window | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const loading = useRef(false);
  const asked = JSON.stringify(anchor);

  useEffect(() => {
    const abort = new AbortController();
    const last = "at" in anchor && anchor.at === "last";
    setError(null);
    setWindow(null);
    get<"readConversation">("/conversation", {...anchor, before: last ? STEP : STEP / 2, after: STEP / 2}, abort.signal)
      .then((page) => {
        const place = "seq" in anchor ? page.hits.findIndex((hit) => hit.seq === anchor.seq)
          : anchor.at === "first" ? 0 : last ? page.hits.length - 1
            : page.hits.findIndex((hit) => hit.sort_time !== null && Date.parse(hit.sort_time) >= Date.parse(anchor.at));
        setWindow({
          hits: page.hits, position: page.position, total: page.total, before: page.before_more, after: page.after_more,
          start: Math.max(0, place),
        });
      }, (problem: unknown) => { if (!abort.signal.aborted) { setError(problem); } });
    return () => abort.abort();
  }, [asked]);

  const grow = useCallback(async (at: Hit | undefined, before: number, after: number, join: typeof withBefore) => {
    if (loading.current || !at) {
      return;
    }
    loading.current = true;
    setBusy(true);
    try {
      const page = await get<"readConversation">("/conversation", {seq: at.seq, before, after});
      setWindow((old) => (old && old.hits.some((hit) => hit.seq === at.seq) ? join(old, page) : old));
    } catch (problem) {
      setError(problem);
    } finally {
      loading.current = false;
      setBusy(false);
    }
  }, []);
  const loadBefore = useCallback(() => void grow(window?.hits[0], STEP, 0, withBefore), [grow, window]);
  const loadAfter = useCallback(() => void grow(window?.hits[window.hits.length - 1], 0, STEP, withAfter), [grow, window]);
  return {window, error, busy, loadBefore, loadAfter};
}
