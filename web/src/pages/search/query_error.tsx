// SPDX-License-Identifier: Apache-2.0
import type {Failure} from "../../api/types.ts";
import {visible} from "../../text/visible.ts";
import {useWords} from "../../words/words.tsx";

// A mistake in the query, with the character where it begins.
export function QueryError({query, failure}: {query: string; failure: Failure}) {
  const {t} = useWords();
  const at = Math.min(failure.position ?? query.length, query.length);
  const size = (query.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return (
    <div id="query-error" role="alert" className="query-error">
      <pre dir="ltr"><bdi>{visible(query.slice(0, at))}</bdi>
        <mark className="wrong"><bdi>{visible(query.slice(at, at + size)) || " "}</bdi></mark>
        <bdi>{visible(query.slice(at + size))}</bdi></pre>
      <p><span className="dim">{t("search.column", {n: at + 1})}</span> <strong>{visible(failure.what)}</strong></p>
      {failure.todo && <p>{visible(failure.todo)}</p>}
      <p><a href="#/search?help=1">{t("search.syntax")}</a></p>
    </div>
  );
}
