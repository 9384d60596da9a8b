// SPDX-License-Identifier: Apache-2.0
// verbatim conversations, handles
#include "cli/csv.h"
#include "cli/json_line.h"
#include "cli/query_input.h"
#include "cli/table.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

struct Options {
    std::string folder;
    std::vector<std::string> words;
    RowLimit limit;
    bool all = false;
    std::string format = "table";
};

std::string joined(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values) {
        out += (out.empty() ? "" : "; ") + value;
    }
    return out;
}

// The store gives these times without the zones of the single messages: they are times of UTC, or of no stated zone.
std::string when(int64_t ms) {
    return ms == store::kNoTime ? "no time" : clock_text(ms);
}
Json json_when(int64_t ms) {
    return json_time(ms, record::ZoneBasis::none);
}

// Streams rows of one kind: the heading, the cells of a row for people, and its JSON.
template <class Row>
struct Listing {
    std::string what;
    std::vector<Column> columns;
    std::vector<std::string> csv_header;
    std::function<std::vector<std::string>(const Row&)> cells;
    std::function<std::vector<std::string>(const Row&)> csv_cells;
    std::function<Json(const Row&)> json;
    std::function<Result<void>(app::Case&, const std::string&, const store::Each<Row>&, const store::Control&)> walk;
};

template <class Row>
Result<void> list(Session& session, app::Case& opened, const Options& options, const std::string& query,
                  const Listing<Row>& listing) {
    const uint64_t limit = rows_to_show(session, options.limit, options.all);
    Table table(session.out, session.terminal, listing.columns);
    Csv csv(session.out, session.terminal.output_is_terminal());
    if (options.format == "csv") {
        csv.row(listing.csv_header);
    }
    uint64_t shown = 0;
    uint64_t total = 0;
    VB_TRY(listing.walk(
        opened, query,
        [&](const Row& row) {
            ++total;
            if (limit != 0 && shown == limit) {
                return session.out.open();  // counted only
            }
            ++shown;
            if (options.format == "json") {
                session.out.line(json_text(listing.json(row)));
            } else if (options.format == "csv") {
                csv.row(listing.csv_cells(row));
            } else {
                table.row(listing.cells(row));
            }
            return session.out.open();
        },
        store_control(session)));
    table.end();
    say_shown(session, options.format == "table", shown, total, listing.what);
    if (options.format == "table" && shown > 0) {
        session.out.line(session.terminal.styled(
            Style::dim, "Times are UTC; those of messages whose zone is not stated are as written."));
    }
    return {};
}

template <class Row>
Result<Exit> run(Session& session, const Options& options, const Listing<Row>& listing) {
    VB_TRY_ASSIGN(const std::string query, query_text(options.words));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    if (auto listed = list(session, *opened, options, query, listing); !listed) {
        return explain_query_error(session, query, listed.error());
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

Listing<store::ConversationInfo> conversations() {
    using Row = store::ConversationInfo;
    return {"conversations",
            {{"conversation", Align::left, true},
             {"platform"},
             {"messages", Align::right},
             {"first"},
             {"last"},
             {"participants", Align::left, true}},
            {"conversation", "title", "platform", "sightings", "first", "last", "participants"},
            [](const Row& row) -> std::vector<std::string> {
                return {safe_line(row.title.empty() ? row.conversation : row.title),
                        safe_line(row.platform),
                        grouped(row.sightings),
                        when(row.first_ms),
                        when(row.last_ms),
                        safe_line(joined(row.participants))};
            },
            [](const Row& row) -> std::vector<std::string> {
                return {row.conversation,
                        row.title,
                        row.platform,
                        std::to_string(row.sightings),
                        time_iso(row.first_ms, record::ZoneBasis::none),
                        time_iso(row.last_ms, record::ZoneBasis::none),
                        joined(row.participants)};
            },
            [](const Row& row) -> Json {
                return {{"conversation", row.conversation}, {"title", row.title},
                        {"platform", row.platform},         {"sightings", row.sightings},
                        {"first", json_when(row.first_ms)}, {"last", json_when(row.last_ms)},
                        {"participants", row.participants}};
            },
            [](app::Case& opened, const std::string& query, const store::Each<Row>& each,
               const store::Control& control) { return opened.conversations(query, each, control); }};
}

Listing<store::HandleInfo> handles() {
    using Row = store::HandleInfo;
    return {"handles",
            {{"handle", Align::left, true}, {"names", Align::left, true}, {"sent", Align::right}, {"first"}, {"last"}},
            {"handle", "names", "sightings", "first", "last"},
            [](const Row& row) -> std::vector<std::string> {
                return {row.sender.empty() ? "not stated" : safe_line(row.sender), safe_line(joined(row.names)),
                        grouped(row.sightings), when(row.first_ms), when(row.last_ms)};
            },
            [](const Row& row) -> std::vector<std::string> {
                return {row.sender, joined(row.names), std::to_string(row.sightings),
                        time_iso(row.first_ms, record::ZoneBasis::none),
                        time_iso(row.last_ms, record::ZoneBasis::none)};
            },
            [](const Row& row) -> Json {
                return {{"handle", row.sender},
                        {"names", row.names},
                        {"sightings", row.sightings},
                        {"first", json_when(row.first_ms)},
                        {"last", json_when(row.last_ms)}};
            },
            [](app::Case& opened, const std::string& query, const store::Each<Row>& each,
               const store::Control& control) { return opened.handles(query, each, control); }};
}

std::shared_ptr<Options> add_options(const Command& command, std::string_view what) {
    auto options = std::make_shared<Options>();
    command.case_folder(options->folder);
    command.reader();
    add_query(command, options->words, false);
    command.row_limit(options->limit, options->all, what);
    command.choice("--format", options->format, "table|json|csv",
                   "table for people, JSON one object a line, CSV for spreadsheets (default: table)");
    return options;
}

}  // namespace

void add_lists(Commands& commands) {
    {
        const Command command = commands.add(
            Task::search, "conversations", "the conversations: who took part, how many messages, from when to when",
            {{"verbatim conversations harbour", ""}, {"verbatim conversations harbour from:milan", ""}});
        auto options = add_options(command, "conversations");
        commands.run(command, [options](Session& session) { return run(session, *options, conversations()); });
    }
    {
        const Command command = commands.add(
            Task::search, "handles", "the senders, with every name that was seen with them",
            {{"verbatim handles harbour", ""}, {"verbatim handles harbour '\"two boxes\"' --format csv", ""}});
        auto options = add_options(command, "handles");
        commands.run(command, [options](Session& session) { return run(session, *options, handles()); });
    }
}

}  // namespace verbatim::cli
