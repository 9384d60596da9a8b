// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "compare/internal/candidates.h"

namespace verbatim::compare {
namespace {

// Pairs of rows under one key that are compared text by text; larger groups pair in order.
constexpr size_t kComparedMax = 4096;
constexpr uint64_t kReadEntries = 4096;

struct Keyed {
    uint64_t key;
    uint32_t candidate;
    bool operator<(const Keyed& other) const {
        return key != other.key ? key < other.key : candidate < other.candidate;
    }
};

class Pairing {
  public:
    Pairing(Candidates& a, Candidates& b, const Options& options, const Stop& stop)
        : a_(a), b_(b), options_(options), stop_(stop), meaning_(options.ignored) {}

    Result<void> run() {
        for (size_t which = 0; which < kKeys; ++which) {
            // As many rounds as keep the keys of one round in memory.
            const uint64_t bytes = (unpaired(a_) + unpaired(b_)) * sizeof(Keyed);
            rounds_ = std::max<uint64_t>(1, bytes / std::max<uint64_t>(options_.memory_bytes, 1) + 1);
            for (round_ = 0; round_ < rounds_; ++round_) {
                if (stop_()) {
                    return Error{Code::interrupted, "stopped on request", {}, {}};
                }
                VB_TRY(one(which));
            }
        }
        return {};
    }

  private:
    static uint64_t unpaired(const Candidates& side) {
        return static_cast<uint64_t>(std::count(side.partners.begin(), side.partners.end(), kUnpaired));
    }

    Result<void> collect(const Candidates& side, size_t which, std::vector<Keyed>& out) {
        out.clear();
        std::vector<Candidate> entries;
        for (uint64_t first = 0; first < side.count(); first += kReadEntries) {
            entries.resize(std::min(kReadEntries, side.count() - first));
            VB_TRY(side.entries.read(first * sizeof(Candidate),
                                     {reinterpret_cast<uint8_t*>(entries.data()), entries.size() * sizeof(Candidate)}));
            for (size_t i = 0; i < entries.size(); ++i) {
                const uint64_t key = entries[i].keys[which];
                if (key != 0 && key % rounds_ == round_ && side.partners[first + i] == kUnpaired) {
                    out.push_back({key, static_cast<uint32_t>(first + i)});
                }
            }
        }
        std::sort(out.begin(), out.end());
        return {};
    }

    Result<void> one(size_t which) {
        VB_TRY(collect(a_, which, keyed_a_));
        if (keyed_a_.empty()) {
            return {};
        }
        VB_TRY(collect(b_, which, keyed_b_));
        const auto end_of = [](const std::vector<Keyed>& keyed, size_t begin) {
            size_t end = begin + 1;
            while (end < keyed.size() && keyed[end].key == keyed[begin].key) {
                ++end;
            }
            return end;
        };
        for (size_t i = 0, j = 0; i < keyed_a_.size() && j < keyed_b_.size();) {
            if (keyed_a_[i].key != keyed_b_[j].key) {
                ++(keyed_a_[i].key < keyed_b_[j].key ? i : j);
                continue;
            }
            const size_t end_a = end_of(keyed_a_, i);
            const size_t end_b = end_of(keyed_b_, j);
            VB_TRY(group(std::span(keyed_a_).subspan(i, end_a - i), std::span(keyed_b_).subspan(j, end_b - j)));
            i = end_a;
            j = end_b;
        }
        return {};
    }

    void pair(uint32_t a, uint32_t b) {
        a_.partners[a] = b;
        b_.partners[b] = a;
    }

    Result<void> group(std::span<const Keyed> a, std::span<const Keyed> b) {
        const size_t pairs = std::min(a.size(), b.size());
        if ((a.size() == 1 && b.size() == 1) || a.size() * b.size() > kComparedMax) {
            for (size_t i = 0; i < pairs; ++i) {
                pair(a[i].candidate, b[i].candidate);
            }
            return {};
        }
        struct Likeness {
            double value;
            size_t i;
            size_t j;
        };
        std::vector<Read> left(a.size());
        std::vector<Read> right(b.size());
        VB_TRY(read(a_, a, left));
        VB_TRY(read(b_, b, right));
        std::vector<Likeness> all;
        for (size_t i = 0; i < a.size(); ++i) {
            for (size_t j = 0; j < b.size(); ++j) {
                all.push_back({meaning_.similarity(left[i].item.message, right[j].item.message), i, j});
            }
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const Likeness& x, const Likeness& y) { return x.value > y.value; });
        for (const Likeness& likeness : all) {
            if (a_.partners[a[likeness.i].candidate] == kUnpaired &&
                b_.partners[b[likeness.j].candidate] == kUnpaired) {
                pair(a[likeness.i].candidate, b[likeness.j].candidate);
            }
        }
        return {};
    }

    struct Read {
        std::string bytes;
        formats::WireItem item;
    };
    static Result<void> read(const Candidates& side, std::span<const Keyed> keyed, std::vector<Read>& out) {
        for (size_t i = 0; i < keyed.size(); ++i) {
            Candidate candidate{};
            VB_TRY(side.entries.read(uint64_t{keyed[i].candidate} * sizeof candidate,
                                     {reinterpret_cast<uint8_t*>(&candidate), sizeof candidate}));
            VB_TRY(read_message(side, candidate, out[i].bytes, out[i].item));
        }
        return {};
    }

    Candidates& a_;
    Candidates& b_;
    const Options& options_;
    const Stop& stop_;
    Meaning meaning_;
    uint64_t rounds_ = 1;
    uint64_t round_ = 0;
    std::vector<Keyed> keyed_a_;
    std::vector<Keyed> keyed_b_;
};

}  // namespace

Result<void> pair_changed(Candidates& a, Candidates& b, const Options& options, const Stop& stop) {
    return Pairing(a, b, options, stop).run();
}

void pair_by_place(const Side& a, const Side& b, const Matching& matching, Candidates& of_a, Candidates& of_b) {
    const auto partner = [&](uint64_t row) -> uint64_t {
        const uint32_t state = matching.a[row];
        if ((state & kFlag) == 0) {
            return state;
        }
        const uint32_t other = of_a.partners[state & ~kFlag];
        return other == kUnpaired ? kUnpaired : of_b.rows[other];
    };
    for (const SourceReport& source : a.report.sources) {
        for (uint64_t row = source.first_row; row < source.first_row + source.rows; ++row) {
            if (partner(row) != kUnpaired) {
                continue;
            }
            // Both neighbours, or the ends of both sources, must agree about the place.
            const bool first = row == source.first_row;
            const bool last = row + 1 == source.first_row + source.rows;
            if (first && last) {
                continue;
            }
            const uint64_t before = first ? kUnpaired : partner(row - 1);
            const uint64_t after = last ? kUnpaired : partner(row + 1);
            if ((!first && before == kUnpaired) || (!last && after == kUnpaired) || (first && after == 0)) {
                continue;
            }
            const uint64_t place = first ? after - 1 : before + 1;
            if (place >= b.rows() || (!first && !last && after != place + 1) ||
                (a.kinds[row] == RowKind::message && b.kinds[place] == RowKind::message)) {
                continue;
            }
            const SourceReport& other = b.report.sources[b.source_of(place)];
            const bool at_edge =
                (first && place == other.first_row) || (last && place + 1 == other.first_row + other.rows);
            const uint32_t state = matching.b[place];
            if (((first || last) && !at_edge) || (state & kFlag) == 0 || of_b.partners[state & ~kFlag] != kUnpaired) {
                continue;
            }
            of_a.partners[matching.a[row] & ~kFlag] = state & ~kFlag;
            of_b.partners[state & ~kFlag] = matching.a[row] & ~kFlag;
        }
    }
}

}  // namespace verbatim::compare
