// SPDX-License-Identifier: Apache-2.0
// Single keys as commands. They rest while somebody writes, while a dialog is open, and if they are switched off.
import {useEffect, useRef} from "react";
import {useSettings} from "./settings.tsx";

export type Commands = Record<string, (event: KeyboardEvent) => void>;

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

// Keys by KeyboardEvent.key. Escape works while writing, too.
export function useKeys(commands: Commands): void {
  const {shortcuts} = useSettings();
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const command = latest.current[event.key];
      const single = event.key.length === 1;
      if (!command || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (single && !shortcuts)) {
        return;
      }
      if ((isWriting(event.target) && event.key !== "Escape") || document.querySelector(".bp5-dialog, .bp5-popover")) {
        return;
      }
      // Enter and the space bar belong to the button or link that has the focus.
      if ((event.key === "Enter" || event.key === " ") && event.target instanceof Element &&
          event.target.closest("a, button, summary, [role=tab], [role=option]")) {
        return;
      }
      command(event);
      event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [shortcuts]);
}
