// SPDX-License-Identifier: Apache-2.0
// What somebody chose for this browser: kept in it, never sent.
import {createContext, useContext, useEffect, useMemo, useState, type ReactNode} from "react";
import {UTC, zones} from "./text/times.ts";
import {isLanguage, type Language} from "./words/words.tsx";

export type Theme = "system" | "light" | "dark";
interface Settings {
  theme: Theme;
  language: Language;
  zone: string;
  shortcuts: boolean;  // single letters as commands
}
interface SettingsContext extends Settings {
  dark: boolean;
  change: (some: Partial<Settings>) => void;
}

const KEY = "verbatim.settings";
const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");

function read(): Settings {
  const settings: Settings = {theme: "system", language: browserLanguage(), zone: UTC, shortcuts: true};
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Record<keyof Settings, unknown>>;
    if (kept.theme === "light" || kept.theme === "dark") {
      settings.theme = kept.theme;
    }
    if (typeof kept.language === "string" && isLanguage(kept.language)) {
      settings.language = kept.language;
    }
    if (typeof kept.zone === "string" && zones().includes(kept.zone)) {
      settings.zone = kept.zone;
    }
    settings.shortcuts = kept.shortcuts !== false;
  } catch {
    // no storage, or not ours: the defaults
  }
  return settings;
}

function browserLanguage(): Language {
  const code = navigator.language.slice(0, 2);
  return isLanguage(code) ? code : "en";
}

const Context = createContext<SettingsContext | null>(null);

export function SettingsProvider({children}: {children: (settings: SettingsContext) => ReactNode}) {
  const [settings, setSettings] = useState(read);
  const [systemDark, setSystemDark] = useState(darkQuery.matches);
  useEffect(() => {
    const listen = (event: MediaQueryListEvent) => setSystemDark(event.matches);
    darkQuery.addEventListener("change", listen);
    return () => darkQuery.removeEventListener("change", listen);
  }, []);
  const dark = settings.theme === "dark" || (settings.theme === "system" && systemDark);
  useEffect(() => {
    document.body.classList.toggle("bp5-dark", dark);
    document.documentElement.classList.toggle("dark", dark);
  }, [dark]);
  const value = useMemo<SettingsContext>(() => ({
    ...settings,
    dark,
    change: (some) => setSettings((old) => {
      const next = {...old, ...some};
      try {
        localStorage.setItem(KEY, JSON.stringify(next));
      } catch {
        // no storage: it holds until the page is left
      }
      return next;
    }),
  }), [settings, dark]);
  return <Context.Provider value={value}>{children(value)}</Context.Provider>;
}

export function useSettings(): SettingsContext {
  const settings = useContext(Context);
  if (!settings) {
    throw new Error("outside SettingsProvider");
  }
  return settings;
}
