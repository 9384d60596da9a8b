// SPDX-License-Identifier: Apache-2.0
#include "workbench/request.h"

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "note/field_lines.h"
#include "note/note.h"
#include "note/seal.h"
#include "workbench/internal/state.h"

namespace verbatim::workbench {
namespace {

constexpr std::string_view kRequestHead = "verbatim-request v1";
constexpr std::string_view kAnswerHead = "verbatim-answer v1";

using note::append_line;
using note::take_word;
using Lines = note::FieldLines;

TermAnswer parse_term(Lines& lines, size_t number) {
    TermAnswer term;
    const bool refused = lines.next_is("refused ");
    std::string_view rest = lines.text(refused ? "refused" : "term");
    if (lines.number(take_word(rest)) != number) {
        lines.fail("the terms are numbered from 1, in order");
    }
    if (refused) {
        term.refused = rest;
        if (term.refused.empty()) {
            lines.fail("a refused term has its reason");
        }
        return term;
    }
    term.messages = lines.number(take_word(rest));
    term.sightings = lines.number(take_word(rest));
    term.list_hash = lines.hash(rest);
    return term;
}

}  // namespace

std::string Request::to_text() const {
    std::string out(kRequestHead);
    out += '\n';
    append_line(out, "case", case_id);
    append_line(out, "number", std::to_string(number));
    append_line(out, "time", time);
    append_line(out, "by", by);
    append_line(out, "key", key);
    append_line(out, "purpose", purpose);
    append_line(out, "scope", scope);
    for (const std::string& term : terms) {
        append_line(out, "term", term);
    }
    return out;
}

Result<Request> Request::parse(std::string_view text) {
    Lines lines(text);
    Request out;
    lines.head(kRequestHead);
    out.case_id = lines.case_id("case");
    out.number = lines.number(lines.text("number"));
    out.time = lines.time("time");
    out.by = lines.text("by");
    out.key = lines.text("key");
    out.purpose = lines.text("purpose");
    out.scope = lines.text("scope");
    if (out.number == 0) {
        lines.fail("requests are numbered from 1");
    }
    do {
        out.terms.emplace_back(lines.text("term"));
    } while (lines.next_is("term ") && out.terms.size() < kTermsMax);
    VB_TRY(lines.done("request"));
    return out;
}

std::string Answer::to_text() const {
    std::string out(kAnswerHead);
    out += '\n';
    append_line(out, "case", case_id);
    append_line(out, "request", crypto::to_base64(request.span()));
    append_line(out, "requester", requester);
    append_line(out, "key", key_trusted ? "trusted" : "claimed");
    append_line(out, "time", time);
    append_line(out, "by", by);
    append_line(out, "authority", authority);
    append_line(out, "scope", scope);
    append_line(out, "log", std::to_string(log_size) + " " + crypto::to_base64(log_root.span()));
    append_line(out, "version", version);
    for (size_t at = 0; at < terms.size(); ++at) {
        const TermAnswer& term = terms[at];
        const std::string number = std::to_string(at + 1);
        if (!term.refused.empty()) {
            append_line(out, "refused", number + " " + term.refused);
        } else {
            append_line(out, "term",
                        number + " " + std::to_string(term.messages) + " " + std::to_string(term.sightings) + " " +
                            crypto::to_base64(term.list_hash.span()));
        }
    }
    return out;
}

Result<Answer> Answer::parse(std::string_view text) {
    Lines lines(text);
    Answer out;
    lines.head(kAnswerHead);
    out.case_id = lines.case_id("case");
    out.request = lines.hash(lines.text("request"));
    out.requester = lines.text("requester");
    const std::string_view key = lines.text("key");
    out.key_trusted = key == "trusted";
    if (!out.key_trusted && key != "claimed") {
        lines.fail("the key is trusted or claimed");
    }
    out.time = lines.time("time");
    out.by = lines.text("by");
    out.authority = lines.text("authority");
    out.scope = lines.text("scope");
    std::string_view log = lines.text("log");
    out.log_size = lines.number(take_word(log));
    out.log_root = lines.hash(log);
    out.version = lines.text("version");
    do {
        out.terms.push_back(parse_term(lines, out.terms.size() + 1));
    } while (!lines.at_end() && out.terms.size() < kTermsMax);
    VB_TRY(lines.done("answer"));
    return out;
}

Result<std::string> sign_request(Request request, const note::Signer& signer) {
    request.key = signer.verifier().to_string();
    VB_TRY(need_text("the name of who asks", request.by));
    VB_TRY(need_text("a purpose", request.purpose));
    VB_TRY(need_text("a scope", request.scope));
    for (const std::string& term : request.terms) {
        VB_TRY(need_text("a term", term));
    }
    if (request.terms.empty() || request.terms.size() > kTermsMax) {
        return Error{Code::usage, "a request has 1 to " + std::to_string(kTermsMax) + " terms", {}, ""};
    }
    const std::string text = request.to_text();
    VB_TRY_ASSIGN(const Request again, Request::parse(text));
    VB_ASSERT(again == request);
    VB_TRY_ASSIGN(const note::Note note, note::sign(text, signer));
    return note.to_string();
}

Result<SignedRequest> open_request(std::string_view file) {
    VB_TRY_ASSIGN(const note::Note note, note::Note::parse(file));
    SignedRequest out;
    VB_TRY_ASSIGN(out.request, Request::parse(note.text));
    VB_TRY_ASSIGN(out.key, note::VerifierKey::parse(out.request.key));
    VB_TRY(note::verify(note, {&out.key, 1}));
    out.hash = crypto::sha256(as_bytes(file));
    return out;
}

Result<std::string> sign_answer(const Answer& answer, const note::Signer& signer) {
    const std::string text = answer.to_text();
    VB_TRY_ASSIGN(const Answer again, Answer::parse(text));
    VB_ASSERT(again == answer);
    VB_TRY_ASSIGN(const note::Note note, note::sign(text, signer));
    return note.to_string();
}

Result<Answer> open_answer(std::string_view file, std::span<const note::VerifierKey> known) {
    VB_TRY_ASSIGN(const note::Note note, note::Note::parse(file));
    VB_TRY(note::verify(note, known));
    return Answer::parse(note.text);
}

}  // namespace verbatim::workbench
