// SPDX-License-Identifier: Apache-2.0
#include "cli/query_input.h"

#include <unistd.h>

#include <cerrno>

#include "base/limits.h"
#include "search/query.h"
#include "text/utf8.h"

namespace verbatim::cli {
namespace {

Result<std::string> read_standard_input() {
    std::string text;
    std::string buffer(size_t{64} << 10, '\0');
    while (text.size() <= limits::kQueryBytesMax) {
        const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return io_error("read", "standard input", errno);
        }
        if (count == 0) {
            break;
        }
        text.append(buffer, 0, static_cast<size_t>(count));
    }
    // Longer than the limit is for the query parser to refuse, with the number.
    return std::string(text::trim(text));
}

}  // namespace

void add_query(const Command& command, std::vector<std::string>& words, bool required) {
    CLI::Option* option = command.app->add_option(
        "query", words,
        required ? "what to find (docs/query.md); - reads it from standard input; put -- before one that begins with -"
                 : "only of messages that this query finds (default: of all); - reads it from standard input");
    option->type_name("QUERY");
    option->required(required);
}

Result<std::string> query_text(const std::vector<std::string>& words) {
    if (words.size() == 1 && words.front() == "-") {
        return read_standard_input();
    }
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text.empty() ? "*" : text;
}

Error explain_query_error(Session& session, const std::string& query, const Error& error) {
    if (error.code != Code::usage || !error.where.offset) {
        return error;
    }
    session.say(search::caret(query, error));
    return Error{
        Code::usage, "the query cannot be read", {}, error.advice.empty() ? "see docs/query.md" : error.advice};
}

}  // namespace verbatim::cli
