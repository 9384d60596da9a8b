// SPDX-License-Identifier: Apache-2.0
// verbatim bench-queries: the times of questions to an open case, as bench/run.py asks for them.
//
// A line of the file is NAME<tab>OPTIONS<tab>QUERY, where OPTIONS are those of `verbatim search` (--count, --histogram
// P,
// --by K, --limit N), or --around: then QUERY is the number of a message, and its conversation is read. Each is run
// once cold and then up to kRunsMax times or kSecondsMax; hits are fetched with all their fields.
#include <algorithm>
#include <chrono>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/json_line.h"
#include "cli/words.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {

constexpr size_t kRunsMax = 50;
constexpr double kSecondsMax = 5;
constexpr uint64_t kPage = 50;
constexpr uint64_t kAround = 20;
constexpr uint64_t kFileBytesMax = uint64_t{16} << 20;

struct Question {
    std::string name;
    std::string query;
    bool count = false;
    bool around = false;
    std::optional<store::Period> period;
    std::optional<store::GroupKey> key;
    uint64_t limit = kPage;
};

Result<Question> read_question(std::string_view line) {
    const size_t first = line.find('\t');
    const size_t second = first == std::string_view::npos ? first : line.find('\t', first + 1);
    const Error wrong{Code::usage,
                      "a line is NAME<tab>OPTIONS<tab>QUERY with the options of verbatim search",
                      {std::string(line), {}},
                      {}};
    if (second == std::string_view::npos) {
        return wrong;
    }
    Question question;
    question.name = line.substr(0, first);
    question.query = line.substr(second + 1);
    const std::vector<std::string> words =
        CLI::detail::split(std::string(line.substr(first + 1, second - first - 1)), ' ');
    for (size_t at = 0; at < words.size(); ++at) {
        const std::string value = at + 1 < words.size() ? words[at + 1] : "";
        if (words[at].empty()) {
            continue;
        }
        if (words[at] == "--count") {
            question.count = true;
        } else if (words[at] == "--around") {
            question.around = true;
        } else if (words[at] == "--histogram" && period_of(value)) {
            question.period = period_of(value);
            ++at;
        } else if (words[at] == "--by" && group_key_of(value)) {
            question.key = group_key_of(value);
            ++at;
        } else if (words[at] == "--limit" && !value.empty() &&
                   value.find_first_not_of("0123456789") == std::string::npos && value.size() < 19) {
            question.limit = std::stoull(value);
            ++at;
        } else {
            return wrong;
        }
    }
    return question;
}

// One run; gives the number of hits, rows or messages.
Result<uint64_t> ask(app::Case& opened, const Question& question) {
    store::Control control;
    control.cancelled = interrupted;
    if (question.around) {
        if (question.query.empty() || question.query.find_first_not_of("0123456789") != std::string::npos) {
            return Error{Code::usage, "--around takes the number of a message", {question.query, {}}, {}};
        }
        VB_TRY_ASSIGN(const auto page, opened.conversation_around(std::stoull(question.query), kAround, kAround));
        return page.hits.size();
    }
    if (question.count) {
        VB_TRY_ASSIGN(const store::Totals totals, opened.count(question.query, control));
        return totals.messages;
    }
    uint64_t rows = 0;
    if (question.period) {
        VB_TRY(opened.histogram(
            question.query, *question.period,
            [&](const store::PeriodCount&) {
                ++rows;
                return true;
            },
            control));
        return rows;
    }
    if (question.key) {
        VB_TRY(opened.group_by(
            question.query, *question.key, [&](const store::GroupCount&) { return ++rows < question.limit; }, control));
        return rows;
    }
    app::SearchOptions options;
    options.page.limit = question.limit;
    options.count = false;
    VB_TRY_ASSIGN(const app::SearchResult result, opened.search(question.query, options, control));
    store::Hit hit;
    while (true) {
        VB_TRY_ASSIGN(const bool more, result.hits->next(hit));
        if (!more) {
            return rows;
        }
        ++rows;
    }
}

Result<Json> measure(app::Case& opened, const Question& question) {
    using Clock = std::chrono::steady_clock;
    const auto milliseconds = [](Clock::duration time) {
        return std::chrono::duration<double, std::milli>(time).count();
    };
    const Clock::time_point begin = Clock::now();
    std::vector<double> runs;
    uint64_t hits = 0;
    while (runs.size() <= kRunsMax && (runs.size() < 4 || milliseconds(Clock::now() - begin) < kSecondsMax * 1000)) {
        const Clock::time_point start = Clock::now();
        VB_TRY_ASSIGN(hits, ask(opened, question));
        runs.push_back(milliseconds(Clock::now() - start));
    }
    const double first = runs.front();
    runs.erase(runs.begin());
    std::sort(runs.begin(), runs.end());
    return Json{{"name", question.name},
                {"first_ms", first},
                {"median_ms", runs[runs.size() / 2]},
                {"p95_ms", runs[runs.size() * 95 / 100]},
                {"runs", runs.size()},
                {"hits", hits}};
}

Result<Exit> bench(Session& session, const std::string& folder, const std::string& file) {
    VB_TRY_ASSIGN(const std::string text, io::read_file(file, kFileBytesMax));
    std::vector<Question> questions;
    for (const std::string& line : CLI::detail::split(text, '\n')) {
        if (!line.empty()) {
            VB_TRY_ASSIGN(Question question, read_question(line));
            questions.push_back(std::move(question));
        }
    }
    VB_TRY_ASSIGN(const auto opened, open_case(session, folder));
    Json answers = Json::array();
    for (const Question& question : questions) {
        VB_TRY_ASSIGN(Json answer, measure(*opened, question));
        answers.push_back(std::move(answer));
    }
    session.out.line(json_text({{"queries", std::move(answers)}}));
    VB_TRY(opened->close());
    return Exit::ok;
}

}  // namespace

void add_bench_queries(Commands& commands) {
    auto folder = std::make_shared<std::string>();
    auto file = std::make_shared<std::string>();
    const Command command = commands.add(Task::tools, "bench-queries", "measure how long questions to a case take",
                                         {{"verbatim bench-queries harbour queries.tsv", ""}});
    command.case_folder(*folder);
    command.app
        ->add_option("file", *file,
                     "lines of NAME, OPTIONS and QUERY with tabs between; OPTIONS as of verbatim search, or --around")
        ->type_name("FILE")
        ->required();
    commands.run(command, [folder, file](Session& session) { return bench(session, *folder, *file); });
}

}  // namespace verbatim::cli
