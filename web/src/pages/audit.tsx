// SPDX-License-Identifier: Apache-2.0
// Who saw, searched and changed what, under which authority and what for. For whoever oversees the case.
import {Button, HTMLSelect} from "@blueprintjs/core";
import {useInfiniteQuery} from "@tanstack/react-query";
import type {FormEvent} from "react";
import {get} from "../api/client.ts";
import type {AuditEntry, LegalName} from "../api/types.ts";
import {DayField} from "../parts/day_field.tsx";
import {Evidence, Hash, Time} from "../parts/evidence.tsx";
import {Loaded} from "../parts/failure.tsx";
import {address, go, type Route} from "../route.ts";
import {useWords, type Key} from "../words/words.tsx";

const NAMES: readonly LegalName[] = ["collection", "alteration", "consultation", "disclosure", "combination", "erasure"];
const FILTERS = ["who", "name", "operation", "from", "to"] as const;

export default function Audit({route}: {route: Route}) {
  const {t, number} = useWords();
  const filter = Object.fromEntries(FILTERS.map((name) => [name, route.parameters.get(name) ?? ""])) as Record<typeof FILTERS[number], string>;
  const found = useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({pageParam, signal}) => get<"searchAudit">("/audit", {...filter, cursor: pageParam}, signal),
    initialPageParam: "", getNextPageParam: (last) => last.next ?? undefined,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    go(address("audit", Object.fromEntries(FILTERS.map((name) => [name, String(given.get(name) ?? "")]))));
  };
  const size = found.data?.pages[0]?.size;
  const root = found.data?.pages[0]?.root;
  return (
    <div className="page">
      <h1>{t("page.audit")}</h1>
      <p className="dim">{t("audit.about")}</p>
      {size !== undefined && root && <p>{t("audit.log", {n: size})} <Hash value={root} /></p>}
      <form key={JSON.stringify(filter)} className="bar filters" role="search" aria-label={t("audit.filter")} onSubmit={submit}>
        <label>{t("audit.who")}<input className="bp5-input" name="who" defaultValue={filter.who} dir="auto" /></label>
        <label>{t("audit.name")}<HTMLSelect name="name" defaultValue={filter.name}
          options={[{value: "", label: t("audit.any")}, ...NAMES.map((value) => ({value, label: t(`legal.${value}` as Key)}))]} /></label>
        <label>{t("audit.operation")}<input className="bp5-input" name="operation" defaultValue={filter.operation} /></label>
        <label>{t("volume.from")}<DayField name="from" value={filter.from} optional /></label>
        <label>{t("volume.to")}<DayField name="to" value={filter.to} optional /></label>
        <Button type="submit" intent="primary">{t("audit.show")}</Button>
      </form>
      <Loaded query={found}>{({pages}) => {
        const entries = pages.flatMap((page) => page.entries);
        return entries.length === 0 ? <p className="dim">{t("audit.none")}</p> : (
          <div className="scroll-x" tabIndex={0} role="group" aria-label={t("page.audit")}>
            <table className="lines">
              <thead><tr>
                <th scope="col" className="count">{t("audit.number")}</th><th scope="col">{t("field.time")}</th><th scope="col">{t("audit.who")}</th>
                <th scope="col">{t("audit.what")}</th><th scope="col">{t("audit.outcome")}</th><th scope="col">{t("audit.why")}</th>
                <th scope="col" className="count">{t("audit.shown")}</th><th scope="col" className="count">{t("audit.outside")}</th>
              </tr></thead>
              <tbody>{entries.map((entry) => <EntryRow key={entry.number} entry={entry} number={number} />)}</tbody>
            </table>
          </div>
        );
      }}</Loaded>
      {found.hasNextPage && <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t("list.more")}</Button>}
    </div>
  );
}

function EntryRow({entry, number}: {entry: AuditEntry; number: (value: number) => string}) {
  const {t} = useWords();
  return (
    <tr className={entry.outcome === "denied" ? "denied" : ""}>
      <td className="count">{number(entry.number)}</td>
      <td><Time utc={entry.time} /></td>
      <td><Evidence value={entry.who} /><div className="dim small">{t(`role.${entry.role}` as Key)}</div></td>
      <td><strong>{t(`legal.${entry.name}` as Key)}</strong> <Evidence value={entry.operation} />
        {entry.query && <div><code dir="auto"><Evidence value={entry.query} /></code></div>}
        {entry.target && <div className="small"><Evidence value={entry.target} /></div>}
        {entry.detail && <div className="dim small"><Evidence value={entry.detail} /></div>}</td>
      <td><span className={entry.outcome === "allowed" ? "badge" : "badge warn"}>{t(`outcome.${entry.outcome}` as Key)}</span></td>
      <td><Evidence value={entry.authority ?? ""} /><div className="small"><Evidence value={entry.purpose ?? ""} /></div></td>
      <td className="count">{number(entry.shown)}</td><td className="count">{number(entry.outside)}</td>
    </tr>
  );
}
