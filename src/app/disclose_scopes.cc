// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <ctime>

#include "app/internal/disclose_scopes.h"
#include "record/identity.h"
#include "record/seal_leaves.h"
#include "search/query.h"

namespace verbatim::app {
namespace {

constexpr int64_t kMsPerSecond = 1000;

std::string identity(char kind, std::string_view text) {
    return std::string(1, kind) + std::string(text);
}

// "kilo, lima" as the store shows people: sorted, each once.
std::string people(std::string_view names) {
    std::vector<std::string> all;
    while (!names.empty()) {
        const size_t comma = names.find(", ");
        all.emplace_back(names.substr(0, comma));
        names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 2);
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::string out;
    for (const std::string& one : all) {
        out += (out.empty() ? "" : "\n") + one;
    }
    return out;
}

std::string_view kind_words(char kind) {
    switch (kind) {
        case record::kIdentityNativeId:
            return "id:";
        case record::kIdentityPeople:
            return "people:";
        case record::kIdentityTitle:
            return "title:";
        default:
            return "source:";
    }
}

}  // namespace

// The query language knows how people write times: it is asked.
Result<std::pair<std::optional<int64_t>, std::optional<int64_t>>> period_of(const std::string& from,
                                                                            const std::string& to) {
    if (from.empty() && to.empty()) {
        return std::pair(std::optional<int64_t>(), std::optional<int64_t>());
    }
    const std::string text = "sent:[" + (from.empty() ? "*" : from) + " TO " + (to.empty() ? "*" : to) + "]";
    auto query = search::parse(text);
    if (!query || query->root.kind != search::Node::Kind::range) {
        return Error{Code::usage,
                     "not a period: from \"" + from + "\" to \"" + to + "\"",
                     {},
                     "write times like 2020-04-01 or 2020-04-01T12:30:00"};
    }
    return std::pair(query->root.begin, query->root.end);
}

std::string utc_words(int64_t ms) {
    int64_t seconds = ms / kMsPerSecond;
    if (ms % kMsPerSecond < 0) {
        --seconds;
    }
    const std::time_t time = seconds;
    struct tm parts {};
    if (::gmtime_r(&time, &parts) == nullptr) {
        return std::to_string(ms) + " ms";
    }
    char text[64];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
    return text;
}

std::vector<std::string> identities_of(const std::string& name, const std::vector<std::string>& objects) {
    using namespace std::string_view_literals;
    const auto after = [&](std::string_view prefix) {
        return name.starts_with(prefix) ? std::optional(name.substr(prefix.size())) : std::nullopt;
    };
    std::vector<std::string> out;
    const auto sources = [&] {
        for (const std::string& object : objects) {
            out.push_back(identity(record::kIdentityObject, object));
        }
    };
    if (const auto id = after("id:")) {
        out.push_back(identity(record::kIdentityNativeId, *id));
    }
    if (const auto names = after("people:")) {
        out.push_back(identity(record::kIdentityPeople, people(*names)));
    }
    if (const auto title = after("title:")) {
        out.push_back(identity(record::kIdentityTitle, *title));
    }
    if (const auto source = after("source:")) {
        out.push_back(identity(record::kIdentityObject, *source));
        sources();
    }
    out.push_back(identity(record::kIdentityNativeId, name));
    out.push_back(identity(record::kIdentityPeople, people(name)));
    out.push_back(identity(record::kIdentityTitle, name));
    sources();
    return out;
}

Result<log::ConversationScope> find_conversation(const ConversationChoice& choice,
                                                 const std::vector<std::string>& objects,
                                                 const crypto::SaltKey& salt_key, const log::ConversationTree& tree) {
    log::ConversationScope scope;
    scope.undated = choice.undated;
    VB_TRY_ASSIGN(const auto period, period_of(choice.from, choice.to));
    scope.from = period.first;
    scope.to = period.second;
    std::vector<std::string> found;
    for (const std::string& one : identities_of(choice.name, objects)) {
        const Hash key = record::conversation_key(record::conversation_salt(salt_key, one), one);
        VB_TRY_ASSIGN(const log::KeyRange range, tree.find(key));
        if (range.begin < range.end) {
            scope.key = key;
            found.push_back(one);
        }
    }
    if (found.empty()) {
        return Error{Code::not_found,
                     "the seal has no conversation \"" + choice.name + "\"",
                     {},
                     "`verbatim conversations` lists them; what came in after the seal needs a new seal"};
    }
    if (found.size() > 1) {
        std::string names;
        for (const std::string& one : found) {
            names += (names.empty() ? "" : ", ") + std::string(kind_words(one[0])) + choice.name;
        }
        return Error{Code::conflict, "\"" + choice.name + "\" is several conversations", {}, "say which: " + names};
    }
    return scope;
}

Result<disclose::HandleScope> find_handle(const std::string& handle, const crypto::SaltKey& salt_key,
                                          const log::ParticipationTree& tree) {
    const Hash key = record::handle_key(record::handle_salt(salt_key, handle), handle);
    VB_TRY_ASSIGN(const log::KeyRange range, tree.find(key));
    if (range.begin == range.end) {
        return Error{Code::not_found,
                     "the seal has no handle \"" + handle + "\"",
                     {},
                     "`verbatim handles` lists them, letter for letter"};
    }
    return disclose::HandleScope{key, handle};
}

std::string words_of(const ConversationChoice& choice, const log::ConversationScope& scope) {
    std::string out = "all messages of the conversation \"" + choice.name + "\"";
    if (scope.from) {
        out += " from " + utc_words(*scope.from);
    }
    if (scope.to) {
        out += " to before " + utc_words(*scope.to);
    }
    return out + (scope.undated ? ", and those without a time" : ", without those that have no time");
}

}  // namespace verbatim::app
