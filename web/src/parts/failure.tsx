// SPDX-License-Identifier: Apache-2.0
import {Callout, Spinner} from "@blueprintjs/core";
import type {ReactNode} from "react";
import {ApiError} from "../api/client.ts";
import {visible} from "../text/visible.ts";
import {useWords} from "../words/words.tsx";

export function errorWords(error: unknown): string {
  if (error instanceof ApiError) {
    return visible([error.failure.what, error.failure.todo].filter(Boolean).join("; "));
  }
  return error instanceof Error ? error.message : String(error);
}

// What went wrong, where, and what to do.
export function Failed({error}: {error: unknown}) {
  const {t} = useWords();
  const failure = error instanceof ApiError ? error.failure : null;
  return (
    <Callout intent="danger" icon={null} role="alert" className="failed">
      <p><strong>{failure ? visible(failure.what) : t("failed.network")}</strong></p>
      {failure?.where && <p className="dim">{t("failed.where")} <bdi>{visible(failure.where)}</bdi></p>}
      {failure?.todo && <p>{visible(failure.todo)}</p>}
      {!failure && <p className="dim">{errorWords(error)}</p>}
    </Callout>
  );
}

interface LoadedProps<Data> {
  query: {data: Data | undefined; error: unknown; isPending: boolean};
  children: (data: Data) => ReactNode;
}

// A part of a page that is there when its data are.
export function Loaded<Data>({query, children}: LoadedProps<Data>) {
  const {t} = useWords();
  if (query.error) {
    return <Failed error={query.error} />;
  }
  if (query.isPending || query.data === undefined) {
    return <div className="loading" role="status"><Spinner size={20} aria-label={t("loading")} /></div>;
  }
  return <>{children(query.data)}</>;
}
