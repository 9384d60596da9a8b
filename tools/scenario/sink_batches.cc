// SPDX-License-Identifier: Apache-2.0
#include "scenario/purpose.h"
#include "scenario/row_json.h"
#include "scenario/sinks.h"

namespace verbatim::scenario {
namespace {

constexpr size_t kBatchBufferBytes = size_t{256} << 10;
constexpr uint32_t kBatchRowsMax = 50'000;
constexpr PartsPerMillion kMissingBatches = 10'000;  // of D3

class NumberedBatches final : public Batches {
  public:
    explicit NumberedBatches(const SinkParts& parts)
        : parts_(parts),
          row_(*parts.world, *parts.attachments),
          on_time_(*this, false),
          late_(*this, true),
          hour_(parts.world->history_begin()) {}

    Sink& on_time() override { return on_time_; }
    Sink& late() override { return late_; }

    Result<void> end_hour(int64_t arrival_hour) override {
        VB_TRY(end_batch());
        hour_ = arrival_hour + kHour;
        return {};
    }
    Result<void> finish() override { return end_batch(); }

  private:
    class Feed final : public Sink {
      public:
        Feed(NumberedBatches& batches, bool is_late) : batches_(batches), is_late_(is_late) {}
        void write(const Sighting& sighting) override {
            if (batches_.is_late(sighting) == is_late_) {
                batches_.add(sighting);
            }
        }
        Result<void> end_hour(int64_t) override { return batches_.file_.check(); }
        Result<void> finish() override { return {}; }

      private:
        NumberedBatches& batches_;
        bool is_late_;
    };

    const Options& options() const { return parts_.world->options(); }
    uint64_t draw(Purpose purpose, uint64_t a, uint64_t b = 0) const {
        return hash(parts_.world->seed(), +purpose, a, b);
    }

    bool is_late(const Sighting& sighting) const {
        return happens(draw(Purpose::late, sighting.phone, static_cast<uint64_t>(sighting.event->sent_ms / kDay)),
                       options().late);
    }

    void add(const Sighting& sighting) {
        if (rows_ == kBatchRowsMax) {
            problem_ = problem_ ? problem_ : error_of(end_batch());
        }
        if (rows_ == 0) {
            begin_batch();
        }
        for (uint32_t copy = 0; copy < sighting.copies; ++copy) {
            ++rows_;
            if (!is_missing_) {
                put(file_, sighting, false);
            }
        }
        if (again_.is_open()) {
            add_again(sighting);
        }
    }

    void add_again(const Sighting& sighting) {
        const uint32_t kind = below(draw(Purpose::batch, sighting.phone, sighting.sequence), 100);
        const Redelivery difference = kind < 12   ? Redelivery::missing
                                      : kind < 18 ? Redelivery::changed
                                                  : Redelivery::same;
        if (difference != Redelivery::missing) {
            put(again_, sighting, difference == Redelivery::changed);
        }
        if (difference != Redelivery::same && parts_.truth->on()) {
            parts_.truth->line(TruthFile::redelivery_differences)
                .number("batch", number_)
                .text("kind", name(difference))
                .message(*sighting.event)
                .number("phone", sighting.phone)
                .number("sequence", sighting.sequence);
        }
    }

    void begin_batch() {
        ++number_;
        is_missing_ = options().defects.on(Defect::d3) && happens(draw(Purpose::batch, number_, 1), kMissingBatches);
        if (!is_missing_) {
            file_ = OutputFile::create_late(path("batches", ""), kBatchBufferBytes);
        }
        if (happens(draw(Purpose::batch, number_, 2), options().defects.share(Defect::d6))) {
            again_ = OutputFile::create_late(path("batches-second", "-second"), kBatchBufferBytes);
        }
    }

    Result<void> end_batch() {
        if (problem_) {
            return *problem_;
        }
        if (rows_ == 0) {
            return {};
        }
        if (parts_.truth->on()) {
            parts_.truth->line(TruthFile::batches)
                .number("batch", number_)
                .number("rows", rows_)
                .text("state", is_missing_ ? "missing" : "delivered")
                .flag("delivered_again", again_.is_open())
                .number("arrival_ms", hour_ + kHour);
        }
        rows_ = 0;
        VB_TRY(file_.close());
        return again_.close();
    }

    void put(OutputFile& file, const Sighting& sighting, bool changed) {
        Cursor cursor = file.room(kRowBytesMax);
        row_.put(cursor, sighting, changed);
        file.commit(cursor);
    }

    std::string path(std::string_view folder, std::string_view tail) const {
        const std::string digits = std::to_string(1'000'000 + number_);
        std::string out = parts_.folder + "/";
        return out.append(folder).append("/synthetic-batch-").append(digits.substr(1)).append(tail).append(".jsonl");
    }

    static std::optional<Error> error_of(const Result<void>& result) {
        return result ? std::nullopt : std::optional(result.error());
    }

    SinkParts parts_;
    RowJson row_;
    Feed on_time_;
    Feed late_;
    OutputFile file_;
    OutputFile again_;
    std::optional<Error> problem_;
    int64_t hour_;  // of arrival, in progress
    uint32_t number_ = 0;
    uint32_t rows_ = 0;
    bool is_missing_ = false;
};

}  // namespace

Result<std::unique_ptr<Batches>> make_batches(const SinkParts& parts) {
    VB_TRY(io::make_directories(parts.folder + "/batches/files"));
    VB_TRY(parts.attachments->write(parts.folder + "/batches/files"));
    if (parts.world->options().defects.on(Defect::d6)) {
        VB_TRY(io::make_directories(parts.folder + "/batches-second/files"));
        VB_TRY(parts.attachments->write(parts.folder + "/batches-second/files"));
    }
    return std::make_unique<NumberedBatches>(parts);
}

}  // namespace verbatim::scenario
