// SPDX-License-Identifier: Apache-2.0
// verbatim search: hits, counts, histograms and groups.
#include <charconv>

#include "cli/csv.h"
#include "cli/hit_writer.h"
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
    std::string order = "newest";
    std::string after;
    bool sightings = false;
    bool count = false;
    std::string histogram;
    std::string by;
    std::string format = "table";
};

std::string after_text(const store::Hit& hit) {
    return (hit.sort_ms == store::kNoTime ? std::string("none") : std::to_string(hit.sort_ms)) + ":" +
           std::to_string(hit.seq);
}

// "1585850608118:17" or "none:17", as after_text() writes it.
Result<store::Position> read_after(const std::string& text) {
    store::Position position;
    const char* const end = text.data() + text.size();
    const size_t colon = text.find(':');
    bool good = colon != std::string::npos;
    if (good && text.substr(0, colon) != "none") {
        const auto read = std::from_chars(text.data(), text.data() + colon, position.sort_ms);
        good = read.ec == std::errc() && read.ptr == text.data() + colon;
    }
    if (good) {
        const auto read = std::from_chars(text.data() + colon + 1, end, position.seq);
        good = read.ec == std::errc() && read.ptr == end;
    }
    if (!good) {
        return Error{Code::usage, "--after takes what the page before said, like 1585850608118:17", {text, {}}, {}};
    }
    return position;
}

Result<void> write_hits(Session& session, app::Case& opened, const Options& options, const std::string& query) {
    app::SearchOptions search;
    search.page.limit = rows_to_show(session, options.limit, options.all);
    search.page.order = *app::order_of(options.order);
    search.page.collapse = options.sightings ? store::Collapse::sightings : store::Collapse::messages;
    if (!options.after.empty()) {
        VB_TRY_ASSIGN(search.page.after, read_after(options.after));
    }
    VB_TRY_ASSIGN(const app::SearchResult result, opened.search(query, search, store_control(session)));
    const std::unique_ptr<HitWriter> writer = hit_writer(session, options.format, query);
    uint64_t shown = 0;
    store::Hit hit;
    while (session.out.open()) {
        VB_TRY_ASSIGN(const bool more, result.hits->next(hit));
        if (!more) {
            break;
        }
        writer->write(hit, {});
        ++shown;
    }
    const bool in_table = options.format == "table";
    const uint64_t total = options.sightings ? result.totals->sightings : result.totals->messages;
    if (in_table && total == 0) {
        session.out.line("No message was found. What could not be read is in: verbatim findings " +
                         safe_line(options.folder));
        return {};
    }
    std::string what = options.sightings ? "sightings" : "messages";
    if (!options.sightings && result.totals->sightings != total) {
        what += " (" + grouped(result.totals->sightings) + " sightings)";
    }
    if (!options.after.empty()) {
        what += ", from --after " + options.after + " on";
    }
    std::string more;
    if (search.page.limit != 0 && shown == search.page.limit) {
        more = " Next page: --after " + after_text(hit) + "; all: --all";
    } else if (!options.after.empty()) {
        more = " This is the last page.";
    }
    say_shown(session, in_table, shown, total, what, more);
    return {};
}

Result<void> write_count(Session& session, app::Case& opened, const Options& options, const std::string& query) {
    VB_TRY_ASSIGN(const store::Totals totals, opened.count(query, store_control(session)));
    if (options.format == "json") {
        session.out.line(json_text({{"messages", totals.messages}, {"sightings", totals.sightings}}));
    } else if (options.format == "csv") {
        Csv csv(session.out, session.terminal.output_is_terminal());
        csv.row({"messages", "sightings"});
        csv.row({std::to_string(totals.messages), std::to_string(totals.sightings)});
    } else {
        session.out.line(counted(totals.messages, "message", "messages") + ", " +
                         counted(totals.sightings, "sighting", "sightings"));
    }
    return {};
}

// Lines of a key with its totals, in any of the three forms.
class CountWriter {
  public:
    CountWriter(Session& session, const Options& options, std::string key)
        : session_(session),
          options_(options),
          key_(std::move(key)),
          table_(session.out, session.terminal,
                 {{key_, Align::left, true}, {"messages", Align::right}, {"sightings", Align::right}}),
          csv_(session.out, session.terminal.output_is_terminal()) {
        if (options_.format == "csv") {
            csv_.row({key_, "messages", "sightings"});
        }
    }
    void write(const std::string& key, const store::Totals& totals) {
        if (options_.format == "json") {
            session_.out.line(json_text({{key_, key}, {"messages", totals.messages}, {"sightings", totals.sightings}}));
        } else if (options_.format == "csv") {
            csv_.row({key, std::to_string(totals.messages), std::to_string(totals.sightings)});
        } else {
            table_.row(
                {key.empty() ? "not stated" : safe_line(key), grouped(totals.messages), grouped(totals.sightings)});
        }
    }
    void end() { table_.end(); }

  private:
    Session& session_;
    const Options& options_;
    std::string key_;
    Table table_;
    Csv csv_;
};

Result<void> write_histogram(Session& session, app::Case& opened, const Options& options, const std::string& query) {
    const store::Period period = *period_of(options.histogram);
    CountWriter writer(session, options, options.histogram);
    store::Totals sum;
    VB_TRY(opened.histogram(
        query, period,
        [&](const store::PeriodCount& count) {
            writer.write(period_text(count.begin_ms, period), count.totals);
            sum.messages += count.totals.messages;
            sum.sightings += count.totals.sightings;
            return session.out.open();
        },
        store_control(session)));
    writer.end();
    if (options.format == "table") {
        session.out.line(session.terminal.styled(
            Style::dim,
            "Together: " + counted(sum.messages, "message", "messages") + ", by " + options.histogram + " of UTC."));
    }
    return {};
}

Result<void> write_groups(Session& session, app::Case& opened, const Options& options, const std::string& query) {
    const uint64_t limit = rows_to_show(session, options.limit, options.all);
    CountWriter writer(session, options, options.by);
    uint64_t shown = 0;
    uint64_t total = 0;
    VB_TRY(opened.group_by(
        query, *group_key_of(options.by),
        [&](const store::GroupCount& group) {
            ++total;
            if (limit == 0 || shown < limit) {
                writer.write(group.key, group.totals);
                ++shown;
            }
            return session.out.open();
        },
        store_control(session)));
    writer.end();
    say_shown(session, options.format == "table", shown, total, options.by + "s");
    return {};
}

Result<void> answer(Session& session, app::Case& opened, const Options& options, const std::string& query) {
    if (options.count) {
        return write_count(session, opened, options, query);
    }
    if (!options.histogram.empty()) {
        return write_histogram(session, opened, options, query);
    }
    if (!options.by.empty()) {
        return write_groups(session, opened, options, query);
    }
    return write_hits(session, opened, options, query);
}

Result<Exit> search(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const std::string query, query_text(options.words));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    if (auto answered = answer(session, *opened, options, query); !answered) {
        return explain_query_error(session, query, answered.error());
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

}  // namespace

void add_search(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command = commands.add(
        Task::search, "search", "find messages, count them, or see when and by whom they were sent",
        {{"verbatim search harbour '\"two boxes\" from:milan*'", ""},
         {"verbatim search harbour 'with:kilo sent:[2020-04-01 TO 2020-04-10]' --format csv --all > kilo.csv", ""},
         {"verbatim search harbour boxes --histogram day", ""}});
    CLI::App* app = command.app;
    command.case_folder(options->folder);
    command.reader();
    add_query(command, options->words, true);
    command.row_limit(options->limit, options->all, "rows");
    command.choice("--order", options->order, "newest|oldest|sequence",
                   "order of hits; sequence is the order of the log (default: newest)");
    app->add_option("--after", options->after, "go on behind the hit with this position, as the page before says")
        ->type_name("POSITION");
    app->add_flag("--sightings", options->sightings,
                  "a hit for each sighting (default: one for each message, with its sightings)");
    CLI::Option* count = app->add_flag("--count", options->count, "only how many");
    CLI::Option* histogram =
        command.choice("--histogram", options->histogram, std::string(kPeriodWords), "how many in each period of UTC");
    CLI::Option* by =
        command.choice("--by", options->by, std::string(kGroupWords), "how many for each of these, most first");
    count->excludes(histogram)->excludes(by);
    histogram->excludes(by);
    command.choice("--format", options->format, "table|json|csv",
                   "table for people, JSON one object a line, CSV for spreadsheets (default: table)");
    commands.run(command, [options](Session& session) { return search(session, *options); });
}

}  // namespace verbatim::cli
