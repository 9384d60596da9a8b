// SPDX-License-Identifier: Apache-2.0
// One message: its record, its original bytes, its proof.
#include "base/limits.h"
#include "server/backend.h"
#include "server/json_hit.h"
#include "server/json_message.h"
#include "server/json_note.h"
#include "server/parameters.h"
#include "server/routes_reading.h"

namespace verbatim::server {
namespace {

std::string file_name(uint64_t seq, std::string_view ending) {
    return "message-" + std::to_string(seq) + std::string(ending);
}

}  // namespace

Answer get_message(Call& call) {
    VB_TRY(only_parameters(call.request, {}));
    VB_TRY_ASSIGN(const uint64_t seq, path_number(call.path_value));
    VB_TRY_ASSIGN(const app::ShownMessage shown, call.reading().message(seq, call.control()));
    VB_TRY_ASSIGN(const auto tagged, call.backend.marks(call.role).tags_of(seq));
    VB_TRY_ASSIGN(const auto noted, call.backend.notes(call.role).of_message(seq));
    std::vector<std::string> names;
    Json tags = Json::array();
    for (const workbench::Tagged& tag : tagged) {
        names.push_back(tag.name);
        tags.push_back({{"name", tag.name}, {"by", tag.made.by}, {"at", tag.made.at}});
    }
    Json notes = Json::array();
    for (const workbench::Note& note : noted) {
        notes.push_back(note_json(note));
    }
    Json out = message_json(shown, HitJson(call, {}).one(shown.hit, names));
    out["tags"] = std::move(tags);
    out["notes"] = std::move(notes);
    return json_answer(out);
}

Answer get_bytes(Call& call) {
    VB_TRY(only_parameters(call.request, {}));
    VB_TRY_ASSIGN(const uint64_t seq, path_number(call.path_value));
    VB_TRY_ASSIGN(std::string bytes, call.reading().original_bytes(seq, limits::kRecordBytesMax, call.control()));
    return download(file_name(seq, ".bin"), "application/octet-stream", std::move(bytes));
}

Answer get_proof(Call& call) {
    VB_TRY(only_parameters(call.request, {}));
    VB_TRY_ASSIGN(const uint64_t seq, path_number(call.path_value));
    VB_TRY_ASSIGN(std::string proof, call.reading().prove(seq, call.control()));
    return download(file_name(seq, ".proof"), "text/plain; charset=utf-8", std::move(proof));
}

}  // namespace verbatim::server
