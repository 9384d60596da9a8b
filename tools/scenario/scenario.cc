// SPDX-License-Identifier: Apache-2.0
#include "scenario/scenario.h"

#include <filesystem>

#include "scenario/derivation.h"
#include "scenario/observations.h"
#include "scenario/sinks.h"

namespace verbatim::scenario {
namespace {

Result<void> make_empty_folder(const std::string& folder) {
    std::error_code error;
    if (std::filesystem::exists(folder, error) && !std::filesystem::is_empty(folder, error)) {
        return Error{Code::conflict, "the folder is not empty", {folder, {}}, "name another one"};
    }
    return io::make_directories(folder);
}

std::string shape_list(const Options& options) {
    std::string list;
    for (uint8_t shape = 0; shape < kShapes; ++shape) {
        if (options.has(static_cast<Shape>(shape))) {
            list.append(list.empty() ? "" : ",").append(name(static_cast<Shape>(shape)));
        }
    }
    return list;
}

std::string readme(const World& world) {
    const Options& options = world.options();
    std::string text =
        "SYNTHETIC DATA. Nobody wrote these messages, and no person, telephone or deal in them exists.\n\n"
        "Made by verbatim-scenario " VERBATIM_VERSION
        ". The same version and options give the same bytes:\n\n"
        "  verbatim-scenario --messages " +
        std::to_string(options.messages) + " --seed " + std::to_string(options.seed) + " --days " +
        std::to_string(options.days) + " --persons " + std::to_string(options.persons) + " --defects " +
        options.defects.list() + " --shape " + shape_list(options) +
        "\n\nLate in batches: " + std::to_string(options.late) + " in a million phone-days. Rates of the defects:\n\n";
    for (const DefectInfo& info : defect_table()) {
        if (options.defects.on(info.defect)) {
            text.append("  ").append(info.name).append(" at ").append(
                std::to_string(options.defects.share(info.defect)));
            text.append(" in a million ").append(info.of).append(": ").append(info.what).append("\n");
        }
    }
    text +=
        "\njsonl, csv, whatsapp, telegram, jabber, batches  the evidence, one folder for each shape; ingest one of "
        "them into a case\n"
        "...-second                                       what was delivered a second time, and differs (D6)\n"
        "observations                                     cells and wireless networks; no messages\n"
        "truth                                            what really happened, and each defect; keep it from whoever "
        "is tested\n\n"
        "docs/scenario.md of Verbatim describes every file.\n";
    return text;
}

// Everything that a run holds, so that it dies in one place.
class Run {
  public:
    explicit Run(const Options& options) : world_(options), attachments_(options.seed) {}

    Result<Summary> run(const Progress& progress) {
        VB_TRY(open());
        Stream stream(world_, truth_.get());
        Derivation derivation(world_, attachments_, *truth_, pointers());
        truth_->write_world();
        int64_t hour = world_.history_begin();
        const auto visit = [&](const Event& event) { derivation.derive(event); };
        for (uint32_t done = 0; stream.next_hour(visit); ++done, hour += kHour) {
            VB_TRY(end_hour(hour));
            if (progress && (hour + kHour) % kDay == 0) {
                progress((done + 1) * 1000 / stream.hours());
            }
        }
        stream.finish();
        derivation.finish();
        if (batches_) {
            for (uint32_t late = 0; late < kLateHours; ++late, hour += kHour) {
                VB_TRY(end_batch_hour(hour));
            }
            VB_TRY(batches_->finish());
        }
        VB_TRY(finish());
        return summary(derivation);
    }

  private:
    Result<void> open() {
        const Options& options = world_.options();
        if (!options.out.empty()) {
            VB_TRY(make_empty_folder(options.out));
            VB_TRY(write_file(options.out + "/README.txt", readme(world_)));
        }
        if (!options.truth.empty()) {
            VB_TRY(make_empty_folder(options.truth));
        }
        VB_TRY_ASSIGN(truth_, Truth::create(world_, options.truth));
        VB_TRY_ASSIGN(no_truth_, Truth::create(world_, ""));
        const SinkParts parts{&world_, &attachments_, truth_.get(), options.out};
        using Make = Result<std::unique_ptr<Sink>> (*)(const SinkParts&);
        constexpr std::array<std::pair<Shape, Make>, 5> kMakers = {{{Shape::jsonl, make_jsonl_sink},
                                                                    {Shape::csv, make_csv_sink},
                                                                    {Shape::whatsapp, make_whatsapp_sink},
                                                                    {Shape::telegram, make_telegram_sink},
                                                                    {Shape::jabber, make_jabber_sink}}};
        for (const auto& [shape, make] : kMakers) {
            if (options.has(shape)) {
                VB_TRY_ASSIGN(std::unique_ptr<Sink> sink, make(parts));
                sinks_.push_back(std::move(sink));
            }
        }
        if (options.has(Shape::batches)) {
            VB_TRY_ASSIGN(batches_, make_batches(parts));
            late_stream_ = std::make_unique<Stream>(world_, nullptr);
            late_derivation_ =
                std::make_unique<Derivation>(world_, attachments_, *no_truth_, std::vector<Sink*>{&batches_->late()});
        }
        if (options.observations && !options.out.empty()) {
            VB_TRY_ASSIGN(Observations made, Observations::create(world_, options.out + "/observations"));
            observations_ = std::make_unique<Observations>(std::move(made));
        }
        return {};
    }

    std::vector<Sink*> pointers() {
        std::vector<Sink*> found;
        for (const auto& sink : sinks_) {
            found.push_back(sink.get());
        }
        if (batches_) {
            found.push_back(&batches_->on_time());
        }
        return found;
    }

    Result<void> end_hour(int64_t hour) {
        for (const auto& sink : sinks_) {
            VB_TRY(sink->end_hour(hour));
        }
        if (batches_) {
            VB_TRY(end_batch_hour(hour));
        }
        if (observations_ && (hour + kHour) % kDay == 0) {
            VB_TRY(observations_->write_day(hour / kDay));
        }
        return truth_->check();
    }

    // The late stream runs some hours behind: what it gives arrives now.
    Result<void> end_batch_hour(int64_t hour) {
        if (hour - kLateHours * kHour >= world_.history_begin()) {
            late_stream_->next_hour([&](const Event& event) { late_derivation_->derive(event); });
        }
        VB_TRY(batches_->late().end_hour(hour));
        return batches_->end_hour(hour);
    }

    Result<void> finish() {
        for (const auto& sink : sinks_) {
            VB_TRY(sink->finish());
        }
        if (observations_) {
            VB_TRY(observations_->finish());
        }
        return truth_->close();
    }

    Summary summary(const Derivation& derivation) const {
        Summary made;
        made.messages = world_.options().messages;
        made.rows = derivation.rows();
        made.lost = derivation.lost();
        made.persons = static_cast<uint32_t>(world_.persons().size());
        made.phones = static_cast<uint32_t>(world_.phones().size());
        made.handles = world_.handle_count();
        for (const Phone& phone : world_.phones()) {
            made.captured_phones += phone.is_captured ? 1 : 0;
        }
        return made;
    }

    World world_;
    Attachments attachments_;
    std::unique_ptr<Truth> truth_;
    std::unique_ptr<Truth> no_truth_;  // of the late stream
    std::vector<std::unique_ptr<Sink>> sinks_;
    std::unique_ptr<Batches> batches_;
    std::unique_ptr<Stream> late_stream_;
    std::unique_ptr<Derivation> late_derivation_;
    std::unique_ptr<Observations> observations_;
};

}  // namespace

Result<Summary> run(const Options& options, const Progress& progress) {
    Run made(options);
    return made.run(progress);
}

}  // namespace verbatim::scenario
