// SPDX-License-Identifier: Apache-2.0
// What came in, file by file, and each row that could not be read, with its place and its bytes.
import {Button} from "@blueprintjs/core";
import {useInfiniteQuery, useQuery} from "@tanstack/react-query";
import {useState} from "react";
import {get, getBytes} from "../api/client.ts";
import type {Finding, Source} from "../api/types.ts";
import {Box} from "../parts/box.tsx";
import {Evidence, Hash} from "../parts/evidence.tsx";
import {Loaded} from "../parts/failure.tsx";
import {HexView} from "../parts/message_bytes.tsx";
import {address, type Route} from "../route.ts";
import {clause} from "../text/query.ts";
import {visible} from "../text/visible.ts";
import {useWords, type Key} from "../words/words.tsx";

export default function Sources({route}: {route: Route}) {
  const {t} = useWords();
  const source = route.parameters.get("source");
  return (
    <div className="page">
      <h1>{t("page.sources")}</h1>
      {source === null && route.parameters.get("findings") === null && <SourceTable />}
      <Findings source={source} />
    </div>
  );
}

function SourceTable() {
  const {t} = useWords();
  const found = useInfiniteQuery({
    queryKey: ["sources"], queryFn: ({pageParam, signal}) => get<"listSources">("/sources", {cursor: pageParam}, signal),
    initialPageParam: "", getNextPageParam: (last) => last.next ?? undefined,
  });
  return (
    <section aria-label={t("sources.title")}>
      <Loaded query={found}>{({pages}) => (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t("sources.title")}>
          <table className="lines">
            <thead><tr>
              <th scope="col">{t("field.source")}</th><th scope="col">{t("sources.path")}</th><th scope="col">{t("sources.status")}</th>
              <th scope="col">{t("sources.format")}</th><th scope="col" className="count">{t("accounting.bytes")}</th>
              <th scope="col" className="count">{t("case.messages")}</th><th scope="col" className="count">{t("accounting.rejected")}</th>
              <th scope="col" className="count">{t("accounting.skipped")}</th><th scope="col" className="count">{t("sources.remarks")}</th>
            </tr></thead>
            <tbody>{pages.flatMap((page) => page.sources).map((one) => <SourceRow key={one.number} source={one} />)}</tbody>
          </table>
        </div>
      )}</Loaded>
      {found.hasNextPage && <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t("list.more")}</Button>}
    </section>
  );
}

function SourceRow({source}: {source: Source}) {
  const {t, number} = useWords();
  const bad = source.status === "partial" || source.status === "absent";
  return (
    <tr>
      <td className="count">{source.number}</td>
      <td className="path"><Evidence value={source.path} />{source.problem && <div className="error small">{visible(source.problem)}</div>}
        {source.object && <div className="dim small"><Hash value={source.object} /></div>}</td>
      <td><span className={bad ? "badge warn" : "badge"}>{t(`status.${source.status}` as Key)}</span></td>
      <td>{source.format ? `${visible(source.format)} ${source.format_version ?? ""}` : ""}</td>
      <td className="count">{number(source.size)}</td>
      <td className="count">{source.messages > 0 ? <a href={address("search", {q: clause("source", String(source.number)), order: "sequence"})}>{number(source.messages)}</a> : 0}</td>
      <td className="count">{source.rejected > 0 ? <a href={address("sources", {source: source.number})}>{number(source.rejected)}</a> : 0}</td>
      <td className="count">{number(source.skipped)}</td>
      <td className="count">{source.remarks > 0 ? <a href={address("sources", {source: source.number})}>{number(source.remarks)}</a> : 0}</td>
    </tr>
  );
}

function Findings({source}: {source: string | null}) {
  const {t} = useWords();
  const [shown, setShown] = useState<Finding | null>(null);
  const found = useInfiniteQuery({
    queryKey: ["findings", source],
    queryFn: ({pageParam, signal}) => get<"listFindings">("/findings", {source, cursor: pageParam}, signal),
    initialPageParam: "", getNextPageParam: (last) => last.next ?? undefined,
  });
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">{source === null ? t("findings.title") : t("findings.of", {source})}</h2>
      {source !== null && <p><a href={address("sources")}>{t("findings.all")}</a></p>}
      <Loaded query={found}>{({pages}) => {
        const findings = pages.flatMap((page) => page.findings);
        return findings.length === 0 ? <p className="dim">{t("findings.none")}</p> : (
          <div className="scroll-x" tabIndex={0} role="group" aria-labelledby="findings">
            <table className="lines">
              <thead><tr>
                <th scope="col">{t("field.source")}</th><th scope="col">{t("findings.kind")}</th><th scope="col">{t("findings.place")}</th>
                <th scope="col">{t("findings.reason")}</th><th scope="col"><span className="sr">{t("findings.bytes")}</span></th>
              </tr></thead>
              <tbody>{findings.map((one, at) => (
                <tr key={at}>
                  <td><a href={address("sources", {source: one.source})}>{one.source}</a> {one.path && <Evidence value={one.path} />}</td>
                  <td><span className={one.kind === "rejected" ? "badge warn" : "badge"}>{t(`finding.${one.kind}` as Key)}</span></td>
                  <td className="mono" dir="ltr">{one.begin}–{one.end}</td>
                  <td><code>{visible(one.code)}</code> <Evidence value={one.reason} /></td>
                  <td>{one.end > one.begin && <Button small minimal onClick={() => setShown(one)}>{t("findings.bytes")}</Button>}</td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        );
      }}</Loaded>
      {found.hasNextPage && <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t("list.more")}</Button>}
      {shown && <FindingBytes finding={shown} close={() => setShown(null)} />}
    </section>
  );
}

function FindingBytes({finding, close}: {finding: Finding; close: () => void}) {
  const {t} = useWords();
  const {source, begin, end} = finding;
  const found = useQuery({
    queryKey: ["finding", source, begin, end], queryFn: () => getBytes("/findings/bytes", {source, begin, end}), retry: false,
  });
  return (
    <Box title={t("findings.bytes_of", {source, begin, end})} close={close} className="wide-dialog"
      actions={<Button autoFocus onClick={close}>{t("close")}</Button>}>
      <p><code>{visible(finding.code)}</code> <Evidence value={finding.reason} /></p>
      <Loaded query={found}>{(bytes) => <HexView bytes={bytes} base={begin} />}</Loaded>
    </Box>
  );
}
