// SPDX-License-Identifier: Apache-2.0
// HitBatch: messages by number, looked up some hundreds at a time and written in the order they were added.
//
//   HitBatch batch(*opened, *writer);
//   VB_TRY(batch.add(17, {}));  ...  VB_TRY(batch.finish());
#pragma once

#include <cstdint>
#include <vector>

#include "cli/hit_writer.h"

namespace verbatim::cli {

class HitBatch {
  public:
    HitBatch(app::Case& opened, HitWriter& writer) : opened_(opened), writer_(writer) {}
    Result<void> add(uint64_t seq, HitMark mark);
    Result<void> finish();
    uint64_t destroyed() const { return destroyed_; }  // numbers left out, as tombstones removed them

  private:
    app::Case& opened_;
    HitWriter& writer_;
    std::vector<uint64_t> seqs_;
    std::vector<HitMark> marks_;
    uint64_t destroyed_ = 0;
};

}  // namespace verbatim::cli
