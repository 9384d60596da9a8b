// SPDX-License-Identifier: Apache-2.0
// Evidence on the screen. Texts and names go through here: set as text, in their own direction, cut off from their
// surroundings, with every hidden character spelled out.
import {Button} from "@blueprintjs/core";
import {memo, useMemo, useState} from "react";
import {address} from "../route.ts";
import {useSettings} from "../settings.tsx";
import {shownTime} from "../text/times.ts";
import {cutAt, mixedScripts, pieces, type Piece} from "../text/visible.ts";
import {useWords} from "../words/words.tsx";

const SHOWN_AT_ONCE = 2000;
const SHOWN_MORE = 100_000;

function Pieces({list}: {list: Piece[]}) {
  const {t} = useWords();
  return list.map((piece, at) => {
    const inner = piece.hidden
      ? <span key={at} className="hidden-character" dir="ltr" title={t("text.hidden")}>{piece.text}</span>
      : piece.text;
    return piece.hit ? <mark key={at} className="hit">{inner}</mark> : inner;
  });
}

interface EvidenceTextProps {
  text: string;
  highlights?: readonly (readonly number[])[];
}

// The text of a message. A long one is cut, and says so.
export const EvidenceText = memo(function EvidenceText({text, highlights}: EvidenceTextProps) {
  const {t} = useWords();
  const [length, setLength] = useState(SHOWN_AT_ONCE);
  const end = cutAt(text, length);
  const list = useMemo(() => pieces(text, highlights, 0, end), [text, highlights, end]);
  return (
    <>
      <div className="text" dir="auto"><Pieces list={list} /></div>
      {end < text.length && (
        <div className="cut">
          {t("text.cut", {shown: end, n: text.length})}{" "}
          <Button small minimal onClick={() => setLength(length + SHOWN_MORE)}>{t("text.more")}</Button>
        </div>
      )}
    </>
  );
});

// A name, title or path in the middle of our words.
export const Evidence = memo(function Evidence({value}: {value: string}) {
  const {t} = useWords();
  const list = useMemo(() => pieces(value, [], 0, cutAt(value, 300)), [value]);
  const scripts = useMemo(() => mixedScripts(value.slice(0, 300)), [value]);
  return (
    <>
      <bdi className="evidence"><Pieces list={list} />{value.length > 300 && "…"}</bdi>
      {scripts.length > 0 && (
        <span className="scripts" title={t("text.scripts", {scripts: scripts.join(", ")})}>
          {" "}<span className="sign" aria-hidden="true">≠</span><span className="sr">{t("text.scripts", {scripts: scripts.join(", ")})}</span>
        </span>
      )}
    </>
  );
});

// Several names: each in a direction of its own.
export function EvidenceList({values}: {values: readonly string[]}) {
  return values.map((value, at) => <span key={at}>{at > 0 && ", "}<Evidence value={value} /></span>);
}

export function HandleLink({handle, name}: {handle: string; name?: string}) {
  const {t} = useWords();
  if (handle === "" && !name) {
    return <span className="dim">{t("hit.no_sender")}</span>;
  }
  return (
    <>
      {handle === "" ? <Evidence value={name ?? ""} />
        : <a className="handle" href={address("handle", {}, handle)}><Evidence value={handle} /></a>}
      {handle !== "" && name && name !== handle && <span className="dim"> <Evidence value={name} /></span>}
    </>
  );
}

interface TimeProps {
  utc: string | null | undefined;
  basis?: string;
  short?: boolean;  // the date stands elsewhere
}

export function Time({utc, basis, short}: TimeProps) {
  const {t} = useWords();
  const {zone} = useSettings();
  if (!utc) {
    return <span className="dim">{t("time.none")}</span>;
  }
  const {date, time, offset} = shownTime(utc, zone);
  return (
    <time dateTime={utc} className="time" dir="ltr" title={utc}>
      {short ? time : `${date} ${time}`}
      {basis === "none" ? <span className="warn-word"> {t("time.no_zone")}</span> : !short && <span className="dim"> {offset}</span>}
      {basis === "assumed" && <span className="warn-word"> {t("time.assumed")}</span>}
    </time>
  );
}

export function Hash({value}: {value: string}) {
  return <code className="hash" dir="ltr">{value}</code>;
}
