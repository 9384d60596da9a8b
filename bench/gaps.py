#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `verbatim gaps` on made-up evidence of which everything is known: precision and recall of each kind.

    bench/gaps.py --build build/bench --messages 1000000 --seeds 4,5,6 --sets D1,all,healthy --folder /var/tmp

For each set and seed: verbatim-scenario makes the evidence and its truth, the JSON Lines of it are ingested, and
`verbatim gaps` runs, once as it is and once --without-numbers. docs/gaps.md ("How well it finds") says what the words
mean. Prints a line for each run and kind, then sums over the seeds. Takes about 1.6 kB of disk a message; everything is
removed at the end.

  active     a gap of two hours or more in which the device really lost at least --least messages, and which lies
             between two rows that the device shows
  found      a reported silence of this device and this direction covers at least half of the gap
  right      of a reported silence: rows of this device are truly lost within it; if one direction is said to be gone,
             the device has a gap of capture of just that direction there
"""
import argparse
import bisect
import collections
import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from measured import measured

HOUR = 3_600_000
DAY = 24 * HOUR
CLOCK_LEAST, CLOCK_NEAR = 2_500, 2_000  # ms: clocks that must be found, and how near
ADDED_LEAST = 50  # rows of a day that only the second delivery has


def milliseconds(text):
    if not text:
        return None
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round((moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) / datetime.timedelta(milliseconds=1))


class Truth:
    def __init__(self, folder):
        self.folder = folder
        self.phones = {line["phone"]: line for line in self.read("phones")}
        self.window_end = self.head["window_end_ms"]
        self.missing = collections.defaultdict(list)
        for line in self.read("missing_sequences"):
            self.missing[line["imei"]].append((line["first"], line["last"]))
        # What only the second delivery has is missing in the first.
        for line in self.read("redelivery_differences"):
            if line["kind"] == "added":
                self.missing[self.phones[line["phone"]]["imei"]].append((line["sequence"], line["sequence"]))

    def read(self, name):
        with open(self.folder / f"synthetic-{name}.jsonl", encoding="utf-8") as lines:
            self.head = json.loads(next(lines))
            for line in lines:
                yield json.loads(line)

    def joined_missing(self):
        """Holes that touch each other for different reasons are one hole to whoever sees the numbers."""
        for imei, holes in self.missing.items():
            joined = []
            for first, last in sorted(holes):
                if joined and joined[-1][1] + 1 == first:
                    joined[-1][1] = last
                else:
                    joined.append([first, last])
            for first, last in joined:
                yield imei, first, last


class Found:
    """The findings of one run, by kind."""

    def __init__(self, text):
        self.kinds = collections.defaultdict(list)
        for line in text.splitlines():
            event = json.loads(line)
            if event["event"] == "finding":
                self.kinds[event["kind"]].append(event)
            elif event["event"] == "finished":
                self.summary = event
        self.silences = collections.defaultdict(list)
        for silence in self.kinds["silence"]:
            silence["from"] = milliseconds(silence["begin"])
            silence["to"] = milliseconds(silence["end"])
            self.silences[silence["device"]].append(silence)


class Score:
    """Found of what is there, and right of what was reported; sums over seeds."""

    def __init__(self):
        self.there = self.found = self.reported = self.right = 0

    def add(self, other):
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self):
        def share(part, whole):
            return f"{part:7,} of {whole:7,} {part / whole:6.1%}" if whole else "      none         "

        return f"recall {share(self.found, self.there)}   precision {share(self.right, self.reported)}"


def overlap(begin, end, other_begin, other_end):
    return min(end, other_end) - max(begin, other_begin)


def score_silences(truth, found, least, lives):
    score = Score()
    gaps = collections.defaultdict(list)
    for gap in truth.read("gaps"):
        gaps[gap["imei"]].append(gap)
        life = lives.get(gap["imei"])
        between = life and life[0] < gap["begin_ms"] and life[1] > gap["end_ms"]
        length = gap["end_ms"] - gap["begin_ms"]
        if length < 2 * HOUR or gap["messages_lost"] < least or not between:
            continue
        score.there += 1
        score.found += any(
            silence["direction"] == gap["direction"]
            and overlap(silence["from"], silence["to"] or truth.window_end, gap["begin_ms"], gap["end_ms"]) * 2 >= length
            for silence in found.silences[gap["imei"]])
    slips = collections.defaultdict(list)
    for slip in truth.read("zone_slips"):
        day = milliseconds(slip["date"] + "T00:00:00Z")
        if slip["kind"] == "month-off":
            slips[slip["country"]].append((day, day + DAY))
    holes = {imei: sorted(ranges) for imei, ranges in truth.missing.items()}
    country = {phone["imei"]: phone["country"] for phone in truth.phones.values()}
    for device, silences in found.silences.items():
        for silence in silences:
            score.reported += 1
            end = silence["to"] or truth.window_end
            of_capture = [gap for gap in gaps[device]
                          if overlap(silence["from"], end, gap["begin_ms"], gap["end_ms"]) > 0]
            if silence["direction"] != "both":
                score.right += any(gap["direction"] == silence["direction"] for gap in of_capture)
                continue
            ranges = holes.get(device, [])
            at = bisect.bisect_right(ranges, (silence["before_number"], 0))
            lost = at < len(ranges) and ranges[at][1] < silence.get("after_number", sys.maxsize)
            # A table read in a wrong month is gone from its day.
            score.right += lost or any(overlap(silence["from"], end, *slip) > 0 for slip in slips[country[device]])
    return score


def score_missing(truth, found, last_number):
    """To the exact range. Numbers behind a device's last row cannot be known to be missing."""
    score = Score()
    there = {(imei, first, last) for imei, first, last in truth.joined_missing()
             if imei in last_number and last < last_number[imei]}
    reported = {(line["device"], line["first_number"], line["last_number"]) for line in found.kinds["missing-numbers"]}
    score.there, score.reported = len(there), len(reported)
    score.found = score.right = len(there & reported)
    return score


def score_repeated(truth, found):
    score = Score()
    there = collections.Counter()
    for line in truth.read("duplicates"):
        there[truth.phones[line["phone"]]["imei"]] += line["copies"] - 1
    reported = {line["device"]: line["extra_rows"] for line in found.kinds["repeated-numbers"]}
    score.there, score.reported = sum(there.values()), sum(reported.values())
    score.found = score.right = sum(min(count, reported.get(imei, 0)) for imei, count in there.items())
    return score


def score_outside(truth, found):
    """Devices with rows dated outside the window."""
    score = Score()
    begin, end = (milliseconds(found.summary["window"][name]) for name in ("begin", "end"))
    there = {truth.phones[line["phone"]]["imei"] for line in truth.read("odd_times")
             if not begin <= line["written_ms"] < end}
    slipped = {line["country"] for line in truth.read("zone_slips") if line["kind"] == "month-off"}
    reported = {line["device"] for line in found.kinds["outside-window"]}
    early = truth.head["history_begin_ms"] < begin
    right = {phone["imei"] for phone in truth.phones.values() if phone["country"] in slipped or early or phone["skew_ms"]}
    score.there, score.found = len(there), len(there & reported)
    score.reported, score.right = len(reported), len(reported & (there | right))
    return score


def score_clocks(truth, found):
    score = Score()
    reported = {line["device"]: line for line in found.kinds["clock"]}
    for phone in truth.phones.values():
        line = reported.get(phone["imei"])
        moment = milliseconds(line["begin"]) if line else (phone["begin_ms"] + phone["end_ms"]) / 2
        offset = phone["skew_ms"] + phone["drift_ms_each_day"] * (moment - truth.head["window_begin_ms"]) / DAY
        near = line is not None and abs(line["offset_ms"] - offset) <= CLOCK_NEAR
        # A phone that shares too little with others cannot be compared; the report says how many those are.
        if phone["captured"] and abs(offset) >= CLOCK_LEAST and phone["imei"] in found.shared:
            score.there += 1
            score.found += near
        score.reported += line is not None
        score.right += near
    return score


def lost_sides(truth):
    for line in truth.read("lost_sides"):
        if line["shown_phones"]:
            for phone in line["lost_phones"]:
                yield line["conversation"], truth.phones[phone]["handle"]


def score_sides(truth, found, moved):
    """`moved`: the handles that a captured phone bore before or after; else those that no phone of the case bears."""
    score = Score()
    borne = {phone["handle"] for phone in truth.phones.values() if phone["captured"]}
    lost = {side for side in lost_sides(truth) if (side[1] in borne) == moved}
    reported = {(line["conversation"], line["handle"]) for line in found.kinds["one-sided"]
                if (line["handle"] in borne) == moved and (moved or line["state"] == "never-captured")}
    score.there, score.found = len(lost & found.conversations), len(lost & reported)
    if not moved:  # a handle of a captured phone may lack a side for other reasons
        score.reported, score.right = len(reported), len(lost & reported)
    return score


def score_left_out(truth, found):
    """Chats that a country's rows leave out and that other rows show. A short one may seem a silence."""
    score = Score()
    shown = {conversation for conversation, _ in found.conversations}
    there = {line["conversation"] for line in truth.read("hand_selection")} & shown
    by_state = {state: {line["conversation"] for line in found.kinds["one-sided"] if line["state"] == state}
                for state in ("left-out", "silent")}
    score.there, score.found = len(there), len(there & (by_state["left-out"] | by_state["silent"]))
    score.reported, score.right = len(by_state["left-out"]), len(there & by_state["left-out"])
    return score


def score_attachments(truth, found):
    score = Score()
    score.there = sum(line["rows"] for line in truth.read("absent_attachments"))
    score.reported = sum(line["absent"] for line in found.kinds["attachments"])
    score.found = score.right = min(score.there, score.reported)
    return score


def score_outages(truth, found):
    """Right is also a day on which a second delivery shows that the first lacks rows of many devices of a country."""
    score = Score()
    there = [(line["begin_ms"], line["end_ms"]) for line in truth.read("country_losses") if line["rows_lost"] > 0]
    added = collections.Counter(line["date"] for line in truth.read("redelivery_differences") if line["kind"] == "added")
    days = {milliseconds(date + "T00:00:00Z") for date, rows in added.items() if rows >= ADDED_LEAST}
    reported = [(milliseconds(line["begin"]), milliseconds(line["end"])) for line in found.kinds["common-outage"]]
    score.there, score.reported = len(there), len(reported)
    score.found = sum(any(overlap(*one, *other) > 0 for other in reported) for one in there)
    losses = there + [(day, day + DAY) for day in days]
    score.right = sum(any(overlap(*one, *other) > 0 for other in losses) for one in reported)
    return score


def read_rows(evidence, begin, end):
    """What the evidence itself holds, for the bounds of "active": life and last number of each device."""
    lives, last_number, shared, conversations = {}, {}, collections.Counter(), set()
    previous = None
    with open(evidence / "synthetic-messages.jsonl", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            device = row["device"]
            last_number[device] = max(last_number.get(device, 0), row["seq"])
            conversations |= {(row["conversation"], handle) for handle in row.get("participants", ())}
            sent = row.get("sent")
            zoned = isinstance(sent, int) or sent[-1] == "Z" or sent[-6] in "+-"
            moment = sent if isinstance(sent, int) else milliseconds(sent if zoned else sent + "Z")
            if begin <= moment < end:  # a clock of 1970 is no life
                life = lives.setdefault(device, [moment, moment])
                life[0], life[1] = min(life[0], moment), max(life[1], moment)
            if previous is not None and previous[0] == row["id"] and previous[1] != device:
                shared[device] += 1
                shared[previous[1]] += 1
            previous = (row["id"], device)
    return lives, last_number, {device for device, count in shared.items() if count >= 10}, conversations


def run_one(chosen, name, seed, sums):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="verbatim-gaps-", dir=chosen.folder))
    try:
        words = ["--preset", "healthy"] if name == "healthy" else ["--defects", name]
        subprocess.run([str(chosen.scenario or chosen.build / "verbatim-scenario"), *words, "--messages",
                        str(chosen.messages), "--seed", str(seed), "--out", str(folder / "set"), "--no-observations",
                        "-q"], check=True)
        case = folder / "case"
        verbatim = chosen.build / "verbatim"
        subprocess.run([str(verbatim), "new", str(case)], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([str(verbatim), "ingest", str(case), str(folder / "set" / "jsonl")], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        truth = Truth(folder / "set" / "truth")
        lives, last_number, shared, conversations = read_rows(folder / "set" / "jsonl", truth.head["window_begin_ms"], truth.window_end)
        for mode, more in (("by numbers", []), ("by rhythm", ["--without-numbers", "--kind", "silence"])):
            out, cost = measured([verbatim, "gaps", case, "--json", *more])
            found = Found(out)
            found.shared, found.conversations = shared, conversations
            summary = found.summary
            print(f"\n{name}, seed {seed}, {mode}: {summary['rows']:,} rows, {cost.seconds:.1f} s, cpu {cost.cpu:.1f} s, "
                  f"peak {cost.peak / 1e6:,.0f} MB")
            silences = score_silences(truth, found, chosen.least, lives)
            scores = {f"silence, {mode}": silences}
            if not more:
                scores.update({
                    "missing numbers, exact": score_missing(truth, found, last_number),
                    "repeated rows": score_repeated(truth, found),
                    "devices outside window": score_outside(truth, found),
                    "clocks": score_clocks(truth, found),
                    "sides never captured": score_sides(truth, found, False),
                    "sides of moved handles": score_sides(truth, found, True),
                    "chats left out": score_left_out(truth, found),
                    "absent attachments": score_attachments(truth, found),
                    "common outages": score_outages(truth, found),
                })
            for kind, score in scores.items():
                print(f"  {kind:24} {score}", flush=True)
                sums.setdefault((name, kind), Score()).add(score)
            if name == "healthy":
                quiet = not any(summary["found"].values())
                print(f"  {'quiet' if quiet else 'NOT QUIET: ' + json.dumps(summary['found'])}")
    finally:
        shutil.rmtree(folder)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/bench"))
    options.add_argument("--scenario", type=pathlib.Path, help="default: verbatim-scenario of --build")
    options.add_argument("--messages", type=int, default=1_000_000)
    options.add_argument("--seeds", default="4,5,6")
    options.add_argument("--sets", default="D1,all,healthy", help="D1, all, healthy or any --defects of the scenario")
    options.add_argument("--least", type=int, default=10, help="messages lost in a gap of an active device")
    options.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("/var/tmp"))
    chosen = options.parse_args()
    sums = {}
    for name in chosen.sets.split(","):
        for seed in chosen.seeds.split(","):
            run_one(chosen, name, int(seed), sums)
    print(f"\nSums over seeds {chosen.seeds}, {chosen.messages:,} messages each")
    for (name, kind), score in sums.items():
        print(f"  {name:8} {kind:24} {score}")


if __name__ == "__main__":
    main()
