// SPDX-License-Identifier: Apache-2.0
// Order of writing, and what a crash leaves:
//   1. the lines are appended and synced                 -> lines beyond the head: dropped on opening
//   2. the head over them is replaced (fsync, rename, fsync of the folder): now they are acknowledged
//   3. now and then: tiles and checkpoint (src/log)      -> they lag; the head has the leaves that they lack
// An entry that was dropped was never acknowledged, so nothing was shown for it.
#include "audit/audit.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "audit/internal/check.h"
#include "audit/internal/head.h"
#include "audit/internal/lines.h"
#include "crypto/sha256.h"
#include "io/file.h"
#include "log/log.h"
#include "merkle/tree.h"
#include "note/lines.h"
#include "note/tlog_proof.h"

namespace verbatim::audit {

using internal::Head;

struct Log::State {
    State(std::string in, note::Signer by, Options how)
        : folder(std::move(in)), signer(std::move(by)), options(std::move(how)) {}

    std::string folder;
    note::Signer signer;
    Options options;
    std::vector<std::string> recovered;
    std::unique_ptr<log::Log> tree;
    std::optional<io::AppendFile> file;

    // Guarded by `mutex`.
    mutable std::mutex mutex;
    std::condition_variable changed;
    uint64_t next = 0;          // number of the next entry
    uint64_t acknowledged = 0;  // entries
    uint64_t bytes = 0;         // of the file, acknowledged
    std::string pending;        // lines that nobody writes yet
    std::vector<Hash> pending_leaves;
    std::optional<Error> failed;
    bool busy = false;  // a thread works on what follows, without the mutex

    // Of the thread that has set `busy`.
    std::vector<Hash> tail;  // leaves that are not in committed tiles
    uint64_t committed = 0;
    bool commit_due = false;

    std::string events_path() const { return folder + std::string(internal::kEventsFile); }
    int64_t now_ms() const;
    Result<void> write(const std::string& lines, std::span<const Hash> leaves);
    Result<void> commit_tree(uint64_t bytes_now);
    Result<void> load(const log::Recovery& recovery);
    Result<void> load_tail(const Head& head, uint64_t from_byte);
    template <class Work>
    auto alone(Work work) -> decltype(work());
};

int64_t Log::State::now_ms() const {
    using namespace std::chrono;
    return options.now_ms ? options.now_ms()
                          : duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// Lines and head become durable; the caller has set `busy`.
Result<void> Log::State::write(const std::string& lines, std::span<const Hash> leaves) {
    VB_TRY(file->append(lines));
    VB_TRY_ASSIGN(const uint64_t size_bytes, file->sync());
    VB_TRY(tree->append(leaves));
    tail.insert(tail.end(), leaves.begin(), leaves.end());
    VB_TRY(internal::write_head(folder, {signer.verifier().name, tree->size(), tree->root(), committed, tail}, signer));
    return tail.size() >= options.commit_entries ? commit_tree(size_bytes) : Result<void>();
}

Result<void> Log::State::commit_tree(uint64_t bytes_now) {
    if (tree->size() != tree->committed_size()) {
        VB_TRY(tree->commit("events " + std::to_string(bytes_now)));
    }
    committed = tree->size();
    tail.clear();
    return {};
}

// Runs `work` while no append is being written.
template <class Work>
auto Log::State::alone(Work work) -> decltype(work()) {
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !busy; });
        if (failed) {
            return *failed;
        }
        busy = true;
    }
    auto result = work();
    const std::lock_guard lock(mutex);
    busy = false;
    changed.notify_all();
    return result;
}

namespace {

// What the caller of log::Log keeps with each commit: "events BYTES".
Result<uint64_t> committed_bytes(const log::Recovery& recovery, const std::string& folder) {
    constexpr std::string_view kName = "events ";
    if (recovery.size == 0) {
        return uint64_t{0};
    }
    const auto bytes = recovery.state.starts_with(kName)
                           ? note::decimal(std::string_view(recovery.state).substr(kName.size()))
                           : std::nullopt;
    if (!bytes) {
        return Error{Code::integrity, "the audit log's commit file is of another log", {folder, {}}, {}};
    }
    return *bytes;
}

Error altered(const std::string& path, std::string what) {
    return {Code::integrity, std::move(what), {path, {}}, "see: verbatim audit verify CASE"};
}

}  // namespace

Result<void> Log::State::load(const log::Recovery& recovery) {
    for (const std::string& action : recovery.actions) {
        recovered.push_back("audit log: " + action);
    }
    VB_TRY_ASSIGN(const uint64_t from_byte, committed_bytes(recovery, folder));
    committed = recovery.size;
    VB_TRY_ASSIGN(std::optional<Head> head, internal::read_head(folder, signer.verifier()));
    if (!head) {
        VB_TRY_ASSIGN(const bool empty, [&]() -> Result<bool> {
            if (!io::exists(events_path())) {
                return true;
            }
            VB_TRY_ASSIGN(const io::Descriptor fd, io::open_read(events_path()));
            VB_TRY_ASSIGN(const uint64_t size, io::size_of(fd.get(), events_path()));
            return size == 0;
        }());
        if (committed != 0 || !empty) {
            return altered(folder, "the audit log has entries and no head, which is written with each of them");
        }
        head = Head{signer.verifier().name, 0, tree->root(), 0, {}};
        VB_TRY(internal::write_head(folder, *head, signer));
    }
    if (head->size < committed || head->committed > committed) {
        return altered(folder, "the head of the audit log is of " + std::to_string(head->size) +
                                   " entries, its tree of " + std::to_string(committed));
    }
    return load_tail(*head, from_byte);
}

// The entries that are acknowledged and not in the tree; then drops what no head covers.
Result<void> Log::State::load_tail(const Head& head, uint64_t from_byte) {
    uint64_t end = from_byte;
    std::string beyond;
    VB_TRY(internal::each_line(events_path(), from_byte, UINT64_MAX, [&](const internal::Line& line) -> Result<bool> {
        const uint64_t number = committed + tail.size();
        if (number == head.size) {
            return false;
        }
        if (merkle::leaf_hash(as_bytes(line.text)) != head.leaves[number - head.committed] || !line.whole) {
            return altered(events_path(), "entry " + std::to_string(number) + " is not what the head of the log signs");
        }
        tail.push_back(head.leaves[number - head.committed]);
        end = line.begin + line.text.size() + 1;
        return true;
    }));
    if (committed + tail.size() != head.size) {
        return altered(events_path(), "the entries from " + std::to_string(committed + tail.size()) + " to " +
                                          std::to_string(head.size - 1) + " are missing");
    }
    VB_TRY(tree->append(tail));
    if (tree->root() != head.root) {
        return altered(events_path(),
                       "the entries lead to root " + tree->root().hex() + ", the head says " + head.root.hex());
    }
    VB_TRY_ASSIGN(io::AppendFile opened, io::AppendFile::open(events_path(), end));
    file = std::move(opened);
    if (file->dropped_bytes() > 0) {
        recovered.push_back("audit log: dropped " + std::to_string(file->dropped_bytes()) + " byte(s) behind entry " +
                            std::to_string(head.size) + ", which no head covers: nothing was shown for them");
    }
    bytes = end;
    acknowledged = next = head.size;
    return {};
}

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {}
Log::~Log() = default;

Result<std::unique_ptr<Log>> Log::open(const std::string& folder, const note::Signer& signer, const Options& options) {
    VB_TRY(io::make_directories(folder, 0700));
    auto state = std::make_unique<State>(folder, signer, options);
    log::Recovery recovery;
    VB_TRY_ASSIGN(state->tree, log::Log::open(folder, signer, recovery));
    VB_TRY(state->load(recovery));
    std::unique_ptr<Log> log(new Log(std::move(state)));
    for (const std::string& action : std::vector<std::string>(log->recovered())) {
        Event event;
        event.name = LegalName::alteration;
        event.who = "verbatim";
        event.operation = "recovered";
        event.detail = action;
        VB_TRY(log->append(event));
    }
    return log;
}

const std::vector<std::string>& Log::recovered() const {
    return state_->recovered;
}

uint64_t Log::size() const {
    const std::lock_guard lock(state_->mutex);
    return state_->acknowledged;
}

Result<uint64_t> Log::append(const Event& event) {
    State& state = *state_;
    std::unique_lock lock(state.mutex);
    if (state.failed) {
        return *state.failed;
    }
    const uint64_t number = state.next;
    VB_TRY_ASSIGN(const std::string line, to_line({number, utc_time(state.now_ms()), event}));
    ++state.next;
    state.pending_leaves.push_back(merkle::leaf_hash(as_bytes(line)));
    state.pending += line;
    state.pending += '\n';
    // Whoever finds nobody writing writes what all have left, its own entry among it.
    while (state.acknowledged <= number && !state.failed) {
        if (state.busy) {
            state.changed.wait(lock);
            continue;
        }
        state.busy = true;
        const std::string lines = std::exchange(state.pending, {});
        const std::vector<Hash> leaves = std::exchange(state.pending_leaves, {});
        lock.unlock();
        const Result<void> written = state.write(lines, leaves);
        lock.lock();
        if (written) {
            state.acknowledged += leaves.size();
            state.bytes += lines.size();
        } else {
            state.failed = written.error();
            state.failed->advice = "nothing is shown without an entry in the audit log; open the case again";
        }
        state.busy = false;
        state.changed.notify_all();
    }
    if (state.acknowledged <= number) {
        return *state.failed;
    }
    return number;
}

Result<void> Log::commit() {
    return state_->alone([&]() -> Result<void> { return state_->commit_tree(state_->bytes); });
}

Result<void> Log::close() {
    Result<void> committed = commit();
    state_->tree.reset();
    return committed;
}

Result<void> Log::each(const Filter& filter, const EachEntry& each_entry) const {
    uint64_t end = 0;
    {
        const std::lock_guard lock(state_->mutex);
        end = state_->bytes;
    }
    return internal::each_entry_of(state_->events_path(), end, filter, each_entry);
}

Result<CheckReport> Log::check(const std::optional<note::Checkpoint>& known) {
    return state_->alone([&]() -> Result<CheckReport> {
        VB_TRY(state_->commit_tree(state_->bytes));
        return internal::check(state_->folder, state_->signer.verifier(), known);
    });
}

Result<std::string> Log::checkpoint() {
    return state_->alone([&]() -> Result<std::string> {
        VB_TRY(state_->commit_tree(state_->bytes));
        return state_->tree->checkpoint_note();
    });
}

Result<std::string> Log::prove(uint64_t number) {
    if (number >= size()) {
        return Error{Code::not_found,
                     "no entry " + std::to_string(number) + "; the audit log holds " + std::to_string(size()),
                     {},
                     "entries are numbered from 0"};
    }
    note::TlogProof proof;
    proof.index = number;
    Filter filter;
    filter.first = number;
    VB_TRY(each(filter, [&](const Entry& entry) -> Result<bool> {
        VB_TRY_ASSIGN(proof.extra, to_line(entry));
        return false;
    }));
    VB_TRY(state_->alone([&]() -> Result<void> {
        VB_TRY(state_->commit_tree(state_->bytes));
        VB_TRY_ASSIGN(proof.hashes, state_->tree->inclusion_proof(number, state_->tree->committed_size()));
        proof.checkpoint = state_->tree->checkpoint_note();
        return {};
    }));
    return proof.to_string();
}

Result<void> Log::write_export(const std::function<Result<void>(std::string_view)>& write) {
    std::string note;
    uint64_t end = 0;
    VB_TRY(state_->alone([&]() -> Result<void> {
        VB_TRY(state_->commit_tree(state_->bytes));
        note = state_->tree->checkpoint_note();
        end = state_->bytes;
        return {};
    }));
    return internal::write_export(state_->events_path(), end, state_->signer.verifier(), note, write);
}

}  // namespace verbatim::audit
