// SPDX-License-Identifier: Apache-2.0
// Under which authority, and what for: asked once for each task, and written beside everything that is read in it.
import {Button, FormGroup, TextArea} from "@blueprintjs/core";
import {useQuery} from "@tanstack/react-query";
import {useState, type FormEvent} from "react";
import {get, post} from "../api/client.ts";
import type {Authority, Task} from "../api/types.ts";
import {Evidence, EvidenceList, Time} from "../parts/evidence.tsx";
import {Failed, Loaded} from "../parts/failure.tsx";
import {go, useRoute} from "../route.ts";
import {useSession} from "../session.tsx";
import {visible} from "../text/visible.ts";
import {useWords} from "../words/words.tsx";

export default function ChooseTask() {
  const {t} = useWords();
  const {chooseTask} = useSession();
  const route = useRoute();
  const tasks = useQuery({queryKey: ["tasks"], queryFn: () => get<"listTasks">("/tasks")});
  const authorities = useQuery({queryKey: ["authorities"], queryFn: () => get<"listAuthorities">("/authorities")});

  const start = (task: Task) => {
    chooseTask(task);
    if (route.page === "task") {
      go("#/home");
    }
  };

  return (
    <div className="page narrow-page">
      <h1>{t("task.title")}</h1>
      <p>{t("task.about")}</p>
      <Loaded query={tasks}>{({tasks: open}) => open.length === 0 ? null : (
        <section aria-labelledby="open-tasks">
          <h2 id="open-tasks">{t("task.open")}</h2>
          <ul className="rows">
            {open.map((task) => (
              <li key={task.id} className="row-card">
                <div>
                  <strong><Evidence value={task.reference || task.authority} /></strong>
                  <div><Evidence value={task.purpose} /></div>
                  <div className="dim">{t("task.opened")} <Time utc={task.opened} /></div>
                </div>
                <Button onClick={() => start(task)} aria-label={`${t("task.continue")}: ${visible(task.purpose)}`}>
                  {t("task.continue")}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}</Loaded>
      <Loaded query={authorities}>{(found) => <NewTask authorities={found.authorities} started={start} />}</Loaded>
    </div>
  );
}

function NewTask({authorities, started}: {authorities: Authority[]; started: (task: Task) => void}) {
  const {t} = useWords();
  const usable = authorities.filter((authority) => authority.valid);
  const [chosen, setChosen] = useState(usable.length === 1 ? usable[0]?.id ?? "" : "");
  const [purpose, setPurpose] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const {task} = await post<"openTask">("/tasks", {authority: chosen, purpose: purpose.trim()});
      const reference = authorities.find(({id}) => id === chosen)?.reference ?? "";
      started({reference, ...task});
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  return (
    <form aria-labelledby="new-task" onSubmit={(event) => void submit(event)}>
      <h2 id="new-task">{t("task.new")}</h2>
      {authorities.length === 0 && <p>{t("task.no_authority")}</p>}
      <fieldset className="choices">
        <legend>{t("task.authority")}</legend>
        {authorities.map((authority) => (
          <label key={authority.id} className={`row-card choice ${authority.valid ? "" : "invalid"}`}>
            <input type="radio" name="authority" value={authority.id} required disabled={!authority.valid}
              checked={chosen === authority.id} onChange={() => setChosen(authority.id)} />
            <span className="grow"><AuthorityWords authority={authority} /></span>
          </label>
        ))}
      </fieldset>
      <FormGroup label={t("task.purpose")} labelFor="purpose" helperText={t("task.purpose.help")}>
        <TextArea id="purpose" fill required maxLength={2000} dir="auto" value={purpose}
          onChange={(event) => setPurpose(event.target.value)} />
      </FormGroup>
      {error !== null && <Failed error={error} />}
      <Button type="submit" intent="primary" loading={busy} disabled={usable.length === 0}>{t("task.start")}</Button>
    </form>
  );
}

function AuthorityWords({authority}: {authority: Authority}) {
  const {t} = useWords();
  const lists: [string, readonly string[] | undefined][] = [
    [t("authority.offences"), authority.offences], [t("authority.datasets"), authority.datasets],
    [t("authority.handles"), authority.handles], [t("authority.data_types"), authority.data_types],
  ];
  return (
    <>
      <span className="authority-head">
        <strong><Evidence value={authority.reference} /></strong>
        {authority.emergency && <span className="badge warn">{t("authority.emergency")}</span>}
        {!authority.valid && <span className="badge">{t("authority.invalid")}</span>}
        <span className="dim"><Evidence value={authority.issuer} /></span>
      </span>
      <span className="facts">
        {lists.filter(([, values]) => values?.length).map(([label, values]) => (
          <span key={label}><span className="dim">{label}</span> <EvidenceList values={values ?? []} /></span>
        ))}
        {authority.terms && <span><span className="dim">{t("authority.terms")}</span> <code dir="auto">{authority.terms}</code></span>}
        {(authority.period?.begin || authority.period?.end) && (
          <span><span className="dim">{t("authority.period")}</span>{" "}
            <Time utc={authority.period.begin} /> – <Time utc={authority.period.end} /></span>
        )}
        {authority.expiry && <span><span className="dim">{t("authority.expiry")}</span> <Time utc={authority.expiry} /></span>}
        {authority.conditions && <span><span className="dim">{t("authority.conditions")}</span> <Evidence value={authority.conditions} /></span>}
        {authority.why && <span className="error"><Evidence value={authority.why} /></span>}
      </span>
    </>
  );
}
