// SPDX-License-Identifier: Apache-2.0
// The sources that a bundle opens: which one a record comes from. Memory: one line a source. Const: any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "note/source_line.h"
#include "verify/byte_source.h"

namespace verbatim::viewer {

class Sources {
  public:
    static Result<Sources> read(const verify::ByteSource& bundle);
    const note::SourceLine* of(uint64_t seq) const;  // null: its source is not shown
    // Numbers of those whose path, or the hash of whose object, matches (search/path_pattern.h).
    std::vector<uint32_t> matching(std::string_view pattern) const;

  private:
    std::vector<note::SourceLine> sources_;  // that have messages, by their first one
};

}  // namespace verbatim::viewer
