// SPDX-License-Identifier: Apache-2.0
#include "server/json.h"

#include <algorithm>
#include <set>

#include "audit/event.h"
#include "base/utf8.h"
#include "note/lines.h"

namespace verbatim::server {
namespace {

constexpr const char* kJsonType = "application/json; charset=utf-8";
constexpr int kDepthMax = 32;
constexpr char32_t kFirstOfTwoUnits = 0x10000;

Error bad(std::string what) {
    return {Code::usage, std::move(what), {}, {}};
}

int status_of(Code code) {
    switch (code) {
        case Code::usage:
        case Code::malformed:
        case Code::not_this_format:
            return 400;
        case Code::denied:
            return 403;
        case Code::not_found:
            return 404;
        case Code::conflict:
            return 409;
        case Code::limit:
            return 413;
        case Code::unsupported:
            return 501;
        case Code::interrupted:
            return 503;
        case Code::io:
        case Code::integrity:
        case Code::internal:
            return 500;
    }
    return 500;
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

size_t code_points(std::string_view text) {
    size_t count = 0;
    for (size_t at = 0; at < text.size(); at += code_point_at(text, at).size) {
        ++count;
    }
    return count;
}

Result<std::string> checked_text(const Json& value, const std::string& key, size_t least, size_t most) {
    if (!value.is_string()) {
        return bad("`" + key + "` is a text");
    }
    std::string text = value.get<std::string>();
    const size_t length = code_points(text);
    if (length < least || length > most) {
        return bad("`" + key + "` has " + std::to_string(least) + " to " + std::to_string(most) + " characters");
    }
    return text;
}

const Json* find(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

Result<const Json*> list_of(const Json& object, const char* key, size_t items) {
    const Json* list = find(object, key);
    if (list != nullptr && (!list->is_array() || list->size() > items)) {
        return bad("`" + std::string(key) + "` is a list of at most " + std::to_string(items));
    }
    return list;
}

}  // namespace

std::string to_bytes(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

http::Response json_answer(const Json& value, int status) {
    return {status, kJsonType, to_bytes(value), {}};
}

http::Response no_content() {
    return {204, kJsonType, {}, {}};
}

http::Response download(std::string_view name, std::string_view type, std::string bytes) {
    return {200,
            std::string(type),
            std::move(bytes),
            {{"Content-Disposition", "attachment; filename=\"" + std::string(name) + "\""}}};
}

http::Response error_answer(const Error& error, std::string_view query) {
    Json position = nullptr;
    if (error.where.offset) {
        position = utf16_units(query, *error.where.offset);
    }
    // A query is known to whoever asked it; a path of this machine is not for them.
    const bool ours = error.code == Code::io || error.code == Code::integrity || error.code == Code::internal;
    http::Response out = json_answer(
        {{"error",
          {{"what", ours ? "the server could not do this: " + std::string(name(error.code)) : error.what},
           {"where", ours ? Json(nullptr) : text_or_null(error.where.source)},
           {"position", std::move(position)},
           {"todo",
            text_or_null(ours ? "the server's log says more; tell its operator the request number" : error.advice)}}}},
        status_of(error.code));
    if (out.status == 503) {
        out.headers.emplace_back("Retry-After", "5");
    }
    return out;
}

http::Response refusal(int status, const std::string& what, const std::string& todo) {
    return json_answer(
        {{"error", {{"what", what}, {"where", nullptr}, {"position", nullptr}, {"todo", text_or_null(todo)}}}}, status);
}

uint64_t utf16_units(std::string_view text, uint64_t bytes) {
    uint64_t units = 0;
    for (size_t at = 0; at < text.size() && at < bytes;) {
        const CodePoint point = code_point_at(text, at);
        units += point.value >= kFirstOfTwoUnits ? 2 : 1;
        at += point.size;
    }
    return units;
}

std::string time_text(int64_t ms) {
    return audit::utc_time(ms);
}

Result<uint64_t> number_parameter(const http::Request& request, const std::string& name,
                                  std::optional<uint64_t> otherwise, uint64_t most) {
    const std::string_view given = request.parameter(name);
    const auto value = given.empty() ? otherwise : note::decimal(given);
    if (!value) {
        return bad("`" + name + "` is a whole number" + (given.empty() ? ", and is needed" : ""));
    }
    return *value <= most ? Result<uint64_t>(*value) : bad("`" + name + "` is at most " + std::to_string(most));
}

Result<uint64_t> path_number(std::string_view path_value) {
    const auto value = note::decimal(path_value);
    return value ? Result<uint64_t>(*value)
                 : Error{Code::not_found, "there is no message of this number", {}, "a message's number is whole"};
}

Result<std::string_view> word_parameter(const http::Request& request, const std::string& name,
                                        std::initializer_list<std::string_view> words) {
    const std::string_view given = request.parameter(name);
    std::string list;
    for (const std::string_view word : words) {
        if (given.empty() || given == word) {
            return word;
        }
        list += (list.empty() ? "" : ", ") + std::string(word);
    }
    return bad("`" + name + "` is one of " + list);
}

Result<Json> body_object(const http::Request& request, std::initializer_list<std::string_view> keys) {
    std::vector<std::set<std::string>> seen;
    std::string twice;
    bool too_deep = false;
    const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start) {
            too_deep = too_deep || depth >= kDepthMax;
            seen.emplace_back();
        } else if (event == Json::parse_event_t::object_end || event == Json::parse_event_t::array_end) {
            seen.pop_back();
        } else if (event == Json::parse_event_t::key && !seen.back().insert(value.get<std::string>()).second) {
            twice = value.get<std::string>();
        }
        return true;
    };
    Json value = Json::parse(request.body, check, false);
    if (!value.is_object() || too_deep) {
        return bad("the body is one JSON object");
    }
    if (!twice.empty()) {
        return bad("a key stands twice in the body");
    }
    for (const auto& [key, unused] : value.items()) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            return bad("the body has a key that is not known here");
        }
    }
    return value;
}

Result<std::string> text_of(const Json& object, const char* key, size_t least, size_t most) {
    const Json* value = find(object, key);
    return value != nullptr ? checked_text(*value, key, least, most) : bad("`" + std::string(key) + "` is needed");
}

Result<std::string> text_or_empty(const Json& object, const char* key, size_t most) {
    const Json* value = find(object, key);
    return value != nullptr ? checked_text(*value, key, 0, most) : std::string();
}

Result<std::vector<std::string>> texts_of(const Json& object, const char* key, size_t items, size_t most) {
    VB_TRY_ASSIGN(const Json* list, list_of(object, key, items));
    std::vector<std::string> out;
    if (list != nullptr) {
        for (const Json& value : *list) {
            VB_TRY_ASSIGN(out.emplace_back(), checked_text(value, key, 1, most));
        }
    }
    return out;
}

Result<uint64_t> number_of(const Json& object, const char* key) {
    const Json* value = find(object, key);
    return value != nullptr && value->is_number_unsigned() ? Result<uint64_t>(value->get<uint64_t>())
                                                           : bad("`" + std::string(key) + "` is a whole number");
}

Result<std::vector<uint64_t>> numbers_of(const Json& object, const char* key, size_t items) {
    VB_TRY_ASSIGN(const Json* list, list_of(object, key, items));
    if (list == nullptr || list->empty()) {
        return bad("`" + std::string(key) + "` is needed: record numbers");
    }
    std::vector<uint64_t> out;
    for (const Json& value : *list) {
        if (!value.is_number_unsigned()) {
            return bad("`" + std::string(key) + "` is a list of record numbers");
        }
        out.push_back(value.get<uint64_t>());
    }
    return out;
}

}  // namespace verbatim::server
