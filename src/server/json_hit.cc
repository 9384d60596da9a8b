// SPDX-License-Identifier: Apache-2.0
#include "server/json_hit.h"

#include "server/backend.h"
#include "text/datetime.h"

namespace verbatim::server {

Json json_time(int64_t ms) {
    return ms == store::kNoTime ? Json(nullptr) : Json(text::instant_text(ms));
}

Json json_time(const std::optional<int64_t>& ms) {
    return ms ? Json(text::instant_text(*ms)) : Json(nullptr);
}

Json utf16_spans(std::string_view text, const std::vector<search::Span>& spans) {
    Json out = Json::array();
    size_t at = 0;
    uint64_t units = 0;
    const auto units_to = [&](size_t end) {
        units += utf16_units(text.substr(at), end - at);
        at = end;
        return units;
    };
    for (const search::Span& span : spans) {
        const uint64_t begin = units_to(span.begin);
        out.push_back({begin, units_to(span.end)});
    }
    return out;
}

Result<Json> HitJson::list(const std::vector<store::Hit>& hits) const {
    std::vector<uint64_t> seqs;
    for (const store::Hit& hit : hits) {
        seqs.push_back(hit.seq);
    }
    VB_TRY_ASSIGN(const auto tags, call_.backend.marks(call_.role).tags_of(seqs));
    Json out = Json::array();
    for (const store::Hit& hit : hits) {
        const auto found = tags.find(hit.seq);
        out.push_back(one(hit, found == tags.end() ? std::vector<std::string>() : found->second));
    }
    return out;
}

Json HitJson::one(const store::Hit& hit, const std::vector<std::string>& tags) const {
    return {{"seq", hit.seq},
            {"conversation", hit.conversation},
            {"title", hit.conversation_title},
            {"sender", hit.sender},
            {"sender_name", hit.sender_name},
            {"sent", json_time(hit.sent_ms)},
            {"zone_basis", record::name(hit.zone_basis)},
            {"sort_time", json_time(hit.sort_ms)},
            {"platform", hit.platform},
            {"account", hit.account},
            {"source", hit.source},
            {"kind", record::name(hit.kind)},
            {"direction", record::name(hit.direction)},
            {"text", hit.text},
            {"highlights", utf16_spans(hit.text, highlight_.find(hit.text))},
            {"attachments", hit.attachment_names},
            {"sightings", hit.sightings.empty() ? 1 : hit.sightings.size()},
            {"participants", hit.participants},
            // Which messages left the house is kept by disclosure, not by message: not told here yet.
            {"disclosed", Json::array()},
            {"tags", tags}};
}

}  // namespace verbatim::server
