// SPDX-License-Identifier: Apache-2.0
// The record: the canonical bytes of one sighting of one message, in eight groups (docs/record.md is normative).
//
//   RecordEncoder encoder; encoder.set_source(identity);    // once per source object
//   EncodedRecord record; encoder.encode(message, record);  // per message; nothing is allocated once warm
//   Hash commitment = committer.commit(seq, record);        // record/commitment.h
//   store(record.text(), store_blob(record));               // and back: from_blob(), decode()
//
// Groups 1-5, 7 and 8 are deterministic CBOR maps; group 6 is the text itself. What a source does not say is absent.
// encode(decode(r)) gives the same bytes, and decode() refuses bytes that encode() would not have written.
// An encoder and an EncodedRecord belong to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "record/message.h"

namespace verbatim::record {

// The version of docs/record.md this code writes. A case names it; another version is another root hash.
inline constexpr uint32_t kRecordVersion = 1;

enum class Group : uint8_t {
    source = 1,
    account = 2,
    conversation = 3,
    sender = 4,
    times = 5,
    text = 6,
    attachments = 7,
    rest = 8
};
inline constexpr size_t kGroups = 8;
std::string_view name(Group group);

// One step into a container: which object, and the name of the member inside it.
struct ContainerStep {
    Hash object;
    std::string member;
    bool operator==(const ContainerStep&) const = default;
};

// What group 1 says beside the locator; the same for every record of one parse of one object.
struct SourceIdentity {
    Hash object;  // SHA-256 of the object that was parsed
    std::string parser;
    uint32_t parser_version = 0;
    std::vector<ContainerStep> container;  // outermost first; empty: the object was delivered as it is
    std::optional<Hash> settings;          // SHA-256 of the canonical settings text; none: no settings
    bool operator==(const SourceIdentity&) const = default;
};

// One reusable buffer with the eight groups in order.
class EncodedRecord {
  public:
    Bytes group(Group which) const;
    std::string_view text() const { return as_text(group(Group::text)); }
    Bytes bytes() const { return buffer_; }

    // For those who fill it: append to buffer(), then end_group() once per group in the order 1 to 8.
    void clear();
    std::vector<uint8_t>& buffer() { return buffer_; }
    void end_group();

  private:
    std::vector<uint8_t> buffer_;
    std::array<size_t, kGroups> ends_{};
    size_t filled_ = 0;
};

class RecordEncoder {
  public:
    void set_source(const SourceIdentity& source);
    // Every text of `message` must be UTF-8 and the whole within limits::kRecordBytesMax (formats see to both;
    // has_valid_text).
    void encode(const Message& message, EncodedRecord& out) const;

  private:
    // The constant parts of group 1: keys below and above those of the locator.
    std::vector<uint8_t> source_head_;
    std::vector<uint8_t> source_tail_;
};

// True if every text of the message is UTF-8. For whoever takes messages from a parser that is not trusted to have seen
// to it: a record with other bytes could be committed to, but never decoded or proved.
bool has_valid_text(const Message& message);

// Convenience for single records: an encoder made and thrown away.
void encode(const Message& message, const SourceIdentity& source, EncodedRecord& out);

// What the store keeps beside the text: groups 1 2 3 4 5 7 8 one after another. `out` is overwritten.
void store_blob(const EncodedRecord& record, std::string& out);
// The record again. Code::malformed if the blob is not exactly seven well-formed groups.
Result<EncodedRecord> from_blob(Bytes blob, std::string_view text);
// The groups of a blob from the first to `last`, as views into it; the text's and those after `last` are empty. For
// whoever reads many records and needs little of each: only well-formedness is checked, and only that far.
Result<std::array<Bytes, kGroups>> blob_groups(Bytes blob, Group last);

// A decoded record together with the bytes its views point into.
class OwnedMessage {
  public:
    OwnedMessage(OwnedMessage&&) = default;
    OwnedMessage& operator=(OwnedMessage&&) = default;
    OwnedMessage(const OwnedMessage&) = delete;
    OwnedMessage& operator=(const OwnedMessage&) = delete;

    const Message& message() const { return message_; }
    const SourceIdentity& source() const { return source_; }
    const EncodedRecord& record() const { return record_; }

  private:
    friend Result<OwnedMessage> decode(EncodedRecord record);
    explicit OwnedMessage(EncodedRecord record) : record_(std::move(record)) {}
    EncodedRecord record_;
    Message message_;
    SourceIdentity source_;
};

// Reads all eight groups strictly: unknown keys, enumerators out of range and non-canonical bytes are Code::malformed.
Result<OwnedMessage> decode(EncodedRecord record);

// The meaning of one group alone, for a proof that withholds others: fills only that group's fields of `message` (and
// `source` for group 1). The views point into `bytes`.
Result<void> decode_group(Group which, Bytes bytes, Message& message, SourceIdentity& source);

}  // namespace verbatim::record
