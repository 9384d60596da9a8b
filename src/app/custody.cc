// SPDX-License-Identifier: Apache-2.0
// Taking evidence in, making the store anew, and the accounting of a case.
#include <chrono>
#include <filesystem>
#include <system_error>

#include "app/case.h"
#include "app/internal/parts.h"
#include "ingest/work_list.h"
#include "io/file.h"

namespace verbatim::app {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

Result<IngestReport> Case::ingest(const std::vector<std::string>& paths, const IngestOptions& options,
                                  const ingest::Control& control) {
    VB_TRY(parts_->need_store());
    IngestReport report;
    std::string listed;
    for (const std::string& path : paths) {
        listed += (listed.empty() ? "" : ", ") + path;
    }
    VB_TRY(parts_->note(audit::LegalName::collection, "ingest", {}, listed.empty() ? "what is pending" : listed, 0,
                        "before it begins"));
    if (!paths.empty()) {
        const auto started = Clock::now();
        ingest::AcquireOptions acquire = options.acquire;
        acquire.head.ingested_at = utc_now();
        acquire.head.version = VERBATIM_VERSION;
        VB_TRY_ASSIGN(report.acquired,
                      ingest::acquire(parts_->vault, paths, std::move(acquire), parts_->sign(), control));
        report.seconds_acquiring = seconds_since(started);
    }
    VB_TRY_ASSIGN(report.run, ingest::ingest_pending(parts_->ingest_parts(), parts_->state, options.run, control));
    const auto started = Clock::now();
    VB_TRY_ASSIGN(report.links, parts_->link(control));
    report.seconds_linking = seconds_since(started);
    report.tree_size = parts_->log->committed_size();
    report.root = parts_->log->root();
    return report;
}

Result<ingest::Report> Case::rebuild(const std::function<void(const ingest::Difference&)>& differs,
                                     const ingest::Control& control) {
    if (parts_->store) {
        VB_TRY(parts_->store->close());
        parts_->store.reset();
    }
    std::error_code error;
    std::filesystem::remove_all(parts_->store_folder(), error);
    std::filesystem::remove(parts_->folder + "/ingest/linked", error);
    if (error) {
        return io_error("remove", parts_->store_folder(), error.value());
    }
    store::Options options;
    options.library = parts_->options.store_library;
    options.memory_bytes = parts_->options.store_memory_bytes;
    options.query_memory_bytes = parts_->options.store_memory_bytes / 2;
    VB_TRY_ASSIGN(parts_->store, store::Store::open(parts_->store_folder(), options));
    VB_TRY_ASSIGN(ingest::Report report, ingest::reparse(parts_->ingest_parts(), parts_->state, {}, differs, control));
    VB_TRY(parts_->store->flush());
    VB_TRY(parts_->check_store_size());
    parts_->store_problem.clear();
    return report;
}

Result<Stats> Case::stats() {
    Stats stats;
    stats.info = parts_->info;
    stats.tree_size = parts_->log->committed_size();
    stats.root = parts_->log->root();
    uint64_t messages_expected = 0;
    VB_TRY(each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        if (entry.first_seq != messages_expected || entry.source != stats.sources) {
            stats.problems.push_back("source " + std::to_string(entry.source) + " begins at record " +
                                     std::to_string(entry.first_seq) + ", the sources before it end at " +
                                     std::to_string(messages_expected));
        }
        if (const std::string wrong = ingest::balance(entry); !wrong.empty()) {
            stats.problems.push_back(wrong);
        }
        messages_expected = entry.first_seq + entry.counts.messages;
        ++stats.sources;
        ++stats.sources_by_status[std::string(ingest::name(entry.status))];
        stats.bytes += entry.size_bytes;
        stats.counts.add(entry.counts);
        return {};
    }));
    messages_expected += parts_->state.current_messages;
    if (messages_expected != stats.tree_size) {
        stats.problems.push_back("the sources account for " + std::to_string(messages_expected) +
                                 " messages, the log holds " + std::to_string(stats.tree_size));
    }
    VB_TRY_ASSIGN(const auto acquisitions, vault::list_acquisitions(parts_->vault));
    stats.acquisitions = static_cast<uint32_t>(acquisitions.size());
    VB_TRY_ASSIGN(ingest::WorkList work, ingest::WorkList::open(parts_->vault));
    VB_TRY(each_source([&](const ingest::SourceEntry& entry) { return work.replay(entry); }));
    stats.pending_sources = work.pending_sources();
    stats.destroyed = parts_->removed.count_below(stats.tree_size);
    if (parts_->store) {
        VB_TRY_ASSIGN(stats.store_rows, parts_->store->count());
        VB_TRY_ASSIGN(stats.linked_rows, parts_->store->linked_count());
        if (*stats.store_rows != stats.tree_size - stats.destroyed) {
            stats.problems.push_back("the store holds " + std::to_string(*stats.store_rows) + " rows, the log " +
                                     std::to_string(stats.tree_size) + " records");
        }
    }
    return stats;
}

Result<void> Case::each_source(const std::function<Result<void>(const ingest::SourceEntry&)>& each) {
    return ingest::read_chained(ingest::journal_path(parts_->folder), parts_->state.journal,
                                [&](std::string_view line) -> Result<void> {
                                    VB_TRY_ASSIGN(const ingest::SourceEntry entry, ingest::decode_source(line));
                                    return each(entry);
                                });
}

Result<void> Case::each_finding(const std::function<Result<void>(const ingest::Finding&)>& each) {
    VB_TRY(parts_->note(audit::LegalName::consultation, "findings", {}, {}, 0, {}));
    return ingest::read_chained(ingest::findings_path(parts_->folder), parts_->state.findings,
                                [&](std::string_view line) -> Result<void> {
                                    VB_TRY_ASSIGN(const ingest::Finding finding, ingest::decode_finding(line));
                                    return each(finding);
                                });
}

Result<void> Case::each_acquisition(
    const std::function<Result<void>(const vault::AcquisitionHead&, uint64_t, uint64_t)>& each) {
    VB_TRY_ASSIGN(const auto numbers, vault::list_acquisitions(parts_->vault));
    for (const uint32_t number : numbers) {
        uint64_t items = 0;
        uint64_t bytes = 0;
        VB_TRY_ASSIGN(const auto head,
                      vault::read_acquisition(parts_->vault, number, [&](const vault::AcquisitionItem& item) {
                          ++items;
                          bytes += item.sha256 ? item.size_bytes : 0;
                          return Result<void>{};
                      }));
        VB_TRY(each(head, items, bytes));
    }
    return {};
}

Result<void> Case::each_item(uint32_t acquisition,
                             const std::function<Result<void>(const vault::AcquisitionItem&)>& each) {
    VB_TRY(vault::read_acquisition(parts_->vault, acquisition, each));
    return {};
}

Result<ingest::SourceEntry> Case::source(uint64_t number) {
    std::optional<ingest::SourceEntry> found;
    VB_TRY(each_source([&](const ingest::SourceEntry& entry) -> Result<void> {
        if (entry.source == number) {
            found = entry;
        }
        return {};
    }));
    if (!found) {
        return Error{Code::not_found, "no source " + std::to_string(number), {}, "see: verbatim sources"};
    }
    return std::move(*found);
}

Result<std::string> Case::source_path(uint64_t number, const record::SourceIdentity& identity) {
    auto entry = source(number);
    if (entry || entry.error().code != Code::not_found) {
        return entry ? Result<std::string>(std::move(entry->path)) : entry.error();
    }
    // The journal knows complete sources only; of the one that is being read, the acquisition knows the path.
    const Hash& delivered = identity.container.empty() ? identity.object : identity.container.front().object;
    std::string path;
    VB_TRY_ASSIGN(const auto numbers, vault::list_acquisitions(parts_->vault));
    for (const uint32_t acquisition : numbers) {
        VB_TRY(each_item(acquisition, [&](const vault::AcquisitionItem& item) -> Result<void> {
            if (path.empty() && item.sha256 == delivered) {
                path = item.path;
            }
            return {};
        }));
    }
    for (const record::ContainerStep& step : identity.container) {
        path += "/" + step.member;
    }
    return path;
}

}  // namespace verbatim::app
