// SPDX-License-Identifier: Apache-2.0
// The shell: who may see which page, and the bar above it. Each page is a file of its own, fetched when it is opened.
import {Spinner} from "@blueprintjs/core";
import {Component, lazy, Suspense, useEffect, useRef, type ComponentType, type ReactNode} from "react";
import type {Role} from "./api/types.ts";
import {Failed} from "./parts/failure.tsx";
import {TopBar, type NavigationItem} from "./parts/top_bar.tsx";
import {go, useRoute, type Route} from "./route.ts";
import {managesUsers, readsAudit, readsMessages, useSession, useUser} from "./session.tsx";
import {useWords, type Key} from "./words/words.tsx";

interface Page {
  title: Key;
  short?: Key;  // for the bar
  shown: (roles: readonly Role[]) => boolean;
  needsTask: boolean;
  inBar: boolean;
  view: ComponentType<{route: Route}>;
}

const SignIn = lazy(() => import("./pages/sign_in.tsx"));
const ChooseTask = lazy(() => import("./pages/task.tsx"));

const PAGES: Record<string, Page> = {
  home: {title: "page.home", shown: readsMessages, needsTask: true, inBar: true, view: lazy(() => import("./pages/home.tsx"))},
  search: {
    title: "page.search", shown: readsMessages, needsTask: true, inBar: true,
    view: lazy(() => import("./pages/search/search.tsx")),
  },
  conversations: {
    title: "page.conversations", shown: readsMessages, needsTask: true, inBar: true,
    view: lazy(() => import("./pages/conversations.tsx")),
  },
  conversation: {
    title: "page.conversation", shown: readsMessages, needsTask: true, inBar: false,
    view: lazy(() => import("./pages/reader/reader.tsx")),
  },
  message: {
    title: "page.message", shown: readsMessages, needsTask: true, inBar: false,
    view: lazy(() => import("./pages/message.tsx")),
  },
  handle: {
    title: "page.handle", shown: readsMessages, needsTask: true, inBar: false,
    view: lazy(() => import("./pages/handle.tsx")),
  },
  network: {
    title: "page.network", shown: readsMessages, needsTask: true, inBar: true,
    view: lazy(() => import("./pages/network/network.tsx")),
  },
  gaps: {title: "page.gaps", shown: readsMessages, needsTask: true, inBar: true, view: lazy(() => import("./pages/gaps/gaps.tsx"))},
  kept: {title: "page.kept", short: "nav.kept", shown: readsMessages, needsTask: true, inBar: true, view: lazy(() => import("./pages/kept.tsx"))},
  sources: {
    title: "page.sources", short: "nav.sources", shown: readsMessages, needsTask: true, inBar: true,
    view: lazy(() => import("./pages/sources.tsx")),
  },
  audit: {title: "page.audit", shown: readsAudit, needsTask: false, inBar: true, view: lazy(() => import("./pages/audit.tsx"))},
  users: {title: "page.users", shown: managesUsers, needsTask: false, inBar: true, view: lazy(() => import("./pages/users.tsx"))},
  task: {title: "page.task", shown: readsMessages, needsTask: false, inBar: false, view: ChooseTask},
};

export function App() {
  const {state} = useSession();
  const {t} = useWords();
  switch (state.kind) {
    case "unknown": return <Wait />;
    case "failed": return <main className="alone"><h1>{t("app.name")}</h1><Failed error={state.error} /></main>;
    case "out": return <Suspense fallback={<Wait />}><SignIn /></Suspense>;
    case "in": return <SignedIn />;
  }
}

function Wait() {
  const {t} = useWords();
  return <div className="loading" role="status"><Spinner size={20} aria-label={t("loading")} /></div>;
}

function SignedIn() {
  const route = useRoute();
  const user = useUser();
  const {task} = useSession();
  const {t} = useWords();
  const main = useRef<HTMLElement>(null);
  const allowed = Object.entries(PAGES).filter(([, page]) => page.shown(user.roles));
  const items: NavigationItem[] = allowed.filter(([, page]) => page.inBar && (!page.needsTask || task !== null))
    .map(([name, page]) => ({name, title: t(page.short ?? page.title)}));
  const named = allowed.find(([name]) => name === route.page) ?? allowed[0];
  const asked = named?.[1];
  const page = asked?.needsTask && !task ? PAGES.task : asked;
  const title = page ? t(page.title) : t("app.nothing");

  useEffect(() => {
    if (route.page === "" && named) {
      go(`#/${named[0]}`, true);
    }
  }, [route.page, named]);
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
    } else {
      main.current?.focus();  // a new page is read from its beginning
    }
  }, [page]);

  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{t("app.skip")}</a>
      <TopBar items={items} current={named?.[0] ?? ""} />
      <main ref={main} tabIndex={-1} id="main" aria-label={title}>
        <Guarded key={route.page}>
          <Suspense fallback={<Wait />}>
            {page ? <page.view route={route} /> : <p className="pad">{t("app.nothing")}</p>}
          </Suspense>
        </Guarded>
      </main>
    </div>
  );
}

// A mistake of ours in one page leaves the bar usable.
class Guarded extends Component<{children: ReactNode}, {error: Error | null}> {
  override state: {error: Error | null} = {error: null};
  static getDerivedStateFromError(error: Error) {
    return {error};
  }
  override render() {
    return this.state.error ? <div className="pad"><Failed error={this.state.error} /></div> : this.props.children;
  }
}
