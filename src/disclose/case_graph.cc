// SPDX-License-Identifier: Apache-2.0
#include "disclose/case_graph.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "crypto/sha256.h"
#include "disclose/internal/sink_buffer.h"
#include "disclose/report_message.h"

namespace verbatim::disclose {
namespace {

using nlohmann::json;
using record::Group;

constexpr size_t kRemembered = 4096;

json typed(std::string_view type, std::string value) {
    return {{"@type", type}, {"@value", std::move(value)}};
}

json hash_node(std::string id, std::string hex) {
    return {{"@id", std::move(id)},
            {"@type", "uco-types:Hash"},
            {"uco-types:hashMethod", "SHA256"},
            {"uco-types:hashValue", typed("xsd:hexBinary", std::move(hex))}};
}

class CaseGraph final : public Writer {
  public:
    CaseGraph(const DisclosureFacts& facts, ByteSink sink) : facts_(facts), out_(std::move(sink)) {}

    Result<void> begin() {
        const json context{{"kb", "http://example.org/kb/"},
                           {"case-investigation", "https://ontology.caseontology.org/case/investigation/"},
                           {"uco-core", "https://ontology.unifiedcyberontology.org/uco/core/"},
                           {"uco-observable", "https://ontology.unifiedcyberontology.org/uco/observable/"},
                           {"uco-types", "https://ontology.unifiedcyberontology.org/uco/types/"},
                           {"xsd", "http://www.w3.org/2001/XMLSchema#"}};
        out_.bytes() = "{\"@context\":" + context.dump() + ",\n\"@graph\":[\n";
        VB_TRY(put({{"@id", id("investigation", facts_.case_id)},
                    {"@type", "case-investigation:Investigation"},
                    {"uco-core:name", facts_.case_name},
                    {"uco-core:description", "Disclosure " + std::to_string(facts_.bundle_number) + ", " + facts_.time +
                                                 ", for " + facts_.recipient + ". Authority: " + facts_.authority +
                                                 ". Made by " + facts_.made_by + "."}}));
        for (const SourceFacts& source : facts_.sources) {
            VB_TRY(put(source_file(source)));
        }
        return {};
    }

    Result<void> add(const DisclosedMessage& message) override {
        if (first_message_ || message.conversation != conversation_) {
            conversation_ = message.conversation;
            first_message_ = false;
            VB_TRY(put_conversation(message));
        }
        const std::string number = std::to_string(message.sequence);
        json facet{{"@id", id("message-facet", number)}, {"@type", "uco-observable:MessageFacet"}};
        VB_TRY(fill(message, facet));
        json node{{"@id", id("message", number)},
                  {"@type", "uco-observable:Message"},
                  {"uco-core:name", message.exhibit.empty() ? "Message " + number : std::string(message.exhibit)},
                  {"uco-core:hasFacet", json::array({std::move(facet)})}};
        std::string description;
        for (const Detail& detail : words_.message(message).details) {
            description += (description.empty() ? "" : "\n") + detail.name + ": " + detail.value;
        }
        if (!description.empty()) {
            node["uco-core:description"] = std::move(description);
        }
        VB_TRY(put(node));
        VB_TRY(put_relation("in-thread", number, id("message", number), id("thread", message.conversation.hex()),
                            "Contained_Within"));
        return put_attachments(message);
    }

    Result<void> finish() override {
        out_.bytes() += "\n]}\n";
        return out_.flush();
    }

  private:
    // A UUID from the case and the thing's own name. It calls itself version 5, the highest that the ontology's shapes
    // know, though its hash is SHA-256.
    std::string id(std::string_view kind, std::string_view name) const {
        Hash hash = crypto::sha256(as_bytes(facts_.case_id + "\n" + std::string(kind) + "\n" + std::string(name)));
        hash.bytes[6] = static_cast<uint8_t>((hash.bytes[6] & 0x0F) | 0x50);
        hash.bytes[8] = static_cast<uint8_t>((hash.bytes[8] & 0x3F) | 0x80);
        const std::string hex = hash.hex();
        return "kb:" + std::string(kind) + "-" + hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) +
               "-" + hex.substr(16, 4) + "-" + hex.substr(20, 12);
    }

    Result<void> put(const json& node) {
        out_.bytes() += first_ ? "" : ",\n";
        first_ = false;
        out_.bytes() += node.dump(-1, ' ', false, json::error_handler_t::replace);
        return out_.pass_on();
    }

    Result<void> put_relation(std::string_view kind, std::string_view name, std::string from, std::string to,
                              std::string_view word) {
        return put({{"@id", id(kind, name)},
                    {"@type", "uco-observable:ObservableRelationship"},
                    {"uco-core:source", {{"@id", std::move(from)}}},
                    {"uco-core:target", {{"@id", std::move(to)}}},
                    {"uco-core:kindOfRelationship", word},
                    {"uco-core:isDirectional", true}});
    }

    // The account of a handle, written the first time, and again only if many others came between.
    Result<json> account(std::string_view handle, std::string_view name) {
        const std::string key = id("account", handle);
        const Hash content = crypto::sha256(as_bytes(std::string(handle) + "\n" + std::string(name)));
        Hash& remembered = accounts_[std::hash<Hash>()(content) % kRemembered];
        if (remembered != content) {
            remembered = content;
            json digital{{"@id", id("digital-account-facet", handle)}, {"@type", "uco-observable:DigitalAccountFacet"}};
            if (!name.empty()) {
                digital["uco-observable:displayName"] = name;
            }
            VB_TRY(put({{"@id", key},
                        {"@type", "uco-observable:DigitalAccount"},
                        {"uco-core:hasFacet", json::array({json{{"@id", id("account-facet", handle)},
                                                                {"@type", "uco-observable:AccountFacet"},
                                                                {"uco-observable:accountIdentifier", handle}},
                                                           std::move(digital)})}}));
        }
        return json{{"@id", key}};
    }

    json source_file(const SourceFacts& source) const {
        const std::string number = std::to_string(source.number);
        json facets = json::array({json{{"@id", id("source-file-facet", number)},
                                        {"@type", "uco-observable:FileFacet"},
                                        {"uco-observable:fileName", source.path},
                                        {"uco-observable:sizeInBytes", source.bytes}}});
        if (Hash::from_hex(source.sha256)) {
            facets.push_back(
                {{"@id", id("source-data-facet", number)},
                 {"@type", "uco-observable:ContentDataFacet"},
                 {"uco-observable:hash", json::array({hash_node(id("source-hash", number), source.sha256)})}});
        }
        return {{"@id", id("source", number)},
                {"@type", "uco-observable:File"},
                {"uco-core:description", "Delivered by " + source.delivered_by + ", " + source.received + ", by " +
                                             source.channel + ". Hash from the deliverer: " + source.claimed_hash +
                                             ". Taken in by " + source.taken_by + ", " + source.ingested + "."},
                {"uco-core:hasFacet", std::move(facets)}};
    }

    Result<void> put_conversation(const DisclosedMessage& message) {
        const ConversationText words = conversation_text(message);
        json node{{"@id", id("thread", message.conversation.hex())},
                  {"@type", "uco-observable:MessageThread"},
                  {"uco-core:name", words.title}};
        json participants = json::array();
        for (const std::string_view participant : message.message.participants) {
            if (!participant.empty()) {
                VB_TRY_ASSIGN(json who, account(participant, {}));
                participants.push_back(std::move(who));
            }
        }
        if (!participants.empty()) {
            node["uco-core:hasFacet"] = json::array({json{{"@id", id("thread-facet", message.conversation.hex())},
                                                          {"@type", "uco-observable:MessageThreadFacet"},
                                                          {"uco-observable:participant", std::move(participants)}}});
        }
        return put(node);
    }

    Result<void> fill(const DisclosedMessage& message, json& facet) {
        const record::Message& m = message.message;
        if (message.shows(Group::sender) && !m.sender.empty()) {
            VB_TRY_ASSIGN(facet["uco-observable:from"], account(m.sender, m.sender_name));
        }
        times_.set(m.time(record::TimeKind::sent));
        if (!times_.iso().empty()) {
            facet["uco-observable:sentTime"] = typed("xsd:dateTime", times_.iso());
        }
        if (message.shows(Group::rest)) {
            facet["uco-observable:messageType"] = record::name(m.kind);
            if (!m.native_id.empty()) {
                facet["uco-observable:messageID"] = m.native_id;
            }
        }
        std::string text;
        for (const TextPiece& piece : words_.message(message).pieces) {
            text += piece.text;
        }
        if (!text.empty()) {
            facet["uco-observable:messageText"] = std::move(text);
        }
        return {};
    }

    Result<void> put_attachments(const DisclosedMessage& message) {
        for (size_t i = 0; i < message.message.attachments.size(); ++i) {
            const record::Attachment& attachment = message.message.attachments[i];
            const AttachmentPlace place = i < message.attachments.size() ? message.attachments[i] : AttachmentPlace{};
            const std::string name = std::to_string(message.sequence) + "." + std::to_string(i);
            json file{{"@id", id("attachment-file-facet", name)}, {"@type", "uco-observable:FileFacet"}};
            if (!attachment.name.empty()) {
                file["uco-observable:fileName"] = attachment.name;
            }
            if (attachment.size_bytes) {
                file["uco-observable:sizeInBytes"] = *attachment.size_bytes;
            }
            json facets = json::array({std::move(file)});
            if (attachment.sha256) {
                facets.push_back({{"@id", id("attachment-data-facet", name)},
                                  {"@type", "uco-observable:ContentDataFacet"},
                                  {"uco-observable:hash",
                                   json::array({hash_node(id("attachment-hash", name), attachment.sha256->hex())})}});
            }
            VB_TRY(put({{"@id", id("attachment", name)},
                        {"@type", "uco-observable:File"},
                        {"uco-core:description", attachment_text(attachment, place)},
                        {"uco-core:hasFacet", std::move(facets)}}));
            VB_TRY(put_relation("attached", name, id("attachment", name),
                                id("message", std::to_string(message.sequence)), "Attached_To"));
        }
        return {};
    }

    const DisclosureFacts& facts_;
    internal::SinkBuffer out_;
    bool first_ = true;
    bool first_message_ = true;
    Hash conversation_;
    MessageWords words_;
    TimeWords times_;
    std::array<Hash, kRemembered> accounts_{};
};

}  // namespace

Result<std::unique_ptr<Writer>> case_graph(const DisclosureFacts& facts, ByteSink sink) {
    VB_TRY(check(facts));
    auto graph = std::make_unique<CaseGraph>(facts, std::move(sink));
    VB_TRY(graph->begin());
    return std::unique_ptr<Writer>(std::move(graph));
}

}  // namespace verbatim::disclose
