// SPDX-License-Identifier: Apache-2.0
// What the case holds about a handle. A handle, a display name, an account and a person are different things: nothing here
// says who somebody is.
import {useQuery} from "@tanstack/react-query";
import {get} from "../api/client.ts";
import type {Handle} from "../api/types.ts";
import {Bars} from "../parts/bars.tsx";
import {Evidence, HandleLink, Time} from "../parts/evidence.tsx";
import {Loaded} from "../parts/failure.tsx";
import {Volume} from "../parts/volume.tsx";
import {address, go, type Route} from "../route.ts";
import {clause, narrowed, period} from "../text/query.ts";
import {useWords} from "../words/words.tsx";

export default function HandlePage({route}: {route: Route}) {
  const found = useQuery({
    queryKey: ["handle", route.rest], queryFn: ({signal}) => get<"getHandle">("/handle", {name: route.rest}, signal),
  });
  return <div className="page"><Loaded query={found}>{(handle) => <HandleView handle={handle} />}</Loaded></div>;
}

function HandleView({handle}: {handle: Handle}) {
  const {t, number} = useWords();
  const query = clause("from", handle.handle);
  const volume = useQuery({
    queryKey: ["histogram", query, "day"], queryFn: ({signal}) => get<"histogram">("/histogram", {q: query, by: "day"}, signal),
  });
  return (
    <>
      <p className="dim over">{t("page.handle")}</p>
      <h1><Evidence value={handle.handle} /></h1>
      <p className="bar">
        <a href={address("search", {q: query})}>{t("handle.sent")}</a>
        <a href={address("search", {q: clause("with", handle.handle)})}>{t("handle.with")}</a>
        <a href={address("conversations", {q: clause("with", handle.handle)})}>{t("handle.conversations")}</a>
      </p>
      <dl className="figures">
        <div><dt>{t("case.messages")}</dt><dd>{number(handle.messages)}</dd></div>
        <div><dt>{t("page.conversations")}</dt><dd>{number(handle.conversations)}</dd></div>
        <div><dt>{t("handle.contacts")}</dt><dd>{number(handle.contacts.length)}</dd></div>
        <div><dt>{t("case.first")}</dt><dd className="when"><Time utc={handle.first} /></dd></div>
        <div><dt>{t("case.last")}</dt><dd className="when"><Time utc={handle.last} /></dd></div>
      </dl>
      <div className="columns">
        <section className="card" aria-labelledby="names">
          <h2 id="names">{t("handle.names")}</h2>
          <p className="dim">{t("handle.names.about")}</p>
          {handle.names.length === 0 ? <p className="dim">{t("facet.none")}</p> : (
            <table>
              <thead><tr><th scope="col">{t("handle.name")}</th><th scope="col">{t("handle.given_by")}</th></tr></thead>
              <tbody>{handle.names.map((one, at) => (
                <tr key={at}><td><Evidence value={one.name} /></td><td>{one.given_by === "" ? <span className="dim">{t("facet.empty")}</span> : <Evidence value={one.given_by} />}</td></tr>
              ))}</tbody>
            </table>
          )}
          <h3>{t("handle.accounts")}</h3>
          <ul className="plain">{handle.accounts.map((account) => (
            <li key={account}><a href={address("search", {q: clause("account", account)})}><Evidence value={account} /></a></li>
          ))}</ul>
        </section>
        <section className="card" aria-labelledby="contacts">
          <h2 id="contacts">{t("handle.contacts")}</h2>
          <Bars others={0} href={(other) => address("search", {q: narrowed(clause("with", handle.handle), clause("with", other))})}
            values={handle.contacts.map((contact) => ({value: contact.handle, count: contact.messages}))} />
        </section>
      </div>
      <section className="card" aria-labelledby="volume">
        <h2 id="volume">{t("case.volume")}</h2>
        <Loaded query={volume}>{({buckets}) => (
          <Volume buckets={buckets} choose={(begin, end) => go(address("search", {q: narrowed(query, period(begin, end))}))} />
        )}</Loaded>
      </section>
      <section className="card" aria-labelledby="rhythm">
        <h2 id="rhythm">{t("handle.rhythm")}</h2>
        <Rhythm hours={handle.hours} />
      </section>
      {handle.contacts.length > 0 && (
        <section className="card" aria-labelledby="profiles">
          <h2 id="profiles">{t("handle.profiles")}</h2>
          <p className="chips">{handle.contacts.map((contact) => <span key={contact.handle} className="chip"><HandleLink handle={contact.handle} /></span>)}</p>
        </section>
      )}
    </>
  );
}

const LEVELS = 5;
const DAYS = 7;
const HOURS = 24;

function Rhythm({hours}: {hours: readonly number[]}) {
  const {t, language, number} = useWords();
  const most = Math.max(1, ...hours);
  const weekday = new Intl.DateTimeFormat(language, {weekday: "short", timeZone: "UTC"});
  const dayName = (day: number) => weekday.format(new Date(Date.UTC(2024, 0, 1 + day)));  // 1 January 2024 was a Monday
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label={t("handle.rhythm")}>
      <table className="rhythm">
        <caption className="dim">{t("handle.rhythm.about")}</caption>
        <thead><tr><td />{Array.from({length: HOURS}, (_, hour) => <th key={hour} scope="col">{hour}</th>)}</tr></thead>
        <tbody>{Array.from({length: DAYS}, (_, day) => (
          <tr key={day}>
            <th scope="row">{dayName(day)}</th>
            {Array.from({length: HOURS}, (_unused, hour) => {
              const count = hours[day * HOURS + hour] ?? 0;
              const level = count === 0 ? 0 : Math.max(1, Math.ceil(count / most * LEVELS));
              return <td key={hour} className={`level-${level}`} title={`${dayName(day)} ${hour}:00 UTC: ${number(count)}`}><span className="sr">{number(count)}</span></td>;
            })}
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
