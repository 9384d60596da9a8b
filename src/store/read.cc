// SPDX-License-Identifier: Apache-2.0
// Reading many records by number, in order: what a bundle shows of a case.
#include <algorithm>

#include "store/internal/each_row.h"
#include "store/internal/sql.h"
#include "store/internal/state.h"
#include "store/store.h"

namespace verbatim::store {
namespace {

// Rows that one statement sorts. The table is in order of time, so each statement looks through the numbers of all
// rows: few large steps are better than many small ones.
constexpr size_t kDenseStep = size_t{1} << 16;
constexpr size_t kSparseStep = 4096;
// A step is dense if at least one in so many of its rows is wanted: then reading all of them is cheapest.
constexpr uint64_t kDenseShare = 4;

bool is_dense(std::span<const uint64_t> seqs) {
    return seqs.back() - seqs.front() < seqs.size() * kDenseShare;
}

Error missing(uint64_t seq) {
    return {Code::not_found, "the store has no record " + std::to_string(seq), {}, "run `verbatim verify`"};
}

}  // namespace

Result<void> Store::read(std::span<const uint64_t> seqs, const Each<StoredRecord>& each, const Control& control) {
    while (!seqs.empty()) {
        std::span<const uint64_t> step = seqs.first(std::min(seqs.size(), kDenseStep));
        std::string condition;
        if (is_dense(step)) {
            condition = "seq >= " + std::to_string(step.front()) + " AND seq <= " + std::to_string(step.back());
        } else {
            step = seqs.first(std::min(seqs.size(), kSparseStep));
            condition = "seq IN " + number_list(step);
        }
        size_t at = 0;
        std::optional<uint64_t> gap;
        bool stopped = false;
        VB_TRY(each_row(*state_->engine, "SELECT seq, text, record FROM messages WHERE " + condition + " ORDER BY seq",
                        control, [&](RowReader& reader) {
                            StoredRecord stored;
                            stored.seq = reader.number<uint64_t>();
                            stored.text = reader.text();
                            stored.record = reader.text();
                            if (!reader.ok() || at == step.size() || stored.seq < step[at]) {
                                return true;
                            }
                            if (stored.seq > step[at]) {
                                gap = step[at];
                                return false;
                            }
                            ++at;
                            stopped = !each(stored);
                            return !stopped;
                        }));
        if (stopped) {
            return {};
        }
        if (gap || at < step.size()) {
            return missing(gap.value_or(step[at]));
        }
        seqs = seqs.subspan(step.size());
    }
    return {};
}

}  // namespace verbatim::store
