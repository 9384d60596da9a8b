// SPDX-License-Identifier: Apache-2.0
// AccountingSink and Tiler: the two ends of "every byte is a message, a rejected row, a skip or structure".
//
// AccountingSink stands between a format and the real sink. It passes every call on, checks that the ranges ascend,
// touch and stay inside the source, and counts rows and bytes of each kind. finish() is an error (Code::internal: a bug
// of the format, never of the evidence) that names the first hole, overlap or range outside; if the sink asked to stop,
// only what was read is checked. The ingest worker and all tests of formats use it.
// Tiler stands in a format: it keeps the end of the last row and calls the bytes in between structure, so that a
// format only speaks of its rows. Neither allocates per row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/format.h"

namespace verbatim::formats {

class AccountingSink final : public Sink {
  public:
    struct Totals {
        uint64_t messages = 0;
        uint64_t rejected = 0;
        uint64_t skipped = 0;
        uint64_t remarks = 0;
        uint64_t bytes_messages = 0;
        uint64_t bytes_rejected = 0;
        uint64_t bytes_skipped = 0;
        uint64_t bytes_structure = 0;
    };

    AccountingSink(Sink& next, uint64_t source_size) : next_(next), source_size_(source_size) {}

    const Totals& totals() const { return totals_; }
    bool stopped() const { return stopped_; }
    Result<void> finish();

    [[nodiscard]] bool message(const record::Message& message) override;
    [[nodiscard]] bool reject(ByteRange range, std::string_view code, std::string_view reason) override;
    [[nodiscard]] bool skip(ByteRange range, std::string_view why) override;
    void structure(ByteRange range) override;
    void remark(ByteRange range, std::string_view code, std::string_view reason) override;
    void assume(std::string_view key, std::string_view value, std::string_view evidence) override;

  private:
    void account(ByteRange range, uint64_t& bytes, std::string_view what);
    bool keep_going(bool wanted);

    Sink& next_;
    uint64_t source_size_;
    uint64_t end_ = 0;
    Totals totals_;
    bool stopped_ = false;
    std::string fault_;
    uint64_t fault_offset_ = 0;
};

class Tiler {
  public:
    explicit Tiler(Sink& sink) : sink_(sink) {}

    uint64_t end() const { return end_; }
    // Bytes up to `offset` that belong to no row become structure.
    void structure_until(uint64_t offset);
    // Rows: what lies between the last row and this one becomes structure. A row begins at or behind end().
    [[nodiscard]] bool message(const record::Message& message);
    [[nodiscard]] bool reject(ByteRange range, std::string_view code, std::string_view reason);
    [[nodiscard]] bool skip(ByteRange range, std::string_view why);
    void remark(ByteRange range, std::string_view code, std::string_view reason) { sink_.remark(range, code, reason); }
    void assume(std::string_view key, std::string_view value, std::string_view evidence) {
        sink_.assume(key, value, evidence);
    }

  private:
    Sink& sink_;
    uint64_t end_ = 0;
};

}  // namespace verbatim::formats
