// SPDX-License-Identifier: Apache-2.0
#include "verify/internal/records.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"
#include "crypto/base64.h"
#include "record/commitment.h"
#include "record/identity.h"
#include "verify/internal/lines.h"
#include "verify/internal/statement.h"

namespace verbatim::verify::internal {
namespace {

using record::Group;

constexpr size_t kSaltBytes = std::tuple_size_v<crypto::Salt>;
// A batch ends with whichever comes first: enough messages for the hash to be fast, few enough for the cache.
constexpr size_t kBatchRecords = 128;
constexpr size_t kBatchBytes = size_t{1} << 20;
// Longer texts are hashed at once, in slices.
constexpr size_t kLongTextChunks = 4096;

Error bad_record(uint64_t sequence, std::string what) {
    return failure("record " + std::to_string(sequence), std::move(what));
}

std::string chunk_fault(size_t index, std::string_view bytes, bool last) {
    if (!is_utf8(bytes)) {
        return "chunk " + std::to_string(index) + " is not UTF-8";
    }
    if (!is_one_chunk(bytes, last)) {
        return "chunk " + std::to_string(index) + " is not one chunk by the rule of docs/proofs.md";
    }
    return {};
}

}  // namespace

// Decodes what is shown right into the message that is hashed. False if it is not base64 in its one spelling.
bool RecordChecker::add_part(const PartWord& word, std::optional<Group> group) {
    Part part;
    if (!word.shown) {
        part.hash = word.withheld;
        parts_.push_back(part);
        return true;
    }
    part.piece = pieces_.size();
    part.bytes = word.bytes;
    parts_.push_back(part);
    uint8_t* message = pieces_.add((group ? record::kGroupHeadBytes : record::kHeadBytes) + word.bytes);
    message = group ? record::put_group_head(*group, message) : record::put_chunk_head(message);
    return crypto::decode_base64(word.base64, {message, word.bytes});
}

bool RecordChecker::long_text(const RecordLine& line, Record& record) {
    crypto::HashBatch batch;
    crypto::Sha256 whole;
    uint8_t head[record::kHeadBytes];
    record::put_text_head(head);
    whole.update(head);
    for (size_t begin = 0; begin < line.chunks.size(); begin += kLongTextChunks) {
        const size_t end = std::min(line.chunks.size(), begin + kLongTextChunks);
        batch.clear();
        for (size_t i = begin; i < end; ++i) {
            const PartWord& word = line.chunks[i];
            if (!word.shown) {
                continue;
            }
            uint8_t* message = record::put_chunk_head(batch.add(record::kHeadBytes + word.bytes));
            if (!crypto::decode_base64(word.base64, {message, word.bytes})) {
                return false;
            }
            if (record.bad_chunk.empty()) {
                const std::string_view chunk = as_text(Bytes(message, word.bytes).subspan(kSaltBytes));
                record.bad_chunk = chunk_fault(i, chunk, i + 1 == line.chunks.size());
            }
        }
        auto hash = batch.finish().begin();
        for (size_t i = begin; i < end; ++i) {
            whole.update(line.chunks[i].shown ? (hash++)->span() : line.chunks[i].withheld.span());
        }
    }
    parts_[record.groups + static_cast<size_t>(Group::text) - 1].hash = whole.finish();
    return true;
}

bool RecordChecker::add_parts(const RecordLine& line, Record& record) {
    for (size_t i = 1; i <= record::kGroups; ++i) {
        const auto which = static_cast<Group>(i);
        if (which == Group::text) {
            Part text;
            text.hash = line.text == RecordLine::Text::withheld ? line.group(which).withheld : empty_text_;
            parts_.push_back(text);
        } else if (!add_part(line.group(which), which)) {
            return false;
        }
    }
    record.chunks = parts_.size();
    if (line.chunks.size() > kLongTextChunks) {
        return long_text(line, record);
    }
    record.chunk_count = line.chunks.size();
    return std::ranges::all_of(line.chunks, [&](const PartWord& chunk) { return add_part(chunk, std::nullopt); });
}

Result<void> RecordChecker::add(const RecordLine& line, uint64_t line_number) {
    Record record{line.sequence, line.commitment, parts_.size(), 0, 0, {}};
    if (!add_parts(line, record)) {
        VB_TRY(flush());  // what is wrong before comes first
        return failure("verify/records", "a shown part is not base64 in its one spelling", line_number);
    }
    records_.push_back(std::move(record));
    return records_.size() >= kBatchRecords || pieces_.size_bytes() >= kBatchBytes ? flush() : Result<void>();
}

void RecordChecker::hash_batch() {
    const auto pieces = pieces_.finish();
    for (Part& part : parts_) {
        if (part.piece != kNoPiece) {
            part.hash = pieces[part.piece];
        }
    }
    texts_.clear();
    for (const Record& record : records_) {
        if (record.chunk_count == 0) {
            continue;
        }
        uint8_t* message = texts_.add(1 + record.chunk_count * Hash::kSize);
        message = record::put_text_head(message);
        for (size_t i = 0; i < record.chunk_count; ++i, message += Hash::kSize) {
            std::memcpy(message, parts_[record.chunks + i].hash.bytes.data(), Hash::kSize);
        }
    }
    auto text = texts_.finish().begin();
    wholes_.clear();
    for (const Record& record : records_) {
        if (record.chunk_count != 0) {
            parts_[record.groups + static_cast<size_t>(Group::text) - 1].hash = *text++;
        }
        uint8_t* message = wholes_.add(1 + record::kGroups * Hash::kSize);
        message = record::put_record_head(message);
        for (size_t i = 0; i < record::kGroups; ++i, message += Hash::kSize) {
            std::memcpy(message, parts_[record.groups + i].hash.bytes.data(), Hash::kSize);
        }
    }
    const auto wholes = wholes_.finish();
    commitments_.assign(wholes.begin(), wholes.end());
}

Bytes RecordChecker::content_of(const Part& part, size_t prefix_bytes) {
    return {pieces_.message(part.piece) + prefix_bytes + kSaltBytes, part.bytes - kSaltBytes};
}

Result<void> RecordChecker::content(const Record& record) {
    message_.clear();
    source_.container.clear();
    for (size_t i = 1; i <= record::kGroups; ++i) {
        const Part& part = parts_[record.groups + i - 1];
        if (part.piece == kNoPiece) {
            continue;
        }
        const auto which = static_cast<Group>(i);
        if (const auto decoded =
                record::decode_group(which, content_of(part, record::kGroupHeadBytes), message_, source_);
            !decoded) {
            return bad_record(record.sequence, "the content of group " + std::to_string(i) + " is not a canonical " +
                                                   std::string(record::name(which)) +
                                                   " group: " + decoded.error().what);
        }
    }
    return chunk_text(record);
}

Result<void> RecordChecker::chunk_text(const Record& record) {
    std::string fault = record.bad_chunk;
    for (size_t i = 0; i < record.chunk_count && fault.empty(); ++i) {
        const Part& part = parts_[record.chunks + i];
        if (part.piece != kNoPiece) {
            fault = chunk_fault(i, as_text(content_of(part, record::kHeadBytes)), i + 1 == record.chunk_count);
        }
    }
    return fault.empty() ? Result<void>() : bad_record(record.sequence, std::move(fault));
}

// What later steps need of message_ and source_, which hold the groups that are shown.
void RecordChecker::keep(const Record& record) {
    const auto shown = [&](Group which) {
        return parts_[record.groups + static_cast<size_t>(which) - 1].piece != kNoPiece;
    };
    Disclosed::Facts facts;
    if (shown(Group::times)) {
        const auto sent = message_.time(record::TimeKind::sent).utc_ms;
        facts.time = sent ? sortable(*sent) : kUndated;
    }
    if (shown(Group::source)) {
        facts.object = disclosed_.objects.number(source_.object);
    }
    if (shown(Group::conversation)) {
        record::conversation_identity(message_, source_.object, identity_);
        const bool known = identity_[0] == record::kIdentityNativeId || identity_[0] == record::kIdentityTitle ||
                           (identity_[0] == record::kIdentityPeople && shown(Group::sender)) ||
                           (identity_[0] == record::kIdentityObject && shown(Group::source));
        if (known) {
            facts.identity = disclosed_.identities.number(crypto::sha256(as_bytes(identity_)));
        }
    }
    disclosed_.add(record.sequence, facts);
}

Result<void> RecordChecker::flush() {
    hash_batch();
    for (size_t i = 0; i < records_.size(); ++i) {
        if (commitments_[i] != records_[i].commitment) {
            return bad_record(records_[i].sequence, "its parts do not give its commitment");
        }
        VB_TRY(content(records_[i]));
        keep(records_[i]);
    }
    records_.clear();
    parts_.clear();
    pieces_.clear();
    return {};
}

}  // namespace verbatim::verify::internal
