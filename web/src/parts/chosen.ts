// SPDX-License-Identifier: Apache-2.0
// Choosing messages in a list: one by one, or with the shift key a range.
import {useCallback, useRef, useState} from "react";
import type {Hit} from "../api/types.ts";

export interface Chosen {
  set: ReadonlySet<number>;
  choose: (seq: number, range: boolean) => void;
  clear: () => void;
}

export function useChosen(hits: readonly Hit[]): Chosen {
  const [set, setSet] = useState<ReadonlySet<number>>(new Set());
  const last = useRef<number | null>(null);
  const latest = useRef(hits);
  latest.current = hits;
  const choose = useCallback((seq: number, range: boolean) => {
    const order = latest.current.map((hit) => hit.seq);
    const from = range && last.current !== null ? order.indexOf(last.current) : -1;
    const to = order.indexOf(seq);
    last.current = seq;
    setSet((old) => {
      const next = new Set(old);
      if (from >= 0 && to >= 0) {
        order.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => next.add(one));
      } else if (!next.delete(seq)) {
        next.add(seq);
      }
      return next;
    });
  }, []);
  const clear = useCallback(() => setSet(new Set()), []);
  return {set, choose, clear};
}
