// SPDX-License-Identifier: Apache-2.0
// verbatim show: the conversation around a message, or the whole record of one.
#include "cli/conversation_text.h"
#include "cli/json_line.h"
#include "cli/message_number.h"
#include "cli/record_text.h"
#include "cli/words.h"

namespace verbatim::cli {
namespace {

constexpr uint64_t kShownBytesMax = uint64_t{64} << 20;

struct Options {
    std::string folder;
    uint64_t seq = 0;
    uint64_t before = 10;
    uint64_t after = 10;
    bool full = false;
    bool bytes = false;
    bool json = false;
};

// Paths of the sources with these numbers, in one walk through the journal.
Result<std::map<uint32_t, std::string>> source_paths(app::Case& opened, const store::Store::ConversationPage& page) {
    std::map<uint32_t, std::string> paths;
    for (const store::Hit& hit : page.hits) {
        paths[hit.source];
        for (const store::Sighting& sighting : hit.sightings) {
            paths[sighting.source];
        }
    }
    VB_TRY(opened.each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        if (const auto wanted = paths.find(static_cast<uint32_t>(entry.source)); wanted != paths.end()) {
            wanted->second = entry.path;
        }
        return {};
    }));
    return paths;
}

Result<void> show_conversation(Session& session, app::Case& opened, const Options& options) {
    VB_TRY_ASSIGN(const auto page, opened.conversation_around(options.seq, options.before, options.after));
    VB_TRY_ASSIGN(const auto paths, source_paths(opened, page));
    const ConversationView view{page, paths, options.seq};
    if (options.json) {
        return write_conversation_json(session, view);
    }
    return write_conversation(session, view);
}

Result<void> show_record(Session& session, app::Case& opened, const Options& options) {
    VB_TRY_ASSIGN(const app::FullMessage message, opened.message(options.seq));
    if (options.json) {
        session.out.line(json_text(record_json(message)));
    } else {
        write_record(session, message);
    }
    return {};
}

Result<void> show_bytes(Session& session, app::Case& opened, const Options& options) {
    VB_TRY_ASSIGN(const app::FullMessage message, opened.message(options.seq));
    VB_TRY_ASSIGN(const std::string bytes, opened.original_bytes(message, kShownBytesMax));
    const record::Locator& locator = message.record.message().locator;
    if (options.json) {
        session.out.line(json_text({{"seq", message.seq},
                                    {"source", message.source},
                                    {"path", message.source_path},
                                    {"begin", locator.begin},
                                    {"end", locator.end},
                                    {"hex", to_hex(as_bytes(bytes))}}));
        return {};
    }
    session.note("bytes " + grouped(locator.begin) + " to " + grouped(locator.end) + " of " +
                 safe_line(message.source_path) + ", control characters spelled out");
    for (const std::string& line : safe_lines(bytes)) {
        session.out.line(line);
    }
    return {};
}

Result<Exit> show(Session& session, const Options& options) {
    VB_TRY_ASSIGN(const auto opened, open_case(session, options.folder));
    if (options.full) {
        VB_TRY(show_record(session, *opened, options));
    } else if (options.bytes) {
        VB_TRY(show_bytes(session, *opened, options));
    } else {
        VB_TRY(show_conversation(session, *opened, options));
    }
    VB_TRY(opened->close());
    return Exit::ok;
}

}  // namespace

void add_show(Commands& commands) {
    auto options = std::make_shared<Options>();
    const Command command =
        commands.add(Task::search, "show", "read the conversation around a message, or everything about one",
                     {{"verbatim show harbour 17", ""},
                      {"verbatim show harbour 17 --before 50 --after 50", ""},
                      {"verbatim show harbour 17 --full", "every field of the record and where it stands"}});
    command.case_folder(options->folder);
    command.reader();
    add_message_number(command, options->seq);
    CLI::App* app = command.app;
    CLI::Option* before = command.number("--before", options->before, 0, "messages before it (default: 10)");
    CLI::Option* after = command.number("--after", options->after, 0, "messages behind it (default: 10)");
    CLI::Option* full = app->add_flag("--full", options->full, "every field of this one record, with raw times");
    CLI::Option* bytes = app->add_flag("--bytes", options->bytes, "the original bytes of this one record");
    full->excludes(bytes)->excludes(before)->excludes(after);
    bytes->excludes(before)->excludes(after);
    command.json_flag(options->json, "JSON: one message a line; with --full or --bytes one object");
    commands.run(command, [options](Session& session) { return show(session, *options); });
}

}  // namespace verbatim::cli
