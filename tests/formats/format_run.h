// SPDX-License-Identifier: Apache-2.0
// run_format(): one format over bytes in memory, rendered and accounted; shared by golden, property and fuzz tests.
//
// The source hands out at most `chunk` bytes a read, and the sink stops after `rows` rows if that is given.
#pragma once

#include <algorithm>
#include <limits>
#include <string>

#include "formats/accounting.h"
#include "formats/debug_sink.h"
#include "formats/format.h"

namespace verbatim::formats {

class ChunkedSource final : public Source {
  public:
    ChunkedSource(std::string_view bytes, std::string path, Settings settings, size_t chunk)
        : bytes_(bytes), path_(std::move(path)), settings_(std::move(settings)), chunk_(chunk) {}
    uint64_t size() const override { return bytes_.size(); }
    Result<size_t> read_at(uint64_t offset, std::span<uint8_t> buffer) const override {
        if (offset >= bytes_.size()) {
            return size_t{0};
        }
        const size_t count = std::min({buffer.size(), chunk_, static_cast<size_t>(bytes_.size() - offset)});
        std::copy_n(bytes_.data() + offset, count, buffer.data());
        return count;
    }
    std::string_view path() const override { return path_; }
    const Settings& settings() const override { return settings_; }

  private:
    std::string_view bytes_;
    std::string path_;
    Settings settings_;
    size_t chunk_;
};

// Passes rows on until `rows` are seen, then asks to stop; counts calls that come after that.
class StoppingSink final : public Sink {
  public:
    StoppingSink(Sink& next, uint64_t rows) : next_(next), left_(rows) {}
    bool message(const record::Message& message) override { return next_.message(message) && go_on(); }
    bool reject(ByteRange range, std::string_view code, std::string_view reason) override {
        return next_.reject(range, code, reason) && go_on();
    }
    bool skip(ByteRange range, std::string_view why) override { return next_.skip(range, why) && go_on(); }
    void structure(ByteRange range) override { next_.structure(range); }
    void remark(ByteRange range, std::string_view code, std::string_view reason) override {
        next_.remark(range, code, reason);
    }
    void assume(std::string_view key, std::string_view value, std::string_view evidence) override {
        next_.assume(key, value, evidence);
    }
    uint64_t rows_after_stop() const { return after_; }

  private:
    bool go_on() {
        if (left_ == 0) {
            ++after_;
            return false;
        }
        return --left_ != 0;
    }
    Sink& next_;
    uint64_t left_;
    uint64_t after_ = 0;
};

struct FormatRun {
    std::string rendering;
    AccountingSink::Totals totals;
    Result<void> parsed;
    Result<void> accounted;
    uint64_t rows_after_stop = 0;
};

inline FormatRun run_format(const Format& format, std::string_view bytes, const std::string& path,
                            const Settings& settings, size_t chunk = std::numeric_limits<size_t>::max(),
                            uint64_t rows = std::numeric_limits<uint64_t>::max()) {
    const ChunkedSource source(bytes, path, settings, chunk);
    FormatRun run;
    DebugSink debug(run.rendering);
    StoppingSink stopping(debug, rows);
    AccountingSink accounting(stopping, source.size());
    run.parsed = format.parse(source, accounting);
    if (run.parsed) {
        run.accounted = accounting.finish();
    }
    run.totals = accounting.totals();
    run.rows_after_stop = stopping.rows_after_stop();
    return run;
}

}  // namespace verbatim::formats
