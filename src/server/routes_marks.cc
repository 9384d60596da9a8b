// SPDX-License-Identifier: Apache-2.0
// Tags and notes. An entry of the audit log comes before each change.
#include "server/backend.h"
#include "server/json_note.h"
#include "server/routes.h"
#include "server/visible.h"

namespace verbatim::server {
namespace {

using audit::LegalName;

constexpr size_t kTagMost = 100;
constexpr size_t kNoteMost = 20'000;
constexpr size_t kMessagesMost = 10'000;
constexpr size_t kTagsAtOnce = 100;

std::string words(const char* before, const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) {
        out += (out.empty() ? std::string(before) : ",") + " " + name;
    }
    return out;
}

}  // namespace

Answer list_tags(Call& call) {
    VB_TRY_ASSIGN(const auto tags, call.backend.marks(call.role).tags());
    VB_TRY(call.reading().note(LegalName::consultation, "tags", "", ""));
    Json list = Json::array();
    for (const workbench::TagCount& tag : tags) {
        list.push_back({{"name", tag.name}, {"messages", tag.messages}});
    }
    return json_answer({{"tags", std::move(list)}});
}

Answer add_tag(Call& call) {
    VB_TRY_ASSIGN(const Json body, body_object(call.request, {"name"}));
    VB_TRY_ASSIGN(const std::string name, text_of(body, "name", 1, kTagMost));
    VB_TRY(call.reading().note(LegalName::alteration, "add tag", name, ""));
    VB_TRY(call.backend.marks(call.role).add_tag(name, made_by(call.user.name)));
    return no_content();
}

Answer tag_messages(Call& call) {
    VB_TRY_ASSIGN(const Json body, body_object(call.request, {"seqs", "add", "remove"}));
    VB_TRY_ASSIGN(const std::vector<uint64_t> seqs, numbers_of(body, "seqs", kMessagesMost));
    VB_TRY_ASSIGN(const auto add, texts_of(body, "add", kTagsAtOnce, kTagMost));
    VB_TRY_ASSIGN(const auto remove, texts_of(body, "remove", kTagsAtOnce, kTagMost));
    VB_TRY(need_visible(call, seqs));
    const std::string added = words("add", add);
    const std::string removed = words("remove", remove);
    VB_TRY(call.reading().note(LegalName::alteration, "tag", audit::record_list(seqs),
                               added + (added.empty() || removed.empty() ? "" : "; ") + removed));
    VB_TRY(call.backend.marks(call.role).tag(seqs, add, remove, made_by(call.user.name)));
    return no_content();
}

Answer list_notes(Call& call) {
    workbench::NoteBook& book = call.backend.notes(call.role);
    std::vector<workbench::Note> notes;
    if (call.request.parameter("seq").empty()) {
        VB_TRY(book.each([&](const workbench::Note& note) -> Result<void> {
            notes.push_back(note);
            return {};
        }));
    } else {
        VB_TRY_ASSIGN(const uint64_t seq, number_parameter(call.request, "seq", std::nullopt));
        VB_TRY_ASSIGN(notes, book.of_message(seq));
    }
    std::vector<uint64_t> seqs;
    for (const workbench::Note& note : notes) {
        if (note.seq) {
            seqs.push_back(*note.seq);
        }
    }
    VB_TRY_ASSIGN(const std::set<uint64_t> visible, visible_of(call, seqs));
    VB_TRY(call.reading().note(LegalName::consultation, "notes", audit::record_list({visible.begin(), visible.end()}),
                               ""));
    Json list = Json::array();
    for (const workbench::Note& note : notes) {
        if (note.seq && visible.contains(*note.seq)) {
            list.push_back(note_json(note));
        }
    }
    return json_answer({{"notes", std::move(list)}});
}

Answer add_note(Call& call) {
    VB_TRY_ASSIGN(const Json body, body_object(call.request, {"seq", "text"}));
    workbench::Note note;
    VB_TRY_ASSIGN(const uint64_t seq, number_of(body, "seq"));
    VB_TRY_ASSIGN(note.text, text_of(body, "text", 1, kNoteMost));
    VB_TRY(need_visible(call, {seq}));
    note.seq = seq;
    note.made = made_by(call.user.name);
    VB_TRY(call.reading().note(LegalName::alteration, "add note", std::to_string(seq), ""));
    VB_TRY_ASSIGN(note, call.backend.notes(call.role).add(std::move(note)));
    return json_answer({{"note", note_json(note)}});
}

// Its writer's alone.
Answer delete_note(Call& call) {
    VB_TRY_ASSIGN(const uint64_t id, number_parameter(call.request, "id", std::nullopt));
    workbench::NoteBook& book = call.backend.notes(call.role);
    VB_TRY_ASSIGN(const workbench::Note note, book.note(id));
    if (note.made.by != call.user.name) {
        return Error{Code::denied, "a note is deleted by whoever wrote it", {}, "write a note of your own"};
    }
    VB_TRY(call.reading().note(LegalName::erasure, "delete note", std::to_string(note.seq.value_or(0)),
                               "note " + std::to_string(id)));
    VB_TRY(book.remove(id));
    return no_content();
}

}  // namespace verbatim::server
