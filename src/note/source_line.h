// SPDX-License-Identifier: Apache-2.0
// The line of one source in the tree of sources (docs/seals.md, section 1): what became of its bytes and rows.
//
// One spelling: parse() refuses every other. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace verbatim::note {

struct SourceLine {
    uint64_t number = 0;
    std::optional<Hash> object;  // none: no bytes were taken in
    uint64_t bytes = 0;
    uint64_t messages = 0;
    uint64_t first = 0;  // sequence number that its first record has or would have
    uint64_t rejected = 0;
    uint64_t skipped = 0;
    uint64_t unread = 0;
    std::string format;  // one word; empty: no reader was found
    uint64_t format_version = 0;
    std::string path;

    std::string to_text() const;  // without a newline
    static Result<SourceLine> parse(std::string_view line);
    bool operator==(const SourceLine&) const = default;
};

}  // namespace verbatim::note
