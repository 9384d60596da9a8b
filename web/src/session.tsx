// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and the task under which messages are read. The task is kept for this tab alone.
import {useQueryClient} from "@tanstack/react-query";
import {createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode} from "react";
import {get, onSignedOut, remove, setCsrf, setTask as setClientTask} from "./api/client.ts";
import type {Role, Session, Task, User} from "./api/types.ts";

type State = {kind: "unknown"} | {kind: "out"} | {kind: "failed"; error: Error} | {kind: "in"; session: Session};

interface SessionContext {
  state: State;
  task: Task | null;
  signedIn: (session: Session) => void;
  signOut: () => Promise<void>;
  chooseTask: (task: Task | null) => void;
}

const TASK_KEY = "verbatim.task";
const READERS: readonly Role[] = ["examiner", "analyst", "threat_desk", "case_officer", "filter_officer", "defence"];

// What a role is shown. The server decides what it may do; this only leaves out what it would refuse.
export function readsMessages(roles: readonly Role[]): boolean {
  return roles.some((role) => READERS.includes(role));
}
export function readsAudit(roles: readonly Role[]): boolean {
  return roles.some((role) => role === "data_protection_officer" || role === "defence");
}
export function managesUsers(roles: readonly Role[]): boolean {
  return roles.includes("administrator");
}

const Context = createContext<SessionContext | null>(null);

function keptTask(): Task | null {
  try {
    const task = JSON.parse(sessionStorage.getItem(TASK_KEY) ?? "null") as Task | null;
    return task && typeof task.id === "string" && typeof task.purpose === "string" ? task : null;
  } catch {
    return null;
  }
}

export function SessionProvider({children}: {children: ReactNode}) {
  const queries = useQueryClient();
  const [state, setState] = useState<State>({kind: "unknown"});
  const [task, setTask] = useState<Task | null>(null);

  const chooseTask = useCallback((chosen: Task | null) => {
    setClientTask(chosen?.id ?? "");
    setTask(chosen);
    queries.clear();  // what was read under another task is not shown under this one
    try {
      if (chosen) {
        sessionStorage.setItem(TASK_KEY, JSON.stringify(chosen));
      } else {
        sessionStorage.removeItem(TASK_KEY);
      }
    } catch {
      // no storage: asked again after a reload
    }
  }, [queries]);

  const signedIn = useCallback((session: Session) => {
    setCsrf(session.csrf);
    setState({kind: "in", session});
  }, []);

  const out = useCallback(() => {
    setCsrf("");
    chooseTask(null);
    setState({kind: "out"});
  }, [chooseTask]);

  useEffect(() => {
    onSignedOut(out);
    get<"getSession">("/session").then(({user, csrf}) => {
      const kept = keptTask();
      if (!user) {
        out();
        return;
      }
      if (kept) {
        chooseTask(kept);
      }
      signedIn({user, csrf: csrf ?? ""});
    }, (error: unknown) => setState({kind: "failed", error: error instanceof Error ? error : new Error(String(error))}));
  }, [out, signedIn, chooseTask]);

  const signOut = useCallback(async () => {
    try {
      await remove("/session");
    } finally {
      out();
    }
  }, [out]);

  const value = useMemo(() => ({state, task, signedIn, signOut, chooseTask}), [state, task, signedIn, signOut, chooseTask]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useSession(): SessionContext {
  const session = useContext(Context);
  if (!session) {
    throw new Error("outside SessionProvider");
  }
  return session;
}

export function useUser(): User {
  const {state} = useSession();
  if (state.kind !== "in") {
    throw new Error("nobody is signed in");
  }
  return state.session.user;
}
