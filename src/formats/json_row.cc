// SPDX-License-Identifier: Apache-2.0
#include "formats/json_row.h"

#include <algorithm>

#include "base/limits.h"
#include "text/json_text.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

size_t skip_blanks(std::string_view json, size_t at) {
    while (at < json.size() && is_blank(json[at])) {
        ++at;
    }
    return at;
}

// End of the string, container or scalar that begins at `at` of valid JSON.
size_t value_end(std::string_view json, size_t at) {
    size_t depth = 0;
    while (at < json.size()) {
        const char c = json[at];
        if (c == '"') {
            for (++at; at < json.size() && json[at] != '"'; ++at) {
                at += json[at] == '\\' ? 1 : 0;
            }
            ++at;
        } else if (c == '{' || c == '[') {
            ++depth;
            ++at;
        } else if (c == '}' || c == ']') {
            if (depth == 0) {
                return at;
            }
            --depth;
            ++at;
        } else if (depth == 0 && (c == ',' || is_blank(c))) {
            return at;
        } else {
            ++at;
            continue;
        }
        if (depth == 0) {
            return std::min(at, json.size());
        }
    }
    return json.size();
}

unsigned hex4(std::string_view digits) {
    unsigned value = 0;
    for (const char c : digits) {
        value = value * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

// Calls take(key with quotes, value) for each field.
template <class Take>
void for_each_field(std::string_view object, const Take& take) {
    size_t at = skip_blanks(object, 0) + 1;
    while (at < object.size()) {
        at = skip_blanks(object, at);
        if (at >= object.size() || object[at] != '"') {
            return;
        }
        const size_t key_end = value_end(object, at);
        const std::string_view key = object.substr(at, key_end - at);
        at = skip_blanks(object, skip_blanks(object, key_end) + 1);
        const size_t end = value_end(object, at);
        take(key, object.substr(at, end - at));
        at = skip_blanks(object, end) + 1;
    }
}

}  // namespace

void decode_json_text(std::string_view json, std::string& out) {
    out.clear();
    if (!json.starts_with('"') || json.size() < 2) {
        out.assign(json);
        return;
    }
    json = json.substr(1, json.size() - 2);
    for (size_t i = 0; i < json.size(); ++i) {
        if (json[i] != '\\') {
            out.push_back(json[i]);
            continue;
        }
        const char escape = json[++i];
        if (escape != 'u') {
            constexpr std::string_view kNames = "bfnrt";
            constexpr std::string_view kControls = "\b\f\n\r\t";
            const size_t which = kNames.find(escape);
            out.push_back(which == std::string_view::npos ? escape : kControls[which]);
            continue;
        }
        char32_t point = hex4(json.substr(i + 1, 4));
        i += 4;
        // A pair, by repair_surrogate_escapes() always whole.
        if (point >= 0xD800 && point <= 0xDBFF && json.substr(i + 1).starts_with("\\u")) {
            point = 0x10000 + ((point - 0xD800) << 10) + (hex4(json.substr(i + 3, 4)) - 0xDC00);
            i += 6;
        }
        text::append_utf8(out, point);
    }
}

void for_each_json_item(std::string_view json, const std::function<void(std::string_view)>& take) {
    size_t at = skip_blanks(json, 0);
    if (at >= json.size() || json[at] != '[') {
        return;
    }
    for (at = skip_blanks(json, at + 1); at < json.size() && json[at] != ']'; at = skip_blanks(json, at)) {
        const size_t end = value_end(json, at);
        take(json.substr(at, end - at));
        at = skip_blanks(json, end);
        at += at < json.size() && json[at] == ',' ? 1 : 0;
    }
}

std::optional<std::string_view> find_json_value(std::string_view json, std::string_view path) {
    const size_t dot = path.find('.');
    std::optional<std::string_view> found;
    if (skip_blanks(json, 0) < json.size() && json[skip_blanks(json, 0)] == '{') {
        for_each_field(json, [&](std::string_view key, std::string_view value) {
            if (!found && key.substr(1, key.size() - 2) == path.substr(0, dot)) {
                found = value;
            }
        });
    }
    return found && dot != std::string_view::npos ? find_json_value(*found, path.substr(dot + 1)) : found;
}

std::string& JsonRowReader::text() {
    if (texts_used_ == texts_.size()) {
        texts_.emplace_back();
    }
    return texts_[texts_used_++];
}

std::string_view JsonRowReader::fill(std::string_view object, Row& row) {
    row.clear();
    texts_used_ = 0;
    duplicate_ = {};
    overfull_ = false;
    fill_fields(object, "", row);
    return duplicate_;
}

void JsonRowReader::fill_fields(std::string_view object, const std::string& prefix, Row& row) {
    for_each_field(object, [&](std::string_view key, std::string_view value) {
        std::string& name = text();
        decode_json_text(key, name);
        name.insert(0, prefix);
        if (value.starts_with('{') && std::find(opened_.begin(), opened_.end(), name) != opened_.end()) {
            fill_fields(value, name + '.', row);
            return;
        }
        if (row.values().size() >= limits::kColumnsMax) {
            overfull_ = true;  // the look for duplicates below is quadratic
            return;
        }
        if (row.find(name) != nullptr) {
            duplicate_ = name;
        }
        if (value.starts_with('"')) {
            std::string& decoded = text();
            decode_json_text(value, decoded);
            row.add(name, decoded);
        } else {
            row.add(name, value, record::FieldType::json);
        }
    });
}

std::vector<std::string> JsonRowReader::opened_by(const Profile& profile) {
    std::vector<std::string> opened;
    const auto open = [&opened](const std::string& name) {
        for (size_t dot = name.find('.'); dot != std::string::npos && !name.starts_with('^') && !name.starts_with('$');
             dot = name.find('.', dot + 1)) {
            opened.push_back(name.substr(0, dot));
        }
    };
    const auto open_all = [&open](const FieldSpec& spec) {
        std::for_each(spec.from.begin(), spec.from.end(), open);
        std::for_each(spec.pair.begin(), spec.pair.end(), open);
        for (size_t at = spec.text_template.find('{'); at != std::string::npos;
             at = spec.text_template.find('{', at + 1)) {
            open(spec.text_template.substr(at + 1, spec.text_template.find('}', at) - at - 1));
        }
    };
    std::for_each(profile.fields.begin(), profile.fields.end(), open_all);
    std::for_each(profile.participants.begin(), profile.participants.end(), open_all);
    for (const auto& time : profile.times) {
        if (time) {
            std::for_each(time->from.begin(), time->from.end(), open);
        }
    }
    for (const AttachmentSpec& attachment : profile.attachments) {
        open(attachment.from);
    }
    for (const SkipRule& rule : profile.skips) {
        open(rule.where);
    }
    std::for_each(profile.required.begin(), profile.required.end(), open);
    std::for_each(profile.match_columns.begin(), profile.match_columns.end(), open);
    return opened;
}

}  // namespace verbatim::formats
