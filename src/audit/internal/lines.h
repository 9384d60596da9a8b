// SPDX-License-Identifier: Apache-2.0
// Reading events.jsonl line by line, in bounded memory, also while a writer adds to it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace verbatim::audit::internal {

inline constexpr std::string_view kEventsFile = "/events.jsonl";

struct Line {
    std::string_view text;  // without its newline; dies when the callback returns
    uint64_t begin = 0;     // byte offset in the file
    bool whole = true;      // false: the file ends without a newline, or the line is longer than any entry
};
using EachLine = std::function<Result<bool>(const Line&)>;  // false: stop, without error

// The lines of the bytes [begin, end) of the file, up to where it ends. A file that is not there has none.
Result<void> each_line(const std::string& path, uint64_t begin, uint64_t end, const EachLine& each);

}  // namespace verbatim::audit::internal
