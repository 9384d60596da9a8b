// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <thread>

#include "app/case.h"
#include "app/internal/parts.h"
#include "search/path_pattern.h"
#include "compare/files.h"
#include "crypto/random.h"
#include "io/file.h"

namespace verbatim::app {
namespace {

struct Selection {
    std::string text;
    std::optional<uint64_t> acquisition;
    std::optional<std::pair<uint64_t, uint64_t>> sources;  // first and last

    bool takes(const ingest::SourceEntry& entry) const {
        if (acquisition) {
            return entry.acquisition == *acquisition;
        }
        if (sources) {
            return entry.source >= sources->first && entry.source <= sources->second;
        }
        return search::path_matches(text, entry.path);
    }
    std::string words() const { return acquisition ? "acquisition " + text : text; }
};

std::optional<uint64_t> whole_number(std::string_view text) {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

Result<Selection> selection(const std::string& text) {
    constexpr std::string_view kSource = "source:";
    Selection out;
    out.text = text;
    if (!text.starts_with(kSource)) {
        out.acquisition = whole_number(text);
        return out;
    }
    const std::string_view range = std::string_view(text).substr(kSource.size());
    const size_t dash = range.find('-');
    const auto first = whole_number(range.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : whole_number(range.substr(dash + 1));
    if (!first || !last || *last < *first) {
        return Error{
            Code::usage, "a source is selected as source:12 or source:3-7", {text, {}}, "see: verbatim sources"};
    }
    out.sources = std::pair(*first, *last);
    return out;
}

Result<void> complete(compare::Options& options) {
    if (options.worker_program.empty()) {
        VB_TRY_ASSIGN(const std::string beside, io::executable_directory());
        options.worker_program = beside + "/verbatim-parse-worker";
    }
    options.threads = std::max(1U, std::thread::hardware_concurrency());
    return crypto::fill_random(options.key);
}

}  // namespace

Result<compare::Report> Case::compare(const std::string& a, const std::string& b, compare::Options options,
                                      const compare::Receiver& receiver, const ingest::Control& control) {
    options.worker_program = parts_->options.worker_program;
    VB_TRY(complete(options));
    VB_TRY_ASSIGN(const Selection of_a, selection(a));
    VB_TRY_ASSIGN(const Selection of_b, selection(b));
    VB_TRY(parts_->note(audit::LegalName::combination, "compare", {}, a + " with " + b, 0, {}));
    compare::Delivery delivery_a{&parts_->vault, {}};
    compare::Delivery delivery_b{&parts_->vault, {}};
    VB_TRY_ASSIGN(ingest::WorkList work, ingest::WorkList::open(parts_->vault));
    VB_TRY(each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        VB_TRY_ASSIGN(const ingest::WorkItem* item, work.front());
        // A container is its members, unless it could not be opened to its end.
        const bool stands = entry.status != ingest::SourceStatus::container || !entry.problem.empty();
        for (const auto& [chosen, delivery] : {std::pair(&of_a, &delivery_a), std::pair(&of_b, &delivery_b)}) {
            if (item != nullptr && stands && chosen->takes(entry)) {
                delivery->items.push_back(*item);
                if (entry.status == ingest::SourceStatus::container) {
                    delivery->items.back().problem = entry.problem;
                }
            }
        }
        return work.replay(entry);
    }));
    if (work.pending_sources() > 0) {
        return Error{Code::conflict,
                     std::to_string(work.pending_sources()) + " sources of the case are not read yet",
                     {},
                     "read them first: verbatim ingest " + parts_->folder};
    }
    for (const auto& [chosen, delivery] : {std::pair(&of_a, &delivery_a), std::pair(&of_b, &delivery_b)}) {
        if (delivery->items.empty()) {
            return Error{Code::not_found,
                         "no source of the case is selected",
                         {chosen->text, {}},
                         "see: verbatim acquisitions, verbatim sources"};
        }
    }
    const auto give = [](compare::Delivery& delivery) {
        return [&delivery](const compare::Stop&) -> Result<compare::Delivery> { return std::move(delivery); };
    };
    return compare::compare({of_a.words(), give(delivery_a)}, {of_b.words(), give(delivery_b)}, options, receiver,
                            control);
}

Result<compare::Report> compare_files(const std::string& a, const std::string& b, const formats::Settings& settings,
                                      compare::Options options, const compare::Receiver& receiver,
                                      const ingest::Control& control) {
    VB_TRY(complete(options));
    compare::LooseFiles files_a(a, settings, options.temporary_folder, options.worker_program);
    compare::LooseFiles files_b(b, settings, options.temporary_folder, options.worker_program);
    return compare::compare({a, [&](const compare::Stop& stop) { return files_a.load(stop); }},
                            {b, [&](const compare::Stop& stop) { return files_b.load(stop); }}, options, receiver,
                            control);
}

}  // namespace verbatim::app
