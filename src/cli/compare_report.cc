// SPDX-License-Identifier: Apache-2.0
#include "cli/compare_report.h"

#include <algorithm>

#include "cli/table.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

using compare::Class;
using compare::Report;
using compare::RowKind;
using compare::SideReport;

constexpr std::array<std::string_view, compare::kClasses> kWords = {"same",    "re-ordered", "re-formatted",
                                                                    "changed", "missing",    "added"};
constexpr size_t kFlowShown = 20;

size_t index(Class what) {
    return static_cast<size_t>(what);
}

std::string place_text(std::string_view side, const compare::RowPlace& place) {
    return std::string(side) + " row " + grouped(place.row) + " of " + safe_line(place.path) + " (bytes " +
           std::to_string(place.begin) + "-" + std::to_string(place.end) +
           (place.kind == RowKind::message ? ")" : ", " + std::string(name(place.kind)) + ")");
}

Json side_json(const SideReport& side) {
    Json out{{"name", side.name}, {"rows", side.total()}};
    for (size_t kind = 0; kind < compare::kRowKinds; ++kind) {
        Json of_kind;
        for (size_t what = 0; what < compare::kClasses; ++what) {
            of_kind[std::string(name(static_cast<Class>(what)))] = side.rows[kind][what];
        }
        out[std::string(name(static_cast<RowKind>(kind)))] = std::move(of_kind);
    }
    Json sources = Json::array();
    for (const compare::SourceReport& source : side.sources) {
        Json one{{"path", source.entry.path},
                 {"sha256", source.entry.object ? Json(source.entry.object->hex()) : Json(nullptr)},
                 {"bytes", source.entry.size_bytes},
                 {"status", ingest::name(source.entry.status)},
                 {"format", source.entry.format},
                 {"rows", source.rows},
                 {"messages", source.entry.counts.messages},
                 {"rejected", source.entry.counts.rejected},
                 {"skipped", source.entry.counts.skipped},
                 {"bytes_unread", source.entry.counts.bytes_unread}};
        if (!source.entry.problem.empty()) {
            one["problem"] = source.entry.problem;
        }
        sources.push_back(std::move(one));
    }
    out["sources"] = std::move(sources);
    return out;
}

std::string verdict(const Report& report) {
    const auto number = [&](Class what) { return report.a.total(what) + report.b.total(what); };
    if (report.equal()) {
        return "EQUAL: every row stands on both sides, byte for byte and in the same order.";
    }
    if (number(Class::changed) + number(Class::missing) + number(Class::added) + report.files.size() > 0) {
        return "THEY DIFFER.";
    }
    const uint64_t written = report.a.total(Class::reformatted);
    const uint64_t placed = report.a.total(Class::reordered);
    return "THE SAME CONTENT: no row is missing, added or changed; " +
           (written > 0 ? counted(written, "row is", "rows are") + " written differently" : std::string()) +
           (written > 0 && placed > 0 ? " and " : "") +
           (placed > 0 ? counted(placed, "row stands", "rows stand") + " at another place" : std::string()) + ".";
}

}  // namespace

CompareReporter::CompareReporter(Session& session, Options options, std::vector<std::string> ignored)
    : session_(session),
      options_(std::move(options)),
      ignored_(std::move(ignored)),
      progress_(session, options_.json ? ProgressReport::As::events : ProgressReport::As::line) {}

Result<void> CompareReporter::begin() {
    if (!options_.list.empty()) {
        VB_TRY_ASSIGN(list_, CompareList::create(options_.list, options_.form, options_.overwrite));
    }
    return {};
}

ingest::Control CompareReporter::control() {
    ingest::Control control = progress_.control();
    // With a list on its way to a file, a reader that has seen enough ends nothing.
    control.cancelled = [this, asked = control.cancelled] { return asked() || (!session_.out.open() && !list_); };
    return control;
}

bool CompareReporter::shows(Class what) const {
    return options_.each_class == 0 || shown_[index(what)] < options_.each_class;
}

compare::Receiver CompareReporter::receiver() {
    compare::Receiver receiver;
    receiver.wants = [this](Class what) { return list_ != nullptr || shows(what); };
    receiver.each = [this](const compare::Difference& difference) -> Result<void> {
        if (list_) {
            VB_TRY(list_->add(difference));
        }
        if (shows(difference.what)) {
            ++shown_[index(difference.what)];
            show(difference);
        }
        return {};
    };
    return receiver;
}

void CompareReporter::show(const compare::Difference& difference) {
    Output& out = session_.out;
    if (options_.json) {
        out.line(json_.line(difference, "\"event\":\"difference\","));
        return;
    }
    session_.terminal.clear_status();
    std::string line = session_.terminal.styled(Style::bold, kWords[index(difference.what)]);
    if (difference.moved && difference.what != Class::reordered) {
        line += ", and moved";
    }
    if (difference.a) {
        line += "  " + place_text("A", *difference.a);
    }
    if (difference.b) {
        line += (difference.a ? "; " : "  ") + place_text("B", *difference.b);
    }
    out.line(line);
    for (const compare::FieldChange& change : difference.changes) {
        const std::string field = "  " + safe_line(change.name);
        out.line(field + "  A: " + (change.before ? safe_line(*change.before) : "(not there)"));
        out.line(std::string(field.size(), ' ') + "  B: " + (change.after ? safe_line(*change.after) : "(not there)"));
    }
    for (const compare::FieldValue& value : difference.values) {
        out.line("  " + safe_line(value.name) + ": " + safe_line(value.value));
    }
}

void CompareReporter::summary(const Report& report) {
    Output& out = session_.out;
    out.line("");
    out.line("A  " + safe_line(report.a.name));
    out.line("B  " + safe_line(report.b.name));
    if (!ignored_.empty()) {
        std::string words;
        for (const std::string& word : ignored_) {
            words += (words.empty() ? "" : ", ") + safe_line(word);
        }
        out.line("Not compared: " + words);
    }
    out.line("");
    Table table(out, session_.terminal,
                {{"rows"},
                 {"A", Align::right},
                 {"B", Align::right},
                 {"messages", Align::right},
                 {"rejected", Align::right},
                 {"skipped", Align::right},
                 {"moved too", Align::right}});
    for (const Class what :
         {Class::same, Class::reordered, Class::reformatted, Class::changed, Class::missing, Class::added}) {
        const SideReport& of = what == Class::added ? report.b : report.a;
        const auto kind = [&](RowKind wanted) { return grouped(of.rows[static_cast<size_t>(wanted)][index(what)]); };
        const bool movable = what == Class::reformatted || what == Class::changed;
        table.row({std::string(kWords[index(what)]), what == Class::added ? "" : grouped(report.a.total(what)),
                   what == Class::missing ? "" : grouped(report.b.total(what)), kind(RowKind::message),
                   kind(RowKind::rejected), kind(RowKind::skipped), movable ? grouped(report.moved[index(what)]) : ""});
    }
    table.row({"sum", grouped(report.a.total()), grouped(report.b.total()), "", "", "", ""});
    table.end();
}

void CompareReporter::sources(const Report& report) {
    Output& out = session_.out;
    const auto all = static_cast<uint64_t>(report.files.size());
    const uint64_t files_shown = options_.each_class == 0 ? all : std::min<uint64_t>(all, options_.each_class);
    for (uint64_t i = 0; i < files_shown; ++i) {
        const compare::FileDifference& file = report.files[i];
        out.line(session_.terminal.styled(Style::bad, "file " + std::string(kWords[index(file.what)])) +
                 ", not read as chat: " + safe_line(file.a.empty() ? file.b : file.a) +
                 (file.a.empty() || file.b.empty() ? "" : "; B: " + safe_line(file.b)) + " (" + safe_line(file.why) +
                 ")");
    }
    if (files_shown < all) {
        out.line("... and " + grouped(all - files_shown) + " more files; all of them: --out FILE or --all");
    }
    if (report.files_equal > 0) {
        out.line(counted(report.files_equal, "file", "files") + " not read as chat, equal byte for byte on both sides");
    }
    if (report.flow.size() > 1) {
        out.line("");
        Table table(out, session_.terminal, {{"rows in both", Align::right}, {"A"}, {"B"}});
        size_t shown = 0;
        for (const auto& [pair, rows] : report.flow) {
            if (shown++ < kFlowShown || options_.each_class == 0) {
                table.row({grouped(rows), safe_line(report.a.sources[pair.first].entry.path),
                           safe_line(report.b.sources[pair.second].entry.path)});
            }
        }
        table.end();
        if (shown > kFlowShown && options_.each_class != 0) {
            out.line("... and " + grouped(shown - kFlowShown) + " more pairs of sources; all of them: --all or --json");
        }
    }
}

void CompareReporter::rest(const Report& report) {
    std::string hidden;
    for (size_t i = index(Class::reordered); i < compare::kClasses; ++i) {
        const SideReport& of = static_cast<Class>(i) == Class::added ? report.b : report.a;
        const uint64_t total = of.total(static_cast<Class>(i));
        if (total > shown_[i]) {
            hidden += (hidden.empty() ? "" : ", ") + grouped(total - shown_[i]) + " " + std::string(kWords[i]);
        }
    }
    if (!hidden.empty()) {
        session_.out.line("Not shown above: " + hidden + "." + (list_ ? "" : " All of them: --out FILE or --all."));
    }
    if (list_) {
        session_.out.line("Full list: " + safe_line(options_.list) + ", " +
                          counted(list_->count(), "difference", "differences") + ".");
    }
}

void CompareReporter::event(const Report& report) {
    Json moved;
    for (const Class what : {Class::reformatted, Class::changed}) {
        moved[std::string(name(what))] = report.moved[index(what)];
    }
    Json flow = Json::array();
    for (const auto& [pair, rows] : report.flow) {
        flow.push_back({{"a", report.a.sources[pair.first].entry.path},
                        {"b", report.b.sources[pair.second].entry.path},
                        {"rows", rows}});
    }
    Json files = Json::array();
    for (const compare::FileDifference& file : report.files) {
        files.push_back({{"class", name(file.what)}, {"a", file.a}, {"b", file.b}, {"why", file.why}});
    }
    Json out{{"event", "finished"},
             {"equal", report.equal()},
             {"ignored", ignored_},
             {"a", side_json(report.a)},
             {"b", side_json(report.b)},
             {"moved_too", std::move(moved)},
             {"rows_in_both", std::move(flow)},
             {"files", std::move(files)},
             {"files_equal", report.files_equal},
             {"list", options_.list},
             {"listed", list_ ? list_->count() : 0},
             {"seconds_reading", report.seconds_reading},
             {"seconds_matching", report.seconds_matching},
             {"seconds_listing", report.seconds_listing}};
    session_.out.line(json_text(out));
}

Result<void> CompareReporter::finished(const Report& report) {
    session_.terminal.clear_status();
    if (list_) {
        for (const compare::FileDifference& file : report.files) {
            VB_TRY(list_->add(file));
        }
        VB_TRY(list_->finish());
    }
    if (options_.json) {
        event(report);
        return {};
    }
    summary(report);
    sources(report);
    session_.out.line("");
    rest(report);
    const double seconds = report.seconds_reading + report.seconds_matching + report.seconds_listing;
    session_.out.line("Read " + grouped(report.a.total() + report.b.total()) + " rows in " + duration_text(seconds) +
                      ".");
    session_.out.line(session_.terminal.styled(report.equal() ? Style::good : Style::bad, verdict(report)));
    return {};
}

void CompareReporter::failed(const Error& error) {
    if (options_.json) {
        session_.out.line(json_text(failed_event(error)));
    }
}

}  // namespace verbatim::cli
