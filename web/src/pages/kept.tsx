// SPDX-License-Identifier: Apache-2.0
// What was kept of reading: saved selections, which can be made again, and exhibits. Who made each, and when.
import {Button} from "@blueprintjs/core";
import {useQuery} from "@tanstack/react-query";
import {useState} from "react";
import {get} from "../api/client.ts";
import type {Answer, Exhibit, Selection} from "../api/types.ts";
import {Evidence, Time} from "../parts/evidence.tsx";
import {errorWords, Loaded} from "../parts/failure.tsx";
import {address} from "../route.ts";
import {numbered} from "../text/query.ts";
import {visible} from "../text/visible.ts";
import {useWords} from "../words/words.tsx";

const OPENED_AT_ONCE = 200;  // messages of an exhibit in one query

export default function Kept() {
  const {t} = useWords();
  const selections = useQuery({queryKey: ["selections"], queryFn: ({signal}) => get<"listSelections">("/selections", {}, signal), staleTime: 0});
  const exhibits = useQuery({queryKey: ["exhibits"], queryFn: ({signal}) => get<"listExhibits">("/exhibits", {}, signal), staleTime: 0});
  return (
    <div className="page">
      <h1>{t("page.kept")}</h1>
      <section aria-labelledby="selections">
        <h2 id="selections">{t("kept.selections")}</h2>
        <p className="dim">{t("kept.selections.about")}</p>
        <Loaded query={selections}>{({selections: list}) => <Selections list={list} />}</Loaded>
      </section>
      <section aria-labelledby="exhibits">
        <h2 id="exhibits">{t("kept.exhibits")}</h2>
        <p className="dim">{t("annotation.about")}</p>
        <Loaded query={exhibits}>{({exhibits: list}) => <Exhibits list={list} />}</Loaded>
      </section>
    </div>
  );
}

function Selections({list}: {list: readonly Selection[]}) {
  const {t} = useWords();
  if (list.length === 0) {
    return <p className="dim">{t("kept.selections.none")}</p>;
  }
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-labelledby="selections">
      <table className="lines">
        <thead><tr>
          <th scope="col">{t("selection.name")}</th><th scope="col">{t("search.query")}</th><th scope="col" className="count">{t("case.messages")}</th>
          <th scope="col">{t("kept.by")}</th><th scope="col">{t("kept.at")}</th><th scope="col">{t("kept.again")}</th>
        </tr></thead>
        <tbody>{list.map((one) => <SelectionRow key={one.name} selection={one} />)}</tbody>
      </table>
    </div>
  );
}

function SelectionRow({selection}: {selection: Selection}) {
  const {number} = useWords();
  return (
    <tr>
      <th scope="row"><a href={address("search", {q: selection.q || "*"})}><Evidence value={selection.name} /></a></th>
      <td><code dir="auto"><Evidence value={selection.q || "*"} /></code></td>
      <td className="count">{number(selection.messages)}</td>
      <td><Evidence value={selection.by} /></td>
      <td><Time utc={selection.at} /></td>
      <td><Again selection={selection} /></td>
    </tr>
  );
}

// Asks the query again and compares the number with the one that was kept.
function Again({selection}: {selection: Selection}) {
  const {t} = useWords();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Answer<"count"> | null>(null);
  const [problem, setProblem] = useState("");
  const run = async () => {
    setBusy(true);
    setProblem("");
    try {
      setFound(await get<"count">("/count", {q: selection.q}));
    } catch (error) {
      setProblem(errorWords(error));
    } finally {
      setBusy(false);
    }
  };
  const more = found ? found.total - selection.messages : 0;
  return (
    <div className="again">
      <Button small loading={busy} aria-label={t("kept.run_named", {name: visible(selection.name)})} onClick={() => void run()}>{t("kept.run")}</Button>
      <span role="status">
        {problem !== "" && <span className="error">{problem}</span>}
        {found && more === 0 && <span className="state good"><span aria-hidden="true">✓</span> {t("kept.same", {n: found.total})}</span>}
        {found && more !== 0 && <span className="warn-word">{t(more > 0 ? "kept.more" : "kept.fewer", {n: Math.abs(more), now: found.total})}</span>}
        {found && found.outside > 0 && <span className="dim"> · {t("search.outside", {n: found.outside})}</span>}
      </span>
    </div>
  );
}

function Exhibits({list}: {list: readonly Exhibit[]}) {
  const {t, number} = useWords();
  if (list.length === 0) {
    return <p className="dim">{t("kept.exhibits.none")}</p>;
  }
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-labelledby="exhibits">
      <table className="lines">
        <thead><tr>
          <th scope="col">{t("exhibit.name")}</th><th scope="col">{t("exhibit.description")}</th><th scope="col" className="count">{t("case.messages")}</th>
          <th scope="col">{t("kept.by")}</th><th scope="col">{t("kept.at")}</th><th scope="col">{t("kept.read")}</th>
        </tr></thead>
        <tbody>{list.map((one, at) => (
          <tr key={at}>
            <th scope="row">{one.number && <span className="badge">{one.number}</span>}<Evidence value={one.name} /></th>
            <td><Evidence value={one.description ?? ""} /></td>
            <td className="count">{number(one.messages)}</td>
            <td><Evidence value={one.by} /></td>
            <td><Time utc={one.at} /></td>
            <td><Parts exhibit={one} /></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

// The messages of an exhibit as searches by number, so many at once.
function Parts({exhibit}: {exhibit: Exhibit}) {
  const {t} = useWords();
  const seqs = [...(exhibit.seqs ?? [])].sort((a, b) => a - b);
  if (seqs.length === 0) {
    return <span className="dim">{t("kept.not_here")}</span>;
  }
  const parts = Array.from({length: Math.ceil(seqs.length / OPENED_AT_ONCE)}, (_, at) => seqs.slice(at * OPENED_AT_ONCE, (at + 1) * OPENED_AT_ONCE));
  return (
    <ul className="chips">{parts.map((part, at) => (
      <li key={at}><a href={address("search", {q: numbered(part), order: "oldest"})}>
        {parts.length === 1 ? t("kept.open") : t("kept.part", {first: at * OPENED_AT_ONCE + 1, last: at * OPENED_AT_ONCE + part.length})}
      </a></li>
    ))}</ul>
  );
}
