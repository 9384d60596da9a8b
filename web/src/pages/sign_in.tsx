// SPDX-License-Identifier: Apache-2.0
import {Button, FormGroup, InputGroup} from "@blueprintjs/core";
import {useEffect, useState, type FormEvent} from "react";
import {ApiError, post} from "../api/client.ts";
import {useSession} from "../session.tsx";
import {useWords} from "../words/words.tsx";

export default function SignIn() {
  const {t} = useWords();
  const {signedIn} = useSession();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => { document.title = `${t("session.in")} · ${t("app.name")}`; }, [t]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      signedIn(await post<"signIn">("/session", {name, password, ...(code ? {code} : {})}));
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      setProblem(status === 401 ? t("session.refused") : status === 429 ? t("session.locked") : t("failed.network"));
      setPassword("");
      setCode("");
      setBusy(false);
    }
  };

  return (
    <main className="alone">
      <form className="card sign-in" onSubmit={(event) => void submit(event)}>
        <h1>{t("app.name")}</h1>
        <p className="dim">{t("app.about")}</p>
        <FormGroup label={t("session.name")} labelFor="name">
          <InputGroup id="name" autoComplete="username" autoFocus required value={name} dir="auto"
            onChange={(event) => setName(event.target.value)} />
        </FormGroup>
        <FormGroup label={t("session.password")} labelFor="password">
          <InputGroup id="password" type="password" autoComplete="current-password" required value={password}
            onChange={(event) => setPassword(event.target.value)} />
        </FormGroup>
        <FormGroup label={t("session.code")} labelFor="code" helperText={t("session.code.help")}>
          <InputGroup id="code" inputMode="numeric" autoComplete="one-time-code" value={code}
            onChange={(event) => setCode(event.target.value)} />
        </FormGroup>
        <div role="alert" className="error">{problem}</div>
        <Button type="submit" intent="primary" fill loading={busy}>{t("session.in")}</Button>
      </form>
    </main>
  );
}
