// SPDX-License-Identifier: Apache-2.0
// Everything about one message: what it says, every field, where its bytes stand, the bytes, and the proof.
import {Button, Tab, Tabs} from "@blueprintjs/core";
import {useQuery} from "@tanstack/react-query";
import {useState} from "react";
import {get} from "../api/client.ts";
import type {Hit, Message} from "../api/types.ts";
import {address} from "../route.ts";
import {visible} from "../text/visible.ts";
import {useWords, type Key} from "../words/words.tsx";
import {Evidence, EvidenceList, EvidenceText, HandleLink, Hash, Time} from "./evidence.tsx";
import {Loaded} from "./failure.tsx";
import {Bytes, Proof} from "./message_bytes.tsx";
import {Notes} from "./notes.tsx";

interface MessagePanelProps {
  seq: number;
  highlights?: Hit["highlights"] | undefined;  // what the query asked for in its text
  close?: () => void;
}

export function MessagePanel({seq, highlights, close}: MessagePanelProps) {
  const {t} = useWords();
  const found = useQuery({
    queryKey: ["message", seq], queryFn: ({signal}) => get<"getMessage">(`/message/${seq}`, {}, signal),
  });
  const [tab, setTab] = useState<string | number>("message");
  return (
    <aside className="panel" aria-label={t("message.title", {seq: String(seq)})}>
      <header className="panel-head">
        <h2>{t("message.title", {seq: String(seq)})}</h2>
        {close && <Button small minimal onClick={close} aria-label={t("close")}>✕</Button>}
      </header>
      <Loaded query={found}>{(message) => (
        <Tabs id="message-tabs" selectedTabId={tab} onChange={(chosen) => setTab(chosen)} renderActiveTabPanelOnly animate={false}>
          <Tab id="message" title={t("message.tab.message")} panel={<Overview message={message} highlights={highlights} />} />
          <Tab id="fields" title={t("message.tab.fields")} panel={<Fields message={message} />} />
          <Tab id="bytes" title={t("message.tab.bytes")} panel={<Bytes key={seq} message={message} />} />
          <Tab id="proof" title={t("message.tab.proof")} panel={<Proof key={seq} message={message} />} />
        </Tabs>
      )}</Loaded>
    </aside>
  );
}

function Overview({message, highlights}: {message: Message; highlights: Hit["highlights"] | undefined}) {
  const {t} = useWords();
  const {hit} = message;
  return (
    <div className="panel-body" tabIndex={0} role="group" aria-label={t("message.tab.message")}>
      <p className="panel-line"><span className="who"><HandleLink handle={hit.sender} name={hit.sender_name} /></span></p>
      <p className="panel-line"><Time utc={hit.sort_time} basis={hit.zone_basis} /></p>
      <p className="panel-line"><a href={address("conversation", {seq: hit.seq})}><Evidence value={hit.title || hit.conversation} /></a></p>
      {hit.text === "" ? <p className="dim">{t("message.no_text")}</p>
        : <EvidenceText key={hit.seq} text={hit.text} highlights={highlights ?? hit.highlights} />}
      {message.attachments.length > 0 && (
        <ul className="plain">
          {message.attachments.map((file, at) => (
            <li key={at} className="attachment"><Evidence value={file.name} />{" "}
              <span className="dim">{[file.mime_found || file.mime_stated, file.size != null ? t("message.bytes", {n: file.size}) : ""]
                .filter(Boolean).map((word) => visible(String(word))).join(" · ")}</span>{" "}
              {!file.sha256 && <span className="warn-word">{t("message.absent")}</span>}
            </li>
          ))}
        </ul>
      )}
      {message.tags.length > 0 && (
        <p className="panel-line">{message.tags.map(({name}) => <span key={name} className="badge tag"><Evidence value={name} /></span>)}</p>
      )}
      {message.sightings.length > 1 && (
        <section>
          <h3>{t("message.sightings")}</h3>
          <ul className="plain">
            {message.sightings.map((one) => (
              <li key={one.seq}><a href={address("message", {}, String(one.seq))}>#{one.seq}</a>{" "}
                {t("message.in_source", {n: one.source})} <Time utc={one.sort_time} /> <span className="dim">{visible(one.reason)}</span></li>
            ))}
          </ul>
        </section>
      )}
      <Notes seq={hit.seq} notes={message.notes} />
    </div>
  );
}

function Fields({message}: {message: Message}) {
  const {t} = useWords();
  const {hit, source, locator} = message;
  const rows: [Key, string | undefined][] = [
    ["field.platform", hit.platform], ["field.account", hit.account], ["field.device", message.device],
    ["field.conversation", hit.conversation], ["field.title", hit.title], ["field.conversation_kind", message.conversation_kind],
    ["field.sender", hit.sender], ["field.sender_name", hit.sender_name],
    ["field.direction", hit.direction], ["field.kind", hit.kind], ["field.native_id", message.native_id],
    ["field.reply_to", message.reply_to], ["field.forwarded_from", message.forwarded_from],
  ];
  return (
    <div className="panel-body" tabIndex={0} role="group" aria-label={t("message.tab.fields")}>
      <dl className="fields">
        {rows.filter(([, value]) => value).map(([key, value]) => (
          <div key={key}><dt>{t(key)}</dt><dd><Evidence value={value ?? ""} /></dd></div>
        ))}
      </dl>
      {hit.participants.length > 0 && (
        <dl className="fields"><div><dt>{t("field.participants")}</dt><dd><EvidenceList values={hit.participants} /></dd></div></dl>
      )}
      <h3>{t("field.times")}</h3>
      <table>
        <thead><tr><th scope="col">{t("field.time")}</th><th scope="col">{t("field.raw")}</th><th scope="col">{t("field.read_as")}</th><th scope="col">{t("field.zone")}</th></tr></thead>
        <tbody>{message.times.map((time, at) => (
          <tr key={at}><th scope="row">{visible(time.kind)}</th><td><Evidence value={time.raw} /></td><td><Time utc={time.utc} /></td>
            <td><Evidence value={time.zone || "–"} /> <span className="dim">{t(`basis.${time.basis}` as Key)}, {visible(time.precision)}</span></td></tr>
        ))}</tbody>
      </table>
      {message.fields.length > 0 && (
        <>
          <h3>{t("field.rest")}</h3>
          <dl className="fields">
            {message.fields.map((field, at) => (
              <div key={at}><dt><Evidence value={field.key} /></dt><dd><EvidenceText text={field.value} /></dd></div>
            ))}
          </dl>
        </>
      )}
      <h3>{t("field.place")}</h3>
      <dl className="fields">
        <div><dt>{t("field.source")}</dt><dd><a href={address("sources", {source: source.number})}>{source.number}</a> <Evidence value={source.path} /></dd></div>
        {source.container.map((step, at) => (
          <div key={at}><dt>{t("field.member")}</dt><dd><Evidence value={step.member} /> <Hash value={step.object} /></dd></div>
        ))}
        <div><dt>{t("field.object")}</dt><dd><Hash value={source.object} /></dd></div>
        <div><dt>{t("field.locator")}</dt><dd dir="ltr">{locator.table
          ? <>{visible(locator.table)}, {t("field.row")} {locator.row}</>
          : t("field.range", {begin: locator.begin, end: locator.end, n: locator.end - locator.begin})}</dd></div>
        <div><dt>{t("field.parser")}</dt><dd>{visible(source.parser)} {source.parser_version}</dd></div>
        <div><dt>{t("field.leaf")}</dt><dd><Hash value={message.leaf} /></dd></div>
      </dl>
    </div>
  );
}
