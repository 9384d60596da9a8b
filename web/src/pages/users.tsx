// SPDX-License-Identifier: Apache-2.0
import {Button, FormGroup, InputGroup} from "@blueprintjs/core";
import {useQuery, useQueryClient} from "@tanstack/react-query";
import {useState, type FormEvent} from "react";
import {get, post} from "../api/client.ts";
import type {Role} from "../api/types.ts";
import {Evidence, Time} from "../parts/evidence.tsx";
import {Failed, Loaded} from "../parts/failure.tsx";
import {useSay} from "../say.tsx";
import {useWords, type Key} from "../words/words.tsx";

const ROLES: readonly Role[] = [
  "examiner", "analyst", "threat_desk", "case_officer", "filter_officer", "defence", "data_protection_officer", "administrator",
];

export default function Users() {
  const {t} = useWords();
  const found = useQuery({queryKey: ["users"], queryFn: () => get<"listUsers">("/users")});
  const now = Date.now();
  return (
    <div className="page">
      <h1>{t("page.users")}</h1>
      <p className="dim">{t("users.about")}</p>
      <Loaded query={found}>{({users}) => (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t("page.users")}>
          <table className="lines">
            <thead><tr><th scope="col">{t("session.name")}</th><th scope="col">{t("users.roles")}</th><th scope="col">{t("users.factor")}</th><th scope="col">{t("users.seen")}</th><th scope="col">{t("users.state")}</th></tr></thead>
            <tbody>{users.map((user) => (
              <tr key={user.name}>
                <th scope="row"><Evidence value={user.name} /></th>
                <td>{user.roles.map((role) => <span key={role} className="badge">{t(`role.${role}` as Key)}</span>)}</td>
                <td>{user.second_factor === undefined ? "" : user.second_factor ? t("users.yes") : <span className="warn-word">{t("users.no")}</span>}</td>
                <td>{user.last_seen ? <Time utc={user.last_seen} /> : <span className="dim">{t("users.never")}</span>}</td>
                <td>{user.locked_until && Date.parse(user.locked_until) > now ? <span className="badge warn">{t("users.locked")}</span> : ""}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}</Loaded>
      <NewUser />
    </div>
  );
}

function NewUser() {
  const {t} = useWords();
  const say = useSay();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [roles, setRoles] = useState<ReadonlySet<Role>>(new Set());
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await post<"addUser">("/users", {name: name.trim(), password, roles: [...roles]});
      say(t("users.added", {name: name.trim()}));
      setName("");
      setPassword("");
      setRoles(new Set());
      await queries.invalidateQueries({queryKey: ["users"]});
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const toggle = (role: Role) => setRoles((old) => {
    const next = new Set(old);
    if (!next.delete(role)) {
      next.add(role);
    }
    return next;
  });
  return (
    <form className="card new-user" aria-labelledby="new-user" onSubmit={(event) => void submit(event)}>
      <h2 id="new-user">{t("users.new")}</h2>
      <div className="columns">
        <div>
          <FormGroup label={t("session.name")} labelFor="user-name">
            <InputGroup id="user-name" required maxLength={200} autoComplete="off" dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
          </FormGroup>
          <FormGroup label={t("session.password")} labelFor="user-password" helperText={t("users.password")}>
            <InputGroup id="user-password" type="password" required minLength={12} autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} />
          </FormGroup>
        </div>
        <fieldset><legend>{t("users.roles")}</legend>
          {ROLES.map((role) => (
            <label key={role} className="check"><input type="checkbox" checked={roles.has(role)} onChange={() => toggle(role)} />{t(`role.${role}` as Key)}</label>
          ))}
        </fieldset>
      </div>
      {error !== null && <Failed error={error} />}
      <Button type="submit" intent="primary" loading={busy} disabled={roles.size === 0}>{t("users.add")}</Button>
    </form>
  );
}
