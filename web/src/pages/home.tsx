// SPDX-License-Identifier: Apache-2.0
// The case at a glance: what came in and what became of it, when it was written, who wrote most.
import {Callout} from "@blueprintjs/core";
import {useQuery} from "@tanstack/react-query";
import {get} from "../api/client.ts";
import type {Case} from "../api/types.ts";
import {Bars} from "../parts/bars.tsx";
import {Evidence, Hash, Time} from "../parts/evidence.tsx";
import {Loaded} from "../parts/failure.tsx";
import {Volume} from "../parts/volume.tsx";
import {address, go} from "../route.ts";
import {clause, period} from "../text/query.ts";
import {visible} from "../text/visible.ts";
import {useWords, type Key} from "../words/words.tsx";

export default function Home() {
  const found = useQuery({queryKey: ["case"], queryFn: ({signal}) => get<"getCase">("/case", {}, signal)});
  return <div className="page"><Loaded query={found}>{(value) => <CaseView value={value} />}</Loaded></div>;
}

function CaseView({value}: {value: Case}) {
  const {t} = useWords();
  const volume = useQuery({
    queryKey: ["histogram", "", "day"], queryFn: ({signal}) => get<"histogram">("/histogram", {q: "", by: "day"}, signal),
  });
  const handles = useQuery({
    queryKey: ["facets", "", "sender", 15],
    queryFn: ({signal}) => get<"facets">("/facets", {q: "", by: "sender", limit: 15}, signal),
  });
  return (
    <>
      <h1><Evidence value={value.name} /></h1>
      {value.problems.length === 0
        ? <p className="state good"><span aria-hidden="true">✓</span> {t("case.in_order")}</p>
        : (
          <Callout intent="danger" icon={null} role="alert" title={t("case.problems")}>
            <ul>{value.problems.map((problem) => <li key={problem}>{visible(problem)}</li>)}</ul>
          </Callout>
        )}
      <dl className="figures">
        <Figure label="case.messages" value={value.messages} />
        <Figure label="case.sightings" value={value.sightings ?? value.accounting.messages ?? value.messages} />
        <Figure label="case.sources" value={value.sources} />
        <Figure label="case.rejected" value={value.accounting.rejected} href={value.accounting.rejected > 0 ? address("sources", {findings: 1}) : undefined} />
        <div><dt>{t("case.first")}</dt><dd className="when"><Time utc={value.first} /></dd></div>
        <div><dt>{t("case.last")}</dt><dd className="when"><Time utc={value.last} /></dd></div>
      </dl>
      <section className="card" aria-labelledby="volume">
        <h2 id="volume">{t("case.volume")}</h2>
        <Loaded query={volume}>{({buckets}) => (
          <Volume buckets={buckets} choose={(begin, end) => go(address("search", {q: period(begin, end)}))} />
        )}</Loaded>
      </section>
      <div className="columns">
        <section className="card" aria-labelledby="accounting">
          <h2 id="accounting">{t("case.accounting")}</h2>
          <Accounting value={value} />
        </section>
        <section className="card" aria-labelledby="handles">
          <h2 id="handles">{t("case.handles")}</h2>
          <Loaded query={handles}>{({values, others}) => (
            <Bars values={values} others={others} href={(handle) => address("search", {q: clause("from", handle)})} />
          )}</Loaded>
        </section>
      </div>
      <section className="card" aria-labelledby="acquisitions">
        <h2 id="acquisitions">{t("case.acquisitions")}</h2>
        <Acquisitions value={value} />
      </section>
      <section className="card" aria-labelledby="identity">
        <h2 id="identity">{t("case.identity")}</h2>
        <dl className="fields">
          <dt>{t("case.id")}</dt><dd><Hash value={value.id} /></dd>
          <dt>{t("case.key")}</dt><dd><Hash value={value.verifier_key} /></dd>
          {value.root && <><dt>{t("case.root")}</dt><dd><Hash value={value.root} /></dd></>}
          <dt>{t("case.created")}</dt><dd><Time utc={value.created} /></dd>
        </dl>
      </section>
    </>
  );
}

function Figure({label, value, href}: {label: Key; value: number; href?: string | undefined}) {
  const {t, number} = useWords();
  return (
    <div><dt>{t(label)}</dt><dd>{href ? <a href={href}>{number(value)}</a> : number(value)}</dd></div>
  );
}

const PARTS = ["messages", "structure", "skipped", "rejected", "unread"] as const;

// Bytes in = bytes in messages + structure + skipped + rejected + unread: shown as a sum that comes out, or does not.
function Accounting({value}: {value: Case}) {
  const {t, number} = useWords();
  const {accounting} = value;
  const rows = PARTS.map((part) => ({part, bytes: accounting[`bytes_${part}`]}));
  const sum = rows.reduce((total, {bytes}) => total + bytes, 0);
  return (
    <>
      <table className="sum">
        <caption className="sr">{t("case.accounting")}</caption>
        <thead><tr><th scope="col">{t("accounting.part")}</th><th scope="col" className="count">{t("accounting.rows")}</th><th scope="col" className="count">{t("accounting.bytes")}</th></tr></thead>
        <tbody>
          {rows.map(({part, bytes}) => (
            <tr key={part}>
              <th scope="row">{t(`accounting.${part}` as Key)}</th>
              <td className="count">{part === "structure" || part === "unread" ? "" : number(accounting[part] ?? 0)}</td>
              <td className="count">{number(bytes)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr><th scope="row">{t("accounting.sum")}</th><td /><td className="count">{number(sum)}</td></tr>
          <tr><th scope="row">{t("accounting.in")}</th><td /><td className="count">{number(accounting.bytes)}</td></tr>
        </tfoot>
      </table>
      <p className={sum === accounting.bytes ? "state good" : "state bad"}>
        <span aria-hidden="true">{sum === accounting.bytes ? "✓" : "✗"}</span>{" "}
        {sum === accounting.bytes ? t("accounting.balanced") : t("accounting.unbalanced", {n: Math.abs(accounting.bytes - sum)})}
      </p>
      <p className="dim">{Object.entries(accounting.by_status).map(([status, count]) =>
        `${t(`status.${status}` as Key)} ${number(count)}`).join(" · ")}
        {accounting.pending > 0 && ` · ${t("accounting.pending", {n: accounting.pending})}`}</p>
    </>
  );
}

function Acquisitions({value}: {value: Case}) {
  const {t, number} = useWords();
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label={t("case.acquisitions")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("acquisition.number")}</th><th scope="col">{t("acquisition.received")}</th>
            <th scope="col">{t("acquisition.by")}</th><th scope="col">{t("acquisition.authority")}</th>
            <th scope="col">{t("acquisition.channel")}</th><th scope="col">{t("acquisition.hash")}</th>
            <th scope="col" className="count">{t("acquisition.items")}</th><th scope="col" className="count">{t("accounting.bytes")}</th>
          </tr>
        </thead>
        <tbody>
          {value.acquisitions.map((one) => (
            <tr key={one.number}>
              <td>{one.number}</td><td><Time utc={one.received} /></td>
              <td><Evidence value={one.delivered_by ?? ""} /></td><td><Evidence value={one.authority ?? ""} /></td>
              <td><Evidence value={one.channel ?? ""} /></td>
              <td>{one.claimed_hash ? <Hash value={one.claimed_hash} /> : <span className="dim">{t("acquisition.no_hash")}</span>}</td>
              <td className="count">{number(one.items)}</td><td className="count">{number(one.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
