// SPDX-License-Identifier: Apache-2.0
import {Button} from "@blueprintjs/core";
import {useQuery} from "@tanstack/react-query";
import {useState} from "react";
import {get, getBytes, getText} from "../api/client.ts";
import type {Message} from "../api/types.ts";
import {download, hexLines} from "../text/bytes.ts";
import {visible} from "../text/visible.ts";
import {useWords} from "../words/words.tsx";
import {EvidenceText, Hash} from "./evidence.tsx";
import {Loaded} from "./failure.tsx";

const SHOWN = 2048;

// Bytes, sixteen a line, and what they are as text.
export function HexView({bytes, base}: {bytes: Uint8Array; base: number}) {
  const {t} = useWords();
  const [shown, setShown] = useState(SHOWN);
  const [asText, setAsText] = useState(true);
  return (
    <>
      <div className="bar">
        <span className="dim">{t("bytes.count", {n: bytes.length})}</span>
        <Button small minimal aria-pressed={asText} onClick={() => setAsText(!asText)}>{asText ? t("bytes.as_hex") : t("bytes.as_text")}</Button>
      </div>
      {asText ? <div className="raw"><EvidenceText text={new TextDecoder().decode(bytes)} /></div> : (
        <>
          <pre className="hex" dir="ltr" tabIndex={0}>{hexLines(bytes, base, 0, shown).map((line) =>
            `${line.offset}  ${line.hex.padEnd(47)}  ${line.text}\n`)}</pre>
          {bytes.length > shown && (
            <p>{t("text.cut", {shown, n: bytes.length})}{" "}
              <Button small minimal onClick={() => setShown(shown * 4)}>{t("text.more")}</Button></p>
          )}
        </>
      )}
    </>
  );
}

export function Bytes({message}: {message: Message}) {
  const {t} = useWords();
  const {seq} = message.hit;
  const found = useQuery({queryKey: ["bytes", seq], queryFn: () => getBytes(`/message/${seq}/bytes`), staleTime: Infinity});
  return (
    <div className="panel-body" tabIndex={0} role="group" aria-label={t("message.tab.bytes")}>
      <p className="dim">{t("bytes.about", {begin: message.locator.begin, end: message.locator.end})} <bdi>{visible(message.source.path)}</bdi></p>
      <Loaded query={found}>{(bytes) => (
        <>
          <HexView bytes={bytes} base={message.locator.begin} />
          <Button small onClick={() => download(`message-${seq}.bin`, bytes as BlobPart)}>{t("bytes.save")}</Button>
        </>
      )}</Loaded>
    </div>
  );
}

export function Proof({message}: {message: Message}) {
  const {t} = useWords();
  const {seq} = message.hit;
  const found = useQuery({queryKey: ["proof", seq], queryFn: () => getText(`/message/${seq}/proof`)});
  const known = useQuery({queryKey: ["case"], queryFn: ({signal}) => get<"getCase">("/case", {}, signal)});
  const key = known.data?.verifier_key ?? "KEY";
  return (
    <div className="panel-body" tabIndex={0} role="group" aria-label={t("message.tab.proof")}>
      <p>{t("proof.about")}</p>
      <dl className="fields"><div><dt>{t("field.leaf")}</dt><dd><Hash value={message.leaf} /></dd></div></dl>
      <Loaded query={found}>{(proof) => (
        <>
          <Button small intent="primary" onClick={() => download(`message-${seq}.proof`, proof, "text/plain")}>{t("proof.save")}</Button>
          <p className="dim">{t("proof.check")}</p>
          <pre className="raw" dir="ltr"><code>verbatim-verify --key {visible(key)} message-{seq}.proof</code></pre>
          <details><summary>{t("proof.text")}</summary><pre className="raw proof" dir="ltr" tabIndex={0}>{visible(proof)}</pre></details>
        </>
      )}</Loaded>
    </div>
  );
}
