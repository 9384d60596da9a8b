// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <utility>

#include "formats/job.h"
#include "ingest/expand.h"
#include "ingest/ingest.h"
#include "ingest/read_source.h"

namespace verbatim::ingest {
namespace {

// Members were taken in when the container was first opened; here they are only compared.
class MemberComparison final : public MemberReceiver {
  public:
    explicit MemberComparison(std::vector<vault::Member> expected) : expected_(std::move(expected)) {}
    Result<void> begin(std::string_view path, std::string_view no_bytes) override {
        path_ = path;
        folder_ = no_bytes == "folder";
        has_bytes_ = no_bytes.empty();
        return {};
    }
    Result<void> data(Bytes bytes) override {
        hash_.update(bytes);
        return {};
    }
    Result<void> end(std::string_view) override {
        const Hash hash = hash_.finish();
        if (folder_) {
            return {};
        }
        if (next_ >= expected_.size() || expected_[next_].path != path_ ||
            (has_bytes_ && expected_[next_].sha256 && *expected_[next_].sha256 != hash)) {
            wrong_ = wrong_.empty() ? path_ : wrong_;
        }
        ++next_;
        return {};
    }
    // The first member that differs; empty if all agree.
    std::string difference() const {
        return !wrong_.empty() ? wrong_ : next_ == expected_.size() ? std::string() : "number of members";
    }

  private:
    std::vector<vault::Member> expected_;
    size_t next_ = 0;
    std::string path_;
    bool folder_ = false;
    bool has_bytes_ = false;
    crypto::Sha256 hash_;
    std::string wrong_;
};

class Reparse {
  public:
    Reparse(const Parts& parts, const State& committed, const ReparseOptions& options,
            const std::function<void(const Difference&)>& differs, const Control& control)
        : parts_(parts), committed_(committed), options_(options), differs_(differs), control_(control) {}

    Result<Report> run() {
        VB_TRY_ASSIGN(WorkList work, WorkList::open(parts_.vault));
        VB_TRY_ASSIGN(process_, ParseProcess::start(parts_.worker_program));
        Pipeline pipeline(
            {parts_.salt_key, parts_.store, options_.threads},
            {[this](const Batch& batch, std::span<const Hash> leaves) { return compare(batch, leaves); }, {}});
        pipeline_ = &pipeline;
        progress_.stage = parts_.store != nullptr ? "rebuilding" : "re-reading";
        progress_.bytes_total = work.pending_bytes();
        progress_.sources_total = work.pending_sources();
        VB_TRY(
            read_chained(journal_path(parts_.folder), committed_.journal, [&](std::string_view line) -> Result<void> {
                VB_TRY_ASSIGN(const SourceEntry entry, decode_source(line));
                VB_TRY_ASSIGN(const WorkItem* item, work.front());
                if (item != nullptr && (!options_.chosen || options_.chosen(entry))) {
                    VB_TRY(one(*item, entry, entry.counts.messages));
                }
                ++progress_.sources_done;
                progress_.bytes_done += entry.object ? entry.size_bytes : 0;
                next_seq_ = entry.first_seq + entry.counts.messages;
                next_source_ = entry.source + 1;
                VB_TRY(work.replay(entry));
                progress_.bytes_total = progress_.bytes_done + work.pending_bytes();
                return {};
            }));
        // The part of an interrupted source that is in the log already.
        if (committed_.current_messages > 0) {
            VB_TRY_ASSIGN(const WorkItem* item, work.front());
            SourceEntry entry;
            entry.source = next_source_;
            entry.status = SourceStatus::parsed;
            entry.first_seq = next_seq_;
            if (item != nullptr && item->object) {
                entry.path = item->path;
                entry.object = item->object;
                entry.size_bytes = item->size_bytes;
                entry.container = item->container;
                if (const std::string settings = formats::canonical_settings(*item->settings); !settings.empty()) {
                    entry.settings = crypto::sha256(as_bytes(settings));
                }
                VB_TRY(one(*item, entry, committed_.current_messages));
            }
        }
        VB_TRY(pipeline.mark());
        VB_TRY(pipeline.wait_marked());
        return report_;
    }

  private:
    // `limit`: messages of the source that the log holds.
    Result<void> one(const WorkItem& item, const SourceEntry& expected, uint64_t limit) {
        const bool readable = expected.status == SourceStatus::parsed || expected.status == SourceStatus::partial ||
                              expected.status == SourceStatus::container;
        if (!readable || !item.object) {
            return {};
        }
        const Removed::Object* blank = blank_of(*item.object);
        if (blank != nullptr && blank->gone) {
            return {};
        }
        if (control_.cancelled && control_.cancelled()) {
            return Error{Code::interrupted, "stopped before " + item.path, {}, {}};
        }
        auto started = start_source(*process_, parts_.vault, item, expected.status == SourceStatus::container);
        if (!started) {
            differs_({expected.source, expected.path, {}, 0, 0, started.error().to_string()});
            return {};
        }
        SourceEntry found;
        found.source = expected.source;
        found.path = expected.path;
        found.object = expected.object;
        found.size_bytes = expected.size_bytes;
        found.container = expected.container;
        found.settings = expected.settings;
        found.first_seq = expected.first_seq;
        std::vector<vault::Member> members;
        if (expected.members) {
            VB_TRY_ASSIGN(members, vault::read_members(parts_.vault, *item.object, *expected.members));
        }
        MemberComparison comparison(std::move(members));
        std::shared_ptr<SourceContext> context;
        SourceHandlers handlers;
        handlers.buffer = [&] { return pipeline_->take_buffer(); };
        handlers.members = &comparison;
        handlers.finding = [](const Finding&) { return Result<void>{}; };
        handlers.progress = [&](uint64_t end) { return report(item, end); };
        handlers.batch = [&](std::string& bytes, uint64_t first, uint64_t messages) -> Result<void> {
            if (!context) {
                context = std::make_shared<SourceContext>(source_context(item, found));
            }
            if (blank != nullptr) {
                return submit_kept(bytes, *blank, context, expected.first_seq + limit);
            }
            if (first >= limit) {
                return {};
            }
            Batch batch;
            batch.bytes = std::move(bytes);
            batch.context = context;
            batch.first_seq = expected.first_seq + first;
            batch.messages = std::min(messages, limit - first);
            report_.counts.messages += batch.messages;
            return pipeline_->submit(std::move(batch));
        };
        next_kept_ = parts_.removed != nullptr ? parts_.removed->next_kept(expected.first_seq) : expected.first_seq;
        VB_TRY(read_source(*started, found, handlers));
        ++report_.sources;
        if (blank != nullptr) {
            compare_kept(expected, limit);
        } else if (limit == expected.counts.messages) {
            compare_counts(expected, found);
        }
        if (const std::string wrong = comparison.difference(); expected.members && !wrong.empty()) {
            differs_({expected.source, expected.path, {}, 0, 0, "container member differs now: " + wrong});
        }
        return {};
    }

    const Removed::Object* blank_of(const Hash& object) const {
        if (parts_.removed == nullptr) {
            return nullptr;
        }
        const auto found = parts_.removed->objects.find(object);
        return found == parts_.removed->objects.end() ? nullptr : &found->second;
    }

    // Of an object with blank ranges: each message outside them has the next number that is not destroyed. Runs of
    // messages whose numbers follow each other go on together.
    Result<void> submit_kept(std::string_view bytes, const Removed::Object& blank,
                             const std::shared_ptr<SourceContext>& context, uint64_t end_seq) {
        Batch run;
        formats::WireReader reader(bytes);
        formats::WireItem item;
        while (!reader.empty()) {
            const size_t begin = reader.position();
            VB_TRY(reader.next(item));
            if (item.type != formats::WireType::message || blank.covers(item.range.begin) || next_kept_ >= end_seq) {
                over_ += item.type == formats::WireType::message && !blank.covers(item.range.begin) ? 1 : 0;
                continue;
            }
            if (run.messages > 0 && next_kept_ != run.first_seq + run.messages) {
                VB_TRY(submit_run(run));
            }
            if (run.messages++ == 0) {
                run.context = context;
                run.first_seq = next_kept_;
            }
            run.bytes.append(bytes.substr(begin, reader.position() - begin));
            next_kept_ = parts_.removed->next_kept(next_kept_ + 1);
        }
        return submit_run(run);
    }

    Result<void> submit_run(Batch& run) {
        Batch full = std::exchange(run, Batch());
        report_.counts.messages += full.messages;
        return full.messages == 0 ? Result<void>{} : pipeline_->submit(std::move(full));
    }

    void compare_kept(const SourceEntry& expected, uint64_t limit) {
        const uint64_t end = parts_.removed->next_kept(expected.first_seq + limit);
        if (over_ != 0 || parts_.removed->next_kept(next_kept_) < expected.first_seq + limit) {
            differs_({expected.source,
                      expected.path,
                      {},
                      0,
                      0,
                      "what tombstones left of it does not give the records that were kept: it ends before record " +
                          std::to_string(std::min(next_kept_, end)) + ", " + std::to_string(over_) + " too many"});
        }
        over_ = 0;
    }

    void compare_counts(const SourceEntry& expected, const SourceEntry& found) const {
        const auto count = [](const SourceCounts& c) {
            return std::to_string(c.messages) + " messages, " + std::to_string(c.rejected) + " rejected, " +
                   std::to_string(c.skipped) + " skipped";
        };
        if (count(expected.counts) != count(found.counts) || expected.status != found.status) {
            differs_({expected.source,
                      expected.path,
                      {},
                      0,
                      0,
                      "journal says " + std::string(name(expected.status)) + " with " + count(expected.counts) +
                          "; read again: " + std::string(name(found.status)) + " with " + count(found.counts) +
                          (found.problem.empty() ? "" : " (" + found.problem + ")")});
        }
    }

    // On a pipeline thread, one call at a time.
    Result<void> compare(const Batch& batch, std::span<const Hash> leaves) {
        return log::read_leaves(parts_.folder + "/log", batch.first_seq, batch.first_seq + leaves.size(),
                                parts_.log.committed_size(),
                                [&](uint64_t first, std::span<const Hash> logged) -> Result<void> {
                                    const size_t offset = first - batch.first_seq;
                                    for (size_t i = 0; i < logged.size(); ++i) {
                                        if (logged[i] != leaves[offset + i]) {
                                            VB_TRY(name_message(batch, offset + i));
                                        }
                                    }
                                    return {};
                                });
    }

    Result<void> name_message(const Batch& batch, size_t index) const {
        formats::WireItem item;
        formats::WireReader reader(batch.bytes);
        for (size_t seen = 0; !reader.empty();) {
            VB_TRY(reader.next(item));
            if (item.type == formats::WireType::message && seen++ == index) {
                break;
            }
        }
        differs_({batch.context->source, batch.context->path, batch.first_seq + index, item.range.begin, item.range.end,
                  "the record read again has another commitment than the log holds"});
        return {};
    }

    bool report(const WorkItem& item, uint64_t end) {
        if (control_.progress) {
            Progress progress = progress_;
            progress.path = item.path;
            progress.bytes_done += end;
            progress.messages = report_.counts.messages;
            control_.progress(progress);
        }
        return !control_.cancelled || !control_.cancelled();
    }

    const Parts& parts_;
    const State& committed_;
    const ReparseOptions& options_;
    const std::function<void(const Difference&)>& differs_;
    const Control& control_;
    std::unique_ptr<ParseProcess> process_;
    Pipeline* pipeline_ = nullptr;
    Progress progress_;
    Report report_;
    uint64_t next_seq_ = 0;
    uint64_t next_source_ = 0;
    uint64_t next_kept_ = 0;  // in a source with blank ranges: the number of its next message
    uint64_t over_ = 0;       // messages of it beyond those that the log has
};

}  // namespace

Result<Report> reparse(const Parts& parts, const State& committed, const ReparseOptions& options,
                       const std::function<void(const Difference&)>& differs, const Control& control) {
    return Reparse(parts, committed, options, differs, control).run();
}

}  // namespace verbatim::ingest
