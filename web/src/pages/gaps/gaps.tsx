// SPDX-License-Identifier: Apache-2.0
// What the case should hold and does not: every finding in a table, and beside it the hours of one device.
import {Button, HTMLSelect} from "@blueprintjs/core";
import {useQuery} from "@tanstack/react-query";
import {useMemo, useState} from "react";
import {get} from "../../api/client.ts";
import type {Gap} from "../../api/types.ts";
import {Evidence, Time} from "../../parts/evidence.tsx";
import {Loaded} from "../../parts/failure.tsx";
import {Volume} from "../../parts/volume.tsx";
import {address, go, type Route} from "../../route.ts";
import {clause, hourOf, narrowed} from "../../text/query.ts";
import {visible} from "../../text/visible.ts";
import {useWords, type Key} from "../../words/words.tsx";
import {Calendar} from "./calendar.tsx";
import {DAY, DAYS_SHOWN, daysOf, HOUR, hoursOf, windowAt, type Hours} from "./hours.ts";

const DEVICES = 500;
const ROWS = 200;

export default function Gaps({route}: {route: Route}) {
  const {t} = useWords();
  const found = useQuery({queryKey: ["gaps"], queryFn: ({signal}) => get<"listGaps">("/gaps", {}, signal)});
  const devices = useQuery({
    queryKey: ["facets", "", "account", DEVICES],
    queryFn: ({signal}) => get<"facets">("/facets", {q: "", by: "account", limit: DEVICES}, signal),
  });
  const gaps = found.data?.gaps;
  // Only what `account:` finds has hours to show; a finding may name its device in another way (an IMEI).
  const names = useMemo(() => (devices.data?.values ?? []).map(({value}) => value).filter((name) => name !== ""), [devices.data]);
  const known = useMemo(() => new Set(names), [names]);
  const asked = route.parameters.get("device");
  const hasHours = (name: string) => name !== "" && (known.has(name) || name === asked || (devices.data?.others ?? 0) > 0);
  const device = asked ?? gaps?.find(({account}) => known.has(account))?.account ?? names[0] ?? "";
  const at = Date.parse(route.parameters.get("at") ?? "");
  const kind = route.parameters.get("kind") ?? "";
  const to = (some: {device?: string; at?: string; kind?: string}) => address("gaps", {device: device || undefined, kind: kind || undefined, ...some});
  return (
    <div className="page">
      <h1>{t("page.gaps")}</h1>
      <p className="dim">{t("gaps.about")}</p>
      <div className="gaps">
        <section className="card" aria-labelledby="hours">
          <div className="bar">
            <h2 id="hours">{t("gaps.hours")}</h2>
            <label className="inline">{t("field.device")}
              <HTMLSelect value={device} onChange={(event) => go(to({device: event.target.value}))}
                options={[...new Set([...names, ...(device === "" ? [] : [device])])].map((value) => ({value, label: visible(value)}))} />
            </label>
            {devices.data && devices.data.others > 0 && <span className="dim">{t("gaps.more_devices", {n: DEVICES})}</span>}
          </div>
          {device !== "" && !found.isPending && <DeviceHours key={device} device={device} at={at} to={to} gaps={(gaps ?? []).filter(({account}) => account === device)} />}
        </section>
        <section aria-labelledby="findings">
          <h2 id="findings">{t("gaps.findings")}</h2>
          <Loaded query={found}>{({gaps: list}) => <GapTable list={list} kind={kind} to={to} hasHours={hasHours} />}</Loaded>
        </section>
      </div>
    </div>
  );
}

interface DeviceHoursProps {
  device: string;
  at: number;  // a time to show; NaN: none
  to: (some: {at: string}) => string;
  gaps: readonly Gap[];
}

function DeviceHours({device, at, to, gaps}: DeviceHoursProps) {
  const {t} = useWords();
  const query = clause("account", device);
  const found = useQuery({
    queryKey: ["histogram", query, "hour"], queryFn: ({signal}) => get<"histogram">("/histogram", {q: query, by: "hour"}, signal),
  });
  const hours = useMemo(() => (found.data ? hoursOf(found.data.buckets) : null), [found.data]);
  return (
    <Loaded query={found}>{() => (hours === null ? <p className="dim">{t("volume.nothing")}</p>
      : <Shown key={String(at)} device={device} hours={hours} gaps={gaps} at={at} to={to} />)}</Loaded>
  );
}

function Shown({device, hours, gaps, at, to}: DeviceHoursProps & {hours: Hours}) {
  const {t} = useWords();
  const firstGap = gaps.find(({begin}) => begin !== null)?.begin;
  const [from, show] = useState(() => windowAt(hours, Number.isNaN(at) ? Date.parse(firstGap ?? "") || hours.first : at));
  const days = useMemo(() => daysOf(hours), [hours]);
  const last = from + (DAYS_SHOWN - 1) * DAY;
  return (
    <>
      {days.length > DAYS_SHOWN && <Volume buckets={days} choose={(begin) => go(to({at: begin}), true)} />}
      <div className="bar weeks">
        <Button small disabled={from <= hours.first} onClick={() => show(Math.max(hours.first, from - DAYS_SHOWN * DAY))}>{t("gaps.earlier")}</Button>
        <Button small disabled={last >= hours.last} onClick={() => show(windowAt(hours, from + (DAYS_SHOWN + 3) * DAY))}>{t("gaps.later")}</Button>
        <span className="dim">{t("gaps.keys")}</span>
      </div>
      <Calendar device={visible(device)} hours={hours} gaps={gaps} from={from} show={show}
        open={(begin) => go(address("search", {q: narrowed(clause("account", device), hourOf(begin)), order: "oldest"}))} />
    </>
  );
}

interface GapTableProps {
  list: readonly Gap[];
  kind: string;
  to: (some: {device?: string; at?: string; kind?: string}) => string;
  hasHours: (device: string) => boolean;
}

function GapTable({list, kind, to, hasHours}: GapTableProps) {
  const {t, number} = useWords();
  const [rows, setRows] = useState(ROWS);
  const kinds = useMemo(() => {
    const counts = new Map<string, number>();
    list.forEach((gap) => counts.set(gap.kind, (counts.get(gap.kind) ?? 0) + 1));
    return [...counts];
  }, [list]);
  const shown = kind === "" ? list : list.filter((gap) => gap.kind === kind);
  if (list.length === 0) {
    return <p className="dim">{t("gaps.none")}</p>;
  }
  return (
    <>
      <label className="inline">{t("findings.kind")}
        <HTMLSelect value={kind} onChange={(event) => go(to({kind: event.target.value}), true)}
          options={[{value: "", label: `${t("audit.any")} (${number(list.length)})`},
            ...kinds.map(([value, count]) => ({value, label: `${t(`gap.${value}` as Key)} (${number(count)})`}))]} />
      </label>
      <div className="scroll-x" tabIndex={0} role="group" aria-labelledby="findings">
        <table className="lines">
          <thead><tr>
            <th scope="col">{t("field.device")}</th><th scope="col">{t("gaps.when")}</th><th scope="col">{t("gaps.finding")}</th>
          </tr></thead>
          <tbody>{shown.slice(0, rows).map((gap, at) => <GapRow key={at} gap={gap} to={to} linked={hasHours(gap.account)} />)}</tbody>
        </table>
      </div>
      {shown.length > rows && <Button onClick={() => setRows(rows + ROWS)}>{t("list.more")}</Button>}
    </>
  );
}

function GapRow({gap, to, linked}: {gap: Gap; to: GapTableProps["to"]; linked: boolean}) {
  const {t, number} = useWords();
  const length = gap.begin && gap.end ? (Date.parse(gap.end) - Date.parse(gap.begin)) / HOUR : null;
  return (
    <tr>
      <th scope="row">{gap.account === "" ? <span className="dim">{t("facet.empty")}</span> : !linked ? <Evidence value={gap.account} />
        : <a href={to({device: gap.account, ...(gap.begin ? {at: gap.begin} : {})})}><Evidence value={gap.account} /></a>}</th>
      <td>{gap.begin && <div><Time utc={gap.begin} /></div>}{gap.end && <div><Time utc={gap.end} /></div>}
        {length !== null && <div className="dim">{t("gaps.hours_long", {n: number(Math.round(length * 10) / 10)})}</div>}</td>
      <td><span className="badge">{t(`gap.${gap.kind}` as Key)}</span> <Evidence value={gap.words} /></td>
    </tr>
  );
}
