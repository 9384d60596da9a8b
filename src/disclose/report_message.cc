// SPDX-License-Identifier: Apache-2.0
#include "disclose/report_message.h"

#include <fmt/format.h>

#include "text/numbers.h"

namespace verbatim::disclose {
namespace {

using record::Group;

void join(std::string& out, std::string_view more) {
    if (!more.empty()) {
        out += out.empty() ? "" : ", ";
        out += more;
    }
}

std::string joined(const std::vector<std::string_view>& parts) {
    std::string out;
    for (const std::string_view part : parts) {
        join(out, part);
    }
    return out;
}

std::string_view presence_words(Presence presence) {
    switch (presence) {
        case Presence::in_bundle:
            return "in this bundle";
        case Presence::absent:
            return "named by the source, its bytes are not in the evidence";
        case Presence::withheld:
            return "withheld";
        case Presence::not_asked:
            return "in the evidence, left out of this export";
    }
    return {};
}

}  // namespace

std::string withheld_text(std::string_view reason) {
    return "withheld: " + std::string(reason);
}

std::string redaction_text(const TextSegment& segment) {
    std::string out = "[blacked out";
    if (segment.chunks) {
        out += ", " + text::counted(*segment.chunks, "piece", "pieces");
    }
    out += ": ";
    out += segment.reason;
    return out + "]";
}

std::string attachment_text(const record::Attachment& attachment, const AttachmentPlace& place) {
    std::string out(attachment.name.empty() ? std::string_view("without a name") : attachment.name);
    join(out, attachment.kind);
    join(out, attachment.mime_found.empty() ? attachment.mime_stated : attachment.mime_found);
    if (!attachment.mime_found.empty() && !attachment.mime_stated.empty() &&
        attachment.mime_found != attachment.mime_stated) {
        out += " (the source says ";
        out += attachment.mime_stated;
        out += ")";
    }
    if (attachment.size_bytes) {
        join(out, text::bytes_text(*attachment.size_bytes));
    }
    if (attachment.sha256) {
        join(out, "SHA-256 " + attachment.sha256->hex());
    }
    if (!attachment.hash_stated.empty()) {
        join(out, fmt::format("hash stated by the source {}", attachment.hash_stated));
    }
    if (!attachment.url.empty()) {
        join(out, fmt::format("address {}", attachment.url));
    }
    out += ": ";
    out += presence_words(place.presence);
    if (place.presence == Presence::withheld) {
        out += ": ";
        out += place.reason;
    }
    return out;
}

std::string locator_text(const record::Locator& locator) {
    return locator.table.empty() ? fmt::format("bytes {} to {}", locator.begin, locator.end)
                                 : fmt::format("table {}, row {}", locator.table, locator.row);
}

std::string_view group_words(Group group) {
    switch (group) {
        case Group::source:
            return "source";
        case Group::account:
            return "account";
        case Group::conversation:
            return "conversation";
        case Group::sender:
            return "sender";
        case Group::times:
            return "times";
        case Group::text:
            return "text";
        case Group::attachments:
            return "attachments";
        case Group::rest:
            return "kind, ids and further fields";
    }
    return {};
}

ConversationText conversation_text(const DisclosedMessage& message) {
    const record::Message& m = message.message;
    ConversationText out;
    if (!message.shows(Group::conversation)) {
        out.title = "A conversation whose name is withheld";
        out.lines.push_back(withheld_text(message.reason(Group::conversation)));
        return out;
    }
    out.title = !m.conversation_title.empty() ? std::string(m.conversation_title)
                : !m.participants.empty()     ? joined(m.participants)
                : !m.conversation_id.empty()  ? std::string(m.conversation_id)
                                              : "A conversation without a name";
    std::string about;
    if (m.conversation_kind != record::ConversationKind::unknown) {
        join(about, record::name(m.conversation_kind));
    }
    join(about, m.platform);
    if (!m.conversation_id.empty()) {
        join(about, fmt::format("id {}", m.conversation_id));
    }
    if (!about.empty()) {
        out.lines.push_back(std::move(about));
    }
    if (!m.participants.empty()) {
        out.lines.push_back("Participants: " + joined(m.participants));
    }
    return out;
}

const MessageText& MessageWords::message(const DisclosedMessage& message) {
    out_.sequence = message.sequence;
    out_.exhibit = message.exhibit;
    out_.details.clear();
    add_sender(message);
    add_times(message);
    add_text(message);
    add_attachments(message);
    if (!message.shows(Group::conversation)) {
        detail("Conversation", withheld_text(message.reason(Group::conversation)));
    }
    add_account(message);
    add_rest(message);
    add_source(message);
    return out_;
}

void MessageWords::detail(std::string_view name, std::string_view value) {
    if (!value.empty()) {
        out_.details.push_back({std::string(name), std::string(value)});
    }
}

void MessageWords::add_sender(const DisclosedMessage& message) {
    const record::Message& m = message.message;
    out_.direction = {};
    out_.handle.clear();
    if (!message.shows(Group::sender)) {
        out_.sender = "Sender " + withheld_text(message.reason(Group::sender));
        return;
    }
    out_.sender = !m.sender_name.empty() ? m.sender_name
                  : !m.sender.empty()    ? m.sender
                                         : std::string_view("Sender not stated");
    if (!m.sender.empty() && m.sender != out_.sender) {
        out_.handle = m.sender;
    }
    if (m.direction != record::Direction::unknown) {
        out_.direction = record::name(m.direction);
    }
}

void MessageWords::add_times(const DisclosedMessage& message) {
    if (!message.shows(Group::times)) {
        out_.time = "Time " + withheld_text(message.reason(Group::times));
        day_ = "Time withheld";
        return;
    }
    out_.time = "Time not stated";
    day_ = "Undated";
    for (size_t i = 0; i < record::kTimeKinds; ++i) {
        const record::Time& time = message.message.times[i];
        if (!time.present()) {
            continue;
        }
        words_.set(time);
        const auto kind = static_cast<record::TimeKind>(i);
        std::string line;
        if (kind == record::TimeKind::sent) {
            out_.time = words_.plain();
            day_ = words_.day().empty() ? "Undated" : words_.day();
        } else {
            line = words_.plain();
        }
        if (!words_.iso().empty() && time.basis != record::ZoneBasis::none) {
            join(line, words_.iso());
        }
        if (!time.raw.empty()) {
            join(line, fmt::format("as written “{}”", time.raw));
        }
        if (!words_.zone().empty()) {
            join(line, "zone " + words_.zone());
        }
        detail(kind == record::TimeKind::sent ? "Sent" : fmt::format("Time {}", time_name(kind)), line);
    }
}

void MessageWords::add_text(const DisclosedMessage& message) {
    out_.pieces.clear();
    out_.redaction_words.clear();
    if (!message.shows(Group::text)) {
        out_.redaction_words.push_back("[text " + withheld_text(message.reason(Group::text)) + "]");
        out_.pieces.push_back({out_.redaction_words.back(), true});
        return;
    }
    out_.redaction_words.reserve(message.text.size());  // pieces point into it
    for (const TextSegment& segment : message.text) {
        if (!segment.redacted) {
            out_.pieces.push_back({segment.shown, false});
            continue;
        }
        out_.redaction_words.push_back(redaction_text(segment));
        out_.pieces.push_back({out_.redaction_words.back(), true});
    }
}

void MessageWords::add_attachments(const DisclosedMessage& message) {
    out_.attachments.clear();
    if (!message.shows(Group::attachments)) {
        detail("Attachments", withheld_text(message.reason(Group::attachments)));
        return;
    }
    for (size_t i = 0; i < message.message.attachments.size(); ++i) {
        const AttachmentPlace place = i < message.attachments.size() ? message.attachments[i] : AttachmentPlace{};
        out_.attachments.push_back({attachment_text(message.message.attachments[i], place), place.file});
    }
}

void MessageWords::add_account(const DisclosedMessage& message) {
    if (!message.shows(Group::account)) {
        detail("Account", withheld_text(message.reason(Group::account)));
        return;
    }
    const record::Message& m = message.message;
    std::string account(m.account);
    if (!m.platform.empty()) {
        join(account, fmt::format("platform {}", m.platform));
    }
    detail("Account of the source", account);
    detail("Device", m.device);
}

void MessageWords::add_rest(const DisclosedMessage& message) {
    if (!message.shows(Group::rest)) {
        detail("Kind, ids and further fields", withheld_text(message.reason(Group::rest)));
        return;
    }
    const record::Message& m = message.message;
    if (m.kind != record::Kind::text) {
        detail("Kind", record::name(m.kind));
    }
    detail("Id in the application", m.native_id);
    detail("Answers", m.reply_to);
    detail("Forwarded from", m.forwarded_from);
    for (const record::Field& field : m.rest) {
        detail(fmt::format("Field “{}”", field.key), field.value.empty() ? "empty" : field.value);
    }
}

void MessageWords::add_source(const DisclosedMessage& message) {
    if (!message.shows(Group::source)) {
        detail("Source", withheld_text(message.reason(Group::source)));
        return;
    }
    std::string source(message.source_path);
    for (const record::ContainerStep& step : message.source.container) {
        join(source, fmt::format("member “{}” of container {}", step.member, step.object.hex()));
    }
    // In full in the start of our chain.
    join(source, "SHA-256 begins " + message.source.object.hex().substr(0, 16));
    join(source, fmt::format("read as {} version {}", message.source.parser, message.source.parser_version));
    detail("Source", source);
    detail("Place in it", locator_text(message.message.locator));
    for (const Sighting& sighting : message.sightings) {
        detail("Same message also as",
               fmt::format("number {}, {} ({})", sighting.sequence, sighting.source_path, sighting.reason));
    }
}

}  // namespace verbatim::disclose
