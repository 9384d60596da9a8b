// SPDX-License-Identifier: Apache-2.0
// The query: a line of text with completion, in the pattern of a combobox.
import {Button} from "@blueprintjs/core";
import {useQuery} from "@tanstack/react-query";
import {forwardRef, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState, type FormEvent, type KeyboardEvent} from "react";
import {get} from "../../api/client.ts";
import {visible} from "../../text/visible.ts";
import {useWords, type Key} from "../../words/words.tsx";

const PAUSE_MS = 150;

// Where the word begins that ends at `at`: behind white space or a bracket, but not inside quotation marks.
export function wordStart(query: string, at: number): number {
  let inQuotes = false;
  let start = 0;
  for (let place = 0; place < at; place += 1) {
    const unit = query[place] ?? "";
    if (unit === '"' && query[place - 1] !== "\\") {
      inQuotes = !inQuotes;
    } else if (!inQuotes && /[\s()]/.test(unit)) {
      start = place + 1;
    }
  }
  return start;
}

interface QueryBoxProps {
  query: string;
  busy: boolean;
  invalid: boolean;
  submit: (query: string) => void;
}

export const QueryBox = forwardRef<{focus: () => void}, QueryBoxProps>(function QueryBox({query, busy, invalid, submit}, ref) {
  const {t} = useWords();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(query);
  const [asked, setAsked] = useState<{q: string; at: number} | null>(null);
  const [active, setActive] = useState(-1);
  useEffect(() => { setText(query); setAsked(null); }, [query]);
  useImperativeHandle(ref, () => ({focus: () => { input.current?.focus(); input.current?.select(); }}));

  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const completion = useQuery({
    queryKey: ["complete", asked],
    queryFn: ({signal}) => get<"complete">("/complete", {q: asked?.q ?? "", at: asked?.at ?? 0}, signal),
    enabled: asked !== null,
    retry: false,
  });
  const list = asked ? completion.data?.suggestions ?? [] : [];
  const open = list.length > 0;

  const typed = (value: string, at: number) => {
    setText(value);
    setActive(-1);
    window.clearTimeout(timer.current);
    setAsked(null);
    if (wordStart(value, at) < at) {
      timer.current = window.setTimeout(() => setAsked({q: value, at}), PAUSE_MS);
    }
  };
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current !== null) {
      input.current?.focus();
      input.current?.setSelectionRange(caret.current, caret.current);
      caret.current = null;
    }
  }, [text]);
  const close = () => {
    window.clearTimeout(timer.current);
    setAsked(null);
    setActive(-1);
  };
  const take = (suggestion: string) => {
    const at = asked?.at ?? text.length;
    const start = wordStart(text, at);
    const added = suggestion.endsWith(":") ? suggestion : suggestion + " ";
    setText(text.slice(0, start) + added + text.slice(at).trimStart());
    close();
    caret.current = start + added.length;
  };
  const key = (event: KeyboardEvent) => {
    if (!open) {
      return;
    }
    const chosen = list[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + list.length + (active < 0 && step < 0 ? 1 : 0)) % list.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen) {
      take(chosen.text);
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    close();
    submit(text.trim());
  };

  return (
    <form role="search" className="query" onSubmit={send}>
      <div className="query-field">
        <input ref={input} className={`bp5-input ${invalid ? "bp5-intent-danger" : ""}`} type="text" dir="auto" spellCheck={false}
          autoComplete="off" autoCapitalize="none" role="combobox" aria-label={t("search.query")} aria-expanded={open}
          aria-controls={`${id}-list`} aria-autocomplete="list" aria-invalid={invalid}
          aria-describedby={invalid ? "query-error" : undefined}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined} placeholder={t("search.placeholder")} value={text}
          onChange={(event) => typed(event.target.value, event.target.selectionStart ?? event.target.value.length)}
          onKeyDown={key} onBlur={close} />
        <ul id={`${id}-list`} role="listbox" aria-label={t("search.suggestions")} className={open ? "suggestions" : "suggestions closed"}>
          {list.map((suggestion, at) => (
            <li key={suggestion.kind + suggestion.text} id={`${id}-${at}`} role="option" aria-selected={at === active}
              onMouseDown={(event) => { event.preventDefault(); take(suggestion.text); }}>
              <bdi>{visible(suggestion.text)}</bdi><span className="dim">{t(`suggestion.${suggestion.kind}` as Key)}</span>
            </li>
          ))}
        </ul>
      </div>
      <Button type="submit" intent="primary" loading={busy}>{t("search.go")}</Button>
    </form>
  );
});
