// SPDX-License-Identifier: Apache-2.0
#include "viewer/json.h"

#include "disclose/report_visible.h"
#include "note/key.h"
#include "workbench/request.h"

namespace verbatim::viewer {
namespace {

using disclose::visible;

void append_run(std::string_view text, bool is_hit, Json& out) {
    disclose::VisibleText rest(text);
    disclose::VisibleRun run;
    while (rest.next(run)) {
        if (!run.shown.empty()) {
            Json piece{{"text", run.shown}};
            if (is_hit) {
                piece["hit"] = true;
            }
            out.push_back(std::move(piece));
        }
        if (run.has_hidden) {
            out.push_back({{"hidden", disclose::code_point_text(run.hidden)}});
        }
    }
}

void append_text(std::string_view text, const search::Highlight& highlight, Json& out) {
    size_t at = 0;
    for (const search::Span& span : highlight.find(text)) {
        append_run(text.substr(at, span.begin - at), false, out);
        append_run(text.substr(span.begin, span.end - span.begin), true, out);
        at = span.end;
    }
    append_run(text.substr(at), false, out);
}

// "2020-04-02T18:03:28.118Z"; null without a time.
Json instant(int64_t ms, disclose::TimeWords& words) {
    if (ms == store::kNoTime) {
        return nullptr;
    }
    record::Time time;
    time.utc_ms = ms;
    time.zone = "Z";
    time.basis = record::ZoneBasis::stated;
    time.precision = record::Precision::second;
    words.set(time);
    return words.iso();
}

Json terms_json(const workbench::Request& request, const workbench::Answer* answer) {
    Json terms = Json::array();
    for (size_t at = 0; at < request.terms.size(); ++at) {
        Json line{{"term", visible(request.terms[at])}};
        if (answer != nullptr && at < answer->terms.size()) {
            const workbench::TermAnswer& counts = answer->terms[at];
            if (counts.refused.empty()) {
                line["messages"] = counts.messages;
                line["sightings"] = counts.sightings;
                line["list_sha256"] = counts.list_hash.hex();
            } else {
                line["refused"] = visible(counts.refused);
            }
        }
        terms.push_back(std::move(line));
    }
    return terms;
}

}  // namespace

std::string to_bytes(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json MessageJson::pieces(const disclose::MessageText& text) const {
    Json out = Json::array();
    for (const disclose::TextPiece& piece : text.pieces) {
        if (piece.redacted) {
            out.push_back({{"withheld", visible(piece.text)}});
        } else {
            append_text(piece.text, highlight_, out);
        }
    }
    return out;
}

Result<Json> MessageJson::make(const store::Hit& hit, bool details) {
    VB_TRY(shown_.read(hit));
    disclose::DisclosedMessage& message = shown_.message();
    viewer_.place_attachments(message);
    const disclose::MessageText& text = words_.message(message);
    Json attachments = Json::array();
    for (const disclose::AttachmentText& attachment : text.attachments) {
        attachments.push_back({{"words", visible(attachment.words)}, {"file", attachment.file}});
    }
    const disclose::ConversationText conversation = disclose::conversation_text(message);
    Json out{{"seq", hit.seq},
             {"exhibit", visible(text.exhibit)},
             {"sender", visible(text.sender)},
             {"handle", visible(text.handle)},
             {"direction", text.direction},
             {"time", visible(text.time)},
             {"day", visible(words_.day())},
             {"conversation", visible(conversation.title)},
             {"pieces", pieces(text)},
             {"attachments", std::move(attachments)}};
    Json sightings = Json::array();
    for (const store::Sighting& sighting : hit.sightings) {
        sightings.push_back(sighting.seq);
    }
    out["sightings"] = std::move(sightings);
    if (!details) {
        return out;
    }
    Json rows = Json::array();
    for (const std::string& line : conversation.lines) {
        rows.push_back({{"name", "Conversation"}, {"value", visible(line)}});
    }
    for (const disclose::Detail& detail : text.details) {
        rows.push_back({{"name", visible(detail.name)}, {"value", visible(detail.value)}});
    }
    out["details"] = std::move(rows);
    return out;
}

Json to_json(const store::ConversationInfo& conversation) {
    disclose::TimeWords words;
    Json participants = Json::array();
    for (const std::string& person : conversation.participants) {
        participants.push_back(visible(person));
    }
    return {{"key", conversation.conversation},
            {"name", visible(conversation.conversation)},
            {"title", visible(conversation.title)},
            {"platform", visible(conversation.platform)},
            {"sightings", conversation.sightings},
            {"first", instant(conversation.first_ms, words)},
            {"last", instant(conversation.last_ms, words)},
            {"participants", std::move(participants)}};
}

Json to_json(const workbench::Note& note) {
    return {{"id", note.id},      {"seq", note.seq ? Json(*note.seq) : Json(nullptr)},
            {"text", note.text},  {"at", note.made.at},
            {"by", note.made.by}, {"changed_at", note.changed_at}};
}

Json to_json(const Error& error) {
    return {{"error",
             {{"code", name(error.code)},
              {"what", visible(error.what)},
              {"where", visible(error.where.source)},
              {"offset", error.where.offset ? Json(*error.where.offset) : Json(nullptr)},
              {"advice", visible(error.advice)}}}};
}

Json to_json(const store::Totals& totals) {
    return {{"messages", totals.messages}, {"sightings", totals.sightings}};
}

Result<Json> to_json(const workbench::SentRequest& request, const std::string& case_key) {
    VB_TRY_ASSIGN(const workbench::SignedRequest read, workbench::open_request(request.file));
    std::optional<workbench::Answer> answer;
    if (!request.answer.empty()) {
        VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(case_key));
        VB_TRY_ASSIGN(answer, workbench::open_answer(request.answer, {&key, 1}));
    }
    Json out{{"number", request.number},
             {"sha256", request.hash.hex()},
             {"at", request.made.at},
             {"by", visible(read.request.by)},
             {"purpose", visible(read.request.purpose)},
             {"scope", visible(read.request.scope)},
             {"key", read.request.key},
             {"terms", terms_json(read.request, answer ? &*answer : nullptr)},
             {"answered", nullptr}};
    if (answer) {
        out["answered"] = {{"at", visible(answer->time)},
                           {"by", visible(answer->by)},
                           {"authority", visible(answer->authority)},
                           {"scope", visible(answer->scope)},
                           {"log_size", answer->log_size}};
    }
    return out;
}

}  // namespace verbatim::viewer
