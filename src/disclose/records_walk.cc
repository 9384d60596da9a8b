// SPDX-License-Identifier: Apache-2.0
#include "disclose/records_walk.h"

#include "crypto/base64.h"
#include "disclose/internal/lines.h"

namespace verbatim::disclose {
namespace {

using record::Group;

constexpr size_t kFlushBytes = size_t{1} << 18;

void put_hidden(std::string& out, const Hash& hash) {
    out += '-';
    crypto::append_base64(out, hash.span());
}

}  // namespace

RecordsWalk::RecordsWalk(uint64_t log_size, merkle::NodeReader nodes, ByteSink records, ByteSink redactions)
    : log_size_(log_size),
      nodes_(std::move(nodes)),
      records_(std::move(records)),
      redactions_(std::move(redactions)),
      buffer_("verbatim-walk v1 log " + std::to_string(log_size) + "\n") {}

Result<void> RecordsWalk::add(uint64_t sequence, const record::EncodedRecord& record, const record::Opening& opening,
                              const Decision& decision) {
    if (sequence < at_ || sequence >= log_size_) {
        return Error{Code::usage,
                     "record " + std::to_string(sequence) + " does not follow in a walk of " +
                         std::to_string(log_size_) + " records at " + std::to_string(at_),
                     {},
                     {}};
    }
    if (count_ > 0 && count_ % kBlockRecords == 0) {
        VB_TRY(end_block());
    }
    VB_TRY(put_gap(sequence));
    put_record(sequence, record, opening, decision);
    at_ = sequence + 1;
    ++count_;
    VB_TRY(put_redactions(sequence, decision));
    return {};
}

Result<void> RecordsWalk::finish() {
    VB_TRY(put_gap(log_size_));
    VB_TRY(count_ > 0 ? end_block() : flush());
    return redaction_lines_.empty() ? Result<void>() : redactions_(redaction_lines_);
}

Result<void> RecordsWalk::put_gap(uint64_t end) {
    const uint64_t begin = at_;
    at_ = end;
    return internal::append_gap(buffer_, begin, end, nodes_);
}

void RecordsWalk::put_record(uint64_t sequence, const record::EncodedRecord& record, const record::Opening& opening,
                             const Decision& decision) {
    std::string& out = buffer_;
    out += "record ";
    internal::append_number(out, sequence);
    out += ' ';
    crypto::append_base64(out, opening.commitment.span());
    out += ' ';
    internal::append_number(out, record::kRecordVersion);
    for (size_t i = 0; i < record::kGroups; ++i) {
        const auto group = static_cast<Group>(i + 1);
        out += ' ';
        if (!decision.shows(group)) {
            out += group == Group::text ? "-" : "";  // not to be taken for a withheld chunk
            put_hidden(out, opening.commitments[i]);
        } else if (group == Group::text) {
            put_text(opening, decision);
        } else {
            out += '+';
            internal::append_salted(out, opening.salts[i], record.group(group));
        }
    }
    out += '\n';
}

void RecordsWalk::put_text(const record::Opening& opening, const Decision& decision) {
    if (opening.chunks.empty()) {
        buffer_ += '=';
        return;
    }
    for (size_t i = 0; i < opening.chunks.size(); ++i) {
        const record::Opening::Chunk& chunk = opening.chunks[i];
        if (i > 0) {
            buffer_ += ',';
        }
        if (decision.chunks[i].empty()) {
            buffer_ += '+';
            internal::append_salted(buffer_, chunk.salt, as_bytes(chunk.text));
        } else {
            put_hidden(buffer_, chunk.commitment);
        }
    }
}

Result<void> RecordsWalk::put_redactions(uint64_t sequence, const Decision& decision) {
    const auto line = [&](size_t group, std::optional<size_t> chunk, std::string_view reason) {
        if (withheld_++ == 0) {
            redaction_lines_ = "verbatim-redactions v1\n";
        }
        internal::append_number(redaction_lines_, sequence);
        redaction_lines_ += ' ';
        internal::append_number(redaction_lines_, group);
        if (chunk) {
            redaction_lines_ += '.';
            internal::append_number(redaction_lines_, *chunk);
        }
        redaction_lines_ += ' ';
        internal::append_json_text(redaction_lines_, reason);
        redaction_lines_ += '\n';
    };
    for (size_t i = 0; i < record::kGroups; ++i) {
        const auto group = static_cast<Group>(i + 1);
        if (!decision.shows(group)) {
            line(i + 1, std::nullopt, decision.group(group));
        } else if (group == Group::text) {
            for (size_t chunk = 0; chunk < decision.chunks.size(); ++chunk) {
                if (!decision.chunks[chunk].empty()) {
                    line(i + 1, chunk, decision.chunks[chunk]);
                }
            }
        }
    }
    if (redaction_lines_.size() >= kFlushBytes) {
        VB_TRY(redactions_(redaction_lines_));
        redaction_lines_.clear();
    }
    if (buffer_.size() >= kFlushBytes) {
        VB_TRY(flush());
    }
    return {};
}

Result<void> RecordsWalk::flush() {
    block_.update(as_bytes(buffer_));
    VB_TRY(records_(buffer_));
    buffer_.clear();
    return {};
}

Result<void> RecordsWalk::end_block() {
    VB_TRY(flush());
    blocks_.push_back(block_.finish());
    return {};
}

}  // namespace verbatim::disclose
