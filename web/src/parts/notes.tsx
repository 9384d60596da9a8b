// SPDX-License-Identifier: Apache-2.0
// Notes on a message: of whoever wrote them, never part of the evidence.
import {Button, TextArea} from "@blueprintjs/core";
import {useQueryClient} from "@tanstack/react-query";
import {useState, type FormEvent} from "react";
import {post, remove} from "../api/client.ts";
import type {Note} from "../api/types.ts";
import {useSay} from "../say.tsx";
import {useUser} from "../session.tsx";
import {useWords} from "../words/words.tsx";
import {Evidence, EvidenceText, Time} from "./evidence.tsx";
import {errorWords} from "./failure.tsx";

export function Notes({seq, notes}: {seq: number; notes: readonly Note[]}) {
  const {t} = useWords();
  const user = useUser();
  const say = useSay();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const change = async (act: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await act();
      await queries.invalidateQueries({queryKey: ["message", seq]});
      say(done);
      setText("");
    } catch (error) {
      say(errorWords(error));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change(() => post<"addNote">("/notes", {seq, text}), t("note.kept"));
  };
  return (
    <section aria-labelledby={`notes-${seq}`}>
      <h3 id={`notes-${seq}`}>{t("note.title")}</h3>
      {notes.map((note) => (
        <div key={note.id} className="note">
          <EvidenceText text={note.text} />
          <div className="dim"><Evidence value={note.by} /> <Time utc={note.at} />{" "}
            {note.by === user.name && (
              <Button small minimal disabled={busy} onClick={() => void change(() => remove("/notes", {id: note.id}), t("note.deleted"))}>{t("note.delete")}</Button>
            )}
          </div>
        </div>
      ))}
      <form onSubmit={submit}>
        <TextArea fill dir="auto" required maxLength={20000} aria-label={t("note.new")} placeholder={t("note.new")} value={text}
          onChange={(event) => setText(event.target.value)} />
        <div className="bar"><Button small type="submit" loading={busy} disabled={text.trim() === ""}>{t("note.keep")}</Button>
          <span className="dim">{t("annotation.about")}</span></div>
      </form>
    </section>
  );
}
