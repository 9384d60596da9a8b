// SPDX-License-Identifier: Apache-2.0
// What the viewer's page is told, as JSON: messages in words, piece by piece.
//
// A page shows a piece by setting it as text, never as markup. Texts of evidence come as a list of pieces:
// {"text": ...}, with "hit": true if the query asked for it; {"hidden": "U+202E"} for a character that would change its
// surroundings unseen; {"withheld": "why"}. Short values (names, titles) are one string with hidden characters spelled
// out. MessageJson is reused; one thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "disclose/report_message.h"
#include "search/highlight.h"
#include "viewer/shown_record.h"
#include "viewer/viewer.h"
#include "workbench/notes.h"

namespace verbatim::viewer {

using Json = nlohmann::ordered_json;

// As bytes; invalid UTF-8 becomes U+FFFD.
std::string to_bytes(const Json& value);

class MessageJson {
  public:
    MessageJson(const Viewer& viewer, std::string_view query) : viewer_(viewer), highlight_(query) {}
    // `hit` with its record. `details`: everything else that is known of it, too.
    Result<Json> make(const store::Hit& hit, bool details);

  private:
    Json pieces(const disclose::MessageText& text) const;

    const Viewer& viewer_;
    search::Highlight highlight_;
    ShownRecord shown_;
    disclose::MessageWords words_;
};

Json to_json(const store::ConversationInfo& conversation);
Json to_json(const workbench::Note& note);
Json to_json(const Error& error);
Json to_json(const store::Totals& totals);
// With its terms, and the counts of its answer if there is one.
Result<Json> to_json(const workbench::SentRequest& request, const std::string& case_key);

}  // namespace verbatim::viewer
