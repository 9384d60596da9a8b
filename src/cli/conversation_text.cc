// SPDX-License-Identifier: Apache-2.0
#include "cli/conversation_text.h"

#include "cli/hit_text.h"
#include "cli/json_line.h"
#include "cli/record_text.h"
#include "cli/words.h"
#include "text/terminal.h"

namespace verbatim::cli {
namespace {

constexpr std::string_view kIndent = "    ";

Result<record::OwnedMessage> record_of(const store::Hit& hit) {
    VB_TRY_ASSIGN(record::EncodedRecord encoded, record::from_blob(as_bytes(hit.record), hit.text));
    return record::decode(std::move(encoded));
}

std::string_view direction_text(record::Direction direction) {
    switch (direction) {
        case record::Direction::incoming:
            return "received";
        case record::Direction::outgoing:
            return "sent";
        case record::Direction::unknown:
            break;
    }
    return "";
}

std::string path_of(const ConversationView& view, uint32_t source) {
    const auto found = view.source_paths.find(source);
    const std::string number = "source " + std::to_string(source);
    return found == view.source_paths.end() || found->second.empty() ? number
                                                                     : number + ", " + safe_line(found->second);
}

void write_heading(Session& session, const ConversationView& view) {
    const store::Hit& hit = view.page.hits[view.page.anchor_index];
    session.out.line(
        "Conversation: " + session.terminal.styled(Style::bold, conversation_text(hit)) +
        (hit.conversation_title.empty() || hit.conversation.empty() ? "" : "  (" + safe_line(hit.conversation) + ")"));
    std::string where = hit.platform.empty() ? "platform not stated" : safe_line(hit.platform);
    if (!hit.account.empty()) {
        where += ", account " + safe_line(hit.account);
    }
    session.out.line("  " + where);
    std::string participants;
    for (const std::string& participant : hit.participants) {
        participants += (participants.empty() ? "" : ", ") + safe_line(participant);
    }
    if (!participants.empty()) {
        session.out.line("  participants: " + participants);
    }
    session.out.line("");
}

void write_marks(Session& session, const record::Message& message) {
    const auto mark = [&](record::TimeKind kind, std::string_view word) {
        if (const record::Time& time = message.time(kind); time.present()) {
            session.out.line(std::string(kIndent) + session.terminal.styled(Style::warning, word) + " " +
                             time_value_text(time));
        }
    };
    mark(record::TimeKind::edited, "edited");
    mark(record::TimeKind::deleted, "marked as deleted");
    if (!message.reply_to.empty()) {
        session.out.line(std::string(kIndent) + "reply to " + safe_line(message.reply_to));
    }
    if (!message.forwarded_from.empty()) {
        session.out.line(std::string(kIndent) + "forwarded from " + safe_line(message.forwarded_from));
    }
    for (const record::Attachment& attachment : message.attachments) {
        session.out.line(std::string(kIndent) + "attachment: " + attachment_text(attachment));
    }
}

void write_text(Session& session, const store::Hit& hit) {
    const size_t width = session.terminal.output_width();
    for (const std::string& line : safe_lines(hit.text)) {
        if (width == 0) {
            session.out.line(std::string(kIndent) + line);
            continue;
        }
        for (const std::string_view part : text::wrap(line, width - kIndent.size() - 1)) {
            session.out.line(std::string(kIndent) + std::string(part));
        }
    }
}

void write_sightings(Session& session, const ConversationView& view, const store::Hit& hit) {
    for (const store::Sighting& sighting : hit.sightings) {
        if (sighting.seq == hit.seq) {
            continue;
        }
        std::string line = std::string(kIndent) + "also #" + std::to_string(sighting.seq) + " (" +
                           path_of(view, sighting.source) + ")";
        if (hit.sort_ms != store::kNoTime && sighting.sort_ms != store::kNoTime) {
            line += ", " + skew_text(sighting.sort_ms - hit.sort_ms);
        }
        const store::LinkReason reason =
            sighting.reason == store::LinkReason::none ? store::LinkReason::none : sighting.reason;
        line += ": " + std::string(reason_text(reason));
        session.out.line(session.terminal.styled(Style::dim, line));
    }
}

Result<void> write_message(Session& session, const ConversationView& view, size_t at) {
    const store::Hit& hit = view.page.hits[at];
    VB_TRY_ASSIGN(const record::OwnedMessage owned, record_of(hit));
    const bool chosen = at == view.page.anchor_index;
    std::string head = (chosen ? session.terminal.styled(Style::match, ">>> ") : std::string("    ")) +
                       session.terminal.styled(Style::bold, "#" + std::to_string(hit.seq)) + "  " +
                       time_text(hit.sort_ms, hit.zone_basis) + "  " +
                       session.terminal.styled(Style::bold, sender_text(hit));
    if (const std::string_view direction = direction_text(hit.direction); !direction.empty()) {
        head += "  " + std::string(direction) + " by this account";
    }
    if (hit.kind != record::Kind::text) {
        head += "  " + session.terminal.styled(Style::warning, "[" + std::string(record::name(hit.kind)) + "]");
    }
    session.out.line(head);
    if (!hit.text.empty()) {
        write_text(session, hit);
    }
    write_marks(session, owned.message());
    write_sightings(session, view, hit);
    return {};
}

}  // namespace

Result<void> write_conversation(Session& session, const ConversationView& view) {
    write_heading(session, view);
    if (view.page.before.messages > view.page.anchor_index) {
        session.out.line(session.terminal.styled(
            Style::dim, "    ... " + grouped(view.page.before.messages - view.page.anchor_index) + " earlier"));
    }
    for (size_t at = 0; at < view.page.hits.size(); ++at) {
        VB_TRY(write_message(session, view, at));
        session.out.line("");
    }
    const uint64_t first =
        view.page.before.messages - std::min<uint64_t>(view.page.before.messages, view.page.anchor_index);
    const uint64_t shown_to = first + view.page.hits.size();
    if (shown_to < view.page.total.messages) {
        session.out.line(
            session.terminal.styled(Style::dim, "    ... " + grouped(view.page.total.messages - shown_to) + " later"));
    }
    say_shown(session, true, view.page.hits.size(), view.page.total.messages, "messages of this conversation",
              " More: --before N --after N.");
    session.out.line(session.terminal.styled(
        Style::dim,
        "From " + path_of(view, view.page.hits[view.page.anchor_index].source) + ". Everything about one: --full."));
    return {};
}

Result<void> write_conversation_json(Session& session, const ConversationView& view) {
    for (size_t at = 0; at < view.page.hits.size(); ++at) {
        const store::Hit& hit = view.page.hits[at];
        VB_TRY_ASSIGN(const record::OwnedMessage owned, record_of(hit));
        Json line = to_json(hit);
        line["chosen"] = at == view.page.anchor_index;
        const auto path = view.source_paths.find(hit.source);
        line["source_path"] = path == view.source_paths.end() ? "" : path->second;
        line["times"] = times_json(owned.message());
        line["attachments"] = attachments_json(owned.message());
        line["reply_to"] = owned.message().reply_to;
        line["forwarded_from"] = owned.message().forwarded_from;
        session.out.line(json_text(line));
    }
    return {};
}

}  // namespace verbatim::cli
