// SPDX-License-Identifier: Apache-2.0
// Wire: the calls a format makes on its Sink, as bytes, from the sandboxed worker to the ingest process.
//
// WireSink turns each Sink call into one item; WireReader turns them back. The reader trusts nothing: every length is
// checked, every enumerator is in range, and it hands out views into the batch it was given. Private to one version of
// Verbatim: worker and parent are built together and check kWireVersion.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "formats/format.h"

namespace verbatim::formats {

inline constexpr uint32_t kWireVersion = 1;

enum class WireType : uint8_t {
    message = 1,
    reject = 2,
    skip = 3,
    remark = 4,
    assume = 5,
    detected = 6,      // value: format name, detail: what of it
    member_begin = 7,  // value: member path, detail: why it has no bytes (link, device), empty for a file
    member_data = 8,   // value: bytes
    member_end = 9,    // value: empty, or why the bytes are not whole
    totals = 10,       // numbers of AccountingSink
    done = 11,         // value: empty, or the error; code in `code`
};

// One item as read back. Which members are set depends on `type`.
struct WireItem {
    WireType type = WireType::done;
    ByteRange range;
    std::string_view code;
    std::string_view value;
    std::string_view detail;
    record::Message message;
    uint64_t numbers[8] = {};
};

// Bytes of one item, ready to be appended to the stream.
class WireSink final : public Sink {
  public:
    // `emit` gets one whole item; false ends reading.
    using Emit = std::function<bool(std::span<const char>)>;
    explicit WireSink(Emit emit) : emit_(std::move(emit)) {}

    bool message(const record::Message& message) override;
    bool reject(ByteRange range, std::string_view code, std::string_view reason) override;
    bool skip(ByteRange range, std::string_view why) override;
    void structure(ByteRange) override {}
    void remark(ByteRange range, std::string_view code, std::string_view reason) override;
    void assume(std::string_view key, std::string_view value, std::string_view evidence) override;
    bool item(WireType type, ByteRange range, std::string_view code, std::string_view value, std::string_view detail);
    bool numbers(std::span<const uint64_t, 8> values);
    bool stopped() const { return stopped_; }

  private:
    bool send();
    Emit emit_;
    std::string item_;
    bool stopped_ = false;
};

class WireReader {
  public:
    explicit WireReader(std::string_view batch) : size_(batch.size()), rest_(batch) {}
    size_t position() const { return size_ - rest_.size(); }  // bytes read
    bool empty() const { return rest_.empty(); }
    // Code::malformed if the batch is not what a WireSink writes.
    Result<void> next(WireItem& item);

  private:
    size_t size_;
    std::string_view rest_;
};

}  // namespace verbatim::formats
