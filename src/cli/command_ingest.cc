// SPDX-License-Identifier: Apache-2.0
// verbatim ingest
#include <algorithm>
#include <thread>

#include "cli/ingest_report.h"
#include "cli/source_options.h"
#include "io/file.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kThreadsMax = 256;  // each holds a block of the store in memory
constexpr uint64_t kHashListBytesMax = uint64_t{1} << 30;

struct Options {
    std::string folder;
    std::vector<std::string> paths;
    app::IngestOptions ingest;
    uint64_t threads = 1;
    std::string profile;
    std::string storage = "copy";
    std::vector<std::string> claimed;
    std::vector<std::string> claimed_lists;
    bool json = false;
    bool verbose = false;
};

Result<void> add_claim(std::string_view path, std::string_view hash, const std::string& where,
                       std::map<std::string, std::string>& claims) {
    if (path.empty() || hash.empty()) {
        return Error{Code::usage, "a claimed hash is written as FILE=SHA256", {where, std::nullopt}, {}};
    }
    const auto [at, is_new] = claims.emplace(path, hash);
    if (!is_new && at->second != hash) {
        return Error{
            Code::usage, "two different hashes are claimed for " + std::string(path), {where, std::nullopt}, {}};
    }
    return {};
}

// Lines of sha256sum: hash, space, space or asterisk, name; a leading backslash says that \n and \\ in the name are
// escaped.
Result<void> read_hash_list(const std::string& file, std::map<std::string, std::string>& claims) {
    VB_TRY_ASSIGN(const std::string text, io::read_file(file, kHashListBytesMax));
    uint64_t number = 0;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = std::string_view(text).substr(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (line.empty() || line.front() == '#') {
            continue;
        }
        const bool escaped = line.front() == '\\';
        line.remove_prefix(escaped ? 1 : 0);
        const size_t space = line.find(' ');
        const std::string where = file + " line " + std::to_string(number);
        if (space == std::string_view::npos || space + 2 >= line.size()) {
            return Error{Code::usage,
                         "this line is not of the form that sha256sum writes: hash, two spaces, name",
                         {where, std::nullopt},
                         {}};
        }
        std::string name;
        const std::string_view raw = line.substr(space + 2);
        for (size_t at = 0; at < raw.size(); ++at) {
            if (escaped && raw[at] == '\\' && at + 1 < raw.size()) {
                ++at;
                name += raw[at] == 'n' ? '\n' : raw[at];
            } else {
                name += raw[at];
            }
        }
        if (name.starts_with("./")) {
            name.erase(0, 2);
        }
        VB_TRY(add_claim(name, line.substr(0, space), where, claims));
    }
    return {};
}

Result<void> complete(Options& options) {
    for (const std::string& claim : options.claimed) {
        const size_t sign = claim.rfind('=');
        const std::string_view text = claim;
        VB_TRY(add_claim(text.substr(0, std::min(sign, text.size())),
                         sign == std::string::npos ? std::string_view() : text.substr(sign + 1), "--claimed-hash",
                         options.ingest.acquire.claimed_hashes));
    }
    for (const std::string& list : options.claimed_lists) {
        VB_TRY(read_hash_list(list, options.ingest.acquire.claimed_hashes));
    }
    VB_TRY(load_profile(options.profile, options.ingest.acquire.settings));
    options.ingest.run.threads = static_cast<unsigned>(options.threads);
    options.ingest.acquire.storage = *vault::storage(options.storage);
    return {};
}

void say_not_stated(Session& session, const vault::AcquisitionHead& head) {
    const std::vector<std::pair<std::string_view, const std::string*>> fields = {
        {"--by", &head.taken_by},
        {"--received", &head.received},
        {"--authority", &head.authority},
        {"--channel", &head.channel},
        {"--delivered-by", &head.delivered_by}};
    std::string missing;
    for (const auto& [name, value] : fields) {
        if (*value == vault::kNotStated) {
            missing += (missing.empty() ? "" : ", ") + std::string(name);
        }
    }
    if (!missing.empty()) {
        session.note("the acquisition says \"not stated\" for " + missing);
    }
}

Result<Exit> ingest(Session& session, Options& options) {
    VB_TRY(complete(options));
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    if (!options.paths.empty()) {
        say_not_stated(session, options.ingest.acquire.head);
    }
    IngestReporter reporter(
        session, {options.json, options.verbose, options.folder, options.ingest.acquire.claimed_hashes.size()});
    reporter.started(options.paths.size());
    auto report = opened->ingest(options.paths, options.ingest, reporter.control());
    if (!report) {
        Error error = report.error();
        if (error.code == Code::interrupted) {
            error.what = "stopped on request";
            error.where = {};
            error.advice =
                reporter.stage() == "acquiring"
                    ? "nothing of this delivery was taken in: run the same command again"
                    : "everything up to the last commit point is safe; go on with: verbatim ingest " + options.folder;
        }
        reporter.failed(error);
        return error;
    }
    VB_TRY(reporter.finished(*opened, *report));
    VB_TRY(opened->close());
    return reporter.adds_up() ? Exit::ok : Exit::not_in_order;
}

void add_custody_options(const Command& command, vault::AcquisitionHead& head) {
    CLI::App* app = command.app;
    command.by(head.taken_by, "who takes the evidence in (default: not stated)");
    app->add_option("--received", head.received, "when it was handed over, best with zone (default: not stated)")
        ->type_name("TIME");
    app->add_option("--authority", head.authority, "reference of the order or consent (default: not stated)")
        ->type_name("TEXT");
    app->add_option("--channel", head.channel, "how it came: \"sealed USB disk\" (default: not stated)")
        ->type_name("TEXT");
    app->add_option("--delivered-by", head.delivered_by, "who handed it over (default: not stated)")->type_name("NAME");
    app->add_option("--note", head.note, "anything else worth keeping with the acquisition")->type_name("TEXT");
}

}  // namespace

void add_ingest(Commands& commands) {
    auto options = std::make_shared<Options>();
    options->threads = std::max(2U, std::thread::hardware_concurrency());
    const Command command = commands.add(
        Task::custody, "ingest", "take files and folders into a case and read them",
        {{"verbatim ingest harbour /media/disk1 --by \"Examiner 12\" --authority \"Warrant 2020/114\" --channel "
          "\"sealed USB disk\" --received 2020-05-02T09:30:00+02:00",
          ""},
         {"verbatim ingest harbour", "go on after a stop or a crash"},
         {"verbatim ingest harbour chat.zip --claimed-hashes SHA256SUMS --date-order dmy --zone Europe/Amsterdam",
          ""}});
    CLI::App* app = command.app;
    command.case_folder(options->folder);
    app->add_option("paths", options->paths, "files and folders (default: none; goes on with what is pending)")
        ->type_name("PATH");
    add_custody_options(command, options->ingest.acquire.head);
    app->add_option("--claimed-hash", options->claimed,
                    "a SHA-256 that came with the delivery; it is compared, and a difference is kept and said")
        ->type_name("FILE=SHA256")
        ->allow_extra_args(false);
    app->add_option("--claimed-hashes", options->claimed_lists, "the same as a list in the form of sha256sum")
        ->type_name("LIST")
        ->allow_extra_args(false);
    command.choice("--storage", options->storage, "copy|hard-link|reference",
                   "how the vault keeps the bytes; by reference they stay where they are and are checked on each use "
                   "(default: copy)");
    add_source_options(command, options->ingest.acquire.settings, options->profile);
    command.number("--threads", options->threads, 1, "processors to use (default: all)", kThreadsMax);
    command.number("--commit-messages", options->ingest.run.commit_messages, 1,
                   "commit at the latest after this many messages (default: 1000000)");
    command.json_flag(options->json, "events for programs on standard output, one JSON object a line");
    app->add_flag("-v,--verbose", options->verbose, "a line for each source");
    commands.run(command, [options](Session& session) { return ingest(session, *options); });
}

}  // namespace verbatim::cli
