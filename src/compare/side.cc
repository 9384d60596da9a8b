// SPDX-License-Identifier: Apache-2.0
#include "compare/internal/side.h"

#include <algorithm>
#include <cstring>
#include <deque>

namespace verbatim::compare {
namespace {

using formats::WireItem;
using formats::WireType;
using ingest::StartedSource;
using ingest::WorkItem;

constexpr size_t kAheadMax = 2;
constexpr size_t kWindowBytes = size_t{1} << 20;
// Longer rows are hashed in pieces, never held whole. The worker says where a row ends, and it is not trusted.
constexpr uint64_t kRowBytesHeld = uint64_t{1} << 20;
constexpr uint64_t kEnd = ~uint64_t{0};
constexpr size_t kBatchBytes = size_t{2} << 20;

// The bytes of rows, which come in ascending order.
class RowBytes {
  public:
    RowBytes(int fd, uint64_t size, std::string path) : fd_(fd), size_(size), path_(std::move(path)) {}

    // [begin, end) without one line break at its end; valid until the next call.
    Result<std::string_view> held(uint64_t begin, uint64_t end) {
        VB_TRY(fill(begin, end));
        auto text = std::string_view(window_).substr(begin - begin_, end - begin);
        if (text.ends_with('\n')) {
            text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
        }
        return text;
    }

    Result<Hash> hash_of(uint64_t begin, uint64_t end) {
        VB_TRY_ASSIGN(const std::string_view tail, held(end - 2, end));
        end -= 2 - tail.size();
        while (begin < end) {
            const uint64_t piece = std::min<uint64_t>(end - begin, kWindowBytes);
            VB_TRY(fill(begin, begin + piece));
            hash_.update(as_bytes(std::string_view(window_).substr(begin - begin_, piece)));
            begin += piece;
        }
        return hash_.finish();
    }

  private:
    Result<void> fill(uint64_t begin, uint64_t end) {
        if (begin >= begin_ && end <= begin_ + window_.size()) {
            return {};
        }
        const uint64_t wanted = std::min<uint64_t>(std::max<uint64_t>(end - begin, kWindowBytes), size_ - begin);
        window_.resize(wanted);
        begin_ = begin;
        VB_TRY_ASSIGN(const size_t count,
                      io::read_at(fd_, begin, {reinterpret_cast<uint8_t*>(window_.data()), window_.size()}, path_));
        if (count != window_.size()) {
            return Error{Code::io, "the file became shorter while it was read", {path_, begin + count}, {}};
        }
        return {};
    }

    int fd_;
    uint64_t size_;
    std::string path_;
    std::string window_;
    uint64_t begin_ = 0;
    crypto::Sha256 hash_;
};

class SideReader {
  public:
    SideReader(Side& side, const Options& options, const Stop& stop, SideProgress& progress)
        : side_(side), options_(options), stop_(stop), progress_(progress), meaning_(options.ignored) {}

    Result<void> run() {
        VB_TRY_ASSIGN(process_, ingest::ParseProcess::start(options_.worker_program));
        const auto& items = side_.delivery.items;
        for (const WorkItem& item : items) {
            progress_.bytes_total += item.object ? item.size_bytes : 0;
        }
        progress_.sources_total = items.size();
        for (size_t index = 0; index < items.size(); ++index) {
            if (stop_()) {
                return Error{Code::interrupted, "stopped on request", {}, {}};
            }
            VB_TRY(one(index));
            ++progress_.sources_done;
        }
        VB_TRY(side_.places.flush());
        VB_TRY(side_.reasons.flush());
        return side_.entries.finish();
    }

  private:
    static bool readable(const WorkItem& item) { return item.object && item.size_bytes > 0; }

    // While one source is read, the workers of the next ones begin.
    Result<void> start_ahead(size_t index) {
        const auto& items = side_.delivery.items;
        next_ahead_ = std::max(next_ahead_, index);
        while (ahead_.size() <= kAheadMax && next_ahead_ < items.size()) {
            if (readable(items[next_ahead_])) {
                VB_TRY_ASSIGN(StartedSource started,
                              ingest::start_source(*process_, *side_.delivery.vault, items[next_ahead_], false,
                                                   ingest::Reads::again));
                ahead_.push_back(std::move(started));
            }
            ++next_ahead_;
        }
        return {};
    }

    Result<void> one(size_t index) {
        const WorkItem& item = side_.delivery.items[index];
        SourceReport report;
        ingest::SourceEntry& entry = report.entry;
        entry.source = index;
        entry.acquisition = item.acquisition;
        entry.path = item.path;
        entry.object = item.object;
        entry.size_bytes = item.object ? item.size_bytes : 0;
        report.first_row = side_.rows();
        if (!item.object) {
            entry.status = ingest::SourceStatus::absent;
            entry.problem = item.problem;
        } else if (item.size_bytes == 0) {
            entry.status = ingest::SourceStatus::empty;
        } else {
            VB_TRY(start_ahead(index));
            StartedSource started = std::move(ahead_.front());
            ahead_.pop_front();
            VB_TRY_ASSIGN(const vault::OpenObject again, side_.delivery.vault->open_object(*item.object));
            RowBytes bytes(again.fd.get(), entry.size_bytes, again.path);
            VB_TRY(read(started, entry, bytes));
            if (entry.problem.empty()) {
                entry.problem = item.problem;  // a container that broke off
            }
        }
        if (const std::string wrong = ingest::balance(entry); !wrong.empty()) {
            return Error{Code::internal, wrong, {}, "please report this: no row may be lost"};
        }
        report.rows = side_.rows() - report.first_row;
        side_.report.sources.push_back(std::move(report));
        return {};
    }

    Result<void> read(StartedSource& started, ingest::SourceEntry& entry, RowBytes& bytes) {
        ingest::SourceHandlers handlers;
        uint64_t reached = 0;
        Result<void> drained;
        handlers.finding = [this](const ingest::Finding& finding) {
            if (finding.kind == ingest::FindingKind::rejected) {
                others_.push_back({{finding.begin, finding.end}, RowKind::rejected, finding.code, finding.reason});
            }
            return Result<void>{};
        };
        handlers.skipped = [this](formats::ByteRange range, std::string_view why) {
            others_.push_back({range, RowKind::skipped, std::string(why), {}});
            return Result<void>{};
        };
        handlers.batch = [&](std::string& batch, uint64_t, uint64_t) { return messages(batch, bytes); };
        handlers.progress = [&](uint64_t end) {
            progress_.bytes_done += end - reached;
            reached = end;
            progress_.rows = side_.rows();
            // A batch without a message comes to nobody else: many such must not pile up.
            drained = other_rows_before(kEnd, bytes);
            return drained && !stop_();
        };
        Result<void> whole = ingest::read_source(started, entry, handlers);
        for (Result<void>* result : {&drained, &whole}) {
            if (!*result) {
                return result->error();
            }
        }
        VB_TRY(other_rows_before(kEnd, bytes));
        VB_TRY(finish_batch());
        progress_.bytes_done += entry.size_bytes - reached;
        progress_.rows = side_.rows();
        progress_.rejected += entry.counts.rejected;
        return {};
    }

    Result<void> messages(const std::string& batch, RowBytes& bytes) {
        for (formats::WireReader reader(batch); !reader.empty();) {
            VB_TRY(reader.next(item_));
            if (item_.type != WireType::message) {
                continue;
            }
            VB_TRY(other_rows_before(item_.range.begin, bytes));
            VB_TRY(row(item_.range, RowKind::message, meaning_.of(item_.message), bytes));
        }
        return finish_batch();
    }

    Result<void> other_rows_before(uint64_t begin, RowBytes& bytes) {
        while (!others_.empty() && others_.front().range.begin < begin) {
            const Other& other = others_.front();
            VB_TRY(side_.reasons.add(ReasonHead{side_.rows(), static_cast<uint32_t>(other.code.size()),
                                                static_cast<uint32_t>(other.reason.size())}));
            VB_TRY(side_.reasons.append(as_bytes(other.code)));
            VB_TRY(side_.reasons.append(as_bytes(other.reason)));
            VB_TRY(row(other.range, other.kind, {}, bytes));
            others_.pop_front();
        }
        return {};
    }

    // A row that is no message means its bytes.
    Result<void> row(formats::ByteRange range, RowKind kind, std::string_view meaning, RowBytes& bytes) {
        if (side_.rows() >= kRowsMax) {
            return Error{Code::limit,
                         "one side has more than " + std::to_string(kRowsMax) + " rows",
                         {side_.report.name, {}},
                         "compare in parts: one source, one period"};
        }
        Hash large;
        std::string_view raw;
        const bool held = range.end - range.begin <= kRowBytesHeld;
        if (held) {
            VB_TRY_ASSIGN(raw, bytes.held(range.begin, range.end));
        } else {
            VB_TRY_ASSIGN(large, bytes.hash_of(range.begin, range.end));
            raw = as_text(large.span());
        }
        add_keyed(batch_, options_.key, held ? 'b' : 'B', raw);
        if (kind == RowKind::message) {
            add_keyed(batch_, options_.key, 'm', meaning);
        } else {
            add_keyed(batch_, options_.key, kind == RowKind::rejected ? 'r' : 's', raw);
        }
        ranges_.push_back(range);
        side_.kinds.push_back(kind);
        return batch_.size_bytes() >= kBatchBytes ? finish_batch() : Result<void>{};
    }

    Result<void> finish_batch() {
        if (ranges_.empty()) {
            return {};
        }
        const std::span<const Hash> hashes = batch_.finish();
        uint64_t row = side_.rows() - ranges_.size();
        for (size_t i = 0; i < ranges_.size(); ++i, ++row) {
            const Hash& raw = hashes[2 * i];
            const Hash& meaning = hashes[2 * i + 1];
            VB_TRY(side_.entries.add({{word_of(meaning, 0), word_of(meaning, 1)}, word_of(raw, 0), row}));
            VB_TRY(side_.places.add(Place{ranges_[i].begin, ranges_[i].end, word_of(meaning, 0)}));
        }
        ranges_.clear();
        batch_.clear();
        return {};
    }

    struct Other {
        formats::ByteRange range;
        RowKind kind;
        std::string code;
        std::string reason;
    };

    Side& side_;
    const Options& options_;
    const Stop& stop_;
    SideProgress& progress_;
    Meaning meaning_;
    std::unique_ptr<ingest::ParseProcess> process_;
    std::deque<StartedSource> ahead_;  // die before process_
    size_t next_ahead_ = 0;
    std::deque<Other> others_;
    WireItem item_;
    crypto::HashBatch batch_;
    std::vector<formats::ByteRange> ranges_;
};

}  // namespace

size_t Side::source_of(uint64_t row) const {
    const auto after = std::upper_bound(report.sources.begin(), report.sources.end(), row,
                                        [](uint64_t wanted, const SourceReport& s) { return wanted < s.first_row; });
    return static_cast<size_t>(after - report.sources.begin()) - 1;
}

void add_keyed(crypto::HashBatch& batch, const std::array<uint8_t, 16>& key, char kind, std::string_view value) {
    uint8_t* room = batch.add(key.size() + 1 + value.size());
    std::memcpy(room, key.data(), key.size());
    room[key.size()] = static_cast<uint8_t>(kind);
    if (!value.empty()) {
        std::memcpy(room + key.size() + 1, value.data(), value.size());
    }
}

uint64_t word_of(const Hash& hash, size_t index) {
    uint64_t word = 0;
    std::memcpy(&word, hash.bytes.data() + index * sizeof word, sizeof word);
    return word;
}

Result<Side> read_side(const Input& input, const Options& options, const Stop& stop, SideProgress& progress) {
    VB_TRY_ASSIGN(Spool places, Spool::create(options.temporary_folder));
    VB_TRY_ASSIGN(Spool reasons, Spool::create(options.temporary_folder));
    VB_TRY_ASSIGN(Partitions entries, Partitions::create(options.temporary_folder));
    Side side{{}, {}, {}, std::move(places), std::move(reasons), std::move(entries)};
    side.report.name = input.name;
    VB_TRY_ASSIGN(side.delivery, input.load(stop));
    VB_TRY(SideReader(side, options, stop, progress).run());
    return side;
}

}  // namespace verbatim::compare
