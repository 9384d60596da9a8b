// SPDX-License-Identifier: Apache-2.0
// The conversation, as it was written: any place in it at once, by message, by time, from either end.
import {Button, HTMLSelect} from "@blueprintjs/core";
import {useQuery} from "@tanstack/react-query";
import {useCallback, useEffect, useMemo, useState, type FormEvent} from "react";
import {get} from "../../api/client.ts";
import type {Hit} from "../../api/types.ts";
import {useKeys} from "../../keys.ts";
import {ChosenBar, type Asking} from "../../parts/chosen_bar.tsx";
import {useChosen} from "../../parts/chosen.ts";
import {Evidence, EvidenceList} from "../../parts/evidence.tsx";
import {DayField} from "../../parts/day_field.tsx";
import {Failed} from "../../parts/failure.tsx";
import {HelpDialog} from "../../parts/help.tsx";
import {HitFeed} from "../../parts/hit_feed.tsx";
import {MessagePanel} from "../../parts/message_panel.tsx";
import {Volume} from "../../parts/volume.tsx";
import {address, go, type Route} from "../../route.ts";
import {useSettings} from "../../settings.tsx";
import {clause} from "../../text/query.ts";
import {shownTime, UTC, zones} from "../../text/times.ts";
import {visible} from "../../text/visible.ts";
import {useWords} from "../../words/words.tsx";
import {useConversation, type Anchor} from "./window.ts";

function anchorOf(parameters: URLSearchParams): Anchor {
  const key = parameters.get("key");
  return key !== null ? {key, at: parameters.get("at") ?? "first"} : {seq: Number(parameters.get("seq") ?? 0)};
}

export default function Reader({route}: {route: Route}) {
  const anchor = anchorOf(route.parameters);
  return <ReaderAt key={JSON.stringify(anchor)} anchor={anchor} opened={route.parameters.get("open")} />;
}

function ReaderAt({anchor, opened}: {anchor: Anchor; opened: string | null}) {
  const {t} = useWords();
  const {window: held, error, busy, loadBefore, loadAfter} = useConversation(anchor);
  const [account, setAccount] = useState("");
  const [currentSeq, setCurrentSeq] = useState<number | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const [help, setHelp] = useState(false);
  const [top, setTop] = useState(0);

  const all = held?.hits ?? [];
  const hits = useMemo(() => (account === "" ? all : all.filter((hit) => hit.account === account)), [all, account]);
  const accounts = useMemo(() => [...new Set(all.map((hit) => hit.account))].filter((one) => one !== "").sort(), [all]);
  const chosen = useChosen(hits);
  const here = held ? held.hits[held.start] : undefined;
  const index = hits.findIndex((hit) => hit.seq === (currentSeq ?? here?.seq));
  const current = Math.max(0, index);

  const to = useCallback((open?: number) => address("conversation", {...anchor, open}), [anchor]);
  const open = useCallback((seq: number) => { setCurrentSeq(seq); go(to(seq), true); }, [to]);
  const stand = (at: number) => {
    const hit = hits[Math.min(hits.length - 1, Math.max(0, at))];
    if (hit) {
      setCurrentSeq(hit.seq);
      if (opened !== null) {
        go(to(hit.seq), true);
      }
    }
  };
  const key = all[0]?.conversation;
  useKeys({
    j: () => stand(current + 1),
    k: () => stand(current - 1),
    Enter: () => { const hit = hits[current]; if (hit) { open(hit.seq); } },
    x: () => { const hit = hits[current]; if (hit) { chosen.choose(hit.seq, false); } },
    X: () => { const hit = hits[current]; if (hit) { chosen.choose(hit.seq, true); } },
    t: () => { if (chosen.set.size > 0) { setAsking("tag"); } },
    e: () => { if (chosen.set.size > 0) { setAsking("exhibit"); } },
    g: () => { if (key) { go(address("conversation", {key, at: "first"})); } },
    G: () => { if (key) { go(address("conversation", {key, at: "last"})); } },
    Escape: () => { if (opened !== null) { go(to(), true); } },
    "/": () => go("#/search"),
    "?": () => setHelp(true),
  });
  useEffect(() => { if (here) { setTop(held?.start ?? 0); } }, [here?.seq]);

  if (error) {
    return <div className="pad"><Failed error={error} /></div>;
  }
  if (!held) {
    return <div className="loading" role="status">{t("loading")}</div>;
  }
  if (all.length === 0 || !key) {
    return <p className="pad">{t("reader.nothing")}</p>;
  }
  return (
    <div className={`reader-page ${opened !== null ? "with-panel" : ""}`}>
      <h1 className="sr">{t("page.conversation")}</h1>
      <div className="reader-main">
        <ReaderHead hits={all} conversation={key} position={held.position + top} total={held.total}
          here={hits[top]} accounts={accounts} account={account} setAccount={setAccount} />
        <ChosenBar seqs={[...chosen.set]} asking={asking} ask={setAsking} clear={chosen.clear} />
        <HitFeed hits={hits} total={held.total} position={held.position} inConversation current={current}
          setCurrent={(at) => setCurrentSeq(hits[at]?.seq ?? null)} opened={opened === null ? null : Number(opened)} chosen={chosen}
          open={open} label={t("reader.messages")} busy={busy} start={current} place={setTop}
          {...(held.before ? {before: loadBefore} : {})} {...(held.after ? {after: loadAfter} : {})} />
      </div>
      {opened !== null && <MessagePanel seq={Number(opened)} close={() => go(to(), true)} />}
      {help && <HelpDialog close={() => setHelp(false)} />}
    </div>
  );
}

interface ReaderHeadProps {
  hits: readonly Hit[];
  conversation: string;
  position: number;
  total: number;
  here: Hit | undefined;  // at the top of what is in view
  accounts: string[];
  account: string;
  setAccount: (account: string) => void;
}

function ReaderHead({hits, conversation, position, total, here, accounts, account, setAccount}: ReaderHeadProps) {
  const {t} = useWords();
  const {zone, change} = useSettings();
  const first = hits[0];
  const people = first?.participants ?? [];
  const volume = useQuery({
    queryKey: ["histogram", clause("in", conversation), "day"],
    queryFn: ({signal}) => get<"histogram">("/histogram", {q: clause("in", conversation), by: "day"}, signal),
  });
  const offered = useMemo(() => [...new Set([...zones().slice(0, 2), zone])], [zone]);
  const jump = (day: string) => go(address("conversation", {key: conversation, at: `${day}T00:00:00.000Z`}));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    jump(String(new FormData(event.currentTarget).get("day")));
  };
  const shown = hits.find((hit) => hit.sort_time)?.sort_time;
  return (
    <header className="reader-head">
      <div className="reader-title">
        <h2><Evidence value={first?.title || conversation} /></h2>
        <span className="dim"><Evidence value={first?.platform ?? ""} /> · <EvidenceList values={people.slice(0, 8)} />
          {people.length > 8 && ` ${t("conversations.more_people", {n: people.length - 8})}`}</span>
      </div>
      {volume.data && volume.data.buckets.length > 1 && <Volume buckets={volume.data.buckets} choose={undefined} />}
      <div className="bar reader-tools">
        <span role="status">{t("reader.position", {place: Math.min(total, position + 1), total})}
          {here?.sort_time && <strong> {shownTime(here.sort_time, zone).date}</strong>}</span>
        <Button small onClick={() => go(address("conversation", {key: conversation, at: "first"}))}>{t("reader.first")}</Button>
        <Button small onClick={() => go(address("conversation", {key: conversation, at: "last"}))}>{t("reader.last")}</Button>
        <form className="bar" onSubmit={submit}>
          <DayField name="day" label={t("reader.day")} value={shown ? shownTime(shown, UTC).date : ""} />
          <Button small type="submit">{t("reader.go")}</Button>
        </form>
        <label className="inline">{t("settings.zone")}
          <HTMLSelect minimal value={zone} options={offered} onChange={(event) => change({zone: event.target.value})} />
        </label>
        {accounts.length > 1 && (
          <label className="inline">{t("reader.device")}
            <HTMLSelect minimal value={account} onChange={(event) => setAccount(event.target.value)}
              options={[{value: "", label: t("reader.all_devices")}, ...accounts.map((one) => ({value: one, label: visible(one)}))]} />
          </label>
        )}
        <a href={address("search", {q: clause("in", conversation)})}>{t("reader.search")}</a>
      </div>
    </header>
  );
}
