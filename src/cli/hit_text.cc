// SPDX-License-Identifier: Apache-2.0
#include "cli/hit_text.h"

#include <set>

#include "cli/terminal.h"
#include "cli/words.h"

namespace verbatim::cli {

std::string sender_text(const store::Hit& hit) {
    if (hit.sender.empty() && hit.sender_name.empty()) {
        return "no sender";
    }
    if (hit.sender_name.empty() || hit.sender_name == hit.sender) {
        return safe_line(hit.sender);
    }
    return safe_line(hit.sender_name) + (hit.sender.empty() ? "" : " (" + safe_line(hit.sender) + ")");
}

std::string conversation_text(const store::Hit& hit) {
    if (!hit.conversation_title.empty()) {
        return safe_line(hit.conversation_title);
    }
    return hit.conversation.empty() ? "no conversation" : safe_line(hit.conversation);
}

std::string sightings_text(const store::Hit& hit) {
    if (hit.sightings.size() < 2) {
        return {};
    }
    std::set<uint32_t> sources;
    for (const store::Sighting& sighting : hit.sightings) {
        sources.insert(sighting.source);
    }
    if (sources.size() == hit.sightings.size()) {
        return "seen in " + grouped(sources.size()) + " sources";
    }
    return "seen " + grouped(hit.sightings.size()) + " times in " + counted(sources.size(), "source", "sources");
}

std::string body_text(const store::Hit& hit) {
    std::string out;
    if (hit.kind != record::Kind::text) {
        out += "[" + std::string(record::name(hit.kind)) + "] ";
    }
    out += safe_line(hit.text);
    for (const std::string& name : hit.attachment_names) {
        out += (out.empty() || out.back() == ' ' ? "" : " ") + std::string("[attachment: ") +
               (name.empty() ? "no name" : safe_line(name)) + "]";
    }
    return out;
}

}  // namespace verbatim::cli
