// SPDX-License-Identifier: Apache-2.0
#include "server/json_note.h"

namespace verbatim::server {

Json note_json(const workbench::Note& note) {
    return {{"id", note.id},
            {"seq", note.seq.value_or(0)},
            {"by", note.made.by},
            {"at", note.made.at},
            {"text", note.text}};
}

}  // namespace verbatim::server
