// SPDX-License-Identifier: Apache-2.0
// verbatim verify, rebuild
#include <charconv>

#include "cli/commands.h"
#include "cli/json_line.h"
#include "cli/progress.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    std::string sample = "100";
    bool no_store = false;
    bool no_vault = false;
    bool json = false;
};

// "5", "5%", "0.5": a share in percent.
Result<double> share(const std::string& text) {
    double percent = 0;
    const char* end = text.data() + text.size() - (text.ends_with('%') ? 1 : 0);
    const auto read = std::from_chars(text.data(), end, percent);
    if (read.ec != std::errc() || read.ptr != end || !(percent > 0) || percent > 100) {
        return Error{Code::usage, "--sample takes a percentage above 0 and at most 100, like 5%", {text, {}}, {}};
    }
    return percent / 100;
}

void write_finding(Session& session, const app::VerifyFinding& finding) {
    session.out.line(
        "  " + session.terminal.styled(Style::bad, safe_line(finding.area)) + "  " + safe_line(finding.file) +
        (finding.seq ? ", record #" + std::to_string(*finding.seq) : std::string()) + ": " + safe_line(finding.what));
}

void write_report(Session& session, const app::VerifyReport& report) {
    Output& out = session.out;
    out.line("Original bytes  " + counted(report.objects, "object", "objects") + " hashed again, " +
             bytes_text(report.object_bytes));
    if (report.references_renewed > 0) {
        out.line("                " + counted(report.references_renewed, "file", "files") +
                 " kept by reference with the same bytes and another time of change, which is noted");
    }
    out.line("Acquisitions    " + counted(report.acquisitions, "signature", "signatures") + " checked");
    out.line("Log             " + counted(report.tiles, "tile", "tiles") + " recomputed, " +
             counted(report.tree_size, "record", "records"));
    out.line("Sources         " + grouped(report.sources_read_again) + " of " + grouped(report.sources_total) +
             " read again, " + counted(report.records_read_again, "record", "records") + " compared with the log");
    out.line("Store           " + counted(report.store_rows_compared, "row", "rows") + " compared");
    if (report.seals > 0) {
        out.line("Seals           " + counted(report.seals, "seal", "seals") + " checked, the trees of " +
                 grouped(report.seals_made_again) + " made again");
    }
    out.line("Root hash       " + report.root.hex());
    for (const std::string& destroyed : report.destroyed) {
        out.line("Destroyed       " + safe_line(destroyed));
    }
    for (const std::string& left_out : report.left_out) {
        out.line(session.terminal.styled(Style::warning, "Left out        ") + safe_line(left_out));
    }
    out.line("");
    if (report.ok()) {
        out.line(session.terminal.styled(Style::good, report.left_out.empty()
                                                          ? "The case is in order: what it holds is what was taken in."
                                                          : "What was checked is in order."));
        return;
    }
    out.line(session.terminal.styled(
        Style::bad, "THE CASE IS NOT IN ORDER: " + counted(report.findings.size(), "finding", "findings")));
    for (const app::VerifyFinding& finding : report.findings) {
        write_finding(session, finding);
    }
    out.line("Keep the case as it is and work on a copy; docs/operations.md says what to do for each kind.");
}

Json report_json(const app::VerifyReport& report) {
    Json findings = Json::array();
    for (const app::VerifyFinding& finding : report.findings) {
        findings.push_back({{"area", finding.area},
                            {"file", finding.file},
                            {"seq", finding.seq ? Json(*finding.seq) : Json(nullptr)},
                            {"what", finding.what}});
    }
    return {{"ok", report.ok()},
            {"objects", report.objects},
            {"object_bytes", report.object_bytes},
            {"references_renewed", report.references_renewed},
            {"acquisitions", report.acquisitions},
            {"tiles", report.tiles},
            {"tree_size", report.tree_size},
            {"root_hash", report.root.hex()},
            {"sources", report.sources_total},
            {"sources_read_again", report.sources_read_again},
            {"records_read_again", report.records_read_again},
            {"store_rows_compared", report.store_rows_compared},
            {"seals", report.seals},
            {"seals_made_again", report.seals_made_again},
            {"destroyed", report.destroyed},
            {"left_out", report.left_out},
            {"findings", std::move(findings)}};
}

Result<Exit> verify(Session& session, const Options& options) {
    app::VerifyOptions checks;
    VB_TRY_ASSIGN(checks.sample, share(options.sample));
    checks.check_store = !options.no_store;
    checks.rehash_vault = !options.no_vault;
    ProgressReport progress(session, ProgressReport::As::line);
    auto opened = open_case(session, options.folder, options.no_store ? app::StoreUse::none : app::StoreUse::if_usable);
    // A case too damaged to be opened is what this command is for: it says what is left to say.
    if (!opened && opened.error().code != Code::integrity) {
        return opened.error();
    }
    VB_TRY_ASSIGN(const app::VerifyReport report,
                  opened ? (*opened)->verify(checks, progress.control())
                         : app::verify_unopened(options.folder, opened.error(), progress.control()));
    session.terminal.clear_status();
    if (options.json) {
        session.out.line(json_text(report_json(report)));
    } else {
        write_report(session, report);
    }
    if (opened) {
        VB_TRY((*opened)->close());
    }
    return report.ok() ? Exit::ok : Exit::not_in_order;
}

Result<Exit> rebuild(Session& session, const std::string& folder) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, folder, app::StoreUse::none));
    ProgressReport progress(session, ProgressReport::As::line);
    uint64_t differences = 0;
    const auto differs = [&](const ingest::Difference& difference) {
        ++differences;
        session.warning("source " + std::to_string(difference.source) + ", " + safe_line(difference.path) +
                        (difference.seq ? ", record #" + std::to_string(*difference.seq) : std::string()) + ": " +
                        safe_line(difference.what));
    };
    auto report = opened->rebuild(differs, progress.control());
    if (!report) {
        Error error = report.error();
        if (error.code == Code::interrupted) {
            error.what = "stopped on request";
            error.where = {};
            error.advice = "the case has no whole search store now; run the same command again";
        }
        return error;
    }
    session.terminal.clear_status();
    session.out.line("Store made anew: " + counted(report->sources, "source", "sources") + ", " +
                     counted(report->counts.messages, "message", "messages") + " in " +
                     duration_text(report->seconds_reading));
    session.out.line(differences == 0
                         ? "They are the same records as in the log."
                         : "NOT the same as in the log: " + counted(differences, "difference", "differences") +
                               "; run: verbatim verify " + safe_line(folder));
    VB_TRY(opened->close());
    return differences == 0 ? Exit::ok : Exit::not_in_order;
}

}  // namespace

void add_verify(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command check = commands.add(
        Task::prove, "verify", "check the whole case, from the original bytes to the search store",
        {{"verbatim verify harbour", ""},
         {"verbatim verify harbour --sample 5%", "everything, but read only a twentieth of the sources again"}});
    check.case_folder(options->folder);
    check.app->add_option("--sample", options->sample, "share of the sources to read again, in percent (default: 100)")
        ->type_name("PERCENT");
    check.app->add_flag("--no-store", options->no_store, "leave the search store out");
    check.app->add_flag("--no-vault", options->no_vault, "do not hash the original bytes again");
    check.json_flag(options->json, "the report as one JSON object");
    commands.run(check, [options](Session& session) { return verify(session, *options); });

    auto folder = std::make_shared<std::string>();
    const Command again = commands.add(Task::prove, "rebuild", "make the search store anew from the original bytes",
                                       {{"verbatim rebuild harbour", ""}});
    again.case_folder(*folder);
    commands.run(again, [folder](Session& session) { return rebuild(session, *folder); });
}

}  // namespace verbatim::cli
