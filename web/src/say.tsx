// SPDX-License-Identifier: Apache-2.0
// A short word about what was just done, seen and read aloud.
import {createContext, useCallback, useContext, useRef, useState, type ReactNode} from "react";
import {visible} from "./text/visible.ts";

const Context = createContext<(text: string) => void>(() => {});

export function SayProvider({children}: {children: ReactNode}) {
  const [said, setSaid] = useState("");
  const timer = useRef(0);
  const say = useCallback((text: string) => {
    window.clearTimeout(timer.current);
    setSaid(visible(text));
    timer.current = window.setTimeout(() => setSaid(""), 5000);
  }, []);
  return (
    <Context.Provider value={say}>
      {children}
      <div className="said" role="status">{said}</div>
    </Context.Provider>
  );
}

export function useSay(): (text: string) => void {
  return useContext(Context);
}
