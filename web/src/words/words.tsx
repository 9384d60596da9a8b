// SPDX-License-Identifier: Apache-2.0
// Every word that the app says comes from a catalogue: t("hits.total", {n: 5}). A text with forms for one and for more is
// an object; `{n}` in it is the number in the language's own writing, other names are put in as they are.
import {createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode} from "react";
import {en} from "./en.ts";

export type Text = string | {readonly one: string; readonly other: string};
export type Key = keyof typeof en;
export type Catalogue = Readonly<Record<Key, Text>>;
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

export const LANGUAGES = {en: "English", nl: "Nederlands", fr: "Français", de: "Deutsch"} as const;
export type Language = keyof typeof LANGUAGES;

const loaders: Record<Language, () => Promise<Catalogue>> = {
  en: async () => en,
  nl: async () => (await import("./nl.ts")).nl,
  fr: async () => (await import("./fr.ts")).fr,
  de: async () => (await import("./de.ts")).de,
};

interface Words {
  language: Language;
  t: Translate;
  number: (value: number) => string;
}

export function isLanguage(text: string): text is Language {
  return Object.hasOwn(LANGUAGES, text);
}

export function translate(catalogue: Catalogue, language: string, key: Key, values: Record<string, string | number> = {}):
    string {
  const text: Text = catalogue[key] ?? key.slice(key.indexOf(".") + 1);  // a word of the server that is newer than we are
  const pattern = typeof text === "string" ? text
    : text[new Intl.PluralRules(language).select(Number(values.n)) === "one" ? "one" : "other"];
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? value.toLocaleString(language) : value;
  });
}

const Context = createContext<Words>({
  language: "en", t: (key, values) => translate(en, "en", key, values), number: (value) => value.toLocaleString("en"),
});

export function WordsProvider({language, children}: {language: Language; children: ReactNode}) {
  const [loaded, setLoaded] = useState<{language: Language; catalogue: Catalogue}>({language: "en", catalogue: en});
  useEffect(() => {
    let current = true;
    void loaders[language]().then((catalogue) => {
      if (current) {
        setLoaded({language, catalogue});
        document.documentElement.lang = language;
      }
    });
    return () => { current = false; };
  }, [language]);
  const t = useCallback<Translate>((key, values) => translate(loaded.catalogue, loaded.language, key, values), [loaded]);
  const words = useMemo(() => ({
    language: loaded.language, t, number: (value: number) => value.toLocaleString(loaded.language),
  }), [loaded, t]);
  return <Context.Provider value={words}>{children}</Context.Provider>;
}

export function useWords(): Words {
  return useContext(Context);
}
