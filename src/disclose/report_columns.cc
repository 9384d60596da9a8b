// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_columns.h"

#include <fmt/format.h>

#include "disclose/report_message.h"

namespace verbatim::disclose {
namespace {

using record::Group;

constexpr std::string_view kBlackedOut = "blacked out";

std::vector<Column> make_columns() {
    std::vector<Column> out{{"message", 10, CellType::number}, {"exhibit", 10},           {"conversation id", 22},
                            {"conversation title", 26},        {"conversation kind", 12}, {"participants", 30}};
    for (size_t i = 0; i < record::kTimeKinds; ++i) {
        const std::string name(time_name(static_cast<record::TimeKind>(i)));
        out.push_back({name, 58, CellType::time});
        out.push_back({name + " ISO 8601", 26});
        out.push_back({name + " zone", 30});
        out.push_back({name + " as written", 24});
    }
    for (const auto& [name, width] :
         std::initializer_list<std::pair<std::string_view, unsigned>>{{"sender", 22},
                                                                      {"sender name", 22},
                                                                      {"direction", 10},
                                                                      {"text", 70},
                                                                      {kBlackedOut, 11},
                                                                      {"attachments", 50},
                                                                      {"kind", 10},
                                                                      {"platform", 12},
                                                                      {"account", 22},
                                                                      {"device", 18},
                                                                      {"id in the application", 20},
                                                                      {"answers", 20},
                                                                      {"forwarded from", 20},
                                                                      {"further fields", 40},
                                                                      {"source", 40},
                                                                      {"place in source", 24},
                                                                      {"source SHA-256", 66},
                                                                      {"container", 40},
                                                                      {"read as", 22},
                                                                      {"also seen as", 30},
                                                                      {"withheld", 40}}) {
        out.push_back({std::string(name), width, name == kBlackedOut ? CellType::number : CellType::text});
    }
    return out;
}

void append_line(std::string& out, std::string_view line) {
    out += out.empty() ? "" : "\n";
    out += line;
}

}  // namespace

const std::vector<Column>& columns() {
    static const std::vector<Column> all = make_columns();
    return all;
}

std::string& RowCells::next() {
    std::string& cell = cells_[at_++];
    cell.clear();
    return cell;
}

void RowCells::put(const DisclosedMessage& message, Group group, std::string_view value) {
    next() = message.shows(group) ? value : std::string_view("[withheld]");
}

void RowCells::put_times(const DisclosedMessage& message) {
    for (const record::Time& time : message.message.times) {
        words_.set(time);
        put(message, Group::times, words_.plain());
        put(message, Group::times, words_.iso());
        put(message, Group::times, words_.zone());
        put(message, Group::times, time.raw);
    }
}

void RowCells::put_text(const DisclosedMessage& message) {
    std::string& text = next();
    size_t redacted = 0;
    for (const TextSegment& segment : message.text) {
        if (segment.redacted) {
            text += redaction_text(segment);
            ++redacted;
        } else {
            text += segment.shown;
        }
    }
    if (!message.shows(Group::text)) {
        text = "[withheld]";
        ++redacted;
    }
    next() = redacted == 0 ? "" : std::to_string(redacted);
}

std::span<const std::string> RowCells::fill(const DisclosedMessage& message) {
    const record::Message& m = message.message;
    cells_.resize(columns().size());
    at_ = 0;
    next() = std::to_string(message.sequence);
    next() = message.exhibit;
    put(message, Group::conversation, m.conversation_id);
    put(message, Group::conversation, m.conversation_title);
    put(message, Group::conversation,
        m.conversation_kind == record::ConversationKind::unknown ? "" : record::name(m.conversation_kind));
    std::string list;
    for (const std::string_view participant : m.participants) {
        append_line(list, participant);
    }
    put(message, Group::conversation, list);
    put_times(message);
    put(message, Group::sender, m.sender);
    put(message, Group::sender, m.sender_name);
    put(message, Group::sender, m.direction == record::Direction::unknown ? "" : record::name(m.direction));
    put_text(message);
    list.clear();
    for (size_t i = 0; i < m.attachments.size(); ++i) {
        const AttachmentPlace place = i < message.attachments.size() ? message.attachments[i] : AttachmentPlace{};
        append_line(list, attachment_text(m.attachments[i], place));
        if (!place.file.empty()) {
            list += " ";
            list += place.file;
        }
    }
    put(message, Group::attachments, list);
    put(message, Group::rest, record::name(m.kind));
    put(message, Group::account, m.platform);
    put(message, Group::account, m.account);
    put(message, Group::account, m.device);
    put(message, Group::rest, m.native_id);
    put(message, Group::rest, m.reply_to);
    put(message, Group::rest, m.forwarded_from);
    list.clear();
    for (const record::Field& field : m.rest) {
        append_line(list, fmt::format("{}={}", field.key, field.value));
    }
    put(message, Group::rest, list);
    put(message, Group::source, message.source_path);
    const bool source = message.shows(Group::source);
    put(message, Group::source, source ? locator_text(m.locator) : "");
    put(message, Group::source, source ? message.source.object.hex() : "");
    list.clear();
    for (const record::ContainerStep& step : message.source.container) {
        append_line(list, fmt::format("{} in {}", step.member, step.object.hex()));
    }
    put(message, Group::source, list);
    put(message, Group::source, fmt::format("{} version {}", message.source.parser, message.source.parser_version));
    list.clear();
    for (const Sighting& sighting : message.sightings) {
        append_line(list, fmt::format("{}, {} ({})", sighting.sequence, sighting.source_path, sighting.reason));
    }
    next() = list;
    list.clear();
    for (size_t i = 0; i < record::kGroups; ++i) {
        if (!message.withheld[i].empty()) {
            append_line(list, fmt::format("{}: {}", group_words(static_cast<Group>(i + 1)), message.withheld[i]));
        }
    }
    next() = list;
    VB_ASSERT(at_ == cells_.size());
    return cells_;
}

}  // namespace verbatim::disclose
