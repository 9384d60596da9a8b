// SPDX-License-Identifier: Apache-2.0
#include "formats/accounting.h"

namespace verbatim::formats {

void AccountingSink::account(ByteRange range, uint64_t& bytes, std::string_view what) {
    if (fault_.empty() && (range.begin != end_ || range.end < range.begin || range.end > source_size_)) {
        const std::string_view fault = range.begin > end_         ? "leaves a hole"
                                       : range.begin < end_       ? "overlaps what came before"
                                       : range.end > source_size_ ? "ends behind the source"
                                                                  : "ends before it begins";
        fault_ = std::string(what) + " [" + std::to_string(range.begin) + ", " + std::to_string(range.end) + ") " +
                 std::string(fault) + ": bytes up to " + std::to_string(end_) + " of " + std::to_string(source_size_) +
                 " were accounted for";
        fault_offset_ = end_;
    }
    if (range.end >= range.begin) {
        bytes += range.end - range.begin;
        end_ = range.end;
    }
}

bool AccountingSink::keep_going(bool wanted) {
    stopped_ = stopped_ || !wanted;
    return wanted;
}

Result<void> AccountingSink::finish() {
    if (fault_.empty() && !stopped_ && end_ != source_size_) {
        fault_ = "bytes [" + std::to_string(end_) + ", " + std::to_string(source_size_) + ") were not accounted for";
        fault_offset_ = end_;
    }
    if (!fault_.empty()) {
        return Error{Code::internal, fault_, {{}, fault_offset_}, "report this as a bug of the format"};
    }
    return {};
}

bool AccountingSink::message(const record::Message& message) {
    account({message.locator.begin, message.locator.end}, totals_.bytes_messages, "message");
    ++totals_.messages;
    return keep_going(next_.message(message));
}

bool AccountingSink::reject(ByteRange range, std::string_view code, std::string_view reason) {
    account(range, totals_.bytes_rejected, "rejected row");
    ++totals_.rejected;
    return keep_going(next_.reject(range, code, reason));
}

bool AccountingSink::skip(ByteRange range, std::string_view why) {
    account(range, totals_.bytes_skipped, "skip");
    ++totals_.skipped;
    return keep_going(next_.skip(range, why));
}

void AccountingSink::structure(ByteRange range) {
    account(range, totals_.bytes_structure, "structure");
    next_.structure(range);
}

void AccountingSink::remark(ByteRange range, std::string_view code, std::string_view reason) {
    ++totals_.remarks;
    next_.remark(range, code, reason);
}

void AccountingSink::assume(std::string_view key, std::string_view value, std::string_view evidence) {
    next_.assume(key, value, evidence);
}

void Tiler::structure_until(uint64_t offset) {
    if (offset > end_) {
        sink_.structure({end_, offset});
        end_ = offset;
    }
}

bool Tiler::message(const record::Message& message) {
    structure_until(message.locator.begin);
    end_ = message.locator.end;
    return sink_.message(message);
}

bool Tiler::reject(ByteRange range, std::string_view code, std::string_view reason) {
    structure_until(range.begin);
    end_ = range.end;
    return sink_.reject(range, code, reason);
}

bool Tiler::skip(ByteRange range, std::string_view why) {
    structure_until(range.begin);
    end_ = range.end;
    return sink_.skip(range, why);
}

}  // namespace verbatim::formats
