// SPDX-License-Identifier: Apache-2.0
// What can be done with the messages that are chosen: tag them, or make an exhibit of them. Neither touches evidence.
import {Button, FormGroup, InputGroup, TextArea} from "@blueprintjs/core";
import {useQuery, useQueryClient} from "@tanstack/react-query";
import {useState, type ReactNode} from "react";
import {get, post} from "../api/client.ts";
import {useSay} from "../say.tsx";
import {useWords} from "../words/words.tsx";
import {Box} from "./box.tsx";
import {Evidence} from "./evidence.tsx";
import {Failed} from "./failure.tsx";

export type Asking = "tag" | "exhibit" | null;

interface ChosenBarProps {
  seqs: readonly number[];
  asking: Asking;
  ask: (what: Asking) => void;
  clear: () => void;
}

export function ChosenBar({seqs, asking, ask, clear}: ChosenBarProps) {
  const {t} = useWords();
  return (
    <>
      {seqs.length > 0 && (
        <div className="chosen-bar" role="toolbar" aria-label={t("chosen.title")}>
          <span role="status">{t("chosen.count", {n: seqs.length})}</span>
          <Button small onClick={() => ask("tag")}>{t("chosen.tag")}</Button>
          <Button small onClick={() => ask("exhibit")}>{t("chosen.exhibit")}</Button>
          <Button small minimal onClick={clear}>{t("chosen.clear")}</Button>
        </div>
      )}
      {asking === "tag" && <TagDialog seqs={seqs} close={() => ask(null)} />}
      {asking === "exhibit" && <ExhibitDialog seqs={seqs} close={() => ask(null)} />}
    </>
  );
}

interface AskProps {
  title: string;
  action: string;
  close: () => void;
  send: () => Promise<void>;
  children: ReactNode;
}

export function Ask({title, action, close, send, children}: AskProps) {
  const {t} = useWords();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    try {
      await send();
      close();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Box title={title} close={close} submit={() => void submit()} actions={<>
      <Button onClick={close}>{t("cancel")}</Button>
      <Button type="submit" intent="primary" loading={busy}>{action}</Button>
    </>}>
      {children}
      {error !== null && <Failed error={error} />}
    </Box>
  );
}

interface ForSeqs {
  seqs: readonly number[];
  close: () => void;
}

function TagDialog({seqs, close}: ForSeqs) {
  const {t} = useWords();
  const say = useSay();
  const queries = useQueryClient();
  const [tag, setTag] = useState("");
  const [removing, setRemoving] = useState(false);
  const known = useQuery({queryKey: ["tags"], queryFn: () => get<"listTags">("/tags")});
  const send = async () => {
    const name = tag.trim();
    await post<"tagMessages">("/messages/tags", removing ? {seqs, remove: [name]} : {seqs, add: [name]});
    say(t(removing ? "tag.removed" : "tag.added", {n: seqs.length}));
    await queries.invalidateQueries({predicate: ({queryKey}) => ["search", "message", "tags"].includes(String(queryKey[0]))});
  };
  return (
    <Ask title={t("tag.title", {n: seqs.length})} action={removing ? t("tag.remove") : t("tag.add")} close={close} send={send}>
      <FormGroup label={t("tag.name")} labelFor="tag-name">
        <InputGroup id="tag-name" autoFocus required maxLength={100} dir="auto" value={tag} onChange={(event) => setTag(event.target.value)} />
      </FormGroup>
      <div className="chips">
        {(known.data?.tags ?? []).map(({name}) => (
          <Button key={name} small onClick={() => setTag(name)}><Evidence value={name} /></Button>
        ))}
      </div>
      <label className="check"><input type="checkbox" checked={removing} onChange={(event) => setRemoving(event.target.checked)} />{t("tag.removing")}</label>
    </Ask>
  );
}

function ExhibitDialog({seqs, close}: ForSeqs) {
  const {t} = useWords();
  const say = useSay();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const send = async () => {
    await post<"addExhibit">("/exhibits", {name: name.trim(), description, seqs});
    say(t("exhibit.added", {name: name.trim()}));
  };
  return (
    <Ask title={t("exhibit.title", {n: seqs.length})} action={t("exhibit.add")} close={close} send={send}>
      <FormGroup label={t("exhibit.name")} labelFor="exhibit-name">
        <InputGroup id="exhibit-name" autoFocus required maxLength={200} dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
      </FormGroup>
      <FormGroup label={t("exhibit.description")} labelFor="exhibit-description">
        <TextArea id="exhibit-description" fill dir="auto" value={description} onChange={(event) => setDescription(event.target.value)} />
      </FormGroup>
      <p className="dim">{t("annotation.about")}</p>
    </Ask>
  );
}
