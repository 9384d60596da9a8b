// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "base/utf8.h"
#include "record/cbor.h"
#include "record/internal/keys.h"
#include "record/record.h"

namespace verbatim::record {
namespace {

using namespace internal;

Error malformed(const CborReader& reader, std::string what) {
    return {Code::malformed, std::move(what), {"CBOR", reader.offset()}, {}};
}

Error unknown_key(const CborReader& reader, uint64_t key) {
    return malformed(reader, "key " + std::to_string(key) + " is not defined");
}

// Calls each(key) for every pair; each reads the value. Returns the set of keys seen, as bits.
template <class Each>
Result<uint32_t> read_map(CborReader& reader, Each&& each) {
    VB_TRY_ASSIGN(const uint64_t pairs, reader.map());
    uint64_t key = 0;
    uint32_t seen = 0;
    for (uint64_t i = 0; i < pairs; ++i) {
        VB_TRY_ASSIGN(key, reader.key(key, i == 0));
        if (key > 31) {
            return unknown_key(reader, key);
        }
        VB_TRY(each(key));
        seen |= uint32_t{1} << key;
    }
    return seen;
}

uint32_t bit(uint64_t key) {
    return uint32_t{1} << key;
}

// What the source does not say is absent; an empty string would be a second spelling of that.
Result<void> read_text(CborReader& reader, std::string_view& out) {
    VB_TRY_ASSIGN(out, reader.text());
    if (out.empty()) {
        return malformed(reader, "empty text instead of an absent key");
    }
    return {};
}

Result<void> read_hash(CborReader& reader, Hash& out) {
    VB_TRY_ASSIGN(const Bytes bytes, reader.bytes());
    if (bytes.size() != Hash::kSize) {
        return malformed(reader, "hash is not 32 bytes long");
    }
    out = Hash::from_bytes(bytes);
    return {};
}

template <class Enum>
Result<void> read_enumerator(CborReader& reader, Enum smallest, Enum largest, Enum& out) {
    VB_TRY_ASSIGN(const uint64_t value, reader.unsigned_integer());
    if (value < static_cast<uint64_t>(smallest) || value > static_cast<uint64_t>(largest)) {
        return malformed(reader, "value " + std::to_string(value) + " is not defined");
    }
    out = static_cast<Enum>(value);
    return {};
}

Result<uint64_t> read_list(CborReader& reader) {
    VB_TRY_ASSIGN(const uint64_t items, reader.array());
    if (items == 0) {
        return malformed(reader, "empty list instead of an absent key");
    }
    return items;
}

Result<void> require_items(CborReader& reader, uint64_t wanted) {
    VB_TRY_ASSIGN(const uint64_t items, reader.array());
    if (items != wanted) {
        return malformed(reader, "array does not have " + std::to_string(wanted) + " items");
    }
    return {};
}

Result<void> read_container(CborReader& reader, std::vector<ContainerStep>& out) {
    VB_TRY_ASSIGN(const uint64_t steps, read_list(reader));
    for (uint64_t i = 0; i < steps; ++i) {
        VB_TRY(require_items(reader, 2));
        ContainerStep step;
        VB_TRY(read_hash(reader, step.object));
        VB_TRY_ASSIGN(const std::string_view member, reader.text());
        step.member = member;
        out.push_back(std::move(step));
    }
    return {};
}

Result<void> read_source(CborReader& reader, Locator& locator, SourceIdentity& source) {
    source = {};
    VB_TRY_ASSIGN(const uint32_t seen, read_map(reader, [&](uint64_t key) -> Result<void> {
                      switch (key) {
                          case source_key::kObject:
                              return read_hash(reader, source.object);
                          case source_key::kBegin: {
                              VB_TRY_ASSIGN(locator.begin, reader.unsigned_integer());
                              return {};
                          }
                          case source_key::kEnd: {
                              VB_TRY_ASSIGN(locator.end, reader.unsigned_integer());
                              return {};
                          }
                          case source_key::kTable:
                              return read_text(reader, locator.table);
                          case source_key::kRow: {
                              VB_TRY_ASSIGN(locator.row, reader.integer());
                              return {};
                          }
                          case source_key::kParser: {
                              VB_TRY_ASSIGN(const std::string_view parser, reader.text());
                              source.parser = parser;
                              return {};
                          }
                          case source_key::kParserVersion: {
                              VB_TRY_ASSIGN(const uint64_t version, reader.unsigned_integer());
                              if (version > UINT32_MAX) {
                                  return malformed(reader, "parser version does not fit 32 bits");
                              }
                              source.parser_version = static_cast<uint32_t>(version);
                              return {};
                          }
                          case source_key::kContainer:
                              return read_container(reader, source.container);
                          case source_key::kSettings:
                              return read_hash(reader, source.settings.emplace());
                          default:
                              return unknown_key(reader, key);
                      }
                  }));
    const uint32_t always = bit(source_key::kObject) | bit(source_key::kParser) | bit(source_key::kParserVersion);
    const uint32_t range = bit(source_key::kBegin) | bit(source_key::kEnd);
    const uint32_t row = bit(source_key::kTable) | bit(source_key::kRow);
    const uint32_t located = seen & (range | row);
    if ((seen & always) != always || (located != range && located != row)) {
        return malformed(reader, "object, parser, parser version and one locator are required");
    }
    return {};
}

Result<void> read_account(CborReader& reader, Message& m) {
    VB_TRY(read_map(reader, [&](uint64_t key) -> Result<void> {
        switch (key) {
            case account_key::kPlatform:
                return read_text(reader, m.platform);
            case account_key::kAccount:
                return read_text(reader, m.account);
            case account_key::kDevice:
                return read_text(reader, m.device);
            default:
                return unknown_key(reader, key);
        }
    }));
    return {};
}

Result<void> read_conversation(CborReader& reader, Message& m) {
    VB_TRY(read_map(reader, [&](uint64_t key) -> Result<void> {
        switch (key) {
            case conversation_key::kId:
                return read_text(reader, m.conversation_id);
            case conversation_key::kTitle:
                return read_text(reader, m.conversation_title);
            case conversation_key::kKind:
                return read_enumerator(reader, ConversationKind::direct, ConversationKind::channel,
                                       m.conversation_kind);
            case conversation_key::kParticipants: {
                VB_TRY_ASSIGN(const uint64_t count, read_list(reader));
                for (uint64_t i = 0; i < count; ++i) {
                    VB_TRY_ASSIGN(const std::string_view participant, reader.text());
                    m.participants.push_back(participant);
                }
                return {};
            }
            default:
                return unknown_key(reader, key);
        }
    }));
    return {};
}

Result<void> read_sender(CborReader& reader, Message& m) {
    VB_TRY(read_map(reader, [&](uint64_t key) -> Result<void> {
        switch (key) {
            case sender_key::kHandle:
                return read_text(reader, m.sender);
            case sender_key::kName:
                return read_text(reader, m.sender_name);
            case sender_key::kDirection:
                return read_enumerator(reader, Direction::incoming, Direction::outgoing, m.direction);
            default:
                return unknown_key(reader, key);
        }
    }));
    return {};
}

Result<void> read_time(CborReader& reader, Time& time) {
    VB_TRY_ASSIGN(const uint32_t seen, read_map(reader, [&](uint64_t key) -> Result<void> {
                      switch (key) {
                          case time_key::kRaw:
                              return read_text(reader, time.raw);
                          case time_key::kUtcMs: {
                              VB_TRY_ASSIGN(time.utc_ms, reader.integer());
                              return {};
                          }
                          case time_key::kZone:
                              return read_text(reader, time.zone);
                          case time_key::kBasis:
                              return read_enumerator(reader, ZoneBasis::stated, ZoneBasis::assumed, time.basis);
                          case time_key::kPrecision:
                              return read_enumerator(reader, Precision::day, Precision::year, time.precision);
                          default:
                              return unknown_key(reader, key);
                      }
                  }));
    if ((seen & (bit(time_key::kRaw) | bit(time_key::kUtcMs))) == 0) {
        return malformed(reader, "time has neither raw text nor a value");
    }
    return {};
}

Result<void> read_times(CborReader& reader, Message& m) {
    VB_TRY(read_map(reader, [&](uint64_t key) -> Result<void> {
        return key < kTimeKinds ? read_time(reader, m.times[key]) : Result<void>(unknown_key(reader, key));
    }));
    return {};
}

Result<void> read_attachment(CborReader& reader, Attachment& a) {
    VB_TRY(read_map(reader, [&](uint64_t key) -> Result<void> {
        switch (key) {
            case attachment_key::kName:
                return read_text(reader, a.name);
            case attachment_key::kMimeStated:
                return read_text(reader, a.mime_stated);
            case attachment_key::kMimeFound:
                return read_text(reader, a.mime_found);
            case attachment_key::kSize: {
                VB_TRY_ASSIGN(a.size_bytes, reader.unsigned_integer());
                return {};
            }
            case attachment_key::kSha256:
                return read_hash(reader, a.sha256.emplace());
            case attachment_key::kHashStated:
                return read_text(reader, a.hash_stated);
            case attachment_key::kUrl:
                return read_text(reader, a.url);
            case attachment_key::kKind:
                return read_text(reader, a.kind);
            default:
                return unknown_key(reader, key);
        }
    }));
    return {};
}

Result<void> read_attachments(CborReader& reader, Message& m) {
    VB_TRY(read_map(reader, [&](uint64_t key) -> Result<void> {
        if (key != attachments_key::kList) {
            return unknown_key(reader, key);
        }
        VB_TRY_ASSIGN(const uint64_t count, read_list(reader));
        for (uint64_t i = 0; i < count; ++i) {
            VB_TRY(read_attachment(reader, m.attachments.emplace_back()));
        }
        return {};
    }));
    return {};
}

Result<void> read_rest(CborReader& reader, Message& m) {
    VB_TRY_ASSIGN(const uint32_t seen, read_map(reader, [&](uint64_t key) -> Result<void> {
                      switch (key) {
                          case rest_key::kKind:
                              return read_enumerator(reader, Kind::text, Kind::other, m.kind);
                          case rest_key::kNativeId:
                              return read_text(reader, m.native_id);
                          case rest_key::kReplyTo:
                              return read_text(reader, m.reply_to);
                          case rest_key::kForwardedFrom:
                              return read_text(reader, m.forwarded_from);
                          case rest_key::kFields: {
                              VB_TRY_ASSIGN(const uint64_t count, read_list(reader));
                              for (uint64_t i = 0; i < count; ++i) {
                                  Field& field = m.rest.emplace_back();
                                  VB_TRY(require_items(reader, 3));
                                  VB_TRY_ASSIGN(field.key, reader.text());
                                  VB_TRY_ASSIGN(field.value, reader.text());
                                  VB_TRY(read_enumerator(reader, FieldType::text, FieldType::json, field.type));
                              }
                              return {};
                          }
                          default:
                              return unknown_key(reader, key);
                      }
                  }));
    if ((seen & bit(rest_key::kKind)) == 0) {
        return malformed(reader, "kind is required");
    }
    return {};
}

Result<void> read_group(Group which, CborReader& reader, Message& message, SourceIdentity& source) {
    switch (which) {
        case Group::source:
            return read_source(reader, message.locator, source);
        case Group::account:
            return read_account(reader, message);
        case Group::conversation:
            return read_conversation(reader, message);
        case Group::sender:
            return read_sender(reader, message);
        case Group::times:
            return read_times(reader, message);
        case Group::attachments:
            return read_attachments(reader, message);
        case Group::rest:
            return read_rest(reader, message);
        case Group::text:
            break;
    }
    return Error{Code::internal, "the text group is not CBOR", {}, {}};
}

}  // namespace

Result<void> decode_group(Group which, Bytes bytes, Message& message, SourceIdentity& source) {
    if (which == Group::text) {
        message.text = as_text(bytes);
        if (!is_utf8(message.text)) {
            return Error{Code::malformed, "text is not UTF-8", {"text", {}}, {}};
        }
        return {};
    }
    CborReader reader(bytes);
    VB_TRY(read_group(which, reader, message, source));
    if (!reader.at_end()) {
        return malformed(reader, "bytes follow the group");
    }
    return {};
}

Result<OwnedMessage> decode(EncodedRecord record) {
    OwnedMessage owned(std::move(record));
    for (size_t i = 1; i <= kGroups; ++i) {
        const auto which = static_cast<Group>(i);
        if (auto decoded = decode_group(which, owned.record_.group(which), owned.message_, owned.source_); !decoded) {
            Error error = decoded.error();
            error.where.source = "group " + std::to_string(i) + " (" + std::string(name(which)) + ")";
            return error;
        }
    }
    return owned;
}

void store_blob(const EncodedRecord& record, std::string& out) {
    const Bytes text = record.group(Group::text);
    const Bytes all = record.bytes();
    const auto before = static_cast<size_t>(text.data() - all.data());
    out.assign(as_text(all.first(before)));
    out.append(as_text(all.subspan(before + text.size())));
}

Result<std::array<Bytes, kGroups>> blob_groups(Bytes blob, Group last) {
    std::array<Bytes, kGroups> groups;
    CborReader reader(blob);
    for (size_t i = 1; i <= static_cast<size_t>(last); ++i) {
        if (static_cast<Group>(i) == Group::text) {
            continue;
        }
        const size_t start = reader.offset();
        VB_TRY_ASSIGN(const CborReader::Type type, reader.peek());
        if (type != CborReader::Type::map) {
            return malformed(reader, "group is not a map");
        }
        VB_TRY(reader.skip());
        groups[i - 1] = blob.subspan(start, reader.offset() - start);
    }
    if (last == Group::rest && !reader.at_end()) {
        return malformed(reader, "bytes follow the last group");
    }
    return groups;
}

Result<EncodedRecord> from_blob(Bytes blob, std::string_view text) {
    if (!is_utf8(text)) {
        return Error{Code::malformed, "text is not UTF-8", {"text", {}}, {}};
    }
    VB_TRY_ASSIGN(auto groups, blob_groups(blob, Group::rest));
    groups[static_cast<size_t>(Group::text) - 1] = as_bytes(text);
    EncodedRecord record;
    record.buffer().reserve(blob.size() + text.size());
    CborWriter out(record.buffer());
    for (const Bytes group : groups) {
        out.raw(group);
        record.end_group();
    }
    return record;
}

}  // namespace verbatim::record
