// SPDX-License-Identifier: Apache-2.0
import {FormGroup, InputGroup} from "@blueprintjs/core";
import {useState} from "react";
import {post} from "../../api/client.ts";
import {Ask} from "../../parts/chosen_bar.tsx";
import {visible} from "../../text/visible.ts";
import {useSay} from "../../say.tsx";
import {useWords} from "../../words/words.tsx";

interface SaveSelectionProps {
  query: string;
  total: number;
  close: () => void;
}

export function SaveSelection({query, total, close}: SaveSelectionProps) {
  const {t} = useWords();
  const say = useSay();
  const [name, setName] = useState("");
  const send = async () => {
    const {selection} = await post<"addSelection">("/selections", {name: name.trim(), q: query});
    say(t("selection.saved", {n: selection.messages}));
  };
  return (
    <Ask title={t("selection.title", {n: total})} action={t("selection.save")} close={close} send={send}>
      <p><code dir="auto">{visible(query) || "*"}</code></p>
      <FormGroup label={t("selection.name")} labelFor="selection-name">
        <InputGroup id="selection-name" autoFocus required maxLength={200} dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
      </FormGroup>
    </Ask>
  );
}
