// SPDX-License-Identifier: Apache-2.0
// Search: the query above, how the hits are spread beside them, the message that is looked at to the right.
import {Button, HTMLSelect} from "@blueprintjs/core";
import {keepPreviousData, useInfiniteQuery} from "@tanstack/react-query";
import {useCallback, useEffect, useMemo, useRef, useState} from "react";
import {ApiError, get} from "../../api/client.ts";
import type {Order} from "../../api/types.ts";
import {useKeys} from "../../keys.ts";
import {ChosenBar, type Asking} from "../../parts/chosen_bar.tsx";
import {useChosen} from "../../parts/chosen.ts";
import {Evidence} from "../../parts/evidence.tsx";
import {Failed} from "../../parts/failure.tsx";
import {HelpDialog} from "../../parts/help.tsx";
import {HitFeed} from "../../parts/hit_feed.tsx";
import {MessagePanel} from "../../parts/message_panel.tsx";
import {address, go, type Route} from "../../route.ts";
import {useWords, type Key} from "../../words/words.tsx";
import {Facets} from "./facets.tsx";
import {QueryBox} from "./query_box.tsx";
import {QueryError} from "./query_error.tsx";
import {SaveSelection} from "./save_selection.tsx";

const ORDERS: readonly Order[] = ["newest", "oldest", "sequence"];  // an order that can be repeated, not an opinion
const PAGE = 50;

export default function Search({route}: {route: Route}) {
  const {t} = useWords();
  const query = route.parameters.get("q");
  const given = route.parameters.get("order") as Order | null;
  const order = given && ORDERS.includes(given) ? given : "newest";
  const opened = route.parameters.get("open");
  const box = useRef<{focus: () => void}>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const [saving, setSaving] = useState(false);
  const [current, setCurrent] = useState(0);
  const help = route.parameters.get("help") !== null;

  const to = useCallback((some: {q?: string; order?: string; open?: number | undefined; help?: number | undefined}) => address("search", {
    q: query ?? undefined, order, open: opened ?? undefined, ...some,
  }), [query, order, opened]);
  const found = useInfiniteQuery({
    queryKey: ["search", query, order],
    queryFn: ({pageParam, signal}) => get<"search">("/search", {q: query ?? "", order, limit: PAGE, cursor: pageParam}, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: query !== null,
    placeholderData: keepPreviousData,
  });
  const hits = useMemo(() => found.data?.pages.flatMap((page) => page.hits) ?? [], [found.data]);
  const first = found.data?.pages[0];
  const chosen = useChosen(hits);
  useEffect(() => setCurrent(0), [query, order]);
  useEffect(() => { if (query === null) { box.current?.focus(); } }, [query]);

  const open = useCallback((seq: number) => {
    setCurrent((old) => Math.max(0, hits.findIndex((hit) => hit.seq === seq)) || (hits[0]?.seq === seq ? 0 : old));
    go(to({open: seq}), true);
  }, [hits, to]);
  const move = (step: number) => {
    const next = Math.min(hits.length - 1, Math.max(0, current + step));
    setCurrent(next);
    const hit = hits[next];
    if (hit && opened !== null) {
      go(to({open: hit.seq}), true);
    }
  };
  const here = hits[current];
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => { if (here) { open(here.seq); } },
    o: () => { if (here) { go(address("conversation", {seq: here.seq})); } },
    x: () => { if (here) { chosen.choose(here.seq, false); } },
    t: () => { if (chosen.set.size > 0) { setAsking("tag"); } },
    e: () => { if (chosen.set.size > 0) { setAsking("exhibit"); } },
    Escape: () => { if (opened !== null) { go(to({open: undefined}), true); } },
    "/": () => box.current?.focus(),
    "?": () => go(to({help: 1}), true),
  });
  const failure = found.error instanceof ApiError && found.error.failure.position != null ? found.error.failure : null;

  return (
    <div className={`search-page ${opened !== null ? "with-panel" : ""}`}>
      <h1 className="sr">{t("page.search")}</h1>
      <div className="search-top">
        <QueryBox ref={box} query={query ?? ""} busy={found.isFetching && !found.isFetchingNextPage} invalid={failure !== null}
          submit={(q) => { setAsking(null); go(address("search", {order, q: q === "" ? "*" : q})); }} />
        <HTMLSelect value={order} aria-label={t("search.order")} onChange={(event) => go(to({order: event.target.value}))}
          options={ORDERS.map((value) => ({value, label: t(`order.${value}` as Key)}))} />
        <Button minimal disabled={!first || failure !== null} onClick={() => setSaving(true)}>{t("selection.save")}</Button>
        <Button minimal onClick={() => go(to({help: 1}), true)}>{t("help.title")}</Button>
      </div>
      {failure ? <QueryError query={query ?? ""} failure={failure} /> : found.error ? <div className="pad"><Failed error={found.error} /></div>
        : query === null ? <p className="pad dim">{t("search.begin")}</p> : first && (
          <div className={found.isPlaceholderData ? "search-body stale" : "search-body"} aria-busy={found.isPlaceholderData}>
            <aside className="facets" aria-label={t("facet.title")} tabIndex={0}><Facets query={query} order={order} /></aside>
            <section className="results" aria-label={t("search.results")}>
              <div className="totals" role="status">
                <span>{t("search.total", {n: first.total})}
                  {first.sightings !== first.total && <span className="dim"> · {t("search.sightings", {n: first.sightings})}</span>}</span>
                {first.outside > 0 && <span className="warn-word" title={t("search.outside.about")}>{t("search.outside", {n: first.outside})}</span>}
                <code className="dim canonical" dir="auto" title={t("search.canonical")}><Evidence value={first.canonical} /></code>
              </div>
              <ChosenBar seqs={[...chosen.set]} asking={asking} ask={setAsking} clear={chosen.clear} />
              {hits.length === 0 ? <p className="pad">{t("search.nothing")}</p> : (
                <HitFeed hits={hits} total={first.total} position={0} inConversation={false} current={current} setCurrent={setCurrent}
                  opened={opened === null ? null : Number(opened)} chosen={chosen} open={open} label={t("search.results")}
                  busy={found.isFetchingNextPage} {...(found.hasNextPage ? {after: () => { if (!found.isFetchingNextPage) { void found.fetchNextPage(); } }} : {})} />
              )}
            </section>
            {opened !== null && <MessagePanel seq={Number(opened)} highlights={hits.find((hit) => hit.seq === Number(opened))?.highlights}
              close={() => go(to({open: undefined}), true)} />}
          </div>
        )}
      {help && <HelpDialog close={() => go(to({help: undefined}), true)} />}
      {saving && first && <SaveSelection query={first.canonical} total={first.total} close={() => setSaving(false)} />}
    </div>
  );
}
