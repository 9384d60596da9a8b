// SPDX-License-Identifier: Apache-2.0
// How the hits are spread: over time, and over the values of a field, with exact counts. A group is counted when it is open.
import {useQuery} from "@tanstack/react-query";
import {useState} from "react";
import {get} from "../../api/client.ts";
import type {FacetKey} from "../../api/types.ts";
import {Bars} from "../../parts/bars.tsx";
import {Loaded} from "../../parts/failure.tsx";
import {Volume} from "../../parts/volume.tsx";
import {address, go} from "../../route.ts";
import {clause, narrowed, period} from "../../text/query.ts";
import {useWords, type Key} from "../../words/words.tsx";

const FIELDS: Record<FacetKey, string> = {
  sender: "from", conversation: "in", platform: "platform", account: "account", source: "source", kind: "kind",
};
const OPEN: readonly FacetKey[] = ["sender", "platform", "kind"];

export function Facets({query, order}: {query: string; order: string}) {
  const {t} = useWords();
  const volume = useQuery({
    queryKey: ["histogram", query, "day"],
    queryFn: ({signal}) => get<"histogram">("/histogram", {q: query, by: "day"}, signal),
  });
  const wide = window.matchMedia("(min-width: 44rem)").matches;
  const narrow = (more: string) => address("search", {q: narrowed(query, more), order});
  return (
    <>
      <Group title="facet.time" open={wide}>
        <Loaded query={volume}>{({buckets}) => (
          <Volume buckets={buckets} choose={(begin, end) => go(narrow(period(begin, end)))} />
        )}</Loaded>
      </Group>
      {(Object.keys(FIELDS) as FacetKey[]).map((by) => (
        <Group key={by} title={`facet.${by}` as Key} open={wide && OPEN.includes(by)}>
          <Values query={query} by={by} href={(value) => narrow(clause(FIELDS[by], value))} />
        </Group>
      ))}
      <p className="dim small">{t("facet.about")}</p>
    </>
  );
}

function Group({title, open, children}: {title: Key; open: boolean; children: React.ReactNode}) {
  const {t} = useWords();
  const [opened, setOpened] = useState(open);
  return (
    <details className="facet" open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>{t(title)}</summary>
      {opened && children}
    </details>
  );
}

function Values({query, by, href}: {query: string; by: FacetKey; href: (value: string) => string}) {
  const {t} = useWords();
  const found = useQuery({
    queryKey: ["facets", query, by, 8],
    queryFn: ({signal}) => get<"facets">("/facets", {q: query, by, limit: 8}, signal),
  });
  return (
    <Loaded query={found}>{({values, others}) => (
      <Bars values={values} others={others} href={href} {...(by === "kind" ? {words: (value: string) => t(`kind.${value}` as Key)} : {})} />
    )}</Loaded>
  );
}
