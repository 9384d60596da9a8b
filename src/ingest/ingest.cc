// SPDX-License-Identifier: Apache-2.0
#include "ingest/ingest.h"

#include <chrono>
#include <deque>
#include <future>

#include "base/limits.h"
#include "formats/job.h"
#include "ingest/expand.h"
#include "ingest/read_source.h"

namespace verbatim::ingest {
namespace {

using Clock = std::chrono::steady_clock;

// Children that parse ahead while the front source is being committed. Small: each holds a lane of shared memory.
constexpr size_t kAheadMax = 3;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class Run {
  public:
    Run(const Parts& parts, State& committed, const IngestOptions& options, const Control& control)
        : parts_(parts), committed_(committed), state_(committed), options_(options), control_(control) {}

    Result<Report> run() {
        VB_TRY(io::make_directories(parts_.folder + "/ingest", 0700));
        VB_TRY_ASSIGN(WorkList work, WorkList::open(parts_.vault));
        work_ = std::make_unique<WorkList>(std::move(work));
        VB_TRY(read_chained(journal_path(parts_.folder), state_.journal, [&](std::string_view line) -> Result<void> {
            VB_TRY_ASSIGN(const SourceEntry entry, decode_source(line));
            next_seq_ = entry.first_seq + entry.counts.messages;
            return work_->replay(entry);
        }));
        VB_TRY_ASSIGN(ChainedFile journal, ChainedFile::open(journal_path(parts_.folder), state_.journal));
        VB_TRY_ASSIGN(ChainedFile findings, ChainedFile::open(findings_path(parts_.folder), state_.findings));
        journal_ = std::make_unique<ChainedFile>(std::move(journal));
        findings_ = std::make_unique<ChainedFile>(std::move(findings));
        if (next_seq_ + state_.current_messages != parts_.log.size()) {
            return Error{Code::integrity,
                         "the log has " + std::to_string(parts_.log.size()) + " records, the journal accounts for " +
                             std::to_string(next_seq_ + state_.current_messages),
                         {parts_.folder, std::nullopt},
                         "restore the case from a backup"};
        }
        progress_.stage = "reading";
        VB_TRY_ASSIGN(const WorkItem* first, work_->front());
        if (first == nullptr) {
            return report_;  // nothing to do: not even a worker is started
        }
        VB_TRY_ASSIGN(process_, ParseProcess::start(parts_.worker_program));
        Pipeline pipeline({parts_.salt_key, parts_.store, options_.threads},
                          {[this](const Batch&, std::span<const Hash> leaves) { return parts_.log.append(leaves); },
                           [this]() -> Result<void> {
                               VB_TRY_ASSIGN(cut_, parts_.log.cut());
                               return {};
                           }});
        pipeline_ = &pipeline;
        last_commit_ = Clock::now();
        const auto started = Clock::now();
        const Result<void> result = all_sources();
        ahead_.clear();
        // A stop asked for is not a failure of what was read so far: it is committed. Any other error is not trusted.
        const bool to_commit = result || result.error().code == Code::interrupted;
        const Result<void> committed = to_commit ? begin_commit() : Result<void>();
        const Result<void> ended = end_commit();  // also of one begun before an error: its thread uses `pipeline`
        VB_TRY(committed);
        VB_TRY(ended);
        report_.seconds_reading = seconds_since(started);
        if (!result) {
            return result.error();
        }
        return report_;
    }

  private:
    Result<void> all_sources() {
        while (true) {
            VB_TRY_ASSIGN(const WorkItem* next, work_->front());
            if (next == nullptr) {
                return {};
            }
            if (control_.cancelled && control_.cancelled()) {
                return stopped(*next);
            }
            VB_TRY(one_source());
            VB_TRY(commit_if_due());
        }
    }

    static Error stopped(const WorkItem& item) {
        return Error{Code::interrupted, "stopped before " + item.path, {}, "run the command again to go on"};
    }

    Result<void> one_source() {
        const WorkItem& item = **work_->front();
        SourceEntry entry;
        entry.source = state_.sources;
        entry.acquisition = item.acquisition;
        entry.path = item.path;
        entry.object = item.object;
        entry.size_bytes = item.object ? item.size_bytes : 0;
        entry.container = item.container;
        entry.first_seq = next_seq_;
        if (const std::string settings = formats::canonical_settings(*item.settings); !settings.empty()) {
            entry.settings = crypto::sha256(as_bytes(settings));
        }
        std::vector<vault::Member> members;
        findings_of_source_ = 0;
        if (!item.object) {
            entry.status = SourceStatus::absent;
            entry.problem = item.problem;
            VB_TRY(source_finding(entry, "not-in-vault", item.problem));
        } else if (item.size_bytes == 0) {
            entry.status = SourceStatus::empty;
            VB_TRY(source_finding(entry, "empty", "the file has no bytes"));
        } else {
            VB_TRY(read(item, entry, members));
        }
        VB_TRY(complete(std::move(entry), members));
        return {};
    }

    Result<void> read(const WorkItem& item, SourceEntry& entry, std::vector<vault::Member>& members) {
        VB_TRY_ASSIGN(const std::string container, peek_container(parts_.vault, *item.object));
        const bool too_deep = item.container.size() >= limits::kContainerDepthMax;
        if (!container.empty() && too_deep) {
            VB_TRY(source_finding(entry, "nested-too-deep",
                                  "a container inside " + std::to_string(item.container.size()) +
                                      " others is not opened; extract it by hand"));
        }
        StartedSource started;
        if (!ahead_.empty()) {
            started = std::move(ahead_.front());
            ahead_.pop_front();
        } else {
            VB_TRY_ASSIGN(started, start_source(*process_, parts_.vault, item, !too_deep));
        }
        VB_ASSERT(started.path == item.path && started.sha256 == *item.object);
        // Behind a container come its members first, and nobody knows them yet: what stands behind it waits.
        if (container.empty()) {
            VB_TRY(start_ahead());
        }

        Expansion expansion(parts_.vault);
        std::shared_ptr<SourceContext> context;
        SourceHandlers handlers;
        handlers.buffer = [&] { return pipeline_->take_buffer(); };
        handlers.members = &expansion;
        handlers.finding = [&](const Finding& finding) { return add_finding(finding); };
        handlers.progress = [&](uint64_t end) { return report_progress(item, entry, end); };
        handlers.batch = [&](std::string& bytes, uint64_t first, uint64_t messages) -> Result<void> {
            if (!context) {
                context = make_context(item, entry);
            }
            return submit(bytes, first, messages, context);
        };
        VB_TRY(read_source(started, entry, handlers));
        VB_TRY_ASSIGN(members, expansion.take(entry));
        if (entry.status == SourceStatus::unrecognised && container.empty()) {
            VB_TRY(source_finding(entry, "no-format", "no known chat format; kept in the vault, not read"));
        }
        if (entry.counts.messages < state_.current_messages) {
            return Error{Code::integrity,
                         "source gives " + std::to_string(entry.counts.messages) + " messages now, the log holds " +
                             std::to_string(state_.current_messages) + " of it",
                         {item.path, std::nullopt},
                         "run `verbatim verify`; the vault or the program changed since"};
        }
        return {};
    }

    std::shared_ptr<SourceContext> make_context(const WorkItem& item, const SourceEntry& entry) const {
        auto context = std::make_shared<SourceContext>(source_context(item, entry));
        return context;
    }

    // What the log holds already, from before an interruption, is left out at the front.
    Result<void> submit(std::string& bytes, uint64_t first, uint64_t messages,
                        const std::shared_ptr<SourceContext>& context) {
        Batch batch;
        batch.leave_out =
            first >= state_.current_messages ? 0 : std::min<uint64_t>(messages, state_.current_messages - first);
        batch.messages = messages - batch.leave_out;
        if (batch.messages == 0) {
            return {};
        }
        batch.first_seq = next_seq_ + first + batch.leave_out;
        batch.bytes = std::move(bytes);
        batch.context = context;
        submitted_of_source_ = first + messages;
        since_commit_ += batch.messages;
        VB_TRY(pipeline_->submit(std::move(batch)));
        return commit_if_due();
    }

    // Sources that need no order among themselves are parsed ahead; a container is not, for its members come first.
    Result<void> start_ahead() {
        while (ahead_.size() < kAheadMax) {
            const WorkItem* item = work_->peek(ahead_.size() + 1);
            if (item == nullptr || !item->object || item->size_bytes == 0) {
                return {};
            }
            VB_TRY_ASSIGN(const std::string container, peek_container(parts_.vault, *item->object));
            if (!container.empty()) {
                return {};
            }
            VB_TRY_ASSIGN(StartedSource started, start_source(*process_, parts_.vault, *item, true));
            ahead_.push_back(std::move(started));
        }
        return {};
    }

    Result<void> source_finding(const SourceEntry& entry, std::string_view code, std::string_view reason) {
        return add_finding(
            {entry.source, FindingKind::source, 0, entry.size_bytes, std::string(code), std::string(reason)});
    }

    Result<void> add_finding(const Finding& finding) {
        if (++findings_of_source_ <= state_.current_findings) {
            return {};  // stands in the file since before the interruption
        }
        return findings_->append(encode(finding));
    }

    bool report_progress(const WorkItem& item, const SourceEntry& entry, uint64_t end) {
        if (control_.progress) {
            progress_.path = item.path;
            progress_.bytes_done = bytes_finished_ + end;
            progress_.bytes_total = bytes_finished_ + work_->pending_bytes();
            progress_.sources_done = report_.sources;
            progress_.sources_total = report_.sources + work_->pending_sources();
            progress_.messages = report_.counts.messages + entry.counts.messages;
            progress_.rejected = report_.counts.rejected + entry.counts.rejected;
            control_.progress(progress_);
        }
        return !control_.cancelled || !control_.cancelled();
    }

    Result<void> complete(SourceEntry entry, const std::vector<vault::Member>& members) {
        if (const std::string wrong = balance(entry); !wrong.empty()) {
            return Error{Code::internal, wrong, {}, "please report this: no row may be lost"};
        }
        const WorkItem done = work_->pop();
        if (entry.members) {
            work_->push_members(done, members);
        }
        VB_TRY(journal_->append(encode(entry)));
        next_seq_ += entry.counts.messages;
        bytes_finished_ += entry.size_bytes;
        ++state_.sources;
        state_.current_messages = 0;
        state_.current_findings = 0;
        submitted_of_source_ = 0;
        findings_of_source_ = 0;
        ++report_.sources;
        report_.counts.add(entry.counts);
        if (control_.source_done) {
            control_.source_done(entry);
        }
        return {};
    }

    Result<void> commit_if_due() {
        const bool due = since_commit_ >= options_.commit_messages ||
                         seconds_since(last_commit_) >= static_cast<double>(options_.commit_seconds);
        if (due) {
            return begin_commit();
        }
        const bool ready =
            committing_.valid() && committing_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
        return ready ? end_commit() : Result<void>{};
    }

    // Lines are handed to the operating system and the state is named; once everything submitted so far is in the log
    // and in committed parts of the store, the log's commit makes all of it durable in one step. That last is waited
    // for by a thread of its own: what lies behind the mark is read meanwhile, and is lost again if that never ends.
    Result<void> begin_commit() {
        VB_TRY(end_commit());
        VB_TRY(journal_->flush());
        VB_TRY(findings_->flush());
        State state = state_;
        state.journal = journal_->point();
        state.findings = findings_->point();
        state.current_messages = std::max(state_.current_messages, submitted_of_source_);
        state.current_findings = std::max(state_.current_findings, findings_of_source_);
        VB_TRY(pipeline_->mark());
        committing_ = std::async(std::launch::async, [this, state]() -> Result<Committed> {
            VB_TRY(pipeline_->wait_marked());
            if (parts_.store != nullptr) {
                VB_TRY(parts_.store->flush());
            }
            VB_TRY_ASSIGN(note::Checkpoint checkpoint, parts_.log.commit(std::move(cut_), encode(state)));
            return Committed{state, std::move(checkpoint)};
        });
        since_commit_ = 0;
        last_commit_ = Clock::now();
        return {};
    }

    Result<void> end_commit() {
        if (!committing_.valid()) {
            return {};
        }
        const auto started = Clock::now();
        VB_TRY_ASSIGN(const Committed committed, committing_.get());
        report_.seconds_committing += seconds_since(started);
        committed_ = committed.state;
        if (control_.committed) {
            control_.committed(committed.checkpoint);
        }
        return {};
    }

    const Parts& parts_;
    State& committed_;  // the caller's: of the last commit point
    State state_;       // as of the last finished source; current_* as of the last commit before this run
    IngestOptions options_;
    const Control& control_;
    std::unique_ptr<WorkList> work_;
    std::unique_ptr<ChainedFile> journal_;
    std::unique_ptr<ChainedFile> findings_;
    std::unique_ptr<ParseProcess> process_;
    std::deque<StartedSource> ahead_;  // die before process_
    Pipeline* pipeline_ = nullptr;
    log::Cut cut_;  // of the latest mark
    struct Committed {
        State state;
        note::Checkpoint checkpoint;
    };
    std::future<Result<Committed>> committing_;
    Progress progress_;
    Report report_;
    uint64_t next_seq_ = 0;  // of the first message of the source under way
    uint64_t submitted_of_source_ = 0;
    uint64_t findings_of_source_ = 0;
    uint64_t bytes_finished_ = 0;
    uint64_t since_commit_ = 0;
    Clock::time_point last_commit_;
};

}  // namespace

Result<Report> ingest_pending(const Parts& parts, State& state, const IngestOptions& options, const Control& control) {
    return Run(parts, state, options, control).run();
}

}  // namespace verbatim::ingest
