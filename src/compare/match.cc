// SPDX-License-Identifier: Apache-2.0
#include "compare/internal/match.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <unordered_map>

namespace verbatim::compare {
namespace {

bool before(const Entry& left, const Entry& right) {
    if (left.meaning[0] != right.meaning[0]) {
        return left.meaning[0] < right.meaning[0];
    }
    if (left.meaning[1] != right.meaning[1]) {
        return left.meaning[1] < right.meaning[1];
    }
    return left.bytes != right.bytes ? left.bytes < right.bytes : left.row < right.row;
}

int compare_meaning(const Entry& left, const Entry& right) {
    for (size_t i = 0; i < 2; ++i) {
        if (left.meaning[i] != right.meaning[i]) {
            return left.meaning[i] < right.meaning[i] ? -1 : 1;
        }
    }
    return 0;
}

using Entries = std::span<const Entry>;

class Join {
  public:
    Join(const Side& a, const Side& b, Matching& matching, const Stop& stop)
        : a_(a), b_(b), matching_(matching), stop_(stop) {}

    Result<void> run() {
        std::vector<Entry> a;
        std::vector<Entry> b;
        for (size_t part = next_++; part < Partitions::kParts; part = next_++) {
            if (stop_()) {
                return Error{Code::interrupted, "stopped on request", {}, {}};
            }
            VB_TRY(a_.entries.load(part, a));
            VB_TRY(b_.entries.load(part, b));
            std::sort(a.begin(), a.end(), before);
            std::sort(b.begin(), b.end(), before);
            merge(a, b);
        }
        return {};
    }

  private:
    static size_t equal_from(Entries entries, size_t begin) {
        size_t end = begin + 1;
        while (end < entries.size() && compare_meaning(entries[begin], entries[end]) == 0) {
            ++end;
        }
        return end;
    }

    void merge(Entries a, Entries b) {
        for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
            const int order = compare_meaning(a[i], b[j]);
            if (order != 0) {
                ++(order < 0 ? i : j);
                continue;
            }
            const size_t end_a = equal_from(a, i);
            const size_t end_b = equal_from(b, j);
            if (end_a - i == 1 && end_b - j == 1) {
                matching_.pair(static_cast<uint32_t>(a[i].row), static_cast<uint32_t>(b[j].row),
                               a[i].bytes == b[j].bytes);
            } else {
                group(a.subspan(i, end_a - i), b.subspan(j, end_b - j));
            }
            i = end_a;
            j = end_b;
        }
    }

    // Which copy is which cannot be seen here: the neighbours decide, in align().
    void group(Entries a, Entries b) {
        const std::lock_guard lock(mutex_);
        const auto meaning = static_cast<uint32_t>(matching_.meaning_of_group.size());
        for (size_t i = 0, j = 0; i < a.size() || j < b.size();) {
            const uint64_t bytes = j == b.size() || (i < a.size() && a[i].bytes < b[j].bytes) ? a[i].bytes : b[j].bytes;
            const auto group = static_cast<uint32_t>(matching_.meaning_of_group.size());
            matching_.meaning_of_group.push_back(meaning);
            for (; i < a.size() && a[i].bytes == bytes; ++i) {
                matching_.a[a[i].row] = kFlag | group;
            }
            for (; j < b.size() && b[j].bytes == bytes; ++j) {
                matching_.b[b[j].row] = kFlag | group;
            }
        }
    }

    const Side& a_;
    const Side& b_;
    Matching& matching_;
    const Stop& stop_;
    std::atomic<size_t> next_{0};
    std::mutex mutex_;
};

bool is_open(uint32_t state) {
    return state != kUnpaired && (state & kFlag) != 0;
}

class Alignment {
  public:
    explicit Alignment(Matching& matching) : m_(matching) {}

    void run() {
        if (m_.meaning_of_group.empty()) {
            return;
        }
        along<false>();
        along<true>();
        in_order(true);
        in_order(false);
        const auto close = [](uint32_t& state) { state = is_open(state) ? kUnpaired : state; };
        std::for_each(m_.a.begin(), m_.a.end(), close);
        std::for_each(m_.b.begin(), m_.b.end(), close);
        m_.meaning_of_group = {};
    }

  private:
    // A copy that follows (or precedes) a paired row belongs to the copy that follows that row's partner. Rows that are
    // only on one side are passed over.
    template <bool kBackward>
    void along() {
        const auto size_a = static_cast<int64_t>(m_.a.size());
        const auto size_b = static_cast<int64_t>(m_.b.size());
        constexpr int64_t kStep = kBackward ? -1 : 1;
        int64_t at = kBackward ? size_b - 1 : 0;  // where the next partner is looked for
        for (int64_t i = kBackward ? size_a - 1 : 0; i >= 0 && i < size_a; i += kStep) {
            const uint32_t state = m_.a[static_cast<size_t>(i)];
            if (state == kUnpaired) {
                continue;
            }
            if (!is_open(state)) {
                at = int64_t{state} + kStep;
                continue;
            }
            while (at >= 0 && at < size_b && m_.b[static_cast<size_t>(at)] == kUnpaired) {
                at += kStep;
            }
            if (at >= 0 && at < size_b && fits(state, m_.b[static_cast<size_t>(at)])) {
                m_.pair(static_cast<uint32_t>(i), static_cast<uint32_t>(at), state == m_.b[static_cast<size_t>(at)]);
                at += kStep;
            }
        }
    }

    bool fits(uint32_t a, uint32_t b) const {
        return is_open(b) && m_.meaning_of_group[a & ~kFlag] == m_.meaning_of_group[b & ~kFlag];
    }

    struct Copy {
        uint32_t group;
        uint32_t row;
        bool operator<(const Copy& other) const { return group != other.group ? group < other.group : row < other.row; }
    };

    std::vector<Copy> open_copies(const std::vector<uint32_t>& states, bool by_bytes) const {
        std::vector<Copy> out;
        for (size_t row = 0; row < states.size(); ++row) {
            if (is_open(states[row])) {
                const uint32_t group = states[row] & ~kFlag;
                out.push_back({by_bytes ? group : m_.meaning_of_group[group], static_cast<uint32_t>(row)});
            }
        }
        std::sort(out.begin(), out.end());
        return out;
    }

    // What neighbours could not tell: the first copy is the first copy.
    void in_order(bool by_bytes) {
        const std::vector<Copy> a = open_copies(m_.a, by_bytes);
        const std::vector<Copy> b = open_copies(m_.b, by_bytes);
        for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
            if (a[i].group == b[j].group) {
                m_.pair(a[i++].row, b[j++].row, by_bytes);
            } else {
                ++(a[i].group < b[j].group ? i : j);
            }
        }
    }

    Matching& m_;
};

// The directory part that all sources of a side share: "april/" of one delivery is "september/" of the other.
size_t common_folder(const SideReport& side) {
    if (side.sources.empty()) {
        return 0;
    }
    std::string_view common = side.sources.front().entry.path;
    common = common.substr(0, common.rfind('/') + 1);
    for (const SourceReport& source : side.sources) {
        while (!source.entry.path.starts_with(common)) {
            common.remove_suffix(1);
            common = common.substr(0, common.rfind('/') + 1);
        }
    }
    return common.size();
}

// For each source of A the source of B with the same path, or none.
std::vector<std::optional<size_t>> counterparts(const SideReport& a, const SideReport& b) {
    const size_t skip_a = common_folder(a);
    const size_t skip_b = common_folder(b);
    std::unordered_map<std::string_view, size_t> by_path;
    for (size_t i = 0; i < b.sources.size(); ++i) {
        by_path.emplace(std::string_view(b.sources[i].entry.path).substr(skip_b), i);
    }
    std::vector<std::optional<size_t>> out(a.sources.size());
    for (size_t i = 0; i < a.sources.size(); ++i) {
        const auto found = by_path.find(std::string_view(a.sources[i].entry.path).substr(skip_a));
        if (found != by_path.end()) {
            out[i] = found->second;
        }
    }
    return out;
}

// The longest rising run through the partners of one pair of sources: whatever is not in it has moved.
struct Run {
    std::vector<uint32_t> tails;  // the smallest end of a rising run of each length
    uint32_t wanted = 0;
    uint32_t last = ~uint32_t{0};

    uint32_t add(uint32_t value) {
        if (tails.empty() || tails.back() < value) {
            tails.push_back(value);
            return static_cast<uint32_t>(tails.size());
        }
        const auto at = std::lower_bound(tails.begin(), tails.end(), value);
        *at = value;
        return static_cast<uint32_t>(at - tails.begin()) + 1;
    }
};

}  // namespace

Result<Matching> join(const Side& a, const Side& b, unsigned threads, const Stop& stop) {
    Matching matching;
    matching.a.assign(a.rows(), kUnpaired);
    matching.b.assign(b.rows(), kUnpaired);
    matching.flags.assign(a.rows(), 0);
    Join work(a, b, matching, stop);
    std::vector<std::future<Result<void>>> running;
    for (unsigned i = 0; i < std::max(1U, threads); ++i) {
        running.push_back(std::async(std::launch::async, [&work] { return work.run(); }));
    }
    Result<void> result;
    for (auto& one : running) {
        if (Result<void> ended = one.get(); !ended && result) {
            result = std::move(ended);
        }
    }
    if (!result) {
        return result.error();
    }
    return matching;
}

void align(Matching& matching) {
    Alignment(matching).run();
}

void mark_moved(const Side& a, const Side& b, const std::function<uint32_t(uint32_t)>& partner,
                std::vector<uint8_t>& flags) {
    const auto expected = counterparts(a.report, b.report);
    std::vector<uint32_t> lengths;
    for (size_t source = 0; source < a.report.sources.size(); ++source) {
        const SourceReport& rows = a.report.sources[source];
        std::unordered_map<size_t, Run> runs;
        lengths.assign(rows.rows, 0);
        size_t other = 0;
        const auto source_b = [&](uint32_t row) {
            const SourceReport& current = b.report.sources[other];
            if (row < current.first_row || row >= current.first_row + current.rows) {
                other = b.source_of(row);
            }
            return other;
        };
        for (uint64_t i = 0; i < rows.rows; ++i) {
            const uint32_t row = partner(static_cast<uint32_t>(rows.first_row + i));
            if (row == kUnpaired) {
                continue;
            }
            const size_t to = source_b(row);
            if (expected[source] && *expected[source] != to) {
                flags[rows.first_row + i] |= kMoved;
            } else {
                lengths[i] = runs[to].add(row);
            }
        }
        for (auto& [to, run] : runs) {
            run.wanted = static_cast<uint32_t>(run.tails.size());
        }
        for (uint64_t i = rows.rows; i-- > 0;) {
            if (lengths[i] == 0) {
                continue;
            }
            const uint32_t row = partner(static_cast<uint32_t>(rows.first_row + i));
            Run& run = runs[source_b(row)];
            if (lengths[i] == run.wanted && row < run.last) {
                --run.wanted;
                run.last = row;
            } else {
                flags[rows.first_row + i] |= kMoved;
            }
        }
    }
}

}  // namespace verbatim::compare
