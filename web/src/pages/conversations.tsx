// SPDX-License-Identifier: Apache-2.0
import {Button} from "@blueprintjs/core";
import {useInfiniteQuery} from "@tanstack/react-query";
import type {FormEvent} from "react";
import {get} from "../api/client.ts";
import {Evidence, EvidenceList, Time} from "../parts/evidence.tsx";
import {Failed, Loaded} from "../parts/failure.tsx";
import {address, go, type Route} from "../route.ts";
import {useWords} from "../words/words.tsx";

export default function Conversations({route}: {route: Route}) {
  const {t, number} = useWords();
  const query = route.parameters.get("q") ?? "";
  const found = useInfiniteQuery({
    queryKey: ["conversations", query],
    queryFn: ({pageParam, signal}) => get<"listConversations">("/conversations", {q: query, limit: 100, cursor: pageParam}, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    go(address("conversations", {q: String(new FormData(event.currentTarget).get("q"))}));
  };
  return (
    <div className="page">
      <h1>{t("page.conversations")}</h1>
      <form className="bar" role="search" onSubmit={submit}>
        <input key={query} className="bp5-input wide" name="q" defaultValue={query} dir="auto" aria-label={t("conversations.query")}
          placeholder={t("conversations.query")} spellCheck={false} />
        <Button type="submit">{t("search.go")}</Button>
      </form>
      {found.error ? <Failed error={found.error} /> : <Loaded query={found}>{({pages}) => (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t("page.conversations")}>
          <table className="lines">
            <thead><tr>
              <th scope="col">{t("field.conversation")}</th><th scope="col">{t("field.platform")}</th><th scope="col">{t("field.participants")}</th>
              <th scope="col" className="count">{t("case.messages")}</th><th scope="col">{t("case.first")}</th><th scope="col">{t("case.last")}</th>
            </tr></thead>
            <tbody>{pages.flatMap((page) => page.conversations).map((one) => (
              <tr key={one.key}>
                <th scope="row"><a href={address("conversation", {key: one.key, at: "first"})}><Evidence value={one.title || one.key} /></a></th>
                <td><Evidence value={one.platform} /></td>
                <td className="clip"><EvidenceList values={one.participants.slice(0, 6)} />
                  {one.participants.length > 6 && <span className="dim"> {t("conversations.more_people", {n: one.participants.length - 6})}</span>}</td>
                <td className="count">{number(one.messages)}</td><td><Time utc={one.first} /></td><td><Time utc={one.last} /></td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}</Loaded>}
      {found.hasNextPage && <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t("list.more")}</Button>}
    </div>
  );
}
