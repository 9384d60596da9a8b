// SPDX-License-Identifier: Apache-2.0
#include "scenario/row_json.h"
#include "scenario/sinks.h"

namespace verbatim::scenario {
namespace {

class JsonlSink final : public Sink {
  public:
    JsonlSink(const SinkParts& parts, OutputFile file, OutputFile second)
        : row_(*parts.world, *parts.attachments), file_(std::move(file)), second_(std::move(second)) {}

    void write(const Sighting& sighting) override {
        for (uint32_t copy = 0; sighting.is_in_first_delivery() && copy < sighting.copies; ++copy) {
            put(file_, sighting, false);
        }
        if (second_.is_open() && sighting.is_in_second_delivery()) {
            put(second_, sighting, sighting.redelivery == Redelivery::changed);
        }
    }

    Result<void> end_hour(int64_t) override {
        VB_TRY(file_.check());
        return second_.check();
    }

    Result<void> finish() override {
        VB_TRY(file_.close());
        return second_.close();
    }

  private:
    void put(OutputFile& file, const Sighting& sighting, bool changed) {
        Cursor cursor = file.room(kRowBytesMax);
        row_.put(cursor, sighting, changed);
        file.commit(cursor);
    }

    RowJson row_;
    OutputFile file_;
    OutputFile second_;
};

}  // namespace

Result<std::unique_ptr<Sink>> make_jsonl_sink(const SinkParts& parts) {
    if (parts.folder.empty()) {
        return std::make_unique<JsonlSink>(parts, OutputFile::standard_output(), OutputFile());
    }
    const std::string folder = parts.folder + "/jsonl";
    VB_TRY(io::make_directories(folder + "/files"));
    VB_TRY(parts.attachments->write(folder + "/files"));
    VB_TRY_ASSIGN(OutputFile file, OutputFile::create(folder + "/synthetic-messages.jsonl"));
    OutputFile second;
    if (parts.world->options().defects.on(Defect::d6)) {
        const std::string second_folder = parts.folder + "/jsonl-second";
        VB_TRY(io::make_directories(second_folder + "/files"));
        VB_TRY(parts.attachments->write(second_folder + "/files"));
        VB_TRY_ASSIGN(second, OutputFile::create(second_folder + "/synthetic-messages-second.jsonl"));
    }
    return std::make_unique<JsonlSink>(parts, std::move(file), std::move(second));
}

}  // namespace verbatim::scenario
