// SPDX-License-Identifier: Apache-2.0
// Who writes to whom: handles and the messages between them, as tables and as a graph. Choosing a handle, or two, narrows
// all of them to it, or to the way between the two.
import {Button, HTMLSelect} from "@blueprintjs/core";
import {useQuery} from "@tanstack/react-query";
import {lazy, Suspense, useMemo, useState, type FormEvent} from "react";
import {get} from "../../api/client.ts";
import {Evidence, HandleLink} from "../../parts/evidence.tsx";
import {Loaded} from "../../parts/failure.tsx";
import {address, go, type Route} from "../../route.ts";
import {download} from "../../text/bytes.ts";
import {clause, narrowed} from "../../text/query.ts";
import {visible} from "../../text/visible.ts";
import {useWords} from "../../words/words.tsx";
import {edgesCsv, gexf, graphml, handlesCsv} from "./export.ts";
import {modelOf, wayBetween, type Model} from "./model.ts";

const Graph = lazy(() => import("./graph.tsx"));
const LIMITS = [50, 150, 500];
const ROWS = 50;

export default function NetworkPage({route}: {route: Route}) {
  const {t} = useWords();
  const query = route.parameters.get("q") ?? "";
  const asked = Number(route.parameters.get("limit"));
  const limit = LIMITS.includes(asked) ? asked : 150;
  const found = useQuery({
    queryKey: ["network", query, limit], queryFn: ({signal}) => get<"network">("/network", {q: query, limit}, signal),
  });
  const model = useMemo(() => (found.data ? modelOf(found.data) : null), [found.data]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    go(address("network", {q: String(given.get("q")), limit: Number(given.get("limit"))}));
  };
  return (
    <div className="page">
      <h1>{t("page.network")}</h1>
      <p className="dim">{t("network.about")}</p>
      <form key={`${query} ${limit}`} className="bar" role="search" onSubmit={submit}>
        <input className="bp5-input wide" name="q" defaultValue={query} dir="auto" aria-label={t("conversations.query")}
          placeholder={t("conversations.query")} spellCheck={false} />
        <label className="inline">{t("network.limit")}
          <HTMLSelect name="limit" defaultValue={limit} options={LIMITS} />
        </label>
        <Button type="submit">{t("network.show")}</Button>
      </form>
      <Loaded query={found}>{() => model && <NetworkView key={query} network={model} query={query} limit={limit} />}</Loaded>
    </div>
  );
}

interface NetworkViewProps {
  network: Model;
  query: string;
  limit: number;
}

function NetworkView({network, query, limit}: NetworkViewProps) {
  const {t} = useWords();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (handle: string) => setChosen((old) => (old.includes(handle) ? old.filter((one) => one !== handle) : [...old, handle].slice(-2)));
  const way = useMemo(() => {
    const [from, to] = chosen;
    return from !== undefined && to !== undefined ? wayBetween(network.neighbours, from, to) : [];
  }, [network, chosen]);
  const edges = useMemo(() => {
    const steps = new Set(way.slice(1).flatMap((handle, at) => [JSON.stringify([way[at], handle]), JSON.stringify([handle, way[at]])]));
    return chosen.length === 0 ? network.edges
      : chosen.length === 1 ? network.edges.filter(({a, b}) => a === chosen[0] || b === chosen[0])
        : network.edges.filter(({a, b}) => steps.has(JSON.stringify([a, b])));
  }, [network, chosen, way]);
  const shown = useMemo(() => ({
    handles: new Set(chosen.length === 0 ? [] : [...chosen, ...edges.flatMap(({a, b}) => [a, b])]),
    edges: new Set(chosen.length === 0 ? [] : edges),
  }), [chosen, edges]);
  if (network.nodes.length === 0) {
    return <p className="dim">{t("network.none")}</p>;
  }
  return (
    <>
      <div className="bar" role="group" aria-label={t("network.save")}>
        <span role="status">{t("network.handles", {n: network.nodes.length})} · {t("network.edges", {n: network.edges.length})}</span>
        {network.nodes.length >= limit && <span className="warn-word">{t("network.cut", {n: limit})}</span>}
        <span className="space" />
        <Button small onClick={() => download("network.gexf", gexf(network, query), "application/xml")}>GEXF</Button>
        <Button small onClick={() => download("network.graphml", graphml(network, query), "application/xml")}>GraphML</Button>
        <Button small onClick={() => download("handles.csv", handlesCsv(network), "text/csv")}>{t("network.csv_handles")}</Button>
        <Button small onClick={() => download("edges.csv", edgesCsv(network), "text/csv")}>{t("network.csv_edges")}</Button>
      </div>
      <div className="network">
        <Suspense fallback={<div className="card graph" />}><Graph network={network} chosen={chosen} shown={shown} choose={choose} /></Suspense>
        <div>
          <ChosenLine chosen={chosen} way={way} clear={() => setChosen([])} />
          <Handles network={network} chosen={chosen} choose={choose} />
          <Edges edges={edges} query={query} />
        </div>
      </div>
    </>
  );
}

function ChosenLine({chosen, way, clear}: {chosen: readonly string[]; way: readonly string[]; clear: () => void}) {
  const {t} = useWords();
  return (
    <div className="bar chosen-line" role="status">
      {chosen.length === 0 && <span className="dim">{t("network.choose.about")}</span>}
      {chosen.length === 1 && <span>{t("network.around")} <Evidence value={chosen[0] ?? ""} /></span>}
      {chosen.length === 2 && way.length === 0 && <span className="warn-word">{t("network.no_way")}</span>}
      {way.length > 0 && <span>{t("network.way")} {way.map((handle, at) => <span key={handle}>{at > 0 && " – "}<Evidence value={handle} /></span>)}</span>}
      {chosen.length > 0 && <Button small minimal onClick={clear}>{t("chosen.clear")}</Button>}
    </div>
  );
}

type Column = "messages" | "contacts" | "exchanged";
const COLUMNS: readonly Column[] = ["messages", "contacts", "exchanged"];

function Handles({network, chosen, choose}: {network: Model; chosen: readonly string[]; choose: (handle: string) => void}) {
  const {t, number} = useWords();
  const [by, setBy] = useState<Column>("messages");
  const [rows, setRows] = useState(ROWS);
  const sorted = useMemo(() => [...network.nodes].sort((x, y) => y[by] - x[by]), [network, by]);
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="group" aria-label={t("network.table.handles")}>
        <table className="lines">
          <thead><tr>
            <th scope="col"><span className="sr">{t("network.choose")}</span></th><th scope="col">{t("page.handle")}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className="count" aria-sort={by === column ? "descending" : "none"}>
                <button type="button" className="sort" onClick={() => setBy(column)}>{t(`network.${column}`)}{by === column && <span aria-hidden="true"> ↓</span>}</button>
              </th>
            ))}
          </tr></thead>
          <tbody>{sorted.slice(0, rows).map((node) => (
            <tr key={node.handle} className={chosen.includes(node.handle) ? "is-chosen" : ""}>
              <td><input type="checkbox" checked={chosen.includes(node.handle)} onChange={() => choose(node.handle)}
                aria-label={t("network.choose_one", {handle: visible(node.handle)})} /></td>
              <th scope="row"><HandleLink handle={node.handle} /></th>
              {COLUMNS.map((column) => <td key={column} className="count">{number(node[column])}</td>)}
            </tr>
          ))}</tbody>
        </table>
      </div>
      {sorted.length > rows && <Button small onClick={() => setRows(rows + 500)}>{t("list.more")}</Button>}
    </>
  );
}

function Edges({edges, query}: {edges: Model["edges"]; query: string}) {
  const {t, number} = useWords();
  const [rows, setRows] = useState(ROWS);
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="group" aria-label={t("network.table.edges")}>
        <table className="lines">
          <thead><tr><th scope="col" colSpan={2}>{t("network.between")}</th><th scope="col" className="count">{t("case.messages")}</th></tr></thead>
          <tbody>{edges.slice(0, rows).map(({a, b, messages}) => (
            <tr key={JSON.stringify([a, b])}>
              <td><HandleLink handle={a} /></td><td><HandleLink handle={b} /></td>
              <td className="count"><a href={address("search", {q: narrowed(narrowed(query, clause("with", a)), clause("with", b)), order: "oldest"})}>{number(messages)}</a></td>
            </tr>
          ))}</tbody>
        </table>
      </div>
      {edges.length > rows && <Button small onClick={() => setRows(rows + 500)}>{t("list.more")}</Button>}
    </>
  );
}
