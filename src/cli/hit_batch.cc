// SPDX-License-Identifier: Apache-2.0
#include "cli/hit_batch.h"

namespace verbatim::cli {

Result<void> HitBatch::add(uint64_t seq, HitMark mark) {
    constexpr size_t kBatch = 500;
    if (opened_.is_destroyed(seq)) {
        ++destroyed_;
        return {};
    }
    seqs_.push_back(seq);
    marks_.push_back(std::move(mark));
    return seqs_.size() < kBatch ? Result<void>{} : finish();
}

Result<void> HitBatch::finish() {
    VB_TRY_ASSIGN(const std::vector<store::Hit> hits, opened_.hits(seqs_));
    for (size_t at = 0; at < hits.size(); ++at) {
        writer_.write(hits[at], marks_[at]);
    }
    seqs_.clear();
    marks_.clear();
    return {};
}

}  // namespace verbatim::cli
