#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fills one case delivery by delivery up to 100 million messages and measures it at each size: what a message costs to
take in, memory, disk, opening, and the classes of questions. Prints a table, writes growth.json and, with --update-docs,
the section "Growth" and its curves in docs/benchmarks.md. bench/README.md explains the figures.

Each delivery is made while it is needed and removed when it has been taken in (by reference), so that 100 million
messages need some 45 GB of disk instead of 90.

One conversation of a million messages is among them, and with --then the whole case is verified, sealed or searched for gaps
at the end.

    bench/growth.py [--build FOLDER] [--sizes 1,10,30,60,100] [--seed N] [--work FOLDER] [--then verify,seal,gaps]
                    [--questions-only | --whole-case-only] [--update-docs]
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import time

import run
from curves import curve
from measured import measured

ROOT = pathlib.Path(__file__).resolve().parent.parent
MILLION = 1_000_000
LIST_LENGTHS = (100, 10_000)  # handles in one question
CHUNK = 1 << 20
BUSY = "million"
CONVERSATION = re.compile(rb'"conversation":"[^"]*"')
REMEMBERED = ("regular expression", "substring", "A then B")
SECTION = re.compile(r"<!-- growth: begin -->.*?<!-- growth: end -->", re.S)


class Deliveries:
    """The generator's one stream of messages, cut into files of whole lines."""

    def __init__(self, generator, messages, seed, queries):
        self.process = subprocess.Popen([generator, "--messages", str(messages), "--seed", str(seed), "--queries", queries],
                                        stdout=subprocess.PIPE)
        self.rest = b""

    def write(self, path, lines):
        with open(path, "wb") as out:
            while lines > 0:
                chunk = self.rest or self.process.stdout.read(CHUNK)
                self.rest = b""
                if not chunk:
                    raise run.Failed(f"the generator ended {lines:,} lines early")
                count = chunk.count(b"\n")
                if count > lines:
                    at = -1
                    for _ in range(lines):
                        at = chunk.index(b"\n", at + 1)
                    chunk, self.rest, count = chunk[:at + 1], chunk[at + 1:], lines
                out.write(chunk)
                lines -= count

    def close(self):
        self.process.stdout.close()
        self.process.wait()


def as_one_conversation(source, target):
    """The messages of `source` as others of one conversation."""
    with open(source, "rb") as lines, open(target, "wb") as out:
        for line in lines:
            out.write(CONVERSATION.sub(b'"conversation":"' + BUSY.encode() + b'"', line).replace(b'"id":"m', b'"id":"busy'))


def handles_of(path, wanted):
    """The first so many different senders of a delivery."""
    found = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            found.setdefault(json.loads(line)["sender"])
            if len(found) == wanted:
                break
    return list(found)


def questions(words, handles):
    classes = run.verbatim_queries(words)
    for length in LIST_LENGTHS:
        some = handles[:length]
        quoted = " OR ".join('"' + handle.replace("\\", "\\\\").replace('"', '\\"') + '"' for handle in some)
        classes[f"{len(some):,} handles page"] = (f"from:({quoted})", [])
    classes["everything by day"] = ("*", ["--histogram", "day"])
    classes["page of the busiest conversation"] = (f"in:{BUSY}", [])
    # Record numbers of its delivery, which comes first: far from both ends.
    for place in (300_000, 700_000):
        classes[f"around message {place:,} of a million"] = (str(place), ["--around"])
    classes["A then B within 30 minutes"] = (f"{words['medium']} THEN/30m {words['frequent']}", ["--count"])
    classes["A then B within 10 messages"] = (f"{words['rare']} THEN/10 {words['medium']}", ["--count"])
    classes["regular expression page"] = (f"/{words['rare']}.{{0,9}}[0-9]/", [])
    return classes


def measure(verbatim, case, words, handles, work):
    spec = work / "queries.tsv"
    spec.write_text("".join(f"{name}\t{' '.join(options)}\t{query}\n"
                            for name, (query, options) in questions(words, handles).items()), encoding="utf-8")
    opened, _, rss_open, _ = run.run_measured([verbatim, "search", case, words["medium"], "--format", "json", "--limit", "1"])
    wall, _, rss, output = run.run_measured([verbatim, "bench-queries", case, spec])
    return {"open_s": opened, "open_rss_mib": rss_open, "query_rss_mib": rss, "query_wall_s": wall,
            "queries": json.loads(output)["queries"]}


def take_in(verbatim, case, path):
    wall, cpu, rss, output = run.run_measured(
        [verbatim, "ingest", case, path, "--storage", "reference", "--by", "bench", "--authority", "none, generated data",
         "--channel", "local file", "--received", "2020-06-15T00:00:00Z", "--delivered-by", "generator", "--json"])
    return {"wall_s": wall, "cpu_s": cpu, "rss_mib": rss, **run.last_event(output, ["stage_seconds", "peak_rss_bytes"])}


def whole_case(verbatim, case, names):
    """What the commands over the whole case take."""
    taken = {}
    for name in names:
        output, cost = measured([verbatim, name, case, "--json"])
        taken[name] = {"wall_s": cost.seconds, "cpu_s": cost.cpu, "rss_mib": cost.peak / (1 << 20)}
        print(f"{name}: {cost.seconds:,.0f} s, processor {cost.cpu:,.0f} s, {cost.peak / (1 << 20):,.0f} MiB", flush=True)
        if name == "verify" and '"ok":true' not in output.replace(" ", ""):
            raise run.Failed(f"verify finds fault:\n{output[-2000:]}")
    return taken


def print_tables(results, out):
    out("| messages | messages/s of the last delivery | CPU us a message | peak RSS MiB | bytes a message | open and first "
        "answer s | RSS of questions MiB |")
    out("|---|---|---|---|---|---|---|")
    for step in results["steps"]:
        out(f"| {step['messages']:,} | {step['delivered'] / step['ingest']['wall_s']:,.0f} | "
            f"{step['ingest']['cpu_s'] / step['delivered'] * 1e6:.2f} | {step['ingest']['rss_mib']:,.0f} | "
            f"{step['disk_bytes'] / step['messages']:.0f} | {step['open_s']:.2f} | {step['query_rss_mib']:,.0f} |")
    out("")
    steps = results["steps"]
    shown = [step for i, step in enumerate(steps) if i in (0, len(steps) - 1) or step["messages"] == 10 * MILLION]
    out("| question (ms: median; p95) | " + " | ".join(f"{step['messages']:,}" for step in shown) + " |")
    out("|---|" + "---|" * len(shown))
    for name in [question["name"] for question in shown[-1]["queries"]]:
        cells = []
        for step in shown:
            timing = next((q for q in step["queries"] if q["name"] == name), None)
            # What is remembered from run to run (granules without a match, rows that follow one another): the first run
            # is what a new question takes.
            once = timing and name.startswith(REMEMBERED)
            cells.append("-" if not timing else ("first " + f"{timing['first_ms']:.0f}; " if once else "") +
                         f"{timing['median_ms']:.0f}; {timing['p95_ms']:.0f}")
        out(f"| {name} | " + " | ".join(cells) + " |")
    out("")
    if "whole_case" in results:
        out("| the whole case | s | processor s | peak MiB of all processes |")
        out("|---|---|---|---|")
        for name, cost in results["whole_case"].items():
            out(f"| {name} | {cost['wall_s']:,.0f} | {cost['cpu_s']:,.0f} | {cost['rss_mib']:,.0f} |")
        out("")
        if "gaps" in results["whole_case"]:
            out("These messages name no device, so `gaps` judges their conversations only; bench/gaps.py has devices.")
            out("")


def update_docs(results):
    page = ROOT / "docs" / "benchmarks.md"
    text = page.read_text(encoding="utf-8")
    steps = results["steps"]
    x = [step["messages"] / MILLION for step in steps]
    curves = ROOT / "docs" / "curves"
    curves.mkdir(exist_ok=True)
    (curves / "ingest.svg").write_text(curve(
        "Processor time of one message, by size of the case", "million messages", "us", x,
        {"ingest": [step["ingest"]["cpu_s"] / step["delivered"] * 1e6 for step in steps]}), encoding="utf-8")
    (curves / "memory.svg").write_text(curve(
        "Peak memory, by size of the case", "million messages", "MiB", x,
        {"ingest": [step["ingest"]["rss_mib"] for step in steps],
         "questions": [step["query_rss_mib"] for step in steps]}), encoding="utf-8")
    names = ["frequent word page", "rare word page", "phrase page", "handle and period page", "conversation page"]
    (curves / "pages.svg").write_text(curve(
        "A page of the 50 newest hits, 95th percentile, by size of the case", "million messages", "ms", x,
        {name: [next(q["p95_ms"] for q in step["queries"] if q["name"] == name) for step in steps] for name in names}),
        encoding="utf-8")
    lines = ["<!-- growth: begin -->", "## Growth", "",
             f"One case filled delivery by delivery, measured {results['date']} (seed {results['seed']}, one run) on "
             f"{results['machine']}. Input by reference: the copy of the evidence is not in these figures.", ""]
    print_tables(results, lines.append)
    lines += ["![processor time](curves/ingest.svg) ![memory](curves/memory.svg)", "",
              "![pages](curves/pages.svg)", "<!-- growth: end -->"]
    section = "\n".join(lines)
    text = SECTION.sub(lambda _: section, text) if SECTION.search(text) else text.replace(
        "## Reproduce", section + "\n\n## Reproduce")
    page.write_text(text, encoding="utf-8")


def finish(results, taken, options):
    if taken:
        results.setdefault("whole_case", {}).update(taken)
    options.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print()
    print_tables(results, print)
    print(f"Written: {options.results}")
    if options.update_docs:
        update_docs(results)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "bench")
    parser.add_argument("--sizes", default="1,10,30,60,100", help="million messages in the case after each delivery")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, help="folder for data and case (default: BUILD/growth-work, removed "
                        "after); if it holds a case of an earlier run, --questions-only measures it again")
    parser.add_argument("--questions-only", action="store_true", help="no ingest: the case in --work as it is")
    parser.add_argument("--then", default="", help="commands over the whole case at the end: verify, seal, gaps; the "
                        "deliveries are kept for verify (24 GB more at 100 million)")
    parser.add_argument("--whole-case-only", action="store_true", help="no ingest: the commands of --then on the case in "
                        "--work, into the results of the run that made it")
    parser.add_argument("--results", type=pathlib.Path, default=ROOT / "build" / "bench" / "growth.json")
    parser.add_argument("--update-docs", action="store_true", help="put table and curves into docs/benchmarks.md")
    options = parser.parse_args()
    build = options.build.resolve()
    work = (options.work or build / "growth-work").resolve()
    sizes = [round(float(size) * MILLION) for size in options.sizes.split(",")]
    verbatim, case, kept = build / "verbatim", work / "case", work / "words.json"
    work.mkdir(parents=True, exist_ok=True)
    results = {"date": time.strftime("%Y-%m-%d"), "seed": options.seed, "machine": run.machine(), "steps": []}
    if options.questions_only:
        words, handles = json.loads(kept.read_text(encoding="utf-8"))
        for question in measure(verbatim, case, words, handles, work)["queries"]:
            print(f"{question['name']:28} first {question['first_ms']:9.1f}  median {question['median_ms']:9.1f}  "
                  f"p95 {question['p95_ms']:9.1f} ms  {question['hits']:,}")
        return 0
    if options.whole_case_only:
        results = json.loads(options.results.read_text(encoding="utf-8"))
        finish(results, whole_case(verbatim, case, options.then.split(",")), options)
        return 0
    run.run_measured([verbatim, "new", case, "--name", "growth"])
    queries = work / "queries.json"
    deliveries = Deliveries(build / "verbatim-bench-generate", sizes[-1], options.seed, queries)
    before = 0
    for size in sizes:
        path = work / f"delivery-{size}.jsonl"
        deliveries.write(path, size - before)
        if before == 0:
            while not queries.exists():
                time.sleep(0.1)
            words, handles = json.loads(queries.read_text(encoding="utf-8")), handles_of(path, max(LIST_LENGTHS))
            kept.write_text(json.dumps([words, handles]), encoding="utf-8")
            as_one_conversation(path, work / "busy.jsonl")
            take_in(verbatim, case, work / "busy.jsonl")
        step = {"messages": size, "delivered": size - before, "ingest": take_in(verbatim, case, path)}
        if "verify" not in options.then:
            path.unlink()
        step["disk_bytes"] = run.folder_bytes(case)
        step.update(measure(verbatim, case, words, handles, work))
        results["steps"].append(step)
        before = size
        print(f"{size:>12,}: {step['delivered'] / step['ingest']['wall_s']:,.0f} messages/s, "
              f"{step['ingest']['rss_mib']:,.0f} MiB", flush=True)
        options.results.parent.mkdir(parents=True, exist_ok=True)
        options.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    deliveries.close()
    finish(results, whole_case(verbatim, case, options.then.split(",")) if options.then else {}, options)
    if options.work is None:
        shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
