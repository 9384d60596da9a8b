// SPDX-License-Identifier: Apache-2.0
// The part of Pages that writes: notes, requests, answers.
#include "crypto/sha256.h"
#include "io/file.h"
#include "note/lines.h"
#include "search/query.h"
#include "viewer/pages.h"
#include "workbench/request.h"

namespace verbatim::viewer {
namespace {

constexpr uint64_t kKeyBytesMax = 4096;
constexpr uint32_t kKeyMode = 0600;
constexpr const char* kKeyName = "defence";

Error bad(const std::string& what) {
    return {Code::usage, what, {}, {}};
}

Result<Json> body(const http::Request& request) {
    Json value = Json::parse(request.body, nullptr, false);
    return value.is_object() ? Result<Json>(std::move(value)) : bad("the body is one JSON object");
}

Result<std::string> text_of(const Json& body, const char* name) {
    const auto found = body.find(name);
    return found != body.end() && found->is_string() ? Result<std::string>(found->get<std::string>())
                                                     : bad(std::string("`") + name + "` is a text");
}

Result<uint64_t> number_of(const Json& body, const char* name) {
    const auto found = body.find(name);
    return found != body.end() && found->is_number_unsigned() ? Result<uint64_t>(found->get<uint64_t>())
                                                              : bad(std::string("`") + name + "` is a whole number");
}

}  // namespace

Result<Json> all_notes(workbench::NoteBook& notes) {
    Json list = Json::array();
    VB_TRY(notes.each([&](const workbench::Note& note) -> Result<void> {
        list.push_back(to_json(note));
        return {};
    }));
    return Json{{"format", "verbatim-notes v1"}, {"notes", std::move(list)}};
}

Result<Json> Pages::notes(const http::Request&) {
    return all_notes(notes_);
}

Result<Json> Pages::add_note(const http::Request& request) {
    VB_TRY_ASSIGN(const Json given, body(request));
    workbench::Note note;
    VB_TRY_ASSIGN(note.text, text_of(given, "text"));
    if (given.contains("seq") && !given["seq"].is_null()) {
        VB_TRY_ASSIGN(note.seq, number_of(given, "seq"));
        VB_TRY(viewer_.hit(*note.seq));
    }
    note.made = options_.made();
    VB_TRY_ASSIGN(note, notes_.add(std::move(note)));
    return to_json(note);
}

Result<Json> Pages::change_note(const http::Request& request) {
    VB_TRY_ASSIGN(const Json given, body(request));
    VB_TRY_ASSIGN(const uint64_t id, number_of(given, "id"));
    VB_TRY_ASSIGN(const std::string text, text_of(given, "text"));
    VB_TRY_ASSIGN(const workbench::Note note, notes_.change(id, text, options_.made().at));
    return to_json(note);
}

Result<Json> Pages::remove_note(const http::Request& request) {
    VB_TRY_ASSIGN(const Json given, body(request));
    VB_TRY_ASSIGN(const uint64_t id, number_of(given, "id"));
    VB_TRY(notes_.remove(id));
    return Json{{"deleted", id}};
}

http::Response Pages::exported_notes() {
    const auto notes = all_notes(notes_);
    if (!notes) {
        return http::plain(500, notes.error().to_string());
    }
    return {200,
            "application/json; charset=utf-8",
            to_bytes(*notes),
            {{"Content-Disposition", "attachment; filename=\"notes.json\""}}};
}

Result<Json> Pages::requests(const http::Request&) {
    Json list = Json::array();
    VB_TRY(notes_.each_request([&](const workbench::SentRequest& request) -> Result<void> {
        VB_TRY_ASSIGN(Json line, to_json(request, viewer_.report().key));
        list.push_back(std::move(line));
        return {};
    }));
    return Json{{"requests", std::move(list)}};
}

// The key of whoever reads here; the first request makes one.
Result<note::Signer> Pages::signer() {
    if (!io::exists(options_.key_file)) {
        VB_TRY_ASSIGN(note::Signer made, note::Signer::generate(kKeyName));
        const std::string text = made.private_text() + "\n";
        VB_TRY(io::replace_file(options_.key_file, as_bytes(text), kKeyMode));
        return made;
    }
    VB_TRY_ASSIGN(std::string text, io::read_file(options_.key_file, kKeyBytesMax));
    text.erase(text.find_last_not_of("\r\n ") + 1);
    return note::Signer::parse(text);
}

Result<Json> Pages::make_request(const http::Request& given_request) {
    VB_TRY_ASSIGN(const Json given, body(given_request));
    if (!viewer_.report().proved) {
        return Error{Code::conflict, "which case this is was not proved", {}, "ask for a bundle that proves"};
    }
    workbench::Request request;
    request.case_id = viewer_.report().case_id;
    VB_TRY_ASSIGN(request.purpose, text_of(given, "purpose"));
    VB_TRY_ASSIGN(request.by, text_of(given, "by"));
    VB_TRY_ASSIGN(const std::string scope, text_of(given, "scope"));
    request.scope = scope.empty() ? "*" : scope;
    if (!given.contains("terms") || !given["terms"].is_array()) {
        return bad("`terms` is a list of queries");
    }
    VB_TRY(search::parse(request.scope));
    for (const Json& term : given["terms"]) {
        if (!term.is_string()) {
            return bad("`terms` is a list of queries");
        }
        request.terms.push_back(term.get<std::string>());
        if (const auto parsed = search::parse(request.terms.back()); !parsed) {
            Error error = parsed.error();
            error.where.source = request.terms.back();
            return error;
        }
    }
    const workbench::Made made = options_.made();
    request.time = made.at;
    const std::lock_guard lock(requests_);
    VB_TRY_ASSIGN(request.number, notes_.next_request());
    VB_TRY_ASSIGN(const note::Signer key, signer());
    workbench::SentRequest sent;
    sent.number = request.number;
    sent.made = made;
    VB_TRY_ASSIGN(sent.file, workbench::sign_request(std::move(request), key));
    sent.hash = crypto::sha256(as_bytes(sent.file));
    VB_TRY(notes_.add_request(sent));
    return to_json(sent, viewer_.report().key);
}

Result<Json> Pages::add_answer(const http::Request& given_request) {
    VB_TRY_ASSIGN(const Json given, body(given_request));
    VB_TRY_ASSIGN(const std::string file, text_of(given, "file"));
    VB_TRY_ASSIGN(const note::VerifierKey key, note::VerifierKey::parse(viewer_.report().key));
    VB_TRY_ASSIGN(const workbench::Answer answer, workbench::open_answer(file, {&key, 1}));
    VB_TRY(notes_.add_answer(answer.request, file, options_.made().at));
    return requests(given_request);
}

http::Response Pages::request_file(const http::Request& request) {
    const auto wanted = note::decimal(request.parameter("number"));
    http::Response out = http::plain(404, "There is no such request.");
    const auto found = notes_.each_request([&](const workbench::SentRequest& sent) -> Result<void> {
        if (wanted == sent.number) {
            const std::string name = "terms-" + std::to_string(sent.number) + ".request";
            out = {200,
                   "application/octet-stream",
                   sent.file,
                   {{"Content-Disposition", "attachment; filename=\"" + name + "\""}}};
        }
        return {};
    });
    return found ? out : http::plain(500, found.error().to_string());
}

}  // namespace verbatim::viewer
