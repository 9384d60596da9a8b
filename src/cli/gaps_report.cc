// SPDX-License-Identifier: Apache-2.0
#include "cli/gaps_report.h"

#include <fmt/format.h>

#include "cli/table.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

using gaps::Kind;
using gaps::Report;

constexpr std::array<std::string_view, gaps::kKinds> kMeanings = {
    "runs of row numbers that no row bears",
    "devices with one number on several rows",
    "devices with rows outside the capture window",
    "a device shows nothing, or nothing of one direction",
    "many devices have a gap at once",
    "a participant's own device does not show a conversation",
    "conversations of a device with attachments named but absent",
    "devices whose clock is off",
};

size_t index(Kind kind) {
    return static_cast<size_t>(kind);
}

}  // namespace

Result<void> GapsReporter::begin() {
    if (!options_.list.empty()) {
        VB_TRY_ASSIGN(list_, ListFile::create(options_.list, options_.overwrite));
        if (options_.list.ends_with(".csv")) {
            csv_ = std::make_unique<Csv>(list_->out(), false);
            csv_->row(gap_columns());
        }
    }
    if (!options_.heat.empty()) {
        VB_TRY_ASSIGN(heat_, ListFile::create(options_.heat, options_.overwrite));
    }
    return {};
}

gaps::Receiver GapsReporter::receiver() {
    gaps::Receiver receiver;
    receiver.stage = [this](std::string_view what) {
        stage_ = what;
        if (options_.json) {
            session_.out.line(json_text(Json{{"event", "stage"}, {"stage", stage_}}));
        }
        session_.terminal.status(stage_);
    };
    if (heat_) {
        receiver.heat = [this](const gaps::HeatDay& day) -> Result<void> {
            heat_->out().line(json_text(heat_json(day)));
            return heat_->check();
        };
    }
    receiver.finding = [this](const gaps::Finding& finding) { return take(finding); };
    return receiver;
}

store::Control GapsReporter::control() {
    store::Control control = store_control(session_);
    control.progress = [this](const store::Progress& progress) {
        session_.terminal.status(stage_ + ": " + grouped(progress.rows_read) + " rows read");
    };
    return control;
}

Result<void> GapsReporter::take(const gaps::Finding& finding) {
    const size_t kind = index(gaps::kind_of(finding));
    const bool shown = options_.each_kind == 0 || given_[kind] < options_.each_kind;
    ++given_[kind];
    if (list_ || (options_.json && shown)) {
        const Json row = gap_json(finding);
        if (list_) {
            ++listed_;
            if (csv_) {
                csv_->row(gap_cells(row));
            } else {
                list_->out().line(json_text(row));
            }
            VB_TRY(list_->check());
        }
        if (options_.json && shown) {
            Json event{{"event", "finding"}};
            event.update(row);
            session_.out.line(json_text(event));
        }
    }
    if (!options_.json && shown) {
        if (options_.each_kind == 0) {
            session_.terminal.clear_status();
            session_.out.line(gap_line(finding));
        } else {
            held_[kind].push_back(gap_line(finding));
        }
    }
    return {};
}

Json GapsReporter::event(const Report& report) const {
    Json found;
    Json given;
    for (size_t kind = 0; kind < gaps::kKinds; ++kind) {
        const std::string word(name(static_cast<Kind>(kind)));
        found[word] = report.found[kind];
        given[word] = given_[kind];
    }
    Json sides;
    for (size_t state = 0; state < gaps::kSideStates; ++state) {
        sides[std::string(name(static_cast<gaps::SideState>(state)))] = report.sides[state];
    }
    Json not_checked = Json::array();
    for (const gaps::NotChecked& left : report.not_checked) {
        not_checked.push_back({{"what", left.what}, {"count", left.count}});
    }
    return {{"event", "finished"},
            {"quiet", report.quiet()},
            {"window",
             {{"begin", json_time(report.window.begin_ms, record::ZoneBasis::stated)},
              {"end", json_time(report.window.end_ms, record::ZoneBasis::stated)},
              {"begin_stated", report.window.begin_stated},
              {"end_stated", report.window.end_stated}}},
            {"min_hours", options_.min_hours},
            {"rows", report.rows},
            {"rows_in_window", report.rows_in_window},
            {"rows_outside", report.rows_outside},
            {"rows_without_time", report.rows_without_time},
            {"rows_without_device", report.rows_without_device},
            {"devices", report.devices},
            {"devices_numbered", report.devices_numbered},
            {"devices_by_rhythm", report.devices_by_rhythm},
            {"devices_not_judged", report.devices_not_judged},
            {"silences",
             {{"looked_at", report.silences},
              {"confirmed", report.silences_confirmed},
              {"explained", report.silences_explained},
              {"real", report.silences_real},
              {"improbable", report.silences_improbable},
              {"usual", report.silences_usual}}},
            {"missing_numbers", report.missing_numbers},
            {"leading_numbers", report.leading_numbers},
            {"attachments_named", report.attachments_named},
            {"attachments_absent", report.attachments_absent},
            {"clock_pairs", report.clock_pairs},
            {"sides", std::move(sides)},
            {"found", std::move(found)},
            {"given", std::move(given)},
            {"not_checked", std::move(not_checked)},
            {"list", options_.list},
            {"listed", listed_},
            {"heat", options_.heat}};
}

void GapsReporter::summary(const Report& report) {
    Output& out = session_.out;
    const gaps::Window& window = report.window;
    const auto how = [](bool stated) { return stated ? " (stated)" : " (found)"; };
    out.line("Window   " + clock_text(window.begin_ms) + " UTC" + how(window.begin_stated) + " to " +
             clock_text(window.end_ms) + " UTC" + how(window.end_stated));
    out.line("Rows     " + grouped(report.rows) + " = " + grouped(report.rows_in_window) + " in the window + " +
             grouped(report.rows_outside) + " outside + " + grouped(report.rows_without_time) + " without time");
    out.line("Devices  " + grouped(report.devices) + " = " + grouped(report.devices_numbered) +
             " by their own row numbers + " + grouped(report.devices_by_rhythm) + " by rhythm alone + " +
             grouped(report.devices_not_judged) + " not judged");
    out.line("Silences " + fmt::format("of {:g} hours and more: ", options_.min_hours) + grouped(report.silences) +
             " = " + grouped(report.silences_confirmed) + " confirmed by missing numbers + " +
             grouped(report.silences_explained) + " within those or between holes + " + grouped(report.silences_real) +
             " real (numbers run on) + " + grouped(report.silences_improbable) + " improbable + " +
             grouped(report.silences_usual) + " usual");
    out.line("Numbers  " + grouped(report.missing_numbers) + " missing between a device's first and last, " +
             grouped(report.leading_numbers) + " below its first");
    out.line("Files    " + grouped(report.attachments_absent) + " of " + grouped(report.attachments_named) +
             " attachments absent");
    out.line("");
    Table table(out, session_.terminal, {{"found", Align::right}, {"kind"}, {"meaning"}});
    for (size_t kind = 0; kind < gaps::kKinds; ++kind) {
        table.row(
            {grouped(report.found[kind]), std::string(name(static_cast<Kind>(kind))), std::string(kMeanings[kind])});
    }
    table.end();
    for (const gaps::NotChecked& left : report.not_checked) {
        out.line("Not checked: " + (left.count == 0 ? "" : grouped(left.count) + " ") + left.what);
    }
    if (report.quiet()) {
        out.line(session_.terminal.styled(Style::good, "QUIET: nothing is known to be missing."));
    }
}

void GapsReporter::lines() {
    Output& out = session_.out;
    for (size_t kind = 0; kind < gaps::kKinds; ++kind) {
        if (!held_[kind].empty()) {
            out.line("");
        }
        for (const std::string& line : held_[kind]) {
            out.line(line);
        }
        if (options_.each_kind != 0 && given_[kind] > options_.each_kind) {
            out.line("... and " + grouped(given_[kind] - options_.each_kind) + " more" +
                     (list_ ? "" : "; all of them: --out FILE or --all"));
        }
    }
    if (list_) {
        out.line("Full list: " + safe_line(options_.list) + ", " + counted(listed_, "finding", "findings") + ".");
    }
    if (heat_) {
        out.line("Rows by hour: " + safe_line(options_.heat));
    }
}

Result<void> GapsReporter::finished(const Report& report) {
    session_.terminal.clear_status();
    if (list_) {
        VB_TRY(list_->finish());
    }
    if (heat_) {
        VB_TRY(heat_->finish());
    }
    if (options_.json) {
        session_.out.line(json_text(event(report)));
        return {};
    }
    summary(report);
    lines();
    return {};
}

void GapsReporter::failed(const Error& error) {
    session_.terminal.clear_status();
    if (options_.json) {
        session_.out.line(json_text(failed_event(error)));
    }
}

}  // namespace verbatim::cli
