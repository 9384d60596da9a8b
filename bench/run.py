#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures Verbatim, today's tools on the same generated messages, and the engine's raw limit; prints tables, writes
results.json and, with --update-docs, the figures of that size in docs/benchmarks.md. bench/README.md explains them.

    bench/run.py [--build FOLDER] [--messages N] [--seed N] [--runs N] [--only verbatim,sqlite,xapian,store]
                 [--update-docs]
"""
import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = {"sqlite": ("verbatim-bench-sqlite", "peer.sqlite"), "xapian": ("verbatim-bench-xapian", "peer.xapian"),
         # Blocks made beforehand, inserted by two streams: what the engine takes at most.
         "store": ("verbatim-bench-store", "peer.store")}
MESSAGES_FOR_ONE_RUN = 5_000_000  # from here on, one run of each system unless --runs says otherwise
SECTION = re.compile(r"^## ([0-9,]+) messages\n(.*?)(?=^## |\Z)", re.M | re.S)
BEGIN_MARK, END_MARK = "<!-- figures: begin -->", "<!-- figures: end -->"


class Failed(Exception):
    pass


def folder_bytes(path):
    return sum(entry.stat().st_size for entry in pathlib.Path(path).rglob("*") if entry.is_file() and not entry.is_symlink())


def run_measured(command, **options):
    """(seconds, processor seconds, peak MiB of any one process, standard output) of a command and its children."""
    read_end, write_end = os.pipe()
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        # A process of its own, so that wait4 gives the sums of this command alone.
        os.close(read_end)
        os.dup2(write_end, 1)
        try:
            os.execvp(command[0], [str(word) for word in command])
        finally:
            os._exit(127)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        output = pipe.read()
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - begin
    if status != 0:
        raise Failed(f"{' '.join(map(str, command))}: exit status {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.decode("utf-8", "replace")


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def verbatim_queries(words):
    """name -> (command of the CLI, its words): the same classes that the peers run."""
    period = f"sent:[{words['period_begin']} TO {words['period_end']}]"
    classes = {}
    for name, query in [("frequent word", words["frequent"]), ("medium word", words["medium"]),
                        ("rare word", words["rare"]), ("two words", f"{words['and_left']} AND {words['and_right']}"),
                        ("phrase", f"\"{words['phrase_left']} {words['phrase_right']}\""),
                        ("prefix", words["prefix"] + "*")]:
        classes[name + " page"] = (query, [])
        classes[name + " count"] = (query, ["--count"])
    classes["handle and period page"] = (f"from:{words['handle']} AND {period}", [])
    classes["conversation page"] = (f"in:{words['conversation']}", [])
    classes["medium word by day"] = (words["medium"], ["--histogram", "day"])
    classes["busiest senders"] = ("*", ["--by", "sender", "--limit", "20"])
    classes["substring page"] = (f"*{words['substring']}*", [])
    return classes


def time_cli_queries(verbatim, case, classes):
    """Without the long-running query command: each run pays for starting a process and opening the case."""
    timings = []
    for name, (query, options) in classes.items():
        command = [verbatim, "search", case, query, "--format", "json", "--limit", "50", *options]
        if "--limit" in options:
            command = [verbatim, "search", case, query, "--format", "json", *options]
        runs = []
        for _ in range(6):
            begin = time.monotonic()
            done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
            if done.returncode != 0:
                runs = None
                print(f"  {name}: {done.stderr.strip()[:200]}", file=sys.stderr)
                break
            runs.append((time.monotonic() - begin) * 1000)
        if runs:
            timings.append({"name": name, "first_ms": runs[0], "median_ms": statistics.median(runs[1:]),
                            "p95_ms": percentile(runs[1:], 0.95), "runs": len(runs) - 1, "hits": None})
    return timings


def last_event(output, wanted):
    found = {}
    for line in output.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            found.update({key: event[key] for key in wanted if key in event})
    return found


def bench_verbatim(build, work, data, words):
    verbatim = build / "verbatim"
    case = work / "case"
    run_measured([verbatim, "new", case, "--name", "bench"])
    wall, cpu, rss, output = run_measured(
        [verbatim, "ingest", case, data, "--by", "bench", "--authority", "none, generated data", "--channel", "local file",
         "--received", "2020-06-15T00:00:00Z", "--delivered-by", "generator", "--json"])
    _, _, _, stats = run_measured([verbatim, "stats", case, "--json"])
    stats = json.loads(stats)
    events = last_event(output, ["stages", "stage_seconds", "peak_rss_bytes", "messages_per_second"])
    # Cold: the case's files are not in the page cache (as far as the kernel follows the advice).
    for path in case.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)
    cold, _, _, _ = run_measured([verbatim, "search", case, words["medium"], "--format", "json", "--limit", "1"])
    vault = folder_bytes(case / "vault") if (case / "vault").exists() else 0
    result = {"name": "Verbatim", "messages": stats["messages"], "ingest_s": wall, "cpu_s": cpu, "peak_rss_mib": rss,
              "disk_bytes": folder_bytes(case), "vault_bytes": vault, "cold_open_ms": cold * 1000, **events}
    classes = verbatim_queries(words)
    spec = work / "queries.tsv"
    spec.write_text("".join(f"{name}\t{' '.join(options)}\t{query}\n" for name, (query, options) in classes.items()))
    try:
        _, _, _, output = run_measured([verbatim, "bench-queries", case, spec])
        result["queries"] = json.loads(output)["queries"]
        result["query_method"] = "one open case"
    except (Failed, ValueError, KeyError):
        result["queries"] = time_cli_queries(verbatim, case, classes)
        result["query_method"] = "one process for each run (start and opening the case included)"
    return result


def bench_peer(build, work, name, data, queries):
    program, place = PEERS[name]
    _, _, _, output = run_measured([build / program, data, queries, work / place])
    return json.loads(output)


def median_run(runs):
    """The run whose ingest took the median time, with the times of all."""
    ordered = sorted(runs, key=lambda result: result["ingest_s"])
    return {**ordered[len(ordered) // 2], "ingest_s_of_all_runs": [round(result["ingest_s"], 3) for result in runs]}


def print_tables(results, out):
    out("| system | messages/s | wall s | CPU s | peak RSS MiB | disk MB | bytes/message |")
    out("|---|---|---|---|---|---|---|")
    for r in results["systems"]:
        disk = r["disk_bytes"] - r.get("vault_bytes", 0)
        out(f"| {r['name']} | {r['messages'] / r['ingest_s']:,.0f} | {r['ingest_s']:.2f} | {r['cpu_s']:.2f} | "
            f"{r['peak_rss_mib']:,.0f} | {disk / 1e6:,.0f} | {disk / r['messages']:.0f} |")
    out("")
    names = []
    for r in results["systems"]:
        names += [q["name"] for q in r.get("queries", []) if q["name"] not in names]
    if not names:
        return
    systems = [r for r in results["systems"] if r.get("queries")]
    out("| query (ms: median; p95) | " + " | ".join(r["name"] for r in systems) + " |")
    out("|---|" + "---|" * len(systems))
    for name in names:
        cells = []
        for r in systems:
            timing = next((q for q in r["queries"] if q["name"] == name), None)
            cells.append(f"{timing['median_ms']:.2f}; {timing['p95_ms']:.2f}" if timing else "-")
        out(f"| {name} | " + " | ".join(cells) + " |")
    out("")


def machine():
    try:
        cpu = next(line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    except (OSError, StopIteration):
        cpu = platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{os.cpu_count()} x {cpu}, {memory / 2**30:.0f} GiB, {platform.system()} {platform.release()}"


def remarks(results, out):
    ours = next((r for r in results["systems"] if r["name"] == "Verbatim"), None)
    if not ours:
        return
    rate = ours["messages"] / ours["ingest_s"]
    for other in results["systems"]:
        if other is not ours:
            out(f"- Verbatim's ingest is {rate / (other['messages'] / other['ingest_s']):.2f} times {other['name']}'s.")
    out(f"- Verbatim's disk figure leaves out the vault ({ours['vault_bytes'] / 1e6:,.0f} MB: the original bytes, "
        "which the others do not keep).")
    out(f"- First answer after a cold start: {ours['cold_open_ms']:.0f} ms. Queries: {ours.get('query_method', '')}.")
    stages = ours.get("stages") or ours.get("stage_seconds")
    if isinstance(stages, dict):
        out("- Ingest by stage, seconds by the clock: " + ", ".join(f"{name} {value:.2f}" for name, value in stages.items()
                                                             if isinstance(value, (int, float))) + ".")


def check_counts(results, out):
    """Systems that count differently did not answer the same question. Returns whether all agree."""
    agree = True
    names = {q["name"] for r in results["systems"] for q in r.get("queries", []) if q["name"].endswith(" count")}
    for name in sorted(names):
        hits = {r["name"]: q["hits"] for r in results["systems"] for q in r.get("queries", [])
                if q["name"] == name and q["hits"] is not None}
        if len(set(hits.values())) > 1:
            agree = False
            out(f"- Hits differ: {name}: " + ", ".join(f"{system} {count:,}" for system, count in hits.items()) + ".")
    return agree


def update_docs(results):
    page = ROOT / "docs" / "benchmarks.md"
    text = page.read_text(encoding="utf-8")
    lines = [f"Measured {results['date']} with {results['messages']:,} messages (seed {results['seed']}), {results['runs']} "
             f"run(s) of each system, the median one shown, on {results['machine']}.", ""]
    print_tables(results, lines.append)
    remarks(results, lines.append)
    check_counts(results, lines.append)
    head, _, rest = text.partition(BEGIN_MARK)
    old, _, tail = rest.partition(END_MARK)
    # A section for each size: a run replaces the figures of its own size only.
    sections = {int(number.replace(",", "")): body.strip() for number, body in SECTION.findall(old)}
    sections[results["messages"]] = "\n".join(lines).strip()
    figures = "\n\n".join(f"## {size:,} messages\n\n{sections[size]}" for size in sorted(sections, reverse=True))
    page.write_text(f"{head}{BEGIN_MARK}\n{figures}\n{END_MARK}{tail}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "bench")
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="verbatim,sqlite,xapian,store")
    parser.add_argument("--runs", type=int, help="of each system; the run of median ingest counts (default: 3, and 1 "
                        f"from {MESSAGES_FOR_ONE_RUN:,} messages)")
    parser.add_argument("--work", type=pathlib.Path, help="folder for the data (default: BUILD/bench-work, removed after)")
    parser.add_argument("--results", type=pathlib.Path, default=ROOT / "build" / "bench" / "results.json")
    parser.add_argument("--update-docs", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args()
    build = options.build.resolve()
    work = (options.work or build / "bench-work").resolve()
    if options.work is None:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    data, queries = work / f"messages-{options.messages}-{options.seed}.jsonl", work / "queries.json"

    wall, _, _, _ = run_measured([build / "verbatim-bench-generate", "--messages", options.messages, "--seed", options.seed,
                                  "--out", data, "--queries", queries])
    print(f"Generated {options.messages:,} messages, {data.stat().st_size / 1e6:,.0f} MB, "
          f"{options.messages / wall:,.0f} messages/s")
    words = json.loads(queries.read_text())
    results = {"date": time.strftime("%Y-%m-%d"), "messages": options.messages, "seed": options.seed,
               "machine": machine(), "input_bytes": data.stat().st_size, "systems": []}
    failed = False
    runs = options.runs or (1 if options.messages >= MESSAGES_FOR_ONE_RUN else 3)
    results["runs"] = runs
    # Each run in a folder of its own, and none removed before the end: ext4 does not give out the inodes of removed
    # files for minutes, and searches long for others.
    for name in options.only.split(","):
        done = []
        try:
            for run in range(runs):
                place = work / f"{name}-{run}"
                place.mkdir()
                done.append(bench_verbatim(build, place, data, words) if name == "verbatim"
                            else bench_peer(build, place, name, data, queries))
            results["systems"].append(median_run(done))
        except (Failed, ValueError, KeyError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print()
    print_tables(results, print)
    remarks(results, print)
    check_counts(results, print)
    print(f"Written: {options.results}")
    if options.update_docs and not failed:
        update_docs(results)
    if options.work is None:
        shutil.rmtree(work)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
