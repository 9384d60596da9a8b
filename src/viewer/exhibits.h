// SPDX-License-Identifier: Apache-2.0
// The exhibit numbers of a bundle's messages, read from its messages.csv (verify/ has none).
//
// Memory: 16 bytes a message that has one, and each different number once. Const after read(): any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "verify/byte_source.h"

namespace verbatim::viewer {

class Exhibits {
  public:
    // None if the bundle has no such table.
    static Result<Exhibits> read(const verify::ByteSource& bundle);
    std::string_view of(uint64_t seq) const;  // empty: no number

  private:
    std::vector<std::string> numbers_;
    std::vector<std::pair<uint64_t, uint32_t>> of_;  // sorted; index into numbers_
};

}  // namespace verbatim::viewer
