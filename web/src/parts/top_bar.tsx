// SPDX-License-Identifier: Apache-2.0
import {Button, HTMLSelect, Popover} from "@blueprintjs/core";
import {useMemo} from "react";
import {go} from "../route.ts";
import {useSession, useUser} from "../session.tsx";
import {useSettings, type Theme} from "../settings.tsx";
import {zones} from "../text/times.ts";
import {visible} from "../text/visible.ts";
import {LANGUAGES, isLanguage, useWords, type Key} from "../words/words.tsx";
import {Evidence} from "./evidence.tsx";

export interface NavigationItem {
  name: string;
  title: string;
}

export function TopBar({items, current}: {items: NavigationItem[]; current: string}) {
  const {t} = useWords();
  const {task} = useSession();
  const user = useUser();
  return (
    <header className="top">
      <span className="brand">{t("app.name")}</span>
      <nav aria-label={t("app.pages")}>
        {items.map(({name, title}) => (
          <a key={name} href={`#/${name}`} aria-current={name === current ? "page" : undefined}>{title}</a>
        ))}
      </nav>
      <span className="space" />
      {task && (
        <button type="button" className="task-chip" onClick={() => go("#/task")} title={t("task.change")}>
          <span className="reference"><Evidence value={task.reference || task.authority} /></span>
          <span className="purpose"><Evidence value={task.purpose} /></span>
          <span className="sr">{t("task.change")}</span>
        </button>
      )}
      <Popover placement="bottom-end" content={<Menu />} popoverClassName="menu-popover" usePortal
        renderTarget={({isOpen, ref, ...target}) => (
          <Button {...target} ref={ref} minimal className="user-button" aria-expanded={isOpen} aria-haspopup="dialog"
            text={visible(user.name)} />
        )} />
    </header>
  );
}

const THEMES: readonly Theme[] = ["system", "light", "dark"];

function Menu() {
  const {t, language} = useWords();
  const {theme, zone, shortcuts, change} = useSettings();
  const {signOut} = useSession();
  const user = useUser();
  const all = useMemo(zones, []);
  return (
    <div className="menu" role="group" aria-label={t("settings.title")}>
      <p className="dim">{user.roles.map((role) => t(`role.${role}` as Key)).join(", ")}</p>
      <label>{t("settings.theme")}
        <HTMLSelect fill value={theme} onChange={(event) => change({theme: event.target.value as Theme})}
          options={THEMES.map((value) => ({value, label: t(`settings.theme.${value}` as Key)}))} />
      </label>
      <label>{t("settings.language")}
        <HTMLSelect fill value={language} options={Object.entries(LANGUAGES).map(([value, label]) => ({value, label}))}
          onChange={(event) => { if (isLanguage(event.target.value)) { change({language: event.target.value}); } }} />
      </label>
      <label>{t("settings.zone")}
        <HTMLSelect fill value={zone} options={all} onChange={(event) => change({zone: event.target.value})} />
      </label>
      <label className="check">
        <input type="checkbox" checked={shortcuts} onChange={(event) => change({shortcuts: event.target.checked})} />
        {t("settings.shortcuts")}
      </label>
      <Button fill onClick={() => void signOut()}>{t("session.out")}</Button>
    </div>
  );
}
