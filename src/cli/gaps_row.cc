// SPDX-License-Identifier: Apache-2.0
#include "cli/gaps_row.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "cli/terminal.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

using gaps::Beside;

constexpr std::array<std::string_view, 42> kColumns = {
    "kind",          "device",        "direction",    "basis",        "begin",         "end",          "before_seq",
    "before_number", "after_seq",     "after_number", "first_number", "last_number",   "missing",      "holes",
    "other_rows",    "expected_rows", "chance",       "outage",       "usual_devices", "device_count", "devices",
    "numbers",       "extra_rows",    "conflicting",  "rows",         "rows_before",   "rows_after",   "earliest_seq",
    "latest_seq",    "conversation",  "handle",       "state",        "own_device",    "absent",       "named",
    "offset_ms",     "drift_ms_day",  "pairs",        "partners",     "spread_ms",     "zone_minutes", "hours",
};

std::string iso(int64_t ms) {
    return time_iso(ms, record::ZoneBasis::stated);
}

double rounded(double value) {
    return std::round(value * 10) / 10;
}

// Few digits, and never 0 for what is not impossible.
double chance(double value) {
    return value < 1e-300 ? 1e-300 : std::stod(fmt::format("{:.3g}", value));
}

void put_beside(Json& row, std::string_view name, const Beside& beside) {
    const std::string prefix(name);
    row[prefix + "_seq"] = beside.seq;
    if (beside.number != store::kNoSequence) {
        row[prefix + "_number"] = beside.number;
    }
}

struct ToJson {
    Json& row;

    void operator()(const gaps::MissingNumbers& of) const {
        row["device"] = of.device;
        row["begin"] = of.before ? iso(of.before->ms) : "";
        row["end"] = iso(of.after.ms);
        if (of.before) {
            put_beside(row, "before", *of.before);
        }
        put_beside(row, "after", of.after);
        row["first_number"] = of.first;
        row["last_number"] = of.last;
        row["missing"] = of.last - of.first + 1;
    }
    void operator()(const gaps::RepeatedNumbers& of) const {
        row["device"] = of.device;
        row["numbers"] = of.numbers;
        row["extra_rows"] = of.extra_rows;
        row["conflicting"] = of.conflicting;
    }
    void operator()(const gaps::OutsideWindow& of) const {
        row["device"] = of.device;
        row["begin"] = iso(of.earliest.ms);
        row["end"] = iso(of.latest.ms);
        row["rows_before"] = of.before;
        row["rows_after"] = of.after;
        row["earliest_seq"] = of.earliest.seq;
        row["latest_seq"] = of.latest.seq;
    }
    void operator()(const gaps::Silence& of) const {
        row["device"] = of.device;
        row["direction"] = name(of.side);
        row["basis"] = name(of.basis);
        row["begin"] = iso(of.before.ms);
        row["end"] = of.after ? iso(of.after->ms) : "";
        put_beside(row, "before", of.before);
        if (of.after) {
            put_beside(row, "after", *of.after);
            row["hours"] = rounded(static_cast<double>(of.after->ms - of.before.ms) / 3.6e6);
        }
        row["missing"] = of.missing;
        row["holes"] = of.holes;
        row["other_rows"] = of.other_rows;
        row["expected_rows"] = rounded(of.expected_rows);
        row["chance"] = chance(of.chance);
        if (of.outage != 0) {
            row["outage"] = of.outage;
        }
    }
    void operator()(const gaps::CommonOutage& of) const {
        row["outage"] = of.number;
        row["begin"] = iso(of.begin_ms);
        row["end"] = iso(of.end_ms);
        row["usual_devices"] = of.usual_devices;
        row["device_count"] = of.devices.size();
        row["devices"] = of.devices;
    }
    void operator()(const gaps::OneSided& of) const {
        row["conversation"] = of.conversation;
        row["handle"] = of.handle;
        row["state"] = name(of.state);
        if (!of.device.empty()) {
            row["own_device"] = of.device;
        }
        row["devices"] = of.shown_by;
        row["rows"] = of.rows;
        row["begin"] = iso(of.first_ms);
        row["end"] = iso(of.last_ms);
    }
    void operator()(const gaps::AbsentAttachments& of) const {
        row["device"] = of.device;
        row["conversation"] = of.conversation;
        row["absent"] = of.absent;
        row["named"] = of.named;
    }
    void operator()(const gaps::Clock& of) const {
        row["device"] = of.device;
        row["begin"] = iso(of.at_ms);
        row["offset_ms"] = std::llround(of.offset_ms);
        row["drift_ms_day"] = std::llround(of.drift_ms_per_day);
        row["pairs"] = of.pairs;
        row["partners"] = of.devices;
        row["spread_ms"] = std::llround(of.spread_ms);
        if (of.zone_minutes) {
            row["zone_minutes"] = *of.zone_minutes;
        }
    }
};

}  // namespace

Json gap_json(const gaps::Finding& finding) {
    Json row{{"kind", gaps::name(gaps::kind_of(finding))}};
    std::visit(ToJson{row}, finding);
    return row;
}

std::vector<std::string> gap_columns() {
    return {kColumns.begin(), kColumns.end()};
}

std::vector<std::string> gap_cells(const Json& row) {
    std::vector<std::string> cells;
    for (const std::string_view column : kColumns) {
        const auto found = row.find(std::string(column));
        std::string cell;
        if (found == row.end()) {
            cell.clear();
        } else if (found->is_array()) {
            for (const Json& value : *found) {
                cell += (cell.empty() ? "" : "; ") + value.get<std::string>();
            }
        } else {
            cell = found->is_string() ? found->get<std::string>() : found->dump();
        }
        cells.push_back(std::move(cell));
    }
    return cells;
}

std::string gap_line(const gaps::Finding& finding) {
    return safe_line(std::string(gaps::name(gaps::kind_of(finding))) + "  " + gaps::sentence(finding));
}

Json heat_json(const gaps::HeatDay& day) {
    return {{"device", day.device},
            {"day", iso(day.day_ms)},
            {"incoming", day.incoming},
            {"outgoing", day.outgoing},
            {"unknown", day.unknown}};
}

}  // namespace verbatim::cli
