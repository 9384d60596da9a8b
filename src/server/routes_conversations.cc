// SPDX-License-Identifier: Apache-2.0
// Conversations: the list of them, and one of them in its order.
#include "crypto/base64.h"
#include "server/json_hit.h"
#include "server/parameters.h"
#include "server/routes_reading.h"

namespace verbatim::server {
namespace {

constexpr uint64_t kBesideDefault = 50;

Json to_json(const store::ConversationInfo& conversation) {
    return {{"key", conversation.conversation},          {"title", conversation.title},
            {"platform", conversation.platform},         {"messages", conversation.messages},
            {"first", json_time(conversation.first_ms)}, {"last", json_time(conversation.last_ms)},
            {"participants", conversation.participants}};
}

// "1585735200000:0" and the key, so that any key goes through an address.
std::string place_text(const store::ConversationInfo& last) {
    return store::to_text({last.last_ms, 0}) + ":" + crypto::to_base64(as_bytes(last.conversation));
}

std::optional<store::ConversationPlace> place_of(std::string_view text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto position = store::position_of(text.substr(0, colon));
    auto key = crypto::from_base64(text.substr(colon + 1));
    if (!position || position->seq != 0 || !key) {
        return std::nullopt;
    }
    return store::ConversationPlace{position->sort_ms, std::move(*key)};
}

Result<app::ConversationStart> start_of(const http::Request& request) {
    app::ConversationStart out;
    out.key = request.parameter("key");
    const std::string_view at = request.parameter("at");
    if (at == "last") {
        out.kind = app::ConversationStart::Kind::last;
    } else if (at != "first") {
        out.kind = app::ConversationStart::Kind::time;
        VB_TRY_ASSIGN(out.ms, time_of(at, "at"));
    }
    return out;
}

Result<app::ConversationPart> part_of(Call& call, uint64_t before, uint64_t after) {
    const bool by_number = has_parameter(call.request, "seq");
    if (by_number == (has_parameter(call.request, "key") && has_parameter(call.request, "at")) ||
        has_parameter(call.request, "key") != has_parameter(call.request, "at")) {
        return Error{Code::usage, "either `seq` is needed, or `key` and `at`", {}, {}};
    }
    if (by_number) {
        VB_TRY_ASSIGN(const uint64_t seq, number_parameter(call.request, "seq", std::nullopt));
        return call.reading().conversation_around(seq, before, after, call.control());
    }
    VB_TRY_ASSIGN(const app::ConversationStart start, start_of(call.request));
    return call.reading().conversation_at(start, before, after, call.control());
}

}  // namespace

Answer list_conversations(Call& call) {
    VB_TRY(only_parameters(call.request, {"q", "limit", "cursor"}));
    VB_TRY_ASSIGN(const uint64_t limit, limit_parameter(call.request));
    VB_TRY_ASSIGN(const std::optional<std::string> cursor, cursor_place(call.request));
    std::optional<store::ConversationPlace> after;
    if (cursor) {
        after = place_of(*cursor);
        if (!after) {
            return bad_cursor();
        }
    }
    VB_TRY_ASSIGN(const auto found,
                  call.reading().conversations(call.request.parameter("q"), limit, call.control(), after));
    Json list = Json::array();
    for (const store::ConversationInfo& conversation : found.items) {
        list.push_back(to_json(conversation));
    }
    return json_answer(
        {{"conversations", std::move(list)},
         {"next", found.more ? Json(make_cursor(call.request, place_text(found.items.back()))) : Json(nullptr)}});
}

Answer read_conversation(Call& call) {
    VB_TRY(only_parameters(call.request, {"seq", "key", "at", "before", "after"}));
    VB_TRY_ASSIGN(const uint64_t before, number_parameter(call.request, "before", kBesideDefault, kLimitMost));
    VB_TRY_ASSIGN(const uint64_t after, number_parameter(call.request, "after", kBesideDefault, kLimitMost));
    VB_TRY_ASSIGN(const app::ConversationPart part, part_of(call, before, after));
    VB_TRY_ASSIGN(Json hits, HitJson(call, {}).list(part.hits));
    const uint64_t first = part.position - part.anchor_index;
    return json_answer({{"hits", std::move(hits)},
                        {"before_more", first > 0},
                        {"after_more", first + part.hits.size() < part.total},
                        {"position", first},
                        {"total", part.total},
                        {"outside", part.outside}});
}

}  // namespace verbatim::server
