// SPDX-License-Identifier: Apache-2.0
#include "server/json_message.h"

#include "server/json_hit.h"

namespace verbatim::server {
namespace {

using record::Message;

constexpr int64_t kRowMost = int64_t{1} << 53;

std::string_view words(store::LinkReason reason) {
    switch (reason) {
        case store::LinkReason::none:
            break;
        case store::LinkReason::duplicate_row:
            return "written twice in one source";
        case store::LinkReason::same_message_other_source:
            return "the same message in another source";
    }
    return "";
}

Json source_json(const app::FullMessage& full) {
    const record::SourceIdentity& source = full.record.source();
    Json container = Json::array();
    for (const record::ContainerStep& step : source.container) {
        container.push_back({{"object", step.object.hex()}, {"member", step.member}});
    }
    return {{"number", full.source},
            {"path", full.source_path},
            {"object", source.object.hex()},
            {"parser", source.parser},
            {"parser_version", source.parser_version},
            {"settings", source.settings ? Json(source.settings->hex()) : Json(nullptr)},
            {"container", std::move(container)}};
}

void put_inexact(std::string key, std::string value, Json& fields) {
    fields.push_back({{"key", std::move(key)}, {"value", std::move(value)}, {"type", "text"}});
}

Json locator_json(const record::Locator& locator, Json& fields) {
    Json out{{"begin", locator.begin}, {"end", locator.end}};
    if (!locator.table.empty()) {
        out["table"] = locator.table;
        if (locator.row >= -kRowMost && locator.row <= kRowMost) {
            out["row"] = locator.row;
        } else {
            put_inexact("row in the table (too large for a JSON number)", std::to_string(locator.row), fields);
        }
    }
    return out;
}

Json times_json(const Message& message) {
    Json out = Json::array();
    for (size_t at = 0; at < record::kTimeKinds; ++at) {
        const auto kind = static_cast<record::TimeKind>(at);
        const record::Time& time = message.time(kind);
        if (time.present()) {
            out.push_back({{"kind", record::name(kind)},
                           {"raw", time.raw},
                           {"utc", json_time(time.utc_ms)},
                           {"zone", time.zone},
                           {"basis", record::name(time.basis)},
                           {"precision", record::name(time.precision)}});
        }
    }
    return out;
}

Json attachments_json(const Message& message, Json& fields) {
    Json out = Json::array();
    for (const record::Attachment& attachment : message.attachments) {
        Json size = nullptr;
        if (attachment.size_bytes && *attachment.size_bytes <= kJsonNumberMost) {
            size = *attachment.size_bytes;
        } else if (attachment.size_bytes) {
            put_inexact("size of attachment " + std::to_string(out.size() + 1) + " (too large for a JSON number)",
                        std::to_string(*attachment.size_bytes), fields);
        }
        out.push_back({{"name", attachment.name},
                       {"kind", attachment.kind},
                       {"mime_stated", attachment.mime_stated},
                       {"mime_found", attachment.mime_found},
                       {"size", std::move(size)},
                       {"sha256", attachment.sha256 ? Json(attachment.sha256->hex()) : Json(nullptr)},
                       {"hash_stated", attachment.hash_stated},
                       {"url", attachment.url}});
    }
    return out;
}

Json sightings_json(const store::Hit& hit) {
    Json out = Json::array();
    for (const store::Sighting& sighting : hit.sightings) {
        out.push_back({{"seq", sighting.seq},
                       {"source", sighting.source},
                       {"sort_time", json_time(sighting.sort_ms)},
                       {"reason", words(sighting.reason)}});
    }
    return out;
}

}  // namespace

Json message_json(const app::ShownMessage& shown, Json hit) {
    const Message& message = shown.message.record.message();
    Json fields = Json::array();
    for (const record::Field& field : message.rest) {
        fields.push_back({{"key", field.key},
                          {"value", field.value},
                          {"type", field.type == record::FieldType::json ? "json" : "text"}});
    }
    Json locator = locator_json(message.locator, fields);
    Json attachments = attachments_json(message, fields);
    return {{"hit", std::move(hit)},
            {"source", source_json(shown.message)},
            {"locator", std::move(locator)},
            {"leaf", shown.message.leaf.hex()},
            {"device", message.device},
            {"conversation_kind", record::name(message.conversation_kind)},
            {"native_id", message.native_id},
            {"reply_to", message.reply_to},
            {"forwarded_from", message.forwarded_from},
            {"times", times_json(message)},
            {"attachments", std::move(attachments)},
            {"fields", std::move(fields)},
            {"sightings", sightings_json(shown.hit)}};
}

}  // namespace verbatim::server
