// SPDX-License-Identifier: Apache-2.0
#include "formats/row_mapper.h"

#include <algorithm>
#include <charconv>

#include "formats/json_row.h"
#include "text/utf8.h"

namespace verbatim::formats {
namespace {

std::string_view path_part(std::string_view path, std::string_view part) {
    const size_t slash = path.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const std::string_view folder = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
    if (part == "$path") {
        return path;
    }
    if (part == "$path.name") {
        return name;
    }
    if (part == "$path.stem") {
        return name.substr(0, name.rfind('.'));
    }
    if (part == "$path.parent") {
        return folder.substr(folder.rfind('/') == std::string_view::npos ? 0 : folder.rfind('/') + 1);
    }
    return part == "$path.folder" ? folder : std::string_view();
}

std::string_view cut(std::string_view value, const FieldSpec& spec) {
    if (!spec.after.empty()) {
        if (const size_t at = value.find(spec.after); at != std::string_view::npos) {
            value.remove_prefix(at + spec.after.size());
        }
    }
    return spec.before.empty() ? value : value.substr(0, value.find(spec.before));
}

// "dmy", "mdy", "ymd" or "" if the month is a name or a part is missing: then the order is beyond doubt.
std::string order_of(std::string_view pattern) {
    std::string order;
    bool quoted = false;
    for (size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        quoted = quoted != (c == '\'');
        const char letter = c == 'M' ? 'm' : c;
        if (!quoted && (c == 'd' || c == 'M' || c == 'y') && order.find(letter) == std::string::npos) {
            if (pattern.substr(i).starts_with("MMM")) {
                return {};
            }
            order.push_back(letter);
        }
    }
    return order.size() == 3 ? order : std::string();
}

}  // namespace

RowValue* Row::find(std::string_view name) {
    for (RowValue& value : values_) {
        if (value.name == name) {
            return &value;
        }
    }
    return nullptr;
}

Result<RowMapper> RowMapper::create(const Profile& profile, const Source& source) {
    RowMapper mapper(profile, source);
    for (size_t i = 0; i < record::kTimeKinds; ++i) {
        const std::string& stated = source.settings().zone;
        const auto& spec = profile.times[i];
        VB_TRY_ASSIGN(TimeReader reader, TimeReader::create(stated.empty() && spec ? spec->zone : stated));
        mapper.zones_.push_back(std::move(reader));
        const size_t patterns = spec ? spec->detect.size() : 0;
        mapper.evidence_[i].read.resize(patterns);
        mapper.evidence_[i].only.resize(patterns * patterns);
        mapper.evidence_[i].disagree.resize(patterns * patterns);
    }
    return mapper;
}

bool RowMapper::is_absent(std::string_view value) const {
    return value.empty() ||
           std::find(profile_->absent.begin(), profile_->absent.end(), value) != profile_->absent.end();
}

std::string& RowMapper::generated() {
    if (generated_used_ == generated_.size()) {
        generated_.emplace_back();
    }
    std::string& text = generated_[generated_used_++];
    text.clear();
    return text;
}

std::optional<std::string_view> RowMapper::lookup(std::string_view name, Row& row, bool use) {
    if (name.starts_with("$path")) {
        return path_part(source_->path(), name);
    }
    if (name.starts_with('^')) {
        return surroundings_ == nullptr ? std::nullopt : surroundings_->value(name.substr(1));
    }
    RowValue* value = row.find(name);
    if (value == nullptr || is_absent(value->value) ||
        (value->type == record::FieldType::json && value->value == "null")) {
        return std::nullopt;
    }
    value->used = value->used || use;
    return value->value;
}

std::string_view RowMapper::fill_template(std::string_view text, Row& row) {
    std::string& out = generated();
    while (!text.empty()) {
        const size_t open = text.find('{');
        out.append(text.substr(0, open));
        const size_t close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) {
            break;
        }
        out.append(lookup(text.substr(open + 1, close - open - 1), row, false).value_or(std::string_view()));
        text.remove_prefix(close + 1);
    }
    return out;
}

std::string_view RowMapper::resolve(const FieldSpec& spec, Row& row) {
    if (!spec.constant.empty()) {
        return spec.constant;
    }
    if (!spec.text_template.empty()) {
        return fill_template(spec.text_template, row);
    }
    if (!spec.pair.empty()) {
        const auto first = lookup(spec.pair[0], row, false);
        const auto second = lookup(spec.pair[1], row, false);
        if (!first || !second) {
            return {};
        }
        std::string_view low = cut(*first, spec);
        std::string_view high = cut(*second, spec);
        if (high < low) {
            std::swap(low, high);
        }
        return generated().append(low).append(" | ").append(high);
    }
    for (const std::string& name : spec.from) {
        if (const auto value = lookup(name, row, false)) {
            const std::string_view kept = cut(*value, spec);
            if (RowValue* source = row.find(name);
                source != nullptr && spec.words.empty() && kept.size() == value->size()) {
                source->used = true;
            }
            return kept;
        }
    }
    return {};
}

std::optional<RowMapper::Outcome> RowMapper::skip_or_reject(Row& row) {
    for (const SkipRule& rule : profile_->skips) {
        const auto value = lookup(rule.where, row, false);
        if (rule.missing ? !value : value && std::find(rule.is.begin(), rule.is.end(), *value) != rule.is.end()) {
            return Outcome{Outcome::Type::skip, rule.why, {}};
        }
    }
    for (const std::string& name : profile_->required) {
        if (!lookup(name, row, false)) {
            return Outcome{Outcome::Type::reject, "missing-field",
                           "\"" + name + "\" is missing, without which profile " + profile_->name + " reads no row"};
        }
    }
    return std::nullopt;
}

template <class Enum>
void RowMapper::read_word(TextField field, Row& row, Enum& target, Enum unknown,
                          std::optional<Enum> (*read)(std::string_view)) {
    const FieldSpec& spec = profile_->field(field);
    const std::string_view value = resolve(spec, row);
    if (value.empty()) {
        return;
    }
    const auto word = spec.words.find(value);
    const std::string_view mapped = word != spec.words.end()  ? std::string_view(word->second)
                                    : !spec.otherwise.empty() ? std::string_view(spec.otherwise)
                                                              : value;
    if (const auto known = read(mapped)) {
        target = *known;
        return;
    }
    target = unknown;
    for (const std::string& name : spec.from) {
        if (RowValue* source = row.find(name)) {
            source->used = false;
        }
    }
    remarks_.push_back({"unknown-word", "\"" + std::string(value) + "\" is no word that profile " + profile_->name +
                                            " knows here; it is kept in rest"});
}

bool RowMapper::is_allowed(const text::DateTimePattern& pattern) const {
    const std::string& wanted = source_->settings().date_order;
    const std::string order = order_of(pattern.text());
    return wanted.empty() || order.empty() || order == wanted;
}

bool RowMapper::needs_evidence() const {
    return std::any_of(profile_->times.begin(), profile_->times.end(),
                       [](const auto& spec) { return spec && spec->detect.size() > 1; });
}

void RowMapper::add_evidence(Row& row) {
    for (size_t kind = 0; kind < record::kTimeKinds; ++kind) {
        const auto& spec = profile_->times[kind];
        if (!spec || spec->detect.empty()) {
            continue;
        }
        std::optional<std::string_view> value;
        for (const std::string& name : spec->from) {
            value = value ? value : lookup(name, row, false);
        }
        if (!value) {
            continue;
        }
        DateEvidence& evidence = evidence_[kind];
        ++evidence.values;
        const size_t patterns = spec->detect.size();
        std::vector<std::optional<text::ParsedTime>> readings(patterns);
        for (size_t i = 0; i < patterns; ++i) {
            readings[i] = is_allowed(spec->detect[i]) ? spec->detect[i].parse(*value) : std::nullopt;
            evidence.read[i] += readings[i] ? 1 : 0;
        }
        for (size_t i = 0; i < patterns; ++i) {
            for (size_t j = 0; j < patterns; ++j) {
                if (readings[i] && !readings[j] && evidence.only[i * patterns + j].empty()) {
                    evidence.only[i * patterns + j] = *value;
                }
                if (readings[i] && readings[j] && readings[i]->utc_ms() != readings[j]->utc_ms()) {
                    evidence.disagree[i * patterns + j] = true;
                }
            }
        }
    }
}

void RowMapper::settle(Sink& sink, uint64_t source_size) {
    for (size_t kind = 0; kind < record::kTimeKinds; ++kind) {
        const auto& spec = profile_->times[kind];
        DateEvidence& evidence = evidence_[kind];
        if (!spec || spec->detect.empty() || (evidence.values == 0 && spec->detect.size() > 1)) {
            continue;
        }
        const size_t patterns = spec->detect.size();
        if (patterns == 1) {
            evidence.chosen = 0;
            continue;
        }
        const uint64_t most = *std::max_element(evidence.read.begin(), evidence.read.end());
        std::vector<size_t> best;
        for (size_t i = 0; i < patterns && most > 0; ++i) {
            if (evidence.read[i] == most) {
                best.push_back(i);
            }
        }
        const std::string key = "date-format." + std::string(record::name(static_cast<record::TimeKind>(kind)));
        bool ambiguous = false;
        for (const size_t i : best) {
            ambiguous = ambiguous || evidence.disagree[best[0] * patterns + i];
        }
        if (best.empty()) {
            sink.remark({0, source_size}, "date-format-unknown",
                        "no stated pattern of " + key + " reads any of " + std::to_string(evidence.values) +
                            " values; times are kept as text");
        } else if (ambiguous) {
            std::string choices;
            for (const size_t i : best) {
                choices += (choices.empty() ? "" : " or ") + spec->detect[i].text();
            }
            sink.remark({0, source_size}, "date-order-unknown",
                        "every date can be read as " + choices +
                            "; state --date-order dmy, mdy or ymd; times are kept as text");
        } else {
            evidence.chosen = best[0];
            std::string why = "reads " + std::to_string(most) + " of " + std::to_string(evidence.values) + " values";
            // The strongest reading that would have given other times, and what speaks against it.
            std::optional<size_t> rival;
            for (size_t j = 0; j < patterns; ++j) {
                if (evidence.disagree[best[0] * patterns + j] && (!rival || evidence.read[j] > evidence.read[*rival])) {
                    rival = j;
                }
            }
            if (rival) {
                why += "; " + spec->detect[*rival].text() + " does not read \"" +
                       evidence.only[best[0] * patterns + *rival] + '"';
            }
            sink.assume(key, spec->detect[best[0]].text(), why);
        }
    }
}

void RowMapper::read_time(size_t which, Row& row, record::Message& message) {
    const auto& spec = profile_->times[which];
    if (!spec) {
        return;
    }
    for (const std::string& name : spec->from) {
        const auto raw = lookup(name, row, true);
        if (!raw) {
            continue;
        }
        std::optional<text::ParsedTime> parsed;
        if (evidence_[which].chosen) {
            parsed = spec->detect[*evidence_[which].chosen].parse(*raw);
        }
        for (const text::DateTimePattern& pattern : spec->formats) {
            parsed = parsed ? parsed : pattern.parse(*raw);
        }
        record::Time& time = message.times[which];
        time.raw = *raw;
        if (!parsed || !parsed->date_complete) {
            if (spec->detect.empty() || evidence_[which].chosen) {
                remarks_.push_back({"bad-time", "\"" + std::string(*raw) + "\" in \"" + name +
                                                    "\" is no time that profile " + profile_->name + " reads"});
            }
            return;
        }
        text::Fit fit = text::Fit::unique;
        time = zones_[which].from_parsed(*raw, *parsed, &fit);
        if (fit != text::Fit::unique) {
            remarks_.push_back({fit_code(fit), std::string(fit_reason(fit))});
        }
        return;
    }
}

void RowMapper::read_participants(Row& row, record::Message& message) {
    for (const FieldSpec& spec : profile_->participants) {
        std::string_view value = resolve(spec, row);
        const bool is_json = value.starts_with('[') && !spec.from.empty() && row.find(spec.from[0]) != nullptr &&
                             row.find(spec.from[0])->type == record::FieldType::json;
        if (is_json) {
            for_each_json_item(value, [&](std::string_view item) {
                std::string& text = generated();
                decode_json_text(item, text);
                message.participants.push_back(text);
            });
            continue;
        }
        const std::string& split = profile_->participants_split;
        while (!value.empty()) {
            const size_t end = split.empty() ? std::string_view::npos : value.find(split);
            if (const std::string_view part = text::trim(value.substr(0, end)); !part.empty()) {
                message.participants.push_back(part);
            }
            value = end == std::string_view::npos ? std::string_view() : value.substr(end + split.size());
        }
    }
}

void RowMapper::read_attachments(Row& row, record::Message& message) {
    for (const AttachmentSpec& spec : profile_->attachments) {
        const bool has_keys = !spec.name.empty() || !spec.url.empty() || !spec.mime.empty() || !spec.size.empty() ||
                              !spec.hash.empty() || !spec.kind.empty();
        RowValue* source = row.find(spec.from);
        if (source == nullptr || is_absent(source->value) || source->value == "null") {
            continue;
        }
        if (!has_keys) {
            source->used = true;
            std::string_view left = source->value;
            while (!left.empty()) {
                const size_t end = spec.split.empty() ? std::string_view::npos : left.find(spec.split);
                if (const std::string_view part = text::trim(left.substr(0, end)); !part.empty()) {
                    record::Attachment& attachment = message.attachments.emplace_back();
                    (spec.as == AttachmentSpec::As::url ? attachment.url : attachment.name) = part;
                }
                left = end == std::string_view::npos ? std::string_view() : left.substr(end + spec.split.size());
            }
            continue;
        }
        // Items hold more than an Attachment does: the JSON itself stays in rest.
        const auto take = [&](std::string_view item) {
            const auto value = [&](const std::string& key) -> std::string_view {
                const auto json = key.empty() ? std::nullopt : find_json_value(item, key);
                if (!json || *json == "null") {
                    return {};
                }
                std::string& text = generated();
                decode_json_text(*json, text);
                return text;
            };
            record::Attachment& attachment = message.attachments.emplace_back();
            attachment.name = value(spec.name);
            attachment.url = value(spec.url);
            attachment.mime_stated = value(spec.mime);
            attachment.hash_stated = value(spec.hash);
            attachment.kind = value(spec.kind);
            const std::string_view size = value(spec.size);
            uint64_t bytes = 0;
            if (const auto [end, fault] = std::from_chars(size.data(), size.data() + size.size(), bytes);
                !size.empty() && fault == std::errc{} && end == size.data() + size.size()) {
                attachment.size_bytes = bytes;
            }
        };
        if (source->value.starts_with('[')) {
            for_each_json_item(source->value, take);
        } else if (source->value.starts_with('{')) {
            take(source->value);
        }
    }
}

RowMapper::Outcome RowMapper::map(Row& row, record::Message& message, const Surroundings* surroundings) {
    surroundings_ = surroundings;
    generated_used_ = 0;
    remarks_.clear();
    message.clear();
    if (auto outcome = skip_or_reject(row)) {
        return std::move(*outcome);
    }
    const auto text_field = [&](TextField which, std::string_view& target, std::string_view otherwise = {}) {
        target = resolve(profile_->field(which), row);
        if (const FieldSpec& spec = profile_->field(which); !spec.words.empty()) {
            const auto word = spec.words.find(target);
            target = word != spec.words.end() ? std::string_view(word->second)
                     : spec.otherwise.empty() ? target
                                              : std::string_view(spec.otherwise);
        }
        target = target.empty() ? otherwise : target;
    };
    const Settings& settings = source_->settings();
    text_field(TextField::platform, message.platform, settings.platform);
    text_field(TextField::account, message.account, settings.account);
    text_field(TextField::device, message.device);
    text_field(TextField::conversation, message.conversation_id);
    text_field(TextField::conversation_title, message.conversation_title);
    text_field(TextField::sender, message.sender);
    text_field(TextField::sender_name, message.sender_name);
    text_field(TextField::text, message.text);
    text_field(TextField::id, message.native_id);
    text_field(TextField::reply_to, message.reply_to);
    text_field(TextField::forwarded_from, message.forwarded_from);
    for (size_t i = 0; i < record::kTimeKinds; ++i) {
        read_time(i, row, message);
    }
    read_participants(row, message);
    read_attachments(row, message);
    if (message.text.empty() && !message.attachments.empty()) {
        message.kind = record::Kind::media;
    }
    read_word(TextField::kind, row, message.kind, record::Kind::other, record::kind);
    read_word(TextField::direction, row, message.direction, record::Direction::unknown, record::direction);
    read_word(TextField::conversation_kind, row, message.conversation_kind, record::ConversationKind::unknown,
              record::conversation_kind);
    if (message.text.empty() && message.attachments.empty() && !message.time(record::TimeKind::sent).present() &&
        message.sender.empty()) {
        return {Outcome::Type::reject, "empty-row", "the row has no text, sender, time or attachment"};
    }
    for (const RowValue& value : row.values()) {
        if (!value.used) {
            message.rest.push_back({value.name, value.value, value.type});
        }
    }
    return {};
}

}  // namespace verbatim::formats
