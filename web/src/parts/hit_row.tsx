// SPDX-License-Identifier: Apache-2.0
// One message in a list. In a conversation the title and the date stand elsewhere.
import {memo} from "react";
import type {Hit} from "../api/types.ts";
import {address} from "../route.ts";
import {useWords, type Key} from "../words/words.tsx";
import {Evidence, EvidenceText, HandleLink, Time} from "./evidence.tsx";

interface HitRowProps {
  hit: Hit;
  inConversation: boolean;
  current: boolean;   // the keyboard stands here
  opened: boolean;    // shown in the panel
  chosen: boolean;
  choose: (seq: number, range: boolean) => void;
  open: (seq: number) => void;
}

export const HitRow = memo(function HitRow({hit, inConversation, current, opened, chosen, choose, open}: HitRowProps) {
  const {t} = useWords();
  const classes = ["hit-row", inConversation ? `in-conversation ${hit.direction}` : "", current ? "current" : "",
    opened ? "opened" : "", chosen ? "is-chosen" : ""].join(" ");
  return (
    <div className={classes}>
      <input type="checkbox" checked={chosen} tabIndex={-1} aria-label={t("hit.choose", {seq: String(hit.seq)})}
        onChange={(event) => choose(hit.seq, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)} />
      <div className="hit-body">
        <div className="hit-head">
          <span className="who"><HandleLink handle={hit.sender} name={hit.sender_name} /></span>
          <Time utc={hit.sort_time} basis={hit.zone_basis} short={inConversation} />
          {!inConversation && (
            <a className="where" href={address("conversation", {seq: hit.seq})}><Evidence value={hit.title || hit.conversation} /></a>
          )}
          {hit.kind !== "text" && <span className="badge">{t(`kind.${hit.kind}` as Key)}</span>}
          {hit.sightings > 1 && <span className="badge" title={t("hit.sightings.about")}>{t("hit.sightings", {n: hit.sightings})}</span>}
          {hit.disclosed.map((name) => <span key={name} className="badge warn">{t("hit.disclosed")} <Evidence value={name} /></span>)}
          {hit.tags.map((tag) => <span key={tag} className="badge tag"><Evidence value={tag} /></span>)}
          <button type="button" className="seq" tabIndex={-1} onClick={() => open(hit.seq)}
            aria-label={t("hit.open", {seq: String(hit.seq)})}>#{hit.seq}</button>
        </div>
        {hit.text !== "" && <EvidenceText text={hit.text} highlights={hit.highlights} />}
        {hit.attachments.map((name, at) => (
          <div key={at} className="attachment"><span aria-hidden="true">⎙</span> <span className="sr">{t("hit.attachment")}</span> <Evidence value={name} /></div>
        ))}
      </div>
    </div>
  );
});
