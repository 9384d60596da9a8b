// SPDX-License-Identifier: Apache-2.0
// Defects: which of the known defects of real chat evidence are made, and how often.
//
// D1 to D15 are a catalogue of what went wrong with the evidence of real cases; docs/scenario.md says for each how it
// is made here and where the truth about it is written. A share is in parts per million of what the defect strikes
// (rows, phones, tables ...; see kDefects). Off means share 0. Plain values; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scenario/random.h"

namespace verbatim::scenario {

enum class Defect : uint8_t { none, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15 };
inline constexpr size_t kDefectCount = 15;

struct DefectInfo {
    Defect defect;
    std::string_view name;  // "D1"
    std::string_view what;
    std::string_view of;  // what the share is of
    PartsPerMillion share;
};
const std::array<DefectInfo, kDefectCount>& defect_table();
std::string_view name(Defect defect);

class Defects {
  public:
    bool on(Defect defect) const { return share(defect) > 0; }
    PartsPerMillion share(Defect defect) const { return shares_[static_cast<size_t>(defect)]; }

    // "all", "none", or "D1,D4": what is named has its default share, all else is off.
    Result<void> choose(std::string_view list);
    // "D4=0.01": sets one share, between 0 and 1.
    Result<void> set_share(std::string_view assignment);
    // "D1,D4", in order; "none".
    std::string list() const;

  private:
    std::array<PartsPerMillion, kDefectCount + 1> shares_{};
};

}  // namespace verbatim::scenario
