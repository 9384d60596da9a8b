// SPDX-License-Identifier: Apache-2.0
// Searching and counting.
#include <algorithm>

#include "base/utf8.h"
#include "search/complete.h"
#include "server/json_hit.h"
#include "server/parameters.h"
#include "server/routes_reading.h"

namespace verbatim::server {
namespace {

constexpr uint64_t kSuggestions = 8;
constexpr char32_t kFirstOfTwoUnits = 0x10000;

Error bad(const std::string& what, const std::string& advice = {}) {
    return {Code::usage, what, {}, advice};
}

Result<store::Order> order_of(const http::Request& request) {
    VB_TRY_ASSIGN(const std::string_view word,
                  word_parameter(request, "order", {"newest", "oldest", "sequence", "relevance"}));
    if (word == "relevance") {
        return Error{Code::unsupported, "there is no order by relevance", {}, "newest, oldest and sequence are there"};
    }
    return word == "newest" ? store::Order::newest : word == "oldest" ? store::Order::oldest : store::Order::sequence;
}

Result<store::GroupKey> key_of(const http::Request& request) {
    if (!has_parameter(request, "by")) {
        return bad("`by` is needed");
    }
    VB_TRY_ASSIGN(const std::string_view word,
                  word_parameter(request, "by", {"sender", "conversation", "platform", "account", "source", "kind"}));
    constexpr std::pair<std::string_view, store::GroupKey> kKeys[] = {
        {"sender", store::GroupKey::sender},     {"conversation", store::GroupKey::conversation},
        {"platform", store::GroupKey::platform}, {"account", store::GroupKey::account},
        {"source", store::GroupKey::source},     {"kind", store::GroupKey::kind}};
    return std::ranges::find(kKeys, word, [](const auto& key) { return key.first; })->second;
}

// The byte at which so many UTF-16 units of the text end; inside a character: its beginning.
std::optional<size_t> byte_of_unit(std::string_view text, uint64_t units) {
    size_t at = 0;
    while (units > 0 && at < text.size()) {
        const CodePoint point = code_point_at(text, at);
        const uint64_t size = point.value >= kFirstOfTwoUnits ? 2 : 1;
        if (size > units) {
            return at;
        }
        units -= size;
        at += point.size;
    }
    return units == 0 ? std::optional(at) : std::nullopt;
}

std::optional<store::Field> stored_field(search::Field field) {
    switch (field) {
        case search::Field::from:
        case search::Field::to:
        case search::Field::with:
            return store::Field::sender;
        case search::Field::in:
            return store::Field::conversation;
        case search::Field::platform:
            return store::Field::platform;
        case search::Field::account:
            return store::Field::account;
        default:
            return std::nullopt;
    }
}

void suggest(std::string text, const char* kind, Json& out) {
    out.push_back({{"text", std::move(text)}, {"kind", kind}});
}

// Values of the evidence: what is named is within the scope, and the question is logged.
Result<void> suggest_values(Call& call, search::Field field, const std::string& beginning, Json& out) {
    for (const std::string& value : search::known_values_like(field, beginning)) {
        suggest(std::string(search::name(field)) + ":" + value, "value", out);
    }
    const std::optional<store::Field> stored = stored_field(field);
    if (!stored || beginning.empty()) {
        return {};
    }
    VB_TRY_ASSIGN(const std::vector<std::string> values,
                  call.reading().values_like(*stored, beginning, kSuggestions, call.control()));
    const char* const kind = *stored == store::Field::sender         ? "handle"
                             : *stored == store::Field::conversation ? "conversation"
                                                                     : "value";
    for (const std::string& value : values) {
        suggest(search::field_clause(field, value), kind, out);
    }
    return {};
}

}  // namespace

Answer search_messages(Call& call) {
    VB_TRY(only_parameters(call.request, {"q", "order", "limit", "cursor"}));
    const std::string_view query = call.request.parameter("q");
    store::Page page;
    VB_TRY_ASSIGN(page.order, order_of(call.request));
    VB_TRY_ASSIGN(page.limit, limit_parameter(call.request));
    VB_TRY_ASSIGN(const std::optional<std::string> place, cursor_place(call.request));
    if (place) {
        page.after = store::position_of(*place);
        if (!page.after) {
            return bad_cursor();
        }
    }
    VB_TRY_ASSIGN(const app::FoundPage found, call.reading().search(query, page, call.control()));
    VB_TRY_ASSIGN(Json hits, HitJson(call, query).list(found.hits));
    return json_answer(
        {{"canonical", found.canonical},
         {"total", found.totals.messages},
         {"sightings", found.totals.sightings},
         {"outside", found.outside},
         {"hits", std::move(hits)},
         {"next", found.next ? Json(make_cursor(call.request, store::to_text(*found.next))) : Json(nullptr)}});
}

Answer count_messages(Call& call) {
    VB_TRY(only_parameters(call.request, {"q"}));
    VB_TRY_ASSIGN(const app::Counted counted, call.reading().count(call.request.parameter("q"), call.control()));
    return json_answer({{"canonical", counted.canonical},
                        {"total", counted.totals.messages},
                        {"sightings", counted.totals.sightings},
                        {"outside", counted.outside}});
}

Answer histogram(Call& call) {
    VB_TRY(only_parameters(call.request, {"q", "by"}));
    VB_TRY_ASSIGN(const std::string_view by, word_parameter(call.request, "by", {"day", "hour", "month"}));
    const store::Period period = by == "day"    ? store::Period::day
                                 : by == "hour" ? store::Period::hour
                                                : store::Period::month;
    VB_TRY_ASSIGN(const auto counted, call.reading().histogram(call.request.parameter("q"), period, call.control()));
    Json buckets = Json::array();
    for (const store::PeriodCount& bucket : counted.items) {
        buckets.push_back({{"begin", json_time(bucket.begin_ms)}, {"count", bucket.totals.messages}});
    }
    return json_answer({{"buckets", std::move(buckets)}});
}

Answer facets(Call& call) {
    VB_TRY(only_parameters(call.request, {"q", "by", "limit"}));
    VB_TRY_ASSIGN(const store::GroupKey key, key_of(call.request));
    VB_TRY_ASSIGN(const uint64_t limit, limit_parameter(call.request));
    VB_TRY_ASSIGN(const app::Facets found,
                  call.reading().facets(call.request.parameter("q"), key, limit, call.control()));
    Json values = Json::array();
    for (const app::Facet& facet : found.values) {
        Json& value = values.emplace_back(Json{{"value", facet.value}, {"count", facet.messages}});
        if (!facet.label.empty()) {
            value["label"] = facet.label;
        }
    }
    return json_answer({{"values", std::move(values)}, {"others", found.others}});
}

Answer complete(Call& call) {
    VB_TRY(only_parameters(call.request, {"q", "at"}));
    const std::string_view query = call.request.parameter("q");
    VB_TRY_ASSIGN(const uint64_t units, number_parameter(call.request, "at", std::nullopt));
    const std::optional<size_t> at = byte_of_unit(query, units);
    if (!at) {
        return bad("`at` is behind the end of the query");
    }
    const search::Unfinished word = search::unfinished_word(query, *at);
    Json suggestions = Json::array();
    if (word.field) {
        VB_TRY(suggest_values(call, *word.field, word.text, suggestions));
    } else if (!word.quoted && !word.text.empty()) {
        for (std::string& field : search::fields_like(word.text)) {
            suggest(std::move(field), "field", suggestions);
        }
        for (std::string& word_of_language : search::operators_like(word.text)) {
            suggest(std::move(word_of_language), "operator", suggestions);
        }
    }
    return json_answer({{"suggestions", std::move(suggestions)}});
}

}  // namespace verbatim::server
